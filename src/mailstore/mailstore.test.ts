import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { append, inboxOf, mail, openHouse, text, type House } from './mailstore.testing.ts'
import { flagBits } from './types.ts'

let house: House
before(async () => {
  house = await openHouse()
})
after(() => house.close())

test('what is appended is listed, read and counted', async () => {
  const { account } = (await house.account({ account: 11 })).open()
  const own = await house.mailstore.open(account)
  const inbox = await inboxOf(own)
  const view = await own.view(inbox)
  assert.ok(typeof view !== 'string')
  const raw = mail({ subject: 'Invoice', body: 'Please pay' })
  const appended = await append(own, raw, { flags: { bits: flagBits['\\Seen'], keywords: ['Work'] } })
  assert.equal(appended.uid, 1)
  assert.deepEqual(view.entries.map(({ uid, message, flags }) => ({ uid, message, flags })), [
    { uid: 1, message: appended.message, flags: { bits: 1, keywords: ['Work'] } },
  ])
  assert.equal(view.uidNext, 2)
  assert.equal(view.highestModseq, appended.modseq)
  const [record] = await own.records([appended.message])
  assert.match(text(record?.envelope), /"Invoice"/)
  assert.match(text(record?.bodyStructure), /^\("text" "plain"/i)
  assert.equal(record?.summary.subject, 'Invoice')
  assert.equal(record?.summary.from[0]?.addresses[0]?.email, 'ann@example.org')
  assert.equal(record?.summary.preview, 'Please pay')
  assert.equal(text(await own.body(appended.message)), text(raw))
  assert.equal(text(await own.bodyRange(appended.message, 6, 9)), 'Ann')
  const info = (await own.mailboxes()).find(({ id }) => id === inbox)
  assert.deepEqual([info?.total, info?.unseen, info?.totalThreads, info?.unseenThreads, info?.sizeBytes], [1, 0, 1, 0, raw.length])
})

test('sealed mail takes its place when the account opens, with the time of acceptance', async () => {
  const owner = await house.account({ account: 12 })
  const acceptedAt = house.clock.now()
  assert.equal(await house.deliver(owner, mail({ subject: 'While away' })), 'kept')
  assert.equal(await house.deliver(owner, mail({ subject: 'To junk' }), { role: 'junk' }), 'kept')
  house.clock.advance(60_000)
  const { account } = owner.open()
  const own = await house.mailstore.open(account)
  await own.absorbed()
  const boxes = await own.mailboxes()
  assert.deepEqual(boxes.map(({ role, total }) => [role, total]), [
    ['inbox', 1], ['drafts', 0], ['sent', 0], ['archive', 0], ['junk', 1], ['trash', 0],
  ])
  const view = await own.view(await inboxOf(own))
  assert.ok(typeof view !== 'string')
  assert.equal(view.entries[0]?.receivedAt, acceptedAt)
  const [record] = await own.records([view.entries[0]?.message ?? 0])
  assert.equal(record?.summary.subject, 'While away')
  assert.match(text(await own.body(record?.message ?? 0)), /While away/)
})

test('mail for an open account is there at once, and listeners hear of it', async () => {
  const owner = await house.account({ account: 13 })
  const { account } = owner.open()
  const own = await house.mailstore.open(account)
  const view = await own.view(await inboxOf(own))
  assert.ok(typeof view !== 'string')
  const heard: number[] = []
  view.subscribe(({ appeared }) => heard.push(...appeared.map(({ uid }) => uid)))
  const before = await own.state()
  const pushed: number[] = []
  own.onChange(({ state }) => pushed.push(state))
  await house.deliver(owner, mail({ subject: 'Now' }))
  assert.deepEqual(heard, [1])
  assert.deepEqual(pushed, [before + 1])
  await house.deliverSealed(owner, mail({ subject: 'Sealed on another node' }))
  await own.absorbed()
  assert.deepEqual(heard, [1, 2])
})
