/** Counts of what accounts sent, by the hour. */
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'

export interface SendingRow {
  readonly tenant: number
  readonly account: number
  /** Hours since 1970. */
  readonly hour: number
  readonly recipients: number
  readonly fresh: number
  readonly bounced: number
  readonly spam: number
}

/** Oldest first. */
export const readSending = readScript('reputation.sending', import.meta.url, function* (
  tx, { since, limit }: { readonly since: number, readonly limit: number },
): Script<SendingRow[]> {
  return yield* tx.all<SendingRow>(sql`select tenant, account, hour, recipients, fresh, bounced, spam from sending_count
    where hour > ${since} order by hour, tenant, account limit ${limit}`)
})

/** Adds, and forgets what is before that hour. An account that closed meanwhile gets no row again. */
export const addToSending = writeScript('reputation.sent', import.meta.url, function* (
  tx, { rows, before }: { readonly rows: readonly SendingRow[], readonly before: number },
): Script<void> {
  for (const row of rows.toSorted((a, b) => a.tenant - b.tenant || a.account - b.account || a.hour - b.hour)) {
    yield* tx.run(sql`insert into sending_count (tenant, account, hour, recipients, fresh, bounced, spam)
      select ${row.tenant}, ${row.account}, ${row.hour}, ${row.recipients}, ${row.fresh}, ${row.bounced}, ${row.spam}
      from account where tenant = ${row.tenant} and id = ${row.account}
      on conflict (tenant, account, hour) do update set recipients = sending_count.recipients + excluded.recipients,
        fresh = sending_count.fresh + excluded.fresh, bounced = sending_count.bounced + excluded.bounced,
        spam = sending_count.spam + excluded.spam`)
  }
  yield* tx.run(sql`delete from sending_count where hour < ${before}`)
})
