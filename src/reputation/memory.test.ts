import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { day, hour, minute } from '../base/sizes.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { silentLog } from '../log/log.ts'
import { openStore } from '../storage/open.ts'
import { describeOnBothEngines } from '../storage/postgres/both-engines.testing.ts'
import type { Store } from '../storage/store.ts'
import { sql } from '../storage/script.ts'
import { HALF_LIFE_MS, KNOWN_GOOD_MAILS, PAST_POINTS } from './decay.ts'
import { createGreylist, GREY_WINDOW_MS, PASSED_KEPT_MS } from './greylist.ts'
import { createHistory } from './history.ts'
import { addAccount } from './memory.testing.ts'
import { createOutbound, type OutboundLimits } from './outbound.ts'
import { createTraps, TRAP_MARK_KEPT_MS } from './traps.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-reputation-'))
after(() => rmSync(folder, { recursive: true, force: true }))
let stores = 0

const text = 'Beste relatie, dit is een unieke kans om vandaag nog te profiteren van onze aanbieding voor al uw kantoor artikelen en nog veel meer moois.'
const mail = (body: string): Uint8Array => new TextEncoder().encode(`From: a@b.example\r\nSubject: x\r\n\r\n${body}\r\n`)

describeOnBothEngines('what is remembered of senders', (engine) => {
  let now = Date.UTC(2026, 10, 22, 10, 30)
  const clock = { now: () => now }
  const serviceKey = temporaryServiceKey(new Uint8Array(32).fill(7))

  async function opened(t: { after(fn: () => Promise<void>): void }): Promise<Store> {
    const store = await openStore({ url: engine.url ?? `sqlite:${join(folder, `${stores++}.db`)}`, log: silentLog })
    t.after(() => store.close())
    return store
  }

  test('a network: good mail makes it known, bad mail and traps count against it, everything fades by half in two weeks', async (t) => {
    const history = createHistory({ store: await opened(t), clock, log: silentLog })
    const network = '192.0.2.0/24'
    assert.deepEqual(history.past(network), { standing: 'new', points: 0 })
    for (let count = 0; count < KNOWN_GOOD_MAILS; count++) history.note(network, 'accepted')
    assert.equal(history.past(network).standing, 'known-good')
    history.note(network, 'junk', 'accepted')
    assert.equal(history.past(network).standing, 'known')
    history.note('198.51.100.0/24', 'trapped')
    const trapped = history.past('198.51.100.0/24').points
    assert.ok(trapped > 2 && trapped <= PAST_POINTS.most, String(trapped))
    now += HALF_LIFE_MS
    const [worst] = history.worst(10)
    assert.deepEqual([worst?.network, worst?.counts.trapped], ['198.51.100.0/24', 500])
    assert.ok(history.past('198.51.100.0/24').points < trapped)
  })

  test('it is there for the next process, adds up with what another node wrote, and has a maximum', async (t) => {
    const store = await opened(t)
    const [one, other] = [1, 2].map(() => createHistory({ store, clock, log: silentLog }))
    if (one === undefined || other === undefined) return assert.fail()
    for (const history of [one, other]) {
      history.note('203.0.113.0/24', 'junk')
      await history.write()
    }
    const next = createHistory({ store, clock, log: silentLog, networksMax: 3 })
    await next.load()
    const counts = next.worst(500).find(({ network }) => network === '203.0.113.0/24')?.counts
    assert.equal(counts?.junk, 2000)
    for (const third of [1, 2, 3, 4]) next.note(`10.0.${third}.0/24`, 'junk')
    assert.equal(next.worst(500).length, 3)
    now += minute
    await next.write()
    await next.tidy()
    const last = createHistory({ store, clock, log: silentLog })
    await last.load()
    assert.ok(last.worst(500).length <= 3)
  })

  test('a doubtful sender: too early is too early, after a day it begins anew, passed counts for everybody of that domain and network', async (t) => {
    const store = await opened(t)
    const greylist = createGreylist({ store, serviceKey, delayMs: 5 * minute, clock, log: silentLog })
    const tenant = Math.floor(Math.random() * 1e9)
    const doubtful = { tenants: [tenant], network: '192.0.2.0/24', mailFrom: 'ik@nergens.example', recipients: ['a@zorg.example'], points: 3.04 }
    assert.equal(await greylist.mustComeAgain(doubtful), true)
    now += 4 * minute
    assert.equal(await greylist.mustComeAgain(doubtful), true)
    now += GREY_WINDOW_MS
    assert.equal(await greylist.mustComeAgain(doubtful), true)
    now += 5 * minute
    assert.equal(await greylist.mustComeAgain({ ...doubtful, recipients: ['b@zorg.example'] }), true)
    assert.equal(await greylist.mustComeAgain(doubtful), false)
    assert.equal(await greylist.mustComeAgain({ ...doubtful, mailFrom: 'jij@nergens.example', recipients: ['c@zorg.example'] }), false)
    assert.equal(await greylist.mustComeAgain({ ...doubtful, network: '198.51.100.0/24' }), true)
    const listed = await greylist.list(tenant)
    assert.deepEqual(new Set(listed.map(({ domain, points }) => `${domain} ${points}`)), new Set(['nergens.example 3']))
    assert.deepEqual(await greylist.list(tenant + 1), [])
    // Kept without addresses: what stands there opens with the service key only, and holds the domain.
    const rows = await store.all<{ facts: Uint8Array }>(sql`select facts from grey_sender where tenant = ${tenant}`)
    assert.ok(rows.every(({ facts }) => !new TextDecoder('latin1').decode(facts).includes('nergens')))
    now += PASSED_KEPT_MS + day
    await greylist.tidy()
    assert.deepEqual(await greylist.list(tenant), [])
  })

  test('when too many wait, mail is let through rather than never remembered', async (t) => {
    const greylist = createGreylist({
      store: await opened(t), serviceKey, delayMs: minute, clock, log: silentLog, waitingMax: 2,
    })
    const tenant = Math.floor(Math.random() * 1e9)
    const from = (mailFrom: string): Promise<boolean> =>
      greylist.mustComeAgain({ tenants: [tenant], network: '192.0.2.0/24', mailFrom, recipients: ['a@zorg.example'], points: 4 })
    assert.deepEqual([await from('a@a.example'), await from('b@b.example'), await from('c@c.example'), await from('a@a.example')], [true, true, false, true])
  })

  test('a mail like one that came to a trap is known for a week, also by the next process; another one is not', async (t) => {
    const store = await opened(t)
    const make = (): ReturnType<typeof createTraps> => createTraps({ addresses: ['val@zorg.example'], store, serviceKey, clock, log: silentLog, mailsMax: 2 })
    const traps = make()
    assert.ok(traps.isTrap('VAL@zorg.example'))
    assert.ok(!traps.isTrap('valk@zorg.example'))
    assert.ok(!traps.isLikeCaught(mail(text)))
    await traps.caught(mail(text))
    assert.ok(traps.isLikeCaught(mail(`${text} Nummer 7261, actie 99.`)))
    assert.ok(!traps.isLikeCaught(mail('Dag Marieke, morgen om tien uur is het overleg over de nieuwe planning van de wijkzorg, neem jij de lijsten mee?')))
    const next = make()
    await next.load()
    assert.ok(next.isLikeCaught(mail(text)))
    // A greeting has no marks: it is like any other.
    await traps.caught(mail('Groeten'))
    assert.ok(!traps.isLikeCaught(mail('Groeten')))
    const others = ['een andere tekst over tuinen bomen planten heggen gras water zon regen en wind in de lente', 'weer iets anders namelijk fietsen treinen bussen auto vliegtuigen schepen kano vlot step en lopen naar het werk']
    for (const other of others) await traps.caught(mail(other))
    assert.ok(!traps.isLikeCaught(mail(text)), 'the oldest went')
    now += TRAP_MARK_KEPT_MS + 1
    assert.ok(!traps.isLikeCaught(mail(others[1] ?? '')))
  })

  const limits: OutboundLimits = {
    minute: { recipients: 10, fresh: 5 }, hour: { recipients: 30, fresh: 12, bounced: 3, spam: 1 },
      day: { recipients: 60, fresh: 20 },
  }

  test('what an account sends: each limit is reached exactly, in its own time, and known people do not count as new', async (t) => {
    const outbound = createOutbound({ store: await opened(t), clock, log: silentLog, limits })
    const account = { tenant: 1, account: 5 }
    assert.equal(outbound.count(account, { recipients: 5, fresh: 5 }), undefined)
    assert.equal(outbound.count(account, { recipients: 1, fresh: 1 }), 'too-many-new')
    outbound.forget(account)
    assert.equal(outbound.count(account, { recipients: 10 }), undefined)
    assert.equal(outbound.count(account, { recipients: 1 }), 'too-many')
    outbound.forget(account)
    assert.equal(outbound.count(account, { recipients: 500, fresh: 500 }, { isBulk: true }), undefined)
    assert.equal(outbound.count(account, { spam: 2 }, { isBulk: true }), 'spam')
    outbound.forget(account)
    assert.deepEqual([1, 2, 3, 4].map(() => outbound.count(account, { bounced: 1 })), [undefined, undefined, undefined, 'bounces'])
    outbound.forget(account)
    // Four new ones in each minute: never too many in a minute, too many in the hour.
    const found: (string | undefined)[] = []
    for (let time = 0; time < 4; time++) {
      found.push(outbound.count(account, { recipients: 4, fresh: 4 }))
      now += 70_000
    }
    assert.deepEqual(found, [undefined, undefined, undefined, 'too-many-new'])
    now += 2 * hour
    assert.equal(outbound.count(account, { recipients: 4, fresh: 4 }), undefined)
    assert.equal(outbound.count(account, { recipients: 1, fresh: 1 }), 'too-many-new', 'the day')
    now += 25 * hour
    assert.equal(outbound.count(account, { recipients: 4, fresh: 4 }), undefined)
  })

  test('counts of the day are there after a restart, and a closed account gets no row', async (t) => {
    const store = await opened(t)
    const tenant = Math.floor(Math.random() * 1e9)
    await store.write(addAccount, { tenant, id: 5 })
    const outbound = createOutbound({ store, clock, log: silentLog, limits })
    for (const account of [5, 6]) outbound.count({ tenant, account }, { recipients: 9, fresh: 4 })
    await outbound.write()
    outbound.count({ tenant, account: 5 }, { recipients: 1 })
    await outbound.write()
    const next = createOutbound({ store, clock, log: silentLog, limits })
    await next.load()
    assert.equal(next.counts({ tenant, account: 5 }).day.recipients, 10)
    assert.equal(next.counts({ tenant, account: 5 }).hour.recipients, 10)
    assert.equal(next.counts({ tenant, account: 6 }).day.recipients, 0)
  })
})
