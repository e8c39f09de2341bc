import { Refusal } from '../base/errors.ts'
import type { HeaderSummary } from '../message/summary.ts'
import { searchedAddresses, searchedText } from '../message/searched-text.ts'
import { withoutAccents } from '../search/words.ts'
import { FILTER_CONDITIONS_MAX, FILTER_DEPTH_MAX } from './limits.ts'
import { flagBits, type AddressGroup, type EmailFilter } from './types.ts'
import type { ViewEntry } from './view.ts'

/** An entry and the mailbox it stands in. */
export interface Placed {
  readonly mailbox: number
  readonly entry: ViewEntry
}

/** What a filter is asked about: one message, with as much of it as was opened so far. */
export interface Candidate {
  readonly message: number
  readonly places: readonly Placed[]
  readonly summary?: HeaderSummary
  /** Texts that a reader sees and names of attachments, in searched form without accents. */
  readonly texts?: readonly string[]
}

/** What is known of messages without opening them. */
export interface Known {
  /** What the search index says of a text, undefined when it was not asked. */
  readonly lookUp: (where: IndexedCondition, text: string) => ((message: number) => boolean | undefined) | undefined
  /** Undefined when nobody looked yet. */
  readonly hasAttachment: (message: number) => boolean | undefined
}

/** Conditions that the search index can answer. */
export const indexedConditions = ['text', 'body', 'subject', 'from', 'to', 'cc', 'bcc'] as const
/** Those that are named after the field of the header that they look at. */
const headerConditions = ['subject', 'from', 'to', 'cc', 'bcc'] as const
export type IndexedCondition = (typeof indexedConditions)[number]

type Answer = boolean | undefined

/**
 * A filter made ready. True or false, or undefined when the candidate does not hold enough: it is asked from cheap to dear
 * (entries, then the list record, then the body), so a scan opens only what it must.
 */
export type Test = (candidate: Candidate) => Answer

/** Makes a filter ready once, for it is asked of a hundred thousand messages. */
export function compileFilter(filter: EmailFilter, known: Known): Test {
  const inner = (one: EmailFilter): Test => compileFilter(one, known)
  const { anyOf } = filter
  return and([
    ...structure(filter), ...record(filter, known), ...body(filter, known),
    ...(filter.allOf ?? []).map(inner),
    ...(filter.noneOf ?? []).map((one) => not(inner(one))),
    ...(anyOf === undefined ? [] : [not(and(anyOf.map((one) => not(inner(one)))))]),
  ])
}

/** Refuses filters deeper or longer than the limits. */
export function checkFilter(filter: EmailFilter): void {
  let conditions = 0
  const visit = (one: EmailFilter, depth: number): void => {
    conditions++
    if (depth > FILTER_DEPTH_MAX || conditions > FILTER_CONDITIONS_MAX) {
      throw new Refusal('filter-too-large', 'the filter has too many or too deep conditions')
    }
    for (const inner of [...one.allOf ?? [], ...one.anyOf ?? [], ...one.noneOf ?? []]) visit(inner, depth + 1)
  }
  visit(filter, 1)
}

/** Does any place have the keyword? `$seen` counts only when all have it (RFC 8621 §4.1.1). */
export function keywordTest(keyword: string): (places: readonly Placed[]) => boolean {
  const wanted = keyword.toLowerCase()
  const bit = jmapBits.get(wanted)
  const has = ({ entry }: Placed): boolean => bit === undefined
    ? entry.flags.keywords.some((name) => name.toLowerCase() === wanted)
    : (entry.flags.bits & bit) !== 0
  return bit === flagBits['\\Seen'] ? (places) => places.every(has) : (places) => places.some(has)
}

/** System flags by their JMAP keyword, lower case: `$seen` for `\Seen`. */
const jmapBits = new Map<string, number>(
  Object.entries(flagBits).map(([name, bit]) => [name.toLowerCase().replace(/^\\/, '$'), bit]),
)

function and(tests: readonly Test[]): Test {
  const [only] = tests
  if (only !== undefined && tests.length === 1) return only
  return (candidate) => {
    let open = false
    for (const test of tests) {
      const answer = test(candidate)
      if (answer === false) return false
      if (answer === undefined) open = true
    }
    return open ? undefined : true
  }
}

