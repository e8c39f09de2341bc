import type { Arguments } from '../jmap/arguments.ts'
import { MethodFailure } from '../jmap/errors.ts'
import { readFilter, readSort, searchedText, type MailFilter, type MailSort } from '../jmap/filter.ts'
import { isObject, type JsonObject } from '../jmap/json.ts'
import { SORT_MAX } from '../jmap/limits.ts'
import { PROTECTION } from '../jmap/session.ts'
import type { AccountMail, RecordSummary } from '../mailstore/types.ts'
import type { Context } from './context.ts'
import { resolveMailboxes } from './filter-ids.ts'

/**
 * The results of `Email/query` and `Email/queryChanges`, with two things of ours: the condition `isProtected` (who names the
 * capability for protection) and the sort property `relevance`.
 */
export interface EmailsWanted {
  readonly filter: MailFilter
  /** Only emails that were secured, or only those that were not. */
  readonly isProtected: boolean | undefined
  /** Best first, before the other comparators. */
  readonly byRelevance: boolean
  readonly sort: readonly MailSort[]
  readonly collapseThreads: boolean
}

/** Emails that are looked at for `isProtected`; a search that leaves more must be narrowed. */
export const PROTECTED_LOOKED_MAX = 20_000
/** Newest emails that are ranked; what is older follows by date. */
export const RANKED_MAX = 10_000
/** Words that count in the order. */
export const RANKED_WORDS_MAX = 8
/** Records read together. */
const RECORDS_AT_ONCE = 256

/** Where a word says how much of an email: its subject most, what stands anywhere least. */
const WEIGHTS = [['subject', 8], ['from', 4], ['to', 2], ['text', 1]] as const

/** Reads `filter`, `sort` and `collapseThreads`. */
export function readEmailsWanted(args: Arguments, context: Context): EmailsWanted {
  const { filter, isProtected } = readEmailFilter(args, context)
  const [first, ...more] = args.arrayOrNull('sort', SORT_MAX) ?? []
  const byRelevance = isObject(first) && first['property'] === 'relevance'
  if (byRelevance && first['isAscending'] !== false) {
    throw new MethodFailure('unsupportedSort', 'relevance goes from the best down')
  }
  if (byRelevance && searchedText(filter).length === 0) {
    throw new MethodFailure('unsupportedSort', 'there is no text whose relevance could be told')
  }
  const sort = readSort(byRelevance ? more : first === undefined ? null : [first, ...more])
  return { filter, isProtected, byRelevance, sort, collapseThreads: args.boolean('collapseThreads', false) }
}

/** Reads `filter` alone. */
export function readEmailFilter(args: Arguments, context: Context): Pick<EmailsWanted, 'filter' | 'isProtected'> {
  const { filter, isProtected } = takeProtected(resolveMailboxes(args.objectOrNull('filter'), context), context)
  return { filter: readFilter(filter), isProtected }
}

/** Whether `/queryChanges` can follow: what the index and the records of sending say has no states of its own. */
export function canFollow({ isProtected, byRelevance }: EmailsWanted): boolean {
  return isProtected === undefined && !byRelevance
}

/** Message numbers in their order. */
export async function emailResults(
  { filter, isProtected, byRelevance, sort, collapseThreads }: EmailsWanted, context: Context,
): Promise<readonly number[]> {
  const { mail } = context
  if (isProtected === undefined && !byRelevance) return await mail.query({ filter, sort, collapseThreads })
  let found = await mail.query({ filter, sort, collapseThreads: false })
  if (isProtected !== undefined) found = await withProtection(found, isProtected, context)
  if (byRelevance) found = await ranked(found, searchedText(filter), mail)
  return collapseThreads ? await firstOfThreads(found, mail) : found
}

