import { createServer } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { AddressInfo } from 'node:net'
import type { Log } from '../log/log.ts'
import { readHostPort } from './host-port.ts'

/** One figure for Prometheus. Labels are fixed words such as `smtp`; never an address, a name or content. */
export interface Figure {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  readonly values: readonly { readonly labels?: Readonly<Record<string, string>>, readonly value: number }[]
}

export interface MetricsServer {
  /** Gives the address that listens. */
  listen(hostPort: string): Promise<string>
  close(): Promise<void>
}

/**
 * Answers `GET /metrics` with the figures of the process and those that are given, and nothing else. No sign-in:
 * keep it inside.
 */
export function createMetricsServer({ figures, log }: {
  readonly figures: () => Promise<readonly Figure[]>, readonly log: Log,
}): MetricsServer {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  const server = createServer({ maxHeaderSize: 8192, requestTimeout: 10_000 }, (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found.\n')
      return
    }
    figures().then(
      (given) => response
        .writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' })
        .end(prometheusText([...processFigures(delay.percentile(99) / 1e9), ...given])),
      (error: unknown) => {
        log.error('metrics.failed', error)
        response.writeHead(500).end()
      },
    )
  })
  return {
    async listen(hostPort) {
      const { host, port } = readHostPort(hostPort)
      const { promise, resolve, reject } = Promise.withResolvers<undefined>()
      server.once('error', reject).listen(port, host, () => resolve(undefined))
      await promise
      delay.enable()
      const bound = server.address() as AddressInfo
      return `${bound.address}:${bound.port}`
    },
    async close() {
      delay.disable()
      const { promise, resolve } = Promise.withResolvers<undefined>()
      server.close(() => resolve(undefined))
      server.closeAllConnections()
      await promise
    },
  }
}

function processFigures(loopDelaySeconds: number): readonly Figure[] {
  const { rss, heapUsed, external } = process.memoryUsage()
  const gauge = (name: string, help: string, value: number): Figure => ({ name, help, type: 'gauge', values: [{ value }] })
  return [
    gauge('zegel_uptime_seconds', 'Time since the start.', process.uptime()),
    gauge('zegel_resident_bytes', 'Memory of the process.', rss),
    gauge('zegel_heap_bytes', 'JavaScript heap in use.', heapUsed),
    gauge('zegel_external_bytes', 'Memory of buffers.', external),
    gauge(
      'zegel_loop_delay_p99_seconds', 'How long the event loop kept others waiting, 99th percentile.',
      Number.isFinite(loopDelaySeconds) ? loopDelaySeconds : 0,
    ),
  ]
}

/** The text exposition format of Prometheus, version 0.0.4. */
export function prometheusText(figures: readonly Figure[]): string {
  return figures.map(({ name, help, type, values }) => {
    const lines = values.map(({ labels = {}, value }) => {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text.replace(/[\\"\n]/g, '_')}"`)
      return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`
    })
    return `# HELP ${name} ${help.replace(/\n/g, ' ')}\n# TYPE ${name} ${type}\n${lines.join('')}`
  }).join('')
}
