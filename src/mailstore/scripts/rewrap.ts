import { keptUnder } from '../../keys/newest-key.ts'
import { readScript, sql, writeScript, type Script, type Tx } from '../../storage/script.ts'
import { toBase64Url } from '../../base/bytes.ts'
import { insertReferences, type NewMessage } from './insert.ts'
import { LIST_MAX } from '../limits.ts'
import { cut, inList, type Owner } from './rows.ts'

/**
 * How mail comes under a new data key: names, list pages with what threads are found by, and what is gone after
 * that.
 */

interface Kept extends Owner { readonly keyVersion: number }

/** Puts names and keywords under the newest key; what was renamed meanwhile is there already. */
export const rewrapNames = writeScript('mailstore.rewrap-names', import.meta.url, function* (tx, args: Kept & {
  readonly mailboxes: readonly { readonly mailbox: number, readonly before: Uint8Array, readonly name: Uint8Array,
    readonly token: Uint8Array }[],
  readonly keywords: readonly { readonly keyword: number, readonly name: Uint8Array, readonly token: Uint8Array }[],
}) {
  const { tenant, account } = args
  yield* tx.lockAccount({ tenant, account })
  yield* keptUnder(tx, args)
  for (const { mailbox, before, name, token } of args.mailboxes) {
    yield* tx.run(sql`update mailbox set name = ${name}, token = ${token} where tenant = ${tenant} and account = ${account}
      and mailbox = ${mailbox} and token = ${before}`)
  }
  for (const { keyword, name, token } of args.keywords) {
    yield* tx.run(sql`update keyword set name = ${name}, token = ${token} where tenant = ${tenant}
      and account = ${account} and keyword = ${keyword}`)
  }
})

export interface RewrappedPage {
  readonly page: number
  /** As it was read, and under the newest key; null when it was there already. */
  readonly before: Uint8Array
  readonly sealed: Uint8Array | null
}

/** Puts list pages under the newest key, and gives their messages what their threads are found by from now on. */
export const rewrapPages = writeScript('mailstore.rewrap-pages', import.meta.url, function* (tx, args: Kept & {
  readonly pages: readonly RewrappedPage[],
  readonly messages: readonly ({ readonly message: number } & Pick<NewMessage, 'references' | 'formerReferences'>)[],
}) {
  const { tenant, account, keyVersion } = args
  yield* tx.lockAccount({ tenant, account })
  yield* keptUnder(tx, args)
  for (const { page, before, sealed } of args.pages) {
    if (sealed === null) continue
    yield* tx.run(sql`update record_page set sealed = ${sealed} where tenant = ${tenant} and account = ${account}
      and page = ${page} and sealed = ${before}`)
  }
  for (const { message, references, formerReferences } of args.messages) {
    const row = yield* tx.maybe<{ thread: number }>(sql`select thread from message where tenant = ${tenant}
      and account = ${account} and message = ${message}`)
    if (row === undefined) continue
    // A late message may have joined what is found by these to another thread than the message's own.
    const before = yield* threadsByToken(tx, { tenant, account, tokens: formerReferences.flat() })
    for (const [at, token] of references.entries()) {
      const joined = formerReferences.map((former) => before.get(toBase64Url(former[at] ?? token)))
        .find((thread) => thread !== undefined)
      yield* insertReferences(tx, { tenant, account, thread: joined ?? row.thread, keyVersion, references: [token] })
    }
  }
})

function* threadsByToken(tx: Tx, { tenant, account, tokens }: Owner & { readonly tokens: readonly Uint8Array[] }):
Script<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  for (const piece of cut(tokens)) {
    const rows = yield* tx.all<{ token: Uint8Array, thread: number }>(sql`select token, thread from thread_reference
      where tenant = ${tenant} and account = ${account} and token in ${inList(piece)}`)
    for (const { token, thread } of rows) found.set(toBase64Url(token), thread)
  }
  return found
}

/** Forgets what stood under the keys of before; gives how many rows went, fewer than `LIST_MAX` at the end. */
export const dropFormerReferences = writeScript('mailstore.drop-former-references', import.meta.url, function* (
  tx, { tenant, account, keyVersion, sentBefore }: Kept & { readonly sentBefore: number },
): Script<number> {
  yield* tx.lockAccount({ tenant, account })
  yield* tx.run(sql`delete from sent_copy where tenant = ${tenant} and account = ${account} and kept_at < ${sentBefore}`)
  return yield* tx.run(sql`delete from thread_reference where tenant = ${tenant} and account = ${account} and token in (
    select token from thread_reference where tenant = ${tenant} and account = ${account} and key_version < ${keyVersion}
    limit ${LIST_MAX})`)
})

/** How many rows there are to bring over, and the last message of now. */
export const rewrapFigures = readScript('mailstore.rewrap-figures', import.meta.url, function* (tx, { tenant,
  account }: Owner) {
  return yield* tx.one<{ messages: number, last: number | null, names: number, references: number }>(sql`select
    (select count(*) from message where tenant = ${tenant} and account = ${account}) as messages,
    (select max(message) from message where tenant = ${tenant} and account = ${account}) as last,
    (select count(*) from mailbox where tenant = ${tenant} and account = ${account}
      and destroyed_modseq is null) as names,
    (select count(*) from thread_reference where tenant = ${tenant} and account = ${account}) as "references"`)
})
