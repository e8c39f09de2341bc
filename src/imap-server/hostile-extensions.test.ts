import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib'
import { RANGES_MAX } from '../imap/sequence-set.ts'
import type { TestClient } from './client.testing.ts'
import { COMMAND_TEXT_SIZE_MAX } from './limits.ts'
import { letter, openImapHouse, type ImapHouse } from './server.testing.ts'

/**
 * What extensions let a client ask for, asked for in the most expensive or the most absurd way: the answer is right or a
 * refusal, no bug of ours shows in the log, and a connection beside is answered meanwhile.
 */
let house: ImapHouse
let client: TestClient
let beside: TestClient
let person = 0
before(async () => {
  house = await openImapHouse()
  beside = await house.client('naast')
  await beside.append('INBOX', letter('gewoon'))
  await beside.command('SELECT INBOX')
})
after(async () => {
  beside.close()
  assert.deepEqual(house.errors, [])
  await house.close()
})
beforeEach(async () => { client = await house.client(`kwaad${++person}`) })
afterEach(() => client.close())

/** Asks while another asks too: both are answered. */
async function whileBesideIsServed<T>(asked: Promise<T>): Promise<T> {
  assert.deepEqual((await beside.command('FETCH 1 (UID)')).untagged, ['* 1 FETCH (UID 1)'])
  return await asked
}

async function fill(messages: number): Promise<void> {
  await client.append('INBOX', letter('een'))
  await client.command('SELECT INBOX')
  for (let size = 1; size < messages; size *= 2) await client.command('COPY 1:* INBOX')
}

test('COMPRESS: a bomb of zeros ends its own connection and no other', async () => {
  assert.match((await client.command('COMPRESS DEFLATE')).tagged, /^OK/)
  client.startDeflate()
  // A thousand times its size each; the server reads on for as long as the line is not too long to drop.
  const bomb = deflateRawSync(Buffer.alloc(32 * 1024 * 1024), { finishFlush: constants.Z_SYNC_FLUSH })
  const gone = client.closed()
  for (let times = 0; times < 8; times++) client.sendRaw(bomb)
  await whileBesideIsServed(gone)
})

test('COMPRESS: a storm of empty flushes, and one octet to a block', async () => {
  assert.match((await client.command('COMPRESS DEFLATE')).tagged, /^OK/)
  client.startDeflate()
  const storm = createDeflateRaw()
  const pieces: Buffer[] = []
  storm.on('data', (octets: Buffer) => { pieces.push(octets) })
  for (const octet of `${'s0 NOOP\r\n'.repeat(200)}s1 NOOP\r\n`) {
    storm.write(octet)
    storm.flush(constants.Z_FULL_FLUSH)
  }
  await new Promise<void>((resolve) => { storm.flush(constants.Z_SYNC_FLUSH, resolve) })
  // And ten thousand blocks of nothing before the last.
  const nothing = Buffer.from([0, 0, 0, 0xff, 0xff])
  const empty = Buffer.concat(Array<Buffer>(10_000).fill(nothing))
  client.sendRaw(Buffer.concat([...pieces.slice(0, -1), empty, ...pieces.slice(-1)]))
  assert.match((await whileBesideIsServed(client.answer('s1'))).tagged, /^OK/)
})

test('IDLE begun and ended two thousand times in one breath', async () => {
  await client.append('INBOX', letter('een'))
  await client.command('SELECT INBOX')
  const times = 2000
  client.send(Array.from({ length: times }, (_, at) => `i${at} IDLE\r\nDONE\r\n`).join(''))
  const all = (async () => {
    for (let at = 0; at < times; at++) assert.match((await client.answer(`i${at}`)).tagged, /^(\+|OK)/)
  })()
  // Each IDLE has a `+` before its answer: answer() stops at either, so as many again are left.
  await whileBesideIsServed(all)
  while (!(await client.response()).startsWith(`i${times - 1} OK`));
  assert.match((await client.command('NOOP')).tagged, /^OK/)
})

