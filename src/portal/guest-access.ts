/** From a stranger with a link to a guest who showed who he is. Nothing here burns a link; only a right code opens. */
import { randomInt } from 'node:crypto'
import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import { randomId } from '../base/ids.ts'
import { minute } from '../base/sizes.ts'
import { randomBytes } from '../crypto/hash.ts'
import { Refusal } from '../base/errors.ts'
import { codeTexts } from './guest-texts.ts'
import { sql } from '../storage/script.ts'
import type { Way } from './access-keys.ts'
import { isAgreedCode } from './factors.ts'
import { serviceContactOf, shownName } from './mails.ts'
import { deleteBlobs, portalRecord, senderLanguage, type PortalParts } from './parts.ts'
import {
  askCode, codeSent, endGuest, lockPortal, openGuest, refuseMessage, takeTry, touchGuest,
} from './scripts/guest.ts'
import { messageColumns, type MessageRow } from './scripts/rows.ts'
import { shownFactor } from './secrets.ts'
import {
  CODE_LIFE_MS, CODE_WAIT_MS, GUEST_AGE_MS, GUEST_IDLE_MS, WRONG_CODES_MAX,
  type FactorKind, type GuestLanguage, type KeptFactor, type PortalFacts, type PortalRef, type PortalState,
  type ServiceContact,
} from './types.ts'

/** What a stranger holds: the link of the notice, or the code that stood beside it. `lane` shares out the work. */
export type Held = { readonly link: string } | { readonly shortCode: string, readonly lane: string }

/** All that is shown before the second factor. */
export interface Look {
  readonly state: Exclude<PortalState, 'factor-needed'>
  readonly organisation: string
  readonly sender: { readonly name: string }
  /** The name that the sender used, for "Is this for you?". */
  readonly recipient: { readonly name: string | null }
  readonly sentAt: number
  readonly expiresAt: number
  readonly endedAt: number | null
  readonly language: PortalFacts['language']
  readonly factor: { readonly kind: 'sms', readonly hint: string } | { readonly kind: 'agreed-code', readonly question: string | null } | null
  readonly contact: {
    readonly service: ServiceContact
    readonly content: { readonly name: string, readonly email: string }
  }
}

export type Begun =
  | { readonly outcome: 'sent', readonly waitMs: number }
  /** Nothing is sent for an agreed code: the guest has it. */
  | { readonly outcome: 'agreed' }
  | { readonly outcome: 'too-many', readonly retryAfterMs: number }
  | { readonly outcome: 'not-sent' }
  | { readonly outcome: 'closed', readonly state: PortalState }
  | { readonly outcome: 'unknown' }

export type CodeGiven =
  | { readonly outcome: 'open', readonly cookie: string }
  | { readonly outcome: 'wrong', readonly triesLeft: number }
  /** No code was sent, it is too old, or it was used. */
  | { readonly outcome: 'no-code' }
  | { readonly outcome: 'closed', readonly state: PortalState }
  | { readonly outcome: 'unknown' }

/** A guest who is in. `messageKey` opens body, answers and uploads of this one message. */
export interface Guest extends PortalRef {
  readonly session: string
  readonly factor: FactorKind
  readonly messageKey: Uint8Array
  readonly row: MessageRow
  readonly facts: PortalFacts
}

export interface GuestAccess {
  /** Undefined for what is no link of ours; the same answer and work whatever is wrong with it. */
  look(held: Held): Promise<Look | undefined>
  /** `language`: in which the guest reads the page; codes, later notices and mails to this contact follow it. */
  begin(held: Held, ip: string, language?: GuestLanguage): Promise<Begun>
  code(held: Held, code: string, ip: string): Promise<CodeGiven>
  /** The guest behind a cookie; undefined when it is wrong, idle for too long or ended. */
  resume(cookie: string): Promise<Guest | undefined>
  leave(guest: Guest): Promise<void>
  notMe(held: Held | Guest, ip: string): Promise<'closed' | 'ended' | 'unknown'>
}

interface Found {
  readonly ref: PortalRef
  readonly row: MessageRow
  readonly way: Way
  readonly facts: PortalFacts
  readonly factor: KeptFactor | null
}

