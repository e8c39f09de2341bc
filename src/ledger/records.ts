import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import { orderedId } from '../base/ids.ts'
import { randomOctets } from '../base/random.ts'
import type { Place, ServiceKey } from '../keys/keys.ts'
import { encodeLeaf, personalDigest, SALT_BYTES, type Leaf, type Salted } from './leaf.ts'
import { sha256 } from './merkle.ts'
import { same } from './proofs.ts'
import type { LedgerEvent, PreparedRecord } from './types.ts'

/** Making a record ready, and its personal fields: salted, sealed under the service key, erasable one by one. */

const placeOf = (tenant: number, id: string): Place => ({ tenant, account: 0, kind: 'ledger-personal', id })

/** Salts, digests, encodes and seals; what a script needs to insert it. */
export function prepareRecord(event: LedgerEvent, serviceKey: ServiceKey): PreparedRecord {
  const id = orderedId(event.at)
  const salted: Record<string, { salt: string, value: string }> = {}
  const digests: Record<string, string> = {}
  for (const [field, value] of Object.entries(event.personal)) {
    const salt = randomOctets(SALT_BYTES)
    salted[field] = { salt: toBase64Url(salt), value }
    digests[field] = personalDigest(salt, value)
  }
  const leaf = encodeLeaf({ ...event, id, personal: digests })
  const sealedPersonal = sealPersonal(serviceKey, event.tenant, id, salted)
  return {
    tenant: event.tenant,
    id,
    at: event.at,
    kind: event.kind,
    leaf,
    sealedPersonal: sealedPersonal ?? new Uint8Array(0),
  }
}

/** Null when there is nothing to keep. */
export function sealPersonal(serviceKey: ServiceKey, tenant: number, id: string, salted: Salted): Uint8Array | null {
  if (Object.keys(salted).length === 0) return null
  return serviceKey.encrypt(placeOf(tenant, id), Buffer.from(JSON.stringify(salted)))
}

/** The fields still kept; undefined when the box was changed or moved. */
export function openPersonal(
  serviceKey: ServiceKey,
  tenant: number,
  id: string,
  sealed: Uint8Array | null,
): Salted | undefined {
  if (sealed === null) return {}
  try {
    return JSON.parse(new TextDecoder().decode(serviceKey.decrypt(placeOf(tenant, id), sealed))) as Salted
  } catch {
    return undefined
  }
}

/** Does each kept field belong to the digest in the leaf? Gives the fields of the leaf that are not kept any more. */
export function comparePersonal(
  leaf: Leaf,
  salted: Salted,
): { readonly fits: boolean, readonly erased: readonly string[] } {
  for (const [field, { salt, value }] of Object.entries(salted)) {
    const saltBytes = fromBase64Url(salt)
    if (saltBytes === undefined || leaf.personal[field] !== personalDigest(saltBytes, value)) {
      return { fits: false, erased: [] }
    }
  }
  return { fits: true, erased: Object.keys(leaf.personal).filter((field) => !(field in salted)) }
}

/** MAC over the place in the tree and the leaf: whoever has only the database cannot make another. */
export function markOf(
  serviceKey: ServiceKey,
  place: { readonly tenant: number, readonly sequence: number },
  leaf: Uint8Array,
): Uint8Array {
  return serviceKey.mac('ledger-mark', Buffer.concat([Buffer.from(`${place.tenant}/${place.sequence}/`), sha256(leaf)]))
}

export function markFits(
  serviceKey: ServiceKey,
  place: { readonly tenant: number, readonly sequence: number },
  leaf: Uint8Array,
  mark: Uint8Array | null,
): boolean {
  return mark !== null && same(mark, markOf(serviceKey, place, leaf))
}
