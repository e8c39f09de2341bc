/**
 * A real service that takes mail over SMTP for a closed account: messages a second, and the processor time of the server
 * for each message. Every 250 is synced, everything is encrypted. `ZEGEL_BENCH_MESSAGES` of each kind. With
 * `ZEGEL_BENCH_FILTERS=1` each mail is also shown to a real ClamAV and a real Rspamd, as they are set up for tests.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { startClamd } from '../src/scan/clamd.testing.ts'
import { startRspamd } from '../src/scan/rspamd.testing.ts'
import { startService, type Service } from './service.ts'
import { send, text } from './smtp-load.ts'

const count = Number(process.env['ZEGEL_BENCH_MESSAGES'] ?? 2000)
/** The clock of /proc ticks a hundred times a second. */
const TICK_US = 10_000

/** User and system time of all threads, in microseconds; 0 where there is no /proc. */
function processorUs(pid: number): number {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`)
    const ticks = tasks.map((task) => {
      const fields = readFileSync(`/proc/${pid}/task/${task}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')
      return Number(fields[11]) + Number(fields[12])
    })
    return ticks.reduce((sum, one) => sum + one, 0) * TICK_US
  } catch {
    return 0
  }
}

async function measure(service: Service, { sizeBytes, connections, messages }: {
  readonly sizeBytes: number, readonly connections: number, readonly messages: number,
}): Promise<void> {
  const body = text(sizeBytes)
  const port = service.ports['smtp'] ?? 0
  let left = messages
  const before = processorUs(service.pid)
  const began = performance.now()
  await Promise.all(Array.from({ length: connections }, () => send(port, body, () => left-- > 0)))
  const ms = performance.now() - began
  process.stdout.write(`${JSON.stringify({
    what: `accept ${sizeBytes / 1024} KiB, ${connections} connections`, perSecond: Math.round(messages / ms * 1000),
    serverUs: Math.round((processorUs(service.pid) - before) / messages),
  })}\n`)
}

const isFiltered = process.env['ZEGEL_BENCH_FILTERS'] === '1'
const filters = isFiltered ? await Promise.all([startClamd(), startRspamd()]) : []
const [clamd, rspamd] = filters
const service = await startService({
  domain: 'bench.example',
  sets: ['log.level=warn', ...clamd === undefined || rspamd === undefined ? [] : [`malware.clamav=${clamd.address}`, `spam.rspamd=${rspamd.address}`]],
})
try {
  service.addAccount('x@bench.example')
  // What the account held open for its making is closed by a restart: this is about mail for closed accounts.
  await service.stop()
  await service.start()
  for (const connections of [10, 1, 10, 50]) await measure(service, { sizeBytes: 4096, connections, messages: count })
  await measure(service, { sizeBytes: 1024 * 1024, connections: 10, messages: Math.ceil(count / 10) })
} finally {
  await service.remove()
  for (const filter of filters) await filter.close()
}
