import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { FRAMER_LIMITS_BEFORE_LOGIN } from '../imap/framer.ts'
import { RANGES_MAX } from '../imap/sequence-set.ts'
import { TestClient } from './client.testing.ts'
import { COMMAND_TEXT_SIZE_MAX } from './limits.ts'
import { letter, openImapHouse, type ImapHouse } from './server.testing.ts'

/**
 * Bad input, and where each kind is sent over the wire: literals past the limit before and after sign-in, brackets without
 * end from 50 connections (here); sets of a million ranges, 500,000 header fields, 10,000 MIME parts, nesting of 1,000, RFC
 * 2231 in 10,000 segments, charsets that lie or are not known (`hostile-mail.test.ts`); charsets of searches
 * (`search.test.ts`); mailbox names (`hostile-names.test.ts`); COMPRESS, IDLE, NOTIFY, UIDONLY, PARTIAL, QRESYNC, BINARY and
 * what is not offered (`hostile-extensions.test.ts`).
 */
const APPEND_MAX = 20_000
let house: ImapHouse
before(async () => {
  house = await openImapHouse({ limits: { appendBytesMax: APPEND_MAX, appendBytesInFlightMax: 30_000,
    connectionsBeforeLoginMax: 60 } })
})
after(async () => {
  assert.deepEqual(house.errors, [])
  await house.close()
})

test('before sign-in: brackets without end from 50 connections are cut off', async () => {
  const clients = await Promise.all(Array.from({ length: 50 }, async () => await TestClient.open(house.plain)))
  for (const client of clients) client.send('('.repeat(FRAMER_LIMITS_BEFORE_LOGIN.textSizeMax + 2))
  for (const client of clients) {
    assert.match(await client.response(), /^\* BAD/)
    assert.match(await client.response(), /^\* BYE/)
    await client.closed()
  }
})

test('before sign-in: literals past the limit end the connection, their octets are no commands', async () => {
  const evil = `x1 CAPABILITY\r\nx2 NOOP\r\n${'y'.repeat(9000)}`
  for (const head of [`{${evil.length}+}`, `{${evil.length}}`]) {
    const client = await TestClient.open(house.tls, { tls: true })
    client.send(`a1 LOGIN anna ${head}\r\n${evil}\r\n`)
    assert.match((await client.answer('a1')).tagged, /^NO \[TOOBIG\]/)
    assert.match(await client.response(), /^\* BYE/)
    assert.equal(await client.response(), '')
  }
})

test('a literal for a command that is not allowed now is not asked for', async () => {
  const client = await TestClient.open(house.tls, { tls: true })
  for (const text of ['a1 APPEND INBOX {10}', 'a1 FOO {10}', 'a1 SELECT {5}', ' {10}', '{5}']) {
    client.send(`${text}\r\n`)
    const answer = await client.response()
    assert.match(answer, /^(a1|\*) BAD/, text)
  }
  client.close()
})

