import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestClient } from './client.testing.ts'
import { openImapHouse, type ImapHouse } from './server.testing.ts'

let house: ImapHouse
let client: TestClient

function mail(header: string, body: string): string {
  return `${header}\n\n${body}\n`.replaceAll('\n', '\r\n')
}

const MESSAGES: readonly (readonly [string, string])[] = [
  ['(\\Seen) "01-Jan-2026 23:30:00 +0000"',
    mail('From: Jan Jansen <jan@elders.test>\nTo: anna@zonnehof.test\nSubject: Factuur januari\nDate: Thu, 1 Jan 2026 01:00:00 +0200\nX-Kenmerk: A-17', 'Het bedrag is 12 euro.')],
  ['(\\Flagged $Junk) "02-Jan-2026 12:00:00 +0000"',
    mail('From: =?utf-8?q?Jos=C3=A9_P=C3=A9rez?= <jose@elders.test>\nCc: Cees <cees@elders.test>\nSubject: =?utf-8?b?QWZzcHJhYWsgY2Fmw6k=?=\nDate: Fri, 2 Jan 2026 10:00:00 +0000\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable', 'In het caf=E9 om drie=\n uur.')],
  ['"03-Jan-2026 12:00:00 +0000"',
    mail('From: info@nieuws.test\nBcc: geheim@elders.test\nSubject: Nieuws\nContent-Type: text/html; charset=utf-8',
    '<p>Dit is <b>groot</b> nieuws &amp; meer, patiÃ«nten.</p>')],
  ['(\\Answered \\Deleted \\Draft) "04-Jan-2026 12:00:00 +0000"',
    mail('From: anna@zonnehof.test\nSubject: Bijlage\nContent-Type: multipart/mixed; boundary=x',
    `--x\nContent-Type: text/plain\n\nZie bijlage.\n--x\nContent-Type: text/plain; name=b.txt\nContent-Transfer-Encoding: base64\n\n${Buffer.from('verborgen woordje').toString('base64')}\n--x--`)],
]

before(async () => {
  house = await openImapHouse()
  client = await house.client()
  for (const [options, message] of MESSAGES) assert.match((await client.append('INBOX', message, options)).tagged,
    /^OK/)
  await client.command('SELECT INBOX')
})
after(async () => {
  client.close()
  assert.deepEqual(house.errors, [])
  await house.close()
})

const CASES: readonly (readonly [string, string])[] = [
  ['ALL', '1 2 3 4'], ['SEEN', '1'], ['UNSEEN', '2 3 4'], ['FLAGGED', '2'], ['UNFLAGGED', '1 3 4'], ['ANSWERED', '4'],
    ['UNANSWERED', '1 2 3'],
  ['DELETED', '4'], ['UNDELETED', '1 2 3'], ['DRAFT', '4'], ['UNDRAFT', '1 2 3'], ['KEYWORD $junk', '2'],
    ['UNKEYWORD $Junk', '1 3 4'], ['KEYWORD Nooit', ''],
  ['OLD', '1 2 3 4'], ['NEW', ''], ['RECENT', ''], ['NOT RECENT', '1 2 3 4'],
  ['BEFORE 2-Jan-2026', '1'], ['ON 2-Jan-2026', '2'], ['SINCE 3-Jan-2026', '3 4'], ['SENTON 1-Jan-2026', '1'],
    ['SENTBEFORE 2-Jan-2026', '1'],
  ['SENTSINCE 2-Jan-2026', '2'], ['SAVEDON 5-Jan-2026', '1 2 3 4'], ['YOUNGER 86400', '4'], ['OLDER 86400', '1 2 3'],
  ['FROM jansen', '1'], ['FROM "JAN JANSEN"', '1'], ['FROM jan@elders', '1'], ['FROM {5+}\r\nP\xc3\xa9re', '2'],
    ['FROM perez', ''], ['TO anna', '1'], ['CC cees', '2'], ['BCC geheim', '3'],
  ['SUBJECT factuur', '1'], ['SUBJECT {5+}\r\ncaf\xc3\xa9', '2'],
    ['CHARSET UTF-8 SUBJECT "afspraak CAF\xc3\x89"', '2'], ['SUBJECT "utf-8"', ''],
  ['HEADER X-Kenmerk a-17', '1'], ['HEADER X-Kenmerk ""', '1'], ['HEADER Nergens x', ''],
    ['HEADER SUBJECT nieuws', '3'],
  ['BODY bedrag', '1'], ['BODY "CAF\xc3\x89 om drie uur"', '2'], ['BODY factuur', ''], ['TEXT factuur', '1'],
    ['TEXT "x-kenmerk: a"', '1'], ['TEXT ""', '1 2 3 4'],
  ['BODY "groot nieuws & meer"', '3'], ['BODY "<b>groot"', '3'], ['BODY "verborgen woord"', '4'], ['BODY nergens', ''],
  ['LARGER 250', '2'], ['SMALLER 150', ''], ['2:3', '2 3'], ['*', '4'], ['9:*', '4'], ['UID 1,4', '1 4'],
    ['NOT 1:2', '3 4'],
  ['OR SEEN FLAGGED', '1 2'], ['OR (SEEN FROM jansen) NOT BODY e', '1'],
    ['UNSEEN NOT (FLAGGED KEYWORD $Junk) SINCE 3-Jan-2026', '3 4'], ['NOT NOT TEXT bedrag', '1'],
]

test('every search key', async () => {
  for (const [keys, expected] of CASES) {
    const { untagged, tagged } = await client.command(`SEARCH ${keys}`)
    assert.match(tagged, /^OK/, keys)
    assert.equal(untagged[0], `* SEARCH${expected ? ` ${expected}` : ''}`, keys)
  }
})

