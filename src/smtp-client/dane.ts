/** Whether a server's certificates fit its TLSA records: DANE for SMTP (RFC 6698, 7671, 7672). */
import { createHash, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto'
import { createRequire } from 'node:module'
import type { BasicConstraints, Certificate } from 'pkijs'
import type { TlsaRecord } from '../dns/types.ts'

/** Certificates of one chain that are looked at. */
export const CHAIN_MAX = 10

/** Loaded with the first certificate of an authority: few servers publish DANE-TA, and it takes 3 MiB. */
const require = createRequire(import.meta.url)
const readCertificate = (raw: Uint8Array<ArrayBuffer>): Certificate =>
  (require('pkijs') as typeof import('pkijs')).Certificate.fromBER(raw)

const DANE_TA = 2
const DANE_EE = 3
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'
const ANY_PURPOSE = '2.5.29.37.0'

export interface DaneArgs {
  /** The server's certificate first, each signed by the next. */
  readonly chain: readonly X509Certificate[]
  /**
   * Usable records only (`isUsable` of `dns/tlsa.ts`); one that fits is enough, so a change of keys can be prepared.
   */
  readonly records: readonly TlsaRecord[]
  /** Names of which the certificate must hold one, for DANE-TA. */
  readonly names: readonly string[]
  readonly now: number
}

/**
 * DANE-EE(3): the certificate itself fits; its names and dates say nothing (RFC 7671 §5.1). DANE-TA(2): it leads, in
 * time and by certificates that may issue, to one that fits, and holds one of the names (RFC 7672 §3.1.2, §3.2.2).
 */
export function fitsDane({ chain, records, names, now }: DaneArgs): boolean {
  const [leaf] = chain
  if (leaf === undefined) return false
  if (records.some((record) => record.usage === DANE_EE && fitsRecord(leaf, record))) return true
  const anchors = records.filter(({ usage }) => usage === DANE_TA)
  if (anchors.length === 0 || !isForServers(leaf) || !names.some((name) => holdsName(leaf, name))) return false
  return leadsToAnchor(chain.slice(0, CHAIN_MAX), anchors, now)
}

function fitsRecord(
  certificate: X509Certificate, { selector, matching, certificate: association }: TlsaRecord,
): boolean {
  const bytes = selector === 0 ? certificate.raw : publicKeyInfo(certificate.raw)
  if (bytes === undefined) return false
  const found = matching === 0 ? bytes : createHash(matching === 1 ? 'sha256' : 'sha512').update(bytes).digest()
  return Buffer.compare(found, association) === 0
}

function leadsToAnchor(chain: readonly X509Certificate[], anchors: readonly TlsaRecord[], now: number): boolean {
  for (const [depth, certificate] of chain.entries()) {
    if (!isInTime(certificate, now)) return false
    // Below this one stand the server's certificate and `depth - 1` others that issue.
    if (depth > 0 && !mayIssue(certificate, depth - 1)) return false
    if (depth > 0 && anchors.some((anchor) => fitsRecord(certificate, anchor))) return true
    if (anchors.some((anchor) => isIssuedByUnsent(certificate, anchor, { depth, now }))) return true
    const issuer = chain[depth + 1]
    if (issuer === undefined || !certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) return false
  }
  return false
}

/** An anchor that stands whole in the record need not be sent by the server (RFC 7671 §5.2.2, §5.2.4). */
function isIssuedByUnsent(certificate: X509Certificate, { selector, matching, certificate: association }: TlsaRecord,
  { depth, now }: { readonly depth: number, readonly now: number }): boolean {
  if (matching !== 0) return false
  try {
    if (selector === 1) {
      const key: KeyObject = createPublicKey({ key: Buffer.from(association), format: 'der', type: 'spki' })
      return certificate.verify(key)
    }
    const issuer = new X509Certificate(association)
    return isInTime(issuer, now) && mayIssue(issuer, depth) && certificate.checkIssued(issuer)
      && certificate.verify(issuer.publicKey)
  } catch {
    // Bytes that are no certificate or key fit nothing.
    return false
  }
}

function isInTime({ validFromDate, validToDate }: X509Certificate, now: number): boolean {
  return validFromDate.getTime() <= now && now <= validToDate.getTime()
}

function isForServers({ keyUsage }: X509Certificate): boolean {
  // Node calls the extended key usage `keyUsage`; without that extension every purpose is right.
  const purposes = keyUsage as readonly string[] | undefined
  return purposes === undefined || purposes.includes(SERVER_AUTH) || purposes.includes(ANY_PURPOSE)
}

/**
 * Also the common name where there is no alternative name, as RFC 7672 §3.2.3 has it; `*` stands for a whole first
 * label.
 */
function holdsName(certificate: X509Certificate, name: string): boolean {
  return certificate.checkHost(name, { partialWildcards: false }) !== undefined
}

/** An authority, with room for so many others below it (RFC 5280 §4.2.1.9, §4.2.1.3). */
function mayIssue(certificate: X509Certificate, below: number): boolean {
  if (!certificate.ca) return false
  try {
    const { extensions = [] } = readCertificate(certificate.raw)
    const basic = extensions.find(({ extnID }) => extnID === '2.5.29.19')?.parsedValue as BasicConstraints | undefined
    const limit = basic?.pathLenConstraint
    if (limit !== undefined && (typeof limit !== 'number' || limit < below)) return false
    const usage = extensions.find(({ extnID }) => extnID === '2.5.29.15')?.parsedValue as { readonly valueBlock?: { readonly valueHexView?: Uint8Array } } | undefined
    const bits = usage?.valueBlock?.valueHexView?.[0]
    return bits === undefined || (bits & KEY_CERT_SIGN) !== 0
  } catch {
    return false
  }
}

const KEY_CERT_SIGN = 0x04

/**
 * The SubjectPublicKeyInfo as it stands in the certificate, octet for octet: a key that is read and written again can
 * look otherwise. It is the seventh element of the TBSCertificate with its version, the sixth without (RFC 5280 §4.1).
 */
export function publicKeyInfo(der: Uint8Array): Uint8Array | undefined {
  const certificate = element(der, 0, der.length)
  const body = certificate === undefined ? undefined : element(der, certificate.start, certificate.end)
  if (body === undefined) return undefined
  let at = body.start
  const hasVersion = der[at] === 0xa0
  for (let skipped = hasVersion ? 6 : 5; skipped > 0; skipped -= 1) {
    const one = element(der, at, body.end)
    if (one === undefined) return undefined
    at = one.end
  }
  const info = element(der, at, body.end)
  return info === undefined || der[at] !== 0x30 ? undefined : der.subarray(at, info.end)
}

/** One DER element between two offsets: where its content starts and ends; undefined when it does not fit. */
function element(
  der: Uint8Array, at: number, limit: number,
): { readonly start: number, readonly end: number } | undefined {
  const first = der[at + 1]
  if (first === undefined || at + 2 > limit) return undefined
  let length = first
  let start = at + 2
  if (first >= 0x80) {
    const octets = first & 0x7f
    if (octets < 1 || octets > 4 || start + octets > limit) return undefined
    length = 0
    for (let index = 0; index < octets; index += 1) length = length * 256 + (der[start + index] ?? 0)
    start += octets
  }
  return start + length <= limit ? { start, end: start + length } : undefined
}
