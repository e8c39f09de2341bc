/** A mail becomes a guest's message: keys made, body encrypted, notice written, all before the script. */
import { day } from '../base/sizes.ts'
import { randomId } from '../base/ids.ts'
import { Refusal } from '../base/errors.ts'
import { present } from '../base/assert.ts'
import type { AccountRef, Place } from '../keys/keys.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { parseMessage } from '../message/parse.ts'
import type { GuestFactor } from '../queue/types.ts'
import type { PreparedOutgoing } from '../queue/scripts.ts'
import { newMessageKey, partKey, type Way } from './access-keys.ts'
import { INLINE_BYTES_MAX, newBlobId } from './blob-id.ts'
import { keepFactor, rememberedFactor } from './factors.ts'
import { guestLanguage } from './language.ts'
import { portalRecord, senderLanguage, type PortalParts } from './parts.ts'
import type { NewPortalMessage, NewWays } from './scripts/insert.ts'
import type { KeptFactor, PortalFacts, PortalRecipient, PortalRef } from './types.ts'

/** One recipient's copy of a mail that goes by the portal. */
export interface GuestMail extends AccountRef {
  readonly outgoing: string
  readonly recipientNumber: number
  readonly sender: { readonly name: string, readonly address: string }
  readonly recipient: PortalRecipient
  /** Absent: the number that this contact proved before. */
  readonly factor?: GuestFactor
  readonly raw: Uint8Array
  /** Why the guard had it secured. */
  readonly reasons?: readonly string[]
  readonly expiresAt?: number
}

/** All that one transaction keeps: the message, a mail (to the guest, or to a sender who must say more), a record. */
export interface PreparedGuestMail {
  readonly message: NewPortalMessage
  readonly mail: PreparedOutgoing
  readonly record: PreparedRecord
}

/** Prepares one. A factor that cannot be used is none: the message waits for its sender. */
export async function prepareGuestMail(parts: PortalParts, mail: GuestMail): Promise<PreparedGuestMail> {
  const { secrets, sealer, clock, settings } = parts
  const { tenant, account, outgoing } = mail
  const ref: PortalRef = { tenant, account, message: randomId() }
  const now = clock.now()
  const owner = present(await parts.accounts.byRef(ref), 'the account of the sender')
  const expiresAt = Math.min(mail.expiresAt ?? Infinity, now + settings.expiryDays * day)
  const facts: PortalFacts = {
    sender: mail.sender, recipient: { name: mail.recipient.name, address: mail.recipient.address },
    language: mail.recipient.language ?? await guestLanguage(parts, ref, mail.recipient.address),
    organisation: await organisationName(parts, tenant), sentAt: now,
    messageId: parseMessage(mail.raw).messageId,
    ...(mail.reasons === undefined ? {} : { reasons: mail.reasons }),
  }
  const { factor, problem } = await factorOf(parts, mail)
  const messageKey = newMessageKey()
  const { body, bodyBlob } = await keepBody(parts, ref, messageKey, mail.raw)
  const head = sealer.seal({ tenant, account, sealingPublic: owner.sealingPublic }, randomId(), messageKey)
  const made = factor === null ? null : await makeWays(parts, ref, messageKey)
  messageKey.fill(0)
  const outgoingMail = factor === null || made === null
    ? await parts.mails.toSender({ tenant, kind: 'factor-needed', facts, language: await senderLanguage(parts, ref, facts.language), expiresAt })
    : await parts.mails.notice({
      tenant, account, facts, factor: factor.kind, expiresAt, access: made.access,
      senderLanguage: await senderLanguage(parts, ref, facts.language),
    })
  return {
    message: {
      ...ref, outgoing, recipientNumber: mail.recipientNumber, at: now, expiresAt, sizeBytes: mail.raw.length,
      facts: secrets.sealFacts(ref, facts), factor: factor?.kind ?? 'none',
      factorBox: factor === null ? null : secrets.sealFactor(ref, factor),
      ways: made?.ways ?? null, notice: made === null ? null : outgoingMail.id,
      sealed: { id: head.id, encapsulation: head.encapsulation, box: head.box, mac: head.mac }, body, bodyBlob,
      keyVersion: owner.keyVersion,
    },
    mail: outgoingMail,
    record: portalRecord(parts, 'mail.portal', {
      ref, outgoing, factor: factor?.kind ?? 'none', personal: { to: mail.recipient.address },
      facts: {
        expiresAt, notice: settings.notice, ...(made === null ? {} : { noticeMail: outgoingMail.id }),
        ...(problem === undefined ? {} : { problem }),
      },
    }),
  }
}

/** Deletes what was prepared and not kept. */
export async function discardGuestMail({ blobs }: Pick<PortalParts, 'blobs'>, { message: { bodyBlob } }: PreparedGuestMail): Promise<void> {
  if (bodyBlob !== null) await blobs.delete(bodyBlob)
}

/** Fresh ways in, as the configuration wants them, and what the notice says of them. */
export async function makeWays({ keys, settings }: Pick<PortalParts, 'keys' | 'settings'>, ref: PortalRef, messageKey: Uint8Array): Promise<{
  readonly ways: NewWays, readonly access: { readonly link: string | null, readonly shortCode: string | null },
}> {
  const link = settings.notice === 'code' ? null : keys.newLink()
  const short = settings.notice === 'link' ? null : await keys.newShortCode()
  const wrapped = (way: Way | null): Uint8Array | null => way === null ? null : keys.wrap(ref, way, messageKey)
  return {
    ways: {
      linkHash: link?.hash ?? null, linkWrap: wrapped(link), shortCodeHash: short?.hash ?? null,
      shortCodeWrap: wrapped(short),
    },
    access: { link: link?.link ?? null, shortCode: short?.code ?? null },
  }
}

async function keepBody(parts: PortalParts, ref: PortalRef, messageKey: Uint8Array, raw: Uint8Array): Promise<Pick<NewPortalMessage, 'body' | 'bodyBlob'>> {
  const key = partKey(ref, messageKey, 'body')
  const box = parts.bodyCipher.encrypt(bodyPlace(ref), key, raw)
  key.fill(0)
  if (box.length <= INLINE_BYTES_MAX) return { body: box, bodyBlob: null }
  const bodyBlob = newBlobId(parts.clock.now())
  await parts.blobs.put(bodyBlob, box)
  return { body: null, bodyBlob }
}

/** Where a body belongs. */
export function bodyPlace({ tenant, account, message }: PortalRef): Place {
  return { tenant, account, kind: 'portal-body', id: message }
}

async function factorOf(
  parts: PortalParts, mail: GuestMail,
): Promise<{ readonly factor: KeptFactor | null, readonly problem?: string }> {
  if (mail.factor === undefined) return { factor: await rememberedFactor(parts, mail, mail.recipient.address) }
  try {
    return { factor: await keepFactor(parts, mail.factor) }
  } catch (error) {
    if (error instanceof Refusal) return { factor: null, problem: error.reason }
    throw error
  }
}

async function organisationName({ tenants }: Pick<PortalParts, 'tenants'>, tenant: number): Promise<string> {
  return (await tenants.list()).find(({ id }) => id === tenant)?.name ?? ''
}
