/** Why a connection was not protected as it should have been, in the words of RFC 8460 §4.3, for reports about it. */
import type { TLSSocket } from 'node:tls'
import type { Demand } from './demand.ts'

/** Result types of RFC 8460 §4.3 that a connection itself can have. */
export type TlsFailureKind =
  | 'starttls-not-supported' | 'certificate-host-mismatch' | 'certificate-expired' | 'certificate-not-trusted'
  | 'validation-failure' | 'dnssec-invalid'

export interface TlsFailure {
  readonly kind: TlsFailureKind
  /** Our own words for `failure-reason-code`. */
  readonly reason: string
}

/** Names of OpenSSL for a certificate outside its time. */
const OUT_OF_TIME: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'])

/** What was wrong with the certificate of a finished handshake that fell short of the demand. */
export function certificateFailure(
  { authorized, authorizationError }: Pick<TLSSocket, 'authorized' | 'authorizationError'>,
  { demand, proofs, reason }: { readonly demand: Demand, readonly proofs: readonly string[], readonly reason: string },
): TlsFailure {
  if (demand.kind === 'must' && demand.dane && !proofs.includes('dane')) return { kind: 'validation-failure', reason }
  return { kind: untrusted({ authorized, authorizationError }) ?? 'certificate-host-mismatch', reason }
}

/** Why no authority we trust stands behind that certificate now; undefined when one does. */
export function untrusted(
  { authorized, authorizationError }: Pick<TLSSocket, 'authorized' | 'authorizationError'>,
): 'certificate-expired' | 'certificate-not-trusted' | undefined {
  if (authorized) return undefined
  // The types say Error; what OpenSSL found stands there as its name.
  const found: unknown = authorizationError
  return OUT_OF_TIME.has(String(found)) ? 'certificate-expired' : 'certificate-not-trusted'
}
