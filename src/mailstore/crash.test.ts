import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Temporary } from '../base/errors.ts'
import { hour } from '../base/sizes.ts'
import { sql } from '../storage/script.ts'
import { append, inboxOf, mail, openHouse, text, type House } from './mailstore.testing.ts'
import { noFlags } from './flags.ts'
import { keepPrepared } from './scripts/append.ts'

async function blobCount(house: House): Promise<number> {
  return (await Array.fromAsync(house.blobs.list())).length
}

test('a stop between file and row leaves no half message, and the sweep takes the file', async () => {
  let house = await openHouse({ limits: { inlineBytesMax: 1000 } })
  try {
    const owner = await house.account()
    const own = await house.mailstore.open(owner.open(house).account)
    const kept = await append(own, mail({ subject: 'kept', size: 5000 }))
    // Prepared means: the file is on disk. Then the process ends before the row is written.
    await house.mailstore.prepare({ account: owner.ref, raw: mail({ size: 5000 }), receivedAt: 1, returnPath: '', truth: null, role: 'inbox' })
    assert.equal(await blobCount(house), 2)
    house = await house.restart()
    const again = await house.mailstore.open(owner.open(house).account)
    assert.equal((await again.mailboxes())[0]?.total, 1)
    assert.equal((await house.mailstore.sweep()).orphans, 0)
    house.clock.advance(hour + 1)
    assert.equal((await house.mailstore.sweep()).orphans, 1)
    assert.equal(await blobCount(house), 1)
    assert.match(text(await again.body(kept.message)), /kept/)
  } finally {
    await house.close()
  }
})

test('what is refused leaves no file behind', async () => {
  const house = await openHouse({ limits: { inlineBytesMax: 1000 } })
  try {
    const owner = await house.account({ quotaBytes: 3000 })
    const own = await house.mailstore.open(owner.open(house).account)
    assert.equal(await own.append({ mailbox: await inboxOf(own), raw: mail({ size: 5000 }), flags: noFlags, receivedAt: 1, truth: null }), 'over quota')
    assert.equal(await own.append({ mailbox: 99, raw: mail({ size: 1500 }), flags: noFlags, receivedAt: 1, truth: null }), 'no such mailbox')
    const prepared = await house.mailstore.prepare({ account: owner.ref, raw: mail({ size: 1500 }), receivedAt: 1, returnPath: '', truth: null, role: 'inbox' })
    await house.mailstore.discard(prepared)
    assert.equal(await blobCount(house), 0)
    const kept = await house.mailstore.prepare({ account: owner.ref, raw: mail({ size: 1500 }), receivedAt: 1, returnPath: '', truth: null, role: 'inbox' })
    await house.store.write(keepPrepared, kept)
    await house.mailstore.discard(kept)
    assert.equal(await blobCount(house), 1)
  } finally {
    await house.close()
  }
})

test('a full disk is temporary: nothing acknowledged is lost, nothing half is kept, and it goes on with room', async () => {
  const house = await openHouse({ store: { pagesMax: 400 } })
  try {
    const owner = await house.account()
    const own = await house.mailstore.open(owner.open(house).account)
    const inbox = await inboxOf(own)
    const view = await own.view(inbox)
    assert.ok(typeof view !== 'string')
    const kept: number[] = []
    let full: unknown
    for (let index = 0; index < 400 && full === undefined; index++) {
      try {
        kept.push((await append(own, mail({ subject: `n${index}`, size: 30_000 }), { mailbox: inbox })).message)
      } catch (error) {
        full = error
      }
    }
    assert.ok(full instanceof Temporary && full.reason === 'storage-full', String(full))
    assert.deepEqual(view.entries.map(({ message }) => message), kept)
    const rows = await house.store.one<{ messages: number, bodies: number, entries: number, pages: number }>(sql`select
      (select count(*) from message) as messages, (select count(*) from body) as bodies,
      (select count(*) from entry) as entries,
      (select count(*) from record_page) as pages`)
    assert.deepEqual(new Set([rows.messages, rows.bodies, rows.entries, rows.pages]), new Set([kept.length]))
    await own.destroyEmails(kept.slice(0, 5))
    const again = await append(own, mail({ subject: 'room', size: 30_000 }), { mailbox: inbox })
    assert.match(text(await own.body(again.message)), /room/)
    for (const message of kept.slice(5)) assert.equal((await own.body(message))?.length !== undefined, true)
  } finally {
    await house.close()
  }
})

test('a full disk while absorbing loses nothing: the mail stays sealed and comes later', async () => {
  const house = await openHouse({ store: { pagesMax: 400 } })
  try {
    const owner = await house.account()
    let delivered = 0
    for (; delivered < 200; delivered++) {
      const kept = await house.deliver(owner, mail({ subject: `n${delivered}`, size: 30_000 })).catch(() => undefined)
      if (kept === undefined) break
    }
    assert.ok(delivered > 10 && delivered < 200)
    const { account } = owner.open(house)
    const own = await house.mailstore.open(account).catch(() => undefined)
    if (own === undefined) return
    await own.absorbed().catch((error: unknown) => assert.ok(error instanceof Temporary))
    const counts = await house.store.one<{ waiting: number, entries: number }>(sql`select
      (select count(*) from sealed where set_aside is null) as waiting, (select count(*) from entry) as entries`)
    assert.equal(counts.waiting + counts.entries, delivered)
    assert.deepEqual(house.setAside, [])
  } finally {
    await house.close()
  }
})