test('a literal behind bad syntax is not asked for', async () => {
  const client = await house.client()
  for (const text of ['SELECT ) x {5}', 'FETCH (( {5}', 'APPEND INBOX (\\Foo) {10}', 'APPEND INBOX "no date" {10}',
    'NOOP {3}',
    'SELECT INBOX{3}', 'STORE 1 FLAGS {3}', 'APPEND ~{5}']) {
    assert.match((await client.command(text)).tagged, /^BAD/, text)
  }
  await client.command('SELECT INBOX')
  assert.match((await client.commandWithLiteral('SEARCH CHARSET X-NONE TEXT', 'abc')).tagged, /^NO \[BADCHARSET/)
  client.close()
})

test('a non-synchronising literal behind bad syntax ends the connection: nobody knows what its octets are',
  async () => {
  for (const head of ['SELECT ) {20+}', 'CREATE ~{20+}', 'FOO {20+}', 'APPEND INBOX (\\Foo) {20+}']) {
    const client = await house.client()
    client.send(`a1 ${head}\r\nx1 CREATE Kwaad\r\nabc\r\n`)
    assert.match((await client.answer('a1')).tagged, /^BAD/)
    assert.match(await client.response(), /^\* BYE/)
    assert.equal(await client.response(), '')
  }
  const again = await house.client()
  assert.deepEqual((await again.command('LIST "" Kwaad')).untagged, [])
  again.close()
})

test('APPEND at the limit is kept, one past it gets TOOBIG; octets sent all the same are dropped, never run',
  async () => {
  const client = await house.client()
  assert.match((await client.append('INBOX', letter('vol', 'x'.repeat(APPEND_MAX - letter('vol', '').length)))).tagged,
    /^OK/)
  assert.match((await client.append('INBOX', 'x'.repeat(APPEND_MAX + 1))).tagged, /^NO \[TOOBIG\]/)
  assert.match((await client.command('NOOP')).tagged, /^OK/)
  const evil = `x1 CREATE Kwaad\r\nx2 LOGOUT\r\n`.repeat(APPEND_MAX / 20)
  client.send(`a1 APPEND INBOX {${evil.length}+}\r\n${evil}\r\na2 NOOP\r\n`)
  assert.match((await client.answer('a1')).tagged, /^NO \[TOOBIG\]/)
  assert.match((await client.answer('a2')).tagged, /^OK/)
  assert.deepEqual((await client.command('LIST "" Kwaad')).untagged, [])
  // A client that hears NO and sends the message all the same.
  const deaf = await house.client()
  deaf.send(`a5 APPEND INBOX {${evil.length}}\r\n`)
  assert.match((await deaf.answer('a5')).tagged, /^NO \[TOOBIG\]/)
  deaf.send('Received: from elsewhere\r\nx1 CREATE Kwaad\r\n')
  assert.match(await deaf.response(), /^Received: BAD/)
  assert.match(await deaf.response(), /^\* BYE/)
  // A client that does not wait for `+` cannot be followed any more.
  client.send(`a3 APPEND INBOX {${evil.length}}\r\n${evil}\r\na4 NOOP\r\n`)
  assert.match((await client.answer('a3')).tagged, /^NO \[TOOBIG\]/)
  assert.match(await client.response(), /^\* BYE/)
  assert.equal(await client.response(), '')
  const again = await house.client()
  assert.deepEqual((await again.command('LIST "" Kwaad')).untagged, [])
  again.close()
})

test('a literal of another command is small', async () => {
  const client = await house.client()
  assert.match((await client.commandWithLiteral('SELECT', 'x'.repeat(200_000))).tagged, /^(NO|BAD)/)
  assert.match((await client.commandWithLiteral('SELECT', 'INBOX')).tagged, /^OK/)
  client.close()
})

test('uploads at the same time have a limit together', async () => {
  const [one, two] = [await house.client(), await house.client()]
  one.send(`a1 APPEND INBOX {${APPEND_MAX}}\r\n`)
  assert.equal((await one.answer('a1')).tagged, '+')
  two.send(`a1 APPEND INBOX {${APPEND_MAX}}\r\n`)
  assert.match((await two.answer('a1')).tagged, /^NO \[LIMIT\]/)
  one.close()
  await one.closed()
  let tagged = ''
  for (let tries = 0; tries < 100
    && !tagged.startsWith('OK'); tries++) tagged = (await two.append('INBOX', letter('later'))).tagged
  assert.match(tagged, /^OK/)
  two.close()
})

test('a line past the limit is answered and dropped; the connection lives', async () => {
  const client = await house.client()
  client.send(`a1 NOOP ${'x'.repeat(COMMAND_TEXT_SIZE_MAX)}\r\na2 NOOP\r\n`)
  assert.match((await client.answer('a1')).tagged, /^BAD/)
  assert.match((await client.answer('a2')).tagged, /^OK/)
  client.send(`a3 UID FETCH ${'1,'.repeat(1_000_000)}1 UID\r\na4 NOOP\r\n`)
  assert.match((await client.answer('a3')).tagged, /^BAD/)
  assert.match((await client.answer('a4')).tagged, /^OK/)
  client.close()
})

test('bare LF, NUL and 8-bit octets in commands', async () => {
  const client = await house.client()
  client.send('a1 NOOP\na2 NOOP\r\n')
  assert.match((await client.answer('a1')).tagged, /^BAD/)
  assert.match((await client.answer('a2')).tagged, /^OK/)
  for (const bad of ['NOOP\0', 'SELECT "IN\0BOX"', 'SELECT \xff\xfe', 'SELECT "\xff\xfe"', 'NO\x80OP', 'NOOP ',
    ' NOOP', 'SELECT "IN\rBOX"']) {
    assert.match((await client.command(bad)).tagged, /^BAD/, JSON.stringify(bad))
  }
  client.close()
})

test('lines that are no commands are answered without a tag', async () => {
  const client = await house.client()
  for (const line of ['', '+ x', '* OK', '(((', '"x" NOOP', '\xe9 NOOP']) {
    client.send(`${line}\r\n`)
    assert.match(await client.response(), /^\* BAD/)
  }
  client.close()
})

test('who sends nothing but bad commands is sent away', async () => {
  const client = await TestClient.open(house.plain)
  client.send('x FOO\r\n'.repeat(30))
  const said: string[] = []
  for (let one = await client.response(); one !== ''; one = await client.response()) said.push(one)
  assert.match(said.at(-1) ?? '', /^\* BYE too many bad commands/)
})

test('a search of a thousand keys, and one nested too deep', async () => {
  const client = await house.client()
  await client.command('SELECT INBOX')
  assert.match((await client.command(`SEARCH ${Array(1000).fill('NOT SUBJECT abcdefghij').join(' ')}`)).tagged, /^OK/)
  assert.match((await client.command(`SEARCH ${'('.repeat(10_000)}ALL${')'.repeat(10_000)}`)).tagged, /^BAD/)
  assert.match((await client.command(`SEARCH ${'NOT '.repeat(5000)}ALL`)).tagged, /^BAD/)
  assert.match((await client.command(`FETCH 1 (${'('.repeat(5000)}`)).tagged, /^BAD/)
  client.close()
})

test('fifty connections with ten thousand open brackets each: answered with BAD, and the server goes on', async () => {
  const clients = []
  for (let count = 0; count < 50; count++) clients.push(await house.client('haken'))
  await Promise.all(clients.map(async (client) => await client.command('SELECT INBOX')))
  const open = '('.repeat(10_000)
  for (const text of [`SEARCH ${open}`, `SORT ${open}`, `SORT (DATE) UTF-8 ${open}`, `THREAD REFERENCES UTF-8 ${open}`, `NOTIFY SET ${open}`,
    `SELECT INBOX (QRESYNC ${open}`, `FETCH 1 ${open}`, `UID FETCH 1 (FLAGS) ${open}`, `LIST ${open}`, `STATUS INBOX ${open}`]) {
    const answers = await Promise.all(clients.map(async (client) => await client.command(text)))
    for (const { tagged } of answers) assert.match(tagged, /^BAD/, text.slice(0, 30))
  }
  for (const client of clients) client.close()
})

test('sets at the limit of ranges and past it, also where QRESYNC takes them', async () => {
  const client = await house.client('bereik')
  await client.append('INBOX', letter('een'))
  await client.command('ENABLE QRESYNC')
  const { untagged } = await client.command('SELECT INBOX')
  const validity = /UIDVALIDITY (\d+)/.exec(untagged.join())?.[1]
  const ranges = Array(RANGES_MAX).fill('1:9').join(',')
  assert.match((await client.command(`UID FETCH ${ranges} (FLAGS)`)).tagged, /^OK/)
  assert.match((await client.command(`UID FETCH ${ranges},1 (FLAGS)`)).tagged, /^BAD/)
  assert.match((await client.command(`SELECT INBOX (QRESYNC (${validity} 1 ${ranges} (${ranges} ${ranges})))`)).tagged, /^OK/)
  assert.match((await client.command(`SELECT INBOX (QRESYNC (${validity} 1 ${ranges},1))`)).tagged, /^BAD/)
  assert.match((await client.command(`SELECT INBOX (QRESYNC (${validity} 1 1:4294967295 (1:4294967295 1:4294967295)))`)).tagged, /^OK/)
  client.close()
})

test('a client that does not read makes the command wait, not the memory grow', async () => {
  const client = await house.client()
  for (let count = 0; count < 5; count++) await client.append('INBOX', letter('groot', 'x'.repeat(15_000)))
  await client.command('SELECT INBOX')
  client.pause()
  const wanted = Array(120).fill('BODY.PEEK[]').join(' ')
  for (let count = 0; count < 4; count++) client.send(`b${count} FETCH 1:* (${wanted})\r\n`)
  const other = await house.client()
  for (let count = 0; count < 20; count++) assert.match((await other.command('NOOP')).tagged, /^OK/)
  other.close()
  client.resume()
  for (let count = 0; count < 4; count++) assert.match((await client.answer(`b${count}`)).tagged, /^OK/)
  client.close()
})

test('connections that do not sign in have a limit, and a deadline', async () => {
  const small = await openImapHouse({ limits: { connectionsBeforeLoginMax: 2, loginMs: 300 } })
  const [one, two, three] = [await TestClient.open(small.plain), await TestClient.open(small.plain),
    await TestClient.open(small.plain)]
  assert.match(three.greeting, /^\* BYE/)
  assert.match(await one.response(), /^\* BYE too slow/)
  await two.closed()
  assert.match((await TestClient.open(small.plain)).greeting, /^\* OK/)
  await small.close()
})

test('autologout, and a literal that never comes', async () => {
  const small = await openImapHouse({ limits: { idleMs: 200, stallMs: 200 } })
  const client = await small.client()
  assert.match(await client.response(), /^\* BYE idle/)
  const other = await small.client()
  other.send('a1 APPEND INBOX {100}\r\nabc')
  assert.equal((await other.answer('a1')).tagged, '+')
  assert.match(await other.response(), /^\* BYE/)
  await small.close()
})
