import { sql, writeScript } from '../storage/script.ts'

/** What somebody does who can write to the database: puts the bytes of one way in into another's row. */
export const copyWrapForTest = writeScript('accounts.test.copyWrap', import.meta.url,
  function* (tx, { from, to }: { readonly from: string, readonly to: string }) {
    const row = yield* tx.one<{ salt: Uint8Array, box: Uint8Array }>(
      sql`select salt, box from account_wrap where id = ${from}`)
    yield* tx.run(sql`update account_wrap set salt = ${row.salt}, box = ${row.box} where id = ${to}`)
  })
