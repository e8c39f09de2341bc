import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { openMailstore } from './mailstore.ts'
import { Temporary } from '../base/errors.ts'
import { bodyCipher } from '../keys/body-cipher.ts'
import { createKeyring } from '../keys/keyring.ts'
import { createSealer } from '../keys/sealer.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { silentLog } from '../log/log.ts'
import { sql } from '../storage/script.ts'
import { ABSORB_BATCH_MAX } from './limits.ts'
import { append, inboxOf, mail, openHouse, runTestStatement, text, type House } from './mailstore.testing.ts'
import { keepPrepared, type PreparedSealed } from './scripts/append.ts'

let house: House
beforeEach(async () => {
  house = await openHouse({ limits: { inlineBytesMax: 4096 } })
})
afterEach(() => house.close())

test('many wait, all arrive in order, one batch past the maximum too', async () => {
  const owner = await house.account()
  const count = ABSORB_BATCH_MAX * 2 + 1
  for (let index = 0; index < count; index++) await house.deliver(owner, mail({ subject: `n${index}`, size: index === 3 ? 20_000 : 0 }))
  const own = await house.mailstore.open(owner.open(house).account)
  await own.absorbed()
  const view = await own.view(await inboxOf(own))
  assert.ok(typeof view !== 'string')
  const records = await own.records(view.entries.map(({ message }) => message))
  assert.deepEqual(records.map((record) => record?.summary.subject), Array.from({ length: count }, (_, index) => `n${index}`))
  assert.equal((await own.body(view.entries[3]?.message ?? 0))?.length, view.entries[3]?.sizeBytes)
  assert.deepEqual(await house.store.all(sql`select * from sealed`), [])
})

test('two processes absorb the same mail: each message arrives once', async () => {
  const owner = await house.account()
  for (let index = 0; index < 50; index++) await house.deliver(owner, mail({ subject: `n${index}` }))
  const keyring = createKeyring()
  const parts = {
    store: house.store, blobs: house.blobs, keyring,
    sealer: createSealer({ serviceKey: house.serviceKey, clock: house.clock }),
  }
  const second = openMailstore({ ...parts, bodyCipher, clock: house.clock, log: silentLog })
  const [one, two] = await Promise.all([
    house.mailstore.open(owner.open(house).account), second.open(owner.open({ keyring }).account),
  ])
  await Promise.all([one.absorbed(), two.absorbed(), one.absorbed(), two.absorbed()])
  for (const own of [one, two]) {
    const view = await own.view(await inboxOf(own))
    assert.ok(typeof view !== 'string')
    const records = await own.records(view.entries.map(({ message }) => message))
    const subjects = records.map((record) => record?.summary.subject)
    assert.equal(new Set(subjects).size, 50)
    assert.equal(subjects.length, 50)
  }
  second.close()
  keyring.close()
})

test('what was planted past the service is set aside and stops nothing else', async () => {
  const owner = await house.account()
  const stranger = createSealer({ serviceKey: temporaryServiceKey(), clock: house.clock })
  const parts = {
    store: house.store, blobs: house.blobs, keyring: createKeyring(), sealer: stranger, bodyCipher,
    clock: house.clock, log: silentLog,
  }
  const planter = openMailstore(parts)
  const planted = await planter.prepare({
    account: owner.ref, raw: mail({ subject: 'Planted' }), receivedAt: 1, returnPath: '', truth: null, role: 'inbox',
  })
  await house.store.write(keepPrepared, planted)
  await house.deliver(owner, mail({ subject: 'Honest' }))
  const own = await house.mailstore.open(owner.open(house).account)
  await own.absorbed()
  const view = await own.view(await inboxOf(own))
  assert.ok(typeof view !== 'string')
  assert.equal(view.entries.length, 1)
  assert.equal((await own.records([view.entries[0]?.message ?? 0]))[0]?.summary.subject, 'Honest')
  assert.deepEqual(house.setAside.map(({ reason }) => reason), ['planted'])
  assert.equal((await house.store.all(sql`select id from sealed where set_aside = ${'planted'}`)).length, 1)
  await own.absorbed()
  assert.equal(house.setAside.length, 1)
  planter.close()
})

test('a head or body that was changed, swapped or taken away is set aside', async () => {
  const owner = await house.account()
  for (let index = 0; index < 4; index++) await house.deliver(owner, mail({ subject: `n${index}`, size: 10_000 }))
  const rows = await house.store.all<{ number: number, body: string, box: Uint8Array }>(sql`select number, body, box from sealed order by number`)
  const [first, second, third] = rows
  assert.ok(first !== undefined && second !== undefined && third !== undefined)
  const broken = Uint8Array.from(first.box)
  broken[20] = (broken[20] ?? 0) ^ 1
  await house.store.write(runTestStatement, sql`update sealed set box = ${broken} where number = ${first.number}`)
  await house.store.write(runTestStatement, sql`update sealed set body = ${third.body} where number = ${second.number}`)
  const blob = await house.store.one<{ blob: string }>(sql`select blob from body where body = ${third.body}`)
  await house.blobs.delete(blob.blob)
  const own = await house.mailstore.open(owner.open(house).account)
  await own.absorbed()
  assert.deepEqual(house.setAside.map(({ reason }) => reason), ['planted', 'head-broken', 'body-missing'])
  const view = await own.view(await inboxOf(own))
  assert.equal(typeof view === 'string' ? 0 : view.entries.length, 1)
})

