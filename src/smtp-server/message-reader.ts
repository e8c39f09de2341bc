import { ChunkScanner } from '../smtp/chunk-scanner.ts'
import { DataScanner, type DataProblem } from '../smtp/scanner.ts'
import type { Envelope } from '../smtp/session.ts'
import { MessageBuffer } from './message-buffer.ts'
import { problemReply, type MessageReply } from './outcomes.ts'
import type { Room } from './room.ts'

/** Takes in the text of one message, by DATA or by BDAT, as long as it is fine; remembers why when it is not. */
export class MessageReader {
  readonly envelope: Envelope
  /** Octets read from the wire for this message. */
  received = 0
  /** The whole message; empty before `end`. */
  raw: Uint8Array = new Uint8Array(0)
  /** `end` was called and gave no refusal: it is in the hands of the flow behind. */
  handed = false
  readonly #sizeBytesMax: number
  readonly #buffer: MessageBuffer
  readonly #data: DataScanner
  readonly #chunks: ChunkScanner
  #noMemory = false

  constructor({ envelope, sizeBytesMax, memory }: {
    readonly envelope: Envelope, readonly sizeBytesMax: number, readonly memory: Room,
  }) {
    this.envelope = envelope
    this.#sizeBytesMax = sizeBytesMax
    this.#buffer = new MessageBuffer(memory)
    this.#chunks = new ChunkScanner({ sizeBytesMax })
    this.#data = new DataScanner({ sizeBytesMax, keep: (piece, start, end) => this.#keep(piece, start, end) })
  }

  /** Text after DATA. Gives the index behind the end of the message, or -1. */
  pushData(piece: Uint8Array, start: number): number {
    const end = this.#data.push(piece, start)
    this.received += (end < 0 ? piece.length : end) - start
    this.#drop(this.#data.problem)
    return end
  }

  /** Octets of one BDAT chunk. */
  pushChunk(piece: Uint8Array, start: number, end: number): void {
    this.received += end - start
    this.#chunks.push(piece, start, end)
    if (this.#chunks.problem === undefined) this.#keep(piece, start, end)
    this.#drop(this.#chunks.problem)
  }

  /** Why this message will not be taken, if so. */
  get refusal(): MessageReply | undefined {
    const problem = this.#data.problem ?? this.#chunks.problem
    if (problem !== undefined) return problemReply(problem)
    return this.#noMemory ? { reply: 'no-memory' } : undefined
  }

  /** Twice the limit has come and no end is in sight. */
  get hopeless(): boolean {
    return this.received > 2 * this.#sizeBytesMax
  }

  /** The text is complete: its refusal, or undefined and `raw` holds it. */
  end(): MessageReply | undefined {
    this.#chunks.end()
    const refusal = this.refusal
    if (refusal !== undefined) return refusal
    this.raw = this.#buffer.whole()
    this.handed = true
    return undefined
  }

  /** Forgets it and gives its memory back. */
  release(): void {
    this.#buffer.release()
    this.raw = new Uint8Array(0)
  }

  #keep(piece: Uint8Array, start: number, end: number): void {
    if (this.#noMemory) return
    if (this.#buffer.append(piece, start, end)) return
    this.#noMemory = true
    this.#buffer.release()
  }

  /** What is refused anyway takes no memory any more. */
  #drop(problem: DataProblem | undefined): void {
    if (problem !== undefined) this.#buffer.release()
  }
}
