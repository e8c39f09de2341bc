import assert from 'node:assert/strict'
import { test } from 'node:test'
import { password } from '../accounts/accounts.testing.ts'
import { silentLog } from '../log/log.ts'
import { createHistory, type History } from '../reputation/history.ts'
import { openWebHouse } from './web-server.testing.ts'

test('networks of the whole installation are told to the organisation that runs it, and to no other', async (t) => {
  const opened: { history?: History, runner?: number } = {}
  const none = () => Promise.resolve([])
  const house = await openWebHouse({ web: {
    bans: {
      find: () => undefined, list: () => [], add: () => assert.fail(), lift: () => assert.fail(),
      vouch: () => undefined, isRunBy: (tenant) => Promise.resolve(tenant === opened.runner),
    },
    abuse: {
      stops: {
        isStopped: () => false, of: () => Promise.resolve(undefined), list: none, ownerMayRelease: () => assert.fail(),
        release: () => assert.fail(),
      },
      complaints: { list: none }, greylist: { list: none }, lists: { states: () => [] },
      history: { worst: (count) => opened.history?.worst(count) ?? [] },
    },
  } })
  t.after(() => house.close())
  opened.runner = house.tenant
  const { store, clock } = house
  opened.history = createHistory({ store, clock, log: silentLog })
  opened.history.note('198.51.100.0/24', 'trapped')
  const officer = await house.signedIn('fg', ['privacy-officer'])
  const { networks } = (await officer.ask('GET', '/api/abuse')).json
  assert.deepEqual(networks.map(({ network }: Record<string, unknown>) => network), ['198.51.100.0/24'])

  const tenant = (await house.tenants.create({ name: 'Andere' })).id
  await house.tenants.addDomain({ tenant, name: 'andere.test' })
  await house.accounts.create({ tenant, address: 'baas@andere.test', name: 'Baas', password, roles: ['owner'] })
  const other = house.visitor()
  await other.signIn('baas@andere.test')
  const seen = await other.ask('GET', '/api/abuse')
  assert.deepEqual([seen.status, seen.json.networks, seen.text.includes('198.51')], [200, null, false])
})
