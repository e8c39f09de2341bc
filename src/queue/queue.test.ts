import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { datedId } from '../base/dated-id.ts'
import { day, minute } from '../base/sizes.ts'
import { postgresMissing, startPostgres } from '../storage/postgres/server.testing.ts'
import { ENDED_KEPT_MS, ORPHAN_AGE_MS, type OutgoingMail } from './queue.ts'
import { mailTo, openQueue as openIn, ref, untilState } from './open-queue.testing.ts'
import { spoil } from './queue.testing.ts'
import { claimWishes } from './destination-scripts.ts'
import { claimForgotten } from './held-scripts.ts'
import { CLAIM_LEASE_MS } from './worker.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-queue-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const openQueue = (url?: string) => openIn({ folder, ...(url === undefined ? {} : { url }) })

const heldUntil = (until: number): Partial<OutgoingMail> => ({
  held: [0],
  envelope: {
    mailFrom: 'noor@zorg.example', messageId: null, isProtected: false, isNotice: false, utf8: false, language: 'nl',
    protection: {
      level: 'block', reasons: [], warnings: [], isOverridden: false,
      held: { problem: 'blocked', since: 0, until, questions: [], factorNeeded: [], mayOverride: null },
    },
  },
})

test('held mail whose return was cut off by a kill is held again, never sent', async () => {
  const own = await openQueue()
  const { id } = await own.again().enqueue(mailTo('buiten@elders.example', heldUntil(own.clock.now())), [])
  assert.equal((await own.store.write(claimForgotten, { now: own.clock.now(), limit: 10 })).length, 1)
  // The kill comes here: the next process starts with what the table says.
  const next = own.again()
  await next.start()
  const other = await next.enqueue(mailTo('wie@elders.example', { leavesAt: own.clock.now() }), [])
  await untilState(next, other.id, 'delivered')
  assert.deepEqual(own.delivered, ['wie@elders.example'])
  assert.equal((await next.held({ ...ref, id })).length, 1)
  assert.equal(await next.returnForgotten(), 1)
  assert.deepEqual(own.returned, ['buiten@elders.example'])
  await next.stop()
  await own.close()
})

test('held mail that cannot be returned now is held, and returned later', async () => {
  const own = await openQueue()
  const queue = own.again()
  const { id } = await queue.enqueue(mailTo('buiten@elders.example', heldUntil(own.clock.now())), [])
  own.failGiveBack(true)
  await queue.returnForgotten()
  assert.equal((await queue.held({ ...ref, id })).length, 1)
  own.failGiveBack(false)
  own.later(10 * minute)
  await queue.returnForgotten()
  assert.deepEqual(own.returned, ['buiten@elders.example'])
  await own.close()
})

test('a mail that cannot be read any more keeps no other waiting', async () => {
  const own = await openQueue()
  const queue = own.again()
  const broken = await queue.enqueue(mailTo('eerst@elders.example'), [])
  await own.store.write(spoil, { id: broken.id })
  const others: string[] = []
  for (let number = 0; number < 3; number++) {
    others.push((await queue.enqueue(mailTo(`na${number}@elders.example`), [])).id)
  }
  await queue.start()
  for (const id of others) await untilState(queue, id, 'delivered')
  assert.equal(own.delivered.length, 3)
  await queue.stop()
  await own.close()
})

test('what ended long ago is forgotten while the service runs, and files without a mail go', async () => {
  const own = await openQueue()
  const queue = own.again()
  const { id } = await queue.enqueue(mailTo('wie@elders.example'), [])
  await queue.start()
  await untilState(queue, id, 'delivered')
  const large = { raw: new Uint8Array(300_000).fill(65), leavesAt: own.clock.now() + 300 * day }
  await queue.enqueue(mailTo('groot@elders.example', large), [])
  await own.blobs.put(datedId(own.clock.now()), new Uint8Array(9))
  assert.deepEqual(await queue.tidy(), { forgotten: 0, orphans: 0 })
  own.later(Math.max(ENDED_KEPT_MS, ORPHAN_AGE_MS) + minute)
  assert.deepEqual(await queue.tidy(), { forgotten: 1, orphans: 1 })
  assert.equal((await queue.list({ ...ref, ids: [id] })).length, 0)
  assert.equal((await Array.fromAsync(own.blobs.list())).length, 1, 'the body of mail that waits')
  await queue.stop()
  await own.close()
})

test('on PostgreSQL the claims of a node that is gone come back to those that run, and those of a living one do not', {
  skip: postgresMissing ?? false,
}, async () => {
  const server = await startPostgres()
  const own = await openQueue(server.url)
  try {
    const queue = own.again()
    await queue.start()
    const { id } = await queue.enqueue(mailTo('wie@elders.example', { leavesAt: own.clock.now() + minute }), [])
    own.later(2 * minute)
    const wishes = [{
      destination: queue.secrets.destination({ address: 'wie@elders.example', route: 'ordinary' }), lane: 1, mails: 9,
    }]
    const [claimed] = await own.store.write(claimWishes, { now: own.clock.now(), worker: 'gone', wishes })
    assert.equal(claimed?.rows.length, 1)
    // Each further mail makes the worker look.
    const look = async (address: string): Promise<void> =>
      untilState(queue, (await queue.enqueue(mailTo(address), [])).id, 'delivered')
    own.later(CLAIM_LEASE_MS - minute)
    await look('een@elders.example')
    assert.deepEqual(own.delivered, ['een@elders.example'])
    own.later(2 * minute)
    await look('twee@elders.example')
    await untilState(queue, id, 'delivered')
    await queue.stop()
  } finally {
    await own.close()
    await server.stop()
  }
})
