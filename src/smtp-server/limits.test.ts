import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { AUTH_OCTETS_MAX, BAD_COMMANDS_MAX, COMMAND_OCTETS_MAX } from '../smtp/limits.ts'
import { createThrottle, throttleDefaults } from '../throttle/throttle.ts'
import { startLab } from './lab.testing.ts'
import { IDLE_COMMANDS_AT_ONCE } from './limits.ts'

test('1,000 recipients and not one more', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.hello()
  await client.say('MAIL FROM:<x@y.test>')
  const replies = await client.batch(...Array.from({ length: 1001 }, (_, index) => `RCPT TO:<u${index}@a.test>`))
  assert.equal(replies.filter((reply) => reply.startsWith('250')).length, 1000)
  assert.match(replies[1000] ?? '', /^452 4\.5\.3/)
  await client.say('DATA')
  assert.match(await client.say('x\r\n.'), /^250/)
  assert.equal(lab.received[0]?.rcptTo.length, 1000)
})

test('size: declared, at the limit, one past it, and far past it', async (t) => {
  const lab = await startLab(t, { limits: { sizeBytesMax: 100_000 } })
  const client = await lab.client()
  await client.hello()
  assert.match(await client.say('MAIL FROM:<x@y.test> SIZE=100001'), /^552 5\.3\.4/)
  const body = (octets: number): string => `${'x'.repeat(998)}\r\n`.repeat(octets / 1000 - 1) + `${'y'.repeat(octets % 1000 + 998)}\r\n`
  assert.match(await client.toData({ parameters: ' SIZE=100000' }), /^354/)
  assert.match(await client.say(`${body(100_000)}.`), /^250/)
  await client.toData()
  assert.match(await client.say(`${body(100_001)}.`), /^552 5\.3\.4/)
  assert.equal(lab.memory.taken, 0)
  await client.toData()
  client.write(body(300_000))
  assert.match(await client.reply(), /^552 5\.3\.4/)
  assert.equal(await client.reply(), 'closed')
  assert.equal(lab.received.length, 1)
})

test('the memory that all messages share: past it 452, and it is given back', async (t) => {
  const lab = await startLab(t, { memory: 40_000 })
  const [one, two] = [await lab.client(), await lab.client()]
  await one.hello()
  await two.hello()
  await one.toData()
  await two.toData()
  one.write(`${'x'.repeat(900)}\r\n`.repeat(10))
  assert.match(await two.say(`${`${'x'.repeat(900)}\r\n`.repeat(40)}.`), /^452 4\.3\.1/)
  assert.match(await one.say('.'), /^250/)
  await two.toData()
  assert.match(await two.say('x\r\n.'), /^250/)
  assert.equal(lab.memory.taken, 0)
})

test('a connection that is cut in the text leaves nothing', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.hello()
  await client.toData()
  client.write(`${'x'.repeat(998)}\r\n`.repeat(100))
  while (lab.memory.taken === 0) await new Promise((resolve) => setImmediate(resolve))
  client.destroy()
  while (lab.connections.taken > 0) await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual([lab.memory.taken, lab.received.length], [0, 0])
})

test('a client that closed its side still gets its replies', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.hello()
  client.write('MAIL FROM:<x@y.test>\r\nRCPT TO:<ann@a.test>\r\nDATA\r\nx\r\n.\r\n')
  client.halfClose()
  const replies: string[] = []
  for (let reply = await client.reply(); reply !== 'closed'; reply = await client.reply()) replies.push(reply.slice(0, 3))
  assert.deepEqual(replies, ['250', '250', '354', '250'])
  assert.equal(lab.received.length, 1)
})

test('a client that closed its side in the text is not waited for', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.hello()
  client.write('MAIL FROM:<x@y.test>\r\nRCPT TO:<ann@a.test>\r\nDATA\r\nx\r\n')
  client.halfClose()
  await client.closed()
  assert.equal(lab.received.length, 0)
})

for (const [what, prepare] of Object.entries({ 'after the greeting': '', 'in a command': 'NOO', 'in the text': 'MAIL FROM:<x@y.test>\r\nRCPT TO:<ann@a.test>\r\nDATA\r\nx' })) {
  test(`a client that falls silent ${what} is told and closed`, async (t) => {
    const lab = await startLab(t, { limits: { commandMs: 60, dataMs: 60 } })
    const client = await lab.client()
    await client.hello()
    client.write(prepare)
    assert.match(await client.closed(), /421 4\.4\.2/)
    while (lab.connections.taken > 0) await new Promise((resolve) => setImmediate(resolve))
  })
}

test('a client that sends a command byte by byte does not get more time by that', async (t) => {
  const lab = await startLab(t, { limits: { commandMs: 80 } })
  const client = await lab.client()
  const drip = setInterval(() => client.write('x'), 5)
  t.after(() => clearInterval(drip))
  assert.match(await client.closed(), /421 4\.4\.2/)
})

test('a handshake that never comes is not waited for', async (t) => {
  const lab = await startLab(t, { limits: { handshakeMs: 60 } })
  const client = await lab.client()
  await client.hello()
  await client.say('STARTTLS')
  assert.equal(await client.closed(), '')
})

