import { createCipheriv, createECDH, createHmac, randomBytes } from 'node:crypto'

/**
 * Encrypts what is pushed to a client, so that the service in between reads nothing. RFC 8291, RFC 8188 (aes128gcm), one
 * record.
 */

/** Octets of the client's public key (P-256, not compressed) and of its secret. RFC 8291 §3.1, §3.2 */
export const PUSH_KEY_BYTES = 65
export const PUSH_AUTH_BYTES = 16
/** Octets that one record of the size below takes. */
export const PUSHED_BYTES_MAX = 4079
const RECORD_BYTES = 4096
const TAG_BYTES = 16

export interface PushKeys {
  readonly p256dh: Uint8Array
  readonly auth: Uint8Array
}

/** Whether this is a point of P-256 in the form that RFC 8291 wants, and a secret of its length. */
export function arePushKeys({ p256dh, auth }: PushKeys): boolean {
  if (p256dh.length !== PUSH_KEY_BYTES || p256dh[0] !== 4 || auth.length !== PUSH_AUTH_BYTES) return false
  const own = createECDH('prime256v1')
  own.generateKeys()
  try {
    own.computeSecret(p256dh)
    return true
  } catch {
    return false
  }
}

/**
 * The body of a push message. `sender` is for the vectors of the RFC: a key pair and a salt are made for each message.
 * Throws for keys that are none, and for more than `PUSHED_BYTES_MAX`.
 */
export function encryptPush(plain: Uint8Array, keys: PushKeys, sender?: {
  readonly privateKey: Uint8Array, readonly salt: Uint8Array,
}): Uint8Array {
  if (plain.length > PUSHED_BYTES_MAX) throw new RangeError('too much for one record')
  const own = createECDH('prime256v1')
  if (sender === undefined) own.generateKeys()
  else own.setPrivateKey(sender.privateKey)
  const salt = sender?.salt ?? randomBytes(16)
  const ownPublic = own.getPublicKey()
  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), keys.p256dh, ownPublic])
  const input = expand(hmac(keys.auth, own.computeSecret(keys.p256dh)), keyInfo)
  const pseudorandom = hmac(salt, input)
  const key = expand(pseudorandom, Buffer.from('Content-Encoding: aes128gcm\0')).subarray(0, 16)
  const nonce = expand(pseudorandom, Buffer.from('Content-Encoding: nonce\0')).subarray(0, 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce, { authTagLength: TAG_BYTES })
  const head = Buffer.alloc(5)
  head.writeUInt32BE(RECORD_BYTES)
  head[4] = ownPublic.length
  // The octet 2 ends the last record.
  return Buffer.concat([
    salt, head, ownPublic, cipher.update(plain), cipher.update(Uint8Array.of(2)), cipher.final(), cipher.getAuthTag(),
  ])
}

function hmac(key: Uint8Array, bytes: Uint8Array): Buffer {
  return createHmac('sha256', key).update(bytes).digest()
}

/** HKDF-Expand for at most 32 octets. RFC 5869 §2.3 */
function expand(key: Uint8Array, info: Uint8Array): Buffer {
  return hmac(key, Buffer.concat([info, Uint8Array.of(1)]))
}
