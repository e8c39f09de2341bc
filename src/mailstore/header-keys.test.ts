import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { heapBytes } from '../base/heap.testing.ts'
import { bodyCipher } from '../keys/body-cipher.ts'
import { createKeyring } from '../keys/keyring.ts'
import { createSealer } from '../keys/sealer.ts'
import { silentLog } from '../log/log.ts'
import type { HeaderSummary } from '../message/summary.ts'
import { sql } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import { HeaderKeyCache, type HeaderKeys } from './header-keys.ts'
import { keptBytes, ownCopy } from './kept-bytes.ts'
import { openMailstore } from './mailstore.ts'
import { append, inboxOf, mail, openHouse, type House } from './mailstore.testing.ts'
import { StoredRecord } from './record.ts'
import type { Records } from './records.ts'
import { SegmentCache } from './segment-cache.ts'
import { summaryKeys, type SummaryKeys } from './sort-keys.ts'
import { flagBits, type AccountMail } from './types.ts'

const ref = { tenant: 1, account: 1 }
const encoder = new TextEncoder()
const empty = new Uint8Array(0)

function recordOf(message: number, headers: string): StoredRecord {
  const sections = { envelope: empty, bodyStructure: empty, headers: encoder.encode(headers), rest: encoder.encode('{}') }
  return new StoredRecord(message, sections)
}

/** The records of messages, made when they are asked for: nobody else holds them. */
function recordsOf(headersOf: (message: number) => string): Pick<Records, 'get'> {
  return { get: async (messages) => messages.map((message) => recordOf(message, headersOf(message))) }
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}

const bySubject: HeaderKeys<SummaryKeys> = { name: 'sort/subject', fields: new Set(['subject']), read: summaryKeys }

for (const [kind, letter] of [['of one byte', 'é'], ['of two bytes', 'ж']] as const) {
  test(`long subjects ${kind} count as what they take, within a factor of two`, async () => {
    const cache = new SegmentCache(1e9)
    const records = recordsOf((message) => `Subject: ${letter.repeat(1900)}${message}\r\nX-More: ${'x'.repeat(20_000)}\r\n`)
    const keys = new HeaderKeyCache({ cache, records, ref })
    const messages = numbers(5_000)
    const heapBefore = heapBytes()
    assert.equal((await keys.get(messages, bySubject))?.size, messages.length)
    const taken = heapBytes() - heapBefore
    assert.ok(cache.bytes > taken / 2 && cache.bytes < taken * 2, `${cache.bytes} counted, ${taken} taken`)
    keys.close()
    assert.equal(cache.bytes, 0)
  })
}

test('what takes more than there is for all accounts is pushed out, and counted no more', async () => {
  const cache = new SegmentCache(100_000)
  const keys = new HeaderKeyCache({ cache, records: recordsOf((message) => `Subject: ${'x'.repeat(900)}${message}\r\n`), ref })
  assert.equal((await keys.get(numbers(50), bySubject))?.size, 50)
  assert.ok(cache.bytes > 50 * 900 && cache.bytes < 100_000, String(cache.bytes))
  assert.equal((await keys.get(numbers(500), bySubject))?.size, 500, 'the answer is whole all the same')
  assert.equal(cache.bytes, 0)
})

test('what was deleted while it was read is not kept, and what goes takes its bytes with it', async () => {
  const cache = new SegmentCache(1e9)
  const { get } = recordsOf((message) => `Subject: nummer ${message}\r\n`)
  const records = {
    get: async (messages: readonly number[]) => {
      const read = await get(messages)
      keys.forgetMessages([2])
      return read
    },
  }
  const keys: HeaderKeyCache = new HeaderKeyCache({ cache, records, ref })
  const known = await keys.get([1, 2, 3], bySubject)
  assert.deepEqual([...known?.keys() ?? []], [1, 3])
  const twice = cache.bytes
  keys.forgetMessages([1, 99])
  assert.equal(cache.bytes, twice / 2)
  keys.forgetMessages([3])
  assert.equal(cache.bytes, 0)
})

