import { trustScript } from '../../ui/trusted.ts'
import type { FromWorker, ToWorker } from './guard-worker.ts'
// oxlint-disable-next-line import/default -- the bundler gives the worker's address as the default
import workerUrl from './guard-worker.ts?worker&url'
import type { Judged } from './judged.ts'
import type { LocalQuestion, SenderContext } from './local-judge.ts'

/** The page's side of the guard's worker: one question at a time, and of those that wait only the newest. */

/** The weights as a file of this build; undefined in a checkout without them. */
const weightsUrl = Object.values(import.meta.glob<string>('../../../src/guard/weights/browser.bin', { query: '?url', import: 'default', eager: true }))[0]

type Question = Omit<LocalQuestion, 'context' | 'weights'>

export class LocalGuard {
  readonly #answer: (judged: Judged, id: number) => void
  #worker: Worker | undefined
  #hasContext = false
  #busy = false
  #waiting: { readonly id: number, readonly question: Question } | undefined
  /** The worker did not start or died: the server judges alone. */
  failed = false

  /** `answer` hears each judgement with the number of its question; a question that was overtaken while it waited gets none. */
  constructor(answer: (judged: Judged, id: number) => void) {
    this.#answer = answer
    try {
      this.#worker = new Worker(trustScript(workerUrl) as string, { type: 'module', name: 'guard' })
    } catch {
      this.failed = true
      return
    }
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#heard(data)
    this.#worker.onerror = () => this.#lost()
    this.#say({ say: 'weights', url: weightsUrl })
  }

  /** Takes what is known of the sender; before this nothing is judged. */
  know(context: SenderContext): void {
    this.#hasContext = true
    this.#say({ say: 'context', context })
    this.#next()
  }

  /** Asks; an older question that still waits is dropped. */
  ask(id: number, question: Question): void {
    if (this.#worker === undefined) return
    this.#waiting = { id, question }
    this.#next()
  }

  stop(): void {
    this.#worker?.terminate()
    this.#worker = undefined
    this.#waiting = undefined
  }

  #say(message: ToWorker): void {
    this.#worker?.postMessage(message)
  }

  #next(): void {
    if (this.#busy || !this.#hasContext || this.#waiting === undefined) return
    const { id, question } = this.#waiting
    this.#waiting = undefined
    this.#busy = true
    this.#say({ say: 'judge', id, ...question })
  }

  #heard(answer: FromWorker): void {
    this.#busy = false
    if ('judged' in answer) this.#answer(answer.judged, answer.id)
    this.#next()
  }

  #lost(): void {
    this.stop()
    this.failed = true
  }
}
