import { sql, writeScript } from '../storage/script.ts'

/** An account as a row, for tests that need no more of it. */
export const addAccount = writeScript('reputation.testing.account', import.meta.url, function* (
  tx, { tenant, id }: { readonly tenant: number, readonly id: number },
) {
  const key = new Uint8Array(1)
  yield* tx.run(sql`insert into account (tenant, id, profile, roles, language, state, sealing_public, sealing_secret, created_at)
    values (${tenant}, ${id}, ${key}, '', 'nl', 'active', ${key}, ${key}, 0)`)
})
