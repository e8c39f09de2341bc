import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Temporary } from '../../base/errors.ts'
import { silentLog } from '../../log/log.ts'
import { addItem, contractMigrations, eraseAll } from '../contract.scripts.ts'
import { openStore } from '../open.ts'
import { sql, type Change } from '../script.ts'
import type { Store } from '../store.ts'
import { addAndTell, rollBackAll } from './failing-disk.testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-full-'))
after(() => rmSync(folder, { recursive: true, force: true }))

let opened = 0
const open = (pagesMax: number): Promise<Store> =>
  openStore({
    url: `sqlite:${join(folder, `${++opened}.db`)}`,
    log: silentLog,
    options: { migrations: contractMigrations, pagesMax, pageSizeBytes: 4096 },
  })

const idsIn = async (store: Store): Promise<number[]> =>
  (await store.all<{ id: number }>(sql`select id from item order by id`)).map(({ id }) => id)

test('a disk that fills inside a group: what was told as kept is kept, and small writes go on', async () => {
  const store = await open(60)
  const heard: Change[] = []
  store.onChange((change) => heard.push(change))
  const body = new Uint8Array(20_000)
  const results = await Promise
    .allSettled(Array.from({ length: 30 }, (_, id) => store.write(addAndTell, { account: 1, id, body })))
  const kept = results.flatMap(({ status }, id) => status === 'fulfilled' ? [id] : [])
  const failed = results.flatMap((result) => result.status === 'rejected' ? [result.reason as unknown] : [])
  assert.ok(kept.length > 0 && failed.length > 0)
  for (const error of failed) assert.equal(error instanceof Temporary && error.reason, 'storage-full')
  assert.deepEqual(await idsIn(store), kept)
  assert.deepEqual(heard.map(({ number }) => number), kept)
  await store.write(addItem, { account: 2, id: 1000, word: 'small' })
  await store.close()
})

test('health names a full disk and says when it is over', async () => {
  const store = await open(60)
  assert.deepEqual(await store.health(), { writable: true, schema: 1 })
  const body = new Uint8Array(4000)
  let id = 0
  await assert.rejects(async () => {
    for (;;) await store.write(addItem, { account: 1, id: id++, body })
  }, { name: 'Temporary', reason: 'storage-full' })
  const health = await store.health()
  assert.equal(health.writable, false)
  assert.match(health.problem ?? '', /full/)
  await store.write(eraseAll, {})
  assert.deepEqual(await store.health(), { writable: true, schema: 1 })
  await store.close()
})

test('a script that ends the transaction under the group: every other script is still kept exactly once', async () => {
  const store = await open(0)
  const heard: Change[] = []
  store.onChange((change) => heard.push(change))
  const body = new Uint8Array(10)
  const results = await Promise.allSettled([
    store.write(addAndTell, { account: 1, id: 1, body }),
    store.write(rollBackAll, { id: 2 }),
    store.write(addAndTell, { account: 1, id: 3, body }),
    store.write(addAndTell, { account: 1, id: 1, body }),
    store.write(addAndTell, { account: 1, id: 4, body }),
  ])
  assert.deepEqual(results.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'])
  assert.deepEqual(await idsIn(store), [1, 3, 4])
  assert.deepEqual(heard.map(({ number }) => number), [1, 3, 4])
  await store.close()
})
