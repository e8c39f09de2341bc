import type { SequenceSet } from '../imap/sequence-set.ts'
import { formatSet, largestNamed, resolveRanges } from '../imap/sequence-set.ts'
import type { Entry, MailboxView, ViewChange } from '../mailstore/types.ts'
import { formatFlags } from './flags.ts'
import type { Output } from './output.ts'
import { SearchContexts } from './search-contexts.ts'

/** How a client wants to be told of changes. */
export interface TellStyle {
  readonly rev2: boolean
  readonly condstore: boolean
  /** VANISHED in place of EXPUNGE. RFC 7162 §3.2.7 */
  readonly vanished: boolean
  /** UIDFETCH in place of FETCH. RFC 9586 §3.3 */
  readonly uidOnly: boolean
}

/** Changed flags told in one go; somebody who marks a whole mailbox as read makes many. */
export const TOLD_AT_ONCE_MAX = 1000

/**
 * The selected mailbox in one client's eyes. Message numbers are what the client was told, so they stay while others
 * expunge; changes are gathered and told between commands (RFC 9051 §7.5.1: never EXPUNGE during FETCH, STORE or
 * SEARCH).
 */
export class Selected {
  readonly view: MailboxView
  readonly path: string
  readonly readOnly: boolean
  /** What SEARCH RETURN (SAVE) kept: UIDs, ascending. RFC 9051 §6.4.4.1 */
  saved: readonly number[] = []
  /** Searches whose results are kept up to date, until the mailbox is left. */
  readonly contexts = new SearchContexts()
  /** Called when there is something to tell, while IDLE listens. */
  onNews: (() => void) | null = null
  #uids: Uint32Array
  #exists: number
  #lastUid: number
  /** The last UID that opening the mailbox told the client of. */
  readonly lastUidAtOpen: number
  readonly #changed = new Set<number>()
  readonly #expunged = new Set<number>()
  /** What this client's own commands already told it: UID to modification sequence. */
  readonly #told = new Map<number, number>()
  readonly #stop: () => void

  constructor(args: { readonly view: MailboxView, readonly path: string, readonly readOnly: boolean }) {
    this.view = args.view
    this.path = args.path
    this.readOnly = args.readOnly
    this.#stop = this.view.subscribe((change) => this.#note(change))
    const { entries } = this.view
    this.#uids = new Uint32Array(entries.length)
    for (let at = 0; at < entries.length; at++) this.#uids[at] = (entries[at] as Entry).uid
    this.#exists = entries.length
    this.#lastUid = entries.at(-1)?.uid ?? 0
    this.lastUidAtOpen = this.#lastUid
  }

  close(): void {
    this.onNews = null
    this.contexts.close()
    this.#stop()
    this.view.close()
  }

  /** How many messages the client knows of. */
  get exists(): number {
    return this.#exists
  }

  /** The highest UID that the client was told of, also when it is gone. */
  get lastUid(): number {
    return this.#lastUid
  }

  /** UID of a message number; 0 when there is none. */
  uidAt(seq: number): number {
    return seq >= 1 && seq <= this.#exists ? this.#uids[seq - 1] as number : 0
  }

  /** Message number of a UID that the client knows of; 0 when it does not. */
  seqOf(uid: number): number {
    const at = this.#firstFrom(uid)
    return at < this.#exists && this.#uids[at] === uid ? at + 1 : 0
  }

