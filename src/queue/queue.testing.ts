import { readScript, sql, writeScript, type Script, type Sql } from '../storage/script.ts'

/** Makes the envelope of a queued mail unreadable, as a broken disk does: for tests. */
export const spoil = writeScript('queue.testing.spoil', import.meta.url, function* (tx,
  { id }: { readonly id: string }) {
  yield* tx.run(sql`update outgoing set envelope = ${new Uint8Array(40)} where id = ${id}`)
})

/** Takes destinations away, as they were not there before version 17 of the tables: for tests. */
export const forgetDestinations = writeScript<undefined, void>('queue.testing.forget', import.meta.url, function* (tx) {
  yield* tx.run(sql`update outgoing_recipient set destination = ''`)
})

/**
 * How the engine would find the rows. On small tables PostgreSQL would rather walk; what counts is that it need not.
 */
export const explained = readScript('queue.testing.explained', import.meta.url, function* (
  tx, { statement, engine }: { readonly statement: Sql, readonly engine: 'sqlite' | 'postgres' },
): Script<string> {
  if (engine === 'postgres') yield* tx.all(sql`select set_config('enable_seqscan', 'off', true),
    set_config('enable_bitmapscan', 'off', true)`)
  const rows = yield* tx.all<Record<string, string>>({
    ...statement, text: `${engine === 'postgres' ? 'explain' : 'explain query plan'} ${statement.text}`,
  })
  return rows.map((row) => Object.values(row).join(' ')).join('\n')
})

/** Empties the queue, so that tests can share one database server. */
export const emptyQueue = writeScript<undefined, void>('queue.testing.empty', import.meta.url, function* (tx) {
  yield* tx.run(sql`delete from outgoing_recipient`)
  yield* tx.run(sql`delete from outgoing`)
  yield* tx.run(sql`delete from outgoing_destination`)
})

/** Fills the queue with mails that nobody can open, spread over destinations: for figures about long queues. */
export const fillQueue = writeScript('queue.testing.fill', import.meta.url, function* (
  tx, { from, count, destinations, at }: { readonly from: number, readonly count: number,
    readonly destinations: number, readonly at: number },
): Script<void> {
  const numbers = sql`with recursive n(i) as (select cast(${from} as bigint) union all select i + 1 from n where i + 1 <
    ${from + count})`
  yield* tx.run(sql`insert into outgoing (tenant, id, account, handed_in_at, leaves_at, expires_at, deadline_at,
    size_bytes, envelope, body)
    ${numbers} select 1, 'mail' || cast(i as text), 7, cast(${at} as bigint) + i, ${at}, ${at}, ${at}, 300, ${new Uint8Array(300)},
      ${new Uint8Array(400)} from n`)
  yield* tx.run(sql`insert into outgoing_recipient (tenant, outgoing, number, state, next_at, attempts, address,
    destination, lane)
    ${numbers} select 1, 'mail' || cast(i as text), 0, 'waiting', cast(${at} as bigint) + i, 0, ${new Uint8Array(120)},
      'destination-' || cast(i % cast(${destinations} as bigint) as text), 1 from n`)
})
