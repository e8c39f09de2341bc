/** What a sender sees of guests' messages and can do with them. */
import { day } from '../base/sizes.ts'
import type { AccountRef, OpenAccount } from '../keys/keys.ts'
import type { GuestFactor } from '../queue/types.ts'
import { makeWays } from './entrance.ts'
import { keepFactor, knownContact } from './factors.ts'
import { deleteBlobs, portalRecord, senderLanguage, type PortalParts } from './parts.ts'
import { renewMessage } from './scripts/insert.ts'
import { messageColumns, type EventKind, type MessageRow } from './scripts/rows.ts'
import { closeMessage, eventsOf, extendMessage, forgetNumber, messagesOf, messageState, type StateRow } from './scripts/sender.ts'
import { shownFactor } from './secrets.ts'
import { sql } from '../storage/script.ts'
import { phoneHint } from '../sms/phone.ts'
import { EXPIRY_DAYS_MAX, type KeptFactor, type PortalRecipientState, type PortalRef } from './types.ts'

/** How one message ended by a recall. */
export interface Recalled {
  readonly message: string
  readonly recipientNumber: number
  readonly address: string
  /** `removed`: nobody had opened it. `closed`: it was read at `readAt`, and cannot be read again. */
  readonly outcome: 'removed' | 'closed' | 'ended-already'
  readonly readAt: number | null
}

export type Renewed =
  | { readonly outcome: 'renewed' }
  | { readonly outcome: 'not-found' | 'ended' | 'factor-needed' }

export interface SenderSide {
  /** Per recipient, in the order of the envelope; empty when the mail did not go by the portal (or not yet). */
  stateFor(args: AccountRef & { readonly outgoing: string }): Promise<readonly PortalRecipientState[]>
  /** One message; undefined when the account has none of that id. */
  state(ref: PortalRef): Promise<PortalRecipientState | undefined>
  /** What happened to one message, oldest first. */
  events(ref: PortalRef): Promise<readonly { readonly at: number, readonly kind: EventKind }[]>
  /** Takes back all messages of a mail, or one of them. */
  recall(args: AccountRef & { readonly outgoing: string, readonly message?: string }): Promise<readonly Recalled[]>
  /** A new day to read it by, at most `EXPIRY_DAYS_MAX` from now. */
  extend(args: PortalRef & { readonly expiresAt: number }): Promise<'extended' | 'ended' | 'not-found'>
  /** A new link; the old one opens nothing any more. Needs the sender's key, so the sender must be signed in. */
  resend(args: { readonly open: OpenAccount, readonly message: string, readonly expiresAt?: number }): Promise<Renewed>
  /**
   * Another number or an agreed code, with a new link. For a message that waits this is what lets it go. `Refusal`:
   * `phone-not-valid`, `sms-off`, `agreed-code-not-valid`.
   */
  setFactor(args: {
    readonly open: OpenAccount, readonly message: string, readonly factor: GuestFactor,
  }): Promise<Renewed>
  /** What is remembered of a contact: `06 •• •• •• 21`, or null. */
  knownNumber(account: AccountRef, address: string): Promise<string | null>
  /** Forgets it: the next mail to this contact needs a factor again. */
  forgetNumber(account: AccountRef, address: string): Promise<void>
}

