import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { hour, minute } from '../base/sizes.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { createLedger } from '../ledger/ledger.ts'
import { silentLog } from '../log/log.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { describeOnBothEngines } from '../storage/postgres/both-engines.testing.ts'
import { sql } from '../storage/script.ts'
import { createQueueDesk, DESK_MAILS_MAX, RELEASED_LIVES_MS, type QueueDesk } from './desk.ts'
import { claimWishes } from './destination-scripts.ts'
import { defer, finish } from './ending-scripts.ts'
import { mailTo, openQueue, ref, untilState } from './open-queue.testing.ts'
import { emptyQueue } from './queue.testing.ts'
import type { OutgoingMail } from './queue.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-desk-'))
after(() => rmSync(folder, { recursive: true, force: true }))

describeOnBothEngines('the desk of the queue', (engine) => {
  async function open() {
    const own = await openQueue({ folder, ...(engine.url === undefined ? {} : { url: engine.url }) })
    await own.store.write(emptyQueue, undefined)
    const queue = own.again()
    const ledger = createLedger({
      store: own.store, serviceKey: temporaryServiceKey(), headsFile: join(mkdtempSync(join(folder, 'heads-')), 'heads.jsonl'),
        clock: own.clock, log: silentLog,
    })
    const kinds: string[] = []
    const kept = (record: PreparedRecord): PreparedRecord => {
      kinds.push(record.kind)
      return record
    }
    const told: string[] = []
    const desk = createQueueDesk({
      store: own.store, blobs: own.blobs, secrets: own.secrets, worker: queue.worker, clock: own.clock,
      ledger: { prepare: (event) => kept(ledger.prepare(event)), record: async (event) =>
        { kinds.push(event.kind); await ledger.record(event) } },
      giveBack: async (tried, _raw, { isQuiet }) => {
        const done = tried.map(({ due: { tenant, account, outgoing, number }, attempt }) => ({
          tenant, outgoing, number, state: 'failed' as const, at: 1, reply: own.secrets.sealReply(
            { tenant, account, outgoing }, number, attempt.reply,
          ),
        }))
        told.push(...tried.map(({ due }) => `${due.recipient.address}${isQuiet ? ' quietly' : ''}`))
        await own.store.write(finish, { done, records: [], notices: [] })
      },
    })
    const send = async (address: string, more: Partial<OutgoingMail> = {}) =>
      (await queue.enqueue(mailTo(address, { leavesAt: own.clock.now(), ...more }), [])).id
    const states = async (id: string) => (await own.store.all<{ state: string }>(sql`select state from
      outgoing_recipient where outgoing = ${id}
      order by number`)).map(({ state }) => state)
    return { ...own, queue, desk, kinds, told, send, states }
  }

  const all = { tenant: ref.tenant }
  const idsOf = async (desk: QueueDesk, selection: Parameters<QueueDesk['list']>[0]): Promise<readonly string[]> =>
    (await desk.list(selection)).mails.map(({ id }) => id)

  test('lists show domains and no addresses; one mail shows them, and the ledger keeps who looked', async () => {
    const own = await open()
    const id = await own.send('Jan.Geheim@Buiten.example')
    const listed = await own.desk.list(all)
    assert.equal(listed.cursor, null)
    assert.ok(!JSON.stringify(listed).toLowerCase().includes('jan.geheim'))
    assert.deepEqual(listed.mails[0]?.recipients.map(({ to, state, attempts }) => [to, state, attempts]),
      [['buiten.example', 'waiting', 0]])
    assert.equal(listed.mails[0]?.from, 'noor@zorg.example')
    assert.deepEqual(own.kinds, [])
    const shown = await own.desk.show({ tenant: ref.tenant, id, by: 'beheer@zorg.example' })
    assert.equal(shown?.recipients[0]?.to, 'Jan.Geheim@Buiten.example')
    assert.deepEqual(own.kinds, ['queue.viewed'])
    assert.equal(await own.desk.show({ tenant: 2, id, by: 'ander@elders.example' }), undefined)
    assert.deepEqual(await idsOf(own.desk, { tenant: 2 }), [])
    await own.close()
  })

  test('mail can be found by domain, by account, by state and by its id', async () => {
    const own = await open()
    const [a, b, inside] = [await own.send('een@a.example'), await own.send('twee@b.example', { account: 8 }),
      await own.send('drie@zorg.example', { recipients: [{ address: 'drie@zorg.example', route: 'internal' }] })]
    assert.deepEqual(await idsOf(own.desk, { ...all, domain: 'A.example' }), [a])
    assert.deepEqual(await idsOf(own.desk, { ...all, domain: 'internal' }), [inside])
    assert.deepEqual(await idsOf(own.desk, { ...all, domain: 'zorg.example' }), [])
    assert.deepEqual(await idsOf(own.desk, { ...all, account: 8 }), [b])
    assert.deepEqual(await idsOf(own.desk, { ...all, id: a }), [a])
    await own.desk.change({ selection: { ...all, id: b }, action: 'hold', by: 'x' })
    assert.deepEqual(await idsOf(own.desk, { ...all, state: 'stopped' }), [b])
    assert.deepEqual(await own.desk.counts(), { waiting: 2, trying: 0, held: 0, stopped: 1, oldest: null })
    await own.close()
  })

  test('mail on hold is not tried, does not expire, and goes when it is released', async () => {
    const own = await open()
    const id = await own.send('een@a.example')
    assert.deepEqual(await own.desk.change({ selection: { ...all, domain: 'a.example' }, action: 'hold', by: 'x' }),
      { mails: 1, recipients: 1, cursor: null })
    await own.queue.start()
    await untilState(own.queue, await own.send('twee@b.example'), 'delivered')
    assert.deepEqual(await own.states(id), ['stopped'])
    assert.equal((await own.queue.list({ ...ref, ids: [id] }))[0]?.recipients[0]?.state, 'waiting',
      'its sender sees that it waits')
    own.later(49 * hour)
    assert.equal(await own.queue.tellLate(), 0)
    await own.desk.change({ selection: { ...all, id }, action: 'release', by: 'x' })
    await untilState(own.queue, id, 'delivered')
    await own.queue.stop()
    assert.ok(RELEASED_LIVES_MS > hour)
    assert.deepEqual(own.kinds, ['queue.changed', 'queue.changed'])
    await own.close()
  })

  test('a sender takes back what an administrator holds', async () => {
    const own = await open()
    const id = await own.send('een@a.example')
    await own.desk.change({ selection: { ...all, id }, action: 'hold', by: 'x' })
    assert.equal(await own.queue.recall({ ...ref, id, records: [] }), 'recalled')
    assert.deepEqual(await own.states(id), ['recalled'])
    await own.close()
  })

  test('a retry goes at once, but never before the time in which it can be taken back', async () => {
    const own = await open()
    const later = own.clock.now() + 10 * minute
    const undo = await own.send('een@a.example', { leavesAt: later })
    assert.equal((await own.desk.change({ selection: all, action: 'retry', by: 'x' })).recipients, 0)
    const { next } = await own.store.one<{ next: number }>(sql`select next_at as next from outgoing_recipient where
      outgoing = ${undo}`)
    assert.equal(next, later)
    own.later(hour)
    const wish = { destination: own.secrets.destination({ address: 'een@a.example', route: 'ordinary' }), lane: 1,
      mails: 1 }
    await own.store.write(claimWishes, { now: own.clock.now(), worker: 'x', wishes: [wish] })
    await own.store.write(defer, {
      tenant: ref.tenant, outgoing: undo, number: 0, at: 1, nextAt: own.clock.now() + hour, reply: new Uint8Array(),
        notices: [], records: [], recalled: null,
    })
    await own.desk.change({ selection: { ...all, domain: 'a.example' }, action: 'retry', by: 'x' })
    const again = await own.store.one<{ next: number }>(sql`select next_at as next from outgoing_recipient where
      outgoing = ${undo}`)
    assert.equal(again.next, own.clock.now())
    await own.close()
  })

  test('deleting the mail for a domain, or in a state, ends those recipients and nobody else of the same mail', async () => {
    const own = await open()
    const both = (first: string): Partial<OutgoingMail> => ({ recipients: [
      { address: `${first}@a.example`, route: 'ordinary' }, { address: 'nog@a.example', route: 'ordinary' },
      { address: 'ander@b.example', route: 'ordinary' }, { address: 'gast@a.example', route: 'portal' },
    ] })
    const one = await own.send('een@a.example', both('een'))
    const two = await own.send('twee@a.example', { ...both('twee'), held: [0] })
    assert.deepEqual(await own.desk.change({ selection: { ...all, domain: 'a.example' }, action: 'delete', by: 'x' }),
      { mails: 2, recipients: 4, cursor: null })
    assert.deepEqual(await own.states(one), ['failed', 'failed', 'waiting', 'waiting'])
    assert.deepEqual(await own.states(two), ['failed', 'failed', 'waiting', 'waiting'])
    assert.deepEqual(own.told.toSorted(), ['een@a.example', 'nog@a.example', 'nog@a.example', 'twee@a.example'])
    assert.deepEqual(await idsOf(own.desk, { ...all, domain: 'a.example' }), [])
    const three = await own.send('drie@a.example', { ...both('drie'), held: [0, 2] })
    await own.desk.change({ selection: { ...all, id: three, state: 'held' }, action: 'delete', by: 'x' })
    assert.deepEqual(await own.states(three), ['failed', 'waiting', 'failed', 'waiting'])
    await own.close()
  })

  test('deleted mail ends with a notice to its sender, or quietly, and its body goes', async () => {
    const own = await open()
    const large = new Uint8Array(200_000).fill(65)
    const id = await own.send('een@a.example', { raw: large, held: [1], recipients: [
      { address: 'een@a.example', route: 'ordinary' }, { address: 'twee@b.example', route: 'ordinary' },
    ] })
    const quiet = await own.send('drie@c.example')
    assert.deepEqual(await own.desk.change({ selection: { ...all, id }, action: 'delete', by: 'x' }),
      { mails: 1, recipients: 2, cursor: null })
    assert.deepEqual(await own.states(id), ['failed', 'failed'])
    await own.desk.change({ selection: { ...all, account: ref.account }, action: 'delete', by: 'x', tell: false })
    assert.deepEqual(await own.states(quiet), ['failed'])
    assert.deepEqual(own.told, ['een@a.example', 'twee@b.example', 'drie@c.example quietly'])
    assert.deepEqual(await idsOf(own.desk, all), [])
    await own.close()
  })

  test('a long list comes in pages, each mail once, also when all came in at the same moment', async () => {
    const own = await open()
    const sent: string[] = []
    for (let index = 0; index < DESK_MAILS_MAX + 5; index++) sent.push(await own.send(`p${index}@a.example`))
    const first = await own.desk.list(all)
    assert.equal(first.mails.length, DESK_MAILS_MAX)
    const second = await own.desk.list(all, first.cursor)
    assert.equal(second.mails.length, 5)
    assert.equal(second.cursor, null)
    assert.deepEqual([...first.mails, ...second.mails].map(({ id }) => id).toSorted(), sent.toSorted())
    await own.close()
  })
})
