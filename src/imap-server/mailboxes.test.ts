import assert from 'node:assert/strict'
import { after, before, beforeEach, afterEach, test } from 'node:test'
import type { TestClient } from './client.testing.ts'
import { letter, openImapHouse, type ImapHouse } from './server.testing.ts'

let house: ImapHouse
let client: TestClient
let person = 0
before(async () => { house = await openImapHouse() })
after(async () => {
  assert.deepEqual(house.errors, [])
  await house.close()
})
beforeEach(async () => { client = await house.client(`p${++person}`) })
afterEach(() => client.close())

async function listed(pattern: string): Promise<string[]> {
  return (await client.command(`LIST ${pattern}`)).untagged.map((line) => line.replace(/^\* /, ''))
}

test('LIST gives attributes, uses and the separator', async () => {
  assert.deepEqual(await listed('"" ""'), ['LIST (\\Noselect) "/" ""'])
  assert.deepEqual(await listed('"" INBOX'), ['LIST (\\HasNoChildren) "/" "INBOX"'])
  assert.ok((await listed('"" %')).includes('LIST (\\HasNoChildren \\Sent) "/" "Sent"'))
  await client.command('CREATE Dossiers/2026/Zaak')
  assert.ok((await listed('"" %')).some((line) => /\(.*\\HasChildren.*\) "\/" "Dossiers"$/.test(line)))
  assert.equal((await listed('Dossiers/ %')).length, 1)
  assert.equal((await listed('"" Dossiers*')).length, 3)
  assert.deepEqual(await listed('"" Nergens'), [])
})

test('extended LIST: selection, return, several patterns, status', async () => {
  await client.command('UNSUBSCRIBE Junk')
  const subscribed = await listed('(SUBSCRIBED) "" (Junk Sent) RETURN (CHILDREN)')
  assert.deepEqual(subscribed, ['LIST (\\HasNoChildren \\Subscribed \\Sent) "/" "Sent"'])
  assert.deepEqual(await listed('"" (Junk) RETURN (SUBSCRIBED)'), ['LIST (\\HasNoChildren \\Junk) "/" "Junk"'])
  assert.equal((await listed('(SPECIAL-USE) "" *')).length, 5)
  await client.append('INBOX', letter('een'))
  assert.deepEqual(await listed('"" INBOX RETURN (STATUS (MESSAGES UNSEEN))'),
    ['LIST (\\HasNoChildren) "/" "INBOX"', 'STATUS "INBOX" (MESSAGES 1 UNSEEN 1)'])
  await client.command('CREATE A/B')
  await client.command('SUBSCRIBE A/B')
  await client.command('UNSUBSCRIBE A')
  assert.ok((await listed('(SUBSCRIBED RECURSIVEMATCH) "" %')).some((line) =>
    line.endsWith('"A" ("CHILDINFO" ("SUBSCRIBED"))')))
  for (const bad of ['LIST', 'LIST ""', 'LIST "" * x', 'LIST (FOO) "" *', 'LIST (RECURSIVEMATCH) "" *',
    'LIST "" * RETURN', 'LIST "" * RETURN (STATUS)', 'LIST "" ()']) {
    assert.match((await client.command(bad)).tagged, /^BAD/, bad)
  }
})

test('CREATE, RENAME, DELETE and what they refuse', async () => {
  assert.match((await client.command('CREATE Werk')).tagged, /^OK \[MAILBOXID \(F\w+\)\]/)
  assert.match((await client.command('CREATE Werk')).tagged, /^NO \[ALREADYEXISTS\]/)
  assert.match((await client.command('CREATE inbox')).tagged, /^NO/)
  assert.match((await client.command('CREATE Map/')).tagged, /^OK/)
  assert.equal((await listed('"" Map')).length, 1)
  assert.match((await client.command('RENAME Werk Privé')).tagged, /^(BAD|NO)/)
  assert.match((await client.command('RENAME Werk "Priv&AOk-"')).tagged, /^OK/)
  assert.deepEqual(await listed('"" Priv*'), ['LIST (\\HasNoChildren) "/" "Priv&AOk-"'])
  assert.match((await client.command('RENAME Nergens Ergens')).tagged, /^NO \[NONEXISTENT\]/)
  assert.match((await client.command('RENAME "Priv&AOk-" Map')).tagged, /^NO \[ALREADYEXISTS\]/)
  assert.match((await client.command('DELETE INBOX')).tagged, /^NO/)
  assert.match((await client.command('DELETE Nergens')).tagged, /^NO \[NONEXISTENT\]/)
  assert.match((await client.command('DELETE Map')).tagged, /^OK/)
  assert.match((await client.command('DELETE Map')).tagged, /^NO \[NONEXISTENT\]/)
})

