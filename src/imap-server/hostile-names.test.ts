import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { LIST_PATTERNS_MAX, LIST_WILDCARDS_MAX } from '../imap/list-pattern.ts'
import { MAILBOX_NAME_SIZE_MAX } from '../imap/mailbox-name.ts'
import { PATH_BYTES_MAX, PATH_DEPTH_MAX } from '../mailstore/limits.ts'
import { TestClient } from './client.testing.ts'
import { letter, openImapHouse, type ImapHouse } from './server.testing.ts'

/**
 * Mailbox names that were made to hurt, in every place where a command takes one. What is refused makes nothing; what is
 * taken is listed under one spelling, can be opened by every other, and can be removed. Another connection is answered after
 * each. Wire text here is latin1: `\xc3\xa9` are the two octets of é.
 */
let house: ImapHouse
let client: TestClient
let beside: TestClient
let person = 0
before(async () => {
  house = await openImapHouse()
  beside = await house.client('naast')
})
after(async () => {
  beside.close()
  assert.deepEqual(house.errors, [])
  await house.close()
})
beforeEach(async () => { client = await house.client(`naam${++person}`) })
afterEach(() => client.close())

/** A command with the mailbox name as a literal, which may hold any octets. RFC 9051 §4.3 */
async function withLiteral(verb: string, name: string): Promise<string> {
  return (await client.commandWithLiteral(verb, name)).tagged
}

async function list(pattern = '*'): Promise<readonly string[]> {
  const { untagged } = await client.command(`LIST "" "${pattern}"`)
  return untagged.map((line) => /"\/" "(.*)"$/.exec(line)?.[1] ?? assert.fail(line))
}

/** Every command with a name gives this answer for it, and nothing is made. */
async function refusedEverywhere(name: string, why: string): Promise<void> {
  const before = await list()
  for (const verb of ['CREATE', 'SELECT', 'EXAMINE', 'DELETE', 'SUBSCRIBE', 'UNSUBSCRIBE', 'RENAME INBOX', 'GETQUOTAROOT']) {
    assert.match(await withLiteral(verb, name), /^(BAD|NO)/, `${verb}: ${why}`)
  }
  client.send(`s1 STATUS {${name.length}+}\r\n${name} (MESSAGES)\r\nl1 LIST {${name.length}+}\r\n${name} *\r\n`)
  assert.match((await client.answer('s1')).tagged, /^(BAD|NO)/, `STATUS: ${why}`)
  assert.match((await client.answer('l1')).tagged, /^(BAD|OK)/, `LIST: ${why}`)
  assert.deepEqual(await list(), before, why)
  assert.match((await beside.command('NOOP')).tagged, /^OK/)
}

const BROKEN: Readonly<Record<string, string>> = {
  'NUL': 'a\0b', 'NUL alone': '\0', 'CR LF and a command': 'a\r\nx1 CREATE Kwaad', 'LF': 'a\nb', 'CR': 'a\rb', 'DEL': 'a\x7fb', 'a tab': 'a\tb',
  'C1 control': 'a\xc2\x85b', 'LINE SEPARATOR': 'a\xe2\x80\xa8b', 'not UTF-8': 'a\xff\xfe', 'overlong slash': 'a\xc0\xafb',
  'a surrogate': 'a\xed\xa0\x80', 'past U+10FFFF': '\xf4\x90\x80\x80', 'cut in the middle of a letter': 'caf\xc3',
  'an unended shift': 'a&AOk', 'a shift alone': 'a&b', 'shifted ASCII': '&AGE-', 'shifted CR LF': '&AA0ACg-', 'shifted NUL': '&AAA-',
  'shifted slash': 'a&AC8-b', 'bits left over': '&AOl-', 'padding': '&AOk=-', 'the slash of base64': '&//8-', 'half a surrogate': '&2D0-',
  'surrogates the wrong way round': '&3gDYPQ-', 'two shifts in a row': '&AOk-&AOk-', 'empty': '',
  'empty levels': 'a//b', 'nothing above': '/a', 'only a separator': '/', 'wildcards': 'a*b%', 'a blank in front': ' a', 'a blank behind': 'a ',
  'a blank level': 'a/ /b', 'one octet too long': 'x'.repeat(Math.max(MAILBOX_NAME_SIZE_MAX, PATH_BYTES_MAX) + 1), '64 kB': 'x'.repeat(65_536),
  'thousands of levels': 'a/'.repeat(5000) + 'a', 'one level too deep': Array(PATH_DEPTH_MAX + 1).fill('a').join('/'),
}

for (const [why, name] of Object.entries(BROKEN)) {
  test(`no mailbox name: ${why}`, async () => {
    if (name !== '' || why !== 'empty') return await refusedEverywhere(name, why)
    assert.match((await client.command('CREATE ""')).tagged, /^(BAD|NO)/)
    assert.match((await client.command('SELECT ""')).tagged, /^(BAD|NO)/)
  })
}

test('as long and as deep as may be', async () => {
  const deep = Array(PATH_DEPTH_MAX).fill('a').join('/')
  assert.match(await withLiteral('CREATE', deep), /^OK/)
  assert.equal((await list('a*')).length, PATH_DEPTH_MAX)
  const long = 'x'.repeat(Math.min(MAILBOX_NAME_SIZE_MAX, PATH_BYTES_MAX))
  assert.match(await withLiteral('CREATE', long), /^OK/)
  assert.deepEqual(await list('x*'), [long])
  assert.match(await withLiteral('SELECT', long), /^OK/)
})

