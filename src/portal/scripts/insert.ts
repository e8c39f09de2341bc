/** How a guest's message comes in, and how it gets a new link. */
import { sql, writeScript, type Script, type Tx } from '../../storage/script.ts'
import type { SealedHead } from '../../keys/keys.ts'
import { keptUnder } from '../../keys/newest-key.ts'
import type { FactorKind, PortalRef } from '../types.ts'
import { endSessions, keepAlong, lockMessage, noteEvent, type Along } from './rows.ts'

/** The ways in of one notice. */
export interface NewWays {
  readonly linkHash: Uint8Array | null
  readonly linkWrap: Uint8Array | null
  readonly shortCodeHash: Uint8Array | null
  readonly shortCodeWrap: Uint8Array | null
}

export interface NewPortalMessage extends PortalRef {
  readonly outgoing: string
  readonly recipientNumber: number
  readonly at: number
  readonly expiresAt: number
  readonly sizeBytes: number
  readonly facts: Uint8Array
  readonly factor: FactorKind | 'none'
  readonly factorBox: Uint8Array | null
  /** Null while a factor is needed: nothing is sent then. */
  readonly ways: NewWays | null
  /** The queued notice. */
  readonly notice: string | null
  /** The message key for the sender. */
  readonly sealed: SealedHead
  /** Version of the key pair it is sealed to. */
  readonly keyVersion: number
  readonly body: Uint8Array | null
  readonly bodyBlob: string | null
}

/** Keeps a message for a guest, inside the transaction that ends the queue's recipient. */
export function* insertPortalMessage(tx: Tx, message: NewPortalMessage): Script<void> {
  const { tenant, account, message: id, outgoing, at, ways, sealed } = message
  yield* keptUnder(tx, message)
  yield* tx.run(sql`insert into portal_message (tenant, account, id, outgoing, recipient_number, state, factor, created_at,
      expires_at, noticed_at, size_bytes, facts, factor_box, notice, link_hash, link_wrap, short_code_hash,
      short_code_wrap, tries, codes_sent, sealed_id, encapsulation, sealed_box, sealed_mac, body, body_blob)
    values (${tenant}, ${account}, ${id}, ${outgoing}, ${message.recipientNumber}, ${ways === null ? 'factor-needed' : 'open'},
      ${message.factor}, ${at}, ${message.expiresAt}, ${ways === null ? null : at}, ${message.sizeBytes},
      ${message.facts},
      ${message.factorBox}, ${message.notice}, ${ways?.linkHash ?? null}, ${ways?.linkWrap ?? null},
      ${ways?.shortCodeHash ?? null}, ${ways?.shortCodeWrap ?? null}, 0, 0, ${sealed.id}, ${sealed.encapsulation},
      ${sealed.box}, ${sealed.mac}, ${message.body}, ${message.bodyBlob})`)
  yield* noteEvent(tx, { tenant, account, id, outgoing }, ways === null ? 'factor-needed' : 'noticed', at)
}

export interface Renewal extends PortalRef, Along {
  readonly ways: NewWays
  readonly notice: string
  readonly factor: FactorKind
  readonly factorBox: Uint8Array
  readonly expiresAt: number
}

/** A new link: the old one, its codes and its sessions open nothing any more. */
export const renewMessage = writeScript('portal.renew', import.meta.url, function* (tx, args: Renewal): Script<'renewed' | 'ended'> {
  const row = yield* lockMessage(tx, args)
  if (row === undefined || !['open', 'locked', 'factor-needed'].includes(row.state)) return 'ended'
  const { tenant, account, message, ways } = args
  yield* tx.run(sql`update portal_message set state = 'open', factor = ${args.factor}, factor_box = ${args.factorBox},
      expires_at = ${args.expiresAt}, noticed_at = ${args.at}, notice = ${args.notice}, link_hash = ${ways.linkHash},
      link_wrap = ${ways.linkWrap}, short_code_hash = ${ways.shortCodeHash}, short_code_wrap = ${ways.shortCodeWrap},
      tries = 0, codes_sent = 0, code_issue = null, code_digest = null, code_sent_at = null, code_expires_at = null,
      unread_told_at = null, gateway_told_at = null
    where tenant = ${tenant} and account = ${account} and id = ${message}`)
  yield* endSessions(tx, args)
  yield* noteEvent(tx, row, 'resent', args.at)
  yield* keepAlong(tx, args)
  return 'renewed'
})
