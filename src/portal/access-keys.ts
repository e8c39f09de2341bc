import { concatBytes, fromBase64Url, toBase64Url } from '../base/bytes.ts'
import { Refusal } from '../base/errors.ts'
import { openBox, sealBox } from '../crypto/box.ts'
import { randomCode, readCode } from '../crypto/codes.ts'
import { hkdfSha256, randomBytes, sha256 } from '../crypto/hash.ts'
import { createPasswordHash, type PasswordHash } from '../crypto/password-hash.ts'
import type { ServiceKey } from '../keys/keys.ts'
import { KEY_VERSION, placeBytes } from '../keys/place.ts'
import type { PortalRef } from './types.ts'

/** Random bytes of a link: 128 bits. Design §7 */
export const LINK_BYTES = 16
/** Groups of four characters of the code that is typed instead of a link: 60 bits. */
export const SHORT_CODE_GROUPS = 3
const LINK_LENGTH = Math.ceil(LINK_BYTES * 4 / 3)
const KEY_BYTES = 32

/** A way to a message: what is stored to find it (`hash`), and what opens it (`secret`), which is stored nowhere. */
export interface Way {
  readonly kind: 'link' | 'short-code'
  readonly hash: Uint8Array
  readonly secret: Uint8Array
}

/**
 * Keys of guests' messages. The message key opens body, answers and uploads; it is wrapped under HKDF(service key ‖
 * secret) for each way in, so that database and blobs open nothing without the service key, and the service key opens
 * nothing without the link, the typed code or the cookie. A third wrap, sealed to the sender's account, lets the sender
 * make a new link.
 */
export interface AccessKeys {
  newLink(): Way & { readonly link: string }
  /** Undefined when it has not the form of a link. */
  readLink(link: string): Way | undefined
  newShortCode(): Promise<Way & { readonly code: string }>
  /** Undefined when it has not the form of a code. `Temporary('busy')` when too many are being worked on. */
  readShortCode(typed: string, lane: string): Promise<Way | undefined>
  wrap(ref: PortalRef, way: Pick<Way, 'kind' | 'secret'>, messageKey: Uint8Array): Uint8Array
  /** `Refusal('wrong-key')` when way and wrap do not belong together. */
  unwrap(ref: PortalRef, way: Pick<Way, 'kind' | 'secret'>, box: Uint8Array): Uint8Array
  wrapForSession(ref: PortalRef, session: SessionHalves, messageKey: Uint8Array): Uint8Array
  unwrapForSession(ref: PortalRef, session: SessionHalves, box: Uint8Array): Uint8Array
  /** Hash of an agreed code with its salt. */
  agreedCode(code: string, salt: Uint8Array, lane: string): Promise<Uint8Array>
}

export interface SessionHalves {
  readonly id: string
  /** In the cookie. */
  readonly secret: Uint8Array
  /** In the row. */
  readonly half: Uint8Array
}

export function createAccessKeys({ serviceKey, passwordHash }: {
  readonly serviceKey: ServiceKey, readonly passwordHash?: PasswordHash,
}): AccessKeys {
  const hashing = passwordHash ?? createPasswordHash({ pepper: serviceKey.derive('portal-code-pepper') })
  const codeSalt = serviceKey.derive('portal-code-salt').slice(0, 16)
  const context = new TextEncoder().encode(`${KEY_VERSION}|portal-code`)

  /** HKDF of both keys together; the place binds it to one message and one way. */
  function kek(ref: PortalRef, way: string, secret: Uint8Array, salt: Uint8Array | string = ''): Uint8Array {
    const service = serviceKey.derive('portal-access')
    const key = concatBytes([service, secret])
    service.fill(0)
    try {
      return hkdfSha256({ key, salt, info: aad(ref, way) })
    } finally {
      key.fill(0)
    }
  }

  function withKek<T>(
    ref: PortalRef, way: string, secret: Uint8Array, salt: Uint8Array | string, use: (key: Uint8Array) => T,
  ): T {
    const key = kek(ref, way, secret, salt)
    try {
      return use(key)
    } finally {
      key.fill(0)
    }
  }

  async function shortCodeWay(code: string, lane: string): Promise<Way> {
    const derived = await hashing.derive({ password: code, salt: codeSalt, context, lane })
    return { kind: 'short-code', hash: sha256(concatBytes([derived, new Uint8Array([1])])), secret: derived }
  }

  return {
    newLink() {
      const secret = randomBytes(LINK_BYTES)
      return { kind: 'link', secret, hash: linkHash(secret), link: toBase64Url(secret) }
    },
    readLink(link) {
      const secret = link.length === LINK_LENGTH ? fromBase64Url(link) : undefined
      return secret?.length === LINK_BYTES ? { kind: 'link', secret, hash: linkHash(secret) } : undefined
    },
    async newShortCode() {
      const code = randomCode(SHORT_CODE_GROUPS)
      return { ...await shortCodeWay(code.replaceAll('-', ''), 'own'), code }
    },
    async readShortCode(typed, lane) {
      const code = readCode(typed, SHORT_CODE_GROUPS)
      return code === undefined ? undefined : shortCodeWay(code, lane)
    },
    wrap: (ref, { kind, secret }, messageKey) =>
      withKek(ref, kind, secret, '', (key) => sealBox(key, aad(ref, kind), messageKey)),
    unwrap: (ref, { kind, secret }, box) => withKek(ref, kind, secret, '', (key) => openBox(key, aad(ref, kind), box)),
    wrapForSession: (ref, { id, secret, half }, messageKey) =>
      withKek(ref, `session/${id}`, secret, half, (key) => sealBox(key, aad(ref, `session/${id}`), messageKey)),
    unwrapForSession: (ref, { id, secret, half }, box) =>
      withKek(ref, `session/${id}`, secret, half, (key) => openBox(key, aad(ref, `session/${id}`), box)),
    agreedCode: (code, salt, lane) => hashing.derive({ password: plainCode(code), salt, context, lane }),
  }
}

/** A fresh message key. */
export function newMessageKey(): Uint8Array {
  return randomBytes(KEY_BYTES)
}

export type MessagePart = 'body' | 'reply' | 'upload'

/** The key of one kind of content of a message. */
export function partKey(ref: PortalRef, messageKey: Uint8Array, part: MessagePart, id = ''): Uint8Array {
  if (messageKey.length !== KEY_BYTES) throw new Refusal('wrong-key', 'a message key has 32 bytes')
  return hkdfSha256({ key: messageKey, info: aad(ref, `${part}/${id}`) })
}

/** Place of a piece of a message, bound into its ciphertext. */
export function partContext(ref: PortalRef, part: string, id: string): Uint8Array {
  return aad(ref, `${part}/${id}`)
}

function aad({ tenant, account, message }: PortalRef, way: string): Uint8Array {
  return placeBytes({ tenant, account, kind: 'portal', id: `${message}/${way}` })
}

function linkHash(secret: Uint8Array): Uint8Array {
  return sha256(concatBytes([new TextEncoder().encode(`${KEY_VERSION}|portal-link|`), secret]))
}

/** An agreed code without case, blanks and hyphens: people say it over the telephone. */
export function plainCode(code: string): string {
  return code.normalize('NFKC').toLowerCase().replace(/[\s\u00a0-]/g, '')
}
