/** Taking mail back: before it left, and as far as it can be had of it afterwards. */
import { appendRecord } from '../ledger/scripts.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { sql, writeScript, type Script } from '../storage/script.ts'
import { dropBodyWhenDone } from './ending-scripts.ts'
import { IS_RECALLED, RECALLED_BY, RETURNING } from './scripts.ts'

/** Takes back what has not left. Recipients already tried stay as they are. */
export const recall = writeScript('queue.recall', import.meta.url, function* (
  tx, { tenant, account, id, at, records }: {
    readonly tenant: number, readonly account: number, readonly id: string, readonly at: number,
    readonly records: readonly PreparedRecord[],
  },
): Script<{ readonly outcome: 'recalled' | 'already-left' | 'not found', readonly blob: string | null }> {
  const mail = yield* tx.maybe<{ id: string }>(
    sql`select id from outgoing where tenant = ${tenant} and id = ${id} and account = ${account}`)
  if (mail === undefined) return { outcome: 'not found', blob: null }
  const taken = yield* tx.run(sql`update outgoing_recipient set state = 'recalled', finished_at = ${at}, destination =
    ''
    where tenant = ${tenant} and outgoing = ${id}
      and (state = 'held' or (state in ('waiting', 'stopped') and attempts = 0))`)
  if (taken === 0) return { outcome: 'already-left', blob: null }
  for (const record of records) yield* appendRecord(record)
  const blob = yield* dropBodyWhenDone(tx, { tenant, outgoing: id })
  yield* tx.changed({ tenant, account, topic: 'submission', number: 0, detail: { outgoing: id } })
  return { outcome: 'recalled', blob }
})

/**
 * Takes back all that can be: what waits, also for a next try, and what is under way to a place of our own
 * (`ownNumbers`), for
 * there a transaction of ours decides. What is under way to another server is marked: it ends with this try.
 */
export const withdraw = writeScript('queue.withdraw', import.meta.url, function* (
  tx, { tenant, account, id, at, ownNumbers, records }: {
    readonly tenant: number, readonly account: number, readonly id: string, readonly at: number,
    readonly ownNumbers: readonly number[], readonly records: readonly PreparedRecord[],
  },
): Script<string | null> {
  const mail = yield* tx.maybe<{ id: string }>(
    sql`select id from outgoing where tenant = ${tenant} and id = ${id} and account = ${account}`)
  if (mail === undefined) return null
  let taken = yield* tx.run(sql`update outgoing_recipient set state = 'recalled', finished_at = ${at}, destination = ''
    where tenant = ${tenant} and outgoing = ${id} and state in ('held', 'waiting', 'stopped')`)
  for (const number of ownNumbers) {
    taken += yield* tx.run(sql`update outgoing_recipient set state = 'recalled', finished_at = ${at}, worker = null,
      destination = ''
      where tenant = ${tenant} and outgoing = ${id} and number = ${number} and state = 'trying' and worker <> ${RETURNING}`)
  }
  yield* tx.run(sql`update outgoing_recipient set worker = ${RECALLED_BY} || worker
    where tenant = ${tenant} and outgoing = ${id} and state = 'trying' and worker <> ${RETURNING} and not (${IS_RECALLED})`)
  if (taken === 0) return null
  for (const record of records) yield* appendRecord(record)
  const blob = yield* dropBodyWhenDone(tx, { tenant, outgoing: id })
  yield* tx.changed({ tenant, account, topic: 'submission', number: 0, detail: { outgoing: id } })
  return blob
})
