import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test, type TestContext } from 'node:test'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { silentLog } from '../log/log.ts'
import { openStore } from '../storage/open.ts'
import { sql } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import { verifyExport } from './export.ts'
import { parseHead } from './heads.ts'
import { createLedger, type LedgerOptions } from './ledger.ts'
import { leafHash } from './merkle.ts'
import { verifyInclusion } from './proofs.ts'
import { markOf } from './records.ts'
import type { Ledger, LedgerCheck } from './types.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-ledger-'))
after(() => rmSync(folder, { recursive: true, force: true }))
let made = 0

interface Own {
  readonly store: Store
  readonly ledger: Ledger
  /** For a second node over the same database. */
  readonly options: LedgerOptions
  readonly database: string
  readonly headsFile: string
}

async function fresh(t: TestContext, { records = 0 }: { readonly records?: number } = {}): Promise<Own> {
  made += 1
  const database = join(folder, `${made}.db`)
  const headsFile = join(folder, `${made}.heads.jsonl`)
  const store = await openStore({ url: `sqlite:${database}`, log: silentLog, options: { readers: 1 } })
  t.after(() => store.close())
  let now = 1_000_000
  const options = { store, serviceKey: temporaryServiceKey(), headsFile, clock: { now: () => now++ }, log: silentLog }
  const ledger = createLedger(options)
  for (let index = 0; index < records; index++) {
    await ledger.record({
      kind: index % 3 === 0 ? 'mail.sent' : 'mail.received',
      at: 1000 + index,
      tenant: 7,
      facts: { size: index, ok: true, route: 'ordinary' },
      personal: { from: `a${index}@example.nl`, ip: '192.0.2.7' },
    })
  }
  await ledger.sequence()
  return { store, ledger, options, database, headsFile }
}

/** Changes the database past the service, as somebody with the file would. */
function tamper(own: Own, text: string, ...values: (string | number | Uint8Array)[]): void {
  const database = new DatabaseSync(own.database)
  assert.equal(database.prepare(text).run(...values).changes, 1)
  database.close()
}

function assertBad(check: LedgerCheck, sequence: number | null, says: RegExp): void {
  assert.equal(check.ok, false)
  if (check.ok) return
  assert.equal(check.sequence, sequence)
  assert.match(check.problem, says)
}

const lines = (own: Own, disclose = false): Promise<string[]> =>
  Array.fromAsync(own.ledger.export({ tenant: 7, disclose }))

test('records get places in order, are listed with what they say, and verify', async (t) => {
  const { ledger } = await fresh(t, { records: 12 })
  const entries = await ledger.list({ tenant: 7, limit: 5 })
  assert.deepEqual(entries.map(({ sequence }) => sequence), [11, 10, 9, 8, 7])
  assert.deepEqual(entries[0]?.personal, { from: 'a11@example.nl', ip: '192.0.2.7' })
  assert.deepEqual(entries[0]?.facts, { size: 11, ok: true, route: 'ordinary' })
  assert.deepEqual(
    (await ledger.list({ tenant: 7, limit: 2, before: 5, kind: 'mail.sent' })).map(({ sequence }) => sequence),
    [3, 0],
  )
  assert.partialDeepStrictEqual(await ledger.verify(7), { ok: true, records: 12, headAt: null })
  await ledger.signHeads()
  assert.partialDeepStrictEqual(await ledger.verify(7), { ok: true, records: 12, headAt: 1_000_001 })
})

test('a record without a place is listed first', async (t) => {
  const { ledger } = await fresh(t, { records: 1 })
  await ledger.record({ kind: 'session.started', at: 5, tenant: 7, facts: {}, personal: {} })
  assert.deepEqual((await ledger.list({ tenant: 7, limit: 5 })).map(({ sequence }) => sequence), [null, 0])
})

test('an empty ledger verifies; tenants have trees of their own', async (t) => {
  const { ledger } = await fresh(t)
  assert.partialDeepStrictEqual(await ledger.verify(7), { ok: true, records: 0 })
  for (const tenant of [1, 2, 1, 2, 1]) {
    await ledger.record({ kind: 'mail.sent', at: 1, tenant, facts: {}, personal: {} })
  }
  await ledger.signHeads()
  assert.partialDeepStrictEqual(await ledger.verify(1), { ok: true, records: 3 })
  assert.partialDeepStrictEqual(await ledger.verify(2), { ok: true, records: 2 })
})

