import { Temporary } from '../../base/errors.ts'
import { isNewest } from '../../keys/newest-key.ts'
import { sql, writeScript, type Script, type Tx } from '../../storage/script.ts'
import { isMailbox, takeBytes, takeRoom } from './account.ts'
import { insertBody, insertMessage, insertPage, type NewBody, type NewMessage, type NewPage, type Target } from './insert.ts'
import { mailChanged, SEALED_TOPIC, type EntryRow, type Owner } from './rows.ts'

/** One message made ready for an open account: body and record encrypted, thread references as tokens. */
export interface AppendScriptArgs extends Owner {
  readonly body: NewBody
  readonly page: NewPage
  readonly content: NewMessage
  readonly targets: readonly Target[]
  readonly savedAt: number
}

export interface AppendedRow {
  readonly change: number
  readonly entry: EntryRow
  readonly uidValidity: number
}

/** Keeps one message in one or more mailboxes (APPEND, Email/set create, Sent copies, delivery to an open account). */
export function* insertAppended(tx: Tx, args: AppendScriptArgs): Script<AppendedRow | 'no such mailbox' | 'over quota'> {
  const { tenant, account, targets } = args
  yield* tx.lockAccount({ tenant, account })
  for (const { mailbox } of targets) {
    if (!(yield* isMailbox(tx, { tenant, account, mailbox }))) return 'no such mailbox'
  }
  return yield* insertInto(tx, args)
}

/** The same with the account locked, into mailboxes that this script has seen. */
function* insertInto(tx: Tx, args: AppendScriptArgs): Script<AppendedRow | 'over quota'> {
  const { tenant, account, body, page, content, targets, savedAt } = args
  const room = yield* takeRoom(tx, { tenant, account, messages: 1, bytes: content.sizeBytes })
  if (room === undefined) return 'over quota'
  isNewest(page.keyVersion, room.keyVersion)
  yield* insertBody(tx, { tenant, account, body })
  yield* insertPage(tx, { tenant, account, page, firstMessage: room.firstMessage })
  const { entries, counts } = yield* insertMessage(tx, {
    tenant, account, message: room.firstMessage, page, modseq: room.change, savedAt, content, targets,
  })
  yield* tx.changed(mailChanged({ tenant, account }, room.change, { mailboxes: counts, appeared: entries }))
  const [entry] = entries
  const [count] = counts
  if (entry === undefined || count === undefined) throw new Error('a message needs a mailbox')
  return { change: room.change, entry, uidValidity: count.uidValidity }
}

export const appendMessage = writeScript('mailstore.append', import.meta.url, insertAppended)

/** One message for an account that is closed: nothing of it opens without the account. */
export interface SealedScriptArgs extends Owner {
  readonly id: string
  readonly body: NewBody
  readonly receivedAt: number
  readonly sizeBytes: number
  readonly encapsulation: Uint8Array
  readonly box: Uint8Array
  readonly mac: Uint8Array
  /** Version of the key pair it is sealed to. */
  readonly keyVersion: number
}

/** Keeps a sealed message; it gets its place in a mailbox when the account is open (`absorb.ts`). */
export function* insertSealed(tx: Tx, args: SealedScriptArgs): Script<'kept' | 'over quota'> {
  const { tenant, account, body, sizeBytes } = args
  yield* tx.lockAccount({ tenant, account })
  const newest = yield* takeBytes(tx, { tenant, account, bytes: sizeBytes })
  if (newest === undefined) return 'over quota'
  isNewest(args.keyVersion, newest)
  yield* insertBody(tx, { tenant, account, body })
  const last = yield* tx.one<{ number: number | null }>(sql`select max(number) as number from sealed
    where tenant = ${tenant} and account = ${account}`)
  yield* tx.run(sql`insert into sealed
    (tenant, account, number, id, body, received_at, size_bytes, encapsulation, box, mac, set_aside)
    values (${tenant}, ${account}, ${(last.number ?? 0) + 1}, ${args.id}, ${body.id}, ${args.receivedAt}, ${sizeBytes},
      ${args.encapsulation}, ${args.box}, ${args.mac}, null)`)
  yield* tx.changed({ tenant, account, topic: SEALED_TOPIC, number: 0 })
  return 'kept'
}

/** A message made ready for one local recipient, in the form its account can take now. */
export type PreparedMail = PreparedSealed | PreparedAbsorbed

export interface PreparedSealed extends SealedScriptArgs { readonly form: 'sealed' }

export interface PreparedAbsorbed extends Omit<AppendScriptArgs, 'targets'> {
  readonly form: 'absorbed'
  /** The mailbox by role; the inbox when the account has none of that role. */
  readonly role: string
  readonly bits: number
}

/**
 * Keeps a prepared message, inside the caller's own transaction. A script that keeps several calls this in ascending
 * order of tenant and account. `undefined` entry: sealed, so it has no place yet.
 */
export function* insertPrepared(tx: Tx, mail: PreparedMail): Script<
  { readonly outcome: 'kept', readonly appended: AppendedRow | null } | { readonly outcome: 'over quota' }
> {
  if (mail.form === 'sealed') {
    const kept = yield* insertSealed(tx, mail)
    return kept === 'kept' ? { outcome: 'kept', appended: null } : { outcome: 'over quota' }
  }
  const { bits } = mail
  yield* tx.lockAccount(mail)
  const mailbox = yield* mailboxOfRole(tx, mail)
  // Every account has one until it closes, and then its mailboxes go before its row does.
  if (mailbox === 0) throw new Temporary('account-changing', 'an account closes at this moment')
  const appended = yield* insertInto(tx, { ...mail, targets: [{ mailbox, bits, keywords: '' }] })
  return appended === 'over quota' ? { outcome: 'over quota' } : { outcome: 'kept', appended }
}

export const keepPrepared = writeScript('mailstore.keep', import.meta.url, insertPrepared)

/** The live mailbox of that role, or else the inbox. */
export function* mailboxOfRole(tx: Tx, { tenant, account, role }: Owner & { readonly role: string }): Script<number> {
  const rows = yield* tx.all<{ mailbox: number, role: string }>(sql`select mailbox, role from mailbox
    where tenant = ${tenant} and account = ${account} and destroyed_modseq is null and role in (${role}, ${'inbox'})`)
  return rows.find((row) => row.role === role)?.mailbox ?? rows[0]?.mailbox ?? 0
}
