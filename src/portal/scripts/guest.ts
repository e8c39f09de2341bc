/** What a guest does: asks for a code, gives it, reads, says that the message is for somebody else. */
import { insertRecord, type NewComplianceRecord } from '../../compliance/scripts.ts'
import type { PreparedRecord } from '../../ledger/types.ts'
import { sql, writeScript, type Script } from '../../storage/script.ts'
import { CODE_WAIT_MS, CODES_PER_LINK_MAX, WRONG_CODES_MAX, type FactorKind, type PortalRef, type PortalState } from '../types.ts'
import { endMessage, endSessions, keepAlong, lockMessage, noteEvent, type Along, type EventKind, type MessageRow } from './rows.ts'

export interface AskCode extends PortalRef {
  readonly at: number
  readonly issue: string
  readonly digest: Uint8Array
  readonly expiresAt: number
  /** With the language that the guest chose; null when nothing of them changed. */
  readonly facts: Uint8Array | null
}

export type AskedCode =
  | { readonly outcome: 'issued' }
  /** The one sent a moment ago still works. */
  | { readonly outcome: 'wait', readonly waitMs: number }
  | { readonly outcome: 'too-many' }
  | { readonly outcome: 'closed', readonly state: PortalState }

/** Makes room for one code; it is sent after this commit, so two pages that ask at once send one message. */
export const askCode = writeScript('portal.ask-code', import.meta.url, function* (tx, args: AskCode): Script<AskedCode> {
  const row = yield* lockMessage(tx, args)
  if (row === undefined) return { outcome: 'closed', state: 'expired' }
  if (row.state !== 'open' || row.tries >= WRONG_CODES_MAX) return { outcome: 'closed', state: row.state === 'open' ? 'locked' : row.state }
  if (row.expires_at <= args.at) return { outcome: 'closed', state: 'expired' }
  const waitMs = (row.code_sent_at ?? -Infinity) + CODE_WAIT_MS - args.at
  if (waitMs > 0) return { outcome: 'wait', waitMs }
  if (row.codes_sent >= CODES_PER_LINK_MAX) return { outcome: 'too-many' }
  yield* tx.run(sql`update portal_message set code_issue = ${args.issue}, code_digest = ${args.digest}, code_sent_at = ${args.at},
      code_expires_at = ${args.expiresAt}, codes_sent = codes_sent + 1, facts = ${args.facts ?? row.facts}
    where tenant = ${args.tenant} and account = ${args.account} and id = ${args.message}`)
  return { outcome: 'issued' }
})

export interface CodeSent extends PortalRef, Along {
  readonly issue: string
  readonly isSent: boolean
  /** The sender hears of a gateway that is away once for a link. */
  readonly tellsSender: boolean
}

/** How the sending went. A code that did not leave is taken back, so that it may be asked for at once. */
export const codeSent = writeScript('portal.code-sent', import.meta.url, function* (tx, args: CodeSent): Script<void> {
  const row = yield* lockMessage(tx, args)
  if (row === undefined || row.code_issue !== args.issue) return
  const { tenant, account, message } = args
  if (!args.isSent) {
    yield* tx.run(sql`update portal_message set code_issue = null, code_digest = null, code_sent_at = null, code_expires_at = null
      where tenant = ${tenant} and account = ${account} and id = ${message}`)
  }
  const isFirst = args.tellsSender && row.gateway_told_at === null
  if (isFirst) {
    yield* tx.run(sql`update portal_message set gateway_told_at = ${args.at}
      where tenant = ${tenant} and account = ${account} and id = ${message}`)
  }
  yield* noteEvent(tx, row, args.isSent ? 'code-sent' : 'code-failed', args.at)
  yield* keepAlong(tx, { records: args.records, mails: isFirst ? args.mails : [] })
})

export type TakenTry =
  | { readonly outcome: 'try', readonly number: number, readonly issue: string | null, readonly digest: Uint8Array | null }
  | { readonly outcome: 'no-code' }
  | { readonly outcome: 'closed', readonly state: PortalState }

/**
 * Takes one of the tries before the code is compared, so that parallel tries cannot be more than there are. A right
 * code gives them back (`openGuest`). Without a living code nothing is compared and nothing taken.
 */
export const takeTry = writeScript('portal.take-try', import.meta.url, function* (tx, args: PortalRef & { readonly at: number }): Script<TakenTry> {
  const row = yield* lockMessage(tx, args)
  if (row === undefined) return { outcome: 'closed', state: 'expired' }
  if (row.state !== 'open' || row.tries >= WRONG_CODES_MAX) return { outcome: 'closed', state: row.state === 'open' ? 'locked' : row.state }
  if (row.expires_at <= args.at) return { outcome: 'closed', state: 'expired' }
  const isLiving = row.code_issue !== null && (row.code_expires_at ?? 0) > args.at
  if (row.factor === 'sms' && !isLiving) return { outcome: 'no-code' }
  yield* tx.run(sql`update portal_message set tries = tries + 1
    where tenant = ${args.tenant} and account = ${args.account} and id = ${args.message}`)
  return { outcome: 'try', number: row.tries + 1, issue: row.code_issue, digest: row.code_digest }
})

