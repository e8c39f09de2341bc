import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestClient } from './client.testing.ts'
import { eachWithTwoClients, letter } from './server.testing.ts'

/** Dialogues after the examples of each RFC, with our mailboxes in them. */
let one: TestClient
let two: TestClient
eachWithTwoClients(async (...both) => { [one, two] = both })

/** The value of an item in the first answer that has it. */
async function item(client: TestClient, text: string, name: string): Promise<string> {
  const { untagged } = await client.command(text)
  const said = untagged.map((line) => new RegExp(`${name} (\\([^)]*\\)|"[^"]*"|\\w+)`).exec(line)?.[1]).find((value) => value !== undefined)
  return said ?? assert.fail(`${text}: ${untagged.join()}`)
}

test('OBJECTID (RFC 8474 §4, §5): a mailbox keeps its id under another name, mail keeps its own wherever it goes', async () => {
  const [, made] = /^OK \[MAILBOXID (\(F\w+\))\]/.exec((await one.command('CREATE foo')).tagged) ?? assert.fail()
  assert.equal(await item(one, 'SELECT foo', 'MAILBOXID'), made)
  await one.append('foo', letter('test'))
  const ids = await item(one, 'FETCH 1 (EMAILID)', 'EMAILID') + await item(one, 'FETCH 1 (THREADID)', 'THREADID')
  await one.command('RENAME foo renamed')
  assert.equal(await item(one, 'STATUS renamed (MAILBOXID)', 'MAILBOXID'), made)
  assert.equal(await item(one, 'SELECT renamed', 'MAILBOXID'), made)
  await one.command('COPY 1 Archive')
  await one.command('MOVE 1 Trash')
  for (const mailbox of ['Archive', 'Trash']) {
    await one.command(`EXAMINE ${mailbox}`)
    assert.equal(await item(one, 'FETCH 1 (EMAILID)', 'EMAILID') + await item(one, 'FETCH 1 (THREADID)', 'THREADID'), ids, mailbox)
  }
  const id = ids.split(')')[0]?.slice(1) ?? ''
  assert.deepEqual((await one.command(`SEARCH EMAILID ${id}`)).untagged, ['* SEARCH 1'])
  await one.command('DELETE renamed')
  assert.notEqual(/MAILBOXID (\(F\w+\))/.exec((await one.command('CREATE renamed')).tagged)?.[1], made, 'a mailbox made anew is another')
})

test('SAVEDATE (RFC 8514 §4): when it came into this mailbox, whatever its own date', async () => {
  await one.append('INBOX', letter('oud'), '"17-Jul-1996 02:44:25 -0700"')
  await one.command('SELECT INBOX')
  assert.equal(await item(one, 'FETCH 1 (INTERNALDATE)', 'INTERNALDATE'), '"17-Jul-1996 09:44:25 +0000"')
  assert.equal(await item(one, 'FETCH 1 (SAVEDATE)', 'SAVEDATE'), '"05-Jan-2026 09:00:00 +0000"')
  assert.deepEqual((await one.command('SEARCH SAVEDSINCE 1-Jan-2026 BEFORE 1-Jan-2000')).untagged, ['* SEARCH 1'])
  assert.deepEqual((await one.command('SEARCH SAVEDBEFORE 5-Jan-2026')).untagged, ['* SEARCH'])
})

