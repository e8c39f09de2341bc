/** What a sender and the clock do to messages of guests. */
import { readScript, sql, writeScript, type ReadTx, type Script } from '../../storage/script.ts'
import type { PortalRef } from '../types.ts'
import {
  endMessage, keepAlong, lockMessage, messageColumns, messageOf, noteEvent, type Along, type EventKind, type MessageRow,
} from './rows.ts'

/** A message with what became of its notice and of its answers. */
export interface StateRow extends MessageRow {
  readonly notice_state: string | null
  readonly replied_at: number | null
}

/** Messages of one mail. */
export const messagesOf = readScript('portal.states', import.meta.url, function* (
  tx, { tenant, account, outgoing }: { readonly tenant: number, readonly account: number, readonly outgoing: string },
): Script<StateRow[]> {
  const rows = yield* tx.all<MessageRow>(sql`${messageColumns} where tenant = ${tenant} and account = ${account}
    and outgoing = ${outgoing} order by recipient_number, id`)
  const states: StateRow[] = []
  for (const row of rows) states.push(yield* withState(tx, row))
  return states
})

/** One message. */
export const messageState = readScript('portal.state', import.meta.url, function* (tx, ref: PortalRef): Script<StateRow | undefined> {
  const row = yield* messageOf(tx, ref)
  return row === undefined ? undefined : yield* withState(tx, row)
})

function* withState(tx: ReadTx, row: MessageRow): Script<StateRow> {
  const notice = yield* tx.maybe<{ state: string }>(sql`select state from outgoing_recipient
    where tenant = ${row.tenant} and outgoing = ${row.notice ?? ''} and number = 0`)
  const reply = yield* tx.one<{ at: number | null }>(sql`select max(at) as at from portal_reply
    where tenant = ${row.tenant} and account = ${row.account} and message = ${row.id}`)
  return { ...row, notice_state: notice?.state ?? null, replied_at: reply.at }
}

export interface Close extends PortalRef, Along {
  readonly state: 'recalled' | 'expired'
}

export type Closed =
  | { readonly outcome: 'closed', readonly readAt: number | null, readonly blobs: readonly string[] }
  | { readonly outcome: 'ended-already', readonly state: string, readonly readAt: number | null }

/**
 * Recall or expiry. Before it was read nothing of it was seen by anybody; afterwards access ends, and the answer says
 * when it was read. Mails along are for a message that nobody read; a read one expires in silence.
 */
export const closeMessage = writeScript('portal.close', import.meta.url, function* (tx, args: Close): Script<Closed> {
  const row = yield* lockMessage(tx, args)
  if (row === undefined) return { outcome: 'ended-already', state: 'not-found', readAt: null }
  if (!['open', 'locked', 'factor-needed'].includes(row.state) || (args.state === 'expired' && row.expires_at > args.at)) {
    return { outcome: 'ended-already', state: row.state, readAt: row.read_at }
  }
  const blobs = yield* endMessage(tx, row, args.state, args.at)
  yield* noteEvent(tx, row, args.state === 'expired' ? 'expired' : row.read_at === null ? 'recalled' : 'closed', args.at)
  yield* keepAlong(tx, { records: args.records, mails: row.read_at === null ? args.mails : [] })
  return { outcome: 'closed', readAt: row.read_at, blobs }
})

/** Keeps a message open longer (or shorter). */
export const extendMessage = writeScript('portal.extend', import.meta.url, function* (
  tx, args: PortalRef & Along & { readonly expiresAt: number },
): Script<'extended' | 'ended'> {
  const row = yield* lockMessage(tx, args)
  if (row === undefined || !['open', 'locked', 'factor-needed'].includes(row.state)) return 'ended'
  yield* tx.run(sql`update portal_message set expires_at = ${args.expiresAt}
    where tenant = ${args.tenant} and account = ${args.account} and id = ${args.message}`)
  yield* noteEvent(tx, row, 'extended', args.at)
  yield* keepAlong(tx, args)
  return 'extended'
})

/** The sender is told once that nobody read it. */
export const unreadTold = writeScript('portal.unread-told', import.meta.url, function* (tx, args: PortalRef & Along): Script<void> {
  const row = yield* lockMessage(tx, args)
  if (row === undefined || row.state !== 'open' || row.read_at !== null || row.unread_told_at !== null) return
  yield* tx.run(sql`update portal_message set unread_told_at = ${args.at}
    where tenant = ${args.tenant} and account = ${args.account} and id = ${args.message}`)
  yield* noteEvent(tx, row, 'unread-told', args.at)
  yield* keepAlong(tx, args)
})

/** Messages whose time is over. */
export const expiredMessages = readScript('portal.expired', import.meta.url, function* (
  tx, { now, limit }: { readonly now: number, readonly limit: number },
): Script<MessageRow[]> {
  return yield* tx.all<MessageRow>(sql`${messageColumns} where state in ('open', 'locked', 'factor-needed')
    and expires_at <= ${now} order by expires_at limit ${limit}`)
})

/** Messages that nobody read since their notice of before then, and whose sender does not know. */
export const unreadMessages = readScript('portal.unread', import.meta.url, function* (
  tx, { before, limit }: { readonly before: number, readonly limit: number },
): Script<MessageRow[]> {
  return yield* tx.all<MessageRow>(sql`${messageColumns} where state = 'open' and read_at is null
    and unread_told_at is null and noticed_at <= ${before} order by noticed_at limit ${limit}`)
})

/** Forgets messages that ended long ago; the ledger keeps what must be kept. Gives how many. */
export const forgetEnded = writeScript('portal.forget', import.meta.url, function* (
  tx, { before, limit }: { readonly before: number, readonly limit: number },
): Script<number> {
  const old = yield* tx.all<{ tenant: number, account: number, id: string }>(sql`select tenant, account, id
    from portal_message where ended_at < ${before} order by tenant, account, id limit ${limit}`)
  for (const { tenant, account, id } of old) {
    for (const table of [sql`portal_event`, sql`portal_reply`, sql`portal_session`]) {
      yield* tx.run(sql`delete from ${table} where tenant = ${tenant} and account = ${account} and message = ${id}`)
    }
    yield* tx.run(sql`delete from portal_message where tenant = ${tenant} and account = ${account} and id = ${id}`)
  }
  return old.length
})

/** A remembered number goes. */
export const forgetNumber = writeScript('portal.forget-number', import.meta.url, function* (
  tx, { tenant, account, contact }: { readonly tenant: number, readonly account: number, readonly contact: Uint8Array },
): Script<void> {
  yield* tx.run(sql`delete from portal_number where tenant = ${tenant} and account = ${account} and contact = ${contact}`)
})

/** Sessions of guests who left without saying so. */
export const forgetGuests = writeScript('portal.forget-guests', import.meta.url, function* (
  tx, { idleSince, madeBefore }: { readonly idleSince: number, readonly madeBefore: number },
): Script<number> {
  return yield* tx.run(sql`delete from portal_session where last_seen_at <= ${idleSince} or created_at <= ${madeBefore}`)
})

export interface EventRow {
  readonly number: number
  readonly at: number
  readonly kind: EventKind
}

/** What happened to a message, oldest first. */
export const eventsOf = readScript('portal.events', import.meta.url, function* (
  tx, { tenant, account, message }: PortalRef,
): Script<EventRow[]> {
  return yield* tx.all<EventRow>(sql`select number, at, kind from portal_event
    where tenant = ${tenant} and account = ${account} and message = ${message} order by number`)
})
