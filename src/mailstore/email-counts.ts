import type { AccountRef } from '../keys/keys.ts'
import type { Store } from '../storage/store.ts'
import { tallyAll, tallyChanged } from './scripts/counting.ts'
import { readTally, type MailboxTally } from './thread-tally.ts'

/** The four counts of a JMAP mailbox. RFC 8621 §2 */
export interface EmailCounts {
  readonly totalEmails: number
  readonly unreadEmails: number
  readonly totalThreads: number
  readonly unreadThreads: number
}

export const noEmails: EmailCounts = { totalEmails: 0, unreadEmails: 0, totalThreads: 0, unreadThreads: 0 }

/** Messages in changed threads that are counted again one thread at a time; more, and all are counted anew. */
export const COUNTED_AGAIN_MAX = 20_000

/** New kinds after which all is counted anew, so that kinds of long ago do not pile up. */
export const NEW_KINDS_MAX = 10_000

/** Threads in one page of `#pages`. */
const PAGE = 512

/** Threads that add the same to the counts. Most add one read mail to one mailbox, so there are few kinds. */
interface Kind {
  readonly text: string
  readonly tally: readonly MailboxTally[]
}

/**
 * Counts Emails and Threads of all mailboxes of one account. The first question goes through the account; afterwards each
 * costs what changed since the one before: of the threads that changed, what they added is taken off and what they add now
 * put on. Of each thread its kind is kept, 4 bytes.
 */
export class EmailCounting {
  readonly #store: Store
  readonly #ref: AccountRef
  #number = -1
  #trash: number | undefined
  #counts = new Map<number, EmailCounts>()
  #kinds: Kind[] = []
  #kindsAtFirst = 0
  #byText = new Map<string, number>()
  /** Kind of each thread, plus one; 0 for none. */
  #pages = new Map<number, Uint32Array>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(store: Store, ref: AccountRef) {
    this.#store = store
    this.#ref = ref
  }

  /** The counts by mailbox, as of change `number` or later; a mailbox without mail is not in it. */
  async counts({ number, trash }: {
    readonly number: number, readonly trash: number | undefined,
  }): Promise<ReadonlyMap<number, EmailCounts>> {
    // One after another: each begins with what the one before knows.
    const mine = this.#last.catch(() => undefined).then(() => this.#bring({ number, trash }))
    this.#last = mine
    await mine
    return this.#counts
  }

  async #bring({ number, trash }: { readonly number: number, readonly trash: number | undefined }): Promise<void> {
    const isKnown = this.#number >= 0 && this.#trash === trash
      && this.#kinds.length <= this.#kindsAtFirst + NEW_KINDS_MAX
    if (isKnown && this.#number >= number) return
    const args = { ...this.#ref, trash: trash ?? null }
    const changed = isKnown
      ? await this.#store.read(tallyChanged, { ...args, since: this.#number, most: COUNTED_AGAIN_MAX }) : 'too many'
    if (changed === 'too many') return this.#countAll(args)
    this.#counts = new Map(this.#counts)
    for (const [thread, text] of changed.tallies) this.#put(thread, text)
    this.#number = changed.number
  }

  async #countAll(args: Parameters<typeof tallyAll.body>[1]): Promise<void> {
    const { number, threads, texts } = await this.#store.read(tallyAll, args)
    const pairs = new Uint32Array(threads.buffer, threads.byteOffset, threads.byteLength / 4)
    this.#counts = new Map()
    this.#kinds = []
    this.#byText = new Map()
    this.#pages = new Map()
    for (let at = 0; at < pairs.length; at += 2) this.#put(pairs[at] ?? 0, texts[pairs[at + 1] ?? 0] ?? '')
    this.#kindsAtFirst = this.#kinds.length
    this.#number = number
    this.#trash = args.trash ?? undefined
  }

  #put(thread: number, text: string): void {
    const pageNumber = Math.floor(thread / PAGE)
    const page = this.#pages.get(pageNumber) ?? new Uint32Array(PAGE)
    this.#pages.set(pageNumber, page)
    const before = this.#kinds[(page[thread % PAGE] ?? 0) - 1]
    if (before?.text === text) return
    if (before !== undefined) this.#add(before, -1)
    if (text === '') {
      page[thread % PAGE] = 0
      return
    }
    const index = this.#byText.get(text) ?? this.#kinds.push({ text, tally: readTally(text) }) - 1
    this.#byText.set(text, index)
    page[thread % PAGE] = index + 1
    const kind = this.#kinds[index]
    if (kind !== undefined) this.#add(kind, 1)
  }

  #add(kind: Kind, threads: 1 | -1): void {
    for (const { mailbox, emails, unreadEmails, unreadThreads } of kind.tally) {
      const counts = this.#counts.get(mailbox) ?? noEmails
      this.#counts.set(mailbox, {
        totalEmails: counts.totalEmails + threads * emails,
        unreadEmails: counts.unreadEmails + threads * unreadEmails,
        totalThreads: counts.totalThreads + threads,
        unreadThreads: counts.unreadThreads + threads * unreadThreads,
      })
    }
  }
}
