import assert from 'node:assert/strict'
import net from 'node:net'
import { after, before, describe, test, type TestContext } from 'node:test'
import { silentLog } from '../log/log.ts'
import { createClamav, SCANS_WAITING_MAX } from './clamav.ts'
import { eicar, skipClamd, startClamd, type TestClamd } from './clamd.testing.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const clamavAt = (address: string, more: { readonly timeoutMs?: number, readonly scansMax?: number } = {}) =>
  createClamav({ address, timeoutMs: 60_000, scansMax: 4, log: silentLog, ...more })

describe('a real clamd', { skip: skipClamd }, () => {
  let clamd: TestClamd
  before(async () => {
    clamd = await startClamd({ streamBytesMax: 1024 * 1024 })
  })
  after(async () => await clamd?.close())

  test('clean and infected, alone and inside a mail, in any number at once', async () => {
    const clamav = clamavAt(clamd.address)
    assert.deepEqual(await clamav.scan(bytes('nothing')), { outcome: 'clean' })
    assert.deepEqual(await clamav.scan(bytes('')), { outcome: 'clean' })
    assert.deepEqual(await clamav.scan(bytes(eicar)), { outcome: 'malware', name: 'Test.Eicar.UNOFFICIAL' })
    const mail = `From: a@a.test\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\n`
      + `Content-Type: application/octet-stream; name=x.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(eicar).toString('base64')}\r\n--b--\r\n`
    const many = await Promise.all(Array.from({ length: 20 }, (_, index) => clamav.scan(bytes(index % 2 === 0 ? mail : 'clean'))))
    assert.deepEqual(many.map(({ outcome }) => outcome), Array.from({ length: 20 }, (_, index) => index % 2 === 0 ? 'malware' : 'clean'))
  })

  test('as much as it takes is scanned to the last octet, one more is unavailable and never clean', async () => {
    const clamav = clamavAt(clamd.address)
    const large = Buffer.alloc(1024 * 1024, 'a')
    assert.equal((await clamav.scan(large)).outcome, 'clean')
    large.write('zegel-own-test-signature', large.length - 24)
    assert.equal((await clamav.scan(large)).outcome, 'malware')
    assert.equal((await clamav.scan(Buffer.alloc(1024 * 1024 + 200_000, 'a'))).outcome, 'unavailable')
  })

  test('it names its version', async () => {
    assert.match(await clamavAt(clamd.address).version() ?? '', /^ClamAV \d/)
  })
})

/** A server that behaves as said with each connection. */
async function liar(t: TestContext, behave: (socket: net.Socket) => void): Promise<string> {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    behave(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

const behaviours: Readonly<Record<string, (socket: net.Socket) => void>> = {
  'closes at once': (socket) => socket.destroy(),
  'closes without a word': (socket) => socket.on('data', () => socket.end()),
  'says something else': (socket) => socket.on('data', () => socket.end('stream: MAYBE\0')),
  'says OK for another command': (socket) => socket.on('data', () => socket.end('PONG\0')),
  'says its limit': (socket) => socket.on('data', () => socket.end('INSTREAM size limit exceeded. ERROR\0')),
  'talks without end': (socket) => socket.on('data', () => socket.write('x'.repeat(10_000))),
  'is silent': () => undefined,
}
for (const [what, behave] of Object.entries(behaviours)) {
  test(`a scanner that ${what} is unavailable, never clean`, async (t) => {
    const clamav = clamavAt(await liar(t, behave), { timeoutMs: 300 })
    assert.equal((await clamav.scan(Buffer.alloc(1_000_000))).outcome, 'unavailable')
    assert.equal(await clamav.version(), undefined)
  })
}

test('no scanner at all is unavailable', async () => {
  for (const address of ['unix:/nonexistent/clamd.sock', '127.0.0.1:1']) {
    assert.equal((await clamavAt(address).scan(bytes('x'))).outcome, 'unavailable')
  }
})

test('so many scans wait and not one more', async (t) => {
  const held: net.Socket[] = []
  const clamav = clamavAt(await liar(t, (socket) => held.push(socket)), { scansMax: 1 })
  const scans = Array.from({ length: 1 + SCANS_WAITING_MAX }, () => clamav.scan(bytes('x')))
  assert.deepEqual(await clamav.scan(bytes('x')), { outcome: 'unavailable', reason: 'too many scans' })
  const answered = setInterval(() => held.splice(0).forEach((socket) => socket.end('stream: OK\0')), 1)
  t.after(() => clearInterval(answered))
  assert.deepEqual(new Set((await Promise.all(scans)).map(({ outcome }) => outcome)), new Set(['clean']))
})
