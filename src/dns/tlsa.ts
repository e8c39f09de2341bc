/** TLSA records of a mail server: which of them can be used, and what it means when they cannot be had (RFC 7672). */
import type { Resolver, TlsaRecord } from './types.ts'

/** TLSA records of one host that are looked at. */
export const TLSA_MAX = 32
/** Longest association of a record, in octets: a whole certificate, which no honest one comes near. */
export const TLSA_BYTES_MAX = 16 * 1024

export type TlsaFound =
  /** DNSSEC proves that there are none: DANE does not apply. */
  | { readonly kind: 'none' }
  /** Some can be used: TLS must fit one of them. `base` is the name under which they stand. */
  | { readonly kind: 'usable', readonly base: string, readonly records: readonly TlsaRecord[] }
  /** There are, and none can be used: TLS is a must and proves nothing (RFC 7672 §2.2). */
  | { readonly kind: 'unusable' }
  /** It could not be found out, which may be somebody's doing: this host must not be used now (RFC 7672 §2.1.2). */
  | { readonly kind: 'later' }

/** Looks under each name in turn; the first where records stand counts (RFC 7672 §2.2.3). */
export async function findTlsa({ resolver, bases, port }: {
  readonly resolver: Pick<Resolver, 'tlsa'>, readonly bases: readonly string[], readonly port: number,
}): Promise<TlsaFound> {
  for (const base of bases) {
    const answer = await resolver.tlsa(`_${port}._tcp.${base}`)
    if (answer.kind === 'servfail' || answer.kind === 'timeout') return { kind: 'later' }
    // An insecure answer is as good as none (RFC 7672 §2.2, "insecure TLSA").
    if (answer.kind !== 'answer' || !answer.authenticated) continue
    const records = answer.records.slice(0, TLSA_MAX).filter(isUsable)
    return records.length === 0 ? { kind: 'unusable' } : { kind: 'usable', base, records }
  }
  return { kind: 'none' }
}

/** DANE-TA(2) and DANE-EE(3) with a selector and a digest that we know, of the right length (RFC 7672 §3.1). */
export function isUsable({ usage, selector, matching, certificate }: TlsaRecord): boolean {
  if (usage !== 2 && usage !== 3 || selector !== 0 && selector !== 1) return false
  if (matching === 0) return certificate.length > 0 && certificate.length <= TLSA_BYTES_MAX
  return matching === 1 ? certificate.length === 32 : matching === 2 && certificate.length === 64
}
