import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parsePolicy } from '../smtp-client/mta-sts.ts'
import { AUTODISCOVER_BYTES_MAX } from './routes/published.ts'
import { openWebHouse, type WebHouse } from './web-server.testing.ts'

let house: WebHouse
before(async () => {
  house = await openWebHouse({ web: { publishing: {
    hostname: 'mail.zonnehof.test', mtaSts: 'enforce', securityContact: 'mailto:postmaster@zonnehof.test', isOwn: (domain) => Promise.resolve(domain === 'zonnehof.test'),
  } } })
})
after(() => house.close())

const ask = (path: string, host: string) => house.visitor().ask('GET', path, { headers: { host } })

test('the MTA-STS policy stands on the name for it, of our own domains only', async () => {
  const found = await ask('/.well-known/mta-sts.txt', 'mta-sts.Zonnehof.test:443')
  assert.equal(found.status, 200)
  assert.match(found.headers.get('content-type') ?? '', /^text\/plain/)
  assert.deepEqual(parsePolicy(found.text)?.mx, ['mail.zonnehof.test'])
  for (const host of ['zonnehof.test', 'mta-sts.elders.test', 'mta-sts.', 'x.mta-sts.zonnehof.test']) {
    assert.equal((await ask('/.well-known/mta-sts.txt', host)).status, 404, host)
  }
})

test('settings for mail programs, for our own domains only, and the same whether an address exists or not', async () => {
  for (const [path, host] of [['/mail/config-v1.1.xml', 'autoconfig.zonnehof.test'], ['/.well-known/autoconfig/mail/config-v1.1.xml', 'zonnehof.test']] as const) {
    const found = await ask(path, host)
    assert.equal(found.status, 200, path)
    assert.match(found.text, /mail\.zonnehof\.test/)
    assert.equal((await ask(path, 'autoconfig.elders.test')).status, 404)
  }
  const outlook = (body: string) => house.visitor().ask('POST', '/autodiscover/autodiscover.xml', { body, type: 'text/xml' })
  const found = await outlook('<Request><EMailAddress>wie.dan.ook@zonnehof.test</EMailAddress></Request>')
  assert.equal(found.status, 200)
  assert.match(found.text, /<Server>mail\.zonnehof\.test<\/Server>/)
  assert.equal((await outlook('<Request><EMailAddress>a@elders.test</EMailAddress></Request>')).status, 404)
  assert.equal((await outlook('<!DOCTYPE x [<!ENTITY a "b">]><EMailAddress>&a;@zonnehof.test</EMailAddress>')).status, 404)
  assert.equal((await outlook(' '.repeat(AUTODISCOVER_BYTES_MAX + 1))).status, 413)
})

test('where to report a hole', async () => {
  const found = await ask('/.well-known/security.txt', 'mail.zonnehof.test')
  assert.match(found.text, /^Contact: mailto:postmaster@zonnehof\.test\nExpires: \d{4}-/)
})

test('the place for OpenPGP keys is there for our own domains, under its own name and under the domain\'s', async () => {
  for (const host of ['openpgpkey.zonnehof.test', 'zonnehof.test']) {
    const found = await ask('/.well-known/openpgpkey/zonnehof.test/policy', host)
    assert.deepEqual([found.status, found.text], [200, ''], host)
  }
  assert.equal((await ask('/.well-known/openpgpkey/elders.test/policy', 'openpgpkey.elders.test')).status, 404)
  assert.equal((await ask('/.well-known/openpgpkey/elders.test/policy', 'openpgpkey.zonnehof.test')).status, 404)
  assert.equal((await ask('/.well-known/openpgpkey/zonnehof.test/hu/abc', 'openpgpkey.zonnehof.test')).status, 404)
})
