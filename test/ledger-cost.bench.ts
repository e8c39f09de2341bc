/**
 * What the ledger costs the way in: the same real service takes the same mail over SMTP with its record in each
 * transaction and without, in turns. Without means: no record is made ready, none is written, none gets a place.
 * The client is a thread of its own. `ZEGEL_BENCH_MESSAGES` in each turn.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { openHouse, type House } from '../src/app.ts'
import { systemClock } from '../src/base/clock.ts'
import { openHome } from '../src/command-line/home.ts'
import { initHome } from '../src/command-line/init.ts'
import { keepMail } from '../src/delivery/scripts.ts'
import type { PreparedRecord } from '../src/ledger/types.ts'
import { silentLog } from '../src/log/log.ts'
import { serveHouse } from '../src/serve.ts'
import { freePort, PASSWORD } from './service.ts'
import { send, text } from './smtp-load.ts'

const MESSAGES = Number(process.env['ZEGEL_BENCH_MESSAGES'] ?? 1000)
/** Of each kind, after one that warms up. */
const TURNS = 6

interface Turn { readonly port: number, readonly connections: number, readonly messages: number }

if (!isMainThread) {
  const body = text(4096)
  parentPort?.on('message', ({ port, connections, messages }: Turn) => {
    let left = messages
    const began = performance.now()
    void Promise.all(Array.from({ length: connections }, () => send(port, body, () => left-- > 0)))
      .then(() => parentPort?.postMessage(performance.now() - began))
  })
} else {
  await measure()
}

/** The records of arriving mail may be left out. */
function withSwitch(house: House): { isOn: boolean } {
  const control = { isOn: true }
  const [write, prepare] = [house.store.write.bind(house.store), house.ledger.prepare.bind(house.ledger)]
  const nothing: PreparedRecord = prepare({ kind: 'mail.received', at: 0, tenant: 1, facts: {}, personal: {} })
  house.ledger.prepare = (event) => control.isOn ? prepare(event) : nothing
  const keep: unknown = keepMail
  house.store.write = (script, args, options) => {
    const isLeftOut = !control.isOn && script === keep
    return write(script, isLeftOut ? { ...args, records: [] } : args, options)
  }
  return control
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-ledger-cost-'))
  const port = await freePort()
  const sets = ['dns.servers=[]', `smtp.listen=127.0.0.1:${port}`,
    ...['submission', 'submissions', 'imap', 'imaps', 'http', 'https'].map((name) => `${name}.listen=off`)]
  await initHome({
    folder: join(folder, 'home'), domain: 'bench.example', organisation: 'Bench', admin: 'x@bench.example', name: 'X', password: PASSWORD,
    hostname: 'mail.bench.example', language: 'nl', sets: [], certificateFiles: null,
  })
  const house = await openHouse({ home: openHome({ folder: join(folder, 'home'), sets }), log: silentLog, clock: systemClock })
  const control = withSwitch(house)
  const served = await serveHouse(house)
  const client = new Worker(import.meta.filename)
  const turn = (connections: number): Promise<number> => new Promise((resolve) => {
    client.once('message', (ms: number) => resolve(MESSAGES / ms * 1000))
    client.postMessage({ port, connections, messages: MESSAGES } satisfies Turn)
  })
  for (const connections of [10, 50]) {
    const rates = { on: [] as number[], off: [] as number[] }
    await turn(connections)
    for (let number = 0; number < TURNS * 2; number++) {
      control.isOn = number % 2 === 0
      rates[control.isOn ? 'on' : 'off'].push(await turn(connections))
    }
    const [on, off] = [median(rates.on), median(rates.off)]
    process.stdout.write(`${JSON.stringify({
      what: `4 KiB over SMTP, ${connections} connections`, withLedgerPerSecond: Math.round(on), withoutPerSecond: Math.round(off),
      costPercent: Math.round((1 - on / off) * 1000) / 10,
    })}\n`)
  }
  await client.terminate()
  await served.close()
  rmSync(folder, { recursive: true, force: true })
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2
}
