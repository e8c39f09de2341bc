import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import { Refusal } from '../base/errors.ts'
import { equalConstantTime, randomBytes } from '../crypto/hash.ts'
import type { AccountRef } from '../keys/keys.ts'
import type { GuestFactor } from '../queue/types.ts'
import { readPhone } from '../sms/phone.ts'
import { sql } from '../storage/script.ts'
import { plainCode } from './access-keys.ts'
import type { PortalParts } from './parts.ts'
import type { KnownContact } from './secrets.ts'
import type { KeptFactor } from './types.ts'

/** Letters and digits of an agreed code: below this it is guessed in five tries too easily. */
export const AGREED_CODE_LENGTH_MIN = 6
export const AGREED_CODE_LENGTH_MAX = 64
/** Characters of the question that goes with it. */
export const QUESTION_LENGTH_MAX = 120

type FactorParts = Pick<PortalParts, 'store' | 'secrets' | 'sms' | 'settings' | 'keys'>

/**
 * The factor as it is kept. `Refusal`: `phone-not-valid` (no number, or a country that gets no messages), `sms-off`,
 * `agreed-code-not-valid`.
 */
export async function keepFactor(parts: FactorParts, factor: GuestFactor): Promise<KeptFactor> {
  if (factor.kind === 'sms') {
    if (!parts.sms.isOn) throw new Refusal('sms-off', 'this service sends no text messages')
    const phone = readPhone(factor.phone, parts.settings)
    if (phone === undefined || !parts.sms.isAllowed(phone)) throw new Refusal('phone-not-valid', 'no text message can be sent to this number')
    return { kind: 'sms', phone }
  }
  const code = plainCode(factor.code)
  if (code.length < AGREED_CODE_LENGTH_MIN || code.length > AGREED_CODE_LENGTH_MAX) {
    throw new Refusal('agreed-code-not-valid', `an agreed code has ${AGREED_CODE_LENGTH_MIN} to ${AGREED_CODE_LENGTH_MAX} letters and digits`)
  }
  const salt = randomBytes(16)
  const hash = await parts.keys.agreedCode(code, salt, 'own')
  const question = factor.question?.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim().slice(0, QUESTION_LENGTH_MAX) ?? ''
  return { kind: 'agreed-code', salt: toBase64Url(salt), hash: toBase64Url(hash), question: question === '' ? null : question }
}

/** The number this contact proved before to this account; null when there is none, or no message can go to it now. */
export async function rememberedFactor(
  parts: FactorParts, account: AccountRef, address: string,
): Promise<KeptFactor | null> {
  const phone = (await knownContact(parts, account, address))?.phone
  return phone === undefined || !parts.sms.isOn || !parts.sms.isAllowed(phone) ? null : { kind: 'sms', phone }
}

/** What is remembered of a contact: the verified number (E.164) and the language. */
export async function knownContact(
  { store, secrets }: Pick<PortalParts, 'store' | 'secrets'>, { tenant, account }: AccountRef, address: string,
): Promise<KnownContact | undefined> {
  const contact = secrets.contactToken({ tenant, account }, address)
  const row = await store.maybe<{ box: Uint8Array }>(sql`select box from portal_number
    where tenant = ${tenant} and account = ${account} and contact = ${contact}`)
  return row === undefined ? undefined : secrets.openContact({ tenant, account }, contact, row.box)
}

/** Whether a typed agreed code is the one. The same work for every code. */
export async function isAgreedCode(
  { keys }: Pick<PortalParts, 'keys'>, factor: Extract<KeptFactor, { kind: 'agreed-code' }>, typed: string, lane: string,
): Promise<boolean> {
  const salt = fromBase64Url(factor.salt) ?? new Uint8Array(16)
  const hash = await keys.agreedCode(typed.slice(0, AGREED_CODE_LENGTH_MAX * 2), salt, lane)
  return equalConstantTime(hash, fromBase64Url(factor.hash) ?? new Uint8Array())
}
