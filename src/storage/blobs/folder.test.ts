import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { randomId } from '../../base/ids.ts'
import type { BlobStore } from '../store.ts'
import { UNFINISHED_KEPT_MS } from './folder.ts'
import { openBlobs } from './open.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-blobs-'))
after(() => rmSync(folder, { recursive: true, force: true }))

let opened = 0
const fresh = (): { readonly root: string, open(): Promise<BlobStore> } => {
  const root = join(folder, `${++opened}`)
  return { root, open: () => openBlobs(`file:${root}`) }
}

test('what was put comes back, whole and in parts, also after opening again', async () => {
  const own = fresh()
  const id = randomId()
  const bytes = crypto.getRandomValues(new Uint8Array(60_000))
  await (await own.open()).put(id, bytes)
  const blobs = await own.open()
  assert.deepEqual(await blobs.get(id), bytes)
  assert.deepEqual(await blobs.getRange(id, 0, 0), new Uint8Array(0))
  assert.deepEqual(await blobs.getRange(id, 100, 200), bytes.slice(100, 200))
  assert.deepEqual(await blobs.getRange(id, 59_990, 70_000), bytes.slice(59_990))
  assert.deepEqual(await blobs.getRange(id, 70_000, 70_001), new Uint8Array(0))
  await assert.rejects(blobs.getRange(id, 2, 1))
  await assert.rejects(blobs.getRange(id, -1, 1))
})

test('an empty blob is a blob', async () => {
  const blobs = await fresh().open()
  await blobs.put('emptyblob', new Uint8Array(0))
  assert.deepEqual(await blobs.get('emptyblob'), new Uint8Array(0))
})

test('what is not there is undefined, and deleting it is no error', async () => {
  const blobs = await fresh().open()
  assert.equal(await blobs.get(randomId()), undefined)
  assert.equal(await blobs.getRange(randomId(), 0, 1), undefined)
  await blobs.delete(randomId())
})

test('deleted is gone', async () => {
  const blobs = await fresh().open()
  const id = randomId()
  await blobs.put(id, new Uint8Array(3))
  await blobs.delete(id)
  assert.equal(await blobs.get(id), undefined)
  assert.deepEqual(await Array.fromAsync(blobs.list()), [])
})

test('all ids are listed in the same order every time', async () => {
  const own = fresh()
  const ids = Array.from({ length: 60 }, () => randomId())
  const blobs = await own.open()
  await Promise.all(ids.map((id) => blobs.put(id, new Uint8Array(1))))
  assert.deepEqual(await Array.fromAsync(blobs.list()), [...ids].sort())
  assert.deepEqual(await Array.fromAsync((await own.open()).list()), [...ids].sort())
})

test('files and folders are for their owner only', async () => {
  const own = fresh()
  const blobs = await own.open()
  await blobs.put('abcdefgh', new Uint8Array(1))
  for (const path of [own.root, join(own.root, 'a'), join(own.root, 'a/abcdefgh')]) {
    assert.equal(statSync(path).mode & 0o077, 0, path)
  }
})

test('leftovers of writes that never ended are swept, and were never blobs', async () => {
  const own = fresh()
  await own.open()
  const leftover = join(own.root, 'unfinished', 'leftover')
  writeFileSync(leftover, 'half')
  const before = new Date(Date.now() - UNFINISHED_KEPT_MS - 1000)
  utimesSync(leftover, before, before)
  const blobs = await own.open()
  assert.deepEqual(readdirSync(join(own.root, 'unfinished')), [])
  assert.deepEqual(await Array.fromAsync(blobs.list()), [])
})

test('what another process is writing at this moment stays when the folder is opened beside it', async () => {
  const own = fresh()
  const blobs = await own.open()
  writeFileSync(join(own.root, 'unfinished', 'under-way'), 'half')
  await Promise.all(Array.from({ length: 40 }, async (_, turn) => {
    if (turn % 4 === 0) await own.open()
    else await blobs.put(randomId(), new Uint8Array(100_000))
  }))
  assert.deepEqual(readdirSync(join(own.root, 'unfinished')), ['under-way'])
  assert.equal((await Array.fromAsync(blobs.list())).length, 30)
})

for (
  const id of [
    '../../../etc/passwd',
    '..',
    '....',
    'abc/../../x',
    'short',
    'a'.repeat(65),
    'with space',
    'nul\0byte',
    '',
    'abcd/efgh',
    'ünïcödeid',
    'abcdefgh\n',
  ]
) {
  test(`an id that is no id is refused: ${JSON.stringify(id).slice(0, 30)}`, async () => {
    const own = fresh()
    const blobs = await own.open()
    for (
      const call of [
        () => blobs.put(id, new Uint8Array(1)),
        () => blobs.get(id),
        () => blobs.getRange(id, 0, 1),
        () => blobs.delete(id),
      ]
    ) {
      await assert.rejects(call, /blob id/)
    }
    assert.deepEqual(readdirSync(own.root), ['unfinished'])
  })
}

test('ids of the longest and the shortest length', async () => {
  const blobs = await fresh().open()
  for (const id of ['a'.repeat(64), 'b'.repeat(8)]) await blobs.put(id, new Uint8Array(1))
  assert.equal((await Array.fromAsync(blobs.list())).length, 2)
})

test('a URL that names no folder is refused', async () => {
  for (const url of ['file:', 'http://x/', '', 'relative']) {
    await assert.rejects(openBlobs(url), { name: 'Refusal', reason: 'storage-url' })
  }
})

test('a write that fails leaves no blob', async () => {
  const own = fresh()
  const blobs = await own.open()
  rmSync(join(own.root, 'unfinished'), { recursive: true })
  writeFileSync(join(own.root, 'unfinished'), 'a file where the folder was')
  await assert.rejects(blobs.put('abcdefgh', new Uint8Array(1)))
  assert.equal(await blobs.get('abcdefgh'), undefined)
})
