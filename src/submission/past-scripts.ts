/**
 * Rows of past judgements; apart from what judges, for a storage thread loads this and would load the guard with it.
 */
import { sql, writeScript, type Script, type Tx } from '../storage/script.ts'

export interface PastRow {
  readonly tenant: number
  readonly id: string
  readonly at: number
  readonly box: Uint8Array
}

/** Notes a judgement inside the transaction that hands the mail in. */
export function* insertPast(tx: Tx, { tenant, id, at, box }: PastRow): Script<void> {
  yield* tx.run(sql`insert into past_assessment (tenant, id, at, box) values (${tenant}, ${id}, ${at}, ${box})`)
}

/** Forgets those from before a time. */
export const forgetPast = writeScript('submission.forget-past', import.meta.url, function* (
  tx, { before }: { readonly before: number },
): Script<void> {
  yield* tx.run(sql`delete from past_assessment where at < ${before}`)
})
