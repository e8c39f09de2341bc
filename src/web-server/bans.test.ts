import assert from 'node:assert/strict'
import { test } from 'node:test'
import { password } from '../accounts/accounts.testing.ts'
import { minute } from '../base/sizes.ts'
import { silentLog } from '../log/log.ts'
import { createBans, type Bans } from '../throttle/bans.ts'
import { openWebHouse } from './web-server.testing.ts'

test('an administrator of the organisation that runs the service shuts networks out and lets them in; another one sees no list', async (t) => {
  const opened: { bans?: Bans, runner?: number } = {}
  const house = await openWebHouse({ web: {
    bans: {
      find: (ip) => opened.bans?.find(ip), list: () => opened.bans?.list() ?? [],
      add: (args) => opened.bans?.add(args) ?? assert.fail(), lift: (args) => opened.bans?.lift(args) ?? assert.fail(),
      vouch: (ip) => opened.bans?.vouch(ip), isRunBy: (tenant) => Promise.resolve(tenant === opened.runner),
    },
  } })
  t.after(() => house.close())
  opened.runner = house.tenant
  const { store, serviceKey, ledger, clock } = house
  opened.bans = createBans({
    store, serviceKey, ledger, ledgerTenant: () => Promise.resolve(house.tenant), firstBanMs: minute,
    isSpared: () => false,
    clock, log: silentLog,
  })
  const admin = await house.signedIn('beheer', ['administrator'])
  assert.deepEqual((await admin.ask('GET', '/api/admin/bans')).json, { bans: [] })
  const add = (network: unknown, minutes: unknown = 60) => admin.ask('POST', '/api/admin/bans', { body: { network, minutes, note: 'scant de hele dag' } })
  const added = await add('192.0.2.9/24')
  assert.equal(added.status, 200)
  assert.deepEqual(added.json.bans.map(({ network, why, note }: Record<string, unknown>) => [network, why, note]), [['192.0.2.0/24', 'by-hand', 'scant de hele dag']])
  assert.equal(added.json.bans[0].by, 'beheer@zonnehof.test')
  for (const [network, minutes, status, problem] of [
    ['x', 60, 422, 'not-a-network'], ['10.0.0.0/8', 60, 422, 'not-a-network'], ['127.0.0.1', 60, 422, 'own-network'],
    ['192.0.2.9', 0, 422, 'time-not-valid'], ['192.0.2.9', 1.5, 422, 'time-not-valid'], ['192.0.2.9', '60', 400, 'not-valid'],
    [7, 60, 400, 'not-valid'], ['x'.repeat(61), 60, 400, 'not-valid'],
  ] as const) {
    const { status: got, json } = await add(network, minutes)
    assert.deepEqual([got, json.problem], [status, problem], String(network))
  }
  const lifted = await admin.ask('POST', '/api/admin/bans/lift', { body: { network: '192.0.2.0/24' } })
  assert.deepEqual([lifted.status, lifted.json], [200, { bans: [] }])
  assert.equal((await admin.ask('POST', '/api/admin/bans/lift', { body: { network: '192.0.2.0/24' } })).status, 404)
  const tenant = (await house.tenants.create({ name: 'Andere' })).id
  await house.tenants.addDomain({ tenant, name: 'andere.test' })
  await house.accounts.create({ tenant, address: 'baas@andere.test', name: 'Baas', password, roles: ['owner'] })
  const other = house.visitor()
  await other.signIn('baas@andere.test')
  assert.equal((await other.ask('GET', '/api/admin/bans')).status, 404)
  assert.equal((await other.ask('POST', '/api/admin/bans', { body: { network: '192.0.2.9', minutes: 60, note: '' } })).status, 404)
})

test('behind a proxy that is believed a network that is shut out gets no answer, and whoever is signed in is not shut out by the service itself', async (t) => {
  const opened: { bans?: Bans } = {}
  const house = await openWebHouse({ web: {
    secure: true, trustedProxies: ['127.0.0.1'], bans: {
      find: (ip) => opened.bans?.find(ip), list: () => [], add: () => assert.fail(), lift: () => assert.fail(),
      vouch: (ip) => opened.bans?.vouch(ip), isRunBy: () => Promise.resolve(false),
    },
  } })
  t.after(() => house.close())
  const { store, serviceKey, ledger, clock } = house
  opened.bans = createBans({
    store, serviceKey, ledger, ledgerTenant: () => Promise.resolve(house.tenant), firstBanMs: minute,
    isSpared: () => false, clock, log: silentLog,
  })
  const { bans } = opened
  const admin = await house.signedIn('portier', ['administrator'])
  await bans.add({ network: '192.0.2.0/24', minutes: 60, by: '' })
  const statusFrom = async (forwarded: string, path = '/healthz') =>
    (await admin.ask('GET', path, { headers: { 'x-forwarded-for': forwarded } })).status
  for (const shut of ['192.0.2.9', '198.51.100.1, 192.0.2.9', '::ffff:192.0.2.9', '0:0:0:0:0:ffff:c000:209']) {
    assert.deepEqual([await statusFrom(shut), await statusFrom(shut, '/api/session'), await statusFrom(shut, '/')], [403, 403, 403], shut)
  }
  for (const open of ['192.0.3.1', '192.0.2.9, 198.51.100.1', '', 'x', '192.0.2.9:80']) assert.equal(await statusFrom(open), 200, open)
  const offend = (ip: string): void => { for (let time = 0; time < 4; time += 1) bans.offend(ip, 'injection') }
  assert.equal(await statusFrom('198.51.100.7', '/api/session'), 200)
  offend('198.51.100.7')
  assert.equal(bans.find('198.51.100.7'), undefined, 'a session was used from there')
  await house.visitor().ask('GET', '/api/session', { headers: { 'x-forwarded-for': '198.51.100.8' } })
  offend('198.51.100.8')
  assert.ok(bans.find('198.51.100.8'), 'nobody was signed in there')
})
