/** What happened, as it is counted: one connection under each policy of its domain, one mail under its author's policy. */
import type { AuthCheck } from '../mail-auth/types.ts'
import { matchesMx, type MtaStsPolicy } from '../smtp-client/mta-sts.ts'
import type { SessionSeen } from '../smtp-client/types.ts'
import { destinationsOf, policyOf } from './dmarc-tags.ts'
import { clean } from './plain.ts'
import type { DmarcPolicyFound, DmarcRow, TlsPolicyType } from './types.ts'

/** TLSA records and DKIM results of one fact that are kept. */
export const TLSA_TOLD_MAX = 10
export const DKIM_TOLD_MAX = 8

export interface TlsFact {
  readonly domain: string
  readonly type: TlsPolicyType
  readonly policy: readonly string[]
  readonly mxHost: string
  readonly mxIp: string
  /** A word of RFC 8460 §4.3; null when all was well. */
  readonly result: string | null
  readonly reason: string
}

/**
 * One connection, told under each policy that its domain has for that host (RFC 8460 §4.2, "policy-type"): DANE and MTA-STS are
 * told apart, and a domain with neither has `no-policy-found`. Also a policy in `testing` is judged: that is what it is for.
 */
export function tlsFacts(domain: string, { hop, tls, failure, isTold }: SessionSeen,
  policy: MtaStsPolicy | undefined): readonly TlsFact[] {
  if (!isTold) return []
  const { trust = {} } = hop
  const about = { domain, mxHost: hop.host, mxIp: hop.address ?? '' }
  const found: TlsFact[] = []
  const add = (type: TlsPolicyType, strings: readonly string[], result: string | null, reason = ''): void => {
    found.push({ ...about, type, policy: strings, result, reason: result === null ? '' : clean(reason) })
  }
  if (trust.isTlsaUnknown === true) add('tlsa', [], 'dnssec-invalid', 'the TLSA records could not be looked up')
  else if (trust.hasUnusableTlsa === true) add('tlsa', [], 'tlsa-invalid', 'none of the TLSA records can be used')
  else if (trust.tlsa !== undefined) add('tlsa', tlsaText(trust.tlsa.records), failure?.kind ?? null, failure?.reason)
  if (policy !== undefined && policy.mode !== 'none') {
    const isNamed = matchesMx(policy, hop.host)
    const certificate = tls === null ? failure?.kind ?? null : tls.certificateFailure ?? null
    add('sts', policyText(policy), isNamed ? certificate : 'validation-failure',
      isNamed ? failure?.reason ?? 'the certificate does not prove that host' : 'the policy does not name that host')
  }
  if (found.length === 0) add('no-policy-found', [], failure?.kind ?? null, failure?.reason)
  return found
}

const tlsaText = (records: readonly {
  readonly usage: number, readonly selector: number, readonly matching: number, readonly certificate: Uint8Array,
}[]): readonly string[] =>
  records.slice(0, TLSA_TOLD_MAX).map(({ usage, selector, matching, certificate }) => `${usage} ${selector} ${matching} ${certificate.subarray(0, 64).toHex()}`)

function policyText({ mode, mx, maxAgeSeconds }: MtaStsPolicy): readonly string[] {
  return ['version: STSv1', `mode: ${mode}`, ...mx.slice(0, 20).map((host) => `mx: ${host}`), `max_age: ${maxAgeSeconds}`]
}

export interface DmarcFact {
  readonly policy: DmarcPolicyFound
  readonly row: Omit<DmarcRow, 'count'>
}

/** One mail from outside, when the author's domain asks for reports; undefined otherwise. */
export function dmarcFact({ ip, mailFrom, check, place }: {
  readonly ip: string, readonly mailFrom: string, readonly check: AuthCheck, readonly place: 'inbox' | 'junk' | 'refuse',
}): DmarcFact | undefined {
  const { author, dmarc: { published, result, policy } } = check
  if (author === undefined || published === undefined || destinationsOf(published.record).length === 0) return undefined
  const disposition = result === 'pass' ? 'pass' : place === 'refuse' ? 'reject' : place === 'junk' ? 'quarantine' : 'none'
  const asked = policy ?? 'none'
  const isOther = result !== 'pass' && disposition !== asked
  return {
    policy: policyOf(published.domain, published.record),
    row: {
      sourceIp: ip, disposition, dkim: published.dkim ? 'pass' : 'fail', spf: published.spf ? 'pass' : 'fail',
      reason: isOther ? { type: 'local_policy', comment: '' } : null, headerFrom: author.domain,
      envelopeFrom: mailFrom.slice(mailFrom.lastIndexOf('@') + 1).toLowerCase(),
      dkimFound: check.dkim.slice(0, DKIM_TOLD_MAX),
      spfFound: check.spf.domain === null ? null
        : { domain: check.spf.domain, scope: mailFrom === '' ? 'helo' : 'mfrom', result: check.spf.result },
    },
  }
}

/** Two policies with the same key are the same. */
export const policyKey = ({ domain, p, sp, np, adkim, aspf, fo, testing }: DmarcPolicyFound): string =>
  JSON.stringify([domain, p, sp, np, adkim, aspf, fo, testing])
