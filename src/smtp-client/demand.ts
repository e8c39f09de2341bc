/**
 * What a connection to one server must show before a word of a letter is said, from the letter's need and the server's
 * trust.
 */
import type { HopTrust, NextHop, Place, Protection, TlsProof } from './types.ts'

export type Demand =
  /** TLS where it is offered and works, with any certificate, else plain (RFC 7435). */
  | { readonly kind: 'wish' }
  /** TLS, or nothing is said. */
  | {
    readonly kind: 'must'
    /**
     * One of the server's TLSA records must fit, whatever else does: a failing DANE is never overridden (RFC 8461 §2).
     */
    readonly dane: boolean
    /** At least one of these must be reached; null when encryption alone is asked. */
    readonly oneOf: readonly TlsProof[] | null
    /** The least version of TLS, where the letter asks for one. */
    readonly tlsMin?: 'TLSv1.2' | 'TLSv1.3'
  }
  /** Nothing this server could show would do, or it cannot be known now: it is not even connected to. */
  | { readonly kind: 'no', readonly at: Place, readonly status: string, readonly reply: string }

/** Pure. The table of docs/transport.md. */
export function demandOf({ trust = {} }: Pick<NextHop, 'trust'>, protection: Protection): Demand {
  // The sender said that arriving matters more than TLS (RFC 8689 §5); never for mail that must be secured.
  if (protection.need === 'opportunistic' && protection.ignoresPolicies === true) return { kind: 'wish' }
  if (trust.isTlsaUnknown === true) {
    return { kind: 'no', at: 'connect', status: '4.4.3', reply: 'the DNS could not say which certificate that server must have' }
  }
  const dane = trust.tlsa !== undefined
  if (!dane && trust.isOutsidePolicy === true) {
    return { kind: 'no', at: 'tls', status: '4.7.10', reply: 'the domain does not name that server in its MTA-STS policy' }
  }
  if (protection.need === 'opportunistic') {
    if (dane) return { kind: 'must', dane, oneOf: null }
    if (trust.isEnforced === true) return { kind: 'must', dane, oneOf: ['mta-sts'] }
    return trust.hasUnusableTlsa === true ? { kind: 'must', dane, oneOf: null } : { kind: 'wish' }
  }
  const oneOf = protection.proofs.filter((proof) => possible(trust).includes(proof))
  if (oneOf.length === 0) {
    return { kind: 'no', at: 'tls', status: '4.7.10', reply: 'nothing proves that server in a way this message needs' }
  }
  return { kind: 'must', dane, oneOf, ...(protection.tlsMin === undefined ? {} : { tlsMin: protection.tlsMin }) }
}

/** What a handshake with this server could prove at best. */
export function possible({ tlsa, certificate }: HopTrust): readonly TlsProof[] {
  return [...(tlsa === undefined ? [] : ['dane'] as const), ...(certificate === undefined ? [] : provenBy(certificate.proof))]
}

/** A certificate that counts for more is still a certificate. */
export function provenBy(proof: Exclude<TlsProof, 'dane'>): readonly TlsProof[] {
  return proof === 'certificate' ? [proof] : [proof, 'certificate']
}

/** Why what was reached does not do; undefined when it does. */
export function shortcoming(demand: Demand, reached: readonly TlsProof[], protocol = 'TLSv1.3'): string | undefined {
  if (demand.kind !== 'must') return undefined
  if (demand.tlsMin === 'TLSv1.3' && protocol !== 'TLSv1.3') return 'the version of TLS there is older than this message needs'
  if (demand.dane && !reached.includes('dane')) return 'the certificate does not fit the TLSA records of that server'
  if (demand.oneOf === null || demand.oneOf.some((proof) => reached.includes(proof))) return undefined
  return 'the certificate does not prove that server'
}
