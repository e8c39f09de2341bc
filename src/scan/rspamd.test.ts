import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test, type TestContext } from 'node:test'
import { silentLog } from '../log/log.ts'
import { createRspamd, RSPAMD_ANSWER_BYTES_MAX, RSPAMD_MAIL_BYTES_MAX, RSPAMD_REST_MS, RSPAMD_WAITING_MAX, SYMBOLS_MAX, verdictOf } from './rspamd.ts'
import { rspamdWord, skipRspamd, startRspamd, type TestRspamd } from './rspamd.testing.ts'

let now = 0
const clock = { now: () => now }
const about = { ip: '192.0.2.7', helo: 'mail.afzender.test', mailFrom: 'tom@afzender.test' }
const mail = (text: string): Uint8Array => Buffer.from(`From: Tom <tom@afzender.test>\r\nTo: m@delinde.test\r\nSubject: zwanebloem-onderwerp\r\n\r\n${text}\r\n`)
const rspamdAt = (address: string, more: { readonly timeoutMs?: number, readonly scansMax?: number } = {}) =>
  createRspamd({ address, timeoutMs: 60_000, scansMax: 4, clock, log: silentLog, ...more })

describe('a real Rspamd', { skip: skipRspamd }, () => {
  let real: TestRspamd
  before(async () => {
    real = await startRspamd()
  })
  after(async () => await real?.close())

  test('points, what its settings say and the symbols; in any number at once', async () => {
    const rspamd = rspamdAt(real.address)
    assert.deepEqual(rspamd.state(), { state: 'unasked', problem: '' })
    const many = await Promise.all(Array.from({ length: 20 }, (_, index) => rspamd.check({ raw: mail(index % 2 === 0 ? rspamdWord : 'dag'), ...about })))
    assert.deepEqual(many, Array.from({ length: 20 }, (_, index) => index % 2 === 0
      ? { score: 8, saysSpam: true, symbols: ['ZEGEL_WORD'] } : { score: 0, saysSpam: false, symbols: [] }))
    assert.deepEqual(rspamd.state(), { state: 'answers', problem: '' })
  })

  test('a mail without a header, an empty one and one of many megabytes', async () => {
    const rspamd = rspamdAt(real.address)
    const large = Buffer.alloc(RSPAMD_MAIL_BYTES_MAX + 1000, 'a\n')
    large.set(mail(rspamdWord))
    assert.equal((await rspamd.check({ raw: large, ...about }))?.score, 8)
    for (const raw of [Buffer.from('x'), Buffer.from('\0\xff', 'latin1'), large.subarray(300)]) {
      const verdict = await rspamd.check({ raw, ip: '', helo: 'not a name\r\nX: y', mailFrom: '' })
      assert.equal(verdict?.saysSpam ?? false, false)
    }
  })

  test('nothing of a mail lies in its folder afterwards', async () => {
    await rspamdAt(real.address).check({ raw: mail(`${rspamdWord} kerkuil-inhoud http://visarend.example/pad`), ...about })
    for (const name of readdirSync(real.folder)) {
      if (name.endsWith('.sock')) continue
      const bytes = readFileSync(join(real.folder, name))
      for (const word of ['kerkuil', 'zwanebloem', 'visarend', 'afzender']) assert.ok(!bytes.includes(word), `${word} in ${name}`)
    }
  })
})

/** A server that behaves as said with each connection. */
async function liar(t: TestContext, behave: (socket: net.Socket) => void): Promise<{
  readonly address: string, readonly count: () => number,
}> {
  const sockets = new Set<net.Socket>()
  let count = 0
  const server = net.createServer((socket) => {
    count++
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (piece: Buffer) => { if (piece.includes('POST ')) count++ })
    behave(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return { address: `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, count: () => count }
}

const says = (text: string) => (socket: net.Socket): void => { socket.on('data', () => socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`)) }
const behaviours: Readonly<Record<string, (socket: net.Socket) => void>> = {
  'closes at once': (socket) => socket.destroy(),
  'says something else': says('hello'),
  'says no score': says('{"action":"no action"}'),
  'says a score that is none': says('{"score":"1e999","action":"reject"}'),
  'fails': (socket) => socket.on('data', () => socket.end('HTTP/1.1 500 no\r\ncontent-length: 0\r\n\r\n')),
  'redirects': (socket) => socket.on('data', () => socket.end('HTTP/1.1 302 no\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n')),
  'breaks off': (socket) => socket.on('data', () => { socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"score"', () => socket.destroy()) }),
  'talks without end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    const more = (): void => { while (!socket.destroyed && socket.write('x'.repeat(65_536))) { /* until the reader is full */ } }
    socket.on('drain', more)
    more()
  },
  'is silent': () => undefined,
}
for (const [what, behave] of Object.entries(behaviours)) {
  test(`a Rspamd that ${what} has no say, and is left alone for a while`, async (t) => {
    const { address, count } = await liar(t, behave)
    const rspamd = rspamdAt(address, { timeoutMs: 300 })
    now = 1000
    assert.equal(await rspamd.check({ raw: mail('x'.repeat(500_000)), ...about }), undefined)
    assert.equal(rspamd.state().state, 'unavailable')
    const before = count()
    now += RSPAMD_REST_MS - 1
    assert.equal(await rspamd.check({ raw: mail('x'), ...about }), undefined)
    assert.equal(count(), before)
    now += 1
    await rspamd.check({ raw: mail('x'), ...about })
    assert.ok(count() > before)
  })
}

test('nobody there: no say', async () => {
  for (const address of ['unix:/nonexistent/rspamd.sock', '127.0.0.1:1']) {
    assert.equal(await rspamdAt(address).check({ raw: mail('x'), ...about }), undefined)
  }
})

test('so many mails wait and not one more', async (t) => {
  const held: net.Socket[] = []
  const good = '{"score":1,"action":"no action"}'
  const { address } = await liar(t, (socket) => socket.on('data', () => { held.push(socket) }))
  const rspamd = rspamdAt(address, { scansMax: 1 })
  const checks = Array.from({ length: 1 + RSPAMD_WAITING_MAX }, () => rspamd.check({ raw: mail('x'), ...about }))
  assert.equal(await rspamd.check({ raw: mail('x'), ...about }), undefined)
  const answered = setInterval(() => held.splice(0).forEach((socket) => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${good.length}\r\n\r\n${good}`)), 1)
  t.after(() => clearInterval(answered))
  assert.deepEqual(new Set((await Promise.all(checks)).map((verdict) => verdict?.score)), new Set([1]))
})

test('an answer: so long, so many symbols, the weightiest, and only names', () => {
  const symbols = Object.fromEntries(Array.from({ length: SYMBOLS_MAX + 1 }, (_, index) => [`S_${index}`, { score: index }]))
  const verdict = verdictOf(JSON.stringify({ score: 1, action: 'reject', symbols: { ...symbols, 'a b <x>': { score: 99 }, BROKEN: 7 } }))
  assert.equal(verdict?.saysSpam, true)
  assert.equal(verdict?.symbols.length, SYMBOLS_MAX)
  assert.equal(verdict?.symbols[0], `S_${SYMBOLS_MAX}`)
  for (const text of ['', 'null', '[]', '7', '{"score":1}', '{"score":null,"action":"x"}', '{"score":1e999,"action":"x"}', 'x'.repeat(RSPAMD_ANSWER_BYTES_MAX)]) assert.equal(verdictOf(text), undefined, text.slice(0, 40))
})
