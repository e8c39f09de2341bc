import { Refusal } from '../base/errors.ts'
import { searchedAddresses, searchedText } from '../message/searched-text.ts'
import { withoutAccents } from '../search/words.ts'
import { FILTER_CONDITIONS_MAX, FILTER_DEPTH_MAX } from './limits.ts'
import { flagBits, type AddressGroup, type EmailFilter, type RecordSummary } from './types.ts'
import type { ViewEntry } from './view.ts'

/** An entry and the mailbox it stands in. */
export interface Placed {
  readonly mailbox: number
  readonly entry: ViewEntry
}

/**
 * What a filter asks of one message, from cheap to dear: entries, then the list record, then the body. A condition answers
 * `undefined` when it needs more than it was given, so a scan opens only what it must.
 */
export interface Candidate {
  readonly message: number
  readonly places: readonly Placed[]
  readonly summary?: RecordSummary
  /** Texts that a reader sees and names of attachments, in searched form without accents. */
  readonly texts?: readonly string[]
  /** What the search index says of this message, undefined when it must be looked at. */
  readonly indexed?: ((where: IndexedCondition, text: string) => boolean | undefined) | undefined
}

/** Conditions that the search index can answer. */
export const indexedConditions = ['text', 'body', 'subject', 'from', 'to', 'cc', 'bcc'] as const
export type IndexedCondition = (typeof indexedConditions)[number]

type Answer = boolean | undefined

/** True or false, or undefined when `candidate` does not hold enough. */
export function matches(filter: EmailFilter, candidate: Candidate): Answer {
  return and([
    () => structure(filter, candidate),
    () => record(filter, candidate),
    () => body(filter, candidate),
    ...(filter.allOf ?? []).map((one) => () => matches(one, candidate)),
    ...(filter.noneOf ?? []).map((one) => () => not(matches(one, candidate))),
    () => filter.anyOf === undefined ? true : or(filter.anyOf.map((one) => () => matches(one, candidate))),
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
export function hasKeyword(places: readonly Placed[], keyword: string): boolean {
  const wanted = keyword.toLowerCase()
  const bit = jmapBits.get(wanted)
  const has = ({ entry }: Placed): boolean => bit === undefined
    ? entry.flags.keywords.some((name) => name.toLowerCase() === wanted)
    : (entry.flags.bits & bit) !== 0
  return bit === flagBits['\\Seen'] ? places.every(has) : places.some(has)
}

/** System flags by their JMAP keyword, lower case: `$seen` for `\Seen`. */
const jmapBits = new Map<string, number>(
  Object.entries(flagBits).map(([name, bit]) => [name.toLowerCase().replace(/^\\/, '$'), bit]),
)

function and(parts: readonly (() => Answer)[]): Answer {
  let open = false
  for (const part of parts) {
    const answer = part()
    if (answer === false) return false
    if (answer === undefined) open = true
  }
  return open ? undefined : true
}

function or(parts: readonly (() => Answer)[]): Answer {
  return not(and(parts.map((part) => () => not(part()))))
}

function not(answer: Answer): Answer {
  return answer === undefined ? undefined : !answer
}

function structure(filter: EmailFilter, { places }: Candidate): boolean {
  const entry = places[0]?.entry
  if (entry === undefined) return false
  const { inMailbox, inMailboxOtherThan, before, after, minSize, maxSize } = filter
  if (before !== undefined && entry.receivedAt >= before) return false
  if (after !== undefined && entry.receivedAt < after) return false
  if (minSize !== undefined && entry.sizeBytes < minSize) return false
  if (maxSize !== undefined && entry.sizeBytes >= maxSize) return false
  if (inMailbox !== undefined && !places.some(({ mailbox }) => mailbox === inMailbox)) return false
  if (inMailboxOtherThan !== undefined && places.every((place) => inMailboxOtherThan.includes(place.mailbox))) {
    return false
  }
  if (filter.hasKeyword !== undefined && !hasKeyword(places, filter.hasKeyword)) return false
  return filter.notKeyword === undefined || !hasKeyword(places, filter.notKeyword)
}

/** The index alone: true when it settles all conditions, false when it rules one out, else undefined. */
function byIndex(filter: EmailFilter, { indexed }: Candidate, conditions: readonly IndexedCondition[]): Answer {
  if (indexed === undefined) return undefined
  return and(conditions.map((where) => () => {
    const wanted = filter[where]
    return wanted === undefined ? true : indexed(where, wanted)
  }))
}

function record(filter: EmailFilter, candidate: Candidate): Answer {
  const { hasAttachment, from, to, cc, bcc, subject } = filter
  if ([hasAttachment, from, to, cc, bcc, subject].every((condition) => condition === undefined)) return true
  const { summary } = candidate
  const known = byIndex(filter, candidate, ['subject', 'from', 'to', 'cc', 'bcc'])
  if (known === false || (known === true && hasAttachment === undefined)) return known
  if (summary === undefined) return undefined
  if (hasAttachment !== undefined && summary.hasAttachment !== hasAttachment) return false
  if (subject !== undefined && !searched(summary.subject).includes(searched(subject))) return false
  return inAddresses(from, summary.from) && inAddresses(to, summary.to) && inAddresses(cc, summary.cc)
    && inAddresses(bcc, summary.bcc)
}

function body(filter: EmailFilter, candidate: Candidate): Answer {
  const { text: anywhere, body: inBody } = filter
  if (anywhere === undefined && inBody === undefined) return true
  const known = byIndex(filter, candidate, ['text', 'body'])
  if (known !== undefined) return known
  const { summary, texts } = candidate
  if (summary === undefined) return undefined
  const inHeader = anywhere === undefined || inSummary(anywhere, summary)
  if (inHeader && inBody === undefined) return true
  if (texts === undefined) return undefined
  const holds = (wanted: string): boolean => texts.some((text) => text.includes(searched(wanted)))
  return (inHeader || holds(anywhere ?? '')) && (inBody === undefined || holds(inBody))
}

function inSummary(wanted: string, { subject, from, to, cc, bcc }: RecordSummary): boolean {
  return searched(subject).includes(searched(wanted)) || [from, to, cc, bcc].some((groups) =>
    inAddresses(wanted, groups))
}

function inAddresses(wanted: string | undefined, groups: readonly AddressGroup[]): boolean {
  if (wanted === undefined) return true
  const needle = searched(wanted)
  return searchedAddresses(groups).some((text) => withoutAccents(text).includes(needle))
}

/** As JMAP searches compare: one case, one form, accents do not count. */
export const searched = (text: string): string => withoutAccents(searchedText(text))
