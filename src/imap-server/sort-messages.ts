import { casemap, compareCodePoints } from '../imap/casemap.ts'
import type { SortBy, SortCriterion } from '../imap/sort.ts'
import type { AddressGroup, Entry } from '../mailstore/types.ts'
import { baseSubject } from '../message/base-subject.ts'
import type { HeaderSummary } from '../message/summary.ts'
import type { Context } from './command.ts'
import { LISTED_MESSAGES_MAX, readListed } from './listed-message.ts'
import { createPace } from './pace.ts'
import { sortPaced } from './paced-sort.ts'
import type { Found } from './search-messages.ts'

type SortKey = number | string

interface Keyed {
  readonly found: Found
  readonly keys: readonly SortKey[]
}

/** Criteria that the entry decides, without a look at the message. */
const ENTRY_CRITERIA: ReadonlySet<SortBy> = new Set(['ARRIVAL', 'SIZE'])

/** The field of the header that a criterion looks at. */
const CRITERIA_FIELDS: Readonly<Partial<Record<SortBy, string>>> = {
  DATE: 'date', SUBJECT: 'subject', FROM: 'from', TO: 'to', CC: 'cc', DISPLAYFROM: 'from', DISPLAYTO: 'to',
}

/** Messages in the order asked; equal ones by message number. RFC 5256 §3 */
export async function sortMessages(
  found: readonly Found[], criteria: readonly SortCriterion[], context: Context,
): Promise<readonly Found[] | 'stopped' | 'too many'> {
  const { session } = context
  let keyed: readonly Keyed[] | 'stopped'
  if (criteria.every(({ by }) => ENTRY_CRITERIA.has(by))) {
    keyed = found.flatMap((one) => {
      const entry = session.selected.view.entry(one.uid)
      return entry ? [{ found: one, keys: criteria.map(({ by }) => entryKey(by, entry)) }] : []
    })
  } else {
    if (found.length > LISTED_MESSAGES_MAX) return 'too many'
    const fields = new Set(criteria.flatMap(({ by }) => CRITERIA_FIELDS[by] ?? []))
    keyed = await readListed(found, (record, entry, one) => {
      const header = record.header(fields)
      return { found: one, keys: criteria.map(({ by }) => sortKey(by, header, entry)) }
    }, context)
  }
  if (keyed === 'stopped') return keyed
  const compare = (left: Keyed, right: Keyed): number => compareKeys(left, right, criteria)
  const sorted = await sortPaced(keyed, compare, createPace())
  return sorted.map((one) => one.found)
}

function compareKeys(left: Keyed, right: Keyed, criteria: readonly SortCriterion[]): number {
  for (let at = 0; at < criteria.length; at++) {
    const one = left.keys[at] ?? 0
    const other = right.keys[at] ?? 0
    const order = typeof one === 'number' ? one - Number(other) : compareCodePoints(one, String(other))
    if (order !== 0) return criteria[at]?.reverse ? -order : order
  }
  return left.found.seq - right.found.seq
}

function entryKey(by: SortBy, entry: Entry): number {
  return by === 'SIZE' ? entry.sizeBytes : entry.receivedAt
}

function sortKey(by: SortBy, summary: HeaderSummary, entry: Entry): SortKey {
  switch (by) {
    case 'ARRIVAL':
    case 'SIZE': return entryKey(by, entry)
    // Without a Date field, or with one nobody can read, the moment of arrival counts. RFC 5256 §2.2
    case 'DATE': return summary.sentAt?.ms ?? entry.receivedAt
    case 'SUBJECT': return casemap(baseSubject(summary.subject))
    case 'FROM': return casemap(mailboxOf(summary.from))
    case 'TO': return casemap(mailboxOf(summary.to))
    case 'CC': return casemap(mailboxOf(summary.cc))
    case 'DISPLAYFROM': return casemap(displayOf(summary.from))
    case 'DISPLAYTO': return casemap(displayOf(summary.to))
  }
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
