import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '../log/log.ts'
import { addItem, addMany, contractMigrations } from './contract.scripts.ts'
import { openStore } from './open.ts'
import { sql } from './script.ts'
import type { Store } from './store.ts'

/**
 * Writes of 4 KiB rows per second by one, ten and fifty callers, each write synced; and reads. `ZEGEL_BENCH_MS` per
 * figure.
 */

const eachMs = Number(process.env['ZEGEL_BENCH_MS'] ?? 2000)
const url = process.env['ZEGEL_BENCH_URL']
const body = crypto.getRandomValues(new Uint8Array(4096))
let id = 1

async function rate(
  work: () => Promise<unknown>,
  callers: number,
): Promise<{ perSecond: number, p50Us: number, p99Us: number }> {
  const took: number[] = []
  const end = performance.now() + eachMs
  await Promise.all(Array.from({ length: callers }, async () => {
    while (performance.now() < end) {
      const start = performance.now()
      await work()
      took.push(performance.now() - start)
    }
  }))
  took.sort((left, right) => left - right)
  const at = (part: number): number => Math.round((took[Math.floor(took.length * part)] ?? 0) * 1000)
  return { perSecond: Math.round(took.length / eachMs * 1000), p50Us: at(0.5), p99Us: at(0.99) }
}

function print(what: string, figures: object): void {
  process.stdout.write(`${JSON.stringify({ what, ...figures })}\n`)
}

async function measure(store: Store): Promise<void> {
  const write = (): Promise<unknown> => store.write(addItem, { account: 1, id: id++, body })
  await rate(write, 1)
  for (const callers of [1, 10, 50]) print(`write 4 KiB, ${callers} callers`, await rate(write, callers))
  const top = id
  const read = (): Promise<unknown> => {
    const wanted = 1 + Math.floor(Math.random() * (top - 1))
    return store.all(sql`select id, word from item where tenant = 1 and account = 1 and id = ${wanted}`)
  }
  for (const callers of [1, 10]) print(`read one row, ${callers} callers`, await rate(read, callers))
  await store.write(addMany, { account: 2, from: 1, count: 10_000, body: body.subarray(0, 100) })
  print(
    'read 10,000 rows of 4 numbers',
    await rate(() => store.all(sql`select id, tenant, account, amount from item where tenant = 1 and account = 2`), 1),
  )
  print(
    'read 10,000 rows of 100 bytes',
    await rate(() => store.all(sql`select id, word, body from item where tenant = 1 and account = 2`), 1),
  )
  print('write 4 KiB while reading, 10 + 1 callers', (await Promise.all([rate(write, 10), rate(read, 1)]))[0])
  const large = new Uint8Array(1024 * 1024)
  print(
    'write 1 MiB copied, 1 caller',
    await rate(() => store.write(addItem, { account: 3, id: id++, body: large }), 1),
  )
  print(
    'write 1 MiB handed over, 1 caller',
    await rate(() => {
      const given = new Uint8Array(1024 * 1024)
      return store.write(addItem, { account: 3, id: id++, body: given }, { handOver: [given] })
    }, 1),
  )
}

const folder = mkdtempSync(join(tmpdir(), 'zegel-bench-'))
const store = await openStore({
  url: url ?? `sqlite:${join(folder, 'bench.db')}`,
  log: silentLog,
  options: { migrations: contractMigrations, pageSizeBytes: Number(process.env['ZEGEL_BENCH_PAGE'] ?? 4096) },
})
try {
  await measure(store)
} finally {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
}
