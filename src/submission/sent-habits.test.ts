import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SUSPECT, type SentMail } from '../guard/recipients.ts'
import type { OpenAccount } from '../keys/keys.ts'
import { silentLog } from '../log/log.ts'
import { openHouse, type House, type TestAccount } from '../mailstore/mailstore.testing.ts'
import { createSentHabits, LEARNT_AT_ONCE_MAX, UNKEPT_MAX, type SentHabits } from './sent-habits.ts'

const house = await openHouse()
after(() => house.close())

const raw = (to: readonly string[], subject: string, text: string): Uint8Array => new TextEncoder().encode(
  `From: me@work.example\r\nTo: ${to.join(', ')}\r\nSubject: ${subject}\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <${Math.random()}@work.example>\r\n\r\n${text}\r\n`)
const habitsOf = ({ store, mailstore, clock }: House): SentHabits =>
  createSentHabits({ store, mailstore, clock, log: silentLog })
const asked: SentMail = { from: 'me@work.example', recipients: ['ann@bridge.example', 'bob@bridge.example', 'cora@choir.example'], subject: 'steel', text: 'The steel deliveries for the bridge are late.' }

async function send(account: TestAccount, times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    await (index % 2 === 0 ? house.deliver(account, raw(['ann@bridge.example', 'Bob Stone <bob@bridge.example>'], `steel ${index}`, 'Steel and concrete deliveries.'), { role: 'sent' })
      : house.deliver(account, raw(['cora@choir.example'], `choir ${index}`, 'Rehearsal tonight.'), { role: 'sent' }))
  }
}

async function opened<T>(account: TestAccount, work: (open: OpenAccount) => Promise<T>): Promise<T> {
  const { account: open, close } = account.open(house)
  try {
    // Mail that came while the account was closed stands in Sent once it is absorbed.
    await (await house.mailstore.open(open)).absorbed()
    return await work(open)
  } finally {
    close()
  }
}

test('too little sent mail says nothing; what was sent since the last look is learnt at once', async () => {
  const account = await house.account({ account: 11 })
  const habits = habitsOf(house)
  await send(account, 6)
  await opened(account, async (open) => {
    assert.deepEqual(await habits.suspects(open, asked), [])
    await send(account, 14)
    const suspects = await habits.suspects(open, asked)
    assert.equal(suspects.length, 3)
    assert.ok((suspects[2]?.score ?? 0) > SUSPECT.likely && suspects.slice(0, 2).every(({ score }) =>
      score < SUSPECT.likely), JSON.stringify(suspects))
  })
})

test('much sent mail is learnt in the background, and what was kept is not learnt again', async () => {
  const account = await house.account({ account: 12 })
  await send(account, LEARNT_AT_ONCE_MAX + 41)
  const first = habitsOf(house)
  const known = await opened(account, async (open) => {
    assert.deepEqual(await first.suspects(open, asked), [])
    await first.settled(open)
    return first.suspects(open, asked)
  })
  assert.equal(known.length, 3)
  await send(account, UNKEPT_MAX)
  await opened(account, async (open) => {
    const [one, other] = [await first.suspects(open, asked), await habitsOf(house).suspects(open, asked)]
    assert.deepEqual(one, other)
    assert.notDeepEqual(one, known)
  })
})

test('the kept state opens with the account only, and names nobody', async () => {
  const rows = await house.store.all<{ readonly box: Uint8Array }>({ text: 'select box from account_document where kind = ?', values: ['recipients'] })
  assert.ok(rows.length > 0)
  for (const { box } of rows) assert.ok(!Buffer.from(box).toString('latin1').includes('bridge'))
})

test('a closed account gives no answer and no error', async () => {
  const account = await house.account({ account: 13 })
  await send(account, 14)
  const { account: open, close } = account.open(house)
  close()
  assert.deepEqual(await habitsOf(house).suspects(open, asked), [])
})
