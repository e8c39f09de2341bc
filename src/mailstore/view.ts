import { present } from '../base/assert.ts'
import { NumberSet } from '../search/number-set.ts'
import type { Keywords } from './flags.ts'
import { ENTRY_NUMBERS, type CaughtUp, type LoadedView } from './scripts/load.ts'
import type { EntryRow, MailboxCounts, MailChange } from './scripts/rows.ts'
import type { MessagesLeft } from './search-index.ts'
import type { Entry, MailboxView, ViewChange } from './types.ts'

/** An entry with the thread of its message. */
export interface ViewEntry extends Entry {
  readonly thread: number
}

/**
 * The live entries of one mailbox, loaded once and then kept up to date by changes in commit order. Shared by everybody
 * who has selected it; `handle()` gives each their own `MailboxView` on it.
 */
export class LiveView {
  readonly mailbox: number
  readonly uidValidity: number
  readonly #keywords: Keywords
  readonly #entries: ViewEntry[] = []
  readonly #listeners = new Set<(change: ViewChange) => void>()
  #uidNext: number
  #highestModseq: number
  /** The account's change number this view is at. */
  #number: number
  #handles = 0
  /** Each entry is of a later message than the one before it. */
  #isAscending = true
  /** The same entries by date, once somebody asked for them so. */
  #dated: ViewEntry[] | undefined
  /** The lists that were made of them, until a message comes or goes: flags change no list. */
  readonly #lists = new Map<'all' | 'threads', readonly number[]>()

  constructor(loaded: LoadedView, keywords: Keywords) {
    const { counts } = loaded
    this.mailbox = counts.mailbox
    this.uidValidity = counts.uidValidity
    this.#keywords = keywords
    this.#uidNext = counts.uidNext
    this.#highestModseq = counts.highestModseq
    this.#number = loaded.number
    this.#fill(loaded)
  }

  get entries(): readonly ViewEntry[] {
    return this.#entries
  }

  /**
   * The entries by the moment their message was received, then by message: what every client lists first. Kept in order as
   * they come and go, so that only the first asking costs a sort.
   */
  get byDate(): readonly ViewEntry[] {
    return this.#dated ??= this.#entries.toSorted(compareDates)
  }

  /** Messages, newest first, each once; of `threads` only the newest message of each. */
  newestFirst(of: 'all' | 'threads'): readonly number[] {
    const known = this.#lists.get(of)
    if (known !== undefined) return known
    const messages: number[] = []
    const threads = new NumberSet()
    const entries = this.byDate
    let last = 0
    for (let at = entries.length - 1; at >= 0; at--) {
      const { message, thread } = entries[at] as ViewEntry
      // Copies of one message lie side by side.
      if (of === 'threads' ? threads.add(thread) : message !== last) messages.push(message)
      last = message
    }
    this.#lists.set(of, messages)
    return messages
  }

  get uidNext(): number {
    return this.#uidNext
  }

  get highestModseq(): number {
    return this.#highestModseq
  }

  get number(): number {
    return this.#number
  }

  get handles(): number {
    return this.#handles
  }

  entry(uid: number): ViewEntry | undefined {
    const at = this.#place(uid)
    const entry = this.#entries[at]
    return entry?.uid === uid ? entry : undefined
  }

