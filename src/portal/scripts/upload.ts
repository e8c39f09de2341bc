/** What a guest brings: pieces of files, and the answer they belong to. */
import type { PreparedRecord } from '../../ledger/types.ts'
import { insertPrepared, type PreparedMail } from '../../mailstore/scripts/append.ts'
import { Refusal } from '../../base/errors.ts'
import { sql, writeScript, type Script, type Tx } from '../../storage/script.ts'
import type { PortalRef } from '../types.ts'
import { keepAlong, lockMessage, noteEvent } from './rows.ts'

export interface NewUpload extends PortalRef {
  readonly id: string
  readonly at: number
  readonly sizeBytes: number
  readonly head: Uint8Array
  readonly bytesMax: number
  readonly countMax: number
}

/** Room for one file. Those of one message together may be `bytesMax`. */
export const beginUpload = writeScript('portal.upload', import.meta.url, function* (tx, args: NewUpload): Script<'begun' | 'too-large' | 'too-many' | 'closed'> {
  const row = yield* lockMessage(tx, args)
  if (row === undefined || row.state !== 'open') return 'closed'
  const { tenant, account, message } = args
  const used = yield* tx.one<{ count: number, bytes: number | null }>(sql`select count(*) as count, sum(size_bytes) as bytes
    from portal_upload where tenant = ${tenant} and account = ${account} and message = ${message}`)
  if (Number(used.bytes ?? 0) + args.sizeBytes > args.bytesMax) return 'too-large'
  if (used.count >= args.countMax) return 'too-many'
  yield* tx.run(sql`insert into portal_upload (tenant, account, message, id, created_at, size_bytes, received_bytes, head)
    values (${tenant}, ${account}, ${message}, ${args.id}, ${args.at}, ${args.sizeBytes}, 0, ${args.head})`)
  return 'begun'
})

export interface NewPiece extends PortalRef {
  readonly upload: string
  readonly start: number
  readonly sizeBytes: number
  readonly box: Uint8Array | null
  readonly boxBlob: string | null
}

export type AddedPiece =
  | { readonly outcome: 'added', readonly received: number }
  | { readonly outcome: 'wrong-offset', readonly received: number }
  | { readonly outcome: 'too-large' | 'not-found' }

/** The next piece. One that came already, or that leaves a gap, changes nothing and hears where to go on. */
export const addPiece = writeScript('portal.piece', import.meta.url, function* (tx, args: NewPiece): Script<AddedPiece> {
  const { tenant, account, message, upload, start, sizeBytes } = args
  yield* tx.lockAccount({ tenant, account })
  const row = yield* tx.maybe<{ size_bytes: number, received_bytes: number }>(sql`select size_bytes, received_bytes
    from portal_upload where tenant = ${tenant} and account = ${account} and message = ${message} and id = ${upload}`)
  if (row === undefined) return { outcome: 'not-found' }
  if (row.received_bytes !== start) return { outcome: 'wrong-offset', received: row.received_bytes }
  const received = start + sizeBytes
  if (received > row.size_bytes) return { outcome: 'too-large' }
  yield* tx.run(sql`insert into portal_upload_piece (tenant, account, message, upload, start, size_bytes, box, box_blob)
    values (${tenant}, ${account}, ${message}, ${upload}, ${start}, ${sizeBytes}, ${args.box}, ${args.boxBlob})`)
  yield* tx.run(sql`update portal_upload set received_bytes = ${received}
    where tenant = ${tenant} and account = ${account} and message = ${message} and id = ${upload}`)
  return { outcome: 'added', received }
})

/** Takes files away; gives the blobs to delete after the commit. */
export const dropUpload = writeScript('portal.drop-upload', import.meta.url, function* (
  tx, { ids, ...ref }: PortalRef & { readonly ids: readonly string[] },
): Script<readonly string[]> {
  yield* tx.lockAccount({ tenant: ref.tenant, account: ref.account })
  return yield* dropFiles(tx, ref, ids)
})

function* dropFiles(tx: Tx, { tenant, account, message }: PortalRef, ids: readonly string[]): Script<string[]> {
  const blobs: string[] = []
  for (const id of ids) {
    const pieces = yield* tx.all<{ blob: string | null }>(sql`select box_blob as blob from portal_upload_piece
      where tenant = ${tenant} and account = ${account} and message = ${message} and upload = ${id}`)
    for (const { blob } of pieces) if (blob !== null) blobs.push(blob)
    yield* tx.run(sql`delete from portal_upload_piece
      where tenant = ${tenant} and account = ${account} and message = ${message} and upload = ${id}`)
    yield* tx.run(sql`delete from portal_upload
      where tenant = ${tenant} and account = ${account} and message = ${message} and id = ${id}`)
  }
  return blobs
}

export interface KeepReply extends PortalRef {
  readonly at: number
  readonly repeatToken: Uint8Array
  readonly box: Uint8Array
  /** For the mailbox of the sender. */
  readonly mail: PreparedMail
  readonly uploads: readonly string[]
  readonly records: readonly PreparedRecord[]
  readonly repliesMax: number
}

export type KeptReply =
  | { readonly outcome: 'kept', readonly at: number, readonly blobs: readonly string[] }
  | { readonly outcome: 'repeated', readonly at: number }
  | { readonly outcome: 'closed' | 'too-many' }

/**
 * An answer: in the sender's mailbox, in the guest's list and in the ledger at once, exactly once for its key. Throws
 * `Refusal('over-quota')` when the mailbox is full; then nothing was kept.
 */
export const keepReply = writeScript('portal.reply', import.meta.url, function* (tx, args: KeepReply): Script<KeptReply> {
  const row = yield* lockMessage(tx, args)
  const { tenant, account, message } = args
  const first = yield* tx.maybe<{ at: number }>(sql`select at from portal_reply
    where tenant = ${tenant} and account = ${account} and message = ${message} and repeat_token = ${args.repeatToken}`)
  if (first !== undefined) return { outcome: 'repeated', at: first.at }
  if (row === undefined || row.state !== 'open') return { outcome: 'closed' }
  const sent = yield* tx.one<{ count: number }>(sql`select count(*) as count from portal_reply
    where tenant = ${tenant} and account = ${account} and message = ${message}`)
  if (sent.count >= args.repliesMax) return { outcome: 'too-many' }
  const kept = yield* insertPrepared(tx, args.mail)
  if (kept.outcome === 'over quota') throw new Refusal('over-quota', 'the mailbox of the sender is full')
  yield* tx.run(sql`insert into portal_reply (tenant, account, message, repeat_token, at, box)
    values (${tenant}, ${account}, ${message}, ${args.repeatToken}, ${args.at}, ${args.box})`)
  const blobs = yield* dropFiles(tx, args, args.uploads)
  yield* noteEvent(tx, row, 'replied', args.at)
  yield* keepAlong(tx, { records: args.records, mails: [] })
  return { outcome: 'kept', at: args.at, blobs }
})
