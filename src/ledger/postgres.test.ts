import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { silentLog } from '../log/log.ts'
import { openStore } from '../storage/open.ts'
import { postgresMissing, startPostgres } from '../storage/postgres/server.testing.ts'
import { verifyExport } from './export.ts'
import { createLedger } from './ledger.ts'

test('on PostgreSQL: two nodes place the same records once, sign, erase, verify, export', {
  skip: postgresMissing ?? false,
}, async () => {
  const server = await startPostgres()
  const folder = mkdtempSync(join(tmpdir(), 'zegel-ledger-pg-'))
  const stores = await Promise.all([1, 2].map(() => openStore({ url: server.url, log: silentLog })))
  try {
    const serviceKey = temporaryServiceKey()
    const headsFile = join(folder, 'heads.jsonl')
    const [one, two] = stores.map((store) =>
      createLedger({ store, serviceKey, headsFile, clock: { now: () => 1000 }, log: silentLog }))
    assert.ok(one !== undefined && two !== undefined)
    const event = { kind: 'mail.received', at: 1, tenant: 3, facts: { size: 1 }, personal: { from: 'a@example.nl' } }
    await Promise.all(Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? one : two).record(event)))
    await Promise.all([one.sequence(), two.sequence(), one.sequence()])
    await one.sequence()
    await one.signHeads()
    const [entry] = await two.list({ tenant: 3, limit: 1 })
    assert.deepEqual([entry?.sequence, entry?.personal], [59, { from: 'a@example.nl' }])
    assert.equal(await two.erasePersonal({ tenant: 3, id: entry?.id ?? '', ground: 'request' }), 'erased')
    await two.signHeads()
    assert.partialDeepStrictEqual(await two.verify(3), { ok: true, records: 61, headAt: 1000 })
    const exported = await Array.fromAsync(one.export({ tenant: 3 }))
    assert.partialDeepStrictEqual(await verifyExport(exported, await two.publicKey(3)), { ok: true, records: 61 })
  } finally {
    await Promise.all(stores.map((store) => store.close()))
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
