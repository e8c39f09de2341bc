/** Stops and complaints as the tables keep them, on both engines: what is kept back and let go, nothing of others. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { hour } from '../base/sizes.ts'
import { changeMails } from '../queue/desk-scripts.ts'
import { claimWishes } from '../queue/destination-scripts.ts'
import { mailTo, openQueue, ref } from '../queue/open-queue.testing.ts'
import { emptyQueue } from '../queue/queue.testing.ts'
import { describeOnBothEngines } from '../storage/postgres/both-engines.testing.ts'
import { sql } from '../storage/script.ts'
import { countComplaints, forgetComplaints, keepComplaint, listComplaints } from './complaint-scripts.ts'
import { activeStops, keepBack, listStops, releaseSending, stopSending } from './stop-scripts.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-stops-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const facts = new Uint8Array([1, 2, 3])
const quiet = { notices: [], records: [] }

describeOnBothEngines('stops and complaints', (engine) => {
  async function open() {
    const own = await openQueue({ folder, ...(engine.url === undefined ? {} : { url: engine.url }) })
    await own.store.write(emptyQueue, undefined)
    const queue = own.again()
    const send = async (account = ref.account, address = 'een@a.example') =>
      (await queue.enqueue({ ...mailTo(address, { leavesAt: own.clock.now() + hour }), account }, [])).id
    const state = async (id: string) => (await own.store.one<{ state: string }>(sql`select state from outgoing_recipient
      where outgoing = ${id}`)).state
    const expires = async (id: string) => Number((await own.store.one<{ at: number }>(sql`select expires_at as at from outgoing
      where id = ${id}`)).at)
    const stop = (id: string, at: number) => own.store.write(stopSending, { ...ref, id, at, why: 'spam', facts, ...quiet })
    return { ...own, send, state, expires, stop }
  }

  test('a stop keeps back what waits of that account, once; its release gives the time back that was lost', async () => {
    const own = await open()
    const mine = await own.send()
    const other = await own.send(8)
    const before = await own.expires(mine)
    assert.equal(await own.stop('s1', 1000), true)
    assert.equal(await own.stop('s2', 1001), false)
    assert.deepEqual([await own.state(mine), await own.state(other)], ['stopped', 'waiting'])
    assert.deepEqual((await own.store.read(activeStops, undefined)).map(({ id, account }) => [id, account]), [['s1', ref.account]])
    const release = { ...ref, at: 1000 + hour, facts, records: [] }
    assert.equal(await own.store.write(releaseSending, { ...release, id: 's2' }), false)
    assert.equal(await own.store.write(releaseSending, { ...release, id: 's1' }), true)
    assert.equal(await own.store.write(releaseSending, { ...release, id: 's1' }), false)
    assert.deepEqual([await own.state(mine), await own.expires(mine)], ['waiting', before + hour])
    assert.deepEqual(await own.store.read(activeStops, undefined), [])
    const [kept] = await own.store.read(listStops, { tenant: ref.tenant, limit: 10 })
    assert.deepEqual([kept?.state, Number(kept?.released_at)], ['released', 1000 + hour])
    await own.close()
  })

  test('what an administrator holds is not let go with a stop, and a worker gives back only what it has', async () => {
    const own = await open()
    const held = await own.send()
    await own.store.write(changeMails, {
      tenant: ref.tenant, ids: [held], action: 'hold', destination: null, now: own.clock.now(), expiresAtMin: 0, records: [],
    })
    const taken = await own.send(ref.account, 'een@b.example')
    own.later(2 * hour)
    const destination = own.secrets.destination({ address: 'een@b.example', route: 'ordinary' })
    await own.store.write(claimWishes, { now: own.clock.now(), worker: 'w', wishes: [{ destination, lane: 1, mails: 1 }] })
    assert.deepEqual([await own.state(held), await own.state(taken)], ['stopped', 'trying'])
    await own.stop('s3', 2000)
    assert.equal(await own.store.write(keepBack, { tenant: ref.tenant, outgoing: taken, numbers: [0, 1] }), 1)
    assert.equal(await own.store.write(keepBack, { tenant: ref.tenant, outgoing: taken, numbers: [0] }), 0)
    await own.store.write(releaseSending, { ...ref, id: 's3', at: 3000, facts, records: [] })
    assert.deepEqual([await own.state(held), await own.state(taken)], ['stopped', 'waiting'])
    await own.close()
  })

  test('complaints are counted for one account, for all and since a moment, up to a maximum; old ones go', async () => {
    const own = await open()
    const tenant = 41
    for (const [id, account, at] of [['a', 7, 10], ['b', 7, 20], ['c', 0, 30], ['d', 8, 40]] as const) {
      await own.store.write(keepComplaint, { row: { tenant, account, id, at, kind: 'abuse', facts }, ...quiet })
    }
    const count = (account: number | null, since: number, limit = 10) =>
      own.store.read(countComplaints, { tenant, account, since, limit }).then(Number)
    const counted = await Promise.all([count(7, 0), count(7, 10), count(0, 0), count(null, 0), count(null, 0, 3)])
    assert.deepEqual(counted, [2, 1, 1, 4, 3])
    assert.deepEqual((await own.store.read(listComplaints, { tenant, limit: 2 })).map(({ id }) => id), ['d', 'c'])
    await own.store.write(forgetComplaints, { before: 25 })
    assert.deepEqual((await own.store.read(listComplaints, { tenant, limit: 9 })).map(({ id }) => id), ['d', 'c'])
    await own.close()
  })
})
