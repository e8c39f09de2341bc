import { Refusal } from '../base/errors.ts'
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
  /** The text of the message and the names of its attachments, lower case. */
  readonly text?: string
}

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

function record(filter: EmailFilter, { summary }: Candidate): Answer {
  const { hasAttachment, from, to, cc, bcc, subject } = filter
  if ([hasAttachment, from, to, cc, bcc, subject].every((condition) => condition === undefined)) return true
  if (summary === undefined) return undefined
  if (hasAttachment !== undefined && summary.hasAttachment !== hasAttachment) return false
  if (subject !== undefined && !summary.subject.toLowerCase().includes(subject.toLowerCase())) return false
  return inAddresses(from, summary.from) && inAddresses(to, summary.to) && inAddresses(cc, summary.cc)
    && inAddresses(bcc, summary.bcc)
}

function body(filter: EmailFilter, { summary, text }: Candidate): Answer {
  const { text: anywhere, body: inBody } = filter
  if (anywhere === undefined && inBody === undefined) return true
  if (summary === undefined) return undefined
  const inHeader = anywhere === undefined || inSummary(anywhere.toLowerCase(), summary)
  if (inHeader && inBody === undefined) return true
  if (text === undefined) return undefined
  return (inHeader || text.includes((anywhere ?? '').toLowerCase())) && (inBody === undefined || text.includes(inBody.toLowerCase()))
}

function inSummary(wanted: string, { subject, from, to, cc, bcc }: RecordSummary): boolean {
  return subject.toLowerCase().includes(wanted) || [from, to, cc, bcc].some((groups) => inAddresses(wanted, groups))
}

function inAddresses(wanted: string | undefined, groups: readonly AddressGroup[]): boolean {
  if (wanted === undefined) return true
  const needle = wanted.toLowerCase()
  return groups.some(({ group, addresses }) => (group ?? '').toLowerCase().includes(needle)
    || addresses.some(({ name, email }) => `${name ?? ''} <${email}>`.toLowerCase().includes(needle)))
}
