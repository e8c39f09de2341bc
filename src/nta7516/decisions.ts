/**
 * The two tables: whether mail may go to a domain under NTA 7516, and whether mail that came in that way may be called so.
 * Pure; the facts are gathered elsewhere. There is no outcome "then as ordinary mail": clause 6.1.2 note 2 forbids falling
 * back to it, so what may not go takes another way that is as strong, or waits.
 */
import type { ProfileGap } from './profile.ts'

/** How the record of a domain was found. `insecure`: there is one that DNSSEC does not vouch for. */
export type RecordFound = 'valid' | 'none' | 'faulty' | 'insecure' | 'not-yet' | 'expired' | 'unknown'

/** What is missing at the sender's own domain. */
export type OwnGap = 'own-record' | 'own-spf' | 'own-dkim' | 'own-dmarc' | 'own-unknown'

/** One server of the recipient's domain, before it is connected to. */
export interface HostFacts {
  /** DNSSEC vouches for its name and its addresses. */
  readonly isSecure: boolean
  readonly tlsa: 'usable' | 'unusable' | 'none' | 'later'
  /** It stands in one of the networks that the profile allows, or none are listed. */
  readonly isAllowedPlace: boolean
}

export interface SendFacts {
  /** Why the profile does nothing; null when it is on. */
  readonly gap: ProfileGap | null
  readonly own: readonly OwnGap[]
  readonly hasSecondFactor: boolean
  readonly record: RecordFound
  /** In the order to try; `unknown` when DNS gave no answer. */
  readonly hosts: readonly HostFacts[] | 'unknown'
}

export type SendStep = 'S1' | 'S2' | 'S3' | 'S4' | 'S6'

export type SendDecision =
  /** These hosts, by their place in the list, with DANE and nothing less. */
  | { readonly outcome: 'deliver', readonly hosts: readonly number[] }
  /** The DNS did not say: later, never in another form. */
  | { readonly outcome: 'defer', readonly step: SendStep, readonly why: string }
  /** Another way that carries it, such as the portal. */
  | { readonly outcome: 'other-way', readonly step: SendStep, readonly why: string }

/** The sending table, from top to bottom. TLS itself (S5) is judged during the handshake, against these hosts' TLSA records. */
export function decideSend({ gap, own, hasSecondFactor, record, hosts }: SendFacts): SendDecision {
  if (gap !== null) return { outcome: 'other-way', step: 'S1', why: `profile-${gap}` }
  if (!hasSecondFactor) return { outcome: 'other-way', step: 'S1', why: 'no-second-factor' }
  const missing = own.find((one) => one !== 'own-unknown')
  if (missing !== undefined) return { outcome: 'other-way', step: 'S1', why: missing }
  if (own.length > 0) return { outcome: 'defer', step: 'S1', why: 'own-unknown' }
  if (record === 'unknown') return { outcome: 'defer', step: 'S2', why: 'record-unknown' }
  if (record !== 'valid') return { outcome: 'other-way', step: 'S2', why: `record-${record}` }
  if (hosts === 'unknown') return { outcome: 'defer', step: 'S3', why: 'hosts-unknown' }
  if (!hosts.some(({ isSecure }) => isSecure)) return { outcome: 'other-way', step: 'S3', why: 'hosts-insecure' }
  const secure = hosts.flatMap((host, index) => host.isSecure ? [{ ...host, index }] : [])
  const usable = secure.filter(({ tlsa }) => tlsa === 'usable')
  if (usable.length === 0) {
    return secure.some(({ tlsa }) => tlsa === 'later')
      ? { outcome: 'defer', step: 'S4', why: 'tlsa-unknown' } : { outcome: 'other-way', step: 'S4', why: 'no-tlsa' }
  }
  const allowed = usable.filter(({ isAllowedPlace }) => isAllowedPlace)
  if (allowed.length === 0) return { outcome: 'other-way', step: 'S6', why: 'place-not-allowed' }
  return { outcome: 'deliver', hosts: allowed.map(({ index }) => index) }
}

export interface ReceiveFacts {
  readonly gap: ProfileGap | null
  /** How often the header stands in the message, and whether that one holds the profile's value. */
  readonly headers: number
  readonly isValueRight: boolean
  /** Version of TLS as it was, or null in plain text; and the least that the profile takes. */
  readonly tls: string | null
  readonly tlsMin: 'TLSv1.2' | 'TLSv1.3'
  /** Aligned with the author's domain. */
  readonly spf: boolean
  readonly dkim: boolean
  readonly dmarc: 'pass' | 'other'
  readonly dmarcPolicy: 'none' | 'quarantine' | 'reject' | null
  readonly dmarcMin: 'quarantine' | 'reject'
  /** Of the author's domain. */
  readonly record: RecordFound
  readonly isAllowedPlace: boolean
}

export type ReceiveDecision =
  /** Received under the profile: all of it was proved. */
  | { readonly mark: 'received-safely' }
  /** Ordinary mail. `strip`: the header is a claim that does not hold and must go; `failed` says what did not. */
  | { readonly mark: 'ordinary', readonly strip: boolean, readonly failed: readonly string[] }

/** The receiving table. A header alone proves nothing; a claim that fails leaves no header behind. */
export function decideReceive(facts: ReceiveFacts): ReceiveDecision {
  if (facts.headers === 0) return { mark: 'ordinary', strip: false, failed: [] }
  if (facts.gap !== null) return { mark: 'ordinary', strip: true, failed: [`profile-${facts.gap}`] }
  const checks: readonly (readonly [string, boolean])[] = [
    ['header-once', facts.headers === 1], ['header-value', facts.isValueRight],
    ['tls', isTlsEnough(facts.tls, facts.tlsMin)], ['spf', facts.spf], ['dkim', facts.dkim], ['dmarc', facts.dmarc === 'pass'],
    ['dmarc-policy', isPolicyEnough(facts.dmarcPolicy, facts.dmarcMin)], [`record-${facts.record}`, facts.record === 'valid'],
    ['place', facts.isAllowedPlace],
  ]
  const failed = checks.filter(([, holds]) => !holds).map(([name]) => name)
  return failed.length === 0 ? { mark: 'received-safely' } : { mark: 'ordinary', strip: true, failed }
}

/** TLS 1.2 and 1.3 are all that is spoken here; anything else is not known to be enough. */
export function isTlsEnough(version: string | null, least: 'TLSv1.2' | 'TLSv1.3'): boolean {
  return version === 'TLSv1.3' || version === 'TLSv1.2' && least === 'TLSv1.2'
}

/** `reject` is the strongest; a domain without a policy asks for nothing. */
export function isPolicyEnough(policy: ReceiveFacts['dmarcPolicy'], least: 'quarantine' | 'reject'): boolean {
  return policy === 'reject' || policy === 'quarantine' && least === 'quarantine'
}
