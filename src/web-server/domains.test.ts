import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openWebHouse, type Client, type WebHouse } from './web-server.testing.ts'

/** What was asked of a domain, so that a refusal is seen to come before any work. */
const asked: string[] = []
let house: WebHouse
let administrator: Client
before(async () => {
  house = await openWebHouse({ web: { domains: {
    list: async (tenant) => (await house.tenants.domains(tenant)).map(({ name }) => name),
    state: ({ domain, language }) => Promise.resolve({ domain, language }),
    check: ({ domain, language }) => {
      asked.push(domain)
      return Promise.resolve({ domain, language, checks: [] })
    },
  } } })
  administrator = await house.signedIn('admin', ['administrator'])
  const elsewhere = await house.tenants.create({ name: 'Andere' })
  await house.tenants.addDomain({ tenant: elsewhere.id, name: 'andere.test' })
})
after(() => house.close())

test('an organisation sees and checks its own domains, in the language asked for; another\'s and unknown ones are not found', async () => {
  const list = await administrator.ask('GET', '/api/domains')
  assert.deepEqual(JSON.parse(list.text), { domains: ['zonnehof.test'] })
  assert.deepEqual(JSON.parse((await administrator.ask('GET', '/api/domains/zonnehof.test?language=en')).text), { domain: 'zonnehof.test', language: 'en' })
  assert.deepEqual(JSON.parse((await administrator.ask('GET', '/api/domains/zonnehof.test?language=xx')).text), { domain: 'zonnehof.test', language: 'nl' })
  for (const domain of ['andere.test', 'nergens.test', 'ZONNEHOF.test', '..', '%00']) {
    assert.equal((await administrator.ask('GET', `/api/domains/${domain}`)).status === 200, false, domain)
    assert.equal((await administrator.ask('POST', `/api/domains/${domain}/check`)).status === 200, false, domain)
  }
  assert.deepEqual(asked, [])
  assert.equal((await administrator.ask('POST', '/api/domains/zonnehof.test/check')).status, 200)
  assert.deepEqual(asked, ['zonnehof.test'])
})
