import { asciiText, utf8Bytes } from '../imap/bytes.ts'
import { string } from '../imap/response.ts'
import { isSteady, type SearchProgram } from '../imap/search.ts'
import { formatSet } from '../imap/sequence-set.ts'
import type { SortCriterion } from '../imap/sort.ts'
import type { ViewChange } from '../mailstore/types.ts'
import type { Context, Result } from './command.ts'
import type { Output } from './output.ts'
import { searchMessages, type Found } from './search-messages.ts'
import { sortMessages } from './sort-messages.ts'

/** Searches of one selected mailbox that are kept up to date. */
export const SEARCH_CONTEXTS_MAX = 8
/** UIDs, or pairs of a place and UIDs, in one line. */
export const CONTEXT_LINE_UIDS_MAX = 1000

export const TAG_IN_USE: Result = { status: 'BAD', text: 'a search under this tag is still kept up to date' }

interface SearchContext {
  readonly program: SearchProgram
  /** Null: in the order of the mailbox. */
  readonly criteria: readonly SortCriterion[] | null
  /** The command that asked, for its tag and what it can reach. */
  readonly asked: Context
  results: readonly number[]
}

/**
 * Searches with UPDATE: what comes to fit is told as ADDTO, what no longer does as REMOVEFROM. RFC 5267 §4.3. Only messages
 * that changed are looked at again. Searches by message number, and those whose answer changes by itself, are answered and
 * not kept up to date.
 */
export class SearchContexts {
  readonly #contexts = new Map<string, SearchContext>()
  /** UIDs that changed, came or went since all were told. */
  readonly #touched = new Set<number>()
  /** A search that asked for it runs now. */
  #watching = false

  /** Is there something to look at? */
  get pending(): boolean {
    return this.#touched.size > 0
  }

  has(tag: string): boolean {
    return this.#contexts.has(tag)
  }

  close(): void {
    this.#contexts.clear()
    this.#touched.clear()
  }

  cancel(tag: string): void {
    this.#contexts.delete(tag)
    if (this.#contexts.size === 0) this.#touched.clear()
  }

  /** A search that is to be kept begins: what changes from here on may be missing in its answer. */
  watch(): void {
    this.#watching = true
  }

  /** Keeps a search that was just answered up to date, or says that it does not. */
  add({ program, criteria, found }: Pick<SearchContext, 'program' | 'criteria'> & { readonly found: readonly Found[] },
    asked: Context,
  ): void {
    const isKept = asked.uid && isSteady(program.keys) && this.#contexts.size < SEARCH_CONTEXTS_MAX
      && found.length <= asked.services.limits.contextResultsMax
    this.#watching = false
    if (!isKept) return refuse(asked.tag, asked.out)
    this.#contexts.set(asked.tag, { program, criteria, asked, results: found.map(({ uid }) => uid) })
  }

  /** The mailbox changed. */
  note({ appeared, changed, expunged }: ViewChange): void {
    if (this.#contexts.size === 0 && !this.#watching) return
    for (const { uid } of [...appeared, ...changed]) this.#touched.add(uid)
    for (const uid of expunged) this.#touched.add(uid)
    const [first] = this.#contexts.values()
    first?.asked.wake()
  }

  /** Tells every change of messages up to this UID, the last that the client has heard of. */
  async tell(lastUid: number): Promise<void> {
    const touched = [...this.#touched].filter((uid) => uid <= lastUid).sort((left, right) => left - right)
    if (this.#contexts.size === 0) this.#touched.clear()
    for (const uid of touched) this.#touched.delete(uid)
    for (const [tag, context] of this.#contexts) {
      if (await this.#update(context, touched)) continue
      this.#contexts.delete(tag)
      refuse(tag, context.asked.out)
    }
  }

  /** All are told no further: something went wrong. */
  refuseAll(out: Output): void {
    for (const tag of this.#contexts.keys()) refuse(tag, out)
    this.close()
  }

  /** False when it cannot be kept up to date any more. */
  async #update(context: SearchContext, touched: readonly number[]): Promise<boolean> {
    const { program, criteria, asked } = context
    const fits = await searchMessages(program.keys, asked, touched)
    if (fits === 'stopped') return false
    const fitting = new Set(fits.map(({ uid }) => uid))
    const held = new Set(context.results)
    const gone = new Set(touched.filter((uid) => held.has(uid) && !fitting.has(uid)))
    const come = fits.filter(({ uid }) => !held.has(uid))
    if (held.size - gone.size + come.length > asked.services.limits.contextResultsMax) return false
    const left = gone.size === 0 ? context.results : context.results.filter((uid) => !gone.has(uid))
    if (criteria === null) {
      tellSets('REMOVEFROM', [...gone], context)
      tellSets('ADDTO', come.map(({ uid }) => uid), context)
      context.results = [...left, ...come.map(({ uid }) => uid)]
      return true
    }
    tellPairs('REMOVEFROM', placesOf(context.results, gone).reverse(), context)
    context.results = left
    if (come.length === 0) return true
    const { selected } = asked.session
    const all = [...left.map((uid) => ({ uid, seq: selected.seqOf(uid), modseq: 0 })), ...come]
    const sorted = await sortMessages(all, criteria, asked)
    if (typeof sorted === 'string') return false
    context.results = sorted.map(({ uid }) => uid)
    tellPairs('ADDTO', placesOf(context.results, new Set(come.map(({ uid }) => uid))), context)
    return true
  }
}

type Place = readonly [place: number, uid: number]

/** Where these stand in a list, counted from 1, in its order. */
function placesOf(list: readonly number[], uids: ReadonlySet<number>): Place[] {
  return list.flatMap((uid, at): Place[] => uids.has(uid) ? [[at + 1, uid]] : [])
}

function tellSets(item: 'ADDTO' | 'REMOVEFROM', uids: readonly number[], { asked }: SearchContext): void {
  for (let at = 0; at < uids.length; at += CONTEXT_LINE_UIDS_MAX) {
    const set = formatSet(uids.slice(at, at + CONTEXT_LINE_UIDS_MAX))
    asked.out.line(`* ESEARCH ${correlator(asked.tag)} UID ${item} (0 ${set})`)
  }
}

/** One pair for each message, in an order in which each place is right once those before it are done. */
function tellPairs(item: 'ADDTO' | 'REMOVEFROM', places: readonly Place[], { asked }: SearchContext): void {
  for (let at = 0; at < places.length; at += CONTEXT_LINE_UIDS_MAX) {
    const pairs = places.slice(at, at + CONTEXT_LINE_UIDS_MAX).map(([place, uid]) => `${place} ${uid}`)
    asked.out.line(`* ESEARCH ${correlator(asked.tag)} UID ${item} (${pairs.join(' ')})`)
  }
}

function refuse(tag: string, out: Output): void {
  out.line(`* NO [NOUPDATE ${asciiText(string(utf8Bytes(tag)))}] not kept up to date`)
}

const correlator = (tag: string): string => `(TAG ${asciiText(string(utf8Bytes(tag)))})`
