/** Who comes in and how: balancers, filters, LMTP, early talkers, floods. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../log/log.ts'
import type { Offence } from '../throttle/offences.ts'
import type { Ban } from '../throttle/bans.ts'
import { createThrottle, throttleDefaults } from '../throttle/throttle.ts'
import { RawClient, startLab, type Lab } from './lab.testing.ts'
import { createSmtpServer } from './server.ts'
import { createSmtpShared } from './shared.ts'

const everybody = (): boolean => true
const nobody = (): boolean => false

/** Bans that know one network, and remember who did what. */
function listed(banned = '', doubtful = '') {
  const offences: [string, Offence][] = []
  const ban = { network: banned } as Ban
  return {
    offences,
    bans: {
      find: (ip: string) => ip === banned ? ban : undefined,
      isDoubtful: (ip: string) => ip === doubtful,
      offend: (ip: string, what: Offence) => void offences.push([ip, what]),
    },
  }
}

async function send(lab: Lab, client: RawClient): Promise<string> {
  await client.toData()
  const answer = await client.say('x\r\n.')
  assert.equal(lab.received.length > 0, answer.startsWith('250'))
  return answer
}

test('a balancer passes on the real client, which is what mail is judged by', async (t) => {
  const lab = await startLab(t, { parts: { isProxy: everybody } })
  const client = await lab.client()
  client.write('PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\n')
  await client.hello()
  assert.match(await send(lab, client), /^250/)
  assert.equal(lab.received[0]?.session.ip, '192.0.2.7')
})

test('a balancer without its header gets no word, and nobody else may send one', async (t) => {
  const behind = await startLab(t, { parts: { isProxy: everybody } })
  const silent = await behind.client()
  silent.write('EHLO x\r\n')
  assert.equal(await silent.closed(), '')
  const open = await startLab(t)
  const client = await open.client()
  await client.reply()
  assert.match(await client.say('PROXY TCP4 192.0.2.7 198.51.100.1 4711 25'), /^500/)
})

test('a banned client of a balancer is turned away with a word, before TLS and before anything is read', async (t) => {
  const { bans } = listed('192.0.2.7')
  const lab = await startLab(t, { parts: { isProxy: everybody }, shared: { bans, isExempt: nobody } })
  const client = await lab.client()
  client.write('PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\n')
  assert.match(await client.reply(), /^421 4\.7\.0/)
  assert.equal(await client.reply(), 'closed')
  assert.equal(lab.connections.taken, 0)
})

test('XCLIENT of a trusted filter: greeted anew, judged as that client; offered to nobody else', async (t) => {
  const lab = await startLab(t, { parts: { xclientFrom: (ip) => ip === '127.0.0.1' } })
  const client = await lab.client()
  assert.match(await client.hello(), /250-XCLIENT ADDR/)
  assert.match(await client.say('XCLIENT ADDR=192.0.2.9 NAME=[UNAVAILABLE] HELO=mx+2Esender.test'), /^220/)
  const again = await client.say('EHLO filter.test')
  assert.ok(!again.includes('XCLIENT'), 'the client itself may not')
  assert.match(await client.say('XCLIENT ADDR=192.0.2.10'), /^502/)
  assert.match(await send(lab, client), /^250/)
  assert.deepEqual([lab.received[0]?.session.ip, lab.received[0]?.session.helo], ['192.0.2.9', 'mx.sender.test'])
  const stranger = await startLab(t)
  const other = await stranger.client()
  assert.ok(!(await other.hello()).includes('XCLIENT'))
  assert.match(await other.say('XCLIENT ADDR=192.0.2.9'), /^502/)
})

test('XCLIENT: an IPv4 address written as IPv6 is that address, to the bans too', async (t) => {
  const lab = await startLab(t, { parts: { xclientFrom: everybody }, shared: { bans: listed('192.0.2.9').bans } })
  const client = await lab.client()
  await client.hello()
  assert.match(await client.say('XCLIENT ADDR=IPV6:0:0:0:0:0:ffff:c000:209'), /^421 4\.7\.0/)
})

for (const line of ['XCLIENT', 'XCLIENT NAME=x', 'XCLIENT ADDR=', 'XCLIENT ADDR=999.0.0.1', 'XCLIENT ADDR=x', 'XCLIENT ADDR=1.2.3.4 ADDR=1.2.3.5',
  'XCLIENT ADDR=1.2.3.4 LOGIN=anna', 'XCLIENT FOO=1', 'XCLIENT ADDR=1.2.3.4 HELO=a+0D+0Ab', 'XCLIENT ADDR=IPV6:fe80::1+25eth0']) {
  test(`${line} is refused and changes nothing`, async (t) => {
    const lab = await startLab(t, { parts: { xclientFrom: everybody } })
    const client = await lab.client()
    await client.hello()
    assert.match(await client.say(line), /^50[01]/)
    assert.match(await send(lab, client), /^250/)
    assert.equal(lab.received[0]?.session.ip, '127.0.0.1')
  })
}

