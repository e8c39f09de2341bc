import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../base/errors.ts'
import { parseMessage } from '../message/parse.ts'
import { checkFilter } from './filter.ts'
import {
  FILTER_CONDITIONS_MAX, FILTER_DEPTH_MAX, KEYWORD_BYTES_MAX, KEYWORDS_PER_ENTRY_MAX, PAGE_RECORDS_MAX, PATH_BYTES_MAX,
  PATH_DEPTH_MAX, REFERENCES_MAX,
} from './limits.ts'
import { append, bytes, inboxOf, mail, openHouse, text } from './mailstore.testing.ts'
import { normalPath, parentsOf } from './names.ts'
import { PageCache, type CachedPage } from './page-cache.ts'
import { decodePage, encodePage } from './page.ts'
import { makeRecord, StoredRecord } from './record.ts'
import { inList } from './scripts/rows.ts'
import { threadReferences } from './threads.ts'
import type { EmailFilter } from './types.ts'
import { uidSet } from './uid-set.ts'

test('paths: what may be a name and what may not', () => {
  const good: readonly (readonly [string, string])[] = [
    ['Cliënten', 'Cliënten'], ['inbox', 'INBOX'], ['InBox/Sub', 'INBOX/Sub'], ['e\u0301', '\u00e9'],
    [Array.from({ length: PATH_DEPTH_MAX }, () => 'a').join('/'), Array.from({ length: PATH_DEPTH_MAX }, () => 'a').join('/')],
    ['x'.repeat(PATH_BYTES_MAX), 'x'.repeat(PATH_BYTES_MAX)],
  ]
  for (const [path, expected] of good) assert.deepEqual(normalPath(path), { path: expected })
  const bad = ['', '/', 'a//b', '/a', 'a/', ' a', 'a ', 'a/ b', 'a\u0000', 'a\nb', 'a*', '%', '\ud800', 'x'.repeat(PATH_BYTES_MAX + 1), 'é'.repeat(501)]
  for (const path of bad) assert.deepEqual(normalPath(path), { problem: 'name not allowed' }, JSON.stringify(path))
  assert.deepEqual(normalPath('a/'.repeat(PATH_DEPTH_MAX) + 'a'), { problem: 'too deep' })
  assert.deepEqual(parentsOf('A/B/C'), ['A', 'A/B'])
  assert.deepEqual(parentsOf('A'), [])
})

test('mailboxes and keywords stop at their maximum', async () => {
  const house = await openHouse({ limits: { mailboxesMax: 8 } })
  try {
    const own = await house.mailstore.open((await house.account()).open(house).account)
    assert.equal(await own.createMailbox({ path: 'a/b/c' }), 'too many')
    assert.ok(typeof await own.createMailbox({ path: 'a/b' }) !== 'string')
    assert.equal(await own.createMailbox({ path: 'd' }), 'too many')
    const inbox = await inboxOf(own)
    await append(own, mail({}))
    const keywords = Array.from({ length: KEYWORDS_PER_ENTRY_MAX }, (_, index) => `k${index}`)
    const set = (names: readonly string[]): Promise<unknown> =>
      own.storeFlags({ mailbox: inbox, uids: [1], mode: 'replace', flags: { bits: 0, keywords: names } })
    await set(keywords)
    await assert.rejects(set([...keywords, 'one-more']), isRefusal('too-many-keywords'))
    await set(['k'.repeat(KEYWORD_BYTES_MAX)])
    await assert.rejects(set(['k'.repeat(KEYWORD_BYTES_MAX + 1)]), isRefusal('keyword-too-long'))
    await assert.rejects(set(['']), isRefusal('keyword-too-long'))
  } finally {
    await house.close()
  }
})

