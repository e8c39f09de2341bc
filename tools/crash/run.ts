/**
 * Crash states from end to end: records a trace of the workload, derives states from it, writes each into a folder
 * and looks whether the promises hold there.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkState } from './check.ts'
import { Walk, type State } from './states.ts'
import { CALLS, readTrace, type Change, type Operation } from './trace.ts'
import { Copies, writeState } from './written.ts'

/** Longest time for the workload under strace. */
const RECORD_WITHIN_MS = 400_000
/** Longest string that strace writes whole. */
const STRING_BYTES_MAX = 16 * 1024 * 1024
/** States that a process looks at at the same time: most of one is waiting for its threads. */
export const AT_ONCE = 3

const marksOf = (folder: string): string => join(folder, 'marks.jsonl')
const killedOf = (folder: string): string => join(folder, 'killed')

/** With it a storage thread starts in a fraction of the time. */
export const environment: NodeJS.ProcessEnv = {
  ...process.env, NODE_COMPILE_CACHE: join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'compile'),
}

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
  const tracer = spawn('strace', [...options, process.execPath, ...own], { stdio: ['ignore', 'inherit', 'pipe'], env: environment })
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
  const all = await readTrace({ file: join(folder, 'calls'), folder: home, marksFile: marksOf(folder) })
  const operations = all.filter((one) => !('isUnsure' in one) || wasDone(one, { home, killed: killedOf(folder) }))
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

/** Whether what the kill cut off had been done: the copy that was made right after it says so. */
function wasDone(change: Change, { home, killed }: { readonly home: string, readonly killed: string }): boolean {
  const copy = (path: string): string => join(killed, path.slice(home.length))
  switch (change.do) {
    case 'create':
      return existsSync(copy(change.path))
    case 'remove':
      return !existsSync(copy(change.path))
    case 'rename':
      return existsSync(copy(change.to)) && !existsSync(copy(change.path))
    case 'cut':
      return existsSync(copy(change.path)) && readFileSync(copy(change.path)).length === change.sizeBytes
    case 'write': {
      if (!existsSync(copy(change.path))) return false
      const there = readFileSync(copy(change.path))
      const at = change.at === 'end' ? there.length - change.bytes.length : change.at
      return there.subarray(Math.max(0, at), at + change.bytes.length).equals(change.bytes)
    }
  }
}

export interface Failure {
  readonly state: number
  readonly moment: number
  readonly fate: string
  readonly problems: readonly string[]
}

/**
 * Checks these states, some at a time in the order of their moments. Begins none after `until` (performance.now());
 * gives how many were checked.
 */
export async function checkStates({
  recorded: { home, operations }, states: wanted, until = Infinity, atOnce = AT_ONCE, keep, onFailure,
}: {
  readonly recorded: Recorded, readonly states: readonly State[], readonly until?: number, readonly atOnce?: number,
  /** Where the state stays, for a look at it. */
  readonly keep?: string,
  onFailure(failure: Failure): void,
}): Promise<number> {
  const states = wanted.toSorted((a, b) => a.moment - b.moment)
  const folder = statesFolder()
  const copies = new Copies(join(folder, 'copies'))
  const walk = new Walk(operations, home)
  let next = 0
  const work = async (): Promise<void> => {
    for (let state = states[next]; state !== undefined && performance.now() <= until; state = states[next]) {
      next += 1
      walk.to(state.moment)
      const { disk, expected } = walk.state(state)
      const target = keep ?? join(folder, `home${state.number}`)
      writeState(target, disk, copies)
      const { people } = walk
      const problems = people === undefined ? ['the trace names nobody']
        : await checkState({ home: target, people, expected, below: state.below })
      if (keep === undefined) rmSync(target, { recursive: true, force: true })
      if (problems.length > 0) onFailure({ state: state.number, moment: state.moment, fate: state.fate, problems })
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, work))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return next
}

/** The part of the workload's own process. */
export async function drive({ folder, seed, messages }: {
  readonly folder: string, readonly seed: number, readonly messages: number,
}): Promise<void> {
  const { runWorkload } = await import('./workload.ts')
  await runWorkload({ folder, marksFile: marksOf(folder), killedFolder: killedOf(folder), seed, messages })
}
