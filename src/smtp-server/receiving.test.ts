import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal, Temporary } from '../base/errors.ts'
import { startLab } from './lab.testing.ts'

const text = (raw: Uint8Array | undefined): string => Buffer.from(raw ?? []).toString('utf8')
const ends = '\r\n.\r\n'

test('a message comes in as it was sent, with its envelope and session', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  assert.match(await client.reply(), /^220 mx\.a\.test ESMTP/)
  const hello = await client.say('EHLO client.test')
  for (const word of ['PIPELINING', 'SIZE 52428800', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES', 'CHUNKING', 'DSN', 'STARTTLS']) assert.ok(hello.includes(word), word)
  assert.doesNotMatch(hello, /AUTH/)
  await client.say('MAIL FROM:<x@y.test> RET=HDRS ENVID=e1')
  await client.say('RCPT TO:<ann@a.test> NOTIFY=FAILURE ORCPT=rfc822;a@b.test')
  await client.say('DATA')
  assert.equal(await client.say('Subject: a\r\n\r\n..b\r\n...\r\n.'), '250 2.0.0 Message accepted as id1')
  const [mail] = lab.received
  assert.equal(text(mail?.raw), 'Subject: a\r\n\r\n.b\r\n..\r\n')
  assert.deepEqual({ from: mail?.mailFrom, to: mail?.rcptTo, session: mail?.session }, {
    from: 'x@y.test', to: [{ address: 'ann@a.test', notify: 'FAILURE', originalRecipient: 'rfc822;a@b.test' }],
    session: { ip: '127.0.0.1', helo: 'client.test', hostname: 'mx.a.test', tls: null, utf8: false, envelopeId: 'e1', ret: 'HDRS' },
  })
  assert.equal(lab.memory.taken, 0)
  assert.equal(await client.say('QUIT'), '221 2.0.0 Bye')
  assert.equal(await client.reply(), 'closed')
})

test('replies of a batch come in one write', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.hello()
  const pieces = client.pieces
  const replies = await client.batch('MAIL FROM:<x@y.test>', 'RCPT TO:<ann@a.test>', 'RCPT TO:<nobody@a.test>', 'RCPT TO:<x@z.test>', 'DATA')
  assert.deepEqual(replies.map((one) => one.slice(0, 9)), ['250 2.1.0', '250 2.1.5', '550 5.1.1', '550 5.7.1', '354 End d'])
  assert.equal(client.pieces, pieces + 1)
})

test('messages follow each other in one batch, envelope and text together', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.hello()
  const one = (n: number): string => `MAIL FROM:<x@y.test>\r\nRCPT TO:<u${n}@a.test>\r\nDATA\r\nm${n}\r\n.\r\n`
  client.write(one(1) + one(2) + one(3))
  for (let count = 0; count < 12; count += 1) assert.match(await client.reply(), /^(250|354)/)
  assert.deepEqual(lab.received.map((mail) => [mail.rcptTo[0]?.address, text(mail.raw)]), [['u1@a.test', 'm1\r\n'], ['u2@a.test', 'm2\r\n'], ['u3@a.test', 'm3\r\n']])
})

const smuggled = ['\n.\n', '\n.\r\n', '\r\n.\n', '\r.\r', '\r.\r\n', '\r\n.\r', '\r\n.\r\r\n']
for (const sequence of smuggled) {
  test(`${JSON.stringify(sequence)} ends nothing: one reply, 550, and the dialogue goes on`, async (t) => {
    const lab = await startLab(t)
    const client = await lab.client()
    await client.hello()
    await client.toData()
    assert.match(await client.say(`outer${sequence}MAIL FROM:<ann@a.test>\r\nRCPT TO:<bob@a.test>\r\nDATA\r\ninner${ends.trimEnd()}`), /^550 5\.6\.0/)
    assert.match(await client.say('NOOP'), /^250/)
    assert.equal(lab.received.length, 0)
  })
}

test('BDAT counts octets, takes what DATA would end at, and keeps its place', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.hello()
  await client.say('MAIL FROM:<x@y.test>')
  await client.say('RCPT TO:<ann@a.test>')
  client.write('BDAT 7\r\na\r\n.\r\n\r')
  assert.match(await client.reply(), /^250/)
  assert.match(await client.say('MAIL FROM:<x@y.test>'), /^503/)
  client.write('BDAT 9 LAST\r\n\nQUIT\r\n.\r')
  assert.match(await client.reply(), /^550 5\.6\.0/)
  await client.say('MAIL FROM:<x@y.test>')
  await client.say('RCPT TO:<ann@a.test>')
  client.write('BDAT 6\r\na\r\n.\r\nBDAT 0 LAST\r\nNOOP\r\n')
  assert.match(await client.reply(), /^250/)
  assert.match(await client.reply(), /^250 2\.0\.0 Message accepted/)
  assert.match(await client.reply(), /^250/)
  assert.deepEqual(lab.received.map((mail) => text(mail.raw)), ['a\r\n.\r\n'])
})

