import { readScript, sql } from '../../storage/script.ts'
import type { Owner } from './rows.ts'

export interface QuotaRow {
  readonly usedBytes: number
  /** 0 is no limit. */
  readonly quotaBytes: number
}

/** What the account keeps and may keep. */
export const readQuota = readScript('mailstore.quota', import.meta.url, function* (tx, { tenant, account }: Owner) {
  return yield* tx.one<QuotaRow>(sql`select used_bytes as "usedBytes", quota_bytes as "quotaBytes" from account
    where tenant = ${tenant} and id = ${account}`)
})
