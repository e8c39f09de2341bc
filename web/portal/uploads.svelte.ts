import * as api from './guest-api.ts'
import { problemOf, type GuestProblem, type Upload } from './guest-api.ts'

/**
 * Files on their way to the server, one after another, in pieces. A line that breaks costs at most one piece: when it is back we
 * ask how much arrived and go on there. After a reload the browser has forgotten the file, the server has not: choosing the
 * same file again goes on where it was.
 */

/** `lost`: begun before a reload; the file must be chosen again to go on. */
export type Going = 'waits' | 'going' | 'paused' | 'done' | 'lost' | 'failed'

export interface OutgoingFile {
  readonly key: number
  readonly name: string
  readonly sizeBytes: number
  /** The server's name for it, once it has one. */
  readonly id: string | undefined
  readonly received: number
  readonly state: Going
  readonly problem: '' | 'too-large' | 'too-many-files' | 'failed'
}

/** How long between tries without a line; the last one repeats. The browser's own `online` comes sooner. */
export const retryWaitsMs = [1_000, 2_000, 4_000, 8_000, 15_000] as const
/** Tries in a row that may bring nothing before a file is given up: more than half an hour. */
export const triesMax = 150

export class Uploads {
  files = $state.raw<readonly OutgoingFile[]>([])
  /** Tells that the session is over. */
  readonly #ended: (error: unknown) => void
  readonly #bytes = new Map<number, File>()
  readonly #stops = new Map<number, AbortController>()
  readonly #bytesMax: number
  #nextKey = 1
  #isBusy = false

  constructor({
    known, bytesMax, ended,
  }: { readonly known: readonly Upload[], readonly bytesMax: number, readonly ended: (error: unknown) => void }) {
    this.#bytesMax = bytesMax
    this.#ended = ended
    this.files = known.map((one) => ({
      key: this.#nextKey++, name: one.name, sizeBytes: one.sizeBytes, id: one.id, received: one.received,
      state: one.received === one.sizeBytes ? 'done' : 'lost', problem: '',
    }))
  }

  get isBusy(): boolean {
    return this.files.some(({ state }) => state === 'waits' || state === 'going' || state === 'paused')
  }

  /** Files that the answer takes along. */
  get ids(): string[] {
    return this.files.flatMap(({ id, state }) => id !== undefined && state === 'done' ? [id] : [])
  }

  get isIncomplete(): boolean {
    return this.files.some(({ state }) => state === 'lost' || state === 'failed')
  }

  add(chosen: Iterable<File>): void {
    for (const file of chosen) {
      const lost = this.files.find((one) => one.state === 'lost' && one.name === file.name && one.sizeBytes === file.size)
      if (lost !== undefined) {
        this.#bytes.set(lost.key, file)
        this.#change(lost.key, { state: 'waits' })
        continue
      }
      const key = this.#nextKey++
      const sum = this.files.reduce((all, one) => all + (one.state === 'failed' ? 0 : one.sizeBytes), 0)
      const fits = sum + file.size <= this.#bytesMax
      if (fits) this.#bytes.set(key, file)
      this.files = [...this.files, {
        key, name: file.name, sizeBytes: file.size, id: undefined, received: 0, state: fits ? 'waits' : 'failed', problem: fits ? '' : 'too-large',
      }]
    }
    void this.#run()
  }

  /** Stops it, and takes what arrived away from the server. */
  async remove(key: number): Promise<void> {
    this.#stops.get(key)?.abort()
    this.#bytes.delete(key)
    const id = this.files.find((one) => one.key === key)?.id
    this.files = this.files.filter((one) => one.key !== key)
    if (id === undefined) return
    try {
      await api.dropUpload(id)
    } catch (error) {
      // It stays on the server until the message ends; it is in no answer.
      if (problemOf(error).status === 401) this.#ended(error)
    }
  }

  /** Leaves the page: nothing goes on in the background. */
  stop(): void {
    this.#bytes.clear()
    for (const stop of this.#stops.values()) stop.abort()
  }

  async #run(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      for (let next = this.#waiting(); next !== undefined; next = this.#waiting()) await this.#send(next.key)
    } finally {
      this.#isBusy = false
    }
  }

  #waiting(): OutgoingFile | undefined {
    return this.files.find(({ state }) => state === 'waits')
  }

  async #send(key: number): Promise<void> {
    const stop = new AbortController()
    this.#stops.set(key, stop)
    let failures = 0
    try {
      while (!stop.signal.aborted) {
        try {
          if (await this.#step(key, stop.signal)) return
          failures = 0
        } catch (error) {
          if (stop.signal.aborted) return
          const problem = problemOf(error)
          failures += 1
          if (!mayPass(problem) || failures > triesMax) return this.#fail(key, problem, error)
          this.#change(key, { state: 'paused' })
          await lineBack(retryWaitsMs[Math.min(failures, retryWaitsMs.length) - 1] ?? 0, stop.signal)
          await this.#learn(key)
        }
      }
    } finally {
      this.#stops.delete(key)
    }
  }

  /** One piece, or the announcement of the file; gives whether all of it is there. */
  async #step(key: number, signal: AbortSignal): Promise<boolean> {
    const file = this.files.find((one) => one.key === key)
    const bytes = this.#bytes.get(key)
    if (file === undefined || bytes === undefined) return true
    if (file.id === undefined) {
      const begun = await api.beginUpload({ name: file.name, type: bytes.type, sizeBytes: bytes.size })
      this.#pieceBytes = begun.pieceBytes
      if (signal.aborted) void api.dropUpload(begun.id).catch(() => undefined)
      this.#change(key, { id: begun.id, received: 0, state: bytes.size === 0 ? 'done' : 'going' })
      return bytes.size === 0
    }
    this.#change(key, { state: 'going' })
    const received = file.received >= bytes.size ? file.received
      : await api.sendPiece(
        file.id, file.received, bytes.slice(file.received, file.received + this.#pieceBytes), signal,
      )
    const isDone = received >= bytes.size
    this.#change(key, { received, state: isDone ? 'done' : 'going' })
    if (isDone) this.#bytes.delete(key)
    return isDone
  }

  #pieceBytes = 256 * 1024

  /** After a broken line: what did arrive? */
  async #learn(key: number): Promise<void> {
    const file = this.files.find((one) => one.key === key)
    if (file?.id === undefined) return
    try {
      this.#change(key, { received: (await api.uploadState(file.id)).received })
    } catch {
      // Asked again at the next try.
    }
  }

  #fail(key: number, problem: GuestProblem, error: unknown): void {
    const word = problem.word === 'too-large' || problem.word === 'too-many-files' ? problem.word : 'failed'
    this.#change(key, { state: 'failed', problem: word })
    if (problem.status === 401 || problem.status === 410) this.#ended(error)
  }

  #change(key: number, change: Partial<OutgoingFile>): void {
    this.files = this.files.map((one) => one.key === key ? { ...one, ...change } : one)
  }
}

/** Is it worth another try? A broken line, a busy server, and a piece that was there already. */
export function mayPass({ status, word }: GuestProblem): boolean {
  return status === 0 || status >= 500 || word === 'wrong-offset' || word === 'cut-off'
}

/** Waits, or shorter when the browser says that there is a line again. */
function lineBack(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      removeEventListener('online', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    addEventListener('online', done)
    signal.addEventListener('abort', done)
  })
}
