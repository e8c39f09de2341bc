import { sql, writeScript } from '../storage/script.ts'

/** What somebody does who can write to the database: puts the bytes of one way in into another's row. */
export const copyWrapForTest = writeScript('accounts.test.copyWrap', import.meta.url,
  function* (tx, { from, to }: { readonly from: string, readonly to: string }) {
    const row = yield* tx.one<{ salt: Uint8Array, box: Uint8Array }>(
      sql`select salt, box from account_wrap where id = ${from}`)
    yield* tx.run(sql`update account_wrap set salt = ${row.salt}, box = ${row.box} where id = ${to}`)
  })

/** App passwords as they were before there was SCRAM, or with keys that were made for another wrap. */
export const spoilScramForTest = writeScript('accounts.test.spoilScram', import.meta.url,
  function* (tx, { tenant, account, what }: {
    readonly tenant: number, readonly account: number, readonly what: 'no keys' | 'another wrap',
  }) {
    const keys = what === 'no keys' ? null : new Uint8Array(92)
    yield* tx.run(sql`update account_wrap set scram_keys = ${keys}, scram_box = ${keys}
      where tenant = ${tenant} and account = ${account} and kind = 'app-password'`)
  })
