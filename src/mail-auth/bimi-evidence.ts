/** A mark certificate: that an authority checked whose logo it is (draft-fetch-validation-vmc-wchuang). */
import { X509Certificate } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { LOGO_BYTES_MAX } from './bimi-svg.ts'

/** Purpose of such certificates: id-kp-BrandIndicatorforMessageIdentification. */
export const MARK_PURPOSE = '1.3.6.1.5.5.7.3.31'
/** Certificates of one document, and its size in bytes. */
export const EVIDENCE_CHAIN_MAX = 5
export const EVIDENCE_BYTES_MAX = 128 * 1024

/** Why the document proves nothing; undefined when it proves that this logo belongs to this domain. */
export function evidenceProblem(pem: string, { domain, logo, authorities, now }: {
  readonly domain: string, readonly logo: string, readonly authorities: readonly X509Certificate[],
    readonly now: number,
}): string | undefined {
  const chain = certificatesIn(pem)
  const [mark] = chain
  if (mark === undefined) return 'no-certificate'
  if (!mark.keyUsage?.includes(MARK_PURPOSE)) return 'purpose'
  if (chain.some((one) => now < Date.parse(one.validFrom) || now > Date.parse(one.validTo))) return 'out-of-time'
  const names = (mark.subjectAltName ?? '').split(', ', 200).map((one) => one.replace(/^DNS:/, '').toLowerCase())
  if (!names.some((name) => name === domain || name === `default._bimi.${domain}`)) return 'other-domain'
  if (!leadsTo(chain, authorities)) return 'authority'
  return logosIn(mark.raw).some((one) => one === logo) ? undefined : 'other-logo'
}

/** The certificates of a PEM text, at most `EVIDENCE_CHAIN_MAX`; none when one of them is broken. */
export function certificatesIn(pem: string): readonly X509Certificate[] {
  try {
    return (pem.match(/-----BEGIN CERTIFICATE-----[^-]{1,100000}-----END CERTIFICATE-----/g) ?? []).slice(0,
      EVIDENCE_CHAIN_MAX)
      .map((one) => new X509Certificate(one))
  } catch {
    return []
  }
}

/** Each signed by the next that may issue, up to one of ours. */
function leadsTo(chain: readonly X509Certificate[], authorities: readonly X509Certificate[]): boolean {
  for (const [index, one] of chain.entries()) {
    if (authorities.some((root) => root.ca && one.checkIssued(root) && one.verify(root.publicKey))) return true
    const next = chain[index + 1]
    if (next === undefined || !next.ca || !one.checkIssued(next) || !one.verify(next.publicKey)) return false
  }
  return false
}

const MARK = 'data:image/svg+xml;base64,'

/** Logos inside the certificate: packed SVG as data URIs in its logotype field (RFC 3709, RFC 6170). */
function logosIn(raw: Buffer): readonly string[] {
  const text = raw.toString('latin1')
  const found: string[] = []
  for (let at = text.indexOf(MARK); at >= 0 && found.length < 4; at = text.indexOf(MARK, at + 1)) {
    const [packed = ''] = /^[A-Za-z0-9+/=]*/.exec(text.slice(at + MARK.length)) ?? []
    try {
      found.push(gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: LOGO_BYTES_MAX }).toString('utf8'))
    } catch {
      // Not a logo in the form it must have.
    }
  }
  return found
}