test('INBOX in all cases is one mailbox, also above others; a letter that only looks like it is not', async () => {
  await client.append('INBOX', letter('een'))
  for (let bits = 0; bits < 32; bits++) {
    const name = [...'inbox'].map((one, at) => (bits >> at & 1) === 1 ? one.toUpperCase() : one).join('')
    assert.match((await client.command(`CREATE ${name}`)).tagged, /^NO \[ALREADYEXISTS\]/, name)
    assert.match((await client.command(`DELETE ${name}`)).tagged, /^NO/, name)
    assert.deepEqual((await client.command(`STATUS ${name} (MESSAGES)`)).untagged, ['* STATUS "INBOX" (MESSAGES 1)'], name)
    assert.deepEqual(await list(name), ['INBOX'], name)
  }
  assert.match((await client.command('CREATE iNbOx/Zaak')).tagged, /^OK/)
  assert.match((await client.command('SELECT InBoX/Zaak')).tagged, /^OK/)
  assert.deepEqual(await list('inbox/*'), ['INBOX/Zaak'])
  assert.deepEqual(await list('INBOX/zaak'), [], 'only the first level has no case')
  // U+0131, an i without a dot, whose capital is I.
  assert.match((await client.command('CREATE "&ATE-nbox"')).tagged, /^OK/)
  assert.deepEqual((await client.command('STATUS "&ATE-nbox" (MESSAGES)')).untagged, ['* STATUS "&ATE-nbox" (MESSAGES 0)'])
})

test('one name, however its letters are combined and whichever way it is written', async () => {
  // Composed, decomposed, as modified UTF-7, and as UTF-8 from a client that did not ask for it.
  assert.match((await client.command('CREATE "Caf&AOk-"')).tagged, /^OK/)
  for (const same of ['"Caf\xc3\xa9"', '"Cafe\xcc\x81"', '"Cafe&AwE-"']) {
    assert.match((await client.command(`CREATE ${same}`)).tagged, /^NO \[ALREADYEXISTS\]/, same)
    assert.match((await client.command(`SELECT ${same}`)).tagged, /^OK/, same)
  }
  // ÅNGSTROM SIGN, A with a ring above, and both apart.
  assert.match((await client.command('CREATE "\xe2\x84\xab"')).tagged, /^OK/)
  for (const same of ['"\xc3\x85"', '"A\xcc\x8a"']) assert.match((await client.command(`CREATE ${same}`)).tagged, /^NO \[ALREADYEXISTS\]/)
  // What only looks alike is another name: compatibility forms, other alphabets.
  for (const other of ['"Caf\xef\xbd\x85"', '"C\xd0\xb0f\xc3\xa9"', '"CAF\xc3\x89"']) assert.match((await client.command(`CREATE ${other}`)).tagged, /^OK/)
  assert.deepEqual((await list('Caf*')).toSorted(), ['Caf&,0U-', 'Caf&AOk-'])
  await client.command('ENABLE UTF8=ACCEPT')
  assert.deepEqual(await list('Caf*'), ['Caf\xc3\xa9', 'Caf\xef\xbd\x85'])
  assert.match((await client.command('SELECT "Caf&AOk-"')).tagged, /^NO \[NONEXISTENT\]/, 'with UTF-8 enabled & is a character')
})

test('names that mean something to a shell, a file system or a database are names and no more', async () => {
  const names = ['..', '.', 'a/../b', '../../etc/passwd', 'CON', 'NUL.txt', 'C:\\\\Windows', '~root', '#news.comp', '-rf', '__proto__', 'constructor', 'null',
    "a'; drop table mailbox; --", '$(reboot)', '`id`', '<b>x</b>', '%s%n'.replaceAll('%', '&JSU-').replaceAll('&JSU-', 'p'), 'a]b', '{5}', '\\"quoted\\"']
  for (const name of names) {
    assert.match((await client.command(`CREATE "${name}"`)).tagged, /^OK/, name)
    assert.ok((await list()).includes(name), name)
    await client.append(`"${name}"`, letter('in de map'))
    assert.match((await client.command(`STATUS "${name}" (MESSAGES)`)).untagged[0] ?? '', / \(MESSAGES 1\)$/, name)
    assert.match((await client.command(`RENAME "${name}" "Anders"`)).tagged, /^OK/, name)
    assert.match((await client.command('DELETE Anders')).tagged, /^OK/, name)
  }
  assert.match((await beside.command('SELECT INBOX')).tagged, /^OK/)
})

test('patterns of LIST at their limits, and hostile ones beside others', async () => {
  for (let at = 0; at < 50; at++) await client.command(`CREATE ${'a'.repeat(200)}${at}`)
  const worst = `${'*a'.repeat(LIST_WILDCARDS_MAX)}b`
  const patterns = Array(LIST_PATTERNS_MAX).fill(`"${worst}"`).join(' ')
  const [{ tagged, untagged }, other] = await Promise.all([client.command(`LIST "" (${patterns})`), beside.command('NOOP')])
  assert.match(tagged, /^OK/)
  assert.deepEqual(untagged, [])
  assert.match(other.tagged, /^OK/)
  assert.match((await client.command(`LIST "" (${patterns} x)`)).tagged, /^BAD/)
  assert.match((await client.command(`LIST "" "*a${worst}"`)).tagged, /^BAD/)
  assert.match((await client.command(`LIST "" "${'x'.repeat(10_000)}"`)).tagged, /^BAD/)
})

test('before sign-in no name is looked at', async () => {
  const stranger = await TestClient.open(house.tls, { tls: true })
  for (const verb of ['SELECT', 'CREATE', 'DELETE', 'STATUS', 'LIST ""']) {
    assert.match((await stranger.command(`${verb} "../../etc/passwd"`)).tagged, /^BAD/)
  }
  stranger.close()
})
