import { createHmac } from 'node:crypto'
import { second } from '../base/sizes.ts'
import { toBase32 } from '../crypto/codes.ts'
import { equalConstantTime, randomBytes } from '../crypto/hash.ts'

/** RFC 6238 with what every authenticator app understands: SHA-1, six digits, 30 seconds. */
export const TOTP_STEP_MS = 30 * second
export const TOTP_DIGITS = 6
/** Steps accepted before and after now (RFC 6238 §5.2: one for a clock that is off). */
export const TOTP_STEPS_AROUND = 1
/** RFC 4226 §4 R6 recommends 160 bits. */
export const TOTP_SECRET_BYTES = 20

export function newTotpSecret(): Uint8Array {
  return randomBytes(TOTP_SECRET_BYTES)
}

/** The code of one step (RFC 4226 §5.3). */
export function totpCode(secret: Uint8Array, step: number): string {
  const counter = new Uint8Array(8)
  new DataView(counter.buffer).setBigUint64(0, BigInt(step))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const offset = (digest[digest.length - 1] ?? 0) & 0x0f
  const number = digest.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** TOTP_DIGITS).padStart(TOTP_DIGITS, '0')
}

/** The step whose code this is, of those around now, or undefined. Compares with all of them, in constant time. */
export function totpStepOf(secret: Uint8Array, typed: string, now: number): number | undefined {
  // Apps show the code in two groups of three.
  const code = typed.length <= 2 * TOTP_DIGITS ? typed.replaceAll(' ', '') : ''
  const bytes = new TextEncoder().encode(code.length === TOTP_DIGITS ? code : '------')
  const step = Math.floor(now / TOTP_STEP_MS)
  let found: number | undefined
  for (let around = -TOTP_STEPS_AROUND; around <= TOTP_STEPS_AROUND; around++) {
    const expected = new TextEncoder().encode(totpCode(secret, step + around))
    if (equalConstantTime(expected, bytes)) found = step + around
  }
  return found
}

/** What the QR code says, in the Key URI format of authenticator apps. */
export function totpUri({ secret, address, issuer }: {
  readonly secret: Uint8Array, readonly address: string, readonly issuer: string,
}): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(address)}`
  return `otpauth://totp/${label}?secret=${toBase32(secret)}&issuer=${encodeURIComponent(issuer)}`
    + `&algorithm=SHA1&digits=${TOTP_DIGITS}&period=${TOTP_STEP_MS / second}`
}
