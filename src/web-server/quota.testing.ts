import { sql, writeScript } from '../storage/script.ts'

/** Gives every account of a tenant so much room. A module of its own, because the writer thread imports it. */
export const setQuota = writeScript('web.testing.quota', import.meta.url, function* (
  tx, { tenant, bytes }: { readonly tenant: number, readonly bytes: number },
) {
  yield* tx.run(sql`update account set quota_bytes = ${bytes} where tenant = ${tenant}`)
})
