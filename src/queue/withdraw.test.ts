/** A recall while mail is under way: nothing leaves after one that said so, and one that cannot be sure says that. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { randomOctets } from '../base/random.ts'
import { bodyCipher } from '../keys/body-cipher.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { silentLog } from '../log/log.ts'
import { openBlobs } from '../storage/blobs/open.ts'
import { describeOnBothEngines } from '../storage/postgres/both-engines.testing.ts'
import { openStore } from '../storage/open.ts'
import { createQueue, type Queue } from './queue.ts'
import { defer, finish } from './ending-scripts.ts'
import { createQueueSecrets } from './secrets.ts'
import type { DueRecipient, Route } from './types.ts'

const ref = { tenant: 1, account: 7 }
const nothingMore = { notices: [], records: [], recalled: null } as const
const LARGE = new Uint8Array(200 * 1024)

/** A queue whose tries begin, and end only when the test says how. */
async function openQueue(folder: string, url?: string) {
  const root = mkdtempSync(join(folder, 'home-'))
  const serviceKey = temporaryServiceKey()
  const store = await openStore({ url: url ?? `sqlite:${join(root, 'zegel.db')}`, log: silentLog, clock: systemClock })
  const blobs = await openBlobs(`file:${join(root, 'blobs')}`)
  const secrets = createQueueSecrets({ serviceKey, bodyCipher, randomBytes: randomOctets })
  const begun: DueRecipient[] = []
  let told: () => void = () => undefined
  let release: () => void = () => undefined
  let gate = new Promise<void>((resolve) => { release = resolve })
  const next = (concurrency: number): Queue => createQueue({
    store, blobs, serviceKey, bodyCipher, clock: systemClock, log: silentLog, expiryHours: 48, concurrency,
    windowMax: 4, delayNoticeMinutes: 0, delayNotice: () => Promise.resolve(undefined),
    groupOf: ({ recipient }) => recipient.address,
    deliver: async ({ due }) => {
      begun.push(...due)
      told()
      await gate
    },
    giveBack: () => Promise.resolve(),
  })
  return {
    store, blobs, secrets, begun, next,
    /** Resolves when so many tries have begun. */
    async hasBegun(count: number): Promise<void> {
      while (begun.length < count) await new Promise<void>((resolve) => { told = resolve })
    },
    let: () => {
      release()
      gate = Promise.resolve()
    },
    send: (queue: Queue, recipients: readonly (readonly [address: string, route: Route])[]) => queue.enqueue({
      ...ref, leavesAt: 0, raw: LARGE,
      envelope: { mailFrom: 'noor@zorg.example', messageId: null, isProtected: true, isNotice: false, utf8: false,
        language: 'nl' },
      recipients: recipients.map(([address, route]) => ({ address, route })),
    }, []),
    async states(queue: Queue, id: string): Promise<readonly string[]> {
      const [mail] = await queue.list({ ...ref, ids: [id] })
      return mail?.recipients.map(({ state }) => state) ?? []
    },
    async blobCount(): Promise<number> {
      let count = 0
      for await (const _id of blobs.list()) count += 1
      return count
    },
  }
}

