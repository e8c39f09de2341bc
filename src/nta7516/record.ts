/**
 * The DNS record by which a domain says that it takes mail under NTA 7516, and what follows from it: who may send that way
 * and who was sent to in that way. Facts of the norm that are public; the rest are settings (`profile.ts`). Nothing here
 * says that anybody is certified: certification ended on 15 May 2022.
 *
 * Promises: pure, never throws for what strangers publish, reads in one pass and within stated limits; whatever is doubtful
 * (two records, a tag twice, a month that does not exist) is a fault and counts as "not compliant".
 * Sources: the record as suppliers document it (TXT at the mail domain itself), the rules of reading where they are silent
 * are ours and stricter.
 */

export interface Nta7516Record {
  /** `YYYY-MM`: valid from the first day of this month, through the last day of that one, in UTC. */
  readonly startMonth: string
  readonly endMonth: string
  /** Name of the communication service. */
  readonly provider: string
  /** Hosts for this mail, best first; empty when the domain's ordinary MX hosts take it. */
  readonly hosts: readonly Nta7516Host[]
}

export interface Nta7516Host {
  /** The lowest is tried first. */
  readonly preference: number
  /** Lower case, without the final dot. */
  readonly host: string
}

/** Why a record does not count. */
export type RecordFault =
  | 'several-records' | 'too-long' | 'too-many-tags' | 'too-many-hosts' | 'bad-tag' | 'bad-startdate' | 'bad-enddate' | 'bad-provider'
  | 'bad-ntamx' | 'tag-twice' | 'no-startdate' | 'no-enddate' | 'no-provider' | 'ends-before-it-starts'

export type RecordRead =
  | { readonly kind: 'record', readonly record: Nta7516Record }
  /** The domain says nothing of this. */
  | { readonly kind: 'none' }
  | { readonly kind: 'faulty', readonly fault: RecordFault }

/** Characters of one record, tags in it, hosts it names, and characters of the provider's name. */
export const RECORD_LENGTH_MAX = 4096
export const RECORD_TAGS_MAX = 64
export const RECORD_HOSTS_MAX = 32
export const PROVIDER_LENGTH_MAX = 200

const VERSION = 'v=NTA7516-1'

/**
 * Reads all TXT records of a domain, each with its strings joined. Records that do not begin with exactly this version are
 * those of somebody else.
 */
export function readRecords(texts: readonly string[]): RecordRead {
  const own = texts.filter(isOfThisVersion)
  const [text] = own
  if (text === undefined) return { kind: 'none' }
  if (own.length > 1) return { kind: 'faulty', fault: 'several-records' }
  const read = readRecord(text)
  return typeof read === 'string' ? { kind: 'faulty', fault: read } : { kind: 'record', record: read }
}

function isOfThisVersion(text: string): boolean {
  if (!text.startsWith(VERSION)) return false
  // Behind it the next tag or nothing: `v=NTA7516-10` is another version.
  const rest = trimmed(text.slice(VERSION.length, RECORD_LENGTH_MAX))
  return rest === '' || rest.startsWith(';')
}

interface Draft {
  startMonth?: string
  endMonth?: string
  provider?: string
  readonly hosts: Nta7516Host[]
}

function readRecord(text: string): Nta7516Record | RecordFault {
  if (text.length > RECORD_LENGTH_MAX) return 'too-long'
  const parts = text.split(';', RECORD_TAGS_MAX + 2).slice(1).map(trimmed)
  // One semicolon may end the record.
  if (parts.at(-1) === '') parts.pop()
  if (parts.length > RECORD_TAGS_MAX) return 'too-many-tags'
  const draft: Draft = { hosts: [] }
  for (const part of parts) {
    const fault = takeTag(draft, part)
    if (fault !== undefined) return fault
  }
  const { startMonth, endMonth, provider, hosts } = draft
  if (startMonth === undefined) return 'no-startdate'
  if (endMonth === undefined) return 'no-enddate'
  if (provider === undefined) return 'no-provider'
  if (startMonth > endMonth) return 'ends-before-it-starts'
  if (hosts.length > RECORD_HOSTS_MAX) return 'too-many-hosts'
  return { startMonth, endMonth, provider, hosts: hosts.toSorted((one, other) => one.preference - other.preference) }
}