test('NOTIFY set five hundred times, and told of a flood while it does not read', async () => {
  const writer = await house.client(`kwaad${person}`)
  await writer.append('INBOX', letter('een'))
  await writer.command('CREATE Vol')
  const wish = 'NOTIFY SET STATUS (SELECTED (MessageNew (FLAGS) MessageExpunge FlagChange)) (PERSONAL (MessageNew MessageExpunge FlagChange MailboxName))'
  client.send(Array.from({ length: 500 }, (_, at) => `n${at} ${wish}\r\n`).join(''))
  assert.match((await whileBesideIsServed(client.answer('n499'))).tagged, /^OK/)
  client.pause()
  await writer.command('SELECT INBOX')
  for (let size = 1; size <= 1024; size *= 2) await writer.command('COPY 1:* Vol')
  for (let times = 0; times < 100; times++) {
    await writer.command('STORE 1 +FLAGS (\\Flagged)')
    await writer.command('STORE 1 -FLAGS (\\Flagged)')
  }
  assert.match((await beside.command('NOOP')).tagged, /^OK/)
  client.resume()
  const { untagged, tagged } = await client.command('STATUS Vol (MESSAGES)')
  assert.match(tagged, /^OK/)
  // What was not read is told as one: not a line for each of two hundred changes.
  assert.ok(untagged.filter((line) => line.startsWith('* STATUS "INBOX"')).length <= 200)
  assert.match(untagged.at(-1) ?? '', /^\* STATUS "Vol" \(MESSAGES \d+/)
  writer.close()
})

test('UIDONLY: no command takes a message number, wherever it hides', async () => {
  await fill(4)
  await client.command('ENABLE UIDONLY')
  for (const refused of ['FETCH 1 FLAGS', 'FETCH $ FLAGS', 'STORE 1 FLAGS ()', 'COPY 1 Trash', 'MOVE * Trash', 'SEARCH ALL', 'SORT (DATE) UTF-8 ALL',
    'THREAD REFERENCES UTF-8 ALL', 'UID SEARCH 1', 'UID SEARCH OR (NOT *) UNSEEN', 'UID SEARCH RETURN (COUNT) ALL 1:*', 'UID SORT (DATE) UTF-8 NOT 1',
    'UID THREAD REFERENCES UTF-8 OR 1 2']) {
    assert.match((await client.command(refused)).tagged, /^BAD \[UIDREQUIRED\]/, refused)
  }
  assert.match((await client.commandWithLiteral('REPLACE 1 INBOX', letter('anders'))).tagged, /^BAD \[UIDREQUIRED\]/)
  // Nothing was done, and no answer has a message number in it.
  const { untagged } = await client.command('UID FETCH 1:* (FLAGS)')
  assert.deepEqual(untagged, [1, 2, 3, 4].map((uid) => `* ${uid} UIDFETCH (FLAGS ())`))
  assert.deepEqual((await client.command('UID FETCH 2 (BODY[TEXT]<0.3>)')).untagged, ['* 2 UIDFETCH (BODY[TEXT]<0> {3}\r\nDag FLAGS (\\Seen))'])
  assert.deepEqual((await client.command('UID MOVE 3:4 Trash')).untagged.slice(1), ['* VANISHED 3:4'])
})

test('PARTIAL with absurd ranges', async () => {
  await fill(8)
  const partial = async (range: string): Promise<string> => {
    const { untagged, tagged } = await client.command(`UID SEARCH RETURN (PARTIAL ${range}) ALL`)
    return tagged.startsWith('OK') ? untagged[0]?.replace(/^\* ESEARCH \(TAG "\w+"\) UID PARTIAL /, '') ?? '' : tagged.slice(0, 3)
  }
  assert.equal(await partial('1:4294967295'), '(1:4294967295 1:8)')
  assert.equal(await partial('4294967295:1'), '(4294967295:1 1:8)')
  assert.equal(await partial('-1:-4294967295'), '(-1:-4294967295 1:8)')
  assert.equal(await partial('-4294967295:-4294967294'), '(-4294967295:-4294967294 NIL)')
  assert.equal(await partial('9:9'), '(9:9 NIL)')
  for (const bad of ['0:1', '1:0', '-0:-1', '1:-1', '-1:1', '4294967296:1', '99999999999999999999:1', '1', '1:', ':1', '1:*', '1:2:3', '+1:2', '1:2 PARTIAL 3:4', '1:2 ALL']) {
    assert.equal(await partial(bad), 'BAD', bad)
  }
  assert.deepEqual((await client.command('UID FETCH 1:* (UID) (PARTIAL 4294967295:4294967294)')).untagged, [])
  assert.deepEqual((await client.command('UID SORT RETURN (PARTIAL -1:-2) (ARRIVAL) UTF-8 ALL')).untagged.map((line) => line.slice(-15)), ['PARTIAL (-1:-2 7:8)'.slice(-15)])
})

test('QRESYNC with a million known UIDs, as one range and as ranges past the limit', async () => {
  await fill(4)
  await client.command('STORE 2 +FLAGS.SILENT (\\Deleted)')
  await client.command('EXPUNGE')
  await client.command('ENABLE QRESYNC')
  const { untagged } = await client.command('SELECT INBOX')
  const validity = /UIDVALIDITY (\d+)/.exec(untagged.join())?.[1]
  const vanished = async (parameters: string): Promise<readonly string[]> => {
    const answered = await whileBesideIsServed(client.command(`SELECT INBOX (QRESYNC (${validity} ${parameters}))`))
    assert.match(answered.tagged, /^OK/, parameters.slice(0, 60))
    return answered.untagged.filter((line) => line.includes('VANISHED'))
  }
  assert.deepEqual(await vanished('1 1:1000000'), ['* VANISHED (EARLIER) 2'])
  assert.deepEqual(await vanished('1 1:4294967295 (1:4294967295 1:4294967295)'), ['* VANISHED (EARLIER) 2'])
  assert.deepEqual(await vanished(`1 ${Array(RANGES_MAX).fill('1:4294967295').join(',').slice(0, 200_000).replace(/,[^,]*$/, '')}`), ['* VANISHED (EARLIER) 2'])
  const apart = Array.from({ length: RANGES_MAX + 1 }, (_, at) => 2 * at + 2).join(',')
  assert.match((await client.command(`SELECT INBOX (QRESYNC (${validity} 1 ${apart}))`)).tagged, /^BAD .*ranges/)
  const million = Array.from({ length: 1_000_000 }, (_, at) => at + 1).join(',')
  assert.match((await whileBesideIsServed(client.command(`SELECT INBOX (QRESYNC (${validity} 1 ${million}))`))).tagged,
    new RegExp(`^BAD a command line may hold ${COMMAND_TEXT_SIZE_MAX}`))
  for (const bad of ['0 1', `${validity} 1 2:1,*`, `${validity} 1 1 (1 2:`, `${validity} 1 (1,2 3,*)`, `${validity} 1 $`]) {
    assert.match((await client.command(`SELECT INBOX (QRESYNC (${bad}))`)).tagged, /^BAD/, bad)
  }
})

/** A message of one attachment in this encoding. */
const attached = (encoding: string, body: string): string => 'From: a@b.test\r\nSubject: b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n'
  + `--x\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}\r\n--x--\r\n`

test('BINARY of what is no base64 and no quoted-printable: BINARY.SIZE says what BINARY gives', async () => {
  const bodies: readonly (readonly [string, string])[] = [
    ['base64', 'AAEC=AwQ!!!='], ['base64', '====='], ['base64', 'A'], ['base64', 'AA=A'], ['base64', '\xff\xfe\x80'], ['base64', ''],
    ['base64', 'QUJD'.repeat(100_000)], ['base64', '!'.repeat(300_000)], ['quoted-printable', '=ZZ=0=\r\n=00='], ['quoted-printable', '='.repeat(100_000)],
    ['7bit', '\xe9'], ['binary', ''],
  ]
  for (const [encoding, body] of bodies) {
    assert.match((await client.append('INBOX', attached(encoding, body))).tagged, /^OK/)
    await client.command('SELECT INBOX')
    const { untagged, tagged } = await whileBesideIsServed(client.command('FETCH * (BINARY.SIZE[1] BINARY.PEEK[1])'))
    const what = `${encoding} ${body.slice(0, 12)}`
    assert.match(tagged, /^OK/, what)
    const [, size, given, content] = /BINARY\.SIZE\[1\] (\d+) BINARY\[1\] ~?\{(\d+)\}\r\n([^]*)\)$/.exec(untagged[0] ?? '') ?? assert.fail(what)
    assert.equal(given, size, what)
    assert.equal(content?.length, Number(size), what)
    const cut = await client.command('FETCH * (BINARY.PEEK[1]<4294967295.1>)')
    assert.match(cut.untagged[0] ?? '', /BINARY\[1\]<4294967295> \{0\}\r\n\)$/, what)
  }
  await client.append('INBOX', attached('x-gzip64', 'H4sI'))
  await client.command('SELECT INBOX')
  for (const item of ['BINARY.SIZE[1]', 'BINARY.PEEK[1]', 'BINARY[1]<0.1>']) assert.match((await client.command(`FETCH * ${item}`)).tagged, /^NO \[UNKNOWN-CTE\]/, item)
  assert.match((await client.command('FETCH * BODY.PEEK[1]')).untagged[0] ?? '', /H4sI\)$/)
  for (const bad of ['BINARY.SIZE[1]<0.1>', 'BINARY[HEADER]', 'BINARY.PEEK[1.MIME]', 'BINARY.SIZE', 'BINARY.SIZE[0]', 'BINARY[1', 'BINARY.SIZE[4294967296]',
    `BINARY[${Array(101).fill('1').join('.')}]`]) {
    assert.match((await client.command(`FETCH * ${bad}`)).tagged, /^BAD/, bad.slice(0, 40))
  }
  assert.match((await client.command(`FETCH * BINARY.SIZE[${Array(100).fill('1').join('.')}]`)).tagged, /^OK/, 'as deep as may be: nothing is there')
})

