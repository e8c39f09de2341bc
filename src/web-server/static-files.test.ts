import assert from 'node:assert/strict'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { after, before, describe, test } from 'node:test'
import { contentSecurityPolicy } from './headers.ts'
import { openWebHouse, type WebHouse } from './web-server.testing.ts'

const script = `console.info(${JSON.stringify('x'.repeat(3000))})`

describe('files and headers', () => {
  let house: WebHouse
  before(async () => {
    house = await openWebHouse({
      files: { 'index.html': '<!doctype html><title>Zegel</title>', 'portal.html': '<!doctype html><title>Gast</title>', 'assets/start-AbCdEf12.js': script, 'seal.svg': '<svg/>', 'notes.exe': 'no', '.env': 'SECRET=1' },
    })
  })
  after(() => house.close())

  test('pages of the web client are one document', async () => {
    for (const path of ['/', '/mail/inbox', '/settings', '/admin/accounts', '/sign-in', '/?x=1']) {
      const { status, headers, text } = await house.visitor().ask('GET', path)
      assert.deepEqual([status, headers.get('content-type'), headers.get('cache-control')], [200, 'text/html; charset=utf-8', 'no-cache'], path)
      assert.match(text, /Zegel/)
    }
  })

  test('guests have a document of their own', async () => {
    for (const path of ['/p', '/p/', '/p?utm=1']) {
      const { status, headers, text } = await house.visitor().ask('GET', path)
      assert.deepEqual([status, headers.get('cache-control')], [200, 'no-cache'], path)
      assert.match(text, /Gast/)
    }
    for (const path of ['/p/start.js', '/pp', '/portal']) assert.equal((await house.visitor().ask('GET', path)).status, 404, path)
  })

  test('what is not in the manifest is not there, whatever the path', async () => {
    for (const path of ['/nope', '/mail/x.js', '/assets/', '/../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2fzegel.db', '/.env', '/notes.exe', '/index.html/x', '//etc/passwd', '/api/nope', '/jmap/nope', '/%00', '/%']) {
      const { status, headers, text } = await house.visitor().ask('GET', path)
      assert.deepEqual([status, headers.get('content-type'), text], [404, 'text/plain; charset=utf-8', 'Not found.\n'], path)
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) assert.equal((await house.visitor().ask(method, '/')).status, 404, method)
  })

  test('hashed files stay in the cache, compressed as the browser likes', async () => {
    const get = (headers: Readonly<Record<string, string>>) => house.visitor().ask('GET', '/assets/start-AbCdEf12.js', { headers })
    const plain = await get({})
    assert.deepEqual([plain.text, plain.headers.get('cache-control'), plain.headers.get('content-encoding')], [script, 'public, max-age=31536000, immutable', null])
    const brotli = await get({ 'accept-encoding': 'gzip, deflate, br' })
    assert.deepEqual([brotli.headers.get('content-encoding'), brotliDecompressSync(brotli.raw).toString()], ['br', script])
    const gzip = await get({ 'accept-encoding': 'gzip, br;q=0' })
    assert.deepEqual([gzip.headers.get('content-encoding'), gunzipSync(gzip.raw).toString()], ['gzip', script])
    assert.equal((await get({ 'if-none-match': plain.headers.get('etag') ?? '' })).status, 304)
    assert.equal((await house.visitor().ask('GET', '/seal.svg')).headers.get('cache-control'), 'no-cache')
  })

  test('every answer carries the strict headers', async () => {
    const anna = await house.signedIn('anna')
    const asked: readonly (readonly [string, string])[] = [
      ['GET', '/'], ['GET', '/nope'], ['GET', '/assets/start-AbCdEf12.js'], ['GET', '/api/session'], ['POST', '/api/sign-in'], ['GET', '/healthz'],
      ['GET', '/api/admin/health'], ['POST', '/jmap/api'], ['GET', '/jmap/session'], ['PUT', '/'],
    ]
    for (const [method, path] of asked) {
      const { headers } = await anna.ask(method, path, method === 'GET' ? {} : { body: {} })
      assert.equal(headers.get('content-security-policy'), contentSecurityPolicy, path)
      assert.deepEqual([headers.get('x-content-type-options'), headers.get('referrer-policy'), headers.get('cross-origin-opener-policy')], ['nosniff', 'no-referrer', 'same-origin'], path)
      assert.equal(headers.get('strict-transport-security'), null)
      assert.equal(headers.get('access-control-allow-origin'), null)
      for (const tells of ['server', 'x-powered-by']) assert.equal(headers.get(tells), null)
      if (path.startsWith('/api') || path.startsWith('/jmap')) assert.equal(headers.get('cache-control'), 'no-store', path)
    }
    assert.doesNotMatch(contentSecurityPolicy, /unsafe|\*|https?:/)
  })

  test('the frame for mail has no scripts and may be framed by us only', async () => {
    const { headers, text } = await house.visitor().ask('GET', '/mail-frame')
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'/)
    assert.match(policy, /sandbox (?!.*allow-scripts)/)
    assert.doesNotMatch(policy, /script-src/)
    assert.match(policy, /frame-ancestors 'self'/)
    assert.doesNotMatch(text, /script/)
  })

  test('health tells a stranger one word', async () => {
    const { status, text } = await house.visitor().ask('GET', '/healthz')
    assert.deepEqual([status, text], [200, '{"ok":true}'])
  })

  test('headers past the limit are refused', async () => {
    assert.equal((await house.visitor().ask('GET', '/', { headers: { 'x-long': 'a'.repeat(15_000) } })).status, 200)
    assert.ok([400, 431].includes((await house.visitor().ask('GET', '/', { headers: { 'x-long': 'a'.repeat(17_000) } })).status))
  })
})
