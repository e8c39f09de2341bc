/**
 * npm run test:deep, its first half: crash states of one traced workload, all checked, and the result as JSON.
 *
 *   node tools/run.mjs tools/crash.ts --states 2000 --seed 1 [--messages 40] [--processes 2] [--trace FOLDER] [--result FILE]
 *     a trace that is there already is used again
 *   node tools/run.mjs tools/crash.ts --trace FOLDER --seed 1 --state 17 --keep FOLDER
 *     one state again, left for a look
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { planStates } from './crash/plan.ts'
import { checkStates, drive, environment, readRecorded, record, type Failure } from './crash/run.ts'
import { stateOf } from './crash/states.ts'

const { values } = parseArgs({ options: {
  states: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' }, messages: { type: 'string', default: '40' },
  processes: { type: 'string', default: String(Math.min(4, availableParallelism())) }, result: { type: 'string' },
  trace: { type: 'string' }, state: { type: 'string' }, keep: { type: 'string' }, part: { type: 'string' }, drive: { type: 'string' },
} })
const [seed, states, messages, processes] = [values.seed, values.states, values.messages,
  values.processes].map(Number) as [number, number, number, number]

/** One line of JSON from a part: a failure, or how many states it checked. */
type Line = { readonly failure: Failure } | { readonly checked: number, readonly operations: number }

/** The numbers of the states that are looked at, for the parts. */
const planOf = (trace: string): string => join(trace, 'plan.json')

const print = (line: Line): void => { process.stdout.write(`${JSON.stringify(line)}\n`) }

if (values.drive !== undefined) await drive({ folder: values.drive, seed, messages })
else if (values.state !== undefined) await one(values.trace ?? '', Number(values.state))
else if (values.part !== undefined) await part(values.trace ?? '', Number(values.part))
else process.exitCode = await all()

async function one(trace: string, number: number): Promise<void> {
  const recorded = await readRecorded(trace)
  const checked = await checkStates({
    recorded, states: [stateOf(recorded.operations, { seed, number })],
    ...(values.keep === undefined ? {} : { keep: values.keep }), onFailure: (failure) => print({ failure }),
  })
  print({ checked, operations: recorded.operations.length })
}

async function part(trace: string, own: number): Promise<void> {
  const recorded = await readRecorded(trace)
  const all = JSON.parse(readFileSync(planOf(trace), 'utf8')) as number[]
  // Every so many-th in the order of moments, so that all have as many of the large late ones.
  const chosen = all.filter((_, place) => place % processes === own)
    .map((number) => stateOf(recorded.operations, { seed, number }))
  const checked = await checkStates({ recorded, states: chosen, onFailure: (failure) => print({ failure }) })
  print({ checked, operations: recorded.operations.length })
}

async function all(): Promise<number> {
  const started = Date.now()
  const trace = values.trace ?? mkdtempSync(join(tmpdir(), 'zegel-crash-'))
  if (values.trace === undefined) await record({ folder: trace, seed, messages })
  const recordedAt = Date.now()
  const { numbers, same } = planStates(await readRecorded(trace), { seed, states })
  writeFileSync(planOf(trace), JSON.stringify(numbers))
  const failures: Failure[] = []
  let [checked, operations] = [0, 0]
  const codes = await Promise.all(Array.from({ length: processes }, (_, own) => run(own, trace, (line) => {
    if ('failure' in line) {
      failures.push(line.failure)
      console.log(`state ${line.failure.state} (operation ${line.failure.moment}, waiting writes ${line.failure.fate}):\n  ${line.failure.problems.join('\n  ')}`)
    } else {
      checked += line.checked
      operations = line.operations
    }
  })))
  const ok = failures.length === 0 && checked === states && codes.every((code) => code === 0)
  const result = {
    date: new Date().toISOString().slice(0, 10), command: 'npm run test:deep', commit: commitNow(), seed, messages, operations, states, checked, same,
    failures: failures.length, recordSeconds: Math.round((recordedAt - started) / 1000),
    checkSeconds: Math.round((Date.now() - recordedAt) / 1000),
  }
  console.log(JSON.stringify(result))
  if (values.result !== undefined) writeFileSync(values.result, `${JSON.stringify(result, null, 2)}\n`)
  if (ok && values.trace === undefined) rmSync(trace, { recursive: true, force: true })
  if (!ok) console.log(`The trace stays in ${trace}. One state again:\n  node tools/run.mjs tools/crash.ts --trace ${trace} --seed ${seed} --state N --keep FOLDER`)
  return ok ? 0 : 1
}

/** The commit that ran; with `+` when files differ from it. */
function commitNow(): string {
  const git = (...words: string[]): string => spawnSync('git', words, { cwd: import.meta.dirname, encoding: 'utf8' }).stdout.trim()
  return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--', '../src', 'crash', '../test') === '' ? '' : '+'}`
}

/** A process for every so many-th state: opening one is mostly waiting for threads. */
function run(own: number, trace: string, hear: (line: Line) => void): Promise<number | null> {
  const child = spawn(process.execPath, [
    import.meta.filename, '--trace', trace, '--part', String(own), '--seed', String(seed), '--states', String(states),
    '--processes', String(processes),
  ], { stdio: ['ignore', 'pipe', 'inherit'], env: environment })
  createInterface({ input: child.stdout }).on('line', (line) => hear(JSON.parse(line) as Line))
  return new Promise((resolve) => child.once('close', resolve))
}
