import { sql, writeScript } from '../script.ts'

/** One row with bytes, and a change with its number. */
export const addAndTell = writeScript(
  'failing-disk.add-and-tell',
  import.meta.url,
  function* (tx, args: { account: number, id: number, body: Uint8Array }) {
    yield* tx.changed({ tenant: 1, account: args.account, topic: 'contract', number: args.id })
    yield* tx
      .run(sql`insert into item (tenant, account, id, body) values (1, ${args.account}, ${args.id}, ${args.body})`)
  },
)

/** Ends the whole transaction by a constraint, as a full disk can: `or rollback` takes the group with it. */
export const rollBackAll = writeScript(
  'failing-disk.roll-back-all',
  import.meta.url,
  function* (tx, args: { id: number }) {
    yield* tx.run(sql`insert into item (tenant, account, id) values (1, 9, ${args.id})`)
    yield* tx.run(sql`insert or rollback into item (tenant, account, id) values (1, 9, ${args.id})`)
  },
)
