import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { connect, type TLSSocket } from 'node:tls'
import { after, before, describe, test } from 'node:test'
import { password } from '../accounts/accounts.testing.ts'
import { scramClient } from '../accounts/scram-client.testing.ts'
import { hostAndPort, TestClient } from './client.testing.ts'
import { letter, openImapHouse, type ImapHouse } from './server.testing.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const readable = (line: string): string => Buffer.from(line.replace(/^\+ /, ''), 'base64').toString()

let house: ImapHouse
let app: string
before(async () => {
  house = await openImapHouse()
  const made = await house.house.accounts.create({
    tenant: house.house.tenant, address: 'anna@zonnehof.test', name: 'Anna', password, roles: ['user'],
    appPasswordLabel: 'phone',
  })
  assert.ok(typeof made !== 'string' && made.appPassword !== undefined)
  app = made.appPassword
})
after(async () => {
  assert.deepEqual(house.errors, [])
  await house.close()
})

interface Try {
  readonly mechanism?: string
  readonly typed?: string
  readonly gs2?: string
  readonly bind?: (socket: TLSSocket) => Uint8Array
  readonly initial?: boolean
  /** What is said in answer to the server's proof. */
  readonly last?: string
}

/** One sign-in from the greeting on; gives the tagged answer and the client when it is in. */
async function signIn({ mechanism = 'SCRAM-SHA-256', typed = app, gs2 = 'n,,', bind, initial = true, last = '' }: Try) {
  const socket = connect({ ...hostAndPort(house.tls), rejectUnauthorized: false })
  const client = new TestClient(socket)
  client.greeting = await client.response()
  const scram = scramClient({
    name: 'anna@zonnehof.test', password: typed, gs2, ...(bind === undefined ? {} : { channel: bind(socket) }),
  })
  client.send(`s1 AUTHENTICATE ${mechanism}${initial ? ` ${base64(scram.first)}` : ''}\r\n`)
  let answer = await client.answer('s1')
  if (!initial && answer.tagged === '+') {
    client.send(`${base64(scram.first)}\r\n`)
    answer = await client.answer('s1')
  }
  if (answer.tagged !== '+') return { client, tagged: answer.tagged }
  client.send(`${base64(scram.answer(readable(answer.untagged.at(-1) ?? '')))}\r\n`)
  answer = await client.answer('s1')
  if (answer.tagged !== '+') return { client, tagged: answer.tagged }
  assert.equal(readable(answer.untagged.at(-1) ?? ''), scram.expected, 'the server knows the password too')
  client.send(`${last}\r\n`)
  return { client, tagged: (await client.answer('s1')).tagged }
}

const exporter = (socket: TLSSocket): Uint8Array =>
  socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0))
const endPoint = (socket: TLSSocket): Uint8Array =>
  createHash('sha256').update(socket.getPeerCertificate().raw).digest()

describe('AUTHENTICATE SCRAM-SHA-256', () => {
  const right: Readonly<Record<string, Try>> = {
    'in one line': {},
    'asked for': { initial: false },
    'bound by the exporter': { mechanism: 'SCRAM-SHA-256-PLUS', gs2: 'p=tls-exporter,,', bind: exporter },
    'bound by the certificate': { mechanism: 'SCRAM-SHA-256-PLUS', gs2: 'p=tls-server-end-point,,', bind: endPoint },
  }
  for (const [what, tried] of Object.entries(right)) {
    test(`${what}: the mailbox is open`, async () => {
      const { client, tagged } = await signIn(tried)
      assert.match(tagged, /^OK \[CAPABILITY /)
      assert.match((await client.append('INBOX', letter(what))).tagged, /^OK/)
      assert.match((await client.command('SELECT INBOX')).tagged, /^OK/)
      assert.match((await client.command('FETCH * BODY.PEEK[TEXT]')).untagged.join('\n'), /tot morgen/)
      client.close()
    })
  }

  const wrong: Readonly<Record<string, [Try, RegExp]>> = {
    'another password': [{ typed: `${'x'.repeat(4)}` }, /^NO \[AUTHENTICATIONFAILED\]/],
    'the main password': [{ typed: password }, /^NO \[AUTHENTICATIONFAILED\]/],
    'another channel': [{ mechanism: 'SCRAM-SHA-256-PLUS', gs2: 'p=tls-exporter,,', bind: () => new Uint8Array(32) },
      /^NO \[AUTHENTICATIONFAILED\]/],
    'PLUS without a binding': [{ mechanism: 'SCRAM-SHA-256-PLUS' }, /^BAD/],
    'a client that was told we cannot bind': [{ gs2: 'y,,' }, /^BAD/],
    'somebody else behind the name': [{ gs2: 'n,a=bob@zonnehof.test,' }, /^NO \[AUTHORIZATIONFAILED\]/],
    'a change of mind at the end': [{ last: '*' }, /^BAD cancelled/],
    'more than nothing at the end': [{ last: base64('x') }, /^BAD/],
    'a mechanism that is not known': [{ mechanism: 'SCRAM-SHA-1' }, /^NO \[CANNOT\]/],
  }
  for (const [what, [tried, answer]] of Object.entries(wrong)) {
    test(`${what} opens nothing`, async () => {
      const { client, tagged } = await signIn(tried)
      assert.match(tagged, answer)
      assert.match((await client.command('SELECT INBOX')).tagged, /^BAD/)
      client.close()
    })
  }

  test('it is offered where passwords are taken, bound only where there is TLS', async () => {
    const secure = await TestClient.open(house.tls, { tls: true })
    assert.match(secure.greeting, / AUTH=SCRAM-SHA-256-PLUS AUTH=SCRAM-SHA-256 AUTH=PLAIN\]/)
    const plain = await TestClient.open(house.plain)
    assert.doesNotMatch(plain.greeting, /AUTH=/)
    assert.match((await plain.command('AUTHENTICATE SCRAM-SHA-256 biws')).tagged, /^NO \[PRIVACYREQUIRED\]/)
    await plain.command('STARTTLS')
    await plain.startTls()
    assert.match((await plain.command('CAPABILITY')).untagged[0] ?? '', / AUTH=SCRAM-SHA-256-PLUS /)
    secure.close()
    plain.close()
  })

  test('what is not a message of SCRAM is BAD, and a name nobody has is asked for its proof like any other', async () => {
    const client = await TestClient.open(house.tls, { tls: true })
    for (const bad of ['=', base64('n'), base64('n,,n=,r=x'), '!!!', base64('n,,n=a\0b,r=x')]) {
      assert.match((await client.command(`AUTHENTICATE SCRAM-SHA-256 ${bad}`)).tagged, /^BAD/, bad)
    }
    const nobody = scramClient({ name: 'nobody@zonnehof.test', password: 'x' })
    const asked = await client.command(`AUTHENTICATE SCRAM-SHA-256 ${base64(nobody.first)}`)
    client.send(`${base64(nobody.answer(readable(asked.untagged.at(-1) ?? '')))}\r\n`)
    assert.match((await client.answer('t6')).tagged, /^NO \[AUTHENTICATIONFAILED\]/)
    client.close()
  })
})