export interface OpenGuest extends PortalRef {
  readonly at: number
  /** Hash of the link or code that the guest holds: a new link may have come between. */
  readonly wayHash: Uint8Array
  readonly session: { readonly id: string, readonly half: Uint8Array, readonly box: Uint8Array }
  readonly factor: FactorKind
  /** The sending whose code was right; null for an agreed code, which stays. */
  readonly issue: string | null
  /** The number that was proved by this. */
  readonly number: { readonly contact: Uint8Array, readonly box: Uint8Array } | null
  readonly records: readonly PreparedRecord[]
}

/** Lets the guest in, once for a code. */
export const openGuest = writeScript('portal.open', import.meta.url, function* (tx, args: OpenGuest): Script<'open' | 'used' | 'closed'> {
  const row = yield* lockMessage(tx, args)
  if (row === undefined || row.state !== 'open' || !isWayOf(row, args.wayHash)) return 'closed'
  if (args.issue !== null && row.code_issue !== args.issue) return 'used'
  const { tenant, account, message, session } = args
  yield* tx.run(sql`update portal_message set tries = 0, code_issue = null, code_digest = null, code_expires_at = null
    where tenant = ${tenant} and account = ${account} and id = ${message}`)
  yield* tx.run(sql`insert into portal_session (tenant, account, message, id, half, box, factor, created_at, last_seen_at)
    values (${tenant}, ${account}, ${message}, ${session.id}, ${session.half}, ${session.box}, ${args.factor}, ${args.at}, ${args.at})`)
  if (args.number !== null) {
    yield* tx.run(sql`insert into portal_number (tenant, account, contact, verified_at, box)
      values (${tenant}, ${account}, ${args.number.contact}, ${args.at}, ${args.number.box})
      on conflict (tenant, account, contact) do update set verified_at = excluded.verified_at, box = excluded.box`)
  }
  yield* noteEvent(tx, row, 'opened', args.at)
  yield* keepAlong(tx, { records: args.records, mails: [] })
  return 'open'
})

/** Hashes are no secrets: comparing them need not take the same time. */
function isWayOf(row: MessageRow, hash: Uint8Array): boolean {
  return [row.link_hash, row.short_code_hash].some((known) => known?.toHex() === hash.toHex())
}

/** Five wrong codes: nothing opens any more until the sender makes a new link. */
export const lockPortal = writeScript('portal.lock', import.meta.url, function* (tx, args: PortalRef & Along): Script<void> {
  const row = yield* lockMessage(tx, args)
  if (row === undefined || row.state !== 'open' || row.tries < WRONG_CODES_MAX) return
  yield* tx.run(sql`update portal_message set state = 'locked', code_issue = null, code_digest = null, code_expires_at = null
    where tenant = ${args.tenant} and account = ${args.account} and id = ${args.message}`)
  yield* endSessions(tx, args)
  yield* noteEvent(tx, row, 'locked', args.at)
  yield* keepAlong(tx, args)
})

export interface Seen extends PortalRef {
  readonly at: number
  readonly kind: Extract<EventKind, 'read' | 'attachment' | 'copied'>
  readonly records: readonly PreparedRecord[]
}

/**
 * The read moment, and what was taken along; the first reading is told to the ledger once. False when the message ended
 * meanwhile: then nothing may be shown, so that a recall that said "unread" stays true.
 */
export const markSeen = writeScript('portal.seen', import.meta.url, function* (tx, args: Seen): Script<boolean> {
  const row = yield* lockMessage(tx, args)
  if (row === undefined || row.state !== 'open') return false
  if (args.kind === 'read' && row.read_at !== null) return true
  if (row.read_at === null) {
    yield* tx.run(sql`update portal_message set read_at = ${args.at}
      where tenant = ${args.tenant} and account = ${args.account} and id = ${args.message}`)
  }
  // The first reading always counts; somebody who fetches a file a thousand times fills no ledger.
  const isNoted = yield* noteEvent(tx, row, args.kind, args.at)
  if (isNoted || row.read_at === null) yield* keepAlong(tx, { records: args.records, mails: [] })
  return true
})

export interface Refuse extends PortalRef, Along {
  readonly breach: NewComplianceRecord
}

/** "Not for me": access, keys and body go, the sender and the officer know, all at once. Again changes nothing. */
export const refuseMessage = writeScript('portal.refuse', import.meta.url, function* (tx, args: Refuse): Script<{
  readonly outcome: 'refused' | 'ended', readonly blobs: readonly string[],
}> {
  const row = yield* lockMessage(tx, args)
  if (row === undefined || !['open', 'locked'].includes(row.state)) return { outcome: 'ended', blobs: [] }
  const blobs = yield* endMessage(tx, row, 'refused', args.at)
  yield* noteEvent(tx, row, 'not-me', args.at)
  yield* insertRecord(tx, args.breach)
  yield* keepAlong(tx, args)
  return { outcome: 'refused', blobs }
})

/** A guest is still there. */
export const touchGuest = writeScript('portal.touch', import.meta.url, function* (
  tx, { tenant, account, message, id, at }: PortalRef & { readonly id: string, readonly at: number },
): Script<void> {
  yield* tx.run(sql`update portal_session set last_seen_at = ${at}
    where tenant = ${tenant} and account = ${account} and message = ${message} and id = ${id}`)
})

/** A guest leaves. */
export const endGuest = writeScript('portal.leave', import.meta.url, function* (
  tx, { tenant, account, message, id }: PortalRef & { readonly id: string },
): Script<void> {
  yield* tx.run(sql`delete from portal_session
    where tenant = ${tenant} and account = ${account} and message = ${message} and id = ${id}`)
})
