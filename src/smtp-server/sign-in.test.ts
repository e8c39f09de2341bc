import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scramClient } from '../accounts/scram-client.testing.ts'
import { startLab } from './lab.testing.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const plain = (name: string, password: string, authzid = ''): string => base64(`${authzid}\0${name}\0${password}`)

test('submission: nothing before TLS, nothing before a name, then a message goes out', async (t) => {
  const lab = await startLab(t, { kind: 'submission' })
  const client = await lab.client()
  assert.doesNotMatch(await client.hello(), /AUTH/)
  assert.match(await client.say(`AUTH PLAIN ${plain('ann@a.test', 'secret')}`), /^538 5\.7\.11/)
  assert.match(await client.say('MAIL FROM:<ann@a.test>'), /^530 5\.7\.0/)
  const inside = await client.startTls()
  assert.match(inside, /AUTH PLAIN LOGIN/)
  assert.doesNotMatch(inside, /STARTTLS/)
  assert.match(await client.say('STARTTLS'), /^503/)
  assert.match(await client.say('MAIL FROM:<ann@a.test>'), /^530 5\.7\.0/)
  assert.match(await client.say(`AUTH PLAIN ${plain('ann@a.test', 'secret')}`), /^235 2\.7\.0/)
  assert.match(await client.say(`AUTH PLAIN ${plain('ann@a.test', 'secret')}`), /^503/)
  await client.toData({ from: 'ann@a.test', to: 'far@z.test' })
  assert.equal(await client.say('x\r\n.'), '250 2.0.0 Message accepted as s1')
  const [mail] = lab.submitted
  assert.deepEqual([mail?.mailFrom, mail?.rcptTo, mail?.account.address, mail?.door], ['ann@a.test', [{ address: 'far@z.test' }], 'ann@a.test', 'submission'])
})

test('submissions: TLS from the first byte', async (t) => {
  const lab = await startLab(t, { kind: 'submissions' })
  const client = await lab.client()
  assert.match(await client.hello(), /AUTH PLAIN LOGIN/)
  assert.match(await client.say('AUTH LOGIN'), /^334 VXNlcm5hbWU6$/)
  assert.match(await client.say(base64('ann@a.test')), /^334 UGFzc3dvcmQ6$/)
  assert.match(await client.say(base64('secret')), /^235/)
})

test('the response may follow the prompt, and a name may come with LOGIN', async (t) => {
  const lab = await startLab(t, { kind: 'submissions' })
  const client = await lab.client()
  await client.hello()
  assert.match(await client.say('AUTH PLAIN'), /^334/)
  assert.match(await client.say('*'), /^501 5\.7\.0/)
  assert.match(await client.say(`AUTH LOGIN ${base64('ann@a.test')}`), /^334 UGFz/)
  assert.match(await client.say(base64('secret')), /^235/)
})

const refused: Readonly<Record<string, [string, RegExp]>> = {
  'a wrong password': [plain('ann@a.test', 'wrong'), /^535 5\.7\.8/],
  'an unknown name': [plain('eve@a.test', 'secret'), /^535 5\.7\.8/],
  'a right password that lacks its second factor': [plain('ann@a.test', 'half'), /^535 5\.7\.8/],
  'too many tries elsewhere': [plain('ann@a.test', 'slow down'), /^454 4\.7\.0/],
  'somebody else behind the name': [plain('ann@a.test', 'secret', 'bob@a.test'), /^501/],
  'no base64': ['!!!', /^501/],
  'one part': [base64('ann@a.test'), /^501/],
  'four parts': [base64('\0ann@a.test\0secret\0'), /^501/],
  'bytes that are no text': [Buffer.from([0, 0xff, 0, 0xfe]).toString('base64'), /^501/],
  'nothing': ['=', /^501/],
}
for (const [what, [response, reply]] of Object.entries(refused)) {
  test(`${what} is refused`, async (t) => {
    const lab = await startLab(t, { kind: 'submissions' })
    const client = await lab.client()
    await client.hello()
    assert.match(await client.say(`AUTH PLAIN ${response}`), reply)
    assert.match(await client.say('MAIL FROM:<ann@a.test>'), /^530/)
  })
}

test('three failed sign-ins close the connection', async (t) => {
  const lab = await startLab(t, { kind: 'submissions' })
  const client = await lab.client()
  await client.hello()
  for (const code of ['535', '535', '421']) assert.equal((await client.say(`AUTH PLAIN ${plain('ann@a.test', 'x')}`)).slice(0, 3), code)
  assert.equal(await client.reply(), 'closed')
})

