/**
 * What a domain must publish so that its mail arrives, is believed, and can be proved: each record with its name, its value
 * and what it is for. Made from what this service really uses (its name, keys and certificate), so that nothing has to be
 * copied from a manual.
 *
 * Promises: pure; the same facts give the same records in the same order. Standards: RFC 5321, 7208, 6376, 8463, 9989, 8461,
 * 8460, 7672, 8659, 6186, 8314, 8620, 9116; the record of NTA 7516.
 */
import { createHash } from 'node:crypto'
import type { Nta7516Record } from '../nta7516/record.ts'
import { printRecord } from '../nta7516/record.ts'

export type PublishedKind =
  | 'mx' | 'spf' | 'spf-host' | 'dkim' | 'dmarc' | 'mta-sts' | 'mta-sts-host' | 'tls-rpt' | 'tlsa' | 'caa' | 'nta7516' | 'autoconfig'
  | 'autodiscover' | 'srv' | 'security-txt' | 'wkd' | 'wkd-host' | 'null-mx' | 'no-mail-spf' | 'no-mail-dmarc'

/** `must`: mail is refused or cannot be proved without; `should`: people or other servers miss something. */
export type Need = 'must' | 'should'

export interface Published {
  readonly kind: PublishedKind
  readonly need: Need
  /** Owner, without the final dot; for `URL` the address. */
  readonly name: string
  readonly type: 'MX' | 'TXT' | 'TLSA' | 'CAA' | 'CNAME' | 'SRV' | 'URL'
  /** As a zone file has it, TXT without quotes. */
  readonly value: string
}

export interface PublishingFacts {
  readonly domain: string
  /** Name of this server. */
  readonly hostname: string
  readonly dkim: readonly { readonly name: string, readonly text: string }[]
  /** SHA-256 of our certificate's public key in hexadecimal, of the one that comes next, and of the authority's when the file holds that. */
  readonly certificateKey: string
  readonly nextKey: string | null
  readonly authorityKey: string | null
  /** Names of authorities that may issue. */
  readonly authorities: readonly string[]
  readonly mtaSts: 'testing' | 'enforce'
  readonly nta7516: Nta7516Record | null
}

/** Octets of one string in a TXT record (RFC 1035 §3.3.14). */
export const TXT_STRING_MAX = 255
/** How long other servers may rely on our MTA-STS policy, seconds: two weeks, renewed with every look. */
export const POLICY_MAX_AGE_SECONDS = 14 * 24 * 3600

/** All records of one domain, in the order in which an administrator would enter them. */
export function recordsOf(facts: PublishingFacts): readonly Published[] {
  const { domain, hostname, dkim, authorities, nta7516 } = facts
  const record = (kind: PublishedKind, need: Need, name: string, type: Published['type'], value: string): Published =>
    ({ kind, need, name, type, value })
  const ntaText = nta7516 === null ? null : printRecord(nta7516)
  return [
    record('mx', 'must', domain, 'MX', `10 ${hostname}.`),
    record('spf', 'must', domain, 'TXT', 'v=spf1 mx ~all'),
    ...(hostname === domain ? [] : [record('spf-host', 'should', hostname, 'TXT', 'v=spf1 a -all')]),
    ...dkim.map(({ name, text }) => record('dkim', 'must', name, 'TXT', text)),
    record('dmarc', 'must', `_dmarc.${domain}`, 'TXT', `v=DMARC1; p=reject; rua=mailto:${REPORTS_TO.dmarc}@${domain}`),
    ...tlsaOf(facts).map((value, index) => record('tlsa', index === 0 ? 'must' : 'should', `_25._tcp.${hostname}`, 'TLSA', value)),
    record('mta-sts', 'should', `_mta-sts.${domain}`, 'TXT', `v=STSv1; id=${policyIdOf(facts)}`),
    record('mta-sts-host', 'should', `mta-sts.${domain}`, 'CNAME', `${hostname}.`),
    record('tls-rpt', 'should', `_smtp._tls.${domain}`, 'TXT', `v=TLSRPTv1; rua=mailto:${REPORTS_TO.tls}@${domain}`),
    ...caaOf(domain, authorities).map((value) => record('caa', 'should', domain, 'CAA', value)),
    ...(ntaText !== null && 'text' in ntaText ? [record('nta7516', 'should', domain, 'TXT', ntaText.text)] : []),
    record('autoconfig', 'should', `autoconfig.${domain}`, 'CNAME', `${hostname}.`),
    record('autodiscover', 'should', `autodiscover.${domain}`, 'CNAME', `${hostname}.`),
    ...SERVICES.map(([service, port]) => record('srv', 'should', `_${service}._tcp.${domain}`, 'SRV', `0 1 ${port} ${hostname}.`)),
    record('security-txt', 'should', `https://${hostname}/.well-known/security.txt`, 'URL', 'served by this program'),
    record('wkd-host', 'should', `openpgpkey.${domain}`, 'CNAME', `${hostname}.`),
    record('wkd', 'should', `https://openpgpkey.${domain}/.well-known/openpgpkey/${domain}/policy`, 'URL', 'served by this program; it has no keys yet'),
  ]
}

