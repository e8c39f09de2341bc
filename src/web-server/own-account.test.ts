import assert from 'node:assert/strict'
import https from 'node:https'
import { after, before, describe, test } from 'node:test'
import { password } from '../accounts/accounts.testing.ts'
import { totpCode, TOTP_STEP_MS } from '../accounts/totp.ts'
import { PROTECTION } from '../jmap/session.ts'
import { webLimits } from './limits.ts'
import { selfSigned } from '../tls/certificates.ts'
import { fixedTls } from '../tls/server-tls.ts'
import { openWebHouse, type WebHouse } from './web-server.testing.ts'

function fromBase32(text: string): Uint8Array {
  let bits = ''
  for (const sign of text) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
}

describe('the own account over HTTP', () => {
  let house: WebHouse
  before(async () => {
    house = await openWebHouse()
  })
  after(() => house.close())

  const code = (secret: string): string => totpCode(fromBase32(secret), Math.floor(house.clock.at / TOTP_STEP_MS))

  test('a second factor is set up from a QR code, asked for, and taken away', async () => {
    const anna = await house.signedIn('anna')
    const { json: begun, status } = await anna.ask('POST', '/api/second-factor/begin')
    assert.equal(status, 200, JSON.stringify(begun))
    assert.match(begun.uri, /^otpauth:\/\/totp\//)
    assert.equal(begun.qr.modules.length, begun.qr.size)
    assert.ok(begun.qr.modules.every((row: string) => row.length === begun.qr.size && /^[01]+$/.test(row)))
    assert.deepEqual((await anna.ask('POST', '/api/second-factor/confirm', { body: { code: '000000' } })).json, { problem: 'wrong-code' })
    assert.equal((await anna.ask('POST', '/api/second-factor/confirm', { body: { code: code(begun.secret) } })).status, 204)
    house.clock.at += TOTP_STEP_MS
    const again = house.visitor()
    const asked = await again.signIn('anna@zonnehof.test')
    assert.deepEqual([asked.status, asked.json.state, asked.headers.getSetCookie()], [200, 'second-factor', []])
    assert.equal((await again.ask('POST', '/api/second-factor', { body: { pending: asked.json.pending, code: '000000' } })).status, 401)
    assert.equal((await again.ask('POST', '/api/second-factor', { body: { pending: 'nope', code: code(begun.secret) } })).status, 401)
    const right = { body: { pending: asked.json.pending, code: code(begun.secret) } }
    assert.deepEqual((await again.ask('POST', '/api/second-factor', right)).json, { state: 'signed-in' })
    assert.equal((await again.ask('GET', '/api/session')).json.account.secondFactor, true)
    assert.equal((await house.visitor().ask('POST', '/api/second-factor', right)).status, 401, 'a replayed code')
    house.clock.at += TOTP_STEP_MS
    assert.equal((await again.ask('POST', '/api/second-factor/remove', { body: { code: '000000' } })).status, 403)
    assert.equal((await again.ask('POST', '/api/second-factor/remove', { body: { code: code(begun.secret) } })).status, 204)
  })

  test('a new password ends the other sessions; the recovery code opens when it is forgotten', async () => {
    const { recoveryCode } = await house.person('bert')
    const [here, there] = [house.visitor(), house.visitor()]
    await here.signIn('bert@zonnehof.test')
    await there.signIn('bert@zonnehof.test')
    const change = (current: string, next: string) => here.ask('POST', '/api/password', { body: { current, next } })
    assert.deepEqual([(await change('wrong', 'long enough to be taken')).json.problem, (await change(password, 'short')).json.problem], ['wrong-password', 'password-too-short'])
    assert.equal((await change(password, 'long enough to be taken')).status, 204)
    assert.deepEqual([(await here.ask('GET', '/api/session')).status, (await there.ask('GET', '/api/session')).status], [200, 401])
    const recover = (recoveryCode: string, next: string) => house.visitor().ask('POST', '/api/recover', { body: { address: 'bert@zonnehof.test', recoveryCode, next } })
    assert.equal((await recover('AAAA-BBBB-CCCC', 'another long password')).status, 401)
    assert.equal((await recover(recoveryCode, 'short')).json.problem, 'password-too-short')
    assert.deepEqual((await recover(recoveryCode, 'another long password')).json, { state: 'signed-in' })
    assert.equal((await here.ask('GET', '/api/session')).status, 401)
  })

  test('preferences are kept for their owner, up to their limit', async () => {
    const [cato, dirk] = [await house.signedIn('cato'), await house.signedIn('dirk')]
    assert.deepEqual((await cato.ask('GET', '/api/preferences')).json, {})
    const preferences = { theme: 'dark', remoteSenders: ['bo@example.org'] }
    assert.equal((await cato.ask('PUT', '/api/preferences', { body: preferences })).status, 204)
    assert.deepEqual((await cato.ask('GET', '/api/preferences')).json, preferences)
    assert.deepEqual((await dirk.ask('GET', '/api/preferences')).json, {})
    const filled = (bytes: number): string => JSON.stringify({ x: 'a'.repeat(bytes - 8) })
    assert.equal((await cato.ask('PUT', '/api/preferences', { body: filled(webLimits.preferencesBytesMax) })).status, 204)
    assert.equal((await cato.ask('PUT', '/api/preferences', { body: filled(webLimits.preferencesBytesMax + 1) })).status, 413)
    assert.equal((await cato.ask('PUT', '/api/preferences', { body: '[]' })).status, 400)
  })

  test('somebody chooses the language of the own account, and the guard takes it at once', async () => {
    const [gijs, hanna] = [await house.signedIn('gijs'), await house.signedIn('hanna', ['user', 'owner'])]
    for (const one of [gijs, hanna]) one.using = [...one.using, PROTECTION]
    const spoken = async (one: typeof gijs): Promise<readonly unknown[]> => [
      (await one.ask('GET', '/api/session')).json.account.language, (await one.call('GuardContext/get')).language,
    ]
    assert.deepEqual(await spoken(gijs), ['nl', 'nl'])
    assert.equal((await gijs.ask('PUT', '/api/language', { body: { language: 'en' } })).status, 204)
    assert.deepEqual([await spoken(gijs), await spoken(hanna)], [['en', 'en'], ['nl', 'nl']])
    for (const body of [{ language: 'xx' }, { language: 'eng' }, {}, { language: 1 }]) {
      assert.equal((await gijs.ask('PUT', '/api/language', { body })).status, 400, JSON.stringify(body))
    }
    assert.equal((await house.visitor().ask('PUT', '/api/language', { body: { language: 'en' } })).status, 401)
    assert.deepEqual((await hanna.ask('PUT', '/api/language', { body: { language: 'en' } })).status, 204)
    assert.deepEqual((await hanna.ask('GET', '/api/session')).json.account.roles, ['user', 'owner'])
  })

  test('a session asks so much at once and no more', async () => {
    const eef = await house.signedIn('eef')
    const held: Promise<unknown>[] = []
    const requests = Array.from({ length: webLimits.requestsPerSession + 1 }, () => eef.ask('GET', '/api/sessions'))
    held.push(...requests)
    const statuses = (await Promise.all(requests)).map(({ status }) => status)
    assert.ok(statuses.every((status) => status === 200 || status === 429))
    assert.equal((await eef.ask('GET', '/api/sessions')).status, 200, 'and afterwards it goes on')
  })

  test('only a proxy that we were told of says where somebody comes from', async () => {
    const behind = await openWebHouse({ web: { secure: true, trustedProxies: ['127.0.0.1'] } })
    try {
      await behind.person('fons')
      const tries = async (ip: string): Promise<number> => {
        let last = 0
        for (let i = 0; i < 7; i += 1) {
          last = (await behind.visitor().ask('POST', '/api/sign-in', { body: { address: 'fons@zonnehof.test', password: `x${i}` }, headers: { 'x-forwarded-for': `10.9.9.9, ${ip}` } })).status
        }
        return last
      }
      assert.equal(await tries('198.51.100.7'), 429)
      const elsewhere = await behind.visitor().ask('POST', '/api/sign-in', { body: { address: 'fons@zonnehof.test', password }, headers: { 'x-forwarded-for': '203.0.113.9' } })
      assert.equal(elsewhere.status, 200)
      assert.match(elsewhere.headers.getSetCookie()[0] ?? '', /^__Host-zegel=.*; Secure$/)
      assert.match(elsewhere.headers.get('strict-transport-security') ?? '', /^max-age=\d{8}; includeSubDomains$/)
    } finally {
      await behind.close()
    }
    for (let i = 0; i < 6; i += 1) await house.visitor().ask('POST', '/api/sign-in', { body: { address: 'gijs@zonnehof.test', password: `x${i}` }, headers: { 'x-forwarded-for': `198.51.100.${i}` } })
    assert.equal((await house.visitor().ask('POST', '/api/sign-in', { body: { address: 'gijs@zonnehof.test', password: 'x' }, headers: { 'x-forwarded-for': '203.0.113.1' } })).status, 429)
  })

  test('over https the cookie is bound to the host, and plain http sends readers there', async () => {
    const pair = await selfSigned({ names: ['mail.zonnehof.test', '127.0.0.1'], clock: { now: () => Date.now() } })
    const at = await house.web.listen('127.0.0.1:0', fixedTls(pair))
    await house.person('hilde')
    const body = JSON.stringify({ address: 'hilde@zonnehof.test', password })
    const { promise, resolve, reject } = Promise.withResolvers<Readonly<Record<string, unknown>>>()
    https.request(`https://${at}/api/sign-in`, {
      method: 'POST', ca: pair.certificate, agent: false,
      headers: { 'content-type': 'application/json', 'x-zegel': '1', host: 'mail.zonnehof.test', origin: 'https://mail.zonnehof.test' },
    }, (response) => {
      response.resume()
      resolve(response.headers)
    }).on('error', reject).end(body)
    const headers = await promise
    assert.match(String(headers['set-cookie']), /^__Host-zegel=[\w.-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/)
    assert.ok(headers['strict-transport-security'])
    const plain = await house.visitor().ask('GET', '/settings', { headers: { host: 'mail.zonnehof.test:80' } })
    assert.deepEqual([plain.status, plain.headers.get('location')], [308, `https://mail.zonnehof.test:${at.split(':')[1]}/settings`])
    assert.equal((await house.visitor().ask('GET', '/settings', { headers: { host: 'x"><script>:80' } })).headers.get('location'), null)
  })
})
