/**
 * Whose mail a complaint is about: an opaque id in the header of each mail that goes out. Providers black out addresses
 * before they send a mail back; this stays (RFC 6449 §4.6 advises such an id). Only the service key opens it, it is
 * another one in each mail, and it says account and hour, nothing of recipients or content.
 */
import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import { Refusal } from '../base/errors.ts'
import { hour } from '../base/sizes.ts'
import type { AccountRef, Place, ServiceKey } from '../keys/keys.ts'
import { removeHeaders, prependHeaders } from '../message/rewrite.ts'

/** The field that carries it. */
export const ORIGIN_FIELD = 'X-Abuse-Report-ID'
/** Characters of an id; longer ones are none of ours. */
export const ORIGIN_LENGTH_MAX = 200

export interface Origin extends AccountRef {
  /** When it went out, to the hour; ms. */
  readonly at: number
}

export interface Origins {
  /** The mail with an id of its own, and without one that somebody else wrote. */
  marked(raw: Uint8Array, origin: Origin): Uint8Array
  /** Whose id this is; undefined for any other text. */
  read(id: string): Origin | undefined
}

const place: Place = { tenant: 0, account: 0, kind: 'mail-origin', id: 'header' }
const BYTES = 20

export function createOrigins({ serviceKey }: { readonly serviceKey: Pick<ServiceKey, 'encrypt' | 'decrypt'> }): Origins {
  return {
    marked(raw, { tenant, account, at }) {
      const view = new DataView(new ArrayBuffer(BYTES))
      for (const [offset, key] of [[0, tenant], [6, account]] as const) {
        view.setUint16(offset, Math.floor(key / 2 ** 32))
        view.setUint32(offset + 2, key % 2 ** 32)
      }
      view.setUint32(12, Math.floor(at / hour))
      const id = toBase64Url(serviceKey.encrypt(place, new Uint8Array(view.buffer)))
      return prependHeaders(removeHeaders(raw, [ORIGIN_FIELD.toLowerCase()]), [[ORIGIN_FIELD, id]])
    },
    read(id) {
      const text = id.replace(/[ \t]/g, '')
      const box = text.length > ORIGIN_LENGTH_MAX ? undefined : fromBase64Url(text)
      if (box === undefined) return undefined
      const bytes = opened(serviceKey, box)
      if (bytes?.length !== BYTES) return undefined
      const view = new DataView(bytes.buffer, bytes.byteOffset)
      const key = (offset: number): number => view.getUint16(offset) * 2 ** 32 + view.getUint32(offset + 2)
      return { tenant: key(0), account: key(6), at: view.getUint32(12) * hour }
    },
  }
}

/** Also too short a box is only not one of ours. */
function opened(serviceKey: Pick<ServiceKey, 'decrypt'>, box: Uint8Array): Uint8Array | undefined {
  try {
    return serviceKey.decrypt(place, box)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
