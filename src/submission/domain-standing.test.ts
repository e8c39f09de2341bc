import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { day } from '../base/sizes.ts'
import { silentLog } from '../log/log.ts'
import { openStore } from '../storage/open.ts'
import { describeOnBothEngines } from '../storage/postgres/both-engines.testing.ts'
import { createDomainStandings, DOMAINS_KNOWN_MIN, DOMAINS_LOOKED_MAX } from './domain-standing.ts'
import { nothingOwn } from './policy-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-domains-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const serviceKey = { mac: (_: string, bytes: Uint8Array): Uint8Array => new Uint8Array(createHmac('sha256', 'test').update(bytes).digest()) }

describeOnBothEngines('domains an organisation knows', (engine) => {
  test('first contact, the list of the policy, and silence while little is known', async (t) => {
    const store = await openStore({ url: engine.url ?? `sqlite:${join(folder, 'a.db')}`, log: silentLog })
    t.after(() => store.close())
    let now = Date.UTC(2026, 4, 1)
    const open = (): ReturnType<typeof createDomainStandings> => createDomainStandings({ store, serviceKey,
      clock: { now: () => now } })
    const standings = open()
    const of = async (domain: string, own = nothingOwn): Promise<unknown> => (await standings.of(1, [domain],
      own)).get(domain)
    const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `d${index}.example`)
    await standings.met(1, many(DOMAINS_KNOWN_MIN - 1))
    assert.equal(await of('nieuw.example'), undefined)
    await standings.met(1, ['laatste.example'])
    assert.deepEqual(await of('nieuw.example'), { metDays: null })
    assert.deepEqual(await of('d3.example'), { metDays: 0 })
    now += 10 * day
    await standings.met(1, ['d3.example'])
    assert.deepEqual(await of('d3.example'), { metDays: 10 })
    // Another organisation knows nothing of it, and a restart forgets nothing.
    assert.equal((await standings.of(2, ['d3.example'], nothingOwn)).size, 0)
    assert.deepEqual((await open().of(1, ['d3.example'], nothingOwn)).get('d3.example'), { metDays: 10 })
    assert.deepEqual(await of('mail.kwaad.example', { ...nothingOwn, suspectDomains: ['Kwaad.example'] }), { isListed: true })
    assert.equal(await of('mail.partner.example', { ...nothingOwn, trustedDomains: ['partner.example'] }), undefined)
    assert.equal((await standings.of(1, many(DOMAINS_LOOKED_MAX), nothingOwn)).size, DOMAINS_LOOKED_MAX)
    assert.equal((await standings.of(1, many(DOMAINS_LOOKED_MAX + 1), nothingOwn)).size, DOMAINS_LOOKED_MAX)
  })
})
