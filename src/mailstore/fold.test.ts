import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { sql } from '../storage/script.ts'
import { fullGroup } from './fold.ts'
import { PAGE_BYTES_MAX, PAGE_RECORDS_MAX } from './limits.ts'
import { append, inboxOf, mail, openHouse, type House } from './mailstore.testing.ts'

let house: House
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

interface Page {
  readonly records: number
  readonly gone: number
  readonly settled: number
}

const pages = (): Promise<Page[]> => house.store.all<Page>(sql`select records, gone, settled from record_page order by first_message`)

test('loose records are folded into full pages, deleted ones leave them, and every record stays readable', async () => {
  const { account } = (await house.account()).open(house)
  const own = await house.mailstore.open(account)
  const mailbox = await inboxOf(own)
  const count = PAGE_RECORDS_MAX + 5
  const messages: number[] = []
  for (let index = 0; index < count; index++) messages.push((await append(own, mail({ subject: `n${index}` }), { mailbox })).message)
  assert.equal((await pages()).length, count)
  await house.mailstore.tidy(account)
  assert.deepEqual((await pages())[0], { records: PAGE_RECORDS_MAX, gone: 0, settled: 1 })
  assert.equal((await pages()).length, 6)
  const subjects = async (wanted: readonly number[]): Promise<(string | undefined)[]> =>
    (await own.records(wanted)).map((record) => record?.summary.subject)
  assert.deepEqual(await subjects(messages), messages.map((_, index) => `n${index}`))
  await own.destroyEmails(messages.slice(0, 10))
  assert.equal((await pages())[0]?.gone, 10)
  await house.mailstore.tidy(account)
  assert.deepEqual((await pages())[0], { records: PAGE_RECORDS_MAX - 10, gone: 0, settled: 1 })
  house = await house.restart()
  const again = await house.mailstore.open(account).catch(() => undefined)
  assert.equal(again, undefined)
})

test('a page that lost most of its records is folded with others again', async () => {
  const owner = await house.account()
  const { account } = owner.open(house)
  const own = await house.mailstore.open(account)
  const mailbox = await inboxOf(own)
  const messages: number[] = []
  for (let index = 0; index < PAGE_RECORDS_MAX * 2; index++) messages.push((await append(own, mail({ subject: `n${index}` }), { mailbox })).message)
  await house.mailstore.tidy(account)
  assert.deepEqual((await pages()).map(({ records }) => records), [128, 128])
  const gone = messages.filter((_, index) => index % 4 !== 0)
  await own.destroyEmails(gone)
  await house.mailstore.tidy(account)
  assert.deepEqual((await pages()).map(({ records, settled }) => [records, settled]), [[32, 0], [32, 0]])
  for (let index = 0; index < 70; index++) messages.push((await append(own, mail({ subject: `m${index}` }), { mailbox })).message)
  await house.mailstore.tidy(account)
  assert.deepEqual((await pages()).slice(0, 1), [{ records: 128, gone: 0, settled: 1 }])
  const view = await own.view(mailbox)
  assert.ok(typeof view !== 'string')
  const records = await own.records(view.entries.map(({ message }) => message))
  assert.ok(records.every((record) => record !== undefined))
})

test('folding while records are read and deleted never loses one', async () => {
  const { account } = (await house.account()).open(house)
  const own = await house.mailstore.open(account)
  const mailbox = await inboxOf(own)
  for (let index = 0; index < 300; index++) await append(own, mail({ subject: `n${index}` }), { mailbox })
  const view = await own.view(mailbox)
  assert.ok(typeof view !== 'string')
  const messages = view.entries.map(({ message }) => message)
  const doomed = messages.filter((_, index) => index % 10 === 0)
  await Promise.all([
    house.mailstore.tidy(account), own.destroyEmails(doomed), own.records(messages),
    house.mailstore.tidy(account), own.records(messages),
  ])
  const kept = messages.filter((message) => !doomed.includes(message))
  assert.ok((await own.records(kept)).every((record) => record !== undefined))
  assert.ok((await own.records(doomed)).every((record) => record === undefined))
  await house.mailstore.tidy(account)
  assert.ok((await pages()).every(({ gone }) => gone === 0))
})

test('a group is full by records or by bytes, at the maximum and one past it', () => {
  const page = (
    records: number, sizeBytes: number, number = 1,
  ): { page: number, records: number, sizeBytes: number } => ({ page: number, records, sizeBytes })
  assert.equal(fullGroup(Array.from({ length: PAGE_RECORDS_MAX - 1 }, (_, index) => page(1, 10, index))), undefined)
  assert.equal(
    fullGroup(Array.from({ length: PAGE_RECORDS_MAX }, (_, index) => page(1, 10, index)))?.length, PAGE_RECORDS_MAX,
  )
  assert.equal(
    fullGroup(Array.from({ length: PAGE_RECORDS_MAX + 1 }, (_, index) => page(1, 10, index)))?.length,
    PAGE_RECORDS_MAX,
  )
  assert.deepEqual(fullGroup([page(100, 10, 1), page(29, 10, 2)]), [1])
  assert.deepEqual(fullGroup([page(1, PAGE_BYTES_MAX + 1, 1)]), [1])
  assert.deepEqual(fullGroup([page(1, PAGE_BYTES_MAX, 1), page(1, 1, 2)]), [1])
  assert.equal(fullGroup([page(1, PAGE_BYTES_MAX, 1)]), undefined)
  assert.equal(fullGroup([]), undefined)
})