test('what is gone is remembered to a maximum; who was away longer reads all again', async () => {
  const house = await openHouse({ limits: { goneMax: 10 } })
  try {
    const { account } = (await house.account()).open(house)
    const own = await house.mailstore.open(account)
    const since = await own.state()
    for (let index = 0; index < 11; index++) await own.destroyEmails([(await append(own, mail({}))).message])
    await house.mailstore.tidy(account)
    assert.notEqual(await own.emailChanges(since, 100), 'cannot calculate')
    await own.destroyEmails([(await append(own, mail({}))).message])
    const recent = await own.state()
    await house.mailstore.tidy(account)
    assert.equal(await own.emailChanges(since, 100), 'cannot calculate')
    assert.equal(await own.mailboxChanges(since, 100), 'cannot calculate')
    assert.notEqual(await own.emailChanges(recent, 100), 'cannot calculate')
  } finally {
    await house.close()
  }
})

test('uploads stop at what an account may keep', async () => {
  const house = await openHouse({ limits: { uploadBytesMax: 10 } })
  try {
    const own = await house.mailstore.open((await house.account()).open(house).account)
    await own.upload({ bytes: new Uint8Array(10), type: 'a/b' })
    await assert.rejects(own.upload({ bytes: new Uint8Array(1), type: 'a/b' }), isRefusal('too-many-uploads'))
  } finally {
    await house.close()
  }
})

test('filters stop at depth and number', () => {
  const deep = (depth: number): EmailFilter => depth === 1 ? { text: 'x' } : { allOf: [deep(depth - 1)] }
  checkFilter(deep(FILTER_DEPTH_MAX))
  assert.throws(() => checkFilter(deep(FILTER_DEPTH_MAX + 1)), isRefusal('filter-too-large'))
  const wide = (conditions: number): EmailFilter => ({ anyOf: Array.from({ length: conditions - 1 }, () => ({ text: 'x' })) })
  checkFilter(wide(FILTER_CONDITIONS_MAX))
  assert.throws(() => checkFilter(wide(FILTER_CONDITIONS_MAX + 1)), isRefusal('filter-too-large'))
})

test('UID sets: runs become ranges, doubles and nonsense go', () => {
  assert.deepEqual(
    uidSet([5, 3, 3, 4, 9, 6, 7, 8, 10, 20, 0, -1, 1.5, Number.NaN]), { ranges: [[3, 10]], singles: [20] },
  )
  assert.deepEqual(uidSet([1, 2, 3, 4, 5, 6, 7]), { ranges: [], singles: [1, 2, 3, 4, 5, 6, 7] })
  assert.deepEqual(uidSet([]), { ranges: [], singles: [] })
  assert.deepEqual(
    uidSet(Array.from({ length: 100_000 }, (_, index) => index + 1)), { ranges: [[1, 100_000]], singles: [] },
  )
})

test('lists for SQL take a few lengths only, and neither none nor too many', () => {
  assert.deepEqual(inList([7, 8, 9]).values, [7, 8, 9, 9])
  assert.equal(inList(Array.from({ length: 500 }, (_, index) => index)).values.length, 500)
  assert.throws(() => inList([]))
  assert.throws(() => inList(Array.from({ length: 501 }, () => 1)))
})

function recordOf(raw: Uint8Array): StoredRecord {
  const sections = makeRecord({
    raw, parsed: parseMessage(raw), body: 'b', bodyKey: new Uint8Array(32), truth: { verdict: 'verified', domain: 'example.org', reason: 'dmarc-pass' },
  })
  return new StoredRecord(1, sections)
}

