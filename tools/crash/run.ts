/**
 * Crash states from end to end: records a trace of the workload, derives states from it, writes each into a folder
 * and looks whether the promises hold there.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkState } from './check.ts'
import { Copies } from './disk.ts'
import { stateOf, Walk, type State } from './states.ts'
import { CALLS, readTrace, type Operation } from './trace.ts'

/** Longest time for the workload under strace. */
const RECORD_WITHIN_MS = 240_000
/** Longest string that strace writes whole. */
const STRING_BYTES_MAX = 16 * 1024 * 1024

const marksOf = (folder: string): string => join(folder, 'marks.jsonl')

/** Why there can be no trace here; undefined when there can. */
export function traceMissing(): string | undefined {
  const run = spawnSync('strace', ['-f', '--seccomp-bpf', '-o', '/dev/null', 'true'])
  return run.status === 0 ? undefined : 'strace is not installed, or may not trace here'
}

/** Where states are written: memory when there is some, for a disk only costs time here. */
export function statesFolder(): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'zegel-states-'))
}

/** Runs the workload under strace; `folder` then holds the trace, the marks and the home. */
export async function record({ folder, seed, messages }: {
  readonly folder: string, readonly seed: number, readonly messages: number,
}): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const own = [join(import.meta.dirname, '..', 'crash.ts'), '--drive', folder, '--seed', String(seed), '--messages', String(messages)]
  const options = ['-f', '--seccomp-bpf', '-y', '-xx', '-s', String(STRING_BYTES_MAX), '-e', `trace=${CALLS.join(',')}`, '-o', join(folder, 'calls')]
  const tracer = spawn('strace', [...options, process.execPath, ...own], { stdio: ['ignore', 'inherit', 'pipe'] })
  let said = ''
  tracer.stderr.setEncoding('utf8').on('data', (text: string) => { said += text })
  const limit = setTimeout(() => tracer.kill('SIGKILL'), RECORD_WITHIN_MS)
  const code = await new Promise((resolve) => tracer.once('close', resolve))
  clearTimeout(limit)
  if (code !== 0) throw new Error(`the workload ended with ${String(code)}: ${said.slice(-8000)}`)
}

export interface Recorded {
  readonly home: string
  readonly operations: readonly Operation[]
}

/** Reads a recorded trace, and proves that nothing of it was misread: played to its end it gives the real home. */
export async function readRecorded(folder: string): Promise<Recorded> {
  const scenario = readdirSync(folder).find((name) => name.startsWith('zegel-scenario-'))
  if (scenario === undefined) throw new Error(`${folder} holds no recorded home`)
  const home = join(folder, scenario, 'home')
  const operations = await readTrace({ file: join(folder, 'calls'), folder: home, marksFile: marksOf(folder) })
  const walk = new Walk(operations, home)
  walk.to(operations.length)
  const live = walk.disk.live()
  for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('-shm')) continue
    const name = join(entry.parentPath, entry.name).slice(home.length + 1)
    const ours = live.get(name)
    if (!(ours instanceof Buffer) || !ours.equals(readFileSync(join(home, name)))) throw new Error(`the trace was misread: ${name} differs`)
  }
  for (const [name, what] of live) {
    if (name !== '' && what !== 'folder' && !existsSync(join(home, name))) throw new Error(`the trace was misread: ${name} is gone`)
  }
  return { home, operations }
}

export interface Failure {
  readonly state: number
  readonly moment: number
  readonly fate: string
  readonly problems: readonly string[]
}

/** Checks these states, in the order of their moments. Stops at `until` (performance.now); gives how many were checked. */
export async function checkStates({ recorded: { home, operations }, seed, numbers, until = Infinity, keep,
  onFailure }: {
  readonly recorded: Recorded, readonly seed: number, readonly numbers: readonly number[], readonly until?: number,
  /** Where the state stays, for a look at it. */
  readonly keep?: string,
  onFailure(failure: Failure): void,
}): Promise<number> {
  const states = numbers.map((number) => stateOf(operations, { seed, number })).toSorted((a, b) => a.moment - b.moment)
  const folder = statesFolder()
  const copies = new Copies(join(folder, 'copies'))
  const walk = new Walk(operations, home)
  let checked = 0
  try {
    for (const state of states) {
      if (performance.now() > until) break
      walk.to(state.moment)
      const problems = await checkOne(walk, state, { target: keep ?? join(folder, 'home'), copies })
      if (keep === undefined) rmSync(join(folder, 'home'), { recursive: true, force: true })
      checked += 1
      if (problems.length > 0) onFailure({ state: state.number, moment: state.moment, fate: state.fate, problems })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return checked
}

async function checkOne(walk: Walk, state: State, { target, copies }: {
  readonly target: string, readonly copies: Copies,
}): Promise<readonly string[]> {
  walk.write(target, state, copies)
  const { people, expected } = walk
  if (people === undefined) return ['the trace names nobody']
  return checkState({ home: target, people, expected, below: state.below })
}

/** The part of the workload's own process. */
export async function drive({ folder, seed, messages }: {
  readonly folder: string, readonly seed: number, readonly messages: number,
}): Promise<void> {
  const { runWorkload } = await import('./workload.ts')
  await runWorkload({ folder, marksFile: marksOf(folder), seed, messages })
}