test('two who ask the same at once are counted once; after the end nothing is kept', async () => {
  const cache = new SegmentCache(1e9)
  const keys = new HeaderKeyCache({ cache, records: recordsOf((message) => `Subject: nummer ${message}\r\n`), ref })
  await keys.get([1], bySubject)
  const one = cache.bytes
  await Promise.all([keys.get([1, 2], bySubject), keys.get([1, 2], bySubject)])
  assert.equal(cache.bytes, 2 * one)
  keys.close()
  assert.equal((await keys.get([1], bySubject))?.size, 1)
  assert.equal(cache.bytes, 0)
})

test('a copy says what the text said, also half a character', () => {
  for (const text of ['', 'kort', 'é'.repeat(30), 'жар', '\ud83d', '𝒳']) assert.equal(ownCopy(text), text)
  assert.ok(keptBytes('ж'.repeat(100)) - keptBytes('x'.repeat(100)) === 100)
})

let house: House
before(async () => { house = await openHouse() })
after(async () => { await house.close() })

/** A key that says what was remembered: what is read from now on says something else. */
function remembered(
  own: AccountMail, messages: readonly number[], now: string,
): Promise<ReadonlyMap<number, string> | undefined> {
  const read = ({ subject }: HeaderSummary): string => ownCopy(`${now} ${subject}`)
  return own.headerKeys(messages, { name: 'test', fields: new Set(['subject']), read })
}

test('after expunge, destroy and the end of a mailbox nothing of a message is remembered; a new index forgets all', async () => {
  const own = await house.mailstore.open((await house.account({ account: 41 })).open(house).account)
  const inbox = await inboxOf(own)
  const other = await own.createMailbox({ path: 'Ander' })
  assert.ok(typeof other !== 'string')
  const kept = await append(own, mail({ subject: 'blijft' }))
  const expunged = await append(own, mail({ subject: 'gewist' }))
  const destroyed = await append(own, mail({ subject: 'vernietigd' }))
  const removed = await append(own, mail({ subject: 'map' }), { mailbox: other.id })
  const all = [kept, expunged, destroyed, removed].map(({ message }) => message)
  const first = await remembered(own, all, 'eerst')
  assert.equal(first?.size, 4)
  const held = (): string[] => [...first?.values() ?? []]
  await own.storeFlags({ mailbox: inbox, uids: [expunged.uid], mode: 'add', flags: { bits: flagBits['\\Deleted'], keywords: [] } })
  await own.expunge({ mailbox: inbox, uids: [expunged.uid] })
  assert.deepEqual(held(), ['eerst blijft', 'eerst vernietigd', 'eerst map'])
  await own.destroyEmails([destroyed.message])
  assert.deepEqual(held(), ['eerst blijft', 'eerst map'])
  await own.deleteMailbox({ mailbox: other.id, removeEmails: true })
  assert.deepEqual(held(), ['eerst blijft'])
  assert.deepEqual([...await remembered(own, all, 'later') ?? []], [[kept.message, 'eerst blijft']])
  await own.reindex()
  assert.deepEqual([...await remembered(own, all, 'later') ?? []], [[kept.message, 'later blijft']])
})

test('what another node deleted is forgotten here too', async () => {
  const owner = await house.account({ account: 42 })
  const keyring = createKeyring()
  const sealer = createSealer({ serviceKey: house.serviceKey, clock: house.clock })
  const far = openMailstore({
    store: withoutDetails(house.store), blobs: house.blobs, keyring, sealer, bodyCipher, clock: house.clock,
    log: silentLog,
  })
  const own = await house.mailstore.open(owner.open(house).account)
  const [gone, kept] = [await append(own, mail({ subject: 'weg' })), await append(own, mail({ subject: 'blijft' }))]
  const farMail = await far.open(owner.open({ keyring }).account)
  const first = await remembered(farMail, [gone.message, kept.message], 'eerst')
  assert.equal(first?.size, 2)
  await own.destroyEmails([gone.message])
  const end = Date.now() + 60_000
  while (first.has(gone.message) && Date.now() < end) await house.store.all(sql`select 1 as one`)
  assert.deepEqual([...first.values()], ['eerst blijft'])
  assert.deepEqual([...await remembered(farMail, [gone.message, kept.message], 'later') ?? []], [[kept.message, 'eerst blijft']])
  far.close()
  keyring.close()
})

/** Tells numbers only, as of a change of another node. */
function withoutDetails(store: Store): Store {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'onChange') {
        return (listener: Parameters<Store['onChange']>[0]) =>
          target.onChange(({ tenant, account, topic, number }) => listener({ tenant, account, topic, number }))
      }
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
