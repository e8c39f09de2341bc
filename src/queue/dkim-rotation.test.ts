/** The life of DKIM keys against a real resolver and a name server that says what the test says. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Answer } from '../dns/types.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { createLedger } from '../ledger/ledger.ts'
import { silentLog } from '../log/log.ts'
import { openStore } from '../storage/open.ts'
import { sql } from '../storage/script.ts'
import { createTenants } from '../tenants/tenants.ts'
import { createDkimKeys } from './dkim-keys.ts'
import { createDkimDns, MISSING_MS, PUBLISHED_MS, sameKey } from './dkim-published.ts'
import { createDkimRotation, RETIRED_KEPT_MS, SEEN_BEFORE_USE_MS } from './dkim-rotation.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-dkim-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** One domain in a DNS that the test writes. */
async function open({ rotateDays = 0 } = {}) {
  let now = Date.UTC(2026, 10, 22)
  const clock = { now: () => now }
  const home = mkdtempSync(join(folder, 'home-'))
  const store = await openStore({ url: `sqlite:${join(home, 'zegel.db')}`, log: silentLog, clock })
  const serviceKey = temporaryServiceKey()
  const tenants = createTenants({ store, clock })
  const { id: tenant } = await tenants.create({ name: 'Zorg' })
  await tenants.addDomain({ tenant, name: 'zorg.example', isDefault: true })
  const zone = new Map<string, string>()
  const dnsIs = { silent: false }
  const txt = (name: string): Promise<Answer<string>> => {
    const text = zone.get(name)
    const kind = dnsIs.silent ? 'timeout' : text === undefined ? 'nxdomain' : 'answer'
    return Promise.resolve({
      kind, records: kind === 'answer' && text !== undefined ? [text] : [], authenticated: false, ttlSeconds: 60,
    })
  }
  const dns = createDkimDns({ resolver: { available: true, txt }, clock })
  const accounts = { isLocalDomain: (domain: string) => Promise.resolve(domain === 'zorg.example') }
  const dkim = createDkimKeys({ store, serviceKey, accounts, dns, clock })
  const ledger = createLedger({ store, serviceKey, headsFile: join(home, 'heads.jsonl'), clock, log: silentLog })
  const rotation = createDkimRotation({ store, dkim, dns, tenants, ledger, clock, log: silentLog, rotateDays })
  const records = () => dkim.records(tenant, 'zorg.example')
  return {
    tenant, store, zone, dnsIs, dkim, rotation, records,
    later: (ms: number) => { now += ms },
    publish: async () => { for (const { name, text } of await records()) zone.set(name, text) },
    states: async () => (await records()).map(({ selector, state }) => `${selector} ${state}`),
    selectors: async () => {
      const raw = new TextEncoder().encode('From: <a@zorg.example>\r\nSubject: x\r\n\r\nx\r\n')
      const signed = new TextDecoder().decode(await dkim.sign({ tenant, mailFrom: 'a@zorg.example', raw }))
      return [...signed.matchAll(/\bs=([a-z0-9]+);/g)].map(([, selector]) => selector)
    },
  }
}

test('a key whose record is not in the DNS gives way to one whose record is; where none is, or nobody can be asked, all sign', async () => {
  const own = await open()
  const [rsa] = await own.records()
  assert.ok(rsa)
  assert.deepEqual((await own.selectors()).toSorted(), ['zegel1', 'zegel1e'])
  own.zone.set(rsa.name, rsa.text.replace('; p=', ';  p= '))
  assert.equal((await own.selectors()).length, 2, 'what was looked up is remembered for a moment')
  own.later(MISSING_MS)
  assert.deepEqual(await own.selectors(), ['zegel1'])
  const [, ed25519] = await own.records()
  assert.ok(ed25519)
  own.zone.set(ed25519.name, ed25519.text)
  own.zone.set(rsa.name, 'v=DKIM1; k=rsa; p=')
  own.later(PUBLISHED_MS)
  assert.deepEqual(await own.selectors(), ['zegel1e'], 'a revoked key signs no more')
  own.dnsIs.silent = true
  own.later(MISSING_MS)
  assert.deepEqual((await own.selectors()).toSorted(), ['zegel1', 'zegel1e'])
  await own.store.close()
})

