import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog } from '../log/log.ts'
import { append, bytes, inboxOf, openHouse, type House } from '../mailstore/mailstore.testing.ts'
import { flagBits } from '../mailstore/types.ts'
import { postgresMissing, startPostgres } from '../storage/postgres/server.testing.ts'
import { sql } from '../storage/script.ts'
import { letterOf } from './letter.ts'
import { learnedOf, learnedScore, learnFrom, LEARNED_MARKS_MAX, type Weights } from './personal.ts'
import { createTeaching } from './teaching.ts'
import { marksOf } from './tokens.ts'

const mail = (subject: string, from: string): Uint8Array => bytes(`From: ${from}\r\nTo: m@delinde.example\r\nSubject: ${subject}\r\n\r\nDag, hierbij ${subject}. kwikstaart\r\n`)
const marks = (raw: Uint8Array): Uint32Array => marksOf(letterOf(raw)).places

/** What a reader puts into Junk counts against the like of it, what he takes out for it; encrypted, for him only. */
async function taught(house: House): Promise<void> {
  const [one, two] = [await house.account(), await house.account({ account: 2 })]
  const { account: open } = one.open(house)
  const { account: other } = two.open(house)
  const teaching = createTeaching({
    store: house.store, mailstore: () => house.mailstore, clock: house.clock, log: silentLog,
  })
  const own = await house.mailstore.open(open)
  const inbox = await inboxOf(own)
  const junk = (await own.mailboxes()).find(({ role }) => role === 'junk')?.id ?? 0
  assert.equal(await teaching.learn(open), 0)
  const offer = mail('nieuwe aanbieding matrassen', 'Slaap <nieuws@matras.example>')
  const { uid } = await append(own, offer)
  await own.move({ from: inbox, uids: [uid], to: junk })
  // What the service put there by itself teaches nothing.
  await house.deliver(one, mail('rapport van fysio', 'Tom <tom@fysio.example>'), { role: 'junk', truth: { verdict: 'unverifiable', domain: null, reason: 'dmarc-none', junk: ['words'] } })
  assert.equal(await teaching.learn(open), 1)
  assert.equal(await teaching.learn(open), 0, 'nothing twice')
  const { weights } = await learnedOf(house.store, open)
  const like = learnedScore(weights, marks(mail('nieuwe aanbieding dekbedden', 'Slaap <nieuws@matras.example>')))
  assert.ok(like > 1, String(like))
  assert.ok(learnedScore(weights, marks(mail('rapport van fysio', 'Tom <tom@fysio.example>'))) < like)
  await append(own, offer, { flags: { bits: flagBits['$NotJunk'], keywords: [] } })
  assert.equal(await teaching.learn(open), 1)
  assert.ok(Math.abs((await teaching.scorer(open))(marks(offer))) < 0.01)
  assert.equal((await teaching.scorer(other))(marks(offer)), 0)
  const kept = await learnedOf(house.store, open)
  assert.ok(kept.junk.uid > 0)
  const rows = await house.store.all<{ box: Uint8Array }>(sql`select box from account_document where kind = 'spam'`)
  assert.equal(rows.length, 1)
}

test('Junk teaches, for its reader only, encrypted: SQLite', async () => {
  const house = await openHouse()
  try {
    await taught(house)
  } finally {
    await house.close()
  }
})

test('Junk teaches, for its reader only, encrypted: PostgreSQL', { skip: postgresMissing ?? false }, async () => {
  const server = await startPostgres()
  try {
    const house = await openHouse({ url: server.url })
    try {
      await taught(house)
    } finally {
      await house.close()
    }
  } finally {
    await server.stop()
  }
})

test('a mail moves its marks so far and no further; so many marks are kept, the weightiest', () => {
  let weights: Weights = new Map()
  const places = Uint32Array.from([1, 2, 3])
  for (let times = 0; times < 50; times++) weights = learnFrom(weights, places, true)
  const most = learnedScore(weights, places)
  assert.equal(learnedScore(learnFrom(weights, places, true), places), most)
  const many = learnFrom(weights, Uint32Array.from({ length: LEARNED_MARKS_MAX }, (_, index) => index + 10), false)
  assert.equal(many.size, LEARNED_MARKS_MAX)
  assert.equal(learnedScore(many, places), most)
})