test('PREVIEW (RFC 8970 §3, §5): with and without LAZY, beside other items, before a modifier', async () => {
  await one.append('INBOX', letter('een', 'Gegevens\r\nvan de cliënt.\r\n'))
  await one.append('INBOX', letter('leeg', ''))
  await one.append('INBOX', letter('lang', 'woord '.repeat(1000)))
  await one.command('SELECT INBOX')
  for (const items of ['PREVIEW', '(PREVIEW)', '(PREVIEW (LAZY))', 'PREVIEW (LAZY)', 'preview (lazy)', 'PREVIEW (CHANGEDSINCE 1)']) {
    assert.match((await one.command(`FETCH 1 ${items}`)).untagged[0] ?? '', /PREVIEW (?:"|\{\d+\}\r\n)Gegevens van de cli.*nt\./, items)
  }
  assert.deepEqual((await one.command('FETCH 2 (PREVIEW (LAZY) UID)')).untagged, ['* 2 FETCH (PREVIEW "" UID 2)'])
  const [, long = ''] = /PREVIEW "(.*)"/.exec((await one.command('FETCH 3 (PREVIEW)')).untagged[0] ?? '') ?? []
  assert.ok(long.length > 100 && long.length <= 256, `${long.length} characters, of at most 256`)
  for (const bad of ['(PREVIEW (LAZY=FUZZY))', '(PREVIEW ())', '(PREVIEW (LAZY LAZY))', '(PREVIEW (SLOW))']) assert.match((await one.command(`FETCH 1 ${bad}`)).tagged, /^BAD/, bad)
})

test('LIST-EXTENDED and LIST-STATUS (RFC 5258 §5, RFC 5819 §2): fruit and vegetables', async () => {
  for (const name of ['Fruit/Apple', 'Fruit/Banana', 'Tofu', 'Vegetable/Broccoli', 'Vegetable/Corn']) await one.command(`CREATE ${name}`)
  for (const name of ['Fruit', 'Fruit/Apple', 'Vegetable', 'Vegetable/Corn', 'Archive', 'Drafts', 'Sent', 'Junk', 'Trash']) await one.command(`UNSUBSCRIBE ${name}`)
  const list = async (text: string): Promise<readonly string[]> => (await one.command(`LIST ${text}`)).untagged
  assert.deepEqual(await list('(SUBSCRIBED) "" "*"'), ['* LIST (\\HasNoChildren \\Subscribed) "/" "INBOX"', '* LIST (\\HasNoChildren \\Subscribed) "/" "Fruit/Banana"',
    '* LIST (\\HasNoChildren \\Subscribed) "/" "Tofu"', '* LIST (\\HasNoChildren \\Subscribed) "/" "Vegetable/Broccoli"'])
  assert.deepEqual(await list('(RECURSIVEMATCH SUBSCRIBED) "" "?*"'.replace('?', '')), await list('(SUBSCRIBED RECURSIVEMATCH) "" *'))
  assert.deepEqual(await list('(SUBSCRIBED RECURSIVEMATCH) "" "Veg%" RETURN (CHILDREN)'), ['* LIST (\\HasChildren) "/" "Vegetable" ("CHILDINFO" ("SUBSCRIBED"))'])
  assert.deepEqual(await list('"" ("Fruit/*" T%fu) RETURN (SUBSCRIBED)'), ['* LIST (\\HasNoChildren) "/" "Fruit/Apple"', '* LIST (\\HasNoChildren \\Subscribed) "/" "Fruit/Banana"',
    '* LIST (\\HasNoChildren \\Subscribed) "/" "Tofu"'])
  await two.append('Tofu', letter('een'))
  assert.deepEqual(await list('"" "T%u" RETURN (STATUS (MESSAGES UNSEEN SIZE) CHILDREN)'),
    ['* LIST (\\HasNoChildren) "/" "Tofu"', `* STATUS "Tofu" (MESSAGES 1 UNSEEN 1 SIZE ${letter('een').length})`])
  assert.match((await one.command('LIST (FOO) "" *')).tagged, /^BAD/)
})

test('CREATE-SPECIAL-USE (RFC 6154 §5.3): a use that is free is given, one that is taken is not', async () => {
  assert.match((await one.command('CREATE Bak (USE (\\Trash))')).tagged, /^NO/)
  assert.match((await one.command('DELETE Trash')).tagged, /^OK/)
  assert.match((await one.command('CREATE Bak (USE (\\Trash))')).tagged, /^OK/)
  assert.deepEqual((await one.command('LIST (SPECIAL-USE) "" Bak')).untagged, ['* LIST (\\HasNoChildren \\Trash) "/" "Bak"'])
})

test('NOTIFY (RFC 5465 §5.4): mailboxes below one that gets another name are told with it, each with its old name', async () => {
  await two.command('CREATE Zaken/A/B')
  assert.match((await one.command('NOTIFY SET (PERSONAL (MailboxName))')).tagged, /^OK/)
  await two.command('RENAME Zaken Dossier')
  for (const below of ['', '/A', '/A/B']) {
    assert.equal(await one.response(), `* LIST (\\Subscribed) "/" "Dossier${below}" ("OLDNAME" ("Zaken${below}"))`)
  }
  await two.command('DELETE Dossier/A/B')
  assert.equal(await one.response(), '* LIST (\\NonExistent) "/" "Dossier/A/B"')
})

test('COMPRESS and IDLE and NOTIFY at once: what happens elsewhere comes through, compressed', async () => {
  await one.command('COMPRESS DEFLATE')
  one.startDeflate()
  await one.command('SELECT INBOX')
  await one.command('NOTIFY SET (SELECTED (MessageNew (UID PREVIEW (LAZY)) MessageExpunge)) (MAILBOXES Archive (MessageNew MessageExpunge))')
  one.send('i IDLE\r\n')
  assert.match(await one.response(), /^\+/)
  await two.append('INBOX', letter('nieuw'))
  assert.equal(await one.response(), '* 1 EXISTS')
  assert.equal(await one.response(), '* 0 RECENT')
  // IDLE may tell EXISTS before NOTIFY does: what was asked of new messages comes all the same.
  assert.equal(await one.response(), '* 1 FETCH (UID 1 PREVIEW "Dag, tot morgen.")')
  await two.append('Archive', letter('ander'))
  assert.match(await one.response(), /^\* STATUS "Archive" \(MESSAGES 1 /)
  one.send('DONE\r\n')
  assert.match((await one.answer('i')).tagged, /^OK/)
})