test('what is not offered is not there: CATENATE, URLAUTH, MULTISEARCH, ACL, METADATA, CONVERT', async () => {
  const words = new Set((await client.command('CAPABILITY')).untagged[0]?.split(' '))
  for (const word of ['CATENATE', 'URLAUTH', 'URL-PARTIAL', 'MULTISEARCH', 'ACL', 'METADATA', 'CONVERT', 'UNAUTHENTICATE', 'JMAPACCESS', 'FILTERS']) assert.ok(!words.has(word), word)
  await client.command('SELECT INBOX')
  for (const refused of ['APPEND INBOX CATENATE (URL "/INBOX/;UID=1")', 'APPEND INBOX CATENATE (TEXT {5+}\r\nabcde)', 'GENURLAUTH "imap://x/INBOX" INTERNAL',
    'URLFETCH "imap://x/INBOX"', 'RESETKEY', 'ESEARCH IN (personal) ALL', 'SETACL INBOX piet lr', 'GETMETADATA INBOX /shared/comment', 'CONVERT 1 ("text/plain") BINARY[1]',
    'UNAUTHENTICATE', 'XLIST "" *']) {
    const other = await house.client(`kwaad${person}`)
    assert.match((await other.command(refused)).tagged, /^BAD/, refused)
    other.close()
  }
})
