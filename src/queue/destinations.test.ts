/** The queue by destination: one dead host, lateness, what an earlier version left, and the index behind each look. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { hour, minute } from '../base/sizes.ts'
import { describeOnBothEngines } from '../storage/postgres/both-engines.testing.ts'
import { sql, type Sql } from '../storage/script.ts'
import { domainOf } from './destination.ts'
import { keptStandings } from './destination-scripts.ts'
import { defer, finish } from './ending-scripts.ts'
import { mailTo, openQueue, untilState } from './open-queue.testing.ts'
import type { Queue } from './queue.ts'
import { emptyQueue, explained, forgetDestinations } from './queue.testing.ts'
import { PAUSES_MS, WINDOW_START } from './standings.ts'
import type { Deliver } from './worker.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-destinations-'))
after(() => rmSync(folder, { recursive: true, force: true }))

describeOnBothEngines('by destination', (engine) => {
  /** A queue in a world where some domains do not answer. */
  async function open(dead: ReadonlySet<string>) {
    const tries = new Map<string, number>()
    const deliver: Deliver = async ({ due }) => {
      const [first] = due
      assert.ok(first)
      const domain = domainOf(first.recipient.address)
      tries.set(domain, (tries.get(domain) ?? 0) + 1)
      const reply = (number: number) => own.secrets.sealReply(first, number, dead.has(domain) ? '4.4.1 silence' : 'ok')
      if (!dead.has(domain)) {
        const done = due.map(({ tenant, outgoing, number }) => ({ tenant, outgoing, number,
          state: 'delivered' as const, at: 1, reply: reply(number) }))
        await own.store.write(finish, { done, records: [], notices: [] })
        return { kind: 'reached' }
      }
      for (const { tenant, outgoing, number } of due) {
        await own.store.write(defer, {
          tenant, outgoing, number, at: own.clock.now(), nextAt: own.clock.now() + minute, reply: reply(number),
          notices: [], records: [], recalled: null,
        })
      }
      return { kind: 'unreachable', reply: '4.4.1 silence' }
    }
    const { url } = engine
    const own = await openQueue({ folder, concurrency: 10, deliver, ...(url === undefined ? {} : { url }) })
    await own.store.write(emptyQueue, undefined)
    const now = own.clock.now()
    const send = async (queue: Queue, address: string) => (await queue.enqueue(mailTo(address, { leavesAt: now }),
      [])).id
    return { ...own, tries, send, sendMany: async (queue: Queue, count: number, domain: string) => {
      for (let index = 0; index < count; index++) await send(queue, `p${index}@${domain}`)
    } }
  }

  test('one dead host is not tried for each mail, keeps nothing else waiting, and its pause outlives a restart',
    async () => {
    const dead = new Set(['dood.example'])
    const own = await open(dead)
    const first = own.again()
    await own.sendMany(first, 50, 'dood.example')
    await first.start()
    await untilState(first, await own.send(first, 'wie@leeft.example'), 'delivered')
    await first.stop()
    const before = own.tries.get('dood.example') ?? 0
    assert.ok(before >= 1 && before <= WINDOW_START, `${before} tries`)
    assert.equal((await own.store.read(keptStandings, { after: '' })).length, 1)

    const next = own.again()
    await next.start()
    await untilState(next, await own.send(next, 'wie@leeft.example'), 'delivered')
    assert.equal(own.tries.get('dood.example'), before)
    dead.clear()
    own.later(PAUSES_MS[0] + 1)
    await untilState(next, await own.send(next, 'laatste@dood.example'), 'delivered')
    await next.stop()
    assert.deepEqual(await own.store.read(keptStandings, { after: '' }), [])
    await own.close()
  })

  test('a sender hears once that a mail is late, tried or not, and gets it back at its end', async () => {
    const own = await open(new Set(['dood.example']))
    const queue = own.again()
    await own.sendMany(queue, 5, 'dood.example')
    await queue.start()
    await untilState(queue, await own.send(queue, 'wie@leeft.example'), 'delivered')
    await queue.stop()
    assert.equal(await queue.tellLate(), 0)
    own.later(hour + 1)
    assert.equal(await queue.tellLate(), 5)
    assert.equal(await queue.tellLate(), 0)
    assert.deepEqual(own.late.toSorted(), [0, 1, 2, 3, 4].map((index) => `p${index}@dood.example 4.4.1 silence`))
    own.later(48 * hour)
    assert.equal(await queue.tellLate(), 5)
    assert.equal(await queue.tellLate(), 0)
    assert.equal(own.returned.length, 5)
    await own.close()
  })

  test('what an earlier version queued gets its destination at the start and leaves', async () => {
    const own = await open(new Set())
    const queue = own.again()
    const id = await own.send(queue, 'wie@oud.example')
    await own.store.write(forgetDestinations, undefined)
    await queue.start()
    await untilState(queue, id, 'delivered')
    await queue.stop()
    await own.close()
  })

  test('each look of the worker, of lateness and of the desk goes through an index of its own', async () => {
    const own = await open(new Set())
    const looks: readonly (readonly [string, Sql])[] = [
      ['outgoing_recipient_waiting', sql`select number from outgoing_recipient where state = 'waiting' and destination
        = ${'x'}
        and lane = ${1} and next_at <= ${5} order by next_at limit 100`],
      ['outgoing_recipient_waiting', sql`select destination from outgoing_recipient where state = 'waiting' and
        destination > ${'x'}
        order by destination limit 1`],
      ['outgoing_recipient_held', sql`select number from outgoing_recipient where state = 'held' and next_at <= ${5}
        order by next_at limit 100`],
      ['outgoing_deadline', sql`select id from outgoing where deadline_at is not null and deadline_at <= ${5} order by
        deadline_at limit 100`],
      ['outgoing_open', sql`select id from outgoing where tenant = ${1} and deadline_at is not null order by
        handed_in_at, id limit 100`],
      ['outgoing_ended', sql`select id from outgoing where deadline_at is null and handed_in_at < ${5} order by
        handed_in_at limit 100`],
      ['outgoing_blob', sql`select 1 as named from outgoing where body_blob = ${'x'}`],
    ]
    for (const [index, statement] of looks) {
      const plan = await own.store.read(explained, { statement, engine: engine.url === undefined ? 'sqlite' : 'postgres' })
      assert.ok(plan.includes(index), `${statement.text}\n${plan}`)
      assert.ok(!/SCAN outgoing|Seq Scan/.test(plan), plan)
    }
    await own.close()
  })
})

test('destinations stand in the tables as keyed digests, and are gone when the recipient ended', async () => {
  const own = await openQueue({ folder })
  const queue = own.again()
  const { id } = await queue.enqueue(mailTo('wie@geheim.example'), [])
  const row = () => own.store.one<{ destination: string }>(sql`select destination from outgoing_recipient where
    outgoing = ${id}`)
  assert.match((await row()).destination, /^[\w-]{22}$/)
  await queue.start()
  await untilState(queue, id, 'delivered')
  await queue.stop()
  assert.equal((await row()).destination, '')
  await own.close()
})