test('XCLIENT inside a transaction is out of order', async (t) => {
  const lab = await startLab(t, { parts: { xclientFrom: everybody } })
  const client = await lab.client()
  await client.hello()
  await client.say('MAIL FROM:<x@y.test>')
  assert.match(await client.say('XCLIENT ADDR=192.0.2.9'), /^503/)
})

test('EHLO tells the limits (RFC 9422)', async (t) => {
  const lab = await startLab(t)
  assert.match(await (await lab.client()).hello(), /250[- ]LIMITS RCPTMAX=1000\r\n/)
})

test('commands behind EHLO before its answer: refused and remembered; allowed where that is set', async (t) => {
  const { bans, offences } = listed()
  const strict = await startLab(t, { shared: { bans } })
  const early = await strict.client()
  early.write('EHLO x\r\nMAIL FROM:<x@y.test>\r\n')
  assert.match(await early.reply(), /^220/)
  assert.match(await early.reply(), /^554 5\.5\.1/)
  assert.equal(await early.reply(), 'closed')
  assert.deepEqual(offences, [['127.0.0.1', 'early-talker']])
  const lenient = await startLab(t, { parts: { refusesEarlyTalkers: false } })
  const client = await lenient.client()
  client.write('EHLO x\r\nMAIL FROM:<x@y.test>\r\n')
  assert.match(await client.reply(), /^220/)
  assert.match(await client.reply(), /^250/)
  assert.match(await client.reply(), /^250/)
})

test('who is doubtful waits for the greeting: one that speaks first is refused, one that waits is served', async (t) => {
  const { bans, offences } = listed('', '127.0.0.1')
  const lab = await startLab(t, { limits: { greetDelayMs: 500 }, shared: { isExempt: nobody, bans } })
  const early = await lab.client()
  early.write('EHLO x\r\n')
  assert.match(await early.reply(), /^554 5\.5\.1/)
  assert.equal(await early.reply(), 'closed')
  assert.deepEqual(offences, [['127.0.0.1', 'early-talker']])
  const patient = await lab.client()
  assert.match(await patient.hello(), /^250/)
  assert.match(await send(lab, patient), /^250/)
})

test('a client that never brings anything is ended, one that brings mail is not', async (t) => {
  const lab = await startLab(t, { limits: { emptyHandedMs: 300, idleCommandMs: 1 } })
  const client = await lab.client()
  await client.hello()
  const drip = setInterval(() => client.write('NOOP\r\n'), 20)
  t.after(() => clearInterval(drip))
  assert.match(await client.closed(), /421 4\.4\.2/)
})

test('text that comes steadily but never ends is ended', async (t) => {
  const lab = await startLab(t, { limits: { dataWholeMs: 300, bytesPerSecondMin: 1 } })
  const client = await lab.client()
  await client.hello()
  await client.toData()
  const drip = setInterval(() => client.write(`${'x'.repeat(70)}\r\n`), 10)
  t.after(() => clearInterval(drip))
  assert.match(await client.closed(), /421 4\.4\.2/)
  assert.equal(lab.received.length, 0)
})

test('who is exempt is greeted at once, whatever was noted of it', async (t) => {
  const lab = await startLab(t, { limits: { greetDelayMs: 3_600_000 }, shared: { bans: listed('', '127.0.0.1').bans, isExempt: everybody } })
  const client = await lab.client()
  assert.match(await client.reply(), /^220/)
})

test('too much mail for one recipient at once comes later, and another recipient is not touched', async (t) => {
  const rates = { ...throttleDefaults.rates, 'mail-recipient': { burst: 2, perMinute: 0 } }
  const throttle = createThrottle({ clock: systemClock, limits: { rates } })
  const lab = await startLab(t, { throttle, shared: { isExempt: nobody } })
  const client = await lab.client()
  await client.hello()
  const answers: string[] = []
  for (let time = 0; time < 3; time++) {
    await client.say('MAIL FROM:<x@y.test>')
    answers.push((await client.say('RCPT TO:<ann@a.test>')).slice(0, 9))
    await client.say('RSET')
  }
  assert.deepEqual(answers, ['250 2.1.5', '250 2.1.5', '451 4.7.1'])
  await client.say('MAIL FROM:<x@y.test>')
  assert.match(await client.say('RCPT TO:<bob@a.test>'), /^250/)
})

test('a flood of one address fills the places: a client of another is served in its place', async (t) => {
  const lab = await startLab(t, { connections: 20, shared: { isExempt: nobody } })
  const flood: RawClient[] = []
  for (let index = 0; index < 20; index++) {
    const client = new RawClient(connect({ host: '127.0.0.1', port: lab.port, localAddress: '127.0.0.2' }))
    t.after(() => client.destroy())
    assert.match(await client.reply(), /^220/)
    flood.push(client)
  }
  const honest = await lab.client()
  await honest.hello()
  assert.match(await send(lab, honest), /^250/)
  assert.match(await flood[0]?.closed() ?? '', /^421 4\.7\.0/)
  assert.ok(lab.connections.taken <= 20)
})

