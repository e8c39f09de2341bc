import { Refusal, Temporary } from '../base/errors.ts'
import { second } from '../base/sizes.ts'
import type { OpenAccount } from '../keys/keys.ts'
import { underNewestKey } from '../keys/newest-key.ts'
import { cleanPages, foldLoose, type FoldParts } from './fold.ts'
import { PAGE_RECORDS_MAX, type MailstoreLimits } from './limits.ts'
import { logSizes, trimLogs } from './scripts/trim.ts'
import type { Log } from '../log/log.ts'

/** How long after a deletion pages are written again: many deletions in a row cost one writing. */
export const CLEAN_DELAY_MS = second

export interface TidyParts extends FoldParts {
  readonly log: Log
  readonly limits: MailstoreLimits
}

/** Does the upkeep of one open account's list pages and logs in the background, one thing at a time. */
export class Tidying {
  readonly #parts: TidyParts
  readonly #account: () => OpenAccount
  #loose = 0
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #closed = false

  constructor(parts: TidyParts, account: () => OpenAccount) {
    this.#parts = parts
    this.#account = account
  }

  /** Work may be left from before. */
  lookAround(): void {
    this.#plan()
  }

  recordsCame(records: number): void {
    this.#loose += records
    if (this.#loose >= PAGE_RECORDS_MAX) this.#plan()
  }

  recordsWent(): void {
    this.#plan()
  }

  /** Does now what there is to do, and resolves when it is done. */
  async run(): Promise<void> {
    while (this.#running !== undefined) await this.#running
    this.#loose = 0
    this.#running = this.#tidy().finally(() => {
      this.#running = undefined
    })
    await this.#running
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  async #tidy(): Promise<void> {
    await underNewestKey(async () => {
      await cleanPages(this.#parts, this.#account())
      await foldLoose(this.#parts, this.#account())
    })
    await this.#trim()
  }

  /** A tenth more than the maximum is left standing, so that not every deletion costs a trimming. */
  async #trim(): Promise<void> {
    const { store, limits } = this.#parts
    const { tenant, account } = this.#account()
    const { expunged, emails } = await store.read(logSizes, { tenant, account })
    if (Math.max(expunged, emails) > limits.goneMax * 1.1) {
      await store.write(trimLogs, { tenant, account, keep: limits.goneMax })
    }
  }

  #plan(): void {
    if (this.#closed || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.run().catch((error: unknown) => {
        // The account closed, or the disk is full: there is a next time. Anything else is ours.
        if (!(error instanceof Temporary) && !(error instanceof Refusal && error.reason === 'closed')) {
          this.#parts.log.error('list pages could not be tidied', error)
        }
      })
    }, CLEAN_DELAY_MS).unref()
  }
}