function not(test: Test): Test {
  return (candidate) => {
    const answer = test(candidate)
    return answer === undefined ? undefined : !answer
  }
}

/** What the entries of a message decide. */
function structure(filter: EmailFilter): Test[] {
  const { inMailbox, inMailboxOtherThan, before, after, minSize, maxSize, hasKeyword: wanted, notKeyword } = filter
  const tests: Test[] = []
  const entry = (test: (entry: ViewEntry) => boolean): void => {
    tests.push(({ places }) => places[0] !== undefined && test(places[0].entry))
  }
  if (before !== undefined) entry(({ receivedAt }) => receivedAt < before)
  if (after !== undefined) entry(({ receivedAt }) => receivedAt >= after)
  if (minSize !== undefined) entry(({ sizeBytes }) => sizeBytes >= minSize)
  if (maxSize !== undefined) entry(({ sizeBytes }) => sizeBytes < maxSize)
  if (inMailbox !== undefined) tests.push(({ places }) => places.some(({ mailbox }) => mailbox === inMailbox))
  if (inMailboxOtherThan !== undefined) {
    const others = new Set(inMailboxOtherThan)
    tests.push(({ places }) => places.some(({ mailbox }) => !others.has(mailbox)))
  }
  if (wanted !== undefined) {
    const has = keywordTest(wanted)
    tests.push(({ places }) => has(places))
  }
  if (notKeyword !== undefined) {
    const has = keywordTest(notKeyword)
    tests.push(({ places }) => !has(places))
  }
  return tests
}

/** What header fields decide: the index alone where it can. */
function record(filter: EmailFilter, known: Known): Test[] {
  const tests: Test[] = []
  const { hasAttachment } = filter
  for (const where of headerConditions) {
    const wanted = filter[where]
    if (wanted === undefined) continue
    const needle = searched(wanted)
    const says = known.lookUp(where, wanted)
    const holds = (summary: HeaderSummary): boolean => where === 'subject'
      ? searched(summary.subject).includes(needle) : inAddresses(needle, summary[where])
    tests.push(({ message, summary }) => says?.(message) ?? (summary && holds(summary)))
  }
  if (hasAttachment !== undefined) {
    tests.push(({ message }) => {
      const has = known.hasAttachment(message)
      return has === undefined ? undefined : has === hasAttachment
    })
  }
  return tests
}

/** What the text decides: the index alone where it can. */
function body(filter: EmailFilter, known: Known): Test[] {
  return (['text', 'body'] as const).flatMap((where) => {
    const wanted = filter[where]
    if (wanted === undefined) return []
    const needle = searched(wanted)
    const says = known.lookUp(where, wanted)
    const look: Test = ({ summary, texts }) => {
      if (where === 'text' && summary !== undefined && inSummary(needle, summary)) return true
      return summary && texts?.some((text) => text.includes(needle))
    }
    return [(candidate: Candidate) => says?.(candidate.message) ?? look(candidate)]
  })
}

function inSummary(needle: string, { subject, from, to, cc, bcc }: HeaderSummary): boolean {
  return searched(subject).includes(needle) || [from, to, cc, bcc].some((groups) => inAddresses(needle, groups))
}

function inAddresses(needle: string, groups: readonly AddressGroup[]): boolean {
  return searchedAddresses(groups).some((text) => lookedFor(text).includes(needle))
}

/** Fields of the header that decide a filter; undefined when texts are asked for too. */
export function headerFieldsOf(filter: EmailFilter): ReadonlySet<string> | undefined {
  if (filter.text !== undefined || filter.body !== undefined) return undefined
  const fields = new Set<string>(headerConditions.filter((where) => filter[where] !== undefined))
  for (const inner of [...filter.allOf ?? [], ...filter.anyOf ?? [], ...filter.noneOf ?? []]) {
    const more = headerFieldsOf(inner)
    if (more === undefined) return undefined
    for (const field of more) fields.add(field)
  }
  return fields
}

/** As JMAP searches compare: one case, one form, accents do not count, and where a line was broken a blank stands. */
export const searched = (text: string): string => lookedFor(searchedText(text))

/** The same of a text that is in searched form already. */
export const lookedFor = (text: string): string => withoutAccents(text).replace(/\s+/g, ' ')
