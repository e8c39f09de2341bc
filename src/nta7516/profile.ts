/**
 * What an organisation must have filled in before mail goes or counts under NTA 7516. The name of the message header and the
 * limits stand in the norm's own text, which is not public: they are settings without a default, and the route is off until
 * somebody who has the text filled them in.
 */
import { isMonth, printRecord, readHost, type Nta7516Record } from './record.ts'

/** The settings `nta7516.*`. */
export interface Nta7516Settings {
  readonly profile: 'off' | 'nta7516-1'
  readonly headerName: string
  readonly headerValue: string
  readonly tlsMin: '' | '1.2' | '1.3'
  readonly dmarcMin: '' | 'quarantine' | 'reject'
  /** Networks (address or prefix) in which servers may stand; empty leaves the place unchecked. */
  readonly networks: readonly string[]
  readonly startMonth: string
  readonly endMonth: string
  readonly provider: string
  /** `10 mx.example.nl` each. */
  readonly hosts: readonly string[]
}

/** A profile that is complete. */
export interface Nta7516Profile {
  readonly id: 'nta7516-1'
  readonly header: { readonly name: string, readonly value: string }
  readonly tlsMin: 'TLSv1.2' | 'TLSv1.3'
  readonly dmarcMin: 'quarantine' | 'reject'
  readonly networks: readonly string[]
  /** What our own domains publish. */
  readonly record: Nta7516Record
}

/** Why the profile does nothing. */
export type ProfileGap = 'off' | 'header-missing' | 'limits-missing' | 'record-missing' | 'record-faulty'

export type ProfileState = { readonly kind: 'on', readonly profile: Nta7516Profile } | { readonly kind: 'off', readonly gap: ProfileGap }

/** The profile of these settings, or what is missing. */
export function profileOf(settings: Nta7516Settings): ProfileState {
  const { headerName, headerValue, tlsMin, dmarcMin, networks } = settings
  if (settings.profile === 'off') return { kind: 'off', gap: 'off' }
  if (!isFieldName(headerName) || headerValue.trim() === '') return { kind: 'off', gap: 'header-missing' }
  if (tlsMin === '' || dmarcMin === '') return { kind: 'off', gap: 'limits-missing' }
  const record = ownRecord(settings)
  if (record === undefined) return { kind: 'off', gap: 'record-missing' }
  if ('fault' in printRecord(record)) return { kind: 'off', gap: 'record-faulty' }
  return { kind: 'on', profile: {
    id: settings.profile, header: { name: headerName, value: headerValue.trim() }, tlsMin: `TLSv${tlsMin}`, dmarcMin, networks, record,
  } }
}

/** What our domains publish, as far as it is filled in. */
export function ownRecord(settings: Nta7516Settings): Nta7516Record | undefined {
  const { startMonth, endMonth, hosts: written } = settings
  const provider = settings.provider.trim()
  const read = written.map(readHost)
  if (!isMonth(startMonth) || !isMonth(endMonth) || provider === '') return undefined
  const known = read.filter((host) => host !== undefined)
  if (known.length < read.length) return undefined
  const hosts = known.toSorted((one, other) => one.preference - other.preference)
  return { startMonth, endMonth, provider, hosts }
}

/** A header field that is nobody else's: mail has none that a norm may borrow. RFC 5322 §2.2 */
export function isFieldName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9-]{2,76}$/.test(name) && !USED_NAMES.has(name.toLowerCase())
}

const USED_NAMES: ReadonlySet<string> = new Set([
  'from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'subject', 'date', 'message-id', 'in-reply-to', 'references', 'mime-version',
  'content-type', 'content-transfer-encoding', 'received', 'return-path', 'dkim-signature', 'authentication-results', 'auto-submitted',
])
