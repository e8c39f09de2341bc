import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock as clock } from '../base/clock.ts'
import { createResolver } from '../dns/resolver.ts'
import { createDnsStub } from '../dns/stub.testing.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { silentLog, type Log } from '../log/log.ts'
import { openStore } from '../storage/open.ts'
import { createHistory } from './history.ts'
import { createArrivals } from './reputation.ts'
import { createTraps } from './traps.ts'

test('the log of a refused client says why, and nothing of its address or network', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-arrivals-'))
  const dns = await createDnsStub({ 'A zorg.example': { records: [{ type: 'A', data: '192.0.2.1' }] } })
  const store = await openStore({ url: `sqlite:${join(folder, 'zegel.db')}`, log: silentLog })
  const resolver = createResolver({ servers: [dns.server], validating: false, clock, timeoutMs: 60_000, tries: 1 })
  t.after(async () => {
    resolver.close()
    await store.close()
    await dns.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const lines: string[] = []
  const keep = (...said: readonly unknown[]): void => void lines.push(JSON.stringify(said))
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep, with: () => log }
  const arrivals = createArrivals({
    history: createHistory({ store, clock, log }), resolver, clock, log, refuseAt: 8, exempt: [], greylist: undefined,
    greylistAt: 3, isPartner: () => Promise.resolve(false), isOurName: (name) => Promise.resolve(name === 'zorg.example'),
    traps: createTraps({ addresses: [], store, serviceKey: temporaryServiceKey(), clock, log }),
    lists: {
      isEmpty: true, aboutAddress: () => Promise.resolve([]), aboutDomains: () => Promise.resolve([]), states: () => [],
      test: () => Promise.resolve(),
    },
  })
  for (const ip of ['198.51.100.77', '2001:db8:77::5']) {
    assert.match(await arrivals.refuses({ ip, helo: 'zorg.example', address: 'noor@zorg.example' }) ?? '', /our own name/)
  }
  assert.deepEqual(lines, Array<string>(2).fill(JSON.stringify(['reputation.refused', { why: 'our-name' }])))
})