/** Characters of a code that are looked at. */
export const CODE_LENGTH_MAX = 128
const COOKIE_PART_BYTES = { id: 16, secret: 32 } as const
const TOUCH_EVERY_MS = minute

export function createGuestAccess(parts: PortalParts): GuestAccess {
  const { store, keys, secrets, clock, sms, settings, log } = parts

  async function find(held: Held): Promise<Found | undefined> {
    const way = 'link' in held ? keys.readLink(held.link) : await keys.readShortCode(held.shortCode, held.lane)
    if (way === undefined) return undefined
    const column = way.kind === 'link' ? sql`link_hash` : sql`short_code_hash`
    const row = await store.maybe<MessageRow>(sql`${messageColumns} where ${column} = ${way.hash}`)
    if (row === undefined) return undefined
    const ref = { tenant: row.tenant, account: row.account, message: row.id }
    return { ref, row, way, facts: secrets.openFacts(ref, row.facts), factor: secrets.openFactor(ref, row.factor_box) }
  }

  function isOver(row: MessageRow): boolean {
    return row.state === 'open' && row.expires_at <= clock.now()
  }

  async function begin(held: Held, ip: string, language?: GuestLanguage): Promise<Begun> {
    const found = await find(held)
    if (found === undefined) return { outcome: 'unknown' }
    const { ref, row, factor } = found
    const facts: PortalFacts = { ...found.facts, language: language ?? found.facts.language }
    if (row.state !== 'open' || isOver(row)) return { outcome: 'closed', state: isOver(row) ? 'expired' : row.state }
    if (factor === null || factor.kind === 'agreed-code') return { outcome: 'agreed' }
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    const issue = randomId()
    const asked = await store.write(askCode, {
      ...ref, at: clock.now(), issue, digest: secrets.codeDigest(ref, issue, code),
      facts: facts.language === found.facts.language ? null : secrets.sealFacts(ref, facts),
      expiresAt: clock.now() + CODE_LIFE_MS,
    })
    if (asked.outcome === 'wait') return { outcome: 'sent', waitMs: asked.waitMs }
    if (asked.outcome === 'too-many') return { outcome: 'too-many', retryAfterMs: CODE_LIFE_MS }
    if (asked.outcome === 'closed') return asked
    return sendCode({ ref, row, facts, factor, issue, code, ip })
  }

  async function sendCode({ ref, row, facts, factor, issue, code, ip }: {
    readonly ref: PortalRef, readonly row: MessageRow, readonly facts: PortalFacts,
    readonly factor: Extract<KeptFactor, { kind: 'sms' }>, readonly issue: string, readonly code: string, readonly ip: string,
  }): Promise<Begun> {
    const organisation = (shownName(facts.organisation) ?? '').slice(0, 40)
    const words = codeTexts[facts.language]({ organisation, code })
    const sent = await sms.send({ to: factor.phone, text: `${words}\n\n@${new URL(settings.url).hostname} #${code}` })
    const isSent = sent.outcome === 'sent'
    const reason = sent.outcome === 'sent' ? '' : sent.reason
    const tellsSender = !isSent && reason !== 'too-many'
    if (!isSent) log.warn('portal.code-not-sent', { reason })
    await store.write(codeSent, {
      ...ref, at: clock.now(), issue, isSent, tellsSender,
      records: [portalRecord(parts, isSent ? 'portal.code-sent' : 'portal.code-failed', {
        ref, outgoing: row.outgoing, factor: 'sms', facts: isSent ? {} : { reason }, personal: { to: facts.recipient.address, ip },
      })],
      mails: tellsSender ? [await parts.mails.toSender({
        tenant: ref.tenant, kind: 'gateway-down', facts, expiresAt: row.expires_at,
        language: await senderLanguage(parts, ref, facts.language),
      })] : [],
    })
    if (isSent) return { outcome: 'sent', waitMs: CODE_WAIT_MS }
    return sent.reason === 'too-many' ? { outcome: 'too-many', retryAfterMs: sent.retryAfterMs ?? CODE_LIFE_MS } : { outcome: 'not-sent' }
  }

  async function code(held: Held, typed: string, ip: string): Promise<CodeGiven> {
    const found = await find(held)
    if (found === undefined) return { outcome: 'unknown' }
    const { ref, factor } = found
    const taken = await store.write(takeTry, { ...ref, at: clock.now() })
    if (taken.outcome !== 'try') return taken
    const isRight = factor?.kind === 'sms'
      ? taken.issue !== null && taken.digest !== null && secrets.isCode(ref, taken.issue, typed.replace(/[\s\u00a0-]/g, ''), taken.digest)
      : factor !== null && await isAgreedCode(parts, factor, typed, ip)
    if (isRight && factor !== null) return letIn(found, factor, taken.issue, ip)
    if (taken.number < WRONG_CODES_MAX) return { outcome: 'wrong', triesLeft: WRONG_CODES_MAX - taken.number }
    await lock(found, ip)
    return { outcome: 'closed', state: 'locked' }
  }

  async function letIn(
    { ref, row, way, facts }: Found, factor: KeptFactor, issue: string | null, ip: string,
  ): Promise<CodeGiven> {
    const wrap = way.kind === 'link' ? row.link_wrap : row.short_code_wrap
    if (wrap === null) return { outcome: 'closed', state: 'expired' }
    const messageKey = keys.unwrap(ref, way, wrap)
    const halves = {
      id: toBase64Url(randomBytes(COOKIE_PART_BYTES.id)), secret: randomBytes(COOKIE_PART_BYTES.secret),
      half: randomBytes(32),
    }
    const box = keys.wrapForSession(ref, halves, messageKey)
    messageKey.fill(0)
    const contact = secrets.contactToken(ref, facts.recipient.address)
    const outcome = await store.write(openGuest, {
      ...ref, at: clock.now(), wayHash: way.hash, session: { id: halves.id, half: halves.half, box },
      factor: factor.kind, issue: factor.kind === 'sms' ? issue : null,
      number: factor.kind === 'sms' ? { contact, box: secrets.sealContact(ref, contact, { phone: factor.phone, language: facts.language }) } : null,
      records: [portalRecord(parts, 'portal.opened', {
        ref, outgoing: row.outgoing, factor: factor.kind, facts: { by: way.kind },
        personal: { to: facts.recipient.address, ip },
      })],
    })
    if (outcome === 'open') return { outcome: 'open', cookie: `${halves.id}.${toBase64Url(halves.secret)}` }
    return outcome === 'used' ? { outcome: 'no-code' } : { outcome: 'closed', state: 'expired' }
  }

  async function lock({ ref, row, facts, factor }: Found, ip: string): Promise<void> {
    await store.write(lockPortal, {
      ...ref, at: clock.now(),
      records: [portalRecord(parts, 'portal.locked', {
        ref, outgoing: row.outgoing, factor: factor?.kind ?? 'none', personal: { to: facts.recipient.address, ip },
      })],
      mails: [await parts.mails.toSender({
        tenant: ref.tenant, kind: 'locked', facts, expiresAt: row.expires_at, language: await senderLanguage(parts, ref, facts.language),
      })],
    })
  }

  async function resume(cookie: string): Promise<Guest | undefined> {
    const halves = readCookie(cookie)
    if (halves === undefined) return undefined
    const session = await store.maybe<SessionRow>(sql`select tenant, account, message, half, box, factor, created_at, last_seen_at
      from portal_session where id = ${halves.id}`)
    const now = clock.now()
    if (session === undefined) return undefined
    if (session.last_seen_at + GUEST_IDLE_MS <= now || session.created_at + GUEST_AGE_MS <= now) return undefined
    const ref = { tenant: session.tenant, account: session.account, message: session.message }
    const row = await store.maybe<MessageRow>(sql`${messageColumns}
      where tenant = ${ref.tenant} and account = ${ref.account} and id = ${ref.message}`)
    if (row === undefined || row.state !== 'open' || isOver(row)) return undefined
    let messageKey: Uint8Array
    try {
      messageKey = keys.unwrapForSession(ref, { ...halves, half: session.half }, session.box)
    } catch (error) {
      if (error instanceof Refusal) return undefined
      throw error
    }
    if (now - session.last_seen_at >= TOUCH_EVERY_MS) await store.write(touchGuest, { ...ref, id: halves.id, at: now })
    const facts = secrets.openFacts(ref, row.facts)
    return { ...ref, session: halves.id, factor: session.factor, messageKey, row, facts }
  }

  async function notMe(held: Held | Guest, ip: string): Promise<'closed' | 'ended' | 'unknown'> {
    const found = 'session' in held ? { ref: refOf(held), row: held.row, facts: held.facts } : await find(held)
    if (found === undefined) return 'unknown'
    const { ref, row, facts } = found
    if (row.state !== 'open' && row.state !== 'locked') return 'ended'
    const now = clock.now()
    const breach = parts.breaches.prepare({
      tenant: ref.tenant,
      fields: {
        cause: 'guest-says-not-for-me', message: ref.message, submission: row.outgoing, sender: facts.sender,
        recipient: facts.recipient, sentAt: facts.sentAt, readAt: row.read_at, closedAt: now,
        reasons: facts.reasons ?? [],
      },
    })
    const { blobs, outcome } = await store.write(refuseMessage, {
      ...ref, at: now, breach,
      records: [
        portalRecord(parts, 'portal.not-me', {
          ref, outgoing: row.outgoing, facts: { wasRead: row.read_at !== null },
          personal: { to: facts.recipient.address, ip },
        }),
        portalRecord(parts, 'breach.drafted', { ref, outgoing: row.outgoing, facts: { breach: breach.id, dueAt: breach.dueAt } }),
      ],
      mails: [await parts.mails.toSender({
        tenant: ref.tenant, kind: row.read_at === null ? 'not-me' : 'not-me-read', facts, expiresAt: row.expires_at,
        language: await senderLanguage(parts, ref, facts.language),
      })],
    })
    await deleteBlobs(parts, blobs)
    return outcome === 'refused' ? 'closed' : 'ended'
  }

  return {
    begin, code, resume, notMe,
    async look(held) {
      const found = await find(held)
      return found === undefined || found.row.state === 'factor-needed'
        ? undefined
        : lookOf(found, isOver(found.row) ? 'expired' : found.row.state, serviceContactOf(settings, found.facts))
    },
    async leave(guest) {
      await store.write(endGuest, { ...refOf(guest), id: guest.session })
    },
  }
}

