import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:https'
import { after, before, test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import type { Answer } from '../dns/types.ts'
import { createResolver } from '../dns/resolver.ts'
import { createDnsStub, type DnsStub, type StubAnswer } from '../dns/stub.testing.ts'
import { createCertificateAuthority } from '../tls/certificates.ts'
import { clientTls } from '../tls/client-tls.ts'
import { guardedGet } from './guarded-get.ts'
import { postReport } from './tls-report-post.ts'
import { lookAtWeb } from './web-look.ts'

const authority = await createCertificateAuthority({ name: 'Guarded authority', clock: systemClock })
const tls = clientTls({ trusted: [authority.certificate] })
let server: Server
let dns: DnsStub
let port = 0
const posted: string[] = []
const address = (...all: readonly string[]): StubAnswer => ({ records: all.map((data) => ({ type: 'A' as const, data })) })
const unused: Answer<string> = { kind: 'nodata', records: [], authenticated: false, ttlSeconds: 0 }

before(async () => {
  const { certificate: cert, key } = await authority.issue({ names: ['r.example'], clock: systemClock })
  server = createServer({ cert, key }, (request, response) => {
    let body = ''
    request.on('data', (bytes: Buffer) => { body += bytes.toString('latin1') })
    request.on('end', () => {
      if (request.method === 'POST') posted.push(body)
      if (request.url === '/away') response.writeHead(302, { location: 'https://127.0.0.1/' }).end()
      else if (request.url === '/broken') response.writeHead(500).end()
      else if (request.url === '/none') response.writeHead(404).end()
      else response.writeHead(200, { 'strict-transport-security': 'max-age=31536000' }).end('x'.repeat(100))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const at = server.address()
  port = typeof at === 'object' && at !== null ? at.port : 0
  dns = await createDnsStub({
    'A r.example': address('127.0.0.1'), 'A other.example': address('127.0.0.1'), 'A mixed.example': address('192.0.2.1', '10.0.0.1'),
  })
})
after(async () => {
  server.closeAllConnections()
  server.close()
  await dns.close()
})

const parts = (mayConnect?: (address: string) => boolean) => ({
  resolver: createResolver({ servers: [dns.server], validating: false, clock: systemClock, timeoutMs: 60_000 }), tls,
    totalMs: 60_000,
  ...mayConnect === undefined ? {} : { mayConnect },
})
const get = (path: string, { host = 'r.example', bytesMax = 1000, may = (): boolean => true } = {}) =>
  guardedGet(parts(may), `https://${host}:${port}${path}`, bytesMax)
const post = (path: string, { host = 'r.example', may = (): boolean => true } = {}) =>
  postReport(parts(may), { url: `https://${host}:${port}${path}`, type: 'application/tlsrpt+gzip', bytes: Buffer.from('report') })

test('a text is fetched up to its limit; longer, elsewhere, missing and broken ones are not', async () => {
  assert.deepEqual(await get('/', { bytesMax: 100 }), { text: 'x'.repeat(100) })
  assert.equal(await get('/', { bytesMax: 99 }), 'refused')
  assert.equal(await get('/away'), 'refused', 'a redirect is not followed')
  assert.equal(await get('/none'), 'refused')
  assert.equal(await get('/broken'), 'unreachable')
  assert.equal(await get('/', { host: 'other.example' }), 'unreachable', 'a certificate of another name')
  assert.equal(await get('/', { host: 'nowhere.example' }), 'unreachable')
})

test('a report is handed over once, to a server that is what it says', async () => {
  assert.equal(await post('/'), 'taken')
  assert.deepEqual(posted, ['report'])
  assert.equal(await post('/away'), 'refused')
  assert.equal(await post('/none'), 'refused')
  assert.equal(await post('/', { host: 'other.example' }), 'unreachable')
})

test('nothing inside the house is reached: one address of many, numbers and names before an @ are enough to stop', async () => {
  assert.equal(await guardedGet(parts(), `https://r.example:${port}/`, 1000), 'refused', 'loopback is not public')
  assert.equal(await guardedGet(parts(), 'https://mixed.example/', 1000), 'refused')
  assert.equal(await postReport(parts(), { url: 'https://mixed.example/', type: 'x/y', bytes: new Uint8Array() }), 'not-public')
  const silent = { ...parts(() => true), resolver: { a: () => Promise.resolve(unused),
    aaaa: () => Promise.resolve(unused) } }
  for (const url of ['https://127.0.0.1/', 'https://[::1]/', 'https://2130706433/', 'https://user@r.example/', 'http://r.example/']) {
    assert.equal(await guardedGet(silent, url, 1000), 'refused', url)
    assert.equal(await postReport(silent, { url, type: 'x/y', bytes: new Uint8Array() }), 'refused', url)
  }
})

test('what a web server of ours says is seen as it is, also with a certificate that does not fit', async () => {
  const look = (host: string) => lookAtWeb({ tls, port, totalMs: 60_000 }, { host, address: '127.0.0.1', path: '/' })
  assert.deepEqual(await look('r.example'), { status: 200, isTrusted: true, hsts: 'max-age=31536000', text: 'x'.repeat(100) })
  assert.equal((await lookAtWeb({ tls: clientTls(), port, totalMs: 60_000 }, { host: 'r.example', address: '127.0.0.1', path: '/' })).isTrusted, false)
})