export function createSenderSide(parts: PortalParts): SenderSide {
  const { store, secrets, clock } = parts

  async function rowOf({ tenant, account, message }: PortalRef): Promise<MessageRow | undefined> {
    return store.maybe<MessageRow>(sql`${messageColumns} where tenant = ${tenant} and account = ${account} and id = ${message}`)
  }

  async function renew({ open, message, factor, expiresAt }: {
    readonly open: OpenAccount, readonly message: string, readonly factor?: KeptFactor, readonly expiresAt?: number,
  }): Promise<Renewed> {
    const ref: PortalRef = { tenant: open.tenant, account: open.account, message }
    const row = await rowOf(ref)
    if (row === undefined) return { outcome: 'not-found' }
    const { sealed_id: id, encapsulation, sealed_box: box, sealed_mac: mac } = row
    if (id === null || encapsulation === null || box === null || mac === null) return { outcome: 'ended' }
    const kept = factor ?? secrets.openFactor(ref, row.factor_box)
    if (kept === null) return { outcome: 'factor-needed' }
    const facts = secrets.openFacts(ref, row.facts)
    const messageKey = open.unseal({ id, encapsulation, box, mac })
    const { ways, access } = await makeWays(parts, ref, messageKey)
    messageKey.fill(0)
    const until = untilOf(parts, row, expiresAt)
    const mail = await parts.mails.notice({
      tenant: ref.tenant, account: ref.account, facts, factor: kept.kind, expiresAt: until, access,
      senderLanguage: await senderLanguage(parts, ref, facts.language),
    })
    const outcome = await store.write(renewMessage, {
      ...ref, at: clock.now(), ways, notice: mail.id, factor: kept.kind, factorBox: secrets.sealFactor(ref, kept),
      expiresAt: until,
      mails: [mail],
      records: [portalRecord(parts, factor === undefined ? 'portal.resent' : 'portal.factor-set', {
        ref, outgoing: row.outgoing, factor: kept.kind, personal: { to: facts.recipient.address },
      })],
    })
    return { outcome }
  }

  async function recallOne(row: StateRow): Promise<Recalled> {
    const ref = { tenant: row.tenant, account: row.account, message: row.id }
    const { recipient } = secrets.openFacts(ref, row.facts)
    const closed = await store.write(closeMessage, {
      ...ref, state: 'recalled', at: clock.now(), mails: [],
      records: [portalRecord(parts, 'portal.recalled', {
        ref, outgoing: row.outgoing, facts: { wasRead: row.read_at !== null }, personal: { to: recipient.address },
      })],
    })
    const { id: message, recipient_number: recipientNumber } = row
    const one = { message, recipientNumber, address: recipient.address, readAt: closed.readAt }
    if (closed.outcome === 'ended-already') return { ...one, outcome: 'ended-already' }
    await deleteBlobs(parts, closed.blobs)
    return { ...one, outcome: closed.readAt === null ? 'removed' : 'closed' }
  }

  return {
    async stateFor({ tenant, account, outgoing }) {
      const rows = await store.read(messagesOf, { tenant, account, outgoing })
      return rows.map((row) => stateOf(parts, row))
    },
    async state({ tenant, account, message }) {
      const row = await store.read(messageState, { tenant, account, message })
      return row === undefined ? undefined : stateOf(parts, row)
    },
    async events({ tenant, account, message }) {
      const rows = await store.read(eventsOf, { tenant, account, message })
      return rows.map(({ at, kind }) => ({ at, kind }))
    },
    async recall({ tenant, account, outgoing, message }) {
      const rows = await store.read(messagesOf, { tenant, account, outgoing })
      const recalled: Recalled[] = []
      for (const row of rows) if (message === undefined || row.id === message) recalled.push(await recallOne(row))
      return recalled
    },
    async extend({ tenant, account, message, expiresAt }) {
      const ref = { tenant, account, message }
      const row = await rowOf(ref)
      if (row === undefined) return 'not-found'
      const until = untilOf(parts, row, expiresAt)
      return store.write(extendMessage, {
        ...ref, at: clock.now(), expiresAt: until, mails: [],
        records: [portalRecord(parts, 'portal.extended', { ref, outgoing: row.outgoing, facts: { expiresAt: until } })],
      })
    },
    resend: (args) => renew(args),
    async setFactor({ open, message, factor }) {
      return renew({ open, message, factor: await keepFactor(parts, factor) })
    },
    async knownNumber(account, address) {
      const phone = (await knownContact(parts, account, address))?.phone ?? null
      return phone === null ? null : phoneHint(phone)
    },
    async forgetNumber({ tenant, account }, address) {
      await store.write(forgetNumber, { tenant, account, contact: secrets.contactToken({ tenant, account }, address) })
    },
  }
}

/** When a message ends: as asked, within a minute and a year from now; or as it was; or as a new one would. */
function untilOf({ clock, settings }: Pick<PortalParts, 'clock' | 'settings'>, row: MessageRow, asked: number | undefined): number {
  const now = clock.now()
  if (asked !== undefined) return Math.max(now + 60_000, Math.min(asked, now + EXPIRY_DAYS_MAX * day))
  return row.expires_at > now ? row.expires_at : now + settings.expiryDays * day
}

function stateOf({ secrets, clock }: PortalParts, row: StateRow): PortalRecipientState {
  const ref = { tenant: row.tenant, account: row.account, message: row.id }
  const { recipient } = secrets.openFacts(ref, row.facts)
  const isOver = row.state === 'open' && row.expires_at <= clock.now()
  const notice = row.notice === null ? null
    : row.notice_state === 'failed' ? 'failed' : row.notice_state === null || row.notice_state === 'delivered' ? 'delivered' : 'waiting'
  return {
    message: row.id, outgoing: row.outgoing, recipientNumber: row.recipient_number, address: recipient.address,
    name: recipient.name, state: isOver ? 'expired' : row.state, createdAt: row.created_at, expiresAt: row.expires_at,
    noticedAt: row.noticed_at, notice, readAt: row.read_at, endedAt: row.ended_at, repliedAt: row.replied_at,
    factor: shownFactor(secrets.openFactor(ref, row.factor_box)),
  }
}