/** `isProtected` stands alone, beside other conditions, or in an AND at the top: it is asked of what the others leave. */
function takeProtected(
  filter: JsonObject | null, { using }: Context,
): { readonly filter: JsonObject | null, readonly isProtected: boolean | undefined } {
  if (filter === null || !using.has(PROTECTION)) return { filter, isProtected: undefined }
  const { operator, conditions } = filter
  if (operator === 'AND' && Array.isArray(conditions) && conditions.every(isObject)) {
    const inner = conditions.map((one) => 'operator' in one ? { filter: one, isProtected: undefined } : split(one))
    const asked = inner.map((one) => one.isProtected).filter((one) => one !== undefined)
    if (asked.length === 0) return { filter, isProtected: undefined }
    if (new Set(asked).size > 1) throw new MethodFailure('unsupportedFilter', 'isProtected cannot be both')
    return { filter: { operator, conditions: inner.map((one) => one.filter) }, isProtected: asked[0] }
  }
  return 'operator' in filter ? { filter, isProtected: undefined } : split(filter)
}

function split(
  condition: JsonObject,
): { readonly filter: JsonObject, readonly isProtected: boolean | undefined } {
  if (!Object.hasOwn(condition, 'isProtected')) return { filter: condition, isProtected: undefined }
  const { isProtected, ...others } = condition
  if (typeof isProtected !== 'boolean') throw new MethodFailure('invalidArguments', 'isProtected must be true or false')
  return { filter: others, isProtected }
}

async function withProtection(
  messages: readonly number[], isProtected: boolean, { mail, submission, account }: Context,
): Promise<readonly number[]> {
  if (messages.length > PROTECTED_LOOKED_MAX) {
    throw new MethodFailure('unsupportedFilter', `isProtected is asked of at most ${PROTECTED_LOOKED_MAX} emails; narrow the search`)
  }
  const kept: number[] = []
  for (let at = 0; at < messages.length; at += RECORDS_AT_ONCE) {
    const some = messages.slice(at, at + RECORDS_AT_ONCE)
    const there: { readonly message: number, readonly summary: RecordSummary }[] = []
    for (const [index, record] of (await mail.records(some)).entries()) {
      const message = some[index]
      if (record !== undefined && message !== undefined) there.push({ message, summary: record.summary })
    }
    const found = await submission.protectionOf(account, there.map(({ summary }) => summary))
    for (const [index, { message, summary }] of there.entries()) {
      const secured = found[index]?.isItself === true || summary.truth?.verdict === 'guest'
      if (secured === isProtected) kept.push(message)
    }
  }
  return kept
}

/** By where the words stand, as the index knows it; equals stay in the order they had. */
async function ranked(
  messages: readonly number[], texts: readonly string[], mail: AccountMail,
): Promise<readonly number[]> {
  const words = texts.flatMap((text) => text.split(/\s+/)).filter((word) => word !== '').slice(0, RANKED_WORDS_MAX)
  const scored = messages.slice(0, RANKED_MAX).map((message) => ({ message, score: 0 }))
  for (const word of words) {
    for (const [where, weight] of WEIGHTS) {
      const lookUp = await mail.lookUp(word, where)
      for (const one of scored) {
        const answer = lookUp(one.message)
        // What the index cannot tell (yet) counts for half.
        one.score += answer === true ? weight : answer === undefined ? weight / 2 : 0
      }
    }
  }
  const best = scored.toSorted((a, b) => b.score - a.score).map(({ message }) => message)
  return [...best, ...messages.slice(RANKED_MAX)]
}

async function firstOfThreads(messages: readonly number[], mail: AccountMail): Promise<readonly number[]> {
  const seen = new Set<number>()
  const first: number[] = []
  for (let at = 0; at < messages.length; at += RECORDS_AT_ONCE) {
    for (const meta of await mail.emails(messages.slice(at, at + RECORDS_AT_ONCE))) {
      if (meta === undefined || seen.has(meta.thread)) continue
      seen.add(meta.thread)
      first.push(meta.message)
    }
  }
  return first
}
