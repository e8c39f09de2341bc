/** Statements of the reports. Everything that names a domain or an address was encrypted before it came here. */
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'
import type { ReportKind } from './types.ts'

/**
 * Rows of one domain, one kind and one day; what comes above is left out: a flood of addresses must not fill the
 * disk.
 */
export const ROWS_PER_SUBJECT_MAX = 2000

/** What counts stand under. `day`: days since 1970, UTC. */
export interface Subject {
  readonly tenant: number
  readonly kind: ReportKind
  readonly day: number
  readonly subject: Uint8Array
}

export interface CountRow extends Subject {
  readonly detail: Uint8Array
  readonly facts: Uint8Array
  readonly amount: number
}

/** Adds to what is there. Gives how many rows found no room. */
export const addCounts = writeScript('reports.count', import.meta.url, function* (
  tx, { rows }: { readonly rows: readonly CountRow[] },
): Script<number> {
  let left = 0
  const rowsOf = new Map<string, number>()
  for (const { tenant, kind, day, subject, detail, facts, amount } of rows) {
    const added = yield* tx.run(sql`update report_count set amount = amount + ${amount} where tenant = ${tenant}
      and kind = ${kind} and day = ${day} and subject = ${subject} and detail = ${detail}`)
    if (added > 0) continue
    const key = `${tenant}/${kind}/${day}/${subject.join()}`
    const there = rowsOf.get(key) ?? (yield* tx.one<{ there: number }>(sql`select count(*) as there from report_count
      where tenant = ${tenant} and kind = ${kind} and day = ${day} and subject = ${subject}`)).there
    rowsOf.set(key, Math.min(there + 1, ROWS_PER_SUBJECT_MAX))
    if (there >= ROWS_PER_SUBJECT_MAX) {
      left += 1
      continue
    }
    yield* tx.run(sql`insert into report_count (tenant, kind, day, subject, detail, facts, amount)
      values (${tenant}, ${kind}, ${day}, ${subject}, ${detail}, ${facts}, ${amount})
      on conflict (tenant, kind, day, subject, detail) do update set amount = report_count.amount + excluded.amount`)
  }
  return left
})

/** What ended before that day, oldest first. */
export const subjectsBefore = readScript('reports.subjects', import.meta.url, function* (
  tx, { day, limit }: { readonly day: number, readonly limit: number },
): Script<readonly Subject[]> {
  return yield* tx.all<Subject>(sql`select distinct tenant, kind, day, subject from report_count where day < ${day}
    order by day, tenant, kind, subject limit ${limit}`)
})

/** The rows of one report, largest first. */
export const countsOf = readScript('reports.counts', import.meta.url, function* (
  tx, { tenant, kind, day, subject }: Subject,
): Script<readonly CountRow[]> {
  return yield* tx.all<CountRow>(sql`select tenant, kind, day, subject, detail, facts, amount from report_count
    where tenant = ${tenant} and kind = ${kind} and day = ${day} and subject = ${subject}
    order by amount desc, detail limit ${ROWS_PER_SUBJECT_MAX}`)
})

/** After a report was queued, or can be sent no more. */
export const forgetCounts = writeScript('reports.forget', import.meta.url, function* (
  tx, { tenant, kind, day, subject }: Subject,
): Script<void> {
  yield* tx.run(sql`delete from report_count where tenant = ${tenant} and kind = ${kind} and day = ${day} and subject = ${subject}`)
})

export interface ReceivedRow {
  readonly tenant: number
  readonly kind: ReportKind
  readonly subject: Uint8Array
  /**
   * Of the sender's organisation, `SENDER_TOKEN_OCTETS`, and behind it of sender and report id: a report that comes twice
   * counts once, and what one organisation sent is counted without its name.
   */
  readonly token: Uint8Array
  readonly day: number
  readonly received_at: number
  readonly good: number
  readonly bad: number
  readonly facts: Uint8Array
}

/** Front of a report's token: whose it is. */
export const SENDER_TOKEN_OCTETS = 8

/** Keeps a report once; false when it is known, or when there are too many of this domain and day or of this sender. */
export const keepReceived = writeScript('reports.received', import.meta.url, function* (
  tx, { row, perDayMax, perSenderMax }: {
    readonly row: ReceivedRow, readonly perDayMax: number, readonly perSenderMax: number,
  },
): Script<boolean> {
  const { tenant, kind, subject, token, day } = row
  const front = token.subarray(0, SENDER_TOKEN_OCTETS)
  const first = Uint8Array.from({ length: token.length }, (_, index) => front[index] ?? 0)
  const last = Uint8Array.from({ length: token.length }, (_, index) => front[index] ?? 0xff)
  const { his } = yield* tx.one<{ his: number }>(sql`select count(*) as his from report_received
    where tenant = ${tenant} and kind = ${kind} and subject = ${subject} and token >= ${first} and token <= ${last}
    and day = ${day}`)
  if (his >= perSenderMax) return false
  const { there } = yield* tx.one<{ there: number }>(sql`select count(*) as there from report_received
    where tenant = ${tenant} and kind = ${kind} and subject = ${subject} and day = ${day}`)
  if (there >= perDayMax) return false
  const added = yield* tx.run(sql`insert into report_received (tenant, kind, subject, token, day, received_at, good, bad, facts)
    values (${tenant}, ${kind}, ${subject}, ${token}, ${day}, ${row.received_at}, ${row.good}, ${row.bad}, ${row.facts})
    on conflict (tenant, kind, subject, token) do nothing`)
  return added === 1
})

/** Reports about one domain from that day on, newest first. */
export const receivedSince = readScript('reports.received-since', import.meta.url, function* (
  tx, { tenant, subject, day, limit }: { readonly tenant: number, readonly subject: Uint8Array, readonly day: number,
    readonly limit: number },
): Script<readonly ReceivedRow[]> {
  return yield* tx.all<ReceivedRow>(sql`select tenant, kind, subject, token, day, received_at, good, bad, facts from report_received
    where tenant = ${tenant} and subject = ${subject} and day >= ${day} order by day desc, token limit ${limit}`)
})

/** Ends what is older than that day. */
export const forgetReceived = writeScript('reports.forget-received', import.meta.url, function* (
  tx, { before }: { readonly before: number },
): Script<void> {
  yield* tx.run(sql`delete from report_received where day < ${before}`)
})