  /**
   * Entries of some messages and of all behind `last`, without a look at the others. Undefined when that would not be
   * cheaper, or when the entries do not lie in the order of their messages, as where mail was moved in.
   */
  entriesLeft({ messages, last }: MessagesLeft): readonly ViewEntry[] | undefined {
    if (!this.#isAscending || messages.size * LOOK_UPS_A_PASS > this.#entries.length) return undefined
    const found: ViewEntry[] = []
    for (const message of messages) {
      const entry = this.#entries[this.#placeOf(message)]
      if (entry?.message === message) found.push(entry)
    }
    for (let at = this.#placeOf(last + 1); at < this.#entries.length; at++) {
      found.push(present(this.#entries[at], 'an entry'))
    }
    return found
  }

  /** Takes in one change of the account; those that were in the loaded snapshot already are left out. */
  apply(number: number, change: MailChange): void {
    if (number <= this.#number) return
    this.#number = number
    this.#take({
      counts: change.mailboxes.find(({ mailbox }) => mailbox === this.mailbox),
      entries: [...change.changed, ...change.appeared].filter(({ mailbox }) => mailbox === this.mailbox),
      expunged: change.expunged.filter(({ mailbox }) => mailbox === this.mailbox).flatMap(({ uids }) => uids),
    })
  }

  /** Takes in what a read found: changes that came without detail. */
  catchUp(caught: CaughtUp): void {
    if (caught.number <= this.#number) return
    this.#number = caught.number
    this.#take({ counts: caught.counts, entries: caught.entries, expunged: caught.expunged })
  }

  /** A view for one session. */
  handle(): MailboxView {
    this.#handles++
    let closed = false
    const own = new Set<(change: ViewChange) => void>()
    const entries = this.#entries
    const uidNext = (): number => this.#uidNext
    const highestModseq = (): number => this.#highestModseq
    return {
      mailbox: this.mailbox,
      uidValidity: this.uidValidity,
      get uidNext() { return uidNext() },
      get highestModseq() { return highestModseq() },
      get entries() { return entries },
      entry: (uid) => this.entry(uid),
      subscribe: (listener) => {
        const mine = (change: ViewChange): void => listener(change)
        own.add(mine)
        this.#listeners.add(mine)
        return () => {
          own.delete(mine)
          this.#listeners.delete(mine)
        }
      },
      close: () => {
        if (closed) return
        closed = true
        this.#handles--
        for (const mine of own) this.#listeners.delete(mine)
      },
    }
  }

  #fill({ numbers, keywords }: LoadedView): void {
    const values = new Float64Array(numbers.buffer, numbers.byteOffset, numbers.byteLength / 8)
    const lists = new Map(keywords)
    for (let at = 0, index = 0; at < values.length; at += ENTRY_NUMBERS, index++) {
      const value = (field: number): number => values[at + field] ?? 0
      if (value(1) <= (this.#entries.at(-1)?.message ?? 0)) this.#isAscending = false
      this.#entries.push({
        uid: value(0), message: value(1), thread: value(2), flags: this.#keywords.flags(value(3), lists.get(index) ?? ''),
        modseq: value(4), savedAt: value(5), receivedAt: value(6), sizeBytes: value(7),
      })
    }
  }

  #take({ counts, entries, expunged }: {
    readonly counts: MailboxCounts | undefined, readonly entries: readonly EntryRow[],
    readonly expunged: readonly number[],
  }): void {
    if (counts !== undefined) {
      this.#uidNext = Math.max(this.#uidNext, counts.uidNext)
      this.#highestModseq = Math.max(this.#highestModseq, counts.highestModseq)
    }
    const appeared: ViewEntry[] = []
    const changed: ViewEntry[] = []
    for (const row of entries) {
      const entry = this.#entryOf(row)
      const at = this.#place(entry.uid)
      if (this.#entries[at]?.uid === entry.uid) {
        this.#entries[at] = entry
        changed.push(entry)
        this.#redate(entry)
      } else {
        const last = this.#entries.at(-1)?.message ?? 0
        if (at < this.#entries.length || entry.message <= last) this.#isAscending = false
        this.#entries.splice(at, 0, entry)
        appeared.push(entry)
        this.#date(entry)
      }
    }
    const gone = this.#remove(expunged)
    if (appeared.length + gone.length > 0) this.#lists.clear()
    if (appeared.length + changed.length + gone.length === 0) return
    const told: ViewChange = { appeared, changed, expunged: gone, highestModseq: this.#highestModseq }
    for (const listener of this.#listeners) listener(told)
  }

  #remove(uids: readonly number[]): number[] {
    const gone = uids.filter((uid) => this.entry(uid) !== undefined).toSorted((a, b) => a - b)
    if (gone.length === 0) return gone
    const out = new Set(gone)
    let kept = this.#place(gone[0] ?? 0)
    for (let at = kept; at < this.#entries.length; at++) {
      const entry = present(this.#entries[at], 'an entry')
      if (!out.has(entry.uid)) this.#entries[kept++] = entry
    }
    this.#entries.length = kept
    this.#dated = this.#dated?.filter(({ uid }) => !out.has(uid))
    return gone
  }

  /** A new entry among those by date, mostly at their end. */
  #date(entry: ViewEntry): void {
    const dated = this.#dated
    if (dated === undefined) return
    const last = dated.at(-1)
    if (last === undefined || compareDates(last, entry) < 0) dated.push(entry)
    else dated.splice(placeByDate(dated, entry), 0, entry)
  }

  /** The new form of an entry among those by date: date and message never change. */
  #redate(entry: ViewEntry): void {
    const dated = this.#dated
    if (dated === undefined) return
    const at = placeByDate(dated, entry)
    if (dated[at]?.uid === entry.uid) dated[at] = entry
    else this.#dated = undefined
  }

  #entryOf({ uid, message, thread, bits, keywords, modseq, savedAt, receivedAt, sizeBytes }: EntryRow): ViewEntry {
    return { uid, message, thread, flags: this.#keywords.flags(bits, keywords), modseq, savedAt, receivedAt, sizeBytes }
  }

  /** Where the entry of that message is, or would be, while they are in that order. */
  #placeOf(message: number): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#entries[middle]?.message ?? 0) < message) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Where the entry of that UID is, or would be. */
  #place(uid: number): number {
    let low = 0
    let high = this.#entries.length
    if (high > 0 && uid > (this.#entries[high - 1]?.uid ?? 0)) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#entries[middle]?.uid ?? 0) < uid) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** A look-up by halving costs about as much as passing so many entries by. */
const LOOK_UPS_A_PASS = 16

function compareDates(a: ViewEntry, b: ViewEntry): number {
  return a.receivedAt - b.receivedAt || a.message - b.message || a.uid - b.uid
}

/** Where an entry is among entries by date, or would be. */
function placeByDate(dated: readonly ViewEntry[], entry: ViewEntry): number {
  let low = 0
  let high = dated.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareDates(present(dated[middle], 'an entry'), entry) < 0) low = middle + 1
    else high = middle
  }
  return low
}
