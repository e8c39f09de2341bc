/**
 * How strong one TLS connection is, in the four words of NCSC-NL's TLS guidelines, version 2025-05 (good, sufficient,
 * phase out, insufficient). Delivery records the word of every connection. `policy.ts` never offers anything below
 * `sufficient`; what can still pull a connection down is the key in the other side's certificate.
 */
import type { KeyObject } from 'node:crypto'

export type TlsLevel = 'good' | 'sufficient' | 'phase-out' | 'insufficient'

const ORDER: readonly TlsLevel[] = ['good', 'sufficient', 'phase-out', 'insufficient']

/** Versions, as Node names them. What is not in a table is insufficient. */
export const VERSION_LEVELS: Readonly<Record<string, TlsLevel>> = { 'TLSv1.3': 'good', 'TLSv1.2': 'sufficient' }

/** Cipher suites by their IANA name. */
export const CIPHER_LEVELS: Readonly<Record<string, TlsLevel>> = {
  TLS_AES_256_GCM_SHA384: 'good', TLS_CHACHA20_POLY1305_SHA256: 'good',
  TLS_AES_128_GCM_SHA256: 'sufficient', TLS_AES_128_CCM_SHA256: 'sufficient',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'sufficient', TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'sufficient',
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'sufficient', TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'sufficient',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'sufficient', TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'sufficient',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384: 'phase-out', TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384: 'phase-out',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256: 'phase-out', TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256: 'phase-out',
}

/** Key exchange, as OpenSSL names the groups and curves. */
export const GROUP_LEVELS: Readonly<Record<string, TlsLevel>> = {
  X25519MLKEM768: 'good', SecP256r1MLKEM768: 'good', SecP384r1MLKEM1024: 'good',
  X25519: 'sufficient', X448: 'sufficient', prime256v1: 'sufficient', secp256r1: 'sufficient', secp384r1: 'sufficient',
  secp521r1: 'sufficient', brainpoolP256r1: 'sufficient', brainpoolP384r1: 'sufficient', brainpoolP512r1: 'sufficient',
  secp224r1: 'phase-out', ffdhe3072: 'phase-out', ffdhe4096: 'phase-out', ffdhe6144: 'phase-out', ffdhe8192: 'phase-out',
}

/** Curves of certificate keys. There is no `good` for certificates yet. */
const CURVE_LEVELS: Readonly<Record<string, TlsLevel>> = {
  prime256v1: 'sufficient', secp384r1: 'sufficient', secp521r1: 'sufficient', brainpoolP256r1: 'sufficient',
  brainpoolP384r1: 'sufficient', brainpoolP512r1: 'sufficient', secp224r1: 'phase-out',
}

/** Bits of an RSA key that are sufficient, and below which it is insufficient; between them it is to be phased out. */
export const RSA_BITS_SUFFICIENT = 3072
export const RSA_BITS_MIN = 2048

/** The level of a certificate's key. */
export function keyLevel({ asymmetricKeyType, asymmetricKeyDetails }: Pick<KeyObject, 'asymmetricKeyType' | 'asymmetricKeyDetails'>): TlsLevel {
  if (asymmetricKeyType === 'ed25519' || asymmetricKeyType === 'ed448') return 'sufficient'
  if (asymmetricKeyType === 'ec') return CURVE_LEVELS[asymmetricKeyDetails?.namedCurve ?? ''] ?? 'insufficient'
  if (asymmetricKeyType !== 'rsa' && asymmetricKeyType !== 'rsa-pss') return 'insufficient'
  const bits = asymmetricKeyDetails?.modulusLength ?? 0
  return bits >= RSA_BITS_SUFFICIENT ? 'sufficient' : bits >= RSA_BITS_MIN ? 'phase-out' : 'insufficient'
}

/**
 * The level of the connection itself: of its weakest part among version, cipher suite and key exchange. Certificates
 * are apart (`keyLevel`), for none of them can be `good`.
 */
export function connectionLevel({ protocol, cipher, group }: {
  readonly protocol: string, readonly cipher: string, readonly group: string,
}): TlsLevel {
  return weakest([
    VERSION_LEVELS[protocol] ?? 'insufficient', CIPHER_LEVELS[cipher] ?? 'insufficient', GROUP_LEVELS[group] ?? 'insufficient',
  ])
}

/** The lowest of these levels. */
export function weakest(levels: readonly TlsLevel[]): TlsLevel {
  return ORDER[Math.max(0, ...levels.map((level) => ORDER.indexOf(level)))] ?? 'insufficient'
}
