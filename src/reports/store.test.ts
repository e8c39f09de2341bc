import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openAccountsHouse, type AccountsHouse } from '../accounts/accounts.testing.ts'
import { day } from '../base/sizes.ts'
import { silentLog } from '../log/log.ts'
import { postgresMissing, startPostgres, type TestPostgres } from '../storage/postgres/server.testing.ts'
import { sql } from '../storage/script.ts'
import { createCounts, WAITING_MAX, type Counts } from './counts.ts'
import { mayBeReport, REPORT_MAIL_BYTES_MAX } from './received.ts'
import {
  addCounts, countsOf, forgetCounts, forgetReceived, keepReceived, receivedSince, ROWS_PER_SUBJECT_MAX,
    subjectsBefore, type CountRow, type ReceivedRow,
} from './scripts.ts'

for (const engine of ['sqlite', 'postgres'] as const) {
  describe(`counts and reports on ${engine}`, { skip: engine === 'postgres' ? postgresMissing ?? false : false }, () => {
    let server: TestPostgres | undefined
    let house: AccountsHouse
    let counts: Counts
    let today: number
    before(async () => {
      server = engine === 'postgres' ? await startPostgres() : undefined
      house = await openAccountsHouse(server === undefined ? {} : { url: server.url })
      counts = createCounts({ ...house, log: silentLog })
      today = Math.floor(house.clock.at / day)
    })
    after(async () => {
      await house.close()
      await server?.stop()
    })
    const subject = (about: string) => ({ tenant: house.tenant, kind: 'tls' as const, day: today, subject: counts.subjectOf(house.tenant, about) })

    test('the same is one row with its number; domain and facts stand nowhere in the clear', async () => {
      for (const host of ['mx1', 'mx2', 'mx1', 'mx1']) counts.add('tls', { tenant: house.tenant, about: 'lab.example' }, { domain: 'lab.example', host })
      await counts.flush()
      counts.add('tls', { tenant: house.tenant, about: 'LAB.example' }, { domain: 'lab.example', host: 'mx2' })
      await counts.flush()
      const rows = await house.store.read(countsOf, subject('lab.example'))
      assert.deepEqual(rows.map((row) => [row.amount, counts.open(row)]), [[3, { domain: 'lab.example', host: 'mx1' }], [1, { domain: 'lab.example', host: 'mx2' }], [1, { domain: 'lab.example', host: 'mx2' }]])
      const all = await house.store.all<Record<string, unknown>>(sql`select * from report_count`)
      const bytes = Buffer.concat(all.flatMap((row) => Object.values(row).filter((value) =>
        value instanceof Uint8Array)))
      assert.equal(bytes.includes('lab') || bytes.includes('mx1'), false)
    })

    test('days that are over come up, oldest first, and are forgotten as a whole', async () => {
      assert.deepEqual(await house.store.read(subjectsBefore, { day: today, limit: 10 }), [])
      const found = await house.store.read(subjectsBefore, { day: today + 1, limit: 10 })
      assert.deepEqual(found.map(({ tenant, kind, day: of }) => [tenant, kind, of]), [[house.tenant, 'tls', today]])
      for (const one of found) await house.store.write(forgetCounts, one)
      assert.deepEqual(await house.store.read(subjectsBefore, { day: today + 1, limit: 10 }), [])
    })

    test('a flood of different rows for one domain ends at its limit, and what is there goes on counting', async () => {
      const row = (number: number): CountRow => {
        const detail = Buffer.alloc(16)
        detail.writeUInt32BE(number)
        return { ...subject('flood.example'), detail, facts: new Uint8Array(1), amount: 1 }
      }
      const rows = Array.from({ length: ROWS_PER_SUBJECT_MAX + 1 }, (_, number) => row(number))
      assert.equal(await house.store.write(addCounts, { rows: rows.slice(0, -1) }), 0)
      assert.equal(await house.store.write(addCounts, { rows: rows.slice(-1) }), 1)
      assert.equal(await house.store.write(addCounts, { rows: [row(7)] }), 0)
      const kept = await house.store.read(countsOf, subject('flood.example'))
      assert.deepEqual([kept.length, kept[0]?.amount], [ROWS_PER_SUBJECT_MAX, 2])
      await house.store.write(forgetCounts, subject('flood.example'))
    })

    // The same on both engines, and much work for one.
    if (engine === 'sqlite') test('what waits in memory is limited too', async () => {
      for (let number = 0; number <= WAITING_MAX; number += 1) counts.add('dmarc', { tenant: house.tenant, about: `d${number % 500}.example` }, { number })
      await counts.flush()
      const { there } = await house.store.one<{ there: number }>(sql`select count(*) as there from report_count where kind = 'dmarc'`)
      assert.equal(there, WAITING_MAX)
    })

    test('a report is kept once, at most so many a day, and ends with its time', async () => {
      const row = (number: number, of = today): ReceivedRow => ({
        ...subject('lab.example'), day: of, token: Buffer.alloc(16, number), received_at: 1, good: 5, bad: 1, facts: new Uint8Array(1),
      })
      const keep = (one: ReceivedRow) => house.store.write(keepReceived, { row: one, perDayMax: 2, perSenderMax: 10 })
      assert.deepEqual(
        [await keep(row(1)), await keep(row(1)), await keep(row(2)), await keep(row(3)), await keep(row(4, today - 9))],
        [true, false, true, false, true],
      )
      const since = async (of: number) => (await house.store.read(receivedSince, { ...subject('lab.example'), day: of, limit: 10 })).map((one) => one.day)
      assert.deepEqual(await since(today - 9), [today, today, today - 9])
      await house.store.write(forgetReceived, { before: today - 8 })
      assert.deepEqual(await since(today - 9), [today, today])
    })
  })
}

test('only mail to our addresses for reports, up to its size, is looked at', () => {
  const may = (address: string, sizeBytes = 1000): boolean => mayBeReport({ address, sizeBytes })
  assert.deepEqual([may('postmaster+dmarc@a.nl'), may('Postmaster+TLS@a.nl'), may('postmaster@a.nl'), may('noor@a.nl'), may('postmaster+x@a.nl'), may('')], [true, true, true, false, false, false])
  assert.deepEqual([may('postmaster@a.nl', REPORT_MAIL_BYTES_MAX), may('postmaster@a.nl', REPORT_MAIL_BYTES_MAX + 1)], [true, false])
})
