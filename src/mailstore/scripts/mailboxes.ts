import { keptUnder } from '../../keys/newest-key.ts'
import { sql, writeScript, type ReadTx, type Script, type Tx } from '../../storage/script.ts'
import { nextChange } from './account.ts'
import { mailChanged, type Owner } from './rows.ts'

/** A mailbox to be made; its name was encrypted outside, bound to the token. */
export interface NewMailbox {
  readonly name: Uint8Array
  readonly token: Uint8Array
  readonly role: string | null
}

export interface FolderGuard extends Owner {
  /** `folderVersion` the caller planned with; the script does nothing when it is another by now. */
  readonly version: number
}

/** Rises with every change of names, roles, subscriptions, comings and goings of an account's mailboxes. */
export function* folderVersion(tx: ReadTx, { tenant, account }: Owner): Script<number> {
  const row = yield* tx.one<{ version: number | null }>(sql`select max(case when destroyed_modseq is null then modseq
    else destroyed_modseq end) as version from mailbox where tenant = ${tenant} and account = ${account}`)
  return row.version ?? 0
}

export interface CreateArgs extends FolderGuard {
  /** Missing parents first, the wanted one last. */
  readonly mailboxes: readonly NewMailbox[]
  readonly nowSeconds: number
  readonly keyVersion: number
}

export interface FoldersChanged {
  readonly change: number
  readonly mailboxes: readonly number[]
}

/** Makes mailboxes; the names are known to be free at that version. */
export const createMailboxes = writeScript('mailstore.create-mailboxes', import.meta.url, function* (tx, args: CreateArgs) {
  yield* tx.lockAccount(args)
  yield* keptUnder(tx, args)
  if ((yield* folderVersion(tx, args)) !== args.version) return 'changed meanwhile' as const
  const change = yield* nextChange(tx, args)
  const made = yield* insertMailboxes(tx, { ...args, change })
  yield* tx.changed(mailChanged(args, change, { folders: true }))
  return { change, mailboxes: made } satisfies FoldersChanged
})

export interface SetUpArgs extends Owner {
  readonly mailboxes: readonly NewMailbox[]
  readonly nowSeconds: number
  readonly keyVersion: number
}

/** The mailboxes of an account that is opened for the first time; does nothing when it has any. */
export const setUpMailboxes = writeScript('mailstore.set-up', import.meta.url, function* (tx, args: SetUpArgs) {
  const { tenant, account } = args
  yield* tx.lockAccount(args)
  yield* keptUnder(tx, args)
  if ((yield* folderVersion(tx, args)) !== 0) return
  yield* tx.run(sql`insert into mail_account (tenant, account, last_uid_validity, changes_floor)
    values (${tenant}, ${account}, 0, 0) on conflict do nothing`)
  const change = yield* nextChange(tx, args)
  yield* insertMailboxes(tx, { ...args, change })
  yield* tx.changed(mailChanged(args, change, { folders: true }))
})

function* insertMailboxes(tx: Tx, { tenant, account, change, mailboxes, nowSeconds }: Owner & {
  readonly change: number, readonly mailboxes: readonly NewMailbox[], readonly nowSeconds: number,
}): Script<number[]> {
  const made: number[] = []
  for (const { name, token, role } of mailboxes) {
    const { mailbox } = yield* tx.one<{ mailbox: number }>(sql`update account set next_mailbox = next_mailbox + 1
      where tenant = ${tenant} and id = ${account} returning next_mailbox - 1 as mailbox`)
    const { validity } = yield* tx.one<{ validity: number }>(sql`update mail_account
      set last_uid_validity = case when last_uid_validity < ${nowSeconds} then ${nowSeconds}
        else last_uid_validity + 1 end
      where tenant = ${tenant} and account = ${account} returning last_uid_validity as validity`)
    yield* tx.run(sql`insert into mailbox (tenant, account, mailbox, name, token, role, subscribed, uid_validity, uid_next,
      total, unseen, size_bytes, highest_modseq, modseq, created_modseq, destroyed_modseq)
      values (${tenant}, ${account}, ${mailbox}, ${name}, ${token}, ${role}, 1, ${validity}, 1, 0, 0, 0,
        ${change}, ${change}, ${change}, null)`)
    made.push(mailbox)
  }
  return made
}

export interface RenameArgs extends FolderGuard {
  /** The mailbox and everything below it, with their new names. */
  readonly renamed: readonly { readonly mailbox: number, readonly name: Uint8Array, readonly token: Uint8Array }[]
  /** New parents that were missing. */
  readonly created: readonly NewMailbox[]
  readonly nowSeconds: number
  readonly keyVersion: number
}