  /** Index of the first known UID that is not below this one. */
  #firstFrom(uid: number): number {
    let low = 0
    let high = this.#exists
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#uids[middle] as number) < uid) low = middle + 1
      else high = middle
    }
    return low
  }

  /** UIDs that a set names, ascending, of those the client knows; a message number that is not there is a mistake. */
  uidsOf(set: SequenceSet, options: { readonly uid: boolean }): readonly number[] | 'no such message' {
    if (set.saved) return this.saved.filter((uid) => this.seqOf(uid) > 0)
    if (!options.uid && largestNamed(set) > this.#exists) return 'no such message'
    const uids: number[] = []
    const largest = options.uid ? this.uidAt(this.#exists) : this.#exists
    for (const [from, to] of resolveRanges(set, largest)) {
      const first = options.uid ? this.#firstFrom(from) : from - 1
      for (let at = first; at < this.#exists; at++) {
        const uid = this.#uids[at] as number
        if (options.uid ? uid > to : at >= to) break
        uids.push(uid)
      }
    }
    return uids
  }

  /** All UIDs the client knows, ascending. A copy. */
  knownUids(): number[] {
    return Array.from(this.#uids.subarray(0, this.#exists))
  }

  #note(change: ViewChange): void {
    this.contexts.note(change)
    for (const entry of change.changed) this.#changed.add(entry.uid)
    for (const uid of change.expunged) this.#expunged.add(uid)
    this.onNews?.()
  }

  /**
   * The client hears of these in the answer of its own command, or asked not to: no second FETCH for the same change.
   */
  noteTold(entries: readonly Entry[]): void {
    for (const entry of entries) this.#told.set(entry.uid, entry.modseq)
  }

  /** Removed by this client's own command: told with the next `tell`. */
  noteExpunged(uids: readonly number[]): void {
    for (const uid of uids) this.#expunged.add(uid)
  }

  /**
   * Writes what happened since the last time. `expunge` says whether message numbers may change now; with `keepFlags`
   * changed flags wait for the next time. Gives true when
   * there are more changed flags than are told at once: to be called again when there is room.
   */
  tell(out: Output, how: TellStyle & { readonly expunge: boolean, readonly keepFlags?: boolean }): boolean {
    if (how.expunge && this.#expunged.size > 0) this.#tellExpunged(out, how)
    this.#tellAppeared(out, how.rev2)
    if (how.keepFlags) return false
    let told = 0
    for (const uid of this.#changed) {
      if (told++ >= TOLD_AT_ONCE_MAX) return true
      this.#changed.delete(uid)
      const seq = this.seqOf(uid)
      const entry = seq > 0 ? this.view.entry(uid) : undefined
      if (!entry || this.#told.get(uid) === entry.modseq) continue
      out.line(flagsLine({ seq, entry }, how))
    }
    this.#told.clear()
    return false
  }

  #tellExpunged(out: Output, { vanished }: TellStyle): void {
    // From the highest number down, so that no number told shifts one that is still to be told.
    const seqs: number[] = []
    for (const uid of this.#expunged) {
      const seq = this.seqOf(uid)
      if (seq > 0) seqs.push(seq)
      this.#changed.delete(uid)
    }
    seqs.sort((left, right) => right - left)
    if (vanished) for (const set of uidSets(seqs.map((seq) => this.uidAt(seq)).reverse())) out.line(`* VANISHED ${set}`)
    else for (const seq of seqs) out.line(`* ${seq} EXPUNGE`)
    if (seqs.length > 0) {
      let to = 0
      for (let at = 0; at < this.#exists; at++) {
        const uid = this.#uids[at] as number
        if (!this.#expunged.has(uid)) this.#uids[to++] = uid
      }
      this.#exists = to
      this.saved = this.saved.filter((uid) => !this.#expunged.has(uid))
    }
    this.#expunged.clear()
  }

  #tellAppeared(out: Output, rev2: boolean): void {
    const { entries } = this.view
    let first = entries.length
    while (first > 0 && (entries[first - 1] as Entry).uid > this.#lastUid) first--
    if (first === entries.length) return
    const needed = this.#exists + entries.length - first
    if (needed > this.#uids.length) {
      const grown = new Uint32Array(Math.max(needed, Math.ceil(this.#uids.length * 1.25)))
      grown.set(this.#uids.subarray(0, this.#exists))
      this.#uids = grown
    }
    for (; first < entries.length; first++) {
      const { uid } = entries[first] as Entry
      this.#uids[this.#exists++] = uid
      this.#lastUid = uid
      this.#changed.delete(uid)
    }
    out.line(`* ${this.#exists} EXISTS`)
    if (!rev2) out.line('* 0 RECENT')
  }
}

/** UIDs named in one VANISHED; more are told in several lines, so that no client meets a line without end. */
export const VANISHED_UIDS_MAX = 2000

/** Ascending UIDs as the sets of as many lines as they take. */
export function* uidSets(uids: readonly number[]): Generator<string> {
  for (let at = 0; at < uids.length; at += VANISHED_UIDS_MAX) yield formatSet(uids.slice(at, at + VANISHED_UIDS_MAX))
}

/**
 * A FETCH of flags that nobody asked for. It always carries the UID: RFC 9051 §7.5.2 wants it after UID commands, RFC
 * 7162 §3.2.4 always.
 */
export function flagsLine({ seq, entry }: { readonly seq: number, readonly entry: Entry }, how: TellStyle): string {
  const modseq = how.condstore ? ` MODSEQ (${entry.modseq})` : ''
  const flags = `FLAGS ${formatFlags(entry.flags)}${modseq}`
  return how.uidOnly ? `* ${entry.uid} UIDFETCH (${flags})` : `* ${seq} FETCH (UID ${entry.uid} ${flags})`
}