/** An LMTP server on a Unix socket before a flow that cannot keep for those whose mailbox is full. */
async function lmtp(t: TestContext, full: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-lmtp-'))
  const path = join(folder, 'lmtp.sock')
  const throttle = createThrottle({ clock: systemClock })
  const kept: string[][] = []
  const server = createSmtpServer({
    kind: 'lmtp', hostname: 'mx.a.test', throttle, clock: systemClock, log: silentLog, xclientFrom: (ip) => ip === '',
    shared: createSmtpShared({ connections: 10, bufferedBytes: 1_000_000, throttle, clock: systemClock }),
    receiving: {
      recipient: ({ address }) => Promise.resolve(address.endsWith('@a.test') ? 'ok' : 'not-local'),
      accept: ({ rcptTo, raw, isEachAlone }) => {
        const to = rcptTo.map(({ address }) => address)
        assert.equal(new TextDecoder().decode(raw), 'Subject: x\r\n\r\ny\r\n')
        kept.push(to)
        assert.equal(isEachAlone, to.length > 1 ? true : undefined)
        const failed = new Map(full.map((one) => [one, { outcome: 'try-later', reason: 'temporary' }] as const))
        return Promise.resolve({ outcome: 'kept', id: 'id1', failed })
      },
    },
  })
  await server.listen(`unix:${path}`)
  t.after(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const client = new RawClient(connect(path))
  t.after(() => client.destroy())
  return { client, kept, path, server }
}

test('LMTP: LHLO, a socket for user and group only, and one reply for each recipient', async (t) => {
  const { client, kept, path } = await lmtp(t)
  assert.equal(statSync(path).mode & 0o777, 0o660)
  assert.match(await client.reply(), /^220 mx\.a\.test LMTP/)
  assert.match(await client.say('EHLO x'), /^500/)
  assert.match(await client.say('HELO x'), /^500/)
  const hello = await client.say('LHLO front.test')
  for (const word of ['PIPELINING', 'ENHANCEDSTATUSCODES', 'XCLIENT']) assert.ok(hello.includes(word), word)
  assert.match(await client.say('DATA'), /^503/)
  await client.say('MAIL FROM:<x@y.test>')
  assert.match(await client.say('DATA'), /^503/, 'no recipient yet (RFC 2033 §4.2)')
  assert.match(await client.say('RCPT TO:<ann@a.test>'), /^250/)
  assert.match(await client.say('RCPT TO:<x@elsewhere.test>'), /^550/)
  assert.match(await client.say('RCPT TO:<bob@a.test>'), /^250/)
  assert.match(await client.say('DATA'), /^354/)
  client.write('Subject: x\r\n\r\ny\r\n.\r\nNOOP\r\n')
  const replies = [await client.reply(), await client.reply(), await client.reply()].map((one) => one.slice(0, 9))
  assert.deepEqual(replies, ['250 2.0.0', '250 2.0.0', '250 2.0.0'])
  assert.deepEqual(kept, [['ann@a.test', 'bob@a.test']])
})

test('LMTP: one full mailbox does not hold up the others, and each hears its own', async (t) => {
  const { client, kept } = await lmtp(t, ['full@a.test'])
  await client.reply()
  await client.say('LHLO front.test')
  await client.say('MAIL FROM:<>')
  for (const name of ['ann', 'full', 'bob']) assert.match(await client.say(`RCPT TO:<${name}@a.test>`), /^250/)
  await client.say('DATA')
  client.write('Subject: x\r\n\r\ny\r\n.\r\n')
  const codes = [await client.reply(), await client.reply(), await client.reply()].map((one) => one.slice(0, 3))
  assert.deepEqual(codes, ['250', '451', '250'])
  assert.deepEqual(kept, [['ann@a.test', 'full@a.test', 'bob@a.test']], 'handed over once')
})

test('LMTP: a message that is refused while it comes in is refused once for each recipient, and the dialogue goes on', async (t) => {
  const { client } = await lmtp(t)
  await client.reply()
  await client.say('LHLO front.test')
  await client.say('MAIL FROM:<x@y.test>')
  await client.say('RCPT TO:<ann@a.test>')
  await client.say('RCPT TO:<bob@a.test>')
  await client.say('DATA')
  client.write('bare\nline\r\n.\r\n')
  assert.match(await client.reply(), /^550 5\.6\.0/)
  assert.match(await client.reply(), /^550 5\.6\.0/)
  assert.match(await client.say('NOOP'), /^250/)
})

test('the socket of LMTP is gone after the end', async (t) => {
  const { path, server } = await lmtp(t)
  await server.close()
  assert.equal(existsSync(path), false)
})

test('LHLO on SMTP is no command', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.reply()
  assert.match(await client.say('LHLO x'), /^500/)
})
