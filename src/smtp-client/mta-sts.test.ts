import assert from 'node:assert/strict'
import { createServer } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../base/clock.ts'
import type { Answer } from '../dns/types.ts'
import { createCertificateAuthority } from '../tls/certificates.ts'
import { clientTls } from '../tls/client-tls.ts'
import { fetchPolicy, type PolicyFetchParts } from './mta-sts-fetch.ts'
import { matchesMx, MAX_AGE_SECONDS_MAX, parsePolicy, policyId, POLICY_BYTES_MAX, POLICY_LINES_MAX, POLICY_MX_MAX } from './mta-sts.ts'

test('the announcement: exactly one record with one id', () => {
  const cases: readonly (readonly [readonly string[], string | undefined])[] = [
    [['v=STSv1; id=20260101T000000;'], '20260101T000000'], [['v=STSv1;id=1'], '1'], [['v=STSv1 ; x=y; id=abc'], 'abc'],
    [['v=spf1 -all', 'v=STSv1; id=1;'], '1'],
    [[], undefined], [['v=STSv1; id=1;', 'v=STSv1; id=2;'], undefined], [['v=STSv2; id=1'], undefined], [['id=1; v=STSv1'], undefined],
    [['v=STSv1'], undefined], [['v=STSv1; id=;'], undefined], [[`v=STSv1; id=${'a'.repeat(32)}`], 'a'.repeat(32)],
    [[`v=STSv1; id=${'a'.repeat(33)}`], undefined], [['v=STSv1; id=a-b'], undefined], [['v=STSv1; id=1; id=2'], undefined],
  ]
  for (const [records, id] of cases) assert.equal(policyId(records), id, records.join(' | '))
})

const good = 'version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmax_age: 604800\r\n'

test('a policy file as it should be, with line ends and unknown keys as they come', () => {
  const expected = { mode: 'enforce', mx: ['mail.example.com', '*.example.net'], maxAgeSeconds: 604_800 }
  assert.deepEqual(parsePolicy(good), expected)
  assert.deepEqual(parsePolicy(good.replaceAll('\r\n', '\n')), expected)
  assert.deepEqual(parsePolicy(`${good}x-new: y\n\n`), expected)
  assert.deepEqual(parsePolicy('version: STSv1\nmode: none\nmax_age: 0'), { mode: 'none', mx: [], maxAgeSeconds: 0 })
  // Of a key that stands twice the first counts.
  assert.deepEqual(parsePolicy(`${good}mode: none\n`), expected)
})

test('what breaks a policy file', () => {
  const line = (from: string, to: string): string => good.replace(from, to)
  const broken = [
    '', 'hello', '<html></html>', line('STSv1', 'STSv2'), line('version: STSv1\r\n', ''), line('enforce', 'forced'), line('mode: enforce\r\n', ''),
    line('604800', '-1'), line('604800', '1e9'), line('604800', String(MAX_AGE_SECONDS_MAX + 1)), line('604800', ''),
    line('mx: mail.example.com\r\nmx: *.example.net\r\n', ''), line('*.example.net', '*.*.net'), line('*.example.net', 'a*.net'),
    line('*.example.net', 'a..net'), line('*.example.net', 'a b'), line('*.example.net', ''),
  ]
  for (const text of broken) assert.equal(parsePolicy(text), undefined, text)
})

test('limits of a policy file: at them it is read, one past them not', () => {
  const hosts = (count: number): string => Array.from({ length: count }, (_, index) => `mx: m${index}.example\n`).join('')
  const base = 'version: STSv1\nmode: enforce\nmax_age: 1\n'
  assert.equal(parsePolicy(base + hosts(POLICY_MX_MAX))?.mx.length, POLICY_MX_MAX)
  assert.equal(parsePolicy(base + hosts(POLICY_MX_MAX + 1)), undefined)
  const lines = (count: number): string => `${base}mx: a.example\n${'\n'.repeat(count - 5)}`
  assert.ok(parsePolicy(lines(POLICY_LINES_MAX)))
  assert.equal(parsePolicy(lines(POLICY_LINES_MAX + 1)), undefined)
  assert.ok(parsePolicy(`${good}x: ${'y'.repeat(POLICY_BYTES_MAX - good.length - 3)}`))
  assert.equal(parsePolicy(`${good}x: ${'y'.repeat(POLICY_BYTES_MAX - good.length - 2)}`), undefined)
  assert.equal(parsePolicy(good.replace('604800', String(MAX_AGE_SECONDS_MAX)))?.maxAgeSeconds, MAX_AGE_SECONDS_MAX)
})