test('the octets of a refused BDAT are not read as commands', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.hello()
  client.write('BDAT 22 LAST\r\nMAIL FROM:<x@y.test>\r\nNOOP\r\n')
  assert.match(await client.reply(), /^503/)
  assert.match(await client.reply(), /^250 2\.0\.0 OK/)
})

test('SMTPUTF8: such an address needs the parameter', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.hello()
  assert.match(await client.say('MAIL FROM:<zoë@y.test>'), /^553 5\.6\.7/)
  await client.say('MAIL FROM:<x@y.test>')
  assert.match(await client.say('RCPT TO:<ζωή@a.test>'), /^553 5\.6\.7/)
  await client.say('RSET')
  assert.match(await client.toData({ from: 'zoë@bücher.test', to: 'ζωή@a.test', parameters: ' SMTPUTF8' }), /^354/)
  await client.say('x\r\n.')
  assert.deepEqual([lab.received[0]?.mailFrom, lab.received[0]?.session.utf8], ['zoë@bücher.test', true])
})

test('null sender and postmaster are taken', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.hello()
  assert.match(await client.say('MAIL FROM:<>'), /^250/)
  assert.match(await client.say('RCPT TO:<Postmaster>'), /^250/)
  await client.say('DATA')
  await client.say('x\r\n.')
  assert.deepEqual([lab.received[0]?.mailFrom, lab.received[0]?.rcptTo], ['', [{ address: 'postmaster@a.test' }]])
})

test('commands out of order', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.reply()
  for (const line of ['MAIL FROM:<x@y.test>', 'RCPT TO:<ann@a.test>', 'DATA']) assert.match(await client.say(line), /^503/, line)
  await client.say('HELO client')
  for (const line of ['RCPT TO:<ann@a.test>', 'DATA']) assert.match(await client.say(line), /^503/, line)
  await client.say('MAIL FROM:<x@y.test>')
  assert.match(await client.say('MAIL FROM:<x@y.test>'), /^503/)
  assert.match(await client.say('DATA'), /^554 5\.5\.1/)
  assert.match(await client.say('RCPT TO:<busy@a.test>'), /^451/)
  assert.match(await client.say('DATA'), /^554 5\.5\.1/)
  for (const [line, code] of [['VRFY ann', '252'], ['VRFY nobody', '252'], ['EXPN all', '502'], ['HELP', '214'], ['AUTH PLAIN x', '502'], ['FOO', '500']] as const) {
    assert.equal((await client.say(line)).slice(0, 3), code, line)
  }
})

const outcomes: Readonly<Record<string, [() => Promise<never>, RegExp]>> = {
  'a full disk': [() => Promise.reject(new Temporary('storage-full', 'x')), /^452 4\.3\.1/],
  'a temporary failure': [() => Promise.reject(new Temporary('away', 'x')), /^451 4\.3\.0/],
  'a refusal': [() => Promise.reject(new Refusal('no', 'secret words')), /^550 5\.7\.1 Message refused$/],
  'a bug': [() => Promise.reject(new Error('secret words')), /^451 4\.3\.0 Internal error/],
}
for (const [what, [answer, reply]] of Object.entries(outcomes)) {
  test(`${what} behind is answered without its words`, async (t) => {
    const lab = await startLab(t)
    lab.answer = answer
    const client = await lab.client()
    await client.hello()
    await client.toData()
    assert.match(await client.say('x\r\n.'), reply)
    assert.equal(lab.memory.taken, 0)
  })
}

test('what delivery refuses has its reply', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.hello()
  const replies = { 'loop': '554 5.4.6', 'sender-forged': '550 5.7.1', 'not-one-author': '550 5.7.1', 'too-many-headers': '554 5.6.0', 'malformed': '554 5.6.0', 'malware': '550 5.7.1' } as const
  for (const reason of Object.keys(replies) as (keyof typeof replies)[]) {
    lab.answer = () => Promise.resolve({ outcome: 'refused', reason, text: `because\r\n250 of ${reason}` })
    await client.toData()
    assert.equal(await client.say('x\r\n.'), `${replies[reason]} because??250 of ${reason}`)
  }
})

test('more than 100 Received fields are a loop', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.hello()
  await client.toData()
  assert.match(await client.say(`${'Received: x\r\n'.repeat(100)}\r\nx\r\n.`), /^250/)
  await client.toData()
  assert.match(await client.say(`${'Received: x\r\n'.repeat(101)}\r\nx\r\n.`), /^554 5\.4\.6/)
})

test('nothing is sent before the message is kept', async (t) => {
  const lab = await startLab(t)
  let keep: () => void = () => undefined
  const asked = new Promise<void>((resolve) => {
    lab.answer = () => {
      resolve()
      return new Promise((kept) => { keep = () => kept({ outcome: 'kept', id: 'late' }) })
    }
  })
  const client = await lab.client()
  await client.hello()
  await client.toData()
  const pieces = client.pieces
  client.write('x\r\n.\r\nNOOP\r\n')
  await asked
  assert.equal(client.pieces, pieces)
  keep()
  assert.match(await client.reply(), /late$/)
  assert.match(await client.reply(), /^250 2\.0\.0 OK/)
})
