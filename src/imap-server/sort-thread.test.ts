import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { TestClient } from './client.testing.ts'
import { letter, openImapHouse, type ImapHouse } from './server.testing.ts'
import { threadByReferences } from './thread-by-references.ts'
import { formatThreads, type ThreadedMessage } from './thread-node.ts'

let house: ImapHouse
before(async () => { house = await openImapHouse() })
after(async () => {
  assert.deepEqual(house.errors, [])
  await house.close()
})

function mail(fields: Readonly<Record<string, string>>, size = 0): string {
  return `${Object.entries(fields).map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${'x'.repeat(size)}\r\n`
}

async function filled(name: string, mails: readonly string[]): Promise<TestClient> {
  const client = await house.client(name)
  for (const [at, one] of mails.entries()) {
    const day = String(mails.length - at).padStart(2, '0')
    assert.match((await client.append('INBOX', one, `"${day}-Feb-2026 10:00:00 +0000"`)).tagged, /^OK/)
  }
  await client.command('SELECT INBOX')
  return client
}

async function lines(client: TestClient, text: string): Promise<string> {
  const { untagged, tagged } = await client.command(text)
  assert.match(tagged, /^OK/, text)
  return untagged.join('|').replace(/TAG "\w+"/, 'TAG')
}

test('SORT by every criterion, reversed, together, with keys', async () => {
  const client = await filled('sorteer', [
    mail({ From: '"Zed" <anna@b.test>', To: 'x@b.test', Cc: 'c@b.test', Subject: 'Re: Appel', Date: '3 Jan 2026 10:00:00 +0000' }, 300),
    mail({ From: 'Émile <bert@b.test>', To: 'W <y@b.test>', Subject: 'peer', Date: '1 Jan 2026 10:00:00 +0000' }, 100),
    mail({ From: 'Aad <Carel@b.test>', To: 'groep: q@b.test;', Subject: '=?utf-8?Q?=C3=A9clair?=', Date: '2 Jan 2026 10:00:00 +0200' }, 200),
    mail({ From: 'dirk@b.test', Subject: 'appel' }, 50),
  ])
  const cases: readonly (readonly [string, string])[] = [
    ['(ARRIVAL)', '4 3 2 1'], ['(REVERSE ARRIVAL)', '1 2 3 4'], ['(SIZE)', '4 2 3 1'], ['(DATE)', '2 3 1 4'],
    ['(FROM)', '1 2 3 4'], ['(SUBJECT DATE)', '1 4 3 2'], ['(SUBJECT REVERSE DATE)', '4 1 3 2'], ['(TO)', '4 3 1 2'],
    ['(CC)', '2 3 4 1'], ['(DISPLAYFROM)', '3 4 2 1'], ['(REVERSE DISPLAYTO)', '1 2 3 4'], ['(CC REVERSE SIZE)', '3 2 4 1'],
  ]
  for (const [criteria, expected] of cases) {
    assert.equal(await lines(client, `SORT ${criteria} UTF-8 ALL`), `* SORT ${expected}`, criteria)
  }
  assert.equal(await lines(client, 'UID SORT (SIZE) US-ASCII 1:3'), '* SORT 2 3 1')
  assert.equal(await lines(client, 'SORT (SIZE) UTF-8 BODY nergens'), '* SORT')
  assert.equal(await lines(client, 'SORT RETURN (MIN MAX COUNT ALL) (DATE) UTF-8 ALL'), '* ESEARCH (TAG) MIN 2 MAX 4 COUNT 4 ALL 2:3,1,4')
  assert.equal(await lines(client, 'UID SORT RETURN (PARTIAL 2:3) (DATE) UTF-8 ALL'), '* ESEARCH (TAG) UID PARTIAL (2:3 3,1)')
  assert.equal(await lines(client, 'SORT RETURN (SAVE PARTIAL -1:-2) (DATE) UTF-8 ALL'), '* ESEARCH (TAG) PARTIAL (-1:-2 1,4)')
  assert.equal(await lines(client, 'SEARCH $'), '* SEARCH 1 4')
  await client.command('ENABLE IMAP4REV2')
  assert.equal(await lines(client, 'SORT (SIZE) UTF-8 ALL'), '* SORT 4 2 3 1')
  for (const bad of ['SORT', 'SORT (DATE)', 'SORT (DATE) UTF-8', 'SORT () UTF-8 ALL', 'SORT (REVERSE) UTF-8 ALL', 'SORT (FOO) UTF-8 ALL',
    'SORT RETURN (PARTIAL 0:1) (DATE) UTF-8 ALL', 'SORT RETURN (PARTIAL 1:-1) (DATE) UTF-8 ALL', 'THREAD REFS UTF-8 ALL', 'THREAD',
    `SORT (${'DATE '.repeat(16)}DATE) UTF-8 ALL`]) assert.match((await client.command(bad)).tagged, /^BAD/, bad)
  for (const verb of ['SORT (DATE)', 'THREAD REFERENCES']) {
    assert.match((await client.command(`${verb} KOI8-R ALL`)).tagged, /^NO \[BADCHARSET/)
  }
  client.close()
})

test('SEARCH RETURN (PARTIAL): places, ends, out of bounds', async () => {
  const client = await filled('deel', ['a', 'b', 'c', 'd', 'e'].map((subject) => letter(subject)))
  await client.command('STORE 3 +FLAGS (\\Deleted)')
  await client.command('EXPUNGE')
  for (const [range, expected] of [['1:2', '1:2'], ['2:1', '1:2'], ['3:9', '4:5'], ['9:10', 'NIL'], ['-1:-2', '4:5'], ['-4:-9', '1'],
    ['-5:-9', 'NIL'], ['1:4294967295', '1:2,4:5'], ['4294967295:4294967295', 'NIL']]) {
    assert.equal(await lines(client, `UID SEARCH RETURN (PARTIAL ${range}) ALL`), `* ESEARCH (TAG) UID PARTIAL (${range} ${expected})`)
  }
  assert.equal(await lines(client, 'UID SEARCH RETURN (SAVE MIN PARTIAL -1:-1) ALL'), '* ESEARCH (TAG) UID MIN 1 PARTIAL (-1:-1 5)')
  assert.equal(await lines(client, 'UID SEARCH $'), '* SEARCH 1 5')
  for (const bad of ['PARTIAL', 'PARTIAL 1', 'PARTIAL 1:-2', 'PARTIAL -1:2', 'PARTIAL 1:4294967296', 'PARTIAL 1:2 PARTIAL 1:2',
    'PARTIAL 1:2 ALL', 'PARTIAL *']) assert.match((await client.command(`SEARCH RETURN (${bad}) ALL`)).tagged, /^BAD/, bad)
  client.close()
})

const DAY = 86_400_000
function threaded(number: number, id: string, references: string, subject = '', isReply = false): ThreadedMessage {
  return { number, seq: number, id, references: references === '' ? [] : references.split(' '), subject, isReply, sentAt: number * DAY }
}
const noPace = { breathe: () => Promise.resolve() }
async function threads(messages: readonly ThreadedMessage[]): Promise<string> {
  const roots = await threadByReferences(messages, noPace)
  return roots === 'too many' ? roots : formatThreads(roots)
}

test('INPROGRESS: a long search says how far it is', async () => {
  const eager = await openImapHouse({ limits: { progressMs: 0 } })
  const client = await eager.client()
  for (const subject of ['a', 'b', 'c']) await client.append('INBOX', letter(subject))
  await client.command('SELECT INBOX')
  client.send('x"y SEARCH ALL\r\n')
  assert.match(await client.response(), /BAD/)
  const { untagged } = await client.command('SORT (SUBJECT) UTF-8 ALL')
  const told = untagged.filter((line) => line.includes('INPROGRESS'))
  assert.deepEqual(new Set(told.map((line) => line.replace(/"\w+"/, 'TAG'))), new Set(['* OK [INPROGRESS (TAG 3 3)] working']))
  assert.equal(untagged.at(-1), '* SORT 1 2 3')
  client.close()
  await eager.close()
})

test('REFERENCES: parents, gaps, circles, doubles, subjects', async () => {
  const cases: readonly (readonly [string, readonly ThreadedMessage[], string])[] = [
    ['a chain and a branch', [threaded(1, 'a', ''), threaded(2, 'b', 'a'), threaded(3, 'c', 'a b'), threaded(4, 'd', 'a')], '(1 (2 3)(4))'],
    ['a message that is not here joins its answers', [threaded(1, 'b', 'a'), threaded(2, 'c', 'a')], '((1)(2))'],
    ['a single answer to a message that is not here', [threaded(1, 'b', 'a')], '(1)'],
    ['gaps in the middle', [threaded(1, 'a', ''), threaded(2, 'd', 'a b c')], '(1 2)'],
    ['circles', [threaded(1, 'a', 'b'), threaded(2, 'b', 'a')], '(2 1)'],
    ['oneself', [threaded(1, 'a', 'a')], '(1)'],
    ['one identifier twice', [threaded(1, 'a', ''), threaded(2, 'a', ''), threaded(3, 'b', 'a')], '(1 3)(2)'],
    ['a truncated list is set right by the message itself', [threaded(1, 'c', 'a'), threaded(2, 'b', 'a'), threaded(3, 'd', 'b c')], '((1 3)(2))'],
    ['what a message names outweighs what others say', [threaded(1, 'x', ''), threaded(2, 'y', 'x'), threaded(3, 'z', 'q y')], '(1 2 3)'],
    ['an answer joins by subject', [threaded(1, 'a', '', 'V'), threaded(2, 'b', '', 'V', true)], '(1 2)'],
    ['two of one subject stand beside each other', [threaded(1, 'a', '', 'V'), threaded(2, 'b', '', 'V')], '((1)(2))'],
    ['three of one subject', [threaded(1, 'a', '', 'V'), threaded(2, 'b', '', 'V'), threaded(3, 'c', '', 'V', true)], '((1)(2)(3))'],
    ['an answer before what it answers', [threaded(1, 'b', '', 'V', true), threaded(2, 'a', '', 'V')], '(2 1)'],
    ['empty subjects join nothing', [threaded(1, 'a', ''), threaded(2, 'b', '')], '(1)(2)'],
    ['none', [], ''],
  ]
  for (const [what, messages, expected] of cases) assert.equal(await threads(messages), expected, what)
})

test('REFERENCES: every message stands in the answer once, whatever the references say', async () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
  const message = fc.record({ id, references: fc.array(id, { maxLength: 4 }), subject: fc.constantFrom('', 'V', 'W'), isReply: fc.boolean() })
  await fc.assert(fc.asyncProperty(fc.array(message, { maxLength: 12 }), async (list) => {
    const said = await threads(list.map((one, at) => ({ ...threaded(at + 1, one.id, ''), ...one })))
    const numbers = [...said.matchAll(/\d+/g)].map(([number]) => Number(number)).sort((a, b) => a - b)
    assert.deepEqual(numbers, list.map((_one, at) => at + 1))
    assert.ok(!said.includes('()') && !said.includes('( '), said)
  }))
})