test('a new key is announced, published, seen for an hour, signs; the old one is retired, loses its secret and goes',
  async () => {
  const own = await open()
  await own.records()
  await own.publish()
  assert.equal(await own.rotation.begin({ tenant: own.tenant, domain: 'zorg.example', by: 'x' }), true)
  assert.equal(await own.rotation.begin({ tenant: own.tenant, domain: 'zorg.example', by: 'x' }), false)
  const first = ['zegel1 in-use', 'zegel1e in-use']
  assert.deepEqual(await own.states(), [...first, 'zegel2 announced', 'zegel2e announced'])
  assert.equal(await own.rotation.step(), 0)
  await own.publish()
  own.dnsIs.silent = true
  assert.equal(await own.rotation.step(), 0, 'silence moves nothing')
  own.dnsIs.silent = false
  assert.equal(await own.rotation.step(), 2)
  own.later(SEEN_BEFORE_USE_MS - 1)
  assert.equal(await own.rotation.step(), 0)
  assert.deepEqual((await own.selectors()).toSorted(), ['zegel1', 'zegel1e'])
  own.later(1)
  assert.equal(await own.rotation.step(), 4)
  assert.deepEqual(await own.states(), ['zegel1 retired', 'zegel1e retired', 'zegel2 in-use', 'zegel2e in-use'])
  assert.deepEqual((await own.selectors()).toSorted(), ['zegel2', 'zegel2e'])
  const secrets = await own.store.all<{ length: number }>(sql`select length(private_key) as length from dkim_key where
    state = 'retired'`)
  assert.deepEqual(secrets.map(({ length }) => length), [0, 0])
  own.later(RETIRED_KEPT_MS - 1)
  assert.equal(await own.rotation.step(), 0)
  own.later(1)
  assert.equal(await own.rotation.step(), 2)
  assert.deepEqual(await own.states(), ['zegel2 in-use', 'zegel2e in-use'])
  const { count } = await own.store.one<{ count: number }>(sql`select count(*) as count from ledger_record`)
  assert.equal(count, 1 + 2 + 2 + 2, 'announced once; in use, retired and gone for each key')
  await own.store.close()
})

test('a record that disappears before its key signs begins again; only the key whose record is there goes on',
  async () => {
  const own = await open()
  await own.records()
  await own.rotation.begin({ tenant: own.tenant, domain: 'zorg.example', by: 'x' })
  const fresh = (await own.records()).filter(({ state }) => state === 'announced')
  for (const { name, text } of fresh) own.zone.set(name, text)
  assert.equal(await own.rotation.step(), 2)
  own.zone.delete(fresh.find(({ selector }) => selector === 'zegel2e')?.name ?? '')
  own.later(SEEN_BEFORE_USE_MS)
  await own.rotation.step()
  assert.deepEqual(await own.states(), ['zegel1 retired', 'zegel1e in-use', 'zegel2 in-use', 'zegel2e announced'])
  await own.store.close()
})

test('keys of an age are announced by themselves, once', async () => {
  const own = await open({ rotateDays: 180 })
  await own.records()
  own.later(180 * 86_400_000 - 1)
  await own.rotation.step()
  assert.equal((await own.records()).length, 2)
  own.later(1)
  await own.rotation.step()
  await own.rotation.step()
  assert.equal((await own.records()).length, 4)
  await own.store.close()
})

test('a record is the same key however it is spaced, and never an empty one', () => {
  assert.ok(sameKey('v=DKIM1;k=rsa;p=AB CD', 'v=DKIM1; k=rsa; p=ABCD'))
  assert.ok(!sameKey('v=DKIM1; p=ABCE', 'v=DKIM1; p=ABCD'))
  assert.ok(!sameKey('v=DKIM1; p=', 'v=DKIM1; p='))
  assert.ok(!sameKey('', 'v=DKIM1; p=ABCD'))
})