test('what is kept has its place when whoever kept it asks, also while others are being placed', async (t) => {
  const { ledger } = await fresh(t)
  for (let round = 0; round < 40; round++) {
    await ledger.record({ kind: 'mail.sent', at: round, tenant: 7, facts: {}, personal: {} })
    const before = ledger.sequence()
    await ledger.record({ kind: 'account.closed', at: round, tenant: 7, facts: {}, personal: {} })
    await ledger.sequence()
    const [entry] = await ledger.list({ tenant: 7, limit: 1, kind: 'account.closed' })
    assert.notEqual(entry?.sequence, null, `round ${round}`)
    await before
  }
})

test('two nodes that place and sign at the same moment get in nobody\'s way', async (t) => {
  const { ledger, options } = await fresh(t)
  const other = createLedger({ ...options, headsFile: `${options.headsFile}-2` })
  for (let round = 0; round < 60; round++) {
    const kept = Array.from({ length: 5 }, (_, number) =>
      ledger.record({ kind: 'mail.sent', at: round * 5 + number, tenant: 7, facts: {}, personal: {} }))
    await Promise.all([...kept, ledger.sequence(), other.sequence(), ledger.signHeads(), other.signHeads()])
  }
  await ledger.sequence()
  assert.partialDeepStrictEqual(await ledger.verify(7), { ok: true, records: 300 })
})

test('more records than are placed at once', async (t) => {
  const { ledger } = await fresh(t)
  await Promise
    .all(Array.from(
      { length: 1203 },
      (_, index) => ledger.record({ kind: 'mail.sent', at: index, tenant: 7, facts: {}, personal: {} }),
    ))
  await Promise.all([ledger.sequence(), ledger.sequence()])
  assert.partialDeepStrictEqual(await ledger.verify(7), { ok: true, records: 1203 })
})

test('no personal value stands in the database in the clear', async (t) => {
  const own = await fresh(t, { records: 3 })
  await own.store.close()
  const bytes = Buffer.concat([own.database, own.headsFile].map((path) => {
    try {
      return readFileSync(path)
    } catch {
      return Buffer.alloc(0)
    }
  }))
  assert.ok(bytes.includes('mail.received'))
  for (const value of ['a1@example.nl', '192.0.2.7']) assert.ok(!bytes.includes(value), value)
})

const changed: [string, (own: Own) => void, number | null, RegExp][] = [
  ['one bit of a leaf', (own) => flipLeaf(own, 5), 5, /changed/],
  [
    'a number in a leaf, still readable',
    (own) =>
      tamper(
        own,
        `update ledger_record set leaf = cast(replace(cast(leaf as text), '"size":5', '"size":6') as blob)
          where sequence = 5`,
      ),
    5,
    /changed/,
  ],
  [
    'the kind beside the leaf',
    (own) => tamper(own, "update ledger_record set kind = 'mail.nothing' where sequence = 4"),
    4,
    /column/,
  ],
  [
    'the time beside the leaf',
    (own) => tamper(own, 'update ledger_record set at = at + 1 where sequence = 4'),
    4,
    /column/,
  ],
  ['a removed record', (own) => tamper(own, 'delete from ledger_record where sequence = 6'), 6, /record 6 is missing/],
  [
    'a removed first record',
    (own) => tamper(own, 'delete from ledger_record where sequence = 0'),
    0,
    /record 0 is missing/,
  ],
  ["two records in each other's place", swap, 2, /place/],
  ['the last records cut off with the tree', cutOff, 8, /missing: the head/],
  [
    'personal fields of another record',
    (own) =>
      tamper(
        own,
        `update ledger_record set sealed_personal =
          (select sealed_personal from ledger_record where sequence = 1) where sequence = 3`,
      ),
    3,
    /personal/,
  ],
  [
    'personal fields thrown away without a record',
    (own) => tamper(own, 'update ledger_record set sealed_personal = null where sequence = 3'),
    3,
    /no record says it was erased/,
  ],
  [
    'the signature of a head',
    (own) => tamper(own, 'update ledger_head set signature = zeroblob(64)'),
    null,
    /signature/,
  ],
  ['the root of a head', (own) => tamper(own, 'update ledger_head set root = zeroblob(32)'), null, /signature/],
  ['the key of the heads', (own) => tamper(own, 'update ledger_key set public_key = zeroblob(32)'), null, /key/],
  [
    'the stored tree',
    (own) => tamper(own, 'update ledger_tree set frontier = zeroblob(length(frontier))'),
    null,
    /tree/,
  ],
  [
    'a tree that forgets its last record',
    (own) => tamper(own, 'update ledger_tree set size = size - 1'),
    9,
    /beyond the end/,
  ],
  ['a mark', (own) => tamper(own, 'update ledger_record set mark = zeroblob(32) where sequence = 7'), 7, /changed/],
  [
    'a head in the file',
    (own) => writeFileSync(own.headsFile, readFileSync(own.headsFile, 'utf8').replace('"size":10', '"size":11')),
    null,
    /signature/,
  ],
  ['a line in the heads file', (own) => appendFileSync(own.headsFile, 'nonsense\n'), null, /line 2/],
]

