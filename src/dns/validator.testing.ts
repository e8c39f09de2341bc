/**
 * A real name server (nsd) with zones of ours and a real validating resolver (unbound) over it, on ports of loopback.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exchange } from './exchange.ts'
import { signedZone, type ZoneRecord } from './signed-zone.testing.ts'

const nsd = '/usr/sbin/nsd'
const unbound = '/usr/sbin/unbound'
/** Why these tests cannot run here; false when they can. */
export const skipValidator = existsSync(nsd) && existsSync(unbound) ? false : 'nsd and unbound are not installed'

export interface TestZone {
  readonly zone: string
  readonly records: readonly ZoneRecord[]
  readonly isSigned?: boolean
}

export interface Validator {
  /** For `dns.servers`. */
  readonly server: string
  close(): Promise<void>
}

/** Starts both; `validates` false makes a resolver that only passes on. `port`: where the resolver listens, a free one when absent. */
export async function startValidator(zones: readonly TestZone[], { validates = true,
  port: wanted }: { readonly validates?: boolean, readonly port?: number } = {}): Promise<Validator> {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-validator-'))
  const [source, free] = await freePorts()
  const port = wanted ?? free
  const made = zones.map((one) => ({ ...one, ...signedZone({ ...one, now: Date.now() }) }))
  for (const { zone, text } of made) writeFileSync(join(folder, `${zone}.zone`), text)
  writeFileSync(join(folder, 'nsd.conf'), [
    'server:', `  ip-address: 127.0.0.1@${source}`, '  username: ""', `  zonesdir: "${folder}"`, `  pidfile: "${folder}/nsd.pid"`,
    `  xfrdfile: "${folder}/xfrd"`, `  zonelistfile: "${folder}/zones"`, '  server-count: 1', '  xfrdir: "/tmp"', 'remote-control:', '  control-enable: no',
    ...made.flatMap(({ zone }) => ['zone:', `  name: ${zone}`, `  zonefile: "${zone}.zone"`]),
  ].join('\n'))
  writeFileSync(join(folder, 'unbound.conf'), [
    'server:', '  interface: 127.0.0.1', `  port: ${port}`, '  username: ""', '  chroot: ""', `  directory: "${folder}"`, '  pidfile: ""',
    '  do-not-query-localhost: no', '  do-daemonize: no', '  use-syslog: no', '  num-threads: 1', `  module-config: "${validates ? 'validator ' : ''}iterator"`,
    ...made.filter(({ isSigned }) => isSigned !== false).map(({ trustAnchor }) => `  trust-anchor: "${trustAnchor}"`),
    // Everything else does not exist: nothing is asked outside.
    '  local-zone: "." static', ...made.map(({ zone }) => `  local-zone: "${zone}." transparent`),
    ...made.flatMap(({ zone }) => ['stub-zone:', `  name: "${zone}"`, `  stub-addr: 127.0.0.1@${source}`]),
    'remote-control:', '  control-enable: no',
  ].join('\n'))
  const running = [
    spawn(nsd, ['-d', '-c', join(folder, 'nsd.conf')], { stdio: 'ignore' }),
    spawn(unbound, ['-d', '-p', '-c', join(folder, 'unbound.conf')], { stdio: 'ignore' }),
  ]
  const close = async (): Promise<void> => {
    await Promise.all(running.map(ended))
    rmSync(folder, { recursive: true, force: true })
  }
  const [first] = zones
  for (let tries = 0; ; tries += 1) {
    const answer = await exchange({ address: '127.0.0.1', port }, { name: first?.zone ?? 'localhost', type: 'SOA' }, 250)
    if (typeof answer !== 'string' && 'rcode' in answer.packet && answer.packet.rcode === 'NOERROR') break
    if (tries === 60) {
      await close()
      throw new Error('nsd or unbound did not start')
    }
    if (answer === 'broken') await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return { server: `127.0.0.1:${port}`, close }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const over = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await over
}

/** Two ports that were free for UDP a moment ago. */
async function freePorts(): Promise<readonly [number, number]> {
  const sockets = [createSocket('udp4'), createSocket('udp4')]
  const ports = await Promise.all(sockets.map((socket) => new Promise<number>((resolve) => {
    socket.bind(0, '127.0.0.1', () => resolve(socket.address().port))
  })))
  for (const socket of sockets) socket.close()
  return [ports[0] ?? 0, ports[1] ?? 0]
}
