import { Worker } from 'node:worker_threads'
import { Refusal, Temporary } from '../base/errors.ts'
import { minute } from '../base/sizes.ts'
import type { SegmentParts } from '../search/segment.ts'
import type { MailToIndex } from './gathering.ts'

/** What the indexing thread is asked. */
export type IndexJob =
  | { readonly do: 'begin' }
  | { readonly do: 'add', readonly mails: readonly MailToIndex[] }
  | { readonly do: 'build' }
  | { readonly do: 'merge', readonly segments: readonly SegmentBytes[], readonly live: readonly number[] }

/** What it answers, in the order of the jobs. */
export type IndexAnswer =
  | { readonly is: 'gathered', readonly isFull: boolean }
  | { readonly is: 'segment', readonly parts: SegmentParts }
  | { readonly is: 'failed', readonly error: string, readonly isRange: boolean }

/** A segment as it was kept. */
export interface SegmentBytes {
  readonly head: Uint8Array
  readonly postings: Uint8Array
}

/** A thread that has nothing to do for this long is ended; the next work begins another. */
export const IDLE_THREAD_MS = minute / 2

/**
 * The event loop's end of the indexing thread: one for the process, begun with the first work. Whoever uses it holds
 * the
 * `IndexingGate`, so jobs never mix. Fails with `Temporary` when the thread ended, and with `Refusal('wrong-key')` when
 * a segment cannot be read. Octets that are given are moved, not copied.
 */
export class IndexThread {
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined
  #waiting: { readonly resolve: (answer: IndexAnswer) => void, readonly reject: (error: Error) => void }[] = []

  /** Begins a new segment. */
  async begin(): Promise<void> {
    await this.#ask({ do: 'begin' })
  }

  /** Gathers the words of messages; true when the segment is full. */
  async add(mails: readonly MailToIndex[]): Promise<boolean> {
    const answer = await this.#ask({ do: 'add', mails }, mails.map(({ raw }) => raw))
    return answer.is === 'gathered' && answer.isFull
  }

  /** The segment of what was gathered. */
  build(): Promise<SegmentParts> {
    return this.#segment({ do: 'build' }, [])
  }

  /** One segment of several, with those of their messages that live. */
  merge(segments: readonly SegmentBytes[], live: readonly number[]): Promise<SegmentParts> {
    return this.#segment({ do: 'merge', segments, live }, segments.flatMap(({ head, postings }) => [head, postings]))
  }

  /** Ends the thread. What is under way fails. */
  close(): void {
    clearTimeout(this.#idle)
    const worker = this.#worker
    this.#worker = undefined
    void worker?.terminate()
    this.#lose(new Error('the indexing thread was ended'))
  }

  async #segment(job: IndexJob, moved: readonly Uint8Array[]): Promise<SegmentParts> {
    const answer = await this.#ask(job, moved)
    if (answer.is === 'segment') return answer.parts
    throw new Error('the indexing thread gave no segment')
  }

  async #ask(job: IndexJob, moved: readonly Uint8Array[] = []): Promise<IndexAnswer> {
    clearTimeout(this.#idle)
    const worker = this.#worker ??= this.#start()
    // Open work keeps the process alive, a thread at rest does not.
    worker.ref()
    const answer = await new Promise<IndexAnswer>((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      worker.postMessage(job, wholeBuffers(moved))
    })
    if (answer.is !== 'failed') return answer
    if (answer.isRange) throw new Refusal('wrong-key', 'a segment of a search index cannot be read')
    throw new Error(`indexing: ${answer.error}`)
  }

  #start(): Worker {
    const worker = new Worker(new URL('./index-worker.ts', import.meta.url), { stdout: false, stderr: false })
    worker.on('message', (answer: IndexAnswer) => {
      this.#waiting.shift()?.resolve(answer)
      if (this.#waiting.length > 0 || worker !== this.#worker) return
      worker.unref()
      clearTimeout(this.#idle)
      this.#idle = setTimeout(() => this.close(), IDLE_THREAD_MS).unref()
    })
    worker.on('error', (error) => this.#lost(worker, error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => this.#lost(worker, new Error('the indexing thread ended')))
    return worker
  }

  #lost(worker: Worker, error: Error): void {
    if (worker !== this.#worker) return
    this.#worker = undefined
    this.#lose(error)
  }

  #lose(cause: Error): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { reject } of waiting) reject(new Temporary('indexing', 'the indexing thread ended', { cause }))
  }
}

/** A view on part of a buffer is copied: others may look at the rest. */
function wholeBuffers(views: readonly Uint8Array[]): ArrayBuffer[] {
  const whole = views.filter(({ buffer, byteLength }) =>
    buffer instanceof ArrayBuffer && buffer.byteLength === byteLength)
  return [...new Set(whole.map(({ buffer }) => buffer as ArrayBuffer))]
}
