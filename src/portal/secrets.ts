/** What the portal keeps under the service key: names, addresses, numbers; and digests of codes. */
import { equalConstantTime } from '../crypto/hash.ts'
import type { AccountRef, Place, ServiceKey } from '../keys/keys.ts'
import { phoneHint } from '../sms/phone.ts'
import type { GuestLanguage, KeptFactor, PortalFacts, PortalRecipientState, PortalRef } from './types.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** What is remembered of somebody who showed who he was: the number he proved, and the language he read in. */
export interface KnownContact {
  readonly phone: string
  readonly language: GuestLanguage | null
}

export interface PortalSecrets {
  sealFacts(ref: PortalRef, facts: PortalFacts): Uint8Array
  openFacts(ref: PortalRef, box: Uint8Array): PortalFacts
  sealFactor(ref: PortalRef, factor: KeptFactor): Uint8Array
  openFactor(ref: PortalRef, box: Uint8Array | null): KeptFactor | null
  /** Digest of a code that was sent, bound to the message and the sending. */
  codeDigest(ref: PortalRef, issue: string, code: string): Uint8Array
  isCode(ref: PortalRef, issue: string, code: string, digest: Uint8Array): boolean
  /** Digest of a client-made key. */
  repeatToken(ref: PortalRef, key: string): Uint8Array
  /** Digest of a contact's address, within one account. */
  contactToken(account: AccountRef, address: string): Uint8Array
  sealContact(account: AccountRef, contact: Uint8Array, known: KnownContact): Uint8Array
  openContact(account: AccountRef, contact: Uint8Array, box: Uint8Array): KnownContact
}

export function createPortalSecrets(serviceKey: ServiceKey): PortalSecrets {
  const seal = (place: Place, value: unknown): Uint8Array =>
    serviceKey.encrypt(place, encoder.encode(JSON.stringify(value)))
  const open = (place: Place, box: Uint8Array): unknown => JSON.parse(decoder.decode(serviceKey.decrypt(place, box)))
  const codeDigest: PortalSecrets['codeDigest'] = ({ tenant, account, message }, issue, code) =>
    serviceKey.mac('portal-code', encoder.encode(JSON.stringify([tenant, account, message, issue, code])))
  return {
    sealFacts: (ref, facts) => seal(placeOf(ref, 'portal-facts'), facts),
    openFacts: (ref, box) => open(placeOf(ref, 'portal-facts'), box) as PortalFacts,
    sealFactor: (ref, factor) => seal(placeOf(ref, 'portal-factor'), factor),
    openFactor: (ref, box) => box === null ? null : open(placeOf(ref, 'portal-factor'), box) as KeptFactor,
    codeDigest,
    isCode: (ref, issue, code, digest) => equalConstantTime(codeDigest(ref, issue, code), digest),
    repeatToken: ({ tenant, account, message }, key) =>
      serviceKey.mac('portal-repeat', encoder.encode(JSON.stringify([tenant, account, message, key]))),
    contactToken: ({ tenant, account }, address) =>
      serviceKey.mac('portal-contact', encoder.encode(JSON.stringify([tenant, account, address.toLowerCase()]))),
    sealContact: (account, contact, known) => seal(numberPlace(account, contact), known),
    openContact(account, contact, box) {
      const known = open(numberPlace(account, contact), box) as KnownContact | string
      // Before there were languages the number stood there alone.
      return typeof known === 'string' ? { phone: known, language: null } : known
    },
  }
}

/** What a sender or guest may see of a factor. */
export function shownFactor(factor: KeptFactor | null): PortalRecipientState['factor'] {
  if (factor === null) return null
  return { kind: factor.kind, hint: factor.kind === 'sms' ? phoneHint(factor.phone) : factor.question }
}

function placeOf({ tenant, account, message }: PortalRef, kind: string): Place {
  return { tenant, account, kind, id: message }
}

function numberPlace({ tenant, account }: AccountRef, contact: Uint8Array): Place {
  return { tenant, account, kind: 'portal-number', id: contact.toHex() }
}
