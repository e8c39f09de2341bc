import { Refusal } from '../base/errors.ts'
import type { Migration } from './migration.ts'
import { readScript, sql, writeScript } from './script.ts'

/** The scripts of the contract suite: what a domain does, made small. Both engines run them. */

/** Tables of the contract suite, with an account table as the real schema has it. */
export const contractMigrations: readonly Migration[] = [{
  number: 1,
  name: 'contract',
  statements: ({ integer, blob }) => [
    `create table account (tenant ${integer} not null, id ${integer} not null, counter ${integer} not null,
      primary key (tenant, id))`,
    `create table item (tenant ${integer} not null, account ${integer} not null, id ${integer} not null,
      word text, body ${blob}, amount ${integer},
      primary key (tenant, account, id))`,
    `create table part (tenant ${integer} not null, account ${integer} not null, item ${integer} not null,
      id ${integer} not null, primary key (tenant, account, item, id),
      foreign key (tenant, account, item) references item (tenant, account, id))`,
  ],
}]

export interface ItemArgs {
  readonly account: number
  readonly id: number
  readonly word?: string | null
  readonly body?: Uint8Array | null
  readonly amount?: number | null
}

/** One row. */
export const addItem = writeScript('contract.add', import.meta.url, function* (tx, args: ItemArgs) {
  return yield* tx.run(sql`insert into item (tenant, account, id, word, body, amount)
    values (1, ${args.account}, ${args.id}, ${args.word ?? null}, ${args.body ?? null}, ${args.amount ?? null})`)
})

/** Two rows and then an error, so nothing may stay. */
export const addAndThrow = writeScript(
  'contract.add-and-throw',
  import.meta.url,
  function* (tx, args: { account: number, id: number, how: 'error' | 'refusal' }) {
    yield* tx.run(sql`insert into item (tenant, account, id) values (1, ${args.account}, ${args.id})`)
    yield* tx.changed({ tenant: 1, account: args.account, topic: 'contract', number: args.id })
    if (args.how === 'refusal') throw new Refusal('contract', 'refused by the script')
    throw new Error('thrown by the script')
  },
)

/** Reads a number, adds one and writes it back: loses updates unless scripts run one after another. */
export const countUp = writeScript('contract.count-up', import.meta.url, function* (tx, args: { account: number }) {
  yield* tx.lockAccount({ tenant: 1, account: args.account })
  const { counter } = yield* tx.one<{ counter: number }>(
    sql`select counter from account where tenant = 1 and id = ${args.account}`,
  )
  yield* tx.run(sql`update account set counter = ${counter + 1} where tenant = 1 and id = ${args.account}`)
  yield* tx.changed({ tenant: 1, account: args.account, topic: 'contract', number: counter + 1 })
  return counter + 1
})

/** The same without a lock: the engine must still give the answer of one after another. */
export const countUpUnlocked = writeScript(
  'contract.count-up-unlocked',
  import.meta.url,
  function* (tx, args: { account: number }) {
    const { counter } = yield* tx.one<{ counter: number }>(
      sql`select counter from account where tenant = 1 and id = ${args.account}`,
    )
    yield* tx.run(sql`update account set counter = ${counter + 1} where tenant = 1 and id = ${args.account}`)
    return counter + 1
  },
)

export const addAccount = writeScript(
  'contract.add-account',
  import.meta.url,
  function* (tx, args: { account: number }) {
    yield* tx.run(sql`insert into account (tenant, id, counter) values (1, ${args.account}, 0)`)
  },
)

/** Inserts only when there is none: the usual way to make a repeat do nothing. */
export const addOnce = writeScript(
  'contract.add-once',
  import.meta.url,
  function* (tx, args: { account: number, id: number }) {
    const known = yield* tx
      .maybe(sql`select id from item where tenant = 1 and account = ${args.account} and id = ${args.id}`)
    if (known !== undefined) return 'known' as const
    yield* tx.run(sql`insert into item (tenant, account, id) values (1, ${args.account}, ${args.id})`)
    return 'added' as const
  },
)

/** Locks two accounts in the order given. */
export const lockTwo = writeScript(
  'contract.lock-two',
  import.meta.url,
  function* (tx, args: { first: number, second: number }) {
    yield* tx.lockAccount({ tenant: 1, account: args.first })
    yield* tx.lockAccount({ tenant: 1, account: args.second })
  },
)

/** Any one statement. */
export const runStatement = writeScript(
  'contract.run',
  import.meta.url,
  function* (tx, args: { text: string, values: readonly (string | number | null | Uint8Array)[] }) {
    return yield* tx.run(args)
  },
)

/** Any one statement with rows. */
export const allOfStatement = writeScript(
  'contract.all',
  import.meta.url,
  function* (tx, args: { text: string, values: readonly (string | number | null | Uint8Array)[] }) {
    return yield* tx.all<Record<string, unknown>>(args)
  },
)

/** Gives back what came in. */
export const echo = writeScript('contract.echo', import.meta.url, function* (tx, args: unknown) {
  yield* tx.lockAccount({ tenant: 1, account: 0 })
  return args
})

/** Gives something that cannot cross a thread, after a write. */
export const giveFunction = writeScript(
  'contract.give-function',
  import.meta.url,
  function* (tx, args: { account: number, id: number }) {
    yield* tx.run(sql`insert into item (tenant, account, id) values (1, ${args.account}, ${args.id})`)
    return () => 1
  },
)

/** Many statements, to hold the writer for a while. */
export const addMany = writeScript(
  'contract.add-many',
  import.meta.url,
  function* (tx, args: { account: number, from: number, count: number, body: Uint8Array }) {
    for (let index = 0; index < args.count; index++) {
      yield* tx.run(sql`insert into item (tenant, account, id, body)
      values (1, ${args.account}, ${args.from + index}, ${args.body})`)
    }
  },
)

/** Never ends by itself. */
export const endless = writeScript('contract.endless', import.meta.url, function* (tx) {
  for (;;) yield* tx.changed({ tenant: 1, account: 0, topic: 'contract', number: 0 })
})

/** Two counts in one snapshot, with everything in between. */
export const countTwice = readScript(
  'contract.count-twice',
  import.meta.url,
  function* (tx, args: { account: number, between: number }) {
    const count = sql`select count(*) as items from item where tenant = 1 and account = ${args.account}`
    const before = yield* tx.one<{ items: number }>(count)
    for (let index = 0; index < args.between; index++) yield* tx.all(count)
    const after = yield* tx.one<{ items: number }>(count)
    return { before: before.items, after: after.items }
  },
)

/** A read script that tries to write. */
export const writeWhileReading = readScript(
  'contract.write-while-reading',
  import.meta.url,
  function* (tx, args: { account: number }) {
    return yield* tx.all(sql`insert into item (tenant, account, id) values (1, ${args.account}, 1) returning id`)
  },
)

/** Deletes every row. */
export const eraseAll = writeScript('contract.erase-all', import.meta.url, function* (tx) {
  return yield* tx.run(sql`delete from item`)
})