test('an account that is blocked loses its connections', async (t) => {
  const lab = await startLab(t, { kind: 'submissions' })
  const [mine, other] = [await lab.client(), await lab.client()]
  await mine.hello()
  await other.hello()
  await mine.say(`AUTH PLAIN ${plain('ann@a.test', 'secret')}`)
  lab.revoke()
  await mine.closed()
  assert.match(await other.say('NOOP'), /^250/)
})

for (const kind of ['smtp', 'submission'] as const) {
  for (const extra of ['NOOP\r\n', 'EHLO x\r\n', 'RSET\r\nMAIL FROM:<x@y.test>\r\n', 'NOO']) {
    test(`${kind}: ${JSON.stringify(extra)} behind STARTTLS ends the connection`, async (t) => {
      const lab = await startLab(t, { kind })
      const client = await lab.client()
      await client.hello()
      client.write(`STARTTLS\r\n${extra}`)
      assert.match(await client.reply(), /^501 5\.5\.1/)
      assert.equal(await client.reply(), 'closed')
    })
  }
}

test('what was said before TLS is forgotten', async (t) => {
  const lab = await startLab(t)
  const client = await lab.client()
  await client.hello()
  await client.say('MAIL FROM:<x@y.test>')
  assert.match(await client.say('STARTTLS'), /^220/)
  await client.shake()
  assert.match(await client.say('MAIL FROM:<x@y.test>'), /^503 5\.5\.1 Send EHLO/)
  await client.say('EHLO client.test')
  assert.match(await client.say('RCPT TO:<ann@a.test>'), /^503/)
  await client.toData()
  await client.say('x\r\n.')
  assert.equal(lab.received[0]?.session.tls?.protocol, 'TLSv1.3')
})

for (const version of ['TLSv1', 'TLSv1.1'] as const) {
  test(`${version} is refused`, async (t) => {
    const lab = await startLab(t)
    const client = await lab.client()
    await client.hello()
    await client.say('STARTTLS')
    await assert.rejects(client.shake({ minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' }))
  })
}

test('without a certificate STARTTLS is not offered', async (t) => {
  const lab = await startLab(t, { tls: false })
  const client = await lab.client()
  assert.doesNotMatch(await client.hello(), /STARTTLS/)
  assert.match(await client.say('STARTTLS'), /^502/)
})

test('SCRAM-SHA-256: the password never comes, and the server proves that it knows it', async (t) => {
  const lab = await startLab(t, { kind: 'submissions' })
  for (const initial of [true, false]) {
    const client = await lab.client()
    assert.match(await client.hello(), /AUTH PLAIN LOGIN SCRAM-SHA-256 SCRAM-SHA-256-PLUS/)
    const scram = scramClient({ name: 'ann@a.test', password: 'pencil' })
    if (!initial) assert.equal(await client.say('AUTH SCRAM-SHA-256'), '334')
    const first = await client.say(initial ? `AUTH SCRAM-SHA-256 ${base64(scram.first)}` : base64(scram.first))
    const asked = Buffer.from(first.replace(/^334 /, ''), 'base64').toString()
    const proof = await client.say(base64(scram.answer(asked)))
    assert.equal(Buffer.from(proof.replace(/^334 /, ''), 'base64').toString(), scram.expected)
    assert.match(await client.say(''), /^235 2\.7\.0/)
    assert.match(await client.toData({ from: 'ann@a.test', to: 'far@z.test' }), /^354/)
  }
})

test('SCRAM-SHA-256 with a wrong password, a broken message or the wrong mechanism opens nothing', async (t) => {
  const lab = await startLab(t, { kind: 'submissions' })
  const client = await lab.client()
  await client.hello()
  const scram = scramClient({ name: 'ann@a.test', password: 'pen' })
  const first = await client.say(`AUTH SCRAM-SHA-256 ${base64(scram.first)}`)
  assert.match(await client.say(base64(scram.answer(Buffer.from(first.slice(4), 'base64').toString()))), /^535 5\.7\.8/)
  assert.match(await client.say('AUTH SCRAM-SHA-256 !!!'), /^501/)
  assert.match(await client.say(`AUTH SCRAM-SHA-256-PLUS ${base64(scram.first)}`), /^501/)
  assert.match(await client.say(`AUTH SCRAM-SHA-256 ${base64(scram.first)}`), /^334/)
  assert.match(await client.say('*'), /^501 5\.7\.0/)
  assert.match(await client.say('AUTH SCRAM-SHA-1'), /^504/)
  assert.match(await client.say('MAIL FROM:<ann@a.test>'), /^530/)
})