/**
 * What a domain publishes that neither sends nor takes mail, so that nobody can write in its name (RFC 7505; SPF and DMARC that
 * let nothing pass, also for names below it).
 */
export function noMailRecords(domain: string): readonly Published[] {
  const record = (kind: PublishedKind, name: string, type: Published['type'], value: string): Published => ({ kind, need: 'must', name, type, value })
  return [
    record('null-mx', domain, 'MX', '0 .'), record('no-mail-spf', domain, 'TXT', 'v=spf1 -all'), record('no-mail-spf', `*.${domain}`, 'TXT', 'v=spf1 -all'),
    record('no-mail-dmarc', `_dmarc.${domain}`, 'TXT', 'v=DMARC1; p=reject'),
  ]
}

/** Names before the `@` that reports are sent to: `+detail` of postmaster, who is always there (RFC 5321 §4.5.1, RFC 5233). */
export const REPORTS_TO = { dmarc: 'postmaster+dmarc', tls: 'postmaster+tls' } as const

const SERVICES: readonly (readonly [string, number])[] = [['submissions', 465], ['imaps', 993], ['jmap', 443], ['autodiscover', 443]]

/**
 * The key in use, the one that comes next, and the authority above, so that one still fits when the certificate
 * changes.
 */
function tlsaOf({ certificateKey, nextKey, authorityKey }: PublishingFacts): readonly string[] {
  return [`3 1 1 ${certificateKey}`, ...(nextKey === null || nextKey === certificateKey ? [] : [`3 1 1 ${nextKey}`]), ...(authorityKey === null ? [] : [`2 1 1 ${authorityKey}`])]
}

function caaOf(domain: string, authorities: readonly string[]): readonly string[] {
  if (authorities.length === 0) return []
  return [...authorities.map((name) => `0 issue "${name}"`), '0 issuewild ";"', `0 iodef "mailto:postmaster@${domain}"`]
}

/** The MTA-STS policy file of a domain (RFC 8461 §3.2). */
export function mtaStsPolicyText({ hostname, mtaSts }: Pick<PublishingFacts, 'hostname' | 'mtaSts'>): string {
  return `version: STSv1\r\nmode: ${mtaSts}\r\nmx: ${hostname}\r\nmax_age: ${POLICY_MAX_AGE_SECONDS}\r\n`
}

/** Changes whenever the policy does (RFC 8461 §3.1). */
export function policyIdOf(facts: Pick<PublishingFacts, 'hostname' | 'mtaSts'>): string {
  return createHash('sha256').update(mtaStsPolicyText(facts)).digest('hex').slice(0, 20)
}

/** One line for a zone file; a long text in strings of at most 255 octets. */
export function zoneLine({ name, type, value }: Published): string {
  if (type === 'URL') return `; ${name} (${value})`
  const data = type === 'TXT' ? stringsOf(value).map((part) => `"${part.replace(/["\\]/g, '\\$&')}"`).join(' ') : value
  return `${name}. 3600 IN ${type} ${data}`
}

function stringsOf(text: string): readonly string[] {
  const parts: string[] = []
  for (let at = 0; at < text.length; at += TXT_STRING_MAX) parts.push(text.slice(at, at + TXT_STRING_MAX))
  return parts.length === 0 ? [''] : parts
}
