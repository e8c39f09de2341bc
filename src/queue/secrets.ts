/** What the queue keeps under the service key, and how it is opened again. */
import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import { present } from '../base/assert.ts'
import type { BodyCipher, Place, ServiceKey } from '../keys/keys.ts'
import { destinationName, OWN_ROUTES } from './destination.ts'
import type { DueRow } from './scripts.ts'
import type { DueRecipient, QueuedEnvelope, QueuedRecipient, Reached } from './types.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Encrypts and opens the pieces of one queued mail; every piece is bound to its mail, account and kind. */
export interface QueueSecrets {
  sealEnvelope(at: QueuePlace, envelope: QueuedEnvelope): Uint8Array
  sealRecipient(at: QueuePlace, number: number, recipient: QueuedRecipient): Uint8Array
  /** The other side's words and, once it took the mail, what protected it. */
  sealReply(at: QueuePlace, number: number, reply: string, reached?: Reached): Uint8Array
  openReply(at: QueuePlace, number: number, box: Uint8Array | null): OpenedReply
  openEnvelope(at: QueuePlace, box: Uint8Array): QueuedEnvelope
  openRecipient(at: QueuePlace, number: number, box: Uint8Array): QueuedRecipient
  openDue(row: DueRow): DueRecipient
  sealBody(at: QueuePlace, raw: Uint8Array): { readonly bodyKey: string, readonly box: Uint8Array }
  openBody(at: QueuePlace, bodyKey: string, box: Uint8Array): Uint8Array
  /** Where a recipient's mail goes, as the tables say it: our own places by name, a domain as a keyed digest. */
  destination(recipient: Pick<QueuedRecipient, 'address' | 'route'>): string
  /** Name and last words of a destination that is paused. */
  sealStanding(destination: string, standing: { readonly name: string, readonly reply: string }): {
    readonly name: Uint8Array,
    readonly reply: Uint8Array }
  openStandingName(destination: string, box: Uint8Array): string
  openStandingReply(destination: string, box: Uint8Array): string
  /** A digest of the client-made key, so that the key itself is not stored. */
  repeatToken(at: { readonly tenant: number, readonly account: number }, key: string): Uint8Array
}

export interface OpenedReply {
  readonly reply: string
  readonly reached: Reached | null
}

export interface QueuePlace {
  readonly tenant: number
  readonly account: number
  readonly outgoing: string
}

/** Longest reply of another server that is kept, in characters. */
export const REPLY_LENGTH_MAX = 1000

/** Everything of the queue under the service key given. */
export function createQueueSecrets({ serviceKey, bodyCipher, randomBytes }: {
  readonly serviceKey: ServiceKey, readonly bodyCipher: BodyCipher,
  readonly randomBytes: (length: number) => Uint8Array,
}): QueueSecrets {
  const seal = (place: Place, value: unknown): Uint8Array => serviceKey.encrypt(place,
    encoder.encode(JSON.stringify(value)))
  const open = (place: Place, box: Uint8Array): unknown => JSON.parse(decoder.decode(serviceKey.decrypt(place, box)))
  return {
    sealEnvelope: (at, envelope) => seal(placeOf(at, 'queue-envelope'), envelope),
    sealRecipient: (at, number, recipient) => seal(placeOf(at, 'queue-recipient', number), recipient),
    sealReply: (at, number, reply, reached) => {
      const words = reply.slice(0, REPLY_LENGTH_MAX)
      return seal(placeOf(at, 'queue-reply', number), reached === undefined ? words : { reply: words, reached })
    },
    openReply: (at, number, box) => {
      if (box === null) return { reply: '', reached: null }
      const found = open(placeOf(at, 'queue-reply', number), box) as string | OpenedReply
      return typeof found === 'string' ? { reply: found, reached: null } : found
    },
    openEnvelope: (at, box) => open(placeOf(at, 'queue-envelope'), box) as QueuedEnvelope,
    openRecipient: (at, number, box) => open(placeOf(at, 'queue-recipient', number), box) as QueuedRecipient,
    openDue: (row) => {
      const at = { tenant: row.tenant, account: row.account, outgoing: row.outgoing }
      return {
        ...at, number: row.number, attempts: row.attempts, handedInAt: row.handed_in_at, expiresAt: row.expires_at,
        sizeBytes: row.size_bytes,
        envelope: open(placeOf(at, 'queue-envelope'), row.envelope) as QueuedEnvelope,
        recipient: open(placeOf(at, 'queue-recipient', row.number), row.address) as QueuedRecipient,
      }
    },
    sealBody: (at, raw) => {
      const bodyKey = randomBytes(32)
      return { bodyKey: toBase64Url(bodyKey), box: bodyCipher.encrypt(placeOf(at, 'queue-body'), bodyKey, raw) }
    },
    openBody: (at, bodyKey, box) =>
      bodyCipher.decrypt(placeOf(at, 'queue-body'), present(fromBase64Url(bodyKey), 'body key'), box),
    destination: (recipient) => {
      const name = destinationName(recipient)
      return OWN_ROUTES.has(recipient.route) ? name
        : toBase64Url(serviceKey.mac('queue-destination', encoder.encode(name)).subarray(0, DESTINATION_BYTES))
    },
    sealStanding: (destination, { name, reply }) => ({
      name: seal(standingPlace(destination, 'queue-destination-name'), name),
      reply: seal(standingPlace(destination, 'queue-destination-reply'), reply.slice(0, REPLY_LENGTH_MAX)),
    }),
    openStandingName: (destination, box) => open(standingPlace(destination, 'queue-destination-name'), box) as string,
    openStandingReply: (destination, box) => open(standingPlace(destination, 'queue-destination-reply'), box) as string,
    repeatToken: ({ tenant, account }, key) => serviceKey.mac('queue-repeat',
      encoder.encode(`${tenant}/${account}/${key}`)),
  }
}

/** Bytes of the digest of a domain. */
const DESTINATION_BYTES = 16

function standingPlace(destination: string, kind: string): Place {
  return { tenant: 0, account: 0, kind, id: destination }
}

function placeOf({ tenant, account, outgoing }: QueuePlace, kind: string, number?: number): Place {
  return { tenant, account, kind, id: number === undefined ? outgoing : `${outgoing}/${number}` }
}
