import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { datedId } from '../base/dated-id.ts'
import { randomOctets } from '../base/random.ts'
import { day, minute } from '../base/sizes.ts'
import { bodyCipher } from '../keys/body-cipher.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { silentLog } from '../log/log.ts'
import { openBlobs } from '../storage/blobs/open.ts'
import { postgresMissing, startPostgres } from '../storage/postgres/server.testing.ts'
import { openStore } from '../storage/open.ts'
import { createQueue, ENDED_KEPT_MS, ORPHAN_AGE_MS, type OutgoingMail, type Queue } from './queue.ts'
import { spoil } from './queue.testing.ts'
import { claimWishes } from './destination-scripts.ts'
import { claimForgotten } from './held-scripts.ts'
import { finish } from './ending-scripts.ts'
import { createQueueSecrets } from './secrets.ts'
import { CLAIM_LEASE_MS, type Deliver } from './worker.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-queue-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const ref = { tenant: 1, account: 7 }

/** A queue on a real database; `again` is another process over the same files. */
async function openQueue(url?: string) {
  let now = Date.UTC(2026, 10, 21)
  const clock = { now: () => now }
  const root = mkdtempSync(join(folder, 'home-'))
  const serviceKey = temporaryServiceKey()
  const store = await openStore({ url: url ?? `sqlite:${join(root, 'zegel.db')}`, log: silentLog, clock })
  const blobs = await openBlobs(`file:${join(root, 'blobs')}`)
  const secrets = createQueueSecrets({ serviceKey, bodyCipher, randomBytes: randomOctets })
  const delivered: string[] = []
  const returned: string[] = []
  let giveBackFails = false
  const again = (): Queue => {
    const queue = createQueue({
      store, blobs, serviceKey, bodyCipher, clock, log: silentLog, expiryHours: 48, concurrency: 4,
      windowMax: 4, delayNoticeMinutes: 60, delayNotice: () => Promise.resolve(undefined),
      groupOf: ({ recipient }) => recipient.address,
      deliver: ended((address) => delivered.push(address)),
      giveBack: async (tried, raw) => {
        if (giveBackFails) throw new Error('nothing can be written now')
        await ended((address) => returned.push(address))({ due: tried.map(({ due }) => due), raw })
      },
    })
    return queue
  }
  const ended = (tell: (address: string) => void): Deliver => async ({ due }) => {
    const done = due.map(({ tenant, outgoing, number, recipient }) => {
      tell(recipient.address)
      return {
        tenant, outgoing, number, state: 'delivered' as const, at: now,
        reply: secrets.sealReply({ tenant, account: ref.account, outgoing }, number, 'ok'),
      }
    })
    for (const blob of await store.write(finish, { done, records: [], notices: [] })) await blobs.delete(blob)
  }
  return {
    store, blobs, delivered, returned, again, clock,
    later: (ms: number) => { now += ms },
    failGiveBack: (fails: boolean) => { giveBackFails = fails },
    close: () => store.close(),
  }
}

function mailTo(address: string, more: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    ...ref, leavesAt: 0, raw: new TextEncoder().encode('Subject: x\r\n\r\nx\r\n'),
    envelope: {
      mailFrom: 'noor@zorg.example', messageId: null, isProtected: false, isNotice: false, utf8: false, language: 'nl',
    },
    recipients: [{ address, route: 'ordinary' }], ...more,
  }
}

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

async function untilState(queue: Queue, id: string, state: string): Promise<void> {
  for (let turn = 0; turn < 20_000; turn++) {
    const [mail] = await queue.list({ ...ref, ids: [id] })
    if (mail?.recipients[0]?.state === state) return
  }
  assert.fail(`${id} never became ${state}`)
}

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
    const wishes = [{ destination: queue.secrets.destination({ address: 'wie@elders.example', route: 'ordinary' }), lane: 1, mails: 9 }]
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
