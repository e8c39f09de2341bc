import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { RANGES_MAX } from '../imap/sequence-set.ts'
import { COMMAND_TEXT_SIZE_MAX } from './limits.ts'
import type { TestClient } from './client.testing.ts'
import { letter, openImapHouse, type ImapHouse } from './server.testing.ts'

/**
 * Mail and names that were made to hurt, kept and looked at in every way a client can: each is answered, no bug of ours
 * shows in the log, and who sits beside is served meanwhile.
 */
let house: ImapHouse
let client: TestClient
let beside: TestClient
before(async () => {
  house = await openImapHouse()
  client = await house.client('anna')
  beside = await house.client('bea')
  await beside.append('INBOX', letter('gewoon'))
  await beside.command('SELECT INBOX')
})
after(async () => {
  client.close()
  beside.close()
  assert.deepEqual(house.errors, [])
  await house.close()
})

const start = 'From: a@b.test\r\nSubject: kwaad\r\n'
const nested = (depth: number): string => {
  let text = ''
  for (let level = 0; level < depth; level++) text += `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`
  return `${text}\r\ndag\r\n`
}
const parts = (count: number): string => `Content-Type: multipart/mixed; boundary=b\r\n\r\n`
  + `${Array.from({ length: count }, (_, at) => `--b\r\nContent-Type: text/plain; name=n${at}\r\n\r\ndeel ${at}\r\n`).join('')}--b--\r\n`
const segments = (count: number): string => `Content-Type: text/plain;\r\n${Array.from({ length: count },
  (_, at) => ` name*${at}*=utf-8''%41${at};\r\n`).join('')} charset=utf-8\r\n\r\ndag\r\n`

const hostile: Readonly<Record<string, string>> = {
  '500,000 header fields': `${start}${'X: y\r\n'.repeat(500_000)}\r\ndag\r\n`,
  'one header field of a megabyte, folded': `${start}X-Long: ${'a\r\n '.repeat(250_000)}b\r\n\r\ndag\r\n`,
  '100,000 addresses': `${start}To: ${'a@b.test, '.repeat(100_000)}c@d.test\r\n\r\ndag\r\n`,
  '100,000 references': `${start}References: ${'<a@b.test> '.repeat(100_000)}\r\n\r\ndag\r\n`,
  'a hundred thousand encoded words': `From: a@b.test\r\nSubject: ${'=?utf-8?q?a?= '.repeat(100_000)}\r\n\r\ndag\r\n`,
  '10,000 MIME parts': start + parts(10_000),
  'nesting of 1,000': start + nested(1_000),
  'a thousand messages in each other': start + 'Content-Type: message/rfc822\r\n\r\n'.repeat(1_000),
  'RFC 2231 with 10,000 segments': start + segments(10_000),
  'a boundary that is everywhere': `${start}Content-Type: multipart/mixed; boundary=""\r\n\r\n${'--\r\n'.repeat(100_000)}`,
  'a charset that lies': `${start}Content-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xff\xfe\xd8\x00 dag\r\n`,
  'charsets that nobody knows': `From: =?x-none?q?=ff?= <a@b.test>\r\nSubject: =?utf-7?q?+AAA?= =?utf-8?b?/////w==?=\r\n`
    + 'Content-Type: text/plain; charset="../../etc/passwd"\r\n\r\n\xe9\xe9\r\n',
  'an encoding that nobody knows': `${start}Content-Transfer-Encoding: x-gzip64\r\n\r\n\x1f\x8b\x00\r\n`,
  'NUL and bare line ends': `${start}X: \0\r\n\r\n\r\n a\rb\nc\0\r\n`,
}

const looks = ['FETCH * (UID FLAGS ENVELOPE BODYSTRUCTURE RFC822.SIZE PREVIEW)', 'FETCH * (BODY.PEEK[HEADER])',
  'FETCH * (BODY.PEEK[HEADER.FIELDS (SUBJECT X)] BODY.PEEK[1] BODY.PEEK[1.1.1.1.1.1.1.1.1.1.MIME])',
  'FETCH * (BINARY.PEEK[1] BINARY.SIZE[1])', 'FETCH * BODY.PEEK[]<1000.10>', 'SEARCH TEXT dag', 'SEARCH HEADER X y',
  'SEARCH SUBJECT kwaad FROM a@b', 'SORT (SUBJECT FROM DATE) UTF-8 ALL', 'THREAD REFERENCES UTF-8 ALL']

for (const [what, message] of Object.entries(hostile)) {
  test(`${what}: kept, looked at in every way, and the server goes on`, async () => {
    const kept = await client.append('INBOX', message)
    assert.match(kept.tagged, /^OK/)
    assert.match((await client.command('SELECT INBOX')).tagged, /^OK/)
    for (const look of looks) {
      const [{ tagged }, other] = await Promise.all([client.command(look), beside.command('FETCH 1 (FLAGS)')])
      assert.match(tagged, /^(OK|NO \[(UNKNOWN-CTE|CANNOT)\])/, look)
      assert.match(other.tagged, /^OK/)
    }
    await client.command('STORE 1:* +FLAGS.SILENT (\\Deleted)')
    assert.match((await client.command('EXPUNGE')).tagged, /^OK/)
  })
}

test('a set of a million ranges does not fit a command; as many as fit are counted', async () => {
  const million = Array.from({ length: 1_000_000 }, (_, at) => 2 * at + 1).join(',')
  assert.match((await client.command(`FETCH ${million} (UID)`)).tagged, new RegExp(`^BAD a command line may hold ${COMMAND_TEXT_SIZE_MAX}`))
  const most = `${'1,'.repeat(RANGES_MAX - 1)}1`
  assert.match((await client.command(`UID FETCH ${most} (UID)`)).tagged, /^OK/)
  assert.match((await client.command(`UID FETCH ${most},1 (UID)`)).tagged, /^BAD .*ranges/)
  assert.match((await client.commandWithLiteral('SEARCH', million)).tagged, /^(BAD|NO)/)
})

test('mailbox names that want to be something else', async () => {
  const wrong = ['""', '"a\r\nx1 LOGOUT"', '"&"', '"&AAA"', '"&2D0-"', '"&ImIMrg-&"', `"${'x'.repeat(1025)}"`, '"a\x01b"', '"a//b"', '"/a"',
    `"${'a/'.repeat(40)}a"`, '"&AA0ACg-"', '"*"', '"%"']
  for (const name of wrong) {
    const { tagged } = name.includes('\r') ? await client.commandWithLiteral('CREATE', 'a\r\nx1 LOGOUT') : await client.command(`CREATE ${name}`)
    assert.match(tagged, /^(BAD|NO)/, JSON.stringify(name))
  }
  const odd = ['../../etc/passwd', '. .', 'CON', 'a b', '&-', 'INBOX/x', 'null', '__proto__', 'x&2D3eAA-'.slice(0, 1), "a'; drop table mailbox; --", '$(reboot)', '<b>', 'a]b', '~']
  for (const name of odd) {
    const created = (await client.command(`CREATE "${name}"`)).tagged
    if (!created.startsWith('OK')) continue
    assert.match((await client.command(`LIST "" "${name}"`)).untagged.join(), /^\* LIST /, name)
    assert.match((await client.command(`STATUS "${name}" (MESSAGES)`)).tagged, /^OK/, name)
    assert.match((await client.command(`DELETE "${name}"`)).tagged, /^OK/, name)
  }
  assert.match((await client.command('SELECT INBOX')).tagged, /^OK/)
})