test('REFERENCES: ten thousand messages in one chain, in one circle, and all below one, take about linear work', async () => {
  const chain = Array.from({ length: 10_000 }, (_, at) => threaded(at + 1, `m${at}`,
    Array.from({ length: Math.min(at, 100) }, (_one, back) => `m${at - Math.min(at, 100) + back}`).join(' ')))
  assert.equal(await threads(chain), `(${chain.map(({ number }) => number).join(' ')})`)
  let steps = 0
  const circle = Array.from({ length: 10_000 }, (_, at) => threaded(at + 1, `m${at}`, `m${(at + 1) % 10_000}`))
  const roots = await threadByReferences(circle, { breathe: () => Promise.resolve(void steps++) })
  assert.ok(roots !== 'too many' && steps < 2000, `${steps} looks at the clock`)
  const star = Array.from({ length: 10_000 }, (_, at) => threaded(at + 1, `m${at}`, 'x'))
  assert.match(await threads(star), /^\(\(1\)\(2\)/)
  const comb = Array.from({ length: 10_000 }, (_, at) => threaded(at + 1, `m${at}`, at === 0 ? '' : `m${at - 1 - (at % 2 === 0 ? 1 : 0)}`))
  assert.equal([...(await threads(comb)).matchAll(/\d+/g)].length, 10_000)
})

test('THREAD over the wire: ORDEREDSUBJECT and REFERENCES', async () => {
  const at = (day: number): string => `${day} Jan 2026 10:00:00 +0000`
  const client = await filled('draad', [
    mail({ Subject: 'Vraag', Date: at(1), 'Message-ID': '<a@b.test>' }),
    mail({ Subject: 'Re: vraag', Date: at(3), 'Message-ID': '<c@b.test>', References: '<a@b.test> <b@b.test>' }),
    mail({ Subject: 'RE: [lijst] vraag', Date: at(2), 'Message-ID': '<b@b.test>', 'In-Reply-To': '<a@b.test>' }),
    mail({ Subject: 'Iets anders', Date: at(2) }),
    mail({ Subject: 'antw: iets anders', Date: at(4) }),
  ])
  assert.equal(await lines(client, 'THREAD ORDEREDSUBJECT UTF-8 ALL'), '* THREAD (1 (3)(2))(4 5)')
  assert.equal(await lines(client, 'UID THREAD REFERENCES UTF-8 ALL'), '* THREAD (1 3 2)(4 5)')
  assert.equal(await lines(client, 'THREAD REFERENCES UTF-8 2:3'), '* THREAD (3 2)')
  assert.equal(await lines(client, 'THREAD REFERENCES UTF-8 BODY nergens'), '* THREAD')
  client.close()
})

test('SORT and THREAD of ten thousand messages let others work meanwhile', async () => {
  const client = await filled('groot', Array.from({ length: 20 }, (_, at) => letter(`m${at}`)))
  for (let size = 20; size < 10_000; size *= 2) await client.command('COPY 1:* INBOX')
  const other = await house.client('ander')
  for (const [text, answer] of [['SORT (SUBJECT REVERSE DATE FROM) UTF-8 ALL', /^\* SORT /], ['THREAD REFERENCES UTF-8 ALL', /^\* THREAD \(/]] as const) {
    client.send(`big ${text}\r\n`)
    const over = client.answer('big')
    let finished = false
    void over.then(() => { finished = true })
    // How many commands of another fit depends on the machine; that it gets turns at all does not.
    let [served, turns] = [0, 0]
    const turn = (): void => {
      turns++
      if (!finished) setImmediate(turn)
    }
    turn()
    while (!finished) {
      await other.command('NOOP')
      served++
    }
    assert.ok(served > 1 && turns > 2, `${served} commands of another were answered meanwhile, in ${turns} turns`)
    const { untagged, tagged } = await over
    assert.match(tagged, /^OK/)
    assert.match(untagged[0] ?? '', answer)
    assert.ok([...(untagged[0] ?? '').matchAll(/\d+/g)].length >= 10_000)
  }
  client.close()
  other.close()
})
