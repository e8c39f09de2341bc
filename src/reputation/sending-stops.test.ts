import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { openAccountsHouse } from '../accounts/accounts.testing.ts'
import { Temporary } from '../base/errors.ts'
import { bodyCipher } from '../keys/body-cipher.ts'
import { createLedger } from '../ledger/ledger.ts'
import type { Ledger } from '../ledger/types.ts'
import { silentLog as log } from '../log/log.ts'
import { createQueue } from '../queue/queue.ts'
import { openFolderBlobs } from '../storage/blobs/folder.ts'
import type { Store } from '../storage/store.ts'
import { NOTHING_SENT } from './outbound.ts'
import { createSendingStops, type SendingStops } from './sending-stops.ts'

const by = { address: 'fg@zonnehof.test', as: 'officer' } as const

/** Stops over a real store whose disk can be full, or that breaks where the test says. */
async function openStops(t: TestContext) {
  const house = await openAccountsHouse({
    makeLedger: ({ store, serviceKey, clock }) => createLedger({ store, serviceKey, headsFile: '/dev/null', clock, log }),
  })
  const { store, serviceKey, clock, accounts, folder } = house
  const ledger = house.ledger ?? assert.fail()
  const fails = { writing: false, preparing: false }
  const queue = createQueue({
    store, blobs: await openFolderBlobs(join(folder, 'queue')), serviceKey, bodyCipher, clock, log, expiryHours: 24,
    concurrency: 2, windowMax: 2, delayNoticeMinutes: 0, groupOf: () => 'all', deliver: () => Promise.resolve(),
    giveBack: () => Promise.resolve(), delayNotice: () => Promise.resolve(undefined),
  })
  const room = (): void => {
    if (fails.writing) throw new Temporary('storage-full', 'the disk is full')
  }
  const full: Pick<Store, 'read' | 'write' | 'onChange'> = {
    read: (script, args) => store.read(script, args),
    onChange: (listener) => store.onChange(listener),
    async write(script, args) {
      room()
      return store.write(script, args)
    },
  }
  const fullLedger: Pick<Ledger, 'prepare' | 'record'> = {
    prepare: (event) => ledger.prepare(event),
    async record(event) {
      room()
      await ledger.record(event)
    },
  }
  const forgotten: number[] = []
  const make = (): SendingStops => {
    const stops = createSendingStops({
      store: full, serviceKey, accounts, ledger: fullLedger, log, clock, factorAgeMs: 0, hostname: 'mail.zonnehof.test',
      url: 'https://mail.zonnehof.test', onReleased: ({ account }) => forgotten.push(account),
      prepareOutgoing: async (mail) => {
        if (fails.preparing) throw new Error('no notice can be written')
        return queue.prepare(mail)
      },
    })
    t.after(() => stops.close())
    return stops
  }
  t.after(() => house.close())
  const { account } = await house.person('anna')
  const kinds = async () => (await ledger.list({ tenant: account.tenant, limit: 50 })).map(({ kind }) => kind)
    .filter((kind) => kind.startsWith('sending.')).toSorted()
  return { account, fails, make, forgotten, kinds, again: async () => {
    const next = make()
    await next.load()
    return next.isStopped(account)
  } }
}

test('a stop that could not be written counts, is listed, and is written once the disk has room', async (t) => {
  const { account, fails, make, kinds, again } = await openStops(t)
  const stops = make()
  fails.writing = true
  await assert.rejects(stops.stop({ account, why: 'spam', hour: NOTHING_SENT }), Temporary)
  assert.ok(stops.isStopped(account))
  assert.deepEqual((await stops.list(account.tenant)).map(({ address, why, state }) => [address, why, state]), [[account.address, 'spam', 'stopped']])
  assert.equal((await stops.of(account))?.why, 'spam')
  assert.equal(await stops.ownerMayRelease(account), false)
  await stops.write()
  await stops.load()
  assert.ok(stops.isStopped(account), 'still, although no table says so')
  assert.deepEqual([await again(), await kinds()], [false, []])
  fails.writing = false
  await stops.write()
  assert.deepEqual([await again(), await kinds()], [true, ['sending.stopped']])
  await stops.write()
  assert.equal((await stops.list(account.tenant)).length, 1)
  assert.equal(await stops.release({ ...account, by }), 'released')
  assert.deepEqual([stops.isStopped(account), await again()], [false, false])
})

test('an officer lets go what could not be written: it stands in the ledger with its end, and does not come back', async (t) => {
  const { account, fails, make, forgotten, kinds, again } = await openStops(t)
  const stops = make()
  fails.writing = true
  await assert.rejects(stops.stop({ account, why: 'bounces', hour: NOTHING_SENT }))
  await assert.rejects(stops.release({ ...account, by }), Temporary)
  assert.ok(stops.isStopped(account))
  fails.writing = false
  assert.equal(await stops.release({ ...account, by }), 'released')
  assert.deepEqual(await kinds(), ['sending.released', 'sending.stopped'])
  await stops.write()
  assert.deepEqual([stops.isStopped(account), await again(), forgotten], [false, false, [account.account]])
})

test('a stop that never can be written can be let go too', async (t) => {
  const { account, fails, make, forgotten, kinds, again } = await openStops(t)
  const stops = make()
  fails.preparing = true
  await assert.rejects(stops.stop({ account, why: 'spam', hour: NOTHING_SENT }))
  assert.equal(await stops.release({ ...account, by }), 'released')
  fails.preparing = false
  await stops.write()
  assert.deepEqual([stops.isStopped(account), await again(), forgotten], [false, false, [account.account]])
  assert.deepEqual(await kinds(), ['sending.released'])
  assert.equal(await stops.release({ ...account, by }), 'not stopped')
})