function takeTag(draft: Draft, part: string): RecordFault | undefined {
  const equals = part.indexOf('=')
  const name = part.slice(0, Math.max(equals, 0)).toLowerCase()
  const value = part.slice(equals + 1)
  if (!isAlpha(name) || !isPrintable(value)) return 'bad-tag'
  switch (name) {
    case 'startdate':
      if (draft.startMonth !== undefined) return 'tag-twice'
      if (!isMonth(value)) return 'bad-startdate'
      draft.startMonth = value
      return undefined
    case 'enddate':
      if (draft.endMonth !== undefined) return 'tag-twice'
      if (!isMonth(value)) return 'bad-enddate'
      draft.endMonth = value
      return undefined
    case 'provider':
      if (draft.provider !== undefined) return 'tag-twice'
      if (trimmed(value) === '' || value.length > PROVIDER_LENGTH_MAX) return 'bad-provider'
      draft.provider = trimmed(value)
      return undefined
    case 'ntamx': {
      const host = hostOf(value)
      if (host === undefined) return 'bad-ntamx'
      draft.hosts.push(host)
      return undefined
    }
    // A version twice is somebody's mistake; any other name may come to mean something (and nothing here).
    case 'v': return 'tag-twice'
    default: return undefined
  }
}

/** `10 mx.example.nl`, with a final dot or without. */
function hostOf(value: string): Nta7516Host | undefined {
  const space = value.indexOf(' ')
  const preference = value.slice(0, Math.max(space, 0))
  const host = value.slice(space).replace(/^ +/, '').toLowerCase()
  if (!/^\d{1,5}$/.test(preference) || Number(preference) > 65_535) return undefined
  const name = host.endsWith('.') ? host.slice(0, -1) : host
  return isHostName(name) ? { preference: Number(preference), host: name } : undefined
}

/** A name of at least two labels, in letters, digits and hyphens; no address (its last label would be a number). */
export function isHostName(name: string): boolean {
  if (name.length > 253) return false
  const labels = name.split('.')
  return labels.length >= 2 && labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label))
    && !/^\d+$/.test(labels.at(-1) ?? '')
}

/** `YYYY-MM` with a month that exists. */
export function isMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text)
}

/** How a record stands at this moment (ms): months are compared, in UTC. */
export function standingOf({ startMonth, endMonth }: Pick<Nta7516Record, 'startMonth' | 'endMonth'>, now: number): 'valid' | 'not-yet' | 'expired' {
  const month = new Date(now).toISOString().slice(0, 7)
  if (month < startMonth) return 'not-yet'
  return month > endMonth ? 'expired' : 'valid'
}

/** The text to publish; a fault when nobody could read it back. */
export function printRecord(record: Nta7516Record): { readonly text: string } | { readonly fault: RecordFault } {
  const { startMonth, endMonth, provider, hosts } = record
  const text = [
    VERSION, `startdate=${startMonth}`, `enddate=${endMonth}`, `provider=${provider}`,
    ...hosts.map(({ preference, host }) => `ntamx=${preference} ${host}`),
  ].join(';')
  const read = readRecord(text)
  if (typeof read === 'string') return { fault: read }
  // A name with a semicolon would begin a tag of its own.
  return read.provider === provider.trim() && read.hosts.length === hosts.length ? { text } : { fault: 'bad-provider' }
}

/** One `ntamx` of the settings, `10 mx.example.nl`; undefined when it is none. */
export const readHost = hostOf

function trimmed(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text[start])) start += 1
  while (end > start && isBlank(text[end - 1])) end -= 1
  return text.slice(start, end)
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t'
const isAlpha = (name: string): boolean => /^[a-z]{1,64}$/.test(name)
const isPrintable = (value: string): boolean => /^[\x20-\x3a\x3c-\x7e]*$/.test(value)
