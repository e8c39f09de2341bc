/**
 * Tagged envelope senders: what comes back to an address of ours as "could not be delivered" must carry our own mark,
 * for anybody can send such notices about mail that we never sent (backscatter).
 *
 * Ordinary mail leaves as `prvs=KDDDSSSSSS=local@domain` (the form of draft-levine-smtp-batv): a day and a keyed digest
 * of day and address, the same all day, so that greylists see one sender. A notice to a guest leaves as
 * `zb-ID-SSSSSSSSSS@domain`, so that what comes back says which message it is about. Addresses compare in lower case.
 */
import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import type { Clock } from '../base/clock.ts'
import { day } from '../base/sizes.ts'
import type { ServiceKey } from '../keys/keys.ts'
import type { DueRecipient } from './types.ts'

/** A tag is good for so many days after it was made: other servers try that long, and then some. */
export const TAG_DAYS = 14
/** Octets of a local part (RFC 5321 §4.5.3.1.1); what would be longer goes untagged. */
const LOCAL_OCTETS_MAX = 64
const DAYS_AROUND = 1000
const encoder = new TextEncoder()

/** What an address says. `foreign`: it carries no tag. `false`: it carries one that we did not make, or long ago. */
export type ReadTag =
  | { readonly kind: 'foreign' | 'false' }
  | { readonly kind: 'sender', readonly address: string }
  | { readonly kind: 'mail', readonly outgoing: string, readonly domain: string }

export interface BounceTags {
  /** The sender under which this mail leaves; as it is for the null sender. */
  tagged(mail: Pick<DueRecipient, 'outgoing' | 'envelope'>): string
  read(address: string): ReadTag
}

export function createBounceTags(
  { serviceKey, clock }: { readonly serviceKey: Pick<ServiceKey, 'mac'>, readonly clock: Clock },
): BounceTags {
  const digest = (text: string, length: number): string =>
    serviceKey.mac('bounce-tag', encoder.encode(text.toLowerCase())).toHex().slice(0, length)
  const today = (): number => Math.floor(clock.now() / day) % DAYS_AROUND
  const three = (number: number): string => String(number).padStart(3, '0')

  function ofSender(address: string): string {
    const at = address.lastIndexOf('@')
    const made = three(today())
    const local = `prvs=0${made}${digest(`prvs/${made}/${address}`, 6)}=${address.slice(0, at)}`
    return encoder.encode(local).length > LOCAL_OCTETS_MAX ? address : `${local}${address.slice(at)}`
  }

  function readSender(local: string, domain: string): ReadTag {
    const parts = /^prvs=0(\d{3})([0-9a-f]{6})=(.{1,64})$/is.exec(local)
    const [, made = '', proof = '', own = ''] = parts ?? []
    const age = (today() - Number(made) + DAYS_AROUND) % DAYS_AROUND
    const address = `${own}@${domain}`
    const isTrue = parts !== null && age <= TAG_DAYS && same(proof, digest(`prvs/${made}/${address}`, 6))
    return isTrue ? { kind: 'sender', address } : { kind: 'false' }
  }

  function readMail(local: string, domain: string): ReadTag {
    const [, id = '', proof = ''] = /^zb-([0-9a-f]{32})-([0-9a-f]{10})$/i.exec(local) ?? []
    if (id === '' || !same(proof, digest(`mail/${id}/${domain}`, 10))) return { kind: 'false' }
    return { kind: 'mail', outgoing: toBase64Url(Uint8Array.fromHex(id)), domain }
  }

  return {
    tagged({ outgoing, envelope: { mailFrom, tells } }) {
      if (mailFrom === '' || !mailFrom.includes('@')) return mailFrom
      const id = fromBase64Url(outgoing)
      if (tells === undefined || id?.length !== ID_BYTES) return ofSender(mailFrom)
      const domain = mailFrom.slice(mailFrom.lastIndexOf('@') + 1)
      return `zb-${id.toHex()}-${digest(`mail/${id.toHex()}/${domain}`, 10)}@${domain}`
    },
    read(address) {
      const at = address.lastIndexOf('@')
      const [local, domain] = [address.slice(0, at), address.slice(at + 1)]
      if (/^prvs=/i.test(local)) return readSender(local, domain)
      return /^zb-[0-9a-f]{32}-/i.test(local) ? readMail(local, domain) : { kind: 'foreign' }
    },
  }
}

/** Bytes of the id of a queued mail. */
const ID_BYTES = 16

/** In a time that says nothing of where two digests differ. */
function same(one: string, other: string): boolean {
  let difference = one.length ^ other.length
  for (let at = 0; at < other.length; at += 1) difference |= one.toLowerCase().charCodeAt(at) ^ other.charCodeAt(at)
  return difference === 0
}
