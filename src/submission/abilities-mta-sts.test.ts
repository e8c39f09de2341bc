import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { day } from '../base/sizes.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { silentLog } from '../log/log.ts'
import type { MtaStsPolicy } from '../smtp-client/mta-sts.ts'
import type { FetchedPolicy } from '../smtp-client/mta-sts-fetch.ts'
import { openStore } from '../storage/open.ts'
import { createMtaStsPolicies, POLICY_CHECK_MS, POLICY_REFRESH_MS, POLICY_RETRY_MS, type MtaStsPolicies } from './abilities-mta-sts.ts'

const enforce: MtaStsPolicy = { mode: 'enforce', mx: ['mx.partner.example'], maxAgeSeconds: 7 * 86_400 }
const none: MtaStsPolicy = { mode: 'none', mx: [], maxAgeSeconds: 86_400 }

async function lab(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-mta-sts-'))
  const clock = { at: 1_800_000_000_000, now: () => clock.at }
  const store = await openStore({ url: `sqlite:${join(folder, 'a.db')}`, log: silentLog, clock })
  const serviceKey = temporaryServiceKey()
  t.after(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const world = { txt: ['v=STSv1; id=1'] as readonly string[] | 'servfail', policy: enforce as FetchedPolicy, fetches: 0 }
  const make = (): MtaStsPolicies => createMtaStsPolicies({
    store, serviceKey, clock, log: silentLog,
    resolver: {
      txt: () => Promise.resolve(world.txt === 'servfail'
        ? { kind: 'servfail', records: [], authenticated: false, ttlSeconds: 1 }
        : { kind: world.txt.length === 0 ? 'nxdomain' : 'answer', records: world.txt, authenticated: false, ttlSeconds: 1 }),
    },
    fetch: () => {
      world.fetches += 1
      return Promise.resolve(world.policy)
    },
  })
  const mode = async (policies: MtaStsPolicies): Promise<string> => (await policies.policy('partner.example'))?.mode ?? 'no policy'
  return { clock, world, make, mode, folder, policies: make() }
}

test('a domain without an announcement has no policy, and nothing is fetched', async (t) => {
  const { world, policies, mode } = await lab(t)
  world.txt = []
  assert.equal(await mode(policies), 'no policy')
  assert.equal(world.fetches, 0)
})

test('a policy is fetched once, asked for once by all who ask at once, and known to the next process', async (t) => {
  const { world, policies, make, mode, folder } = await lab(t)
  assert.deepEqual(await Promise.all([mode(policies), mode(policies), mode(policies)]), ['enforce', 'enforce', 'enforce'])
  assert.equal(world.fetches, 1)
  world.txt = 'servfail'
  assert.equal(await mode(make()), 'enforce')
  assert.equal(world.fetches, 1)
  const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1')).join()
  assert.ok(!bytes.includes('partner.example'))
})

test('a policy in force survives silence of the DNS, a vanished announcement and a fetch that fails', async (t) => {
  const { world, policies, mode, clock } = await lab(t)
  assert.equal(await mode(policies), 'enforce')
  for (const [txt, policy] of [['servfail', enforce], [[], enforce], [['v=STSv1; id=2'], 'unreachable'], [['v=STSv1; id=3'], 'malformed']] as const) {
    clock.at += POLICY_CHECK_MS
    world.txt = txt
    world.policy = policy
    assert.equal(await mode(policies), 'enforce')
  }
})

test('it ends when its time is over, also in a process that starts then', async (t) => {
  const { world, policies, make, mode, clock } = await lab(t)
  assert.equal(await mode(policies), 'enforce')
  world.policy = 'unreachable'
  clock.at += 7 * day - 1
  assert.equal(await mode(policies), 'enforce')
  clock.at += 1
  assert.equal(await mode(policies), 'no policy')
  assert.equal(await mode(make()), 'no policy')
})

test('a new id brings a new policy, the same id none until it is a day old', async (t) => {
  const { world, policies, mode, clock } = await lab(t)
  assert.equal(await mode(policies), 'enforce')
  world.policy = none
  clock.at += POLICY_CHECK_MS
  assert.equal(await mode(policies), 'enforce')
  assert.equal(world.fetches, 1)
  world.txt = ['v=STSv1; id=2']
  clock.at += POLICY_CHECK_MS
  assert.equal(await mode(policies), 'none')
  world.policy = enforce
  clock.at += POLICY_REFRESH_MS / 2 + 1
  assert.equal(await mode(policies), 'enforce')
})

test('after a fetch that failed the next one waits', async (t) => {
  const { world, make, mode, clock, policies } = await lab(t)
  world.policy = 'unreachable'
  assert.equal(await mode(policies), 'no policy')
  clock.at += POLICY_CHECK_MS
  assert.ok(POLICY_RETRY_MS <= POLICY_CHECK_MS)
  world.policy = enforce
  assert.equal(await mode(policies), 'enforce')
  assert.equal(world.fetches, 2)
  assert.equal(await mode(make()), 'enforce')
})
