import { readScript, sql, writeScript } from '../../storage/script.ts'
import type { Owner } from './rows.ts'

export interface TrimArgs extends Owner {
  /** Rows of each log that stay. */
  readonly keep: number
}

/** How many rows the logs of what is gone have. */
export const logSizes = readScript('mailstore.log-sizes', import.meta.url, function* (tx, { tenant, account }: Owner) {
  return yield* tx.one<{ expunged: number, emails: number }>(sql`select (select count(*) from expunged
    where tenant = ${tenant} and account = ${account}) as expunged, (select count(*) from email_gone
    where tenant = ${tenant} and account = ${account}) as emails`)
})

/**
 * Forgets the oldest of what is gone and raises the floor: clients that ask for changes since before it must read all
 * again ('cannot calculate', RFC 8620 §5.2). Gives the floor.
 */
export const trimLogs = writeScript('mailstore.trim-logs', import.meta.url, function* (tx, args: TrimArgs) {
  const { tenant, account, keep } = args
  yield* tx.lockAccount(args)
  const expunged = yield* tx.maybe<{ modseq: number }>(sql`select modseq from expunged where tenant = ${tenant}
    and account = ${account} order by modseq desc limit 1 offset ${keep}`)
  const emails = yield* tx.maybe<{ modseq: number }>(sql`select modseq from email_gone where tenant = ${tenant}
    and account = ${account} order by modseq desc limit 1 offset ${keep}`)
  const floor = Math.max(expunged?.modseq ?? 0, emails?.modseq ?? 0)
  yield* tx.run(sql`delete from expunged where tenant = ${tenant} and account = ${account} and modseq <= ${floor}`)
  yield* tx.run(sql`delete from email_gone where tenant = ${tenant} and account = ${account} and modseq <= ${floor}`)
  yield* tx.run(sql`update mail_account set changes_floor = ${floor} where tenant = ${tenant} and account = ${account}
    and changes_floor < ${floor}`)
  return floor
})