test('a record tells the same after its way through a page as the message itself', () => {
  const raw = bytes(`From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>, Group: a@x.nl, b@x.nl;
To: "A, B" <ab@example.net>
Subject: =?utf-8?b?w6k=?= test
Message-ID: <m@x>
References: <a@x> <b@x>
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: message/rfc822

From: inner@example.org
Content-Type: multipart/alternative; boundary=c

--c

inner text
--c--
--b
Content-Type: application/pdf; name="a.pdf"
Content-Disposition: attachment; filename*=utf-8''%C3%A9.pdf

x
--b--
`)
  const { sections } = recordOf(raw)
  const page = encodePage(0, [{ offset: 0, sections }, { offset: 1, sections: recordOf(mail({ subject: 'two' })).sections }])
  const [first, second] = decodePage(40, page).map((one) => new StoredRecord(40 + one.offset, one.sections))
  assert.ok(first !== undefined && second !== undefined)
  assert.equal(second.message, 41)
  assert.equal(second.summary.subject, 'two')
  const { summary } = first
  const parsed = parseMessage(raw)
  assert.deepEqual(
    [summary.subject, summary.messageId, summary.references], [parsed.subject, parsed.messageId, parsed.references],
  )
  assert.deepEqual([summary.from, summary.to, summary.headerEnd], [parsed.from, parsed.to, parsed.headerEnd])
  assert.deepEqual(summary.truth, { verdict: 'verified', domain: 'example.org', reason: 'dmarc-pass' })
  assert.equal(summary.hasAttachment, true)
  const inner = summary.structure.children[0]?.message
  assert.deepEqual([inner?.headerEnd, inner?.root.children.length], [parsed.root.children[0]?.message?.headerEnd, 1])
  assert.equal(summary.structure.children[1]?.fileName, 'é.pdf')
  assert.throws(() => decodePage(40, page.subarray(0, page.length - 1)))
  assert.throws(() => decodePage(41, encodePage(40, [{ offset: 0, sections }])))
  const many = Array.from({ length: PAGE_RECORDS_MAX }, (_, offset) => ({ offset, sections }))
  assert.equal(decodePage(1, encodePage(1, many)).length, PAGE_RECORDS_MAX)
  assert.throws(() => encodePage(1, [...many, { offset: 200, sections }]))
})

test('headers too large to list are still summarised', () => {
  const to = Array.from({ length: 3000 }, (_, index) => `person${index}@example.org`).join(',\n ')
  const record = recordOf(bytes(`From: a@x.nl\nTo: ${to}\nSubject: Many\n\ntext\n`))
  assert.equal(record.headers.length, 0)
  assert.equal(record.summary.subject, 'Many')
  assert.ok(record.summary.to.flatMap(({ addresses }) => addresses).length >= 1000)
})

test('the page cache keeps within its bytes and forgets the least used', () => {
  const forgotten: number[] = []
  const owner = { forget: ({ page }: CachedPage) => void forgotten.push(page) }
  const page = (number: number, size: number): CachedPage => ({ owner, page: number, records: [], bytes: size })
  const cache = new PageCache(100)
  const [a, b, c] = [page(1, 40), page(2, 40), page(3, 20)]
  for (const one of [a, b, c]) assert.equal(cache.keep(one), true)
  assert.equal(cache.bytes, 100)
  cache.touch(a)
  cache.keep(page(4, 1))
  assert.deepEqual(forgotten, [2])
  assert.equal(cache.keep(page(5, 101)), false)
  cache.dropOwner(owner)
  assert.equal(cache.bytes, 0)
})

test('references kept of one message: the nearest ones, and its own', async () => {
  const house = await openHouse()
  try {
    const { account } = (await house.account()).open(house)
    const references = Array.from({ length: 1000 }, (_, index) => `r${index}@x`)
    const { references: tokens } = threadReferences(account, parseMessage(mail({ id: 'own@x', references })))
    assert.equal(tokens.length, REFERENCES_MAX + 1)
    const { references: nearest } = threadReferences(account, parseMessage(mail({ id: 'r999@x' })))
    assert.deepEqual(tokens[0], nearest[0])
    assert.deepEqual(threadReferences(account, parseMessage(mail({}))).references, [])
  } finally {
    await house.close()
  }
})

test('a broken message is kept as it came', async () => {
  const house = await openHouse()
  try {
    const own = await house.mailstore.open((await house.account()).open(house).account)
    for (const raw of [new Uint8Array(0), new Uint8Array([0, 255, 254, 13, 10]), bytes('no header at all'), new Uint8Array(70_000).fill(13)]) {
      const { message } = await append(own, raw)
      assert.deepEqual(await own.body(message), raw)
      assert.ok(text((await own.records([message]))[0]?.envelope).startsWith('('))
    }
  } finally {
    await house.close()
  }
})

function isRefusal(reason: string): (error: unknown) => boolean {
  return (error) => error instanceof Refusal && error.reason === reason
}
