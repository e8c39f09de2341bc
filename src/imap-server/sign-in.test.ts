import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { password } from '../accounts/accounts.testing.ts'
import { TestClient } from './client.testing.ts'
import { openImapHouse, type ImapHouse } from './server.testing.ts'

let house: ImapHouse
before(async () => {
  house = await openImapHouse({ limits: { connectionsPerAccountMax: 3 } })
  await house.house.person('anna')
})
after(async () => {
  assert.deepEqual(house.errors, [])
  await house.close()
})

const plainAnswer = (text: string): string => Buffer.from(text).toString('base64')
const anna = `"anna@zonnehof.test" "${password}"`

test('before TLS no password is taken, and CAPABILITY says so', async () => {
  const client = await TestClient.open(house.plain)
  assert.match(client.greeting, /^\* OK \[CAPABILITY [^\]]*\bSTARTTLS LOGINDISABLED\]/)
  assert.doesNotMatch(client.greeting, /AUTH=/)
  assert.match((await client.command(`LOGIN ${anna}`)).tagged, /^NO \[PRIVACYREQUIRED\]/)
  assert.match((await client.command(`AUTHENTICATE PLAIN ${plainAnswer(`\0anna@zonnehof.test\0${password}`)}`)).tagged,
    /^NO \[PRIVACYREQUIRED\]/)
  assert.match((await client.command('SELECT INBOX')).tagged, /^BAD/)
  client.close()
})

test('STARTTLS, then everything is agreed anew', async () => {
  const client = await TestClient.open(house.plain)
  assert.match((await client.command('STARTTLS')).tagged, /^OK/)
  await client.startTls()
  const { untagged } = await client.command('CAPABILITY')
  assert.match(untagged[0] ?? '', /AUTH=PLAIN/)
  assert.doesNotMatch(untagged[0] ?? '', /STARTTLS|LOGINDISABLED/)
  assert.match((await client.command('STARTTLS')).tagged, /^BAD/)
  assert.match((await client.command(`LOGIN ${anna}`)).tagged, /^OK \[CAPABILITY IMAP4rev1 IMAP4rev2 /)
  client.close()
})

test('plain text behind STARTTLS ends the connection, whole line or half', async () => {
  for (const more of ['x9 NOOP\r\n', `x9 LOGIN ${anna}\r\n`, 'x9 NO']) {
    const client = await TestClient.open(house.plain)
    client.send(`s1 STARTTLS\r\n${more}`)
    const { untagged, tagged } = await client.answer('s1')
    assert.match(tagged, /^BAD/)
    assert.match(untagged[0] ?? '', /^\* BYE/)
    assert.equal(await client.response(), '')
    client.close()
  }
})

test('plain text that comes while TLS begins is not run', async () => {
  const client = await TestClient.open(house.plain)
  assert.match((await client.command('STARTTLS')).tagged, /^OK/)
  client.send('x9 LOGOUT\r\n')
  assert.equal(await client.response(), '')
})

test('AUTHENTICATE PLAIN: in one line, asked for, cancelled, malformed', async () => {
  const client = await TestClient.open(house.tls, { tls: true })
  const ask = async (answer: string): Promise<string> => {
    client.send('p1 AUTHENTICATE PLAIN\r\n')
    assert.equal((await client.answer('p1')).tagged, '+')
    client.send(`${answer}\r\n`)
    return (await client.answer('p1')).tagged
  }
  assert.match(await ask('*'), /^BAD/)
  assert.match(await ask('!!!'), /^BAD/)
  assert.match(await ask(''), /^BAD/)
  assert.match(await ask(plainAnswer('nonul')), /^BAD/)
  assert.match(await ask(plainAnswer(`\0a\0b\0c`)), /^BAD/)
  assert.match((await client.command('AUTHENTICATE PLAIN =')).tagged, /^BAD/)
  assert.match((await client.command('AUTHENTICATE CRAM-MD5')).tagged, /^NO/)
  assert.match((await client.command('AUTHENTICATE')).tagged, /^BAD/)
  assert.match(await ask(plainAnswer(`other@zonnehof.test\0anna@zonnehof.test\0${password}`)),
    /^NO \[AUTHORIZATIONFAILED\]/)
  assert.match(await ask(plainAnswer(`\0anna@zonnehof.test\0${password}`)), /^OK \[CAPABILITY/)
  assert.match((await client.command(`LOGIN ${anna}`)).tagged, /^BAD/)
  client.close()
})

test('wrong password and unknown address get the same answer; after five tries the connection ends', async () => {
  const client = await TestClient.open(house.tls, { tls: true })
  const wrong = (await client.command('LOGIN anna@zonnehof.test wrong')).tagged
  assert.match(wrong, /^NO \[AUTHENTICATIONFAILED\]/)
  for (let tries = 0; tries < 3; tries++) assert.equal((await client.command('LOGIN nobody@zonnehof.test wrong')).tagged, wrong)
  assert.equal((await client.command('LOGIN {6+}\r\nnobody {1+}\r\nx')).tagged, wrong)
  assert.equal(await client.response(), '')
  // The throttle of sign-in counted them; a later test signs in again.
  house.house.clock.at += 600_000
})

test('bad arguments of LOGIN', async () => {
  const client = await TestClient.open(house.tls, { tls: true })
  for (const bad of ['LOGIN', 'LOGIN a', 'LOGIN a b c', 'LOGIN "a b', 'LOGIN (a) b', 'LOGIN a "\xff"', 'LOGIN  a b']) {
    assert.match((await client.command(bad)).tagged, /^BAD/, bad)
  }
  client.close()
})

test('an account has so many connections and no more', async () => {
  const open: TestClient[] = []
  for (let count = 0; count < 3; count++) open.push(await TestClient.signedIn(house.tls,
    { user: 'anna@zonnehof.test', password }))
  const more = await TestClient.open(house.tls, { tls: true })
  assert.match((await more.command(`LOGIN ${anna}`)).tagged, /^NO \[LIMIT\]/)
  await open[0]?.command('LOGOUT')
  await open[0]?.closed()
  assert.match((await more.command(`LOGIN ${anna}`)).tagged, /^OK/)
  for (const client of [...open, more]) client.close()
})

test('who is blocked is told BYE at once', async () => {
  const { account } = await house.house.person('bram')
  const client = await TestClient.signedIn(house.tls, { user: 'bram@zonnehof.test', password })
  await house.house.accounts.block(account)
  assert.match(await client.response(), /^\* BYE/)
  assert.equal(await client.response(), '')
})

test('loopback may sign in without TLS only where that was chosen', async () => {
  const lenient = await openImapHouse({ allowPlaintextLogin: 'loopback' })
  await lenient.house.person('anna')
  const client = await TestClient.open(lenient.plain)
  assert.match(client.greeting, /AUTH=PLAIN/)
  assert.match((await client.command(`LOGIN ${anna}`)).tagged, /^OK/)
  const elsewhere = await TestClient.open(lenient.plain, { localAddress: '127.0.0.2' })
  assert.match(elsewhere.greeting, /LOGINDISABLED/)
  assert.match((await elsewhere.command(`LOGIN ${anna}`)).tagged, /^NO \[PRIVACYREQUIRED\]/)
  client.close()
  elsewhere.close()
  await lenient.close()
})
