import { MethodFailure } from './errors.ts'
import { readUtcDate } from './dates.ts'
import { mailboxOf } from './ids.ts'
import { isObject, type JsonObject } from './json.ts'
import { flagOfKeyword } from './keywords.ts'
import { FILTER_CONDITIONS_MAX, FILTER_DEPTH_MAX, SEARCH_TEXT_MAX, SORT_MAX } from './limits.ts'
import { searchWords } from './search-words.ts'

/**
 * A filter of `Email/query` (RFC 8621 §4.4.1), ids turned into numbers, dates into milliseconds, keywords in lower
 * case.
 */
export interface MailFilter {
  inMailbox?: number
  inMailboxOtherThan?: readonly number[]
  before?: number
  after?: number
  minSize?: number
  maxSize?: number
  hasKeyword?: string
  notKeyword?: string
  hasAttachment?: boolean
  text?: string
  from?: string
  to?: string
  cc?: string
  bcc?: string
  subject?: string
  body?: string
  allOf?: readonly MailFilter[]
  anyOf?: readonly MailFilter[]
  noneOf?: readonly MailFilter[]
}

const TEXT_CONDITIONS = ['text', 'from', 'to', 'cc', 'bcc', 'subject', 'body'] as const

/** Reads a filter; `invalidArguments` for a wrong type, `unsupportedFilter` for a condition we do not answer. */
export function readFilter(value: unknown): MailFilter {
  return readNode(value, { depth: 1, count: { left: FILTER_CONDITIONS_MAX } })
}

interface Budget {
  readonly depth: number
  readonly count: { left: number }
}

function readNode(value: unknown, budget: Budget): MailFilter {
  if (value === null || value === undefined) return {}
  if (!isObject(value)) throw wrong('filter must be an object')
  budget.count.left -= 1
  if (budget.depth > FILTER_DEPTH_MAX || budget.count.left < 0) {
    throw tooMany()
  }
  return Object.hasOwn(value, 'operator') ? readOperator(value, budget) : readCondition(value, budget)
}

function readOperator(value: JsonObject, budget: Budget): MailFilter {
  const { operator, conditions } = value
  if (!Array.isArray(conditions)) throw wrong('conditions must be an array')
  const inner = conditions.map((one) => {
    if (!isObject(one)) throw wrong('each condition must be an object')
    return readNode(one, { ...budget, depth: budget.depth + 1 })
  })
  switch (operator) {
    case 'AND': return { allOf: inner }
    case 'OR': return { anyOf: inner }
    case 'NOT': return { noneOf: inner }
    default: throw wrong('operator must be AND, OR or NOT')
  }
}

function readCondition(condition: JsonObject, { count }: Budget): MailFilter {
  const filter: MailFilter = {}
  const further: MailFilter[] = []
  for (const [name, value] of Object.entries(condition)) readOne(filter, name, value, further)
  count.left -= further.length
  if (count.left < 0) throw tooMany()
  return further.length === 0 ? filter : { ...filter, allOf: further }
}

/** Sets one condition; of a text with several words those behind the first become `further` conditions. */
function readOne(filter: MailFilter, name: string, value: unknown, further: MailFilter[]): void {
  switch (name) {
    case 'inMailbox': filter.inMailbox = mailbox(value); break
    case 'inMailboxOtherThan':
      if (!Array.isArray(value)) throw wrong('inMailboxOtherThan must be an array of ids')
      filter.inMailboxOtherThan = value.slice(0, FILTER_CONDITIONS_MAX).map(mailbox)
      break
    case 'before': case 'after': {
      const ms = readUtcDate(value)
      if (ms === undefined) throw wrong(`${name} must be a UTCDate`)
      filter[name] = ms
      break
    }
    case 'minSize': case 'maxSize':
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw wrong(`${name} must be a size`)
      filter[name] = value
      break
    case 'hasKeyword': case 'notKeyword': {
      if (typeof value !== 'string' || flagOfKeyword(value) === undefined) throw wrong(`${name} must be a keyword`)
      filter[name] = value.toLowerCase()
      break
    }
    case 'hasAttachment':
      if (typeof value !== 'boolean') throw wrong('hasAttachment must be true or false')
      filter.hasAttachment = value
      break
    default: {
      const text = TEXT_CONDITIONS.find((known) => known === name)
      if (text === undefined) {
        throw new MethodFailure('unsupportedFilter', `condition not supported: ${name.slice(0, 100)}`)
      }
      if (typeof value !== 'string' || value.length > SEARCH_TEXT_MAX) throw wrong(`${name} must be text`)
      const [first = '', ...more] = searchWords(value)
      filter[text] = first
      for (const word of more) further.push({ [text]: word })
    }
  }
}

function mailbox(value: unknown): number {
  const number = mailboxOf(value)
  if (number === undefined) throw wrong('there is no such mailbox in the filter')
  return number
}

export interface MailSort {
  readonly by: 'receivedAt' | 'sentAt' | 'size' | 'from' | 'to' | 'subject' | 'hasKeyword'
  readonly keyword?: string
  readonly ascending: boolean
}

/** What `Email/query` sorts by; told in the session object. */
export const emailSortProperties = ['receivedAt', 'sentAt', 'size', 'from', 'to', 'subject', 'hasKeyword'] as const

/** Collations that a comparator may name (RFC 4790); the mailstore compares text as `i;ascii-casemap` at least. */
export const collations = ['i;ascii-casemap'] as const

/** Reads comparators (RFC 8620 §5.5); newest first when none is given. */
export function readSort(value: readonly unknown[] | null): readonly MailSort[] {
  if (value === null || value.length === 0) return [{ by: 'receivedAt', ascending: false }]
  if (value.length > SORT_MAX) throw new MethodFailure('unsupportedSort', `at most ${SORT_MAX} comparators`)
  return value.map((one) => {
    if (!isObject(one)) throw wrong('each comparator must be an object')
    const { property, isAscending = true, collation = null, keyword = null } = one
    const by = emailSortProperties.find((known) => known === property)
    if (by === undefined) throw new MethodFailure('unsupportedSort', 'property not supported in sort')
    if (typeof isAscending !== 'boolean') throw wrong('isAscending must be true or false')
    if (collation !== null && !collations.some((known) => known === collation)) {
      throw new MethodFailure('unsupportedSort', 'collation not supported')
    }
    if (by !== 'hasKeyword') return { by, ascending: isAscending }
    if (typeof keyword !== 'string' || flagOfKeyword(keyword) === undefined) throw wrong('hasKeyword needs a keyword')
    return { by, keyword: keyword.toLowerCase(), ascending: isAscending }
  })
}

/** Words to mark in a snippet: the text conditions of the filter, without those under NOT. */
export function searchedText(filter: MailFilter): readonly string[] {
  const own = [filter.text, filter.subject, filter.body].filter((text) => text !== undefined && text !== '') as string[]
  const inner = [...filter.allOf ?? [], ...filter.anyOf ?? []]
  return [...own, ...inner.flatMap(searchedText)].slice(0, FILTER_CONDITIONS_MAX)
}

function tooMany(): MethodFailure {
  return new MethodFailure('unsupportedFilter', 'the filter has too many conditions')
}

function wrong(description: string): MethodFailure {
  return new MethodFailure('invalidArguments', description)
}