test('lines: a command at the limit and past it, and the next command is still read', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.hello()
  assert.match(await client.say(`NOOP ${'x'.repeat(COMMAND_OCTETS_MAX - 7)}`), /^250/)
  assert.match(await client.say(`NOOP ${'x'.repeat(COMMAND_OCTETS_MAX - 6)}`), /^500 5\.5\.2/)
  const [long, next] = await client.batch(`NOOP ${'x'.repeat(AUTH_OCTETS_MAX * 10)}`, 'NOOP')
  assert.match(long ?? '', /^500 5\.5\.2/)
  assert.match(next ?? '', /^250/)
})

test('a command that ends in LF alone is refused', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.hello()
  client.write('NOOP\nNOOP\r\n')
  assert.match(await client.reply(), /^500 5\.5\.2 Lines end/)
  assert.match(await client.reply(), /^250/)
})

test('bad commands: the last of them closes', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.hello()
  const replies = await client.batch(...Array.from({ length: BAD_COMMANDS_MAX }, () => 'FOO'))
  assert.deepEqual(replies.map((reply) => reply.slice(0, 3)), [...Array.from({ length: BAD_COMMANDS_MAX - 1 }, () => '500'), '421'])
  assert.equal(await client.reply(), 'closed')
})

test('unknown recipients: the last of them closes', async (t) => {
  const lab = await startLab(t, { limits: { unknownRecipientsMax: 5 } })
  const client = await lab.client()
  await client.hello()
  await client.say('MAIL FROM:<x@y.test>')
  const replies = await client.batch(...Array.from({ length: 5 }, (_, index) => `RCPT TO:<guess${index}@a.test>`))
  assert.deepEqual(replies.map((reply) => reply.slice(0, 3)), ['550', '550', '550', '550', '421'])
})

test('unknown recipients of one network over many connections are stopped as well', async (t) => {
  const rates = { ...throttleDefaults.rates, 'unknown-recipient-network': { burst: 3, perMinute: 0 } }
  const throttle = createThrottle({ clock: systemClock, limits: { ...throttleDefaults, rates } })
  const lab = await startLab(t, { throttle })
  const codes: string[] = []
  for (let count = 0; count < 4; count += 1) {
    const client = await lab.client()
    await client.hello()
    await client.say('MAIL FROM:<x@y.test>')
    codes.push((await client.say('RCPT TO:<guess@a.test>')).slice(0, 3))
  }
  assert.deepEqual(codes, ['550', '550', '550', '421'])
})

test('connections: at the limit, one past it, and again when one left', async (t) => {
  const lab = await startLab(t, { connections: 2 })
  const [one, two, three] = [await lab.client(), await lab.client(), await lab.client()]
  assert.match(await one.reply(), /^220/)
  assert.match(await two.reply(), /^220/)
  assert.match(await three.reply(), /^421 4\.7\.0/)
  await one.say('QUIT')
  await one.closed()
  while (lab.connections.taken > 1) await new Promise((resolve) => setImmediate(resolve))
  assert.match(await (await lab.client()).reply(), /^220/)
})

test('a browser that was led here is sent away at once', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.reply()
  client.write('POST / HTTP/1.1\r\nHost: x\r\n\r\nEHLO x\r\nMAIL FROM:<x@y.test>\r\n')
  assert.match(await client.reply(), /^554 5\.5\.1/)
  assert.equal(await client.reply(), 'closed')
})

test('stopping lets a message finish, then says 421', async (t) => {
  const lab = await startLab(t)
  const [busy, idle] = [await lab.client(), await lab.client()]
  await busy.hello()
  await idle.hello()
  await busy.toData()
  const stopped = lab.server.close()
  assert.match(await idle.reply(), /^421 4\.3\.2/)
  assert.match(await busy.say('x\r\n.'), /^250 2\.0\.0 Message accepted/)
  assert.match(await busy.reply(), /^421 4\.3\.2/)
  await stopped
  assert.deepEqual([lab.received.length, lab.server.health()], [1, { listening: false, connections: 0 }])
})

test('stopping does not wait for ever', async (t) => {
  const lab = await startLab(t, { limits: { stopMs: 30 } })
  const client = await lab.client()
  await client.hello()
  await client.toData()
  await lab.server.close()
  assert.equal(lab.received.length, 0)
})

test('who talks without bringing mail is answered so often at once and not once more; mail starts the count anew', async (t) => {
  const lab = await startLab(t, { limits: { idleCommandMs: 3_600_000 } })
  const [flooder, sender] = [await lab.client(), await lab.client()]
  await flooder.hello()
  const noops = Array.from({ length: IDLE_COMMANDS_AT_ONCE - 1 }, () => 'NOOP')
  assert.ok((await flooder.batch(...noops)).every((reply) => reply.startsWith('250')))
  let isAnswered = false
  void flooder.say('NOOP').then((reply) => {
    isAnswered = reply.startsWith('250')
  })
  await sender.hello()
  for (let mail = 0; mail < IDLE_COMMANDS_AT_ONCE; mail++) {
    await sender.toData()
    assert.match(await sender.say('x\r\n.'), /^250/)
  }
  assert.equal(lab.received.length, IDLE_COMMANDS_AT_ONCE)
  assert.equal(isAnswered, false)
})
