/**
 * A real service that takes mail over SMTP for a closed account: messages a second, and the processor time of the server
 * for each message. Every 250 is synced, everything is encrypted. `ZEGEL_BENCH_MESSAGES` of each kind.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { startService, type Service } from './service.ts'

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

function text(sizeBytes: number): Buffer {
  const fields = ['From: Bench <bench@elders.example>', 'To: x@bench.example', 'Subject: Meting', 'Message-ID: <1@elders.example>']
  const head = `${fields.join('\r\n')}\r\n\r\n`
  const line = `${'3l+GNIsW5kS3qQOW8'.repeat(4)}\r\n`
  return Buffer.from(`${head}${line.repeat(Math.ceil((sizeBytes - head.length) / line.length))}.\r\n`)
}

/** Sends until `next` says that it is enough; one pipelined envelope and one text for each message. */
function send(port: number, body: Buffer, next: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: '127.0.0.1', noDelay: true })
    const envelope = 'MAIL FROM:<bench@elders.example>\r\nRCPT TO:<x@bench.example>\r\nDATA\r\n'
    let state: 'greeting' | 'ready' | 'envelope' | 'text' = 'greeting'
    let awaited = 1
    let line = ''
    socket.on('error', reject)
    socket.on('data', (piece) => {
      const lines = (line + piece.toString('latin1')).split('\n')
      line = lines.pop() ?? ''
      for (const one of lines) {
        if (one[3] === '-') continue
        if (one.startsWith('4') || one.startsWith('5')) return reject(new Error(one))
        awaited -= 1
        if (awaited > 0) continue
        awaited = state === 'ready' || state === 'text' ? 3 : 1
        if (state === 'greeting') {
          state = 'ready'
          socket.write('EHLO elders.example\r\n')
        } else if (state === 'envelope') {
          state = 'text'
          socket.write(body)
        } else if (next()) {
          state = 'envelope'
          socket.write(envelope)
        } else {
          socket.end('QUIT\r\n', resolve)
        }
      }
    })
  })
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

const service = await startService({ domain: 'bench.example', sets: ['log.level=warn'] })
try {
  service.addAccount('x@bench.example')
  // What the account held open for its making is closed by a restart: this is about mail for closed accounts.
  await service.stop()
  await service.start()
  for (const connections of [10, 1, 10, 50]) await measure(service, { sizeBytes: 4096, connections, messages: count })
  await measure(service, { sizeBytes: 1024 * 1024, connections: 10, messages: Math.ceil(count / 10) })
} finally {
  await service.remove()
}