describeOnBothEngines('taking back mail under way', (engine) => {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-withdraw-'))
  const open = () => openQueue(folder, engine.url)
  after(() => rmSync(folder, { recursive: true, force: true }))

  test('on the way to a place of our own it stops at once; to another server it ends with this try', async () => {
    const own = await open()
    const queue = own.next(4)
    await queue.start()
    const { id } = await own.send(queue, [
      ['gast@a.example', 'portal'], ['collega@zorg.example', 'internal'], ['ander@b.example', 'verified-tls'],
      ['nog@c.example', 'ordinary'],
    ])
    await own.hasBegun(4)
    await queue.withdraw({ ...ref, id, records: [] })
    await queue.withdraw({ ...ref, id, records: [] })
    assert.deepEqual(await own.states(queue, id), ['recalled', 'recalled', 'trying', 'trying'])

    const at = (number: number) => ({ tenant: ref.tenant, outgoing: id, number })
    const reply = (number: number) => own.secrets.sealReply({ ...ref, outgoing: id }, number, 'x')
    const finished = (number: number) => ({ ...at(number), state: 'delivered' as const, reply: reply(number), at: 5 })
    // The portal's transaction comes too late: nothing is kept for the guest.
    assert.deepEqual(await own.store.write(finish, { done: [finished(0)], records: [], notices: [] }), [])
    // One server did not answer: no other try. The other had taken it: that is what is told.
    assert.equal(await own.store.write(defer, { ...at(2), at: 6, nextAt: 7, reply: reply(2), ...nothingMore }), null)
    const [blob] = await own.store.write(finish, { done: [finished(3)], records: [], notices: [] })
    assert.equal(typeof blob, 'string', 'the last one that ends lets the body go')
    assert.deepEqual(await own.states(queue, id), ['recalled', 'recalled', 'recalled', 'delivered'])
    own.let()
    await queue.stop()
    await own.store.close()
  })

  test('a way that falls away after a recall takes no other way', async () => {
    const own = await open()
    const queue = own.next(1)
    await queue.start()
    const { id } = await own.send(queue, [['ander@b.example', 'verified-tls']])
    await own.hasBegun(1)
    await queue.withdraw({ ...ref, id, records: [] })
    const [due] = own.begun
    assert.ok(due)
    assert.equal(await queue.reroute(
      { due, recipient: { ...due.recipient, route: 'portal' }, reply: 'x', notices: [], records: [] },
    ), false)
    assert.deepEqual(await own.states(queue, id), ['recalled'])
    own.let()
    await queue.stop()
    await own.store.close()
  })

  test('what was claimed and not begun is not begun after a recall, and its body goes', async () => {
    const own = await open()
    const queue = own.next(1)
    const first = await own.send(queue, [['eerst@b.example', 'ordinary']])
    const second = await own.send(queue, [['daarna@b.example', 'ordinary']])
    await queue.start()
    await own.hasBegun(1)
    const isFirst = own.begun[0]?.outgoing === first.id
    const [running, claimed] = isFirst ? [first.id, second.id] : [second.id, first.id]
    assert.deepEqual([await own.states(queue, running), await own.states(queue, claimed)], [['trying'], ['trying']])
    await queue.withdraw({ ...ref, id: claimed, records: [] })
    assert.deepEqual(await own.states(queue, claimed), ['trying'])
    const ended = new Promise<void>((resolve) => {
      own.store.onChange(({ topic }) => { if (topic === 'submission') resolve() })
    })
    own.let()
    await ended
    assert.deepEqual(await own.states(queue, claimed), ['recalled'])
    assert.deepEqual(own.begun.map(({ outgoing }) => outgoing), [running])
    await queue.stop()
    assert.equal(await own.blobCount(), 1)
    await own.store.close()
  })

  test('a kill during the try: the next process tries no more', async () => {
    const own = await open()
    const killed = own.next(1)
    await killed.start()
    const { id } = await own.send(killed, [['ander@b.example', 'ordinary']])
    await own.hasBegun(1)
    await killed.withdraw({ ...ref, id, records: [] })
    // The next process over the same database, after the lease where there are several.
    const next = own.next(1)
    if (engine.url === undefined) {
      await next.start()
      assert.deepEqual(await own.states(next, id), ['recalled'])
      assert.equal(own.begun.length, 1)
      await next.stop()
    } else assert.deepEqual(await own.states(next, id), ['trying'])
    own.let()
    await killed.stop()
    await own.store.close()
  })

  test('mail between two tries is taken back too', async () => {
    const own = await open()
    const queue = own.next(1)
    await queue.start()
    const { id } = await own.send(queue, [['ander@b.example', 'ordinary']])
    await own.hasBegun(1)
    const reply = own.secrets.sealReply({ ...ref, outgoing: id }, 0, '4.4.1 no answer')
    await own.store.write(defer, {
      tenant: 1, outgoing: id, number: 0, at: 1, nextAt: Date.now() + 60_000, reply, ...nothingMore,
    })
    assert.deepEqual(await own.states(queue, id), ['waiting'])
    assert.equal(await queue.recall({ ...ref, id, records: [] }), 'already-left',
      'undo is only for what was never tried')
    await queue.withdraw({ ...ref, id, records: [] })
    assert.deepEqual(await own.states(queue, id), ['recalled'])
    assert.equal(await own.blobCount(), 0)
    own.let()
    await queue.stop()
    await own.store.close()
  })
})