test('values that are no bytes where bytes belong are set aside and stop nothing else', async () => {
  const owner = await house.account()
  for (let index = 0; index < 5; index++) await house.deliver(owner, mail({ subject: `n${index}`, size: 500 }))
  const rows = await house.store.all<{ number: number, body: string }>(sql`select number, body from sealed order by number`)
  const [first, second, third, fourth] = rows
  assert.ok(first !== undefined && second !== undefined && third !== undefined && fourth !== undefined)
  const write = house.store.write.bind(house.store)
  await write(runTestStatement, sql`update sealed set box = ${'text'} where number = ${first.number}`)
  await write(runTestStatement, sql`update sealed set mac = ${'text'} where number = ${second.number}`)
  await write(runTestStatement, sql`update sealed set encapsulation = ${7} where number = ${third.number}`)
  await write(runTestStatement, sql`update body set sealed = ${'text'} where body = ${fourth.body}`)
  const own = await house.mailstore.open(owner.open(house).account)
  await own.absorbed()
  assert.deepEqual(house.setAside.map(({ reason }) => reason), ['planted', 'planted', 'planted', 'wrong-key'])
  const view = await own.view(await inboxOf(own))
  assert.equal(typeof view === 'string' ? 0 : view.entries.length, 1)
})

test('mail sealed to one account opens in no other', async () => {
  const [one, two] = [await house.account({ account: 1 }), await house.account({ account: 2 })]
  const prepared = await house.mailstore.prepare({
    account: one.ref, raw: mail({ subject: 'For one' }), receivedAt: 1, returnPath: '', truth: null, role: 'inbox',
  }) as PreparedSealed
  await house.store.write(keepPrepared, { ...prepared, account: 2 })
  const own = await house.mailstore.open(two.open(house).account)
  await own.absorbed()
  assert.deepEqual(house.setAside.map(({ account, reason }) => [account, reason]), [[2, 'planted']])
})

test('mail over the quota is not kept, sealed or open, and room comes back with deletion', async () => {
  const raw = mail({ size: 5000 })
  const owner = await house.account({ quotaBytes: raw.length * 2 })
  assert.equal(await house.deliver(owner, raw), 'kept')
  assert.equal(await house.deliver(owner, raw), 'kept')
  assert.equal(await house.deliver(owner, raw), 'over quota')
  const own = await house.mailstore.open(owner.open(house).account)
  await own.absorbed()
  assert.equal(await own.append({ mailbox: await inboxOf(own), raw, flags: { bits: 0, keywords: [] }, receivedAt: 1, truth: null }), 'over quota')
  const view = await own.view(await inboxOf(own))
  assert.ok(typeof view !== 'string')
  await own.destroyEmails([view.entries[0]?.message ?? 0])
  const again = await append(own, raw)
  assert.equal(text(await own.body(again.message)), text(raw))
})

test('mail that comes while the account is being opened is not overlooked', async () => {
  const owner = await house.account()
  const deliveries: Promise<unknown>[] = []
  for (let index = 0; index < 30; index++) {
    deliveries.push(house.deliver(owner, mail({ subject: `n${index}` })))
    if (index === 15) deliveries.push(house.mailstore.open(owner.open(house).account))
  }
  await Promise.all(deliveries)
  const own = await house.mailstore.open(owner.open(house).account)
  await own.absorbed()
  const view = await own.view(await inboxOf(own))
  assert.equal(typeof view === 'string' ? 0 : view.entries.length, 30)
})

test('an account that closes while its mail is made ready gets it sealed', async () => {
  const owner = await house.account()
  const { account, close } = owner.open(house)
  await house.mailstore.open(account)
  const preparing = house.mailstore.prepare({
    account: owner.ref, raw: mail({ size: 10_000 }), receivedAt: 1, returnPath: '', truth: null, role: 'inbox',
  })
  close()
  const prepared = await preparing
  await house.store.write(keepPrepared, prepared)
  const own = await house.mailstore.open(owner.open(house).account)
  await own.absorbed()
  assert.equal((await own.mailboxes())[0]?.total, 1)
})

test('changes that another node made are read again when the database was away for the first try', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const owner = await house.account()
  const keyring = createKeyring()
  const away = { reads: 0 }
  const store = new Proxy(house.store, {
    get(target, name) {
      if (name === 'onChange') {
        return (listener: Parameters<typeof target.onChange>[0]) =>
          target.onChange(({ tenant, account, topic, number }) => listener({ tenant, account, topic, number }))
      }
      if (name === 'read') {
        // Only what the view reads: other work in the background reads when it likes.
        return (script: Parameters<typeof target.read>[0], args: never) => {
          if (script.name !== 'mailstore.catch-up' || away.reads === 0) return target.read(script, args)
          away.reads--
          return Promise.reject(new Temporary('storage-busy', 'away'))
        }
      }
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const sealer = createSealer({ serviceKey: house.serviceKey, clock: house.clock })
  const far = openMailstore({
    store, blobs: house.blobs, keyring, sealer, bodyCipher, clock: house.clock, log: silentLog,
  })
  const own = await house.mailstore.open(owner.open(house).account)
  const farView = await (await far.open(owner.open({ keyring }).account)).view(await inboxOf(own))
  assert.ok(typeof farView !== 'string')
  const seen = new Promise((resolve) => farView.subscribe(resolve))
  // Every read until the clock goes on: other work may ask as well before.
  away.reads = Infinity
  await append(own, mail({}))
  for (let turn = 0; turn < 10; turn++) await house.store.all(sql`select 1 as one`)
  assert.equal(farView.entries.length, 0)
  away.reads = 0
  context.mock.timers.tick(1000)
  await seen
  assert.equal(farView.entries.length, 1)
  far.close()
  keyring.close()
})
