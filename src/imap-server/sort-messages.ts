import { casemap, compareCodePoints } from '../imap/casemap.ts'
import type { SortBy, SortCriterion } from '../imap/sort.ts'
import type { AddressGroup, Entry } from '../mailstore/types.ts'
import { ownCopy } from '../mailstore/kept-bytes.ts'
import { baseSubject } from '../message/base-subject.ts'
import type { HeaderSummary } from '../message/summary.ts'
import type { Context } from './command.ts'
import { LISTED_MESSAGES_MAX, listedOf, readHeaders } from './listed-message.ts'
import { createPace, type Pace } from './pace.ts'
import { sortPaced } from './paced-sort.ts'
import type { Found } from './search-messages.ts'

type SortKey = number | string

/** Criteria that the entry decides, without a look at the message. */
type EntryCriterion = 'ARRIVAL' | 'SIZE'
type HeaderCriterion = Exclude<SortBy, EntryCriterion>

/** The field of the header that a criterion looks at. */
const CRITERIA_FIELDS: Readonly<Record<HeaderCriterion, string>> = {
  DATE: 'date', SUBJECT: 'subject', FROM: 'from', TO: 'to', CC: 'cc', DISPLAYFROM: 'from', DISPLAYTO: 'to',
}

/** Characters by which texts are ordered: as they are compared, some grow to eighteen times their length. */
export const SORT_KEY_MAX = 2_000

/** Messages in the order asked; equal ones by message number. RFC 5256 §3 */
export async function sortMessages(
  found: readonly Found[], criteria: readonly SortCriterion[], context: Context,
): Promise<readonly Found[] | 'stopped' | 'too many'> {
  if (!criteria.every(({ by }) => isOfEntry(by)) && found.length > LISTED_MESSAGES_MAX) return 'too many'
  let listed = listedOf(found, context)
  const headers = new Map<SortBy, ReadonlyMap<number, SortKey | null>>()
  for (const { by } of criteria) {
    if (isOfEntry(by) || headers.has(by)) continue
    const keys = await readHeaders(listed, {
      name: `imap-sort/${by}`, fields: new Set([CRITERIA_FIELDS[by]]),
      read: (header) => headerKey(by, header),
    }, context)
    if (keys === 'stopped') return keys
    headers.set(by, keys)
    listed = listed.filter(({ entry }) => keys.has(entry.message))
  }
  const pace = createPace()
  const ranks: Float64Array[] = []
  for (const { by, reverse } of criteria) {
    const keys = listed.map(({ entry }) => isOfEntry(by) ? entryKey(by, entry)
      // Without a Date field, or with one nobody can read, the moment of arrival counts. RFC 5256 §2.2
      : headers.get(by)?.get(entry.message) ?? entry.receivedAt)
    ranks.push(await ranksOf(keys, { reverse, pace }))
  }
  const places = await sortPaced([...listed.keys()], (left, right) => compareRanks(left, right, ranks), pace)
  return places.flatMap((place) => listed[place]?.found ?? [])
}

function isOfEntry(by: SortBy): by is EntryCriterion {
  return by === 'ARRIVAL' || by === 'SIZE'
}

/** Numbers that lie as the keys do, in the direction asked: names are compared once each, messages by numbers. */
async function ranksOf(
  keys: readonly SortKey[], { reverse, pace }: { readonly reverse: boolean, readonly pace: Pace },
): Promise<Float64Array> {
  const names = await sortPaced([...new Set(keys.filter((key) => typeof key === 'string'))], compareCodePoints, pace)
  const rankOf = new Map(names.map((name, rank) => [name, rank]))
  const direction = reverse ? -1 : 1
  return Float64Array.from(keys, (key) => direction * (typeof key === 'string' ? rankOf.get(key) ?? 0 : key))
}

/** Places lie in the order of message numbers. */
function compareRanks(left: number, right: number, ranks: readonly Float64Array[]): number {
  for (const rank of ranks) {
    const order = (rank[left] ?? 0) - (rank[right] ?? 0)
    if (order !== 0) return order
  }
  return left - right
}

function entryKey(by: EntryCriterion, entry: Entry): number {
  return by === 'SIZE' ? entry.sizeBytes : entry.receivedAt
}

/** What the header says; null where it names no date that can be read. */
export function headerKey(by: HeaderCriterion, header: HeaderSummary): SortKey | null {
  switch (by) {
    case 'DATE': return header.sentAt?.ms ?? null
    case 'SUBJECT': return textKey(baseSubject(header.subject))
    case 'FROM': return textKey(mailboxOf(header.from))
    case 'TO': return textKey(mailboxOf(header.to))
    case 'CC': return textKey(mailboxOf(header.cc))
    case 'DISPLAYFROM': return textKey(displayOf(header.from))
    case 'DISPLAYTO': return textKey(displayOf(header.to))
  }
}

function textKey(text: string): string {
  return ownCopy(casemap(text).slice(0, SORT_KEY_MAX))
}

/** addr-mailbox of the first address: what stands before the @, or the name of a group. RFC 5256 §3, RFC 9051 §7.5.2 */
function mailboxOf(groups: readonly AddressGroup[]): string {
  const [first] = groups
  if (!first) return ''
  if (first.group !== null) return first.group
  const email = first.addresses[0]?.email ?? ''
  const at = email.lastIndexOf('@')
  return at < 0 ? email : email.slice(0, at)
}

/** The name of the first address, else the address. RFC 5957 §3 */
function displayOf(groups: readonly AddressGroup[]): string {
  const [first] = groups
  if (!first) return ''
  if (first.group !== null) return first.group
  const [address] = first.addresses
  return address?.name || address?.email || ''
}
