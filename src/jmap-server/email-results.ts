import type { Arguments } from '../jmap/arguments.ts'
import { MethodFailure } from '../jmap/errors.ts'
import { readFilter, readSort, searchedText, type MailFilter, type MailSort } from '../jmap/filter.ts'
import { isObject } from '../jmap/json.ts'
import { SORT_MAX } from '../jmap/limits.ts'
import type { AccountMail } from '../mailstore/types.ts'
import type { Context } from './context.ts'
import { isNothing, lookApart, takeApart, type Apart } from './email-apart.ts'
import { resolveMailboxes } from './filter-ids.ts'

/**
 * The results of `Email/query` and `Email/queryChanges`, with conditions that the mailstore does not answer (`email-apart.ts`)
 * and a sort property of ours: `relevance`.
 */
export interface EmailsWanted {
  readonly filter: MailFilter
  /** What is asked of each email that the filter leaves. */
  readonly apart: Apart
  /** Best first, before the other comparators. */
  readonly byRelevance: boolean
  readonly sort: readonly MailSort[]
  readonly collapseThreads: boolean
}

/** Newest emails that are ranked; what is older follows by date. */
export const RANKED_MAX = 10_000
/** Words that count in the order. */
export const RANKED_WORDS_MAX = 8
/** Emails whose threads are asked for together. */
const EMAILS_AT_ONCE = 256

/** Where a word says how much of an email: its subject most, what stands anywhere least. */
const WEIGHTS = [['subject', 8], ['from', 4], ['to', 2], ['text', 1]] as const

/** Reads `filter`, `sort` and `collapseThreads`. */
export function readEmailsWanted(args: Arguments, context: Context): EmailsWanted {
  const { filter, apart } = readEmailFilter(args, context)
  const [first, ...more] = args.arrayOrNull('sort', SORT_MAX) ?? []
  const byRelevance = isObject(first) && first['property'] === 'relevance'
  if (byRelevance && first['isAscending'] !== false) {
    throw new MethodFailure('unsupportedSort', 'relevance goes from the best down')
  }
  if (byRelevance && searchedText(filter).length === 0) {
    throw new MethodFailure('unsupportedSort', 'there is no text whose relevance could be told')
  }
  const sort = readSort(byRelevance ? more : first === undefined ? null : [first, ...more])
  return { filter, apart, byRelevance, sort, collapseThreads: args.boolean('collapseThreads', false) }
}

/** Reads `filter` alone. */
export function readEmailFilter(args: Arguments, context: Context): Pick<EmailsWanted, 'filter' | 'apart'> {
  const { filter, apart } = takeApart(resolveMailboxes(args.objectOrNull('filter'), context), context)
  return { filter: readFilter(filter), apart }
}

/** Whether `/queryChanges` can follow: what the index and the records of sending say has no states of its own. */
export function canFollow({ apart, byRelevance }: EmailsWanted): boolean {
  return apart.isProtected === undefined && !byRelevance
}

/** Message numbers in their order. */
export async function emailResults(
  { filter, apart, byRelevance, sort, collapseThreads }: EmailsWanted, context: Context,
): Promise<readonly number[]> {
  const { mail } = context
  if (isNothing(apart) && !byRelevance) return await mail.query({ filter, sort, collapseThreads })
  let found = await mail.query({ filter, sort, collapseThreads: false })
  found = await lookApart(found, apart, context)
  if (byRelevance) found = await ranked(found, searchedText(filter), mail)
  return collapseThreads ? await firstOfThreads(found, mail) : found
}

/** By where the words stand, as the index knows it; equals stay in the order they had. */
export async function ranked(
  messages: readonly number[], texts: readonly string[], mail: Pick<AccountMail, 'lookUp'>,
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
  for (let at = 0; at < messages.length; at += EMAILS_AT_ONCE) {
    for (const meta of await mail.emails(messages.slice(at, at + EMAILS_AT_ONCE))) {
      if (meta === undefined || seen.has(meta.thread)) continue
      seen.add(meta.thread)
      first.push(meta.message)
    }
  }
  return first
}
