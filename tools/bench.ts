/**
 * npm run bench: every `*.bench.ts` under src and test with short settings, one line a figure. `--long` measures ten times
 * as long, `--only TEXT` runs the files whose path holds TEXT. How to read and compare the figures: docs/performance.md.
 */
import { spawnSync } from 'node:child_process'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/** Settings of a short run; `--long` multiplies them. */
const SHORT = { ZEGEL_BENCH_MS: 200, ZEGEL_BENCH_MESSAGES: 300 } as const
const LONG_FACTOR = 10
/** A benchmark that takes longer is ended and counts as failed. */
const ONE_WITHIN_MS = 300_000

const root = join(import.meta.dirname, '..')
const { values } = parseArgs({
  options: { long: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
})
const factor = values.long ? LONG_FACTOR : 1
const settings = Object.fromEntries(Object.entries(SHORT).map(([name, value]) => [name, String(value * factor)]))
const files = (await Array.fromAsync(glob('{src,test}/**/*.bench.ts', { cwd: root }))).sort()
let failed = 0
for (const file of files.filter((path) => path.includes(values.only))) {
  const run = spawnSync(process.execPath, [join(root, file)], {
    cwd: root, encoding: 'utf8', timeout: ONE_WITHIN_MS, env: { ...settings, ...process.env },
  })
  for (const line of run.stdout.split('\n')) if (line.trim() !== '') console.log(`${file}  ${readable(line)}`)
  if (run.status === 0) continue
  failed += 1
  console.log(`${file}  FAILED ${run.stderr.trim().slice(-2000)}`)
}
process.exitCode = failed === 0 ? 0 : 1

/** `{"what":"seal","perSecond":70000}` as `seal  perSecond 70000`; other lines as they are. */
function readable(line: string): string {
  if (!line.startsWith('{')) return line
  const { what, ...figures } = JSON.parse(line) as Record<string, unknown>
  const rest = Object.entries(figures).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  return [typeof what === 'string' ? what : '', ...rest].join('  ')
}
