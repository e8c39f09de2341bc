/** The rows of a guest's message, and what every script about it does. Everything secret was encrypted before. */
import type { PreparedRecord } from '../../ledger/types.ts'
import { appendRecord } from '../../ledger/scripts.ts'
import { insertOutgoing, type PreparedOutgoing } from '../../queue/scripts.ts'
import { sql, type ReadTx, type Script, type Sql, type Tx } from '../../storage/script.ts'
import type { FactorKind, PortalRef, PortalState } from '../types.ts'

export interface MessageRow {
  readonly tenant: number
  readonly account: number
  readonly id: string
  readonly outgoing: string
  readonly recipient_number: number
  readonly state: PortalState
  readonly factor: FactorKind | 'none'
  readonly created_at: number
  readonly expires_at: number
  readonly noticed_at: number | null
  readonly read_at: number | null
  readonly ended_at: number | null
  readonly unread_told_at: number | null
  readonly gateway_told_at: number | null
  readonly size_bytes: number
  readonly facts: Uint8Array
  readonly factor_box: Uint8Array | null
  readonly notice: string | null
  readonly link_hash: Uint8Array | null
  readonly link_wrap: Uint8Array | null
  readonly short_code_hash: Uint8Array | null
  readonly short_code_wrap: Uint8Array | null
  readonly tries: number
  readonly codes_sent: number
  readonly code_issue: string | null
  readonly code_digest: Uint8Array | null
  readonly code_sent_at: number | null
  readonly code_expires_at: number | null
  readonly sealed_id: string | null
  readonly encapsulation: Uint8Array | null
  readonly sealed_box: Uint8Array | null
  readonly sealed_mac: Uint8Array | null
}

/** All of a message but its body. */
export const messageColumns: Sql = sql`select tenant, account, id, outgoing, recipient_number, state, factor, created_at,
  expires_at, noticed_at, read_at, ended_at, unread_told_at, gateway_told_at, size_bytes, facts, factor_box, notice,
  link_hash, link_wrap, short_code_hash, short_code_wrap, tries, codes_sent, code_issue, code_digest, code_sent_at,
  code_expires_at, sealed_id, encapsulation, sealed_box, sealed_mac from portal_message`

/** What happened to a message, for its sender. */
export type EventKind =
  | 'noticed' | 'factor-needed' | 'code-sent' | 'code-failed' | 'opened' | 'read' | 'attachment' | 'copied' | 'replied'
  | 'not-me' | 'locked' | 'recalled' | 'closed' | 'extended' | 'resent' | 'expired' | 'unread-told'

/** What goes along with a fact, in its transaction. */
export interface Along {
  readonly at: number
  readonly records: readonly PreparedRecord[]
  readonly mails: readonly PreparedOutgoing[]
}

/** Events kept of one message; later ones of a busy guest are not. */
export const EVENTS_MAX = 1000

export function* messageOf(tx: ReadTx, { tenant, account, message }: PortalRef): Script<MessageRow | undefined> {
  return yield* tx.maybe<MessageRow>(
    sql`${messageColumns} where tenant = ${tenant} and account = ${account} and id = ${message}`)
}

/** The message, its account locked. */
export function* lockMessage(tx: Tx, ref: PortalRef): Script<MessageRow | undefined> {
  yield* tx.lockAccount({ tenant: ref.tenant, account: ref.account })
  return yield* messageOf(tx, ref)
}

/** Notes what happened, and lets the sender's clients look again. False when there is too much of it already. */
export function* noteEvent(tx: Tx, row: Pick<MessageRow, 'tenant' | 'account' | 'id' | 'outgoing'>, kind: EventKind, at: number): Script<boolean> {
  const { tenant, account, id, outgoing } = row
  const last = yield* tx.one<{ number: number | null }>(sql`select max(number) as number from portal_event
    where tenant = ${tenant} and account = ${account} and message = ${id}`)
  const number = (last.number ?? 0) + 1
  if (number <= EVENTS_MAX) {
    yield* tx.run(sql`insert into portal_event (tenant, account, message, number, at, kind)
      values (${tenant}, ${account}, ${id}, ${number}, ${at}, ${kind})`)
  }
  yield* tx.changed({ tenant, account, topic: 'submission', number: 0, detail: { outgoing } })
  return number <= EVENTS_MAX
}

export function* keepAlong(tx: Tx, { records, mails }: Pick<Along, 'records' | 'mails'>): Script<void> {
  for (const record of records) yield* appendRecord(record)
  for (const mail of mails) yield* insertOutgoing(tx, mail)
}

export function* endSessions(tx: Tx, { tenant, account, message }: PortalRef): Script<void> {
  yield* tx.run(sql`delete from portal_session where tenant = ${tenant} and account = ${account} and message = ${message}`)
}

/**
 * Ends a message for good: its keys, body, codes, number, sessions, uploads and answers go. Gives the blobs to delete
 * after the commit. What stays says that there was one, and what became of it.
 */
export function* endMessage(tx: Tx, row: MessageRow, state: 'expired' | 'recalled' | 'refused', at: number): Script<string[]> {
  const { tenant, account, id } = row
  const ref = { tenant, account, message: id }
  const blobs = yield* blobsOf(tx, ref)
  yield* tx.run(sql`update portal_message set state = ${state}, ended_at = ${at}, body = null, body_blob = null,
      link_wrap = null, short_code_wrap = null, factor_box = null, code_issue = null, code_digest = null,
      code_expires_at = null, sealed_id = null, encapsulation = null, sealed_box = null, sealed_mac = null
    where tenant = ${tenant} and account = ${account} and id = ${id}`)
  yield* endSessions(tx, ref)
  yield* dropUploads(tx, ref)
  // Times of answers stay; their text opened with the message key only, and that is gone.
  yield* tx.run(sql`update portal_reply set box = ${NOTHING} where tenant = ${tenant} and account = ${account} and message = ${id}`)
  return blobs
}

const NOTHING = new Uint8Array(0)

export function* dropUploads(tx: Tx, { tenant, account, message }: PortalRef): Script<void> {
  yield* tx.run(sql`delete from portal_upload_piece where tenant = ${tenant} and account = ${account} and message = ${message}`)
  yield* tx.run(sql`delete from portal_upload where tenant = ${tenant} and account = ${account} and message = ${message}`)
}

function* blobsOf(tx: Tx, { tenant, account, message }: PortalRef): Script<string[]> {
  const body = yield* tx.all<{ blob: string }>(sql`select body_blob as blob from portal_message
    where tenant = ${tenant} and account = ${account} and id = ${message} and body_blob is not null`)
  const pieces = yield* tx.all<{ blob: string }>(sql`select box_blob as blob from portal_upload_piece
    where tenant = ${tenant} and account = ${account} and message = ${message} and box_blob is not null`)
  return [...body, ...pieces].map(({ blob }) => blob)
}
