/**
 * A long queue: what handing in, claiming, taking back, looking and starting cost at 0, and at `ZEGEL_BENCH_QUEUED`
 * waiting
 * mails (1,000,000 unless told otherwise) for 50,000 destinations. `ZEGEL_BENCH_URL` takes another engine.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { day } from '../base/sizes.ts'
import { claimWishes } from './destination-scripts.ts'
import { narrowedMails, openMails, queueCounts } from './desk-scripts.ts'
import { mailTo, openQueue, ref, untilState } from './open-queue.testing.ts'
import { fillQueue } from './queue.testing.ts'

const queued = Number(process.env['ZEGEL_BENCH_QUEUED'] ?? 1_000_000)
const eachMs = Number(process.env['ZEGEL_BENCH_MS'] ?? 2000)
const DESTINATIONS = 50_000
const FILL_STEP = 50_000
const folder = mkdtempSync(join(tmpdir(), 'zegel-queue-bench-'))
const url = process.env['ZEGEL_BENCH_URL']
const at = url ?? `sqlite:${join(folder, 'zegel.db')}`
let own = await openQueue({ folder, concurrency: 20, url: at })
const now = own.clock.now()

function print(what: string, figures: object): void {
  process.stdout.write(`${JSON.stringify({ what, ...figures })}\n`)
}

async function timed(what: string, mails: number, work: () => Promise<unknown>): Promise<void> {
  const took: number[] = []
  // Processor time of all threads: the figure that a busy machine changes least.
  const before = process.cpuUsage()
  for (const end = performance.now() + eachMs; performance.now() < end || took.length < 3;) {
    const start = performance.now()
    await work()
    took.push(performance.now() - start)
  }
  took.sort((left, right) => left - right)
  const at = (part: number): number => Math.round((took[Math.floor(took.length * part)] ?? 0) * 1000)
  const { user, system } = process.cpuUsage(before)
  print(what, { mails, p50Us: at(0.5), p95Us: at(0.95), processorUs: Math.round((user + system) / took.length) })
}

async function measure(mails: number): Promise<void> {
  const queue = own.again()
  const before = process.memoryUsage().rss
  const began = performance.now()
  await queue.start()
  print('start until it listens', { mails, ms: Math.round(performance.now() - began) })
  const { id } = await queue.enqueue(mailTo('eerst@elders.example', { leavesAt: now }), [])
  await untilState(queue, id, 'delivered')
  print('start until a new mail was delivered', { mails, ms: Math.round(performance.now() - began) })
  await timed('hand in, one caller', mails, () => queue.enqueue(
    mailTo('wie@elders.example', { leavesAt: now + day }), [],
  ))
  await timed('hand in and recall', mails, async () => {
    const mail = await queue.enqueue(mailTo('terug@elders.example', { leavesAt: now + day }), [])
    await queue.recall({ ...ref, id: mail.id, records: [] })
  })
  await timed('claim of 20 destinations with nothing due', mails, () => own.store.write(claimWishes, {
    now, worker: 'bench', wishes: Array.from({ length: 20 }, (_, index) => ({
      destination: `destination-${index}`, lane: 1, mails: 5,
    })),
  }))
  await timed('first page of the list', mails, () => own.store.read(openMails, {
    filter: { tenant: 1, account: null }, after: null, limit: 200,
  }))
  await timed('list of one destination', mails, () => own.store.read(narrowedMails, {
    filter: { tenant: 1, account: null, destination: 'destination-7', state: null }, after: null, limit: 200,
  }))
  await timed('counts', mails, () => own.store.read(queueCounts, undefined))
  const stopping = performance.now()
  await queue.stop()
  print('stop', { mails, ms: Math.round(performance.now() - stopping),
    grownMiB: Math.round((process.memoryUsage().rss - before) / 2 ** 20) })
}

try {
  await measure(0)
  const began = performance.now()
  for (let from = 0; from < queued; from += FILL_STEP) {
    await own.store.write(fillQueue, {
      from, count: Math.min(FILL_STEP, queued - from), destinations: DESTINATIONS, at: now + day,
    })
  }
  print('filled', { mails: queued, seconds: Math.round((performance.now() - began) / 1000) })
  // What was written is brought into the database first: the figures are about a long queue, not about making one.
  await own.close()
  own = await openQueue({ folder, concurrency: 20, url: at })
  await measure(queued)
} finally {
  await own.close()
  rmSync(folder, { recursive: true, force: true })
}