test('object ids', async () => {
  const [, email, thread] = /EMAILID \((\w+)\) THREADID \((\w+)\)/.exec((await client.command('FETCH 3 (EMAILID THREADID)')).untagged[0] ?? '') ?? []
  assert.deepEqual((await client.command(`SEARCH EMAILID ${email}`)).untagged, ['* SEARCH 3'])
  assert.deepEqual((await client.command(`SEARCH THREADID ${thread}`)).untagged, ['* SEARCH 3'])
  assert.deepEqual((await client.command('SEARCH OR EMAILID X THREADID onzin')).untagged, ['* SEARCH'])
})

test('RETURN: MIN, MAX, COUNT, ALL and SAVE', async () => {
  const returned = async (keys: string): Promise<string> =>
    (await client.command(keys)).untagged.join('|').replace(/TAG "\w+"/, 'TAG')
  assert.equal(await returned('SEARCH RETURN () UNSEEN'), '* ESEARCH (TAG) ALL 2:4')
  assert.equal(await returned('UID SEARCH RETURN (MAX MIN COUNT) UNSEEN'), '* ESEARCH (TAG) UID MIN 2 MAX 4 COUNT 3')
  assert.equal(await returned('SEARCH RETURN (MIN ALL) BODY nergens'), '* ESEARCH (TAG)')
  assert.equal(await returned('SEARCH RETURN (SAVE) UNSEEN'), '')
  assert.deepEqual((await client.command('FETCH $ (UID)')).untagged.length, 3)
  assert.equal(await returned('SEARCH $ FLAGGED'), '* SEARCH 2')
  assert.equal(await returned('UID SEARCH RETURN (SAVE MIN) UNSEEN'), '* ESEARCH (TAG) UID MIN 2')
  assert.deepEqual((await client.command('UID FETCH $ (UID)')).untagged, ['* 2 FETCH (UID 2)'])
})

test('`$` in every place: what changes it and what does not', async () => {
  const numbers = async (): Promise<string> => (await client.command('SEARCH $')).untagged[0]?.slice('* SEARCH'.length).trim() ?? 'none'
  const other = await house.client()
  assert.deepEqual((await other.command('SELECT INBOX')).untagged.length > 0, true)
  assert.deepEqual(await other.command('FETCH $ (UID)'), { untagged: [], tagged: 'OK done' }, 'empty after SELECT')
  other.close()
  await client.command('SEARCH RETURN (SAVE) 2:3')
  // BAD, and a NO to a search that was not to be saved, leave it; a NO to one that was, empties it. RFC 5182 §2.1
  for (const keeps of ['SEARCH RETURN (SAVE) FOO', 'SEARCH CHARSET X-NONE ALL', 'SORT (DATE) X-NONE ALL', 'SEARCH 1', 'SEARCH RETURN (COUNT) 1',
    'SEARCH 1,$', 'FETCH $:3 UID']) {
    await client.command(keeps)
    assert.equal(await numbers(), '2 3', keeps)
  }
  for (const empties of ['SEARCH RETURN (SAVE) CHARSET X-NONE ALL', 'SORT RETURN (SAVE COUNT) (DATE) X-NONE ALL']) {
    await client.command('SEARCH RETURN (SAVE) 2:3')
    assert.match((await client.command(empties)).tagged, /^NO \[BADCHARSET/)
    assert.equal(await numbers(), '', empties)
  }
  await client.command('SEARCH RETURN (SAVE) SUBJECT nieuws')
  const { untagged } = await client.command('SORT (SUBJECT) UTF-8 OR $ 1')
  assert.deepEqual(untagged, ['* SORT 1 3'])
  assert.deepEqual((await client.command('THREAD ORDEREDSUBJECT UTF-8 UID $')).untagged, ['* THREAD (3)'])
  assert.deepEqual((await client.command('STORE $ +FLAGS.SILENT (eigen)')).untagged, [])
  assert.match((await client.command('UID STORE $ -FLAGS (eigen)')).untagged[0] ?? '', /^\* 3 FETCH \(UID 3 FLAGS \(\)\)$/)
  assert.match((await client.command('COPY $ Archive')).tagged, /^OK \[COPYUID \d+ 3 1\]/)
  // What a search saves it may itself be found in. RFC 5182 §2.1
  await client.command('SEARCH RETURN (SAVE) NOT $')
  assert.equal(await numbers(), '1 2 4')
  await client.command('UID SEARCH RETURN (SAVE PARTIAL 2:3 MIN) ALL')
  assert.equal(await numbers(), '1 2 3', 'the smallest and the part that was asked')
  await client.command('SEARCH RETURN (SAVE) SUBJECT nergens')
  assert.equal(await numbers(), '', 'nothing found')
  assert.match((await client.command('UID EXPUNGE $')).tagged, /^OK/)
})

test('bad searches', async () => {
  for (const bad of ['SEARCH', 'SEARCH FOO', 'SEARCH FROM', 'SEARCH (ALL', 'SEARCH OR ALL', 'SEARCH SINCE gisteren',
    'SEARCH UID', 'SEARCH TEXT {1+}\r\n\xff', 'SEARCH RETURN (FOO) ALL',
    'SEARCH CHARSET', 'SEARCH ALL ', 'SEARCH LARGER -1',
      'SEARCH HEADER x']) assert.match((await client.command(bad)).tagged, /^BAD/, bad)
  for (const charset of ['X-NONE', 'UTF-7', 'utf8']) {
    assert.equal((await client.command(`SEARCH CHARSET ${charset} TEXT x`)).tagged,
      'NO [BADCHARSET (US-ASCII UTF-8)] that charset is not known here')
  }
})