/** Renames a mailbox with its children. RFC 9051 §6.3.6 */
export const renameMailboxes = writeScript('mailstore.rename-mailboxes', import.meta.url, function* (tx, args: RenameArgs) {
  const { tenant, account } = args
  yield* tx.lockAccount(args)
  yield* keptUnder(tx, args)
  if ((yield* folderVersion(tx, args)) !== args.version) return 'changed meanwhile' as const
  const change = yield* nextChange(tx, args)
  yield* insertMailboxes(tx, { tenant, account, change, mailboxes: args.created, nowSeconds: args.nowSeconds })
  // A child may take the name that its sibling has until its own turn: tokens go first.
  for (const { mailbox } of args.renamed) {
    yield* tx.run(sql`update mailbox set token = null where tenant = ${tenant} and account = ${account}
      and mailbox = ${mailbox}`)
  }
  for (const { mailbox, name, token } of args.renamed) {
    yield* tx.run(sql`update mailbox set name = ${name}, token = ${token}, modseq = ${change} where tenant = ${tenant}
      and account = ${account} and mailbox = ${mailbox}`)
  }
  yield* tx.changed(mailChanged(args, change, { folders: true }))
  return { change, mailboxes: args.renamed.map(({ mailbox }) => mailbox) } satisfies FoldersChanged
})

export interface DeleteMailboxArgs extends FolderGuard { readonly mailbox: number }

/** Removes an empty mailbox; 'not empty' when mail came meanwhile. */
export const deleteMailbox = writeScript('mailstore.delete-mailbox', import.meta.url, function* (tx, args: DeleteMailboxArgs) {
  const { tenant, account, mailbox } = args
  yield* tx.lockAccount(args)
  if ((yield* folderVersion(tx, args)) !== args.version) return 'changed meanwhile' as const
  const inside = yield* tx.maybe(sql`select 1 as found from entry where tenant = ${tenant} and account = ${account}
    and mailbox = ${mailbox} limit 1`)
  if (inside !== undefined) return 'not empty' as const
  const change = yield* nextChange(tx, args)
  yield* tx.run(sql`update mailbox set destroyed_modseq = ${change}, name = null, token = null, role = null
    where tenant = ${tenant} and account = ${account} and mailbox = ${mailbox}`)
  yield* tx.run(sql`delete from expunged where tenant = ${tenant} and account = ${account} and mailbox = ${mailbox}`)
  yield* tx.changed(mailChanged(args, change, { folders: true }))
  return { change, mailboxes: [mailbox] } satisfies FoldersChanged
})

export interface SubscribeArgs extends Owner {
  readonly mailbox: number
  readonly subscribed: number
}

export const subscribeMailbox = writeScript('mailstore.subscribe', import.meta.url, function* (tx, args: SubscribeArgs) {
  const { tenant, account, mailbox, subscribed } = args
  yield* tx.lockAccount(args)
  const same = yield* tx.maybe(sql`select 1 as found from mailbox where tenant = ${tenant} and account = ${account}
    and mailbox = ${mailbox} and destroyed_modseq is null and subscribed <> ${subscribed}`)
  if (same === undefined) return
  const change = yield* nextChange(tx, args)
  yield* tx.run(sql`update mailbox set subscribed = ${subscribed}, modseq = ${change} where tenant = ${tenant}
    and account = ${account} and mailbox = ${mailbox}`)
  yield* tx.changed(mailChanged(args, change, { folders: true }))
})

export interface KeywordArgs extends Owner {
  /** The number that the name was encrypted for. */
  readonly keyword: number
  readonly name: Uint8Array
  readonly token: Uint8Array
  readonly most: number
  readonly keyVersion: number
}

/** Gives a keyword its number, unless it has one or the number is taken; gives all keywords as they are then. */
export const addKeywords = writeScript('mailstore.keywords', import.meta.url, function* (tx, args: KeywordArgs) {
  const { tenant, account, keyword, name, token, most } = args
  yield* tx.lockAccount(args)
  yield* keptUnder(tx, args)
  const known = yield* tx.maybe(sql`select keyword from keyword where tenant = ${tenant} and account = ${account}
    and (token = ${token} or keyword = ${keyword})`)
  if (known === undefined && keyword > most) return { outcome: 'too many' as const, keywords: [] }
  if (known === undefined) {
    yield* tx.run(sql`insert into keyword (tenant, account, keyword, name, token)
      values (${tenant}, ${account}, ${keyword}, ${name}, ${token})`)
  }
  const keywords = yield* tx.all<{ keyword: number, name: Uint8Array }>(sql`select keyword, name from keyword
    where tenant = ${tenant} and account = ${account} order by keyword`)
  return { outcome: 'added' as const, keywords }
})
