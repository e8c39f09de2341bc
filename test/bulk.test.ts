/** Mail of one kind to many: one with a way to leave is signed with it, one without is told of once. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { letter, openTestHouse, type TestHouse } from './house.ts'
import { eventually } from './wire.ts'

let t: TestHouse
before(async () => { t = await openTestHouse({ sets: ['abuse.noUnsubscribeAt=10'] }) })
after(() => t.remove())

async function send(subject: string, from: number, fields: Readonly<Record<string, string>> = {}): Promise<void> {
  const to = Array.from({ length: 6 }, (_, index) => `lid${from + index}@partner.example`)
  const sent = await t.submit({ raw: letter({ To: 'Leden <noor@zorg.example>', Subject: subject, ...fields }, 'Vrijdag is er taart voor iedereen.'), to })
  assert.equal(sent.outcome, 'queued')
}

test('a newsletter keeps its way to leave, and DKIM signs both fields', { timeout: 300_000 }, async () => {
  const leaving = { 'List-Unsubscribe': '<https://zorg.example/uit?a=1>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
  await send('Nieuwsbrief november', 0, leaving)
  await send('Nieuwsbrief november', 10, leaving)
  const [first] = await eventually(() => Promise.resolve(t.partner.mails), (mails) => mails.length > 0)
  const { text } = first ?? assert.fail()
  assert.match(text, /^List-Unsubscribe: <https:\/\/zorg\.example\/uit\?a=1>/m)
  const [signature = ''] = text.match(/^DKIM-Signature: (?:.*\r\n)(?:[ \t].*\r\n)*/m) ?? []
  const signed = (/h=([^;]*)/.exec(signature.replace(/\s/g, ''))?.[1] ?? '').split(':')
  assert.deepEqual(['list-unsubscribe', 'list-unsubscribe-post'].map((name) => signed.filter((one) => one === name).length), [2, 2])
  assert.deepEqual(await t.ledger('bulk.no-unsubscribe'), [])
})

test('without it the sender hears once that day, and the mail goes all the same', { timeout: 300_000 }, async () => {
  for (const from of [20, 30, 40]) await send(`Nieuwsbrief ${from}`, from)
  const told = (subjects: readonly string[]): number => subjects.filter((subject) => subject.includes('afmeldlink')).length
  await eventually(() => t.subjects(t.nurse, 'inbox'), (subjects) => told(subjects) > 0)
  assert.deepEqual((await t.ledger('bulk.no-unsubscribe')).map(({ facts }) => facts['recipients']), [12])
  await eventually(() => Promise.resolve(t.partner.mails), (mails) => mails.some(({ text }) => text.includes('Nieuwsbrief 40')))
  assert.equal(told(await t.subjects(t.nurse, 'inbox')), 1)
})
