import { equalConstantTime, hkdfExpand32 } from '../crypto/hash.ts'
import type { AccountRef, Place, SealedHead, ServiceKey } from './keys.ts'

/** Purpose of the MAC under the service key that stands on every sealed head. */
const SEALED_MAC = 'sealed-head'

/** The place of a sealed head: bound into its key, its box and its MAC. */
export function sealedPlace(account: AccountRef, id: string): Place {
  return { tenant: account.tenant, account: account.account, kind: 'sealed-head', id }
}

/** The key of one head: from the secret of the encapsulation, for this id of this account only. */
export function headKey(secret: Uint8Array, place: Uint8Array): Uint8Array {
  return hkdfExpand32(secret, place)
}

/** HMAC-SHA-256 under the service key over place, encapsulation and box, each with its length in front. */
export function sealedMac(
  service: ServiceKey, place: Uint8Array, { encapsulation, box }: Pick<SealedHead, 'encapsulation' | 'box'>,
): Uint8Array {
  const whole = Buffer.allocUnsafe(12 + place.length + encapsulation.length + box.length)
  whole.writeUInt32BE(place.length, 0)
  whole.writeUInt32BE(encapsulation.length, 4)
  whole.writeUInt32BE(box.length, 8)
  whole.set(place, 12)
  whole.set(encapsulation, 12 + place.length)
  whole.set(box, 12 + place.length + encapsulation.length)
  return service.mac(SEALED_MAC, whole)
}

/** Was this head made by the service for this place? Compared in constant time. */
export function isOurs(service: ServiceKey, place: Uint8Array, head: SealedHead): boolean {
  return equalConstantTime(sealedMac(service, place, head), head.mac)
}