for (const [what, change, sequence, says] of changed) {
  test(`found and named: ${what}`, async (t) => {
    const own = await fresh(t, { records: 10 })
    await own.ledger.signHeads()
    assert.equal((await own.ledger.verify(7)).ok, true)
    change(own)
    assertBad(await own.ledger.verify(7), sequence, says)
  })
}

function flipLeaf(own: Own, sequence: number): void {
  const database = new DatabaseSync(own.database)
  const { leaf } = database.prepare('select leaf from ledger_record where sequence = ?').get(sequence) as {
    leaf: Uint8Array
  }
  leaf[20] = (leaf[20] ?? 0) ^ 1
  database.prepare('update ledger_record set leaf = ? where sequence = ?').run(leaf, sequence)
  database.close()
}

function swap(own: Own): void {
  tamper(own, 'update ledger_record set sequence = 1000 where sequence = 2')
  tamper(own, 'update ledger_record set sequence = 2 where sequence = 3')
  tamper(own, 'update ledger_record set sequence = 3 where sequence = 1000')
}

/** An older copy of the database put back: 8 records, no trace of the rest but the head outside. */
function cutOff(own: Own): void {
  const database = new DatabaseSync(own.database)
  database.exec('delete from ledger_record where sequence >= 8; delete from ledger_head')
  const first = database.prepare('select leaf from ledger_record where sequence < 8 order by sequence').all() as {
    leaf: Uint8Array
  }[]
  const root = treeOfEight(first.map(({ leaf }) => leafHash(leaf)))
  database.prepare('update ledger_tree set size = 8, frontier = ?').run(root)
  database.close()
}

function treeOfEight(hashes: readonly Uint8Array[]): Uint8Array {
  let level: Buffer[] = hashes.map((one) => Buffer.from(one))
  while (level.length > 1) {
    const next: Buffer[] = []
    for (let index = 0; index < level.length; index += 2) {
      next.push(createNode(level[index] ?? Buffer.alloc(0), level[index + 1] ?? Buffer.alloc(0)))
    }
    level = next
  }
  return level[0] ?? Buffer.alloc(0)
}

const createNode = (left: Buffer, right: Buffer): Buffer =>
  createHash('sha256').update(Buffer.from([1])).update(left).update(right).digest()

test('a change by somebody who has the service key too is found at the next head', async (t) => {
  const serviceKey = temporaryServiceKey()
  made += 1
  const store = await openStore({
    url: `sqlite:${join(folder, `${made}.db`)}`,
    log: silentLog,
    options: { readers: 1 },
  })
  t.after(() => store.close())
  const headsFile = join(folder, `${made}.heads.jsonl`)
  const ledger = createLedger({ store, serviceKey, headsFile, clock: { now: () => 5 }, log: silentLog })
  const record = (size: number): Promise<void> =>
    ledger.record({ kind: 'mail.sent', at: size, tenant: 7, facts: { size }, personal: {} })
  for (const size of [0, 1, 2]) await record(size)
  await ledger.signHeads()
  for (const size of [3, 4]) await record(size)
  await ledger.signHeads()
  const { leaf } = await store.one<{ leaf: Uint8Array }>(
    sql`select leaf from ledger_record where tenant = 7 and sequence = 4`,
  )
  const forged = new TextEncoder().encode(new TextDecoder().decode(leaf).replace('"size":4', '"size":5'))
  const database = new DatabaseSync(join(folder, `${made}.db`))
  database.prepare('update ledger_record set leaf = ?, mark = ? where sequence = 4').run(
    forged,
    markOf(serviceKey, { tenant: 7, sequence: 4 }, forged),
  )
  database.close()
  assertBad(await ledger.verify(7), 3, /from 3 up to 4/)
})

