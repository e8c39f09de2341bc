import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { password } from '../accounts/accounts.testing.ts'
import { openWebHouse, type WebHouse } from './web-server.testing.ts'

describe('signing in over HTTP', () => {
  let house: WebHouse
  before(async () => {
    house = await openWebHouse()
    await house.person('anna', { roles: ['owner'], name: 'Anna' })
  })
  after(() => house.close())

  test('a password gives a session, its cookie is for scripts of nobody', async () => {
    const anna = house.visitor()
    const answer = await anna.signIn('anna@zonnehof.test')
    assert.deepEqual([answer.status, answer.json], [200, { state: 'signed-in' }])
    const set = answer.headers.getSetCookie()[0] ?? ''
    assert.match(set, /^zegel=[\w-]+\.[\w-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/)
    const { json } = await anna.ask('GET', '/api/session')
    assert.deepEqual(json.account, {
      address: 'anna@zonnehof.test', name: 'Anna', roles: ['owner'], language: 'nl', secondFactor: false, aliases: [],
    })
    assert.equal(json.organisation.name, 'Zonnehof')
    assert.ok(json.session.expiresAt > house.clock.at)
  })

  test('signing out ends the session for whoever kept the cookie', async () => {
    const anna = house.visitor()
    await anna.signIn('anna@zonnehof.test')
    const kept = anna.cookie
    assert.equal((await anna.ask('POST', '/api/sign-out')).status, 204)
    anna.cookie = kept
    const answer = await anna.ask('GET', '/api/session')
    assert.deepEqual([answer.status, answer.json], [401, { problem: 'signed-out' }])
  })

  test('signing in again ends the session that was there, so none can be planted', async () => {
    const anna = house.visitor()
    await anna.signIn('anna@zonnehof.test')
    const planted = anna.cookie
    await anna.signIn('anna@zonnehof.test')
    assert.notEqual(anna.cookie, planted)
    anna.cookie = planted
    assert.equal((await anna.ask('GET', '/api/session')).status, 401)
  })

  test('what is refused is refused alike, and too many tries are told so', async () => {
    const wrong = await house.visitor().ask('POST', '/api/sign-in', { body: { address: 'anna@zonnehof.test', password: 'nope' } })
    const unknown = await house.visitor().ask('POST', '/api/sign-in', { body: { address: 'nobody@zonnehof.test', password } })
    assert.deepEqual([wrong.status, wrong.text], [401, unknown.text])
    assert.equal(unknown.status, 401)
    for (let i = 0; i < 6; i += 1) await house.visitor().ask('POST', '/api/sign-in', { body: { address: 'guess@zonnehof.test', password: `n${i}` } })
    const late = await house.visitor().ask('POST', '/api/sign-in', { body: { address: 'guess@zonnehof.test', password: 'x' } })
    assert.equal(late.status, 429)
    assert.equal(late.json.problem, 'too-many-tries')
    assert.ok(Number(late.headers.get('retry-after')) > 0)
  })

  test('bodies that are none are refused before any work', async () => {
    const cases: readonly (readonly [string, string, number, string])[] = [
      ['{', 'application/json', 400, 'not-json'], ['[]', 'application/json', 400, 'object-expected'],
      ['{}', 'application/json', 400, 'not-valid'], ['{"address":1,"password":"x"}', 'application/json', 400, 'not-valid'],
      ['{"address":"a","password":"b"}', 'text/plain', 415, 'json-expected'],
      ['{"address":"a","password":"b"}', 'application/x-www-form-urlencoded', 415, 'json-expected'],
      ['['.repeat(33) + ']'.repeat(33), 'application/json', 400, 'too-deep'],
      [`{"address":"${'a'.repeat(140_000)}","password":"b"}`, 'application/json', 413, 'too-large'],
      [`{"address":"a","password":"${'b'.repeat(1025)}"}`, 'application/json', 400, 'not-valid'],
    ]
    for (const [body, type, status, problem] of cases) {
      const answer = await house.visitor().ask('POST', '/api/sign-in', { body, type })
      assert.deepEqual([answer.status, answer.json.problem], [status, problem], body.slice(0, 40))
    }
  })

  test('another site cannot make the browser act', async () => {
    const anna = house.visitor()
    await anna.signIn('anna@zonnehof.test')
    const cases: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
      ['POST', '/api/sign-out', { 'x-zegel': '' }], ['POST', '/api/sign-in', { 'x-zegel': '' }],
      ['POST', '/jmap/api', { 'x-zegel': '' }], ['PUT', '/api/preferences', { 'x-zegel': '0' }],
      ['POST', '/jmap/api', { origin: 'https://evil.example' }], ['POST', '/jmap/api', { origin: 'null' }],
      ['POST', '/jmap/api', { origin: `http://${house.at}.evil.example` }], ['POST', '/jmap/api', { 'sec-fetch-site': 'cross-site' }],
      ['POST', '/jmap/api', { 'sec-fetch-site': 'same-site' }], ['POST', '/jmap/api', { 'sec-fetch-site': 'none' }],
      ['GET', '/api/session', { 'sec-fetch-site': 'cross-site' }], ['GET', '/jmap/eventsource', { 'sec-fetch-site': 'same-site' }],
      ['GET', '/api/session', { origin: 'https://evil.example' }],
    ]
    for (const [method, path, headers] of cases) {
      const answer = await anna.ask(method, path, { headers, ...(method === 'GET' ? {} : { body: {} }) })
      assert.equal(answer.status, 403, `${method} ${path} ${JSON.stringify(headers)}`)
    }
    const own = { origin: `http://${house.at}`, 'sec-fetch-site': 'same-origin' }
    assert.equal((await anna.ask('GET', '/api/session', { headers: own })).status, 200)
  })

  test('passwords do not travel over plain http to another machine', async () => {
    const answer = await house.visitor().ask('POST', '/api/sign-in', {
      body: { address: 'anna@zonnehof.test', password }, headers: { host: 'mail.zonnehof.test' },
    })
    assert.deepEqual([answer.status, answer.json.problem], [403, 'https-needed'])
  })
})