test('a star stands for exactly one label', () => {
  const mx = ['mail.example.com', '*.example.net']
  const cases: Readonly<Record<string, boolean>> = {
    'mail.example.com': true, 'MAIL.example.com.': true, 'a.mail.example.com': false, 'a.example.net': true, 'example.net': false,
    'a.b.example.net': false, '.example.net': false, 'xexample.net': false, '*.example.net': true, '': false,
  }
  for (const [host, expected] of Object.entries(cases)) assert.equal(matchesMx({ mx }, host), expected, host)
})

const authority = await createCertificateAuthority({ name: 'Test authority', clock: systemClock })
const right = await authority.issue({ names: ['mta-sts.b.test'], clock: systemClock })
const wrong = await authority.issue({ names: ['b.test'], clock: systemClock })

type Handler = (request: IncomingMessage, response: ServerResponse) => void
const says = (text: string, headers: Readonly<Record<string, string>> = { 'content-type': 'text/plain' }, status = 200): Handler => (_request, response) => {
  response.writeHead(status, headers).end(text)
}

async function fetched(t: TestContext, handler: Handler, { pair = right, records = ['127.0.0.1'], ...more }: {
  readonly pair?: typeof right, readonly records?: readonly string[],
} & Partial<PolicyFetchParts> = {}): Promise<unknown> {
  let asked = 0
  const server = createServer({ cert: pair.certificate, key: pair.key }, (request, response) => {
    asked += 1
    assert.equal(request.url, '/.well-known/mta-sts.txt')
    assert.equal(request.headers.host, 'mta-sts.b.test')
    handler(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const answer: Answer<string> = { kind: records.length === 0 ? 'nodata' : 'answer', records, authenticated: false, ttlSeconds: 60 }
  const result = await fetchPolicy({
    resolver: { a: () => Promise.resolve(answer), aaaa: () => Promise.resolve({ ...answer, kind: 'nodata', records: [] }) },
    tls: clientTls({ trusted: [authority.certificate] }), port: typeof address === 'object' ? address?.port ?? 0 : 0,
    mayConnect: (one) => one === '127.0.0.1', ...more,
  }, 'b.test')
  return [result, asked]
}

test('a policy is fetched', async (t) => {
  assert.deepEqual(await fetched(t, says(good)), [parsePolicy(good), 1])
  assert.deepEqual(await fetched(t, says(good, { 'content-type': 'text/plain; charset=utf-8' })), [parsePolicy(good), 1])
})

const refusals: Readonly<Record<string, readonly [Handler, string]>> = {
  'a redirect is not followed': [says('', { location: 'https://mta-sts.b.test/.well-known/mta-sts.txt' }, 302), 'redirect'],
  'no such page': [says(good, { 'content-type': 'text/plain' }, 404), 'status'],
  'a page of HTML': [says(good, { 'content-type': 'text/html' }), 'content-type'],
  'no content type': [says(good, {}), 'content-type'],
  'text/plainly': [says(good, { 'content-type': 'text/plainly' }), 'content-type'],
  'too many bytes': [says(good + 'x'.repeat(POLICY_BYTES_MAX)), 'too-large'],
  'nonsense': [says('nonsense'), 'malformed'],
}
for (const [what, [handler, expected]] of Object.entries(refusals)) {
  test(`${what}: no policy`, async (t) => assert.deepEqual(await fetched(t, handler), [expected, 1]))
}

test('the certificate must be of mta-sts. and the domain, from an authority that is trusted', async (t) => {
  assert.deepEqual(await fetched(t, says(good), { pair: wrong }), ['unreachable', 0])
  assert.deepEqual(await fetched(t, says(good), { tls: clientTls() }), ['unreachable', 0])
})

test('an address inside the house is not connected to, also not as one of several', async (t) => {
  assert.deepEqual(await fetched(t, says(good), { records: ['127.0.0.1', '10.0.0.1'] }), ['not-public', 0])
  assert.deepEqual(await fetched(t, says(good), { records: [] }), ['no-address', 0])
  for (const address of ['127.0.0.1', '10.1.2.3', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0']) {
    const resolver: PolicyFetchParts['resolver'] = {
      a: () => Promise.resolve({ kind: 'answer', records: [address], authenticated: false, ttlSeconds: 1 }),
      aaaa: () => Promise.resolve({ kind: 'nodata', records: [], authenticated: false, ttlSeconds: 1 }),
    }
    assert.equal(await fetchPolicy({ resolver, tls: clientTls() }, 'b.test'), 'not-public', address)
  }
})

test('a server that drips is given up', async (t) => {
  assert.deepEqual(await fetched(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' })
    response.write('version: STSv1\n')
  }, { totalMs: 300 }), ['unreachable', 1])
})
