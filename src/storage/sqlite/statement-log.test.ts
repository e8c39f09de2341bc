import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, afterEach, test } from 'node:test'
import { silentLog } from '../../log/log.ts'
import { addItem, contractMigrations } from '../contract.scripts.ts'
import { openStore } from '../open.ts'
import { sql, type Sql } from '../script.ts'
import type { Store } from '../store.ts'
import { EPOCH_BYTES, readRecords, RECORD_BYTES_MAX, RecordWriter } from './statement-record.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-statements-'))
const held: DatabaseSync[] = []
const letGo = (): void => {
  for (const holder of held.splice(0)) holder.close()
}
afterEach(letGo)
after(() => rmSync(folder, { recursive: true, force: true }))

const open = (path: string): Promise<Store> =>
  openStore({ url: `sqlite:${path}`, log: silentLog, options: { migrations: contractMigrations, readers: 1 } })

const idsIn = async (store: Store): Promise<number[]> =>
  (await store.all<{ id: number }>(sql`select id from item order by id`)).map(({ id }) => id)

/** The files as they are at this moment, of a store that is open, with SQLite's log as it was `before`. */
function afterPowerCut(path: string, to: string, sqliteLog: Uint8Array): void {
  copyFileSync(path, to)
  writeFileSync(`${to}-wal`, sqliteLog)
  copyFileSync(`${path}-statements`, `${to}-statements`)
}

/** The first group of a process is synced in SQLite's log; from the second on the statement log is what is synced. */
async function storeWithTwoGroups(path: string): Promise<{ readonly store: Store, readonly sqliteLog: Uint8Array }> {
  const store = await open(path)
  // Somebody reads the state of before all the time: however slow the machine, no page goes from the log into the file.
  const holder = new DatabaseSync(path)
  holder.exec('begin')
  holder.prepare('select * from item').all()
  held.push(holder)
  await store.write(addItem, { account: 1, id: 1 })
  // A read waits for the commit behind the reply.
  assert.deepEqual(await idsIn(store), [1])
  const sqliteLog = readFileSync(`${path}-wal`)
  await store.write(addItem, { account: 1, id: 2 })
  await store.write(addItem, { account: 1, id: 3 })
  assert.deepEqual(await idsIn(store), [1, 2, 3])
  return { store, sqliteLog }
}

test('what the database lost in a power cut is done again from the statement log, once', async () => {
  const path = join(folder, 'cut.db')
  const { store, sqliteLog } = await storeWithTwoGroups(path)
  const cut = join(folder, 'cut-copy.db')
  afterPowerCut(path, cut, sqliteLog)
  letGo()
  for (let start = 0; start < 3; start++) {
    const again = await open(cut)
    assert.deepEqual(await idsIn(again), [1, 2, 3])
    await again.close()
  }
  await store.close()
})

test('a log of which the last record is torn gives those before it', async () => {
  const path = join(folder, 'torn.db')
  const { store, sqliteLog } = await storeWithTwoGroups(path)
  const torn = join(folder, 'torn-copy.db')
  afterPowerCut(path, torn, sqliteLog)
  letGo()
  const log = readFileSync(`${torn}-statements`)
  // Two records of one sector each; the first octet of the second one's content is another.
  log[512 + 40] = (log[512 + 40] ?? 0) ^ 1
  writeFileSync(`${torn}-statements`, log)
  const again = await open(torn)
  assert.deepEqual(await idsIn(again), [1, 2])
  await again.close()
  await store.close()
})

test('a database that was put back is not brought forward by the log of another time', async () => {
  const path = join(folder, 'back.db')
  const { store } = await storeWithTwoGroups(path)
  const back = join(folder, 'back-copy.db')
  const other = await open(back)
  await other.write(addItem, { account: 1, id: 9 })
  await other.close()
  copyFileSync(`${path}-statements`, `${back}-statements`)
  letGo()
  const again = await open(back)
  assert.deepEqual(await idsIn(again), [9])
  await again.close()
  await store.close()
})