test('hostile mailbox names make nothing and break nothing', async () => {
  const names = ['""', '"../../etc/passwd"', '"a//b"', '"/a"', '"a\\"b"', '&', '&AAA', '&AAo-', '"%"', '"*"',
    `"${'x'.repeat(1025)}"`,
    `"${Array(40).fill('a').join('/')}"`, '{3+}\r\na\r\n', '{2+}\r\n\r\n', '"a\tb"', '"INBOX/"', '"."',
      '".."']
  for (const name of names) {
    const { tagged } = await client.command(`CREATE ${name}`)
    assert.match(tagged, /^(OK|NO|BAD)/, name)
    assert.match((await client.command(`SELECT ${name}`)).tagged, /^(OK|NO|BAD)/, name)
    await client.command(`DELETE ${name}`)
  }
  for (const line of await listed('"" *')) assert.match(line, /^LIST \([^)]*\) "\/" "(?:[^"\\\x00-\x1f]|\\["\\])*"$/)
})

test('names are modified UTF-7 until UTF-8 is enabled', async () => {
  await client.command('CREATE "Pati&AOs-nten & zo"'.replace('& zo', '&- zo'))
  assert.deepEqual(await listed('"" P*'), ['LIST (\\HasNoChildren) "/" "Pati&AOs-nten &- zo"'])
  assert.deepEqual((await client.command('ENABLE UTF8=ACCEPT FOO')).untagged, ['* ENABLED UTF8=ACCEPT'])
  assert.deepEqual((await client.command('ENABLE UTF8=ACCEPT')).untagged, ['* ENABLED'])
  assert.deepEqual(await listed('"" P*'), ['LIST (\\HasNoChildren) "/" "Pati\xc3\xabnten & zo"'])
  assert.match((await client.command('STATUS "Pati\xc3\xabnten & zo" (MESSAGES)')).tagged, /^OK/)
  for (const bad of ['ENABLE', 'ENABLE (X)', 'ENABLE ']) assert.match((await client.command(bad)).tagged, /^BAD/)
})

test('LSUB, SUBSCRIBE, UNSUBSCRIBE', async () => {
  await client.command('CREATE Nieuwsbrieven')
  await client.command('UNSUBSCRIBE Nieuwsbrieven')
  assert.deepEqual((await client.command('LSUB "" N*')).untagged, [])
  assert.match((await client.command('SUBSCRIBE Nieuwsbrieven')).tagged, /^OK/)
  assert.deepEqual((await client.command('LSUB "" N*')).untagged, ['* LSUB (\\HasNoChildren) "/" "Nieuwsbrieven"'])
  assert.match((await client.command('SUBSCRIBE Nergens')).tagged, /^NO \[NONEXISTENT\]/)
})

test('STATUS counts; CREATE with a use; NAMESPACE and ID', async () => {
  await client.append('INBOX', letter('een'), '(\\Seen)')
  await client.append('INBOX', letter('twee'), '(\\Deleted)')
  const size = letter('een').length + letter('twee').length
  assert.match((await client.command('STATUS inbox (MESSAGES UNSEEN DELETED SIZE UIDNEXT RECENT APPENDLIMIT)')).untagged[0] ?? '',
    new RegExp(`^\\* STATUS "INBOX" \\(MESSAGES 2 UNSEEN 1 DELETED 1 SIZE ${size} UIDNEXT 3 RECENT 0 APPENDLIMIT \\d+\\)$`))
  for (const bad of ['STATUS INBOX', 'STATUS INBOX ()', 'STATUS INBOX (FOO)', 'STATUS INBOX MESSAGES']) {
    assert.match((await client.command(bad)).tagged, /^BAD/, bad)
  }
  assert.match((await client.command('STATUS Nergens (MESSAGES)')).tagged, /^NO \[NONEXISTENT\]/)
  assert.match((await client.command('CREATE Foo (USE (\\Nonsense))')).tagged, /^NO \[USEATTR\]/)
  assert.deepEqual((await client.command('NAMESPACE')).untagged, ['* NAMESPACE (("" "/")) NIL NIL'])
  assert.match((await client.command('ID ("name" "x" "version" NIL)')).untagged[0] ?? '', /^\* ID \("name" "Zegel"\)/)
  for (const bad of ['ID', 'ID ("name")', 'ID name']) assert.match((await client.command(bad)).tagged, /^BAD/, bad)
})
