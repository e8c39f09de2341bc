import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from '../storage/script.ts'
import { REFERENCES_MAX } from './limits.ts'
import { append, inboxOf, mail, openHouse, type House } from './mailstore.testing.ts'
import type { AccountMail } from './types.ts'

async function withAccount(work: (own: AccountMail, house: House) => Promise<void>): Promise<void> {
  const house = await openHouse()
  try {
    await work(await house.mailstore.open((await house.account()).open(house).account), house)
  } finally {
    await house.close()
  }
}

/** The thread of a mail with this id that names these. */
async function threadOf(own: AccountMail, id: string, references: readonly string[] = [],
  subject = 'Zaak'): Promise<number> {
  return (await append(own, mail({ id, references, subject: references.length === 0 ? subject
    : `Re: ${subject}` }))).thread
}

describe('conversations', () => {
  test('answers come together in any order, and across Sent', () => withAccount(async (own) => {
    const sent = (await own.mailboxes()).find(({ role }) => role === 'sent')?.id ?? 0
    const first = await threadOf(own, 'a@x')
    const answer = await append(own, mail({ id: 'b@x', references: ['a@x'], subject: 'RE: Zaak' }), { mailbox: sent })
    const late = await threadOf(own, 'd@x', ['a@x', 'b@x', 'c@x'])
    const between = await threadOf(own, 'c@x', ['a@x', 'b@x'])
    assert.deepEqual([answer.thread, late, between], [first, first, first])
    assert.equal((await own.threads([first]))[0]?.length, 4)
  }))

  test('a message that was missing brings two threads together: what comes next is in one, what is there stays',
    () => withAccount(async (own) => {
    const first = await threadOf(own, 'a@x')
    // Some programs name only what they answer: c knows b, and b is not there yet.
    const orphan = await threadOf(own, 'c@x', ['b@x'])
    assert.notEqual(orphan, first)
    const missing = await threadOf(own, 'b@x', ['a@x'])
    assert.equal(missing, first)
    for (const [id, names] of [['d@x', ['c@x']], ['e@x', ['b@x']], ['f@x', ['a@x']]] as const) {
      assert.equal(await threadOf(own, id, names), first, id)
    }
    const [meta] = await own.emails([2])
    assert.equal(meta?.thread, orphan, 'the thread of an Email is immutable')
  }))

  test('another subject is another conversation, whatever it refers to', () => withAccount(async (own) => {
    const first = await threadOf(own, 'a@x')
    assert.notEqual(await threadOf(own, 'b@x', ['a@x'], 'Iets anders'), first)
    assert.equal(await threadOf(own, 'c@x', ['a@x'], 'Re: [lijst] zaak'), first)
  }))
})

describe('hostile references', () => {
  test('10,000 references cost as much as the nearest few', () => withAccount(async (own, house) => {
    const references = Array.from({ length: 10_000 }, (_, number) => `r${number}@x`)
    const far = await threadOf(own, references[0] ?? '')
    const near = await threadOf(own, references.at(-1) ?? '')
    assert.notEqual(far, near)
    assert.equal(await threadOf(own, 'own@x', references), near)
    const { rows } = await house.store.one<{ rows: number }>(sql`select count(*) as rows from thread_reference`)
    assert.ok(rows <= REFERENCES_MAX + 3, String(rows))
  }))

  test('a circle of references is one conversation', () => withAccount(async (own) => {
    const first = await threadOf(own, 'a@x', ['c@x'])
    assert.equal(await threadOf(own, 'b@x', ['a@x']), first)
    assert.equal(await threadOf(own, 'c@x', ['b@x']), first)
    assert.equal(await threadOf(own, 'self@x', ['self@x', 'c@x']), first)
  }))

  test('the same Message-ID twice is two messages of one conversation; of another subject, of two',
    () => withAccount(async (own) => {
    const first = await threadOf(own, 'same@x')
    assert.equal(await threadOf(own, 'same@x'), first)
    assert.notEqual(await threadOf(own, 'same@x', [], 'Iets anders'), first)
    const inbox = await inboxOf(own)
    const view = await own.view(inbox)
    assert.ok(typeof view !== 'string')
    assert.equal(view.entries.length, 3)
  }))

  test('ids with anything in them, empty or endless, are only looked up', () => withAccount(async (own) => {
    for (const id of ['', '\u0000', '"; drop table message; --@x', 'x'.repeat(900), '<<>>@x', 'é@x']) {
      const kept = await append(own, mail({ id, references: [id, id] }))
      assert.ok(kept.thread > 0)
    }
  }))
})
