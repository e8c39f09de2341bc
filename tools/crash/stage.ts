/** What every client of the workload has: the service, who there is, numbers from the seed, and marks. */
import type { Person, Service } from '../../test/service.ts'
import { message, type Mark, type Step, type Who } from './marks.ts'
import type { Below } from './random.ts'

/** Sizes on both sides of what stands in the row itself. */
const BODY_BYTES_MAX = 60_000
const LARGE_BYTES = 300_000
/** Of every client the first is large, and then one in so many. */
const LARGE_ONE_IN = 25

/** The service was killed under its clients; whatever they waited for is unknown. */
export class Killed extends Error {
  override name = 'Killed'
}

export class Stage {
  readonly service: Service
  readonly people: Readonly<Record<Who, Person>>
  readonly below: Below
  readonly mark: (mark: Mark) => void
  #answers = 0
  #killAfter = Infinity
  #killed = Promise.withResolvers<never>()
  #onKill: (() => Promise<void>) | undefined

  constructor(parts: Pick<Stage, 'service' | 'people' | 'below' | 'mark'>) {
    this.service = parts.service
    this.people = parts.people
    this.below = parts.below
    this.mark = parts.mark
    this.#killed.promise.catch(() => undefined)
  }

  /** After so many more answers `kill` is called, and everything that is asked fails with `Killed`. */
  killAfter(answers: number, kill: () => Promise<void>): void {
    this.#killAfter = this.#answers + answers
    this.#onKill = kill
  }

  /** There is a service again. */
  revive(): void {
    this.#killAfter = Infinity
    this.#killed = Promise.withResolvers<never>()
    this.#killed.promise.catch(() => undefined)
  }

  get isKilled(): boolean {
    return this.#answers >= this.#killAfter
  }

  /** Marks a question, awaits it, marks the answer, with its UID when it is one. */
  async ask<T>(id: string, step: Step, work: () => Promise<T>): Promise<T> {
    if (this.isKilled) throw new Killed()
    this.mark({ say: 'begin', id, step })
    const answer = await this.unlessKilled(work())
    this.mark({ say: 'done', id, ...typeof answer === 'number' ? { uid: answer } : {} })
    this.#answers += 1
    if (this.isKilled && this.#onKill !== undefined) {
      const kill = this.#onKill
      this.#onKill = undefined
      await kill()
      this.#killed.reject(new Killed())
    }
    return answer
  }

  /** Fails with `Killed` when the service dies before it comes, whatever it fails with then. */
  async unlessKilled<T>(work: Promise<T>): Promise<T> {
    try {
      return await Promise.race([work, this.#killed.promise])
    } catch (error) {
      throw this.isKilled ? new Killed('the service was killed', { cause: error }) : error
    }
  }

  made(id: string, from: string, to: string): string {
    const isLarge = id.endsWith('-0') || this.below(LARGE_ONE_IN) === 0
    return message({ id, from, to, sizeBytes: isLarge ? LARGE_BYTES : 200 + this.below(BODY_BYTES_MAX) })
  }
}
