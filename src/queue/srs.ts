/**
 * Rewritten senders for mail that is passed on (SRS): the next server asks our domain for SPF, and what comes back
 * finds its way to the first sender, but only for addresses that we rewrote ourselves, and not for ever. Nothing in
 * Zegel forwards mail yet; whatever will, sends under `forwarded` and gives what comes to `SRS0=` and `SRS1=` back by
 * `reversed`.
 *
 * `SRS0=HHHH=TT=domain=local@ours`, and for a sender that was rewritten before `SRS1=HHHH=other=rest@ours`: the chain
 * stays two hops long however often it is passed on (libsrs2, Postfix postsrsd).
 */
import type { Clock } from '../base/clock.ts'
import { day } from '../base/sizes.ts'
import type { ServiceKey } from '../keys/keys.ts'

/** What comes back later than this is not passed on. */
export const SRS_DAYS = 21
/** Octets of a local part (RFC 5321 §4.5.3.1.1). */
const LOCAL_OCTETS_MAX = 64
const STAMPS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const AROUND = STAMPS.length ** 2
const encoder = new TextEncoder()

export interface SenderRewriting {
  /** The sender under which `address` is passed on for `domain`; undefined when no address can hold it. */
  forwarded(address: string, domain: string): string | undefined
  /** Where something to a rewritten sender goes; undefined when we did not make it, or too long ago. */
  reversed(address: string): string | undefined
}

export function createSenderRewriting({ serviceKey, clock }: { readonly serviceKey: Pick<ServiceKey, 'mac'>,
  readonly clock: Clock }): SenderRewriting {
  // Capitals get lost on the way, so the digest is one of lower case in 40 bits of base 32.
  const digest = (text: string): string => {
    const bytes = serviceKey.mac('sender-rewriting', encoder.encode(text.toLowerCase()))
    return Array.from(bytes.subarray(0, DIGEST_LENGTH), (byte) => STAMPS[byte % STAMPS.length] ?? '').join('')
  }
  const today = (): number => Math.floor(clock.now() / day) % AROUND
  const fits = (local: string, domain: string): string | undefined =>
    encoder.encode(local).length <= LOCAL_OCTETS_MAX ? `${local}@${domain}` : undefined

  function stamp(): string {
    const now = today()
    return `${STAMPS[Math.floor(now / STAMPS.length)] ?? ''}${STAMPS[now % STAMPS.length] ?? ''}`
  }

  function isYoung(text: string): boolean {
    const [high, low] = [STAMPS.indexOf(text.charAt(0)), STAMPS.indexOf(text.charAt(1))]
    return high >= 0 && low >= 0 && (today() - (high * STAMPS.length + low) + AROUND) % AROUND <= SRS_DAYS
  }

  return {
    forwarded(address, domain) {
      if (address === '') return ''
      const at = address.lastIndexOf('@')
      if (at < 1) return undefined
      const [local, from] = [address.slice(0, at), address.slice(at + 1)]
      const [first, second] = [/^SRS0[=+-](.{1,60})$/is.exec(local)?.[1],
        /^SRS1[=+-][^=]{1,20}=([^=]{1,255})=(.{1,60})$/is.exec(local)]
      if (first !== undefined) return fits(`SRS1=${digest(`${from}=${first}`)}=${from}=${first}`, domain)
      if (second !== null) {
        const [, origin = '', rest = ''] = second
        return fits(`SRS1=${digest(`${origin}=${rest}`)}=${origin}=${rest}`, domain)
      }
      const made = stamp()
      return fits(`SRS0=${digest(`${made}=${from}=${local}`)}=${made}=${from}=${local}`, domain)
    },
    reversed(address) {
      const local = address.slice(0, Math.max(0, address.lastIndexOf('@')))
      const first = /^SRS0[=+-]([A-Z2-7]{8})=([A-Z2-7]{2})=([^=]{1,255})=(.{1,64})$/is.exec(local)
      if (first !== null) {
        const [, proof = '', made = '', domain = '', rest = ''] = first
        return same(proof, digest(`${made}=${domain}=${rest}`)) && isYoung(made.toUpperCase()) ? `${rest}@${domain}`
          : undefined
      }
      const [, proof = '', domain = '',
        rest = ''] = /^SRS1[=+-]([A-Z2-7]{8})=([^=]{1,255})=(.{1,64})$/is.exec(local) ?? []
      return proof !== '' && same(proof, digest(`${domain}=${rest}`)) ? `SRS0=${rest}@${domain}` : undefined
    },
  }
}

const DIGEST_LENGTH = 8

/** In a time that says nothing of where two digests differ. */
function same(one: string, other: string): boolean {
  let difference = one.length ^ other.length
  for (let at = 0; at < other.length; at += 1) difference |= one.toUpperCase().charCodeAt(at) ^ other.charCodeAt(at)
  return difference === 0
}
