import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { silentLog } from '../../log/log.ts'
import { addAndThrow, addItem, addMany, contractMigrations, eraseAll } from '../contract.scripts.ts'
import { GROUP_SCRIPTS_MAX } from '../limits.ts'
import { openStore } from '../open.ts'
import { sql, type ReadScript, type WriteScript } from '../script.ts'
import type { Store } from '../store.ts'
import { addAndTell } from './failing-disk.testing.ts'
import { CAREFUL_GROUPS } from './group.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-threads-'))
after(() => rmSync(folder, { recursive: true, force: true }))

let opened = 0
const open = (): Promise<Store> =>
  openStore({
    url: `sqlite:${join(folder, `${++opened}.db`)}`,
    log: silentLog,
    options: { migrations: contractMigrations, readers: 1 },
  })

const scriptUrl = new URL('../script.ts', import.meta.url).href

/** A script module that did not exist when the store was opened. */
function moduleWith(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, `import { writeScript, readScript, sql } from ${JSON.stringify(scriptUrl)}\n${text}\n`)
  return pathToFileURL(path).href
}

const call = <Kind>(name: string, module: string): Kind =>
  ({
    name,
    module,
    body: () => {
      throw new Error('only the thread runs it')
    },
  }) as unknown as Kind

test('a script module that came later is loaded on first use, in the order of the calls', async () => {
  const store = await open()
  const module = moduleWith(
    'later.mjs',
    `
    writeScript('later.add', import.meta.url, function* (tx, args) {
      yield* tx.run(sql\`insert into item (tenant, account, id) values (1, 1, \${args.id})\`)
      return args.id
    })
    readScript('later.count', import.meta.url, function* (tx) {
      return (yield* tx.one(sql\`select count(*) as items from item\`)).items
    })`,
  )
  const add = call<WriteScript<{ id: number }, number>>('later.add', module)
  assert.deepEqual(
    await Promise.all([
      store.write(add, { id: 1 }),
      store.write(addItem, { account: 1, id: 2 }),
      store.write(add, { id: 3 }),
    ]),
    [1, 1, 3],
  )
  assert.equal(await store.read(call<ReadScript<null, number>>('later.count', module), null), 3)
  await store.close()
})

test('a module that is missing, broken or without the script fails only the calls that need it', async () => {
  const store = await open()
  const broken = moduleWith('broken.mjs', 'throw new Error("broken module")')
  const empty = moduleWith('empty.mjs', '')
  const results = await Promise.allSettled([
    store.write(call<WriteScript<null, null>>('missing.script', pathToFileURL(join(folder, 'missing.mjs')).href), null),
    store.write(call<WriteScript<null, null>>('broken.script', broken), null),
    store.write(call<WriteScript<null, null>>('empty.script', empty), null),
    store.write(addItem, { account: 1, id: 1 }),
    store.read(call<ReadScript<null, null>>('missing.read', empty), null),
    store.all(sql`select 1 as one`),
  ])
  assert.deepEqual(results.map(({ status }) => status), [
    'rejected',
    'rejected',
    'rejected',
    'fulfilled',
    'rejected',
    'fulfilled',
  ])
  await store.close()
})

test('calls of one turn travel together and commit together; more than a group holds is several', async () => {
  const store = await open()
  await store.write(addItem, { account: 1, id: 0 })
  let groups = 0
  store.afterGroupCommit(() => {
    groups += 1
  })
  await Promise
    .all(Array.from({ length: GROUP_SCRIPTS_MAX }, (_, index) => store.write(addItem, { account: 2, id: index })))
  assert.equal(groups, 1)
  groups = 0
  await Promise
    .all(Array.from({ length: GROUP_SCRIPTS_MAX + 1 }, (_, index) => store.write(addItem, { account: 3, id: index })))
  assert.equal(groups, 2)
  await store.close()
})

test('a script that fails takes nobody of its group along, before, among and after careful groups', async () => {
  const store = await open()
  const heard: number[] = []
  store.onChange(({ number }) => heard.push(number))
  const kept: number[] = []
  for (let group = 0; group < CAREFUL_GROUPS + 3; group++) {
    const id = 10 * group
    const results = await Promise.allSettled([
      store.write(addAndTell, { account: 1, id, body: new Uint8Array(5000) }),
      store.write(addAndThrow, { account: 1, id: id + 1, how: 'refusal' }),
      store.write(addItem, { account: 1, id }),
      store.write(addAndTell, { account: 1, id: id + 2, body: new Uint8Array(10) }),
    ])
    assert.deepEqual(results.map(({ status }) => status), ['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    kept.push(id, id + 2)
    await store.write(addItem, { account: 2, id })
  }
  const rows = await store.all<{ id: number }>(sql`select id from item where account = 1 order by id`)
  assert.deepEqual(rows.map(({ id }) => id), kept)
  assert.deepEqual(heard, kept)
  await store.close()
})

test('another process that holds the file is waited for; reads go on', async () => {
  const store = await open()
  await store.write(addItem, { account: 1, id: 1 })
  const other = new DatabaseSync(join(folder, `${opened}.db`))
  other.exec('begin immediate; insert into item (tenant, account, id) values (1, 1, 2)')
  const waiting = store.write(addItem, { account: 1, id: 3 })
  assert.equal((await store.one<{ items: number }>(sql`select count(*) as items from item`)).items, 1)
  other.exec('commit')
  other.close()
  await waiting
  assert.equal((await store.one<{ items: number }>(sql`select count(*) as items from item`)).items, 3)
  await store.close()
})

test('the write-ahead log is empty after close, and deleted rows leave no trace in the file', async () => {
  const store = await open()
  const path = join(folder, `${opened}.db`)
  const secret = new TextEncoder().encode('PLANTED-CIPHERTEXT-MARK')
  await store.write(addMany, { account: 1, from: 1, count: 2000, body: secret })
  await store.write(eraseAll, {})
  await store.close()
  assert.ok(!existsSync(`${path}-wal`) || readFileSync(`${path}-wal`).length === 0)
  assert.equal(readFileSync(path).indexOf(Buffer.from(secret)), -1)
})
