import { isNewest } from '../../keys/newest-key.ts'
import { readScript, sql, writeScript, type Script, type Tx } from '../../storage/script.ts'
import { takeRoom } from './account.ts'
import { mailboxOfRole } from './append.ts'
import { changeNumber } from './load.ts'
import { insertMessage, insertPage, type NewMessage, type NewPage } from './insert.ts'
import { mailChanged, type EntryRow, type MailboxCounts, type Owner } from './rows.ts'

/** A sealed message that waits. */
export interface SealedRow {
  readonly number: number
  readonly id: string
  readonly body: string
  readonly receivedAt: number
  readonly sizeBytes: number
  readonly encapsulation: Uint8Array
  readonly box: Uint8Array
  readonly mac: Uint8Array
}

export interface SealedBatchArgs extends Owner {
  /** Only rows after this number. */
  readonly after: number
  readonly limit: number
}

/** The next sealed messages in order of arrival, without those set aside; and the account's change number. */
export const sealedBatch = readScript('mailstore.sealed-batch', import.meta.url, function* (tx, args: SealedBatchArgs) {
  const { tenant, account, after, limit } = args
  const rows = yield* tx.all<SealedRow>(sql`select number, id, body, received_at as "receivedAt", size_bytes as "sizeBytes",
    encapsulation, box, mac from sealed where tenant = ${tenant} and account = ${account} and number > ${after}
    and set_aside is null order by number limit ${limit}`)
  return { rows, number: yield* changeNumber(tx, args) }
})

export interface AbsorbedItem {
  readonly number: number
  readonly id: string
  readonly content: NewMessage
  readonly role: string
  readonly bits: number
}

export interface AbsorbScriptArgs extends Owner {
  readonly page: NewPage
  /** In the order of the records in the page. */
  readonly items: readonly AbsorbedItem[]
  readonly savedAt: number
}

/**
 * Gives sealed messages their place: number, UID, MODSEQ, thread, list record. A row that somebody else absorbed
 * meanwhile is left out, so each message arrives exactly once. The body row stays as it is.
 */
export const absorbBatch = writeScript('mailstore.absorb', import.meta.url, function* (tx, args: AbsorbScriptArgs) {
  const { tenant, account, items, page } = args
  yield* tx.lockAccount(args)
  const ours = yield* takeSealed(tx, args)
  if (ours.length === 0) return { change: 0, absorbed: 0 }
  const room = yield* takeRoom(tx, { tenant, account, messages: items.length, bytes: 0 })
  if (room === undefined) throw new Error('no room for messages that are already counted')
  isNewest(page.keyVersion, room.keyVersion)
  yield* insertPage(tx, { tenant, account, page, firstMessage: room.firstMessage })
  const appeared: EntryRow[] = []
  const counts = new Map<number, MailboxCounts>()
  for (const [index, item] of items.entries()) {
    if (!ours.includes(item)) continue
    const mailbox = yield* mailboxOfRole(tx, { tenant, account, role: item.role })
    const inserted = yield* insertMessage(tx, {
      tenant, account, message: room.firstMessage + index, page, modseq: room.change, savedAt: args.savedAt,
      content: item.content, targets: [{ mailbox, bits: item.bits, keywords: '' }],
    })
    appeared.push(...inserted.entries)
    for (const count of inserted.counts) counts.set(count.mailbox, count)
  }
  const lost = items.length - ours.length
  if (lost > 0) {
    yield* tx.run(sql`update record_page set gone = ${lost} where tenant = ${tenant} and account = ${account}
      and page = ${page.page}`)
  }
  yield* tx.changed(mailChanged(args, room.change, { mailboxes: [...counts.values()], appeared }))
  return { change: room.change, absorbed: ours.length }
})

function* takeSealed(tx: Tx, { tenant, account, items }: AbsorbScriptArgs): Script<AbsorbedItem[]> {
  const ours: AbsorbedItem[] = []
  for (const item of items) {
    const taken = yield* tx.run(sql`delete from sealed where tenant = ${tenant} and account = ${account}
      and number = ${item.number} and id = ${item.id}`)
    if (taken === 1) ours.push(item)
  }
  return ours
}

export interface SetAsideArgs extends Owner {
  readonly number: number
  readonly id: string
  readonly reason: string
}

/** Keeps a sealed row that cannot be absorbed (planted, broken) out of the way, for somebody to look at. */
export const setAside = writeScript('mailstore.set-aside', import.meta.url, function* (tx, args: SetAsideArgs) {
  const { tenant, account, number, id, reason } = args
  yield* tx.lockAccount(args)
  return (yield* tx.run(sql`update sealed set set_aside = ${reason} where tenant = ${tenant} and account = ${account}
    and number = ${number} and id = ${id} and set_aside is null`)) === 1
})
