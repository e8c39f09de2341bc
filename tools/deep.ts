/**
 * npm run test:deep: what takes too long for every change. Crash states (2,000, `tools/crash.ts`) and random IMAP and JMAP
 * clients for a minute on each engine (`test/wire-model.test.ts`), accounts that close while much goes on
 * (`test/closing-busy.test.ts`), a flood and guessing at passwords (`tools/flood.ts`, `tools/guess.ts`). The result of the crash states is written to
 * `docs/crash-states.json` and committed. `--states N`, `--seed N` and `--seconds N` change the amount.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const root = join(import.meta.dirname, '..')
const { values } = parseArgs({ options: {
  states: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' }, seconds: { type: 'string', default: '60' },
} })

function run(parameters: readonly string[], env: Readonly<Record<string, string>> = {}): boolean {
  console.log(`\n=== ${parameters.join(' ')} ===`)
  return spawnSync(process.execPath, parameters, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0
}

const crash = run(['tools/crash.ts', '--states', values.states, '--seed', values.seed, '--messages', '32', '--result', join('docs', 'crash-states.json')])
const model = run(['--test', '--test-reporter=./tools/reporter.ts', 'test/wire-model.test.ts'], { ZEGEL_WIRE_MODEL_SECONDS: values.seconds })
const closing = run(['--test', '--test-reporter=./tools/reporter.ts', 'test/closing-busy.test.ts'], { ZEGEL_CLOSING_ACCOUNTS: '6' })
const flood = run(['tools/flood.ts'])
const guess = run(['tools/guess.ts'])
process.exitCode = crash && model && closing && flood && guess ? 0 : 1
