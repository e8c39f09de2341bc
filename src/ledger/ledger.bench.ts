import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../base/clock.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { silentLog } from '../log/log.ts'
import { openStore } from '../storage/open.ts'
import { createLedger } from './ledger.ts'

/** What a record costs: making it ready on the event loop, keeping it, giving it a place, checking it. */

const RECORDS = 10_000
const folder = mkdtempSync(join(tmpdir(), 'zegel-ledger-bench-'))
const store = await openStore({ url: `sqlite:${join(folder, 'bench.db')}`, log: silentLog })
const ledger = createLedger({
  store,
  serviceKey: temporaryServiceKey(),
  headsFile: join(folder, 'heads.jsonl'),
  clock: systemClock,
  log: silentLog,
})
const event = {
  kind: 'mail.received',
  at: 1,
  tenant: 1,
  facts: { size: 4096, verdict: 'dmarc-pass', recipients: 1 },
  personal: { from: 'someone@example.nl', to: 'else@example.org', ip: '192.0.2.1' },
}

async function timed(what: string, work: () => Promise<unknown> | void): Promise<void> {
  const start = performance.now()
  await work()
  const perRecordUs = (performance.now() - start) * 1000 / RECORDS
  process.stdout
    .write(`${JSON.stringify({ what, records: RECORDS, perRecordUs: Math.round(perRecordUs * 10) / 10 })}\n`)
}

try {
  await timed('prepare', () => {
    for (let index = 0; index < RECORDS; index++) ledger.prepare(event)
  })
  await timed('prepare and keep', async () => {
    for (let index = 0; index < RECORDS; index += 100) {
      await Promise.all(Array.from({ length: 100 }, () => ledger.record(event)))
    }
  })
  await timed('give places', () => ledger.sequence())
  await timed('sign heads', () => ledger.signHeads())
  await timed('verify', () => ledger.verify(1))
} finally {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
}
