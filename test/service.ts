/** A real service for scenarios: made with `zegel init`, run with `zegel serve`, each in a process of its own. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const node = join(root, 'node_modules', '.bin', 'node')
const main = join(root, 'src', 'main.ts')
/** As `./zegel` does: without it every command spends most of its time on compiling. */
const environment = { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile') }

/** Longest wait for the ready line. */
const READY_WITHIN_MS = 180_000

export interface Person {
  readonly address: string
  readonly password: string
  readonly appPassword: string
}

/** How a command ended. */
export interface CommandRun {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Service {
  readonly home: string
  readonly pid: number
  /** Port of each listener by its name in the ready line: `smtp`, `submission`, `imap`, `http` ... */
  readonly ports: Readonly<Record<string, number>>
  /** Everything the service wrote to its log so far. */
  log(): string
  /** Runs `./zegel` with these words on this home. */
  command(words: readonly string[], input?: string): CommandRun
  addAccount(address: string, options?: { readonly name?: string, readonly roles?: readonly string[] }): Person
  /** SIGTERM and wait; gives the exit code. */
  stop(): Promise<number | null>
  kill(): Promise<void>
  /** Starts again over the same home (on the same ports). */
  start(): Promise<void>
  /** Stops and removes everything. */
  remove(): Promise<void>
}

export interface ServiceOptions {
  readonly domain: string
  readonly admin?: string
  readonly sets?: readonly string[]
  readonly initSets?: readonly string[]
  /** Where the home is made; a temporary folder of its own when absent. */
  readonly folder?: string
  /** Besides what this process has in its environment, such as `TMPDIR`. */
  readonly env?: Readonly<Record<string, string>>
}

/** The password of every account that scenarios make. */
export const PASSWORD = 'twaalf-stille-kastanjes'

export function runZegel(words: readonly string[], input = ''): CommandRun {
  const run = spawnSync(node, [main, ...words], { input, encoding: 'utf8', env: environment })
  return { status: run.status, stdout: run.stdout, stderr: run.stderr }
}

/** A free port of loopback, so that a service comes back on the same one after a restart. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')))
    })
  })
}

/** Makes a home in a temporary folder and serves it. */
export async function startService({ domain, admin = `beheer@${domain}`, sets = [], initSets = [], folder, env = {} }: ServiceOptions): Promise<Service> {
  const home = join(mkdtempSync(join(folder ?? tmpdir(), 'zegel-scenario-')), 'home')
  const init = runZegel(['init', '--home', home, '--domain', domain, '--admin', admin, '--password-stdin',
    ...initSets.flatMap((set) => ['--set', set])], `${PASSWORD}\n`)
  if (init.status !== 0) throw new Error(`init did not succeed: ${init.stdout}${init.stderr}`)
  const listeners = ['smtp', 'submission', 'submissions', 'imap', 'imaps', 'http', 'https']
  const chosen = new Set(sets.map((set) => set.slice(0, set.indexOf('='))))
  const fixed: string[] = []
  for (const name of listeners) {
    if (!chosen.has(`${name}.listen`)) fixed.push(`${name}.listen=127.0.0.1:${await freePort()}`)
  }
  const all = ['dns.servers=[]', ...fixed, ...sets]
  let child: ChildProcess
  let log = ''
  let ports: Readonly<Record<string, number>> = {}

  async function start(): Promise<void> {
    child = spawn(node, [main, 'serve', '--home', home, ...all.flatMap((set) => ['--set', set])], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...environment, ...env } })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log += text
    })
    ports = await readyPorts(child, () => log)
  }

  await start()
  const command: Service['command'] = (words, input) => runZegel([...words, '--home', home], input)
  return {
    home,
    get pid() { return child.pid ?? 0 },
    get ports() { return ports },
    log: () => log,
    command,
    addAccount(address, options = {}) {
      const words = ['account', 'add', address, '--password-stdin', '--app-password', '--name', options.name ?? address]
      const added = command([...words, ...(options.roles ?? []).flatMap((role) => ['--role', role])], `${PASSWORD}\n`)
      if (added.status !== 0) throw new Error(`account add: ${added.stdout}${added.stderr}`)
      const { appPassword } = JSON.parse(added.stdout) as { appPassword: string }
      return { address, password: PASSWORD, appPassword }
    },
    stop: () => ended(child, 'SIGTERM'),
    async kill() { await ended(child, 'SIGKILL') },
    start,
    async remove() {
      await ended(child, 'SIGTERM')
      rmSync(join(home, '..'), { recursive: true, force: true })
    },
  }
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code))
    child.kill(signal)
  })
}

function readyPorts(child: ChildProcess, log: () => string): Promise<Readonly<Record<string, number>>> {
  return new Promise((resolve, reject) => {
    let output = ''
    const limit = setTimeout(() => reject(new Error(`not ready within ${READY_WITHIN_MS} ms: ${log()}`)), READY_WITHIN_MS)
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready: ${log()}`)))
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text
      const line = output.split('\n').find((one) => one.includes('"ready"'))
      if (line === undefined) return
      clearTimeout(limit)
      const { listeners } = JSON.parse(line) as { listeners: Record<string, string> }
      resolve(Object.fromEntries(Object.entries(listeners).map(([name, at]) => [name, Number(at.slice(at.lastIndexOf(':') + 1))])))
    })
  })
}