test('erasing a personal field keeps every proof, and is itself a record', async (t) => {
  const own = await fresh(t, { records: 4 })
  await own.ledger.signHeads()
  const proof = await own.ledger.proveInclusion({ tenant: 7, sequence: 2, size: 4 })
  const [entry] = (await own.ledger.list({ tenant: 7, limit: 10 })).filter(({ sequence }) => sequence === 2)
  assert.ok(proof !== undefined && entry !== undefined)
  assert.equal(
    await own.ledger.erasePersonal({ tenant: 7, id: entry.id, fields: ['from'], ground: 'request' }),
    'erased',
  )
  assert.partialDeepStrictEqual(await own.ledger.verify(7), { ok: true })
  assert.equal(await own.ledger.erasePersonal({ tenant: 7, id: entry.id, ground: 'request' }), 'erased')
  assert.equal(await own.ledger.erasePersonal({ tenant: 7, id: entry.id, ground: 'request' }), 'nothing to erase')
  assert.equal(await own.ledger.erasePersonal({ tenant: 7, id: 'unknown', ground: 'request' }), 'no such record')
  await own.ledger.signHeads()
  assert.partialDeepStrictEqual(await own.ledger.verify(7), { ok: true, records: 6 })
  const [erased] = (await own.ledger.list({ tenant: 7, limit: 10 })).filter(({ sequence }) => sequence === 2)
  assert.deepEqual(erased?.personal, { from: null, ip: null })
  assert.deepEqual(await own.ledger.proveInclusion({ tenant: 7, sequence: 2, size: 4 }), proof)
  assert.ok(verifyInclusion({ leaf: leafHash(proof.leaf), index: 2, size: 4, path: proof.path, root: proof.root }))
})

test('an export is checked offline with the public key only', async (t) => {
  const own = await fresh(t, { records: 9 })
  const publicKey = await own.ledger.publicKey(7)
  const exported = await lines(own)
  assert.partialDeepStrictEqual(await verifyExport(exported, publicKey), { ok: true, records: 9 })
  assert.ok(!exported.join().includes('a1@example.nl'))
  const disclosed = await lines(own, true)
  assert.ok(disclosed.join().includes('a1@example.nl'))
  assert.partialDeepStrictEqual(await verifyExport(disclosed, publicKey), { ok: true, records: 9 })
})

test('an export that was changed is refused with its line', async (t) => {
  const own = await fresh(t, { records: 9 })
  const publicKey = await own.ledger.publicKey(7)
  const exported = await lines(own, true)
  const edit = (index: number, from: string, to: string): string[] =>
    exported.map((line, at) => at === index ? line.replace(from, to) : line)
  assertBad(await verifyExport([], publicKey), null, /empty/)
  assertBad(await verifyExport(exported, new Uint8Array(32)), null, /line 1 names another public key/)
  assertBad(await verifyExport(edit(3, '\\"size\\":2', '\\"size\\":3'), publicKey), 0, /from 0 up to 8/)
  assertBad(await verifyExport(edit(3, 'a2@example.nl', 'a3@example.nl'), publicKey), 2, /line 4 discloses/)
  assertBad(await verifyExport(edit(3, '{', '['), publicKey), 2, /line 4 is not JSON/)
  assertBad(await verifyExport(exported.filter((_, at) => at !== 3), publicKey), 2, /line 4 should be record 2/)
  assertBad(
    await verifyExport(exported.filter((line) => !line.includes('"type":"head"')), publicKey),
    0,
    /no signed head/,
  )
  assertBad(await verifyExport([...exported.slice(0, 9), ...exported.slice(10)], publicKey), 8, /missing/)
  const shortened = [exported[0]?.replace('"size":9', '"size":8') ?? '', ...exported.slice(1, 9), ...exported.slice(10)]
  assertBad(await verifyExport(shortened, publicKey), 8, /a head counts 9/)
})

test('a head kept from before shows an export that tells less', async (t) => {
  const own = await fresh(t, { records: 3 })
  const before = await lines(own)
  await own.ledger.record({ kind: 'mail.sent', at: 9, tenant: 7, facts: {}, personal: {} })
  await own.ledger.signHeads()
  const kept = readFileSync(own.headsFile, 'utf8').trim().split('\n').map(parseHead).filter((head) =>
    head !== undefined
  )
  assert.equal(kept.length, 2)
  assertBad(await verifyExport(before, await own.ledger.publicKey(7), { heads: kept }), 3, /a head counts 4/)
})

test('a head line that a power cut left unfinished is cut off, not a problem', async (t) => {
  const own = await fresh(t, { records: 2 })
  await own.ledger.signHeads()
  appendFileSync(own.headsFile, '{"tenant":7,"si')
  assert.equal((await own.ledger.verify(7)).ok, true)
  await own.ledger.record({ kind: 'mail.sent', at: 9, tenant: 7, facts: {}, personal: {} })
  await own.ledger.signHeads()
  assert.equal((await own.ledger.verify(7)).ok, true)
  assert.equal(readFileSync(own.headsFile, 'utf8').trim().split('\n').length, 2)
})

test('heads are signed only when the tree grew', async (t) => {
  const own = await fresh(t, { records: 2 })
  await own.ledger.signHeads()
  await own.ledger.signHeads()
  assert.equal(readFileSync(own.headsFile, 'utf8').trim().split('\n').length, 1)
})