interface SessionRow {
  readonly tenant: number
  readonly account: number
  readonly message: string
  readonly half: Uint8Array
  readonly box: Uint8Array
  readonly factor: FactorKind
  readonly created_at: number
  readonly last_seen_at: number
}

/** Only what says which message it is. */
export function refOf({ tenant, account, message }: PortalRef): PortalRef {
  return { tenant, account, message }
}

function lookOf({ row, facts, factor }: Found, state: Look['state'], service: ServiceContact): Look {
  const shown = state === 'open' ? shownFactor(factor) : null
  const sender = shownName(facts.sender.name) ?? facts.sender.address
  return {
    state, organisation: facts.organisation, sender: { name: sender },
    recipient: { name: facts.recipient.name === null ? null : shownName(facts.recipient.name) },
    sentAt: facts.sentAt, expiresAt: row.expires_at, endedAt: row.ended_at, language: facts.language,
    factor: shown === null ? null
      : shown.kind === 'sms' ? { kind: 'sms', hint: shown.hint ?? '' } : { kind: 'agreed-code', question: shown.hint },
    contact: { service, content: { name: sender, email: facts.sender.address } },
  }
}

function readCookie(cookie: string): { readonly id: string, readonly secret: Uint8Array } | undefined {
  const dot = cookie.indexOf('.')
  if (dot < 0 || cookie.length > CODE_LENGTH_MAX) return undefined
  const id = cookie.slice(0, dot)
  const secret = fromBase64Url(cookie.slice(dot + 1))
  if (fromBase64Url(id)?.length !== COOKIE_PART_BYTES.id) return undefined
  return secret?.length === COOKIE_PART_BYTES.secret ? { id, secret } : undefined
}
