import type { Envelope, Event } from '../smtp/session.ts'
import { handOver, type HandOver } from './hand-over.ts'
import type { Listener } from './listener.ts'
import { MessageReader } from './message-reader.ts'

/** The messages that come in on one connection, one after another: from the envelope to the answer of the flow. */
export class Intake {
  readonly #listener: Listener
  #message: MessageReader | undefined
  #kept = 0

  constructor(listener: Listener) {
    this.#listener = listener
  }

  /** Messages of this connection that were kept. */
  get kept(): number {
    return this.#kept
  }

  /** The message that is coming in or being kept. */
  get message(): MessageReader | undefined {
    return this.#message
  }

  /** Octets of it that came. */
  get received(): number {
    return this.#message?.received ?? 0
  }

  begin(envelope: Envelope): MessageReader {
    const { limits: { sizeBytesMax }, memory } = this.#listener
    this.#message = new MessageReader({ envelope, sizeBytesMax, memory })
    return this.#message
  }

  /** Drops what there is of a message, and gives its memory back. */
  forget(): void {
    this.#message?.release()
    this.#message = undefined
  }

  /** The text is complete. The answer comes at once when it is refused, and otherwise in the network's fair turn. */
  finish(message: MessageReader, { network, ...from }: Pick<HandOver, 'session' | 'signedIn'> & {
    readonly network: string,
  }): Event | Promise<Event> {
    const refusal = message.end()
    if (refusal !== undefined) return { verb: 'message-done', ...refusal }
    const { envelope, raw } = message
    const args = { envelope, raw, ...from }
    const turn = this.#listener.messages.take(network)
    if (turn === undefined) return { verb: 'message-done', reply: 'no-memory' }
    return turn instanceof Promise ? turn.then((end) => this.#handOver(args, end)) : this.#handOver(args, turn)
  }

  async #handOver(args: HandOver, end: () => void): Promise<Event> {
    try {
      const { each, ...reply } = await handOver(this.#listener, args)
      if (reply.reply === 'kept') this.#kept++
      return { verb: 'message-done', ...reply, ...each === undefined ? {} : { each } }
    } finally {
      end()
    }
  }
}