test('two processes over one file: each sees and keeps what the other wrote', async () => {
  const path = join(folder, 'two.db')
  const [one, other] = [await open(path), await open(path)]
  for (let id = 0; id < 20; id += 2) {
    await one.write(addItem, { account: 1, id })
    await one.write(addItem, { account: 2, id })
    await other.write(addItem, { account: 1, id: id + 1 })
    await other.write(addItem, { account: 2, id: id + 1 })
  }
  const cut = join(folder, 'two-copy.db')
  assert.equal((await one.all(sql`select id from item`)).length, 40)
  afterPowerCut(path, cut, readFileSync(`${path}-wal`))
  const again = await open(cut)
  assert.equal((await again.all(sql`select id from item`)).length, 40)
  await again.close()
  await one.close()
  await other.close()
})

test('after close nothing of what was written stands in the statement log', async () => {
  const path = join(folder, 'wiped.db')
  const { store } = await storeWithTwoGroups(path)
  assert.ok(readFileSync(`${path}-statements`).includes('insert into item'))
  letGo()
  await store.close()
  assert.ok(existsSync(`${path}-statements`))
  assert.ok(readFileSync(`${path}-statements`).every((octet) => octet === 0))
})

test('a statement log whose statements cannot be done again stops the start, and nothing is changed', async () => {
  const path = join(folder, 'foreign.db')
  const { store, sqliteLog } = await storeWithTwoGroups(path)
  const foreign = join(folder, 'foreign-copy.db')
  afterPowerCut(path, foreign, sqliteLog)
  letGo()
  const database = new DatabaseSync(foreign)
  database.exec('insert into item (tenant, account, id) values (1, 1, 3)')
  database.close()
  await assert.rejects(open(foreign))
  const left = new DatabaseSync(foreign)
  assert.deepEqual(left.prepare('select id from item order by id').all().map(({ id }) => id), [1, 3])
  left.close()
  await store.close()
})

const epoch = new Uint8Array(EPOCH_BYTES).fill(7)
const record = (statements: readonly Sql[], number = 1): Uint8Array | undefined =>
  new RecordWriter().write({ number, epoch, statements })

test('a record gives back every kind of value', () => {
  const statements: Sql[] = [
    { text: 'insert into a values (?, ?, ?)', values: [null, 'één 🙂', new Uint8Array([0, 255])] },
    { text: 'delete from a', values: [] },
    { text: 'insert into a values (?, ?, ?)', values: [2 ** 53 - 1, 0.5, ''] },
    { text: 'insert into a values (?, ?, ?, ?, ?)', values: ['', -1, new Uint8Array(0), '\ufeffbom', 0] },
  ]
  const written = record(statements)
  assert.ok(written !== undefined)
  assert.equal(written.length % 512, 0)
  assert.deepEqual([...readRecords(written)], [{ number: 1, epoch, statements }])
})

test('a record of the largest size, and one octet more', () => {
  const text = 'x'
  const around = 4 + 4 + text.length + 4 + 4 + 4 + 1 + 4
  const ofSize = (bytes: number): Sql => ({ text, values: [new Uint8Array(bytes)] })
  const largest = record([ofSize(RECORD_BYTES_MAX - around)])
  assert.ok(largest !== undefined)
  assert.equal([...readRecords(largest)].length, 1)
  assert.equal(record([ofSize(RECORD_BYTES_MAX - around + 1)]), undefined)
})

test('records of an earlier lap, of another epoch or without an end are not read', () => {
  const one = record([{ text: 'one', values: [] }], 5)?.slice() ?? assert.fail()
  const earlier = record([{ text: 'two', values: [] }], 3)?.slice() ?? assert.fail()
  const next = record([{ text: 'two', values: [] }], 6)?.slice() ?? assert.fail()
  const numbersIn = (...parts: Uint8Array[]): number[] =>
    [...readRecords(Buffer.concat(parts))].map(({ number }) => number)
  assert.deepEqual(numbersIn(one, next), [5, 6])
  assert.deepEqual(numbersIn(one, earlier), [5])
  assert.deepEqual(numbersIn(one, next.subarray(0, 40)), [5])
  const other = new RecordWriter().write({ number: 6, epoch: new Uint8Array(EPOCH_BYTES), statements: [] })?.slice()
  assert.deepEqual(numbersIn(one, other ?? assert.fail()), [5])
  assert.deepEqual(numbersIn(new Uint8Array(4096), one), [])
  const huge = one.slice()
  new DataView(huge.buffer).setUint32(0, 0xffffffff, true)
  assert.deepEqual(numbersIn(huge), [])
})
