import { Worker } from 'node:worker_threads'
import { Temporary } from '../../base/errors.ts'
import { fromFailure, toFailure } from '../failure.ts'
import { WAITING_CALLS_MAX } from '../limits.ts'
import type { Change } from '../script.ts'
import { unpackResult } from './packed-rows.ts'
import type { FromThread, Job, Outcome, ToThread } from './protocol.ts'

interface Pending {
  readonly resolve: (result: never) => void
  readonly reject: (error: unknown) => void
}

export interface ThreadOptions {
  readonly module: URL
  readonly start: unknown
  /** Told before the calls of the same group are resolved. */
  readonly onGroup: (changes: readonly Change[]) => void
  /** The thread ended by itself: a bug or out of memory. */
  readonly onLost: (error: Error) => void
}

/** The event loop's end of one storage thread: gathers the calls of one turn into one message. */
export class Thread {
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  readonly #options: ThreadOptions
  #batch: Job[] = []
  #transfer: ArrayBuffer[] = []
  #nextId = 1
  #closed: Promise<void> | undefined
  #lost: Error | undefined
  #onClosed: (() => void) | undefined

  /** Starts the thread; resolves when it has opened its connection, with the schema it found. */
  static async start(options: ThreadOptions): Promise<{ readonly thread: Thread, readonly schema: number }> {
    const worker = new Worker(options.module, { workerData: options.start, stdout: false, stderr: false })
    const first = await new Promise<FromThread>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    if (first.kind === 'failed') {
      await worker.terminate()
      throw fromFailure(first.failure)
    }
    return { thread: new Thread(worker, options), schema: first.kind === 'ready' ? first.schema : 0 }
  }

  private constructor(worker: Worker, options: ThreadOptions) {
    this.#worker = worker
    this.#options = options
    worker.removeAllListeners('error')
    worker.on('message', (message: FromThread) => this.#hear(message))
    worker.on('error', (error) => this.#lose(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => this.#lose(new Error('a storage thread ended')))
    worker.unref()
  }

  /** Calls that have no answer yet. */
  get waiting(): number {
    return this.#pending.size
  }

  /** Hands in one call. Calls of one turn of the event loop travel together. */
  call(call: Job['call'], transfer: readonly ArrayBuffer[] = []): Promise<never> {
    if (this.#closed !== undefined) return Promise.reject(new Temporary('storage-closed', 'the store is closed'))
    if (this.#lost !== undefined) {
      return Promise.reject(new Temporary('storage-unavailable', 'a storage thread has ended', { cause: this.#lost }))
    }
    if (this.#pending.size >= WAITING_CALLS_MAX) {
      return Promise.reject(new Temporary('storage-busy', `more than ${WAITING_CALLS_MAX} calls wait for storage`))
    }
    return new Promise<never>((resolve, reject) => {
      const id = this.#nextId++
      // Open calls keep the process alive, a resting thread does not: a command that is done may end.
      if (this.#pending.size === 0) this.#worker.ref()
      this.#pending.set(id, { resolve, reject })
      // An immediate runs when everything that the kernel had ready was looked at: what came in together over many
      // connections travels, and is committed, together. nextTick would send after each connection.
      if (this.#batch.length === 0) setImmediate(() => this.#send())
      this.#batch.push({ id, call })
      for (const buffer of transfer) this.#transfer.push(buffer)
    })
  }

  /** Lets everything handed in finish, then ends the thread. */
  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      if (this.#lost !== undefined) return resolve()
      this.#onClosed = resolve
      this.#worker.ref()
      this.#send()
      this.#post({ kind: 'close' }, [])
    })
    return this.#closed
  }

  #send(): void {
    if (this.#batch.length === 0) return
    const jobs = this.#batch
    const transfer = this.#transfer
    this.#batch = []
    this.#transfer = []
    try {
      this.#post({ kind: 'jobs', jobs }, transfer)
    } catch {
      // One of them cannot be cloned; alone each shows which.
      for (const job of jobs) this.#sendAlone(job)
    }
  }

  #sendAlone(job: Job): void {
    try {
      this.#post({ kind: 'jobs', jobs: [job] }, [])
    } catch (error) {
      this.#settle({ id: job.id, failure: toFailure(error) })
    }
  }

  #post(message: ToThread, transfer: readonly ArrayBuffer[]): void {
    this.#worker.postMessage(message, transfer)
  }

  #hear(message: FromThread): void {
    if (message.kind === 'closed') {
      this.#onClosed?.()
    } else if (message.kind === 'outcomes') {
      this.#options.onGroup(message.changes)
      for (const outcome of message.outcomes) this.#settle(outcome)
    }
  }

  #settle(outcome: Outcome): void {
    const pending = this.#pending.get(outcome.id)
    if (pending === undefined) return
    this.#pending.delete(outcome.id)
    if (this.#pending.size === 0 && this.#closed === undefined) this.#worker.unref()
    if ('failure' in outcome) pending.reject(fromFailure(outcome.failure))
    else pending.resolve(unpackResult(outcome.result, outcome.packing) as never)
  }

  #lose(error: Error): void {
    if (this.#lost !== undefined) return
    this.#lost = error
    const unsure = new Temporary(
      'storage-unsure',
      'a storage thread ended before it answered; what was asked may or may not be kept',
      { cause: error },
    )
    for (const pending of this.#pending.values()) pending.reject(unsure)
    this.#pending.clear()
    this.#onClosed?.()
    if (this.#closed === undefined) this.#options.onLost(error)
  }
}
