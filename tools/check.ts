/**
 * npm run check: types, lint, tidy, dead code, generated files, the web application. Every check runs; the exit code says
 * whether all agree.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = (name: string): string => join(root, 'node_modules', '.bin', name)

const checks: readonly { readonly name: string, readonly command: string, readonly parameters: readonly string[] }[] = [
  { name: 'types', command: bin('tsc'), parameters: ['-p', '.'] },
  { name: 'lint', command: bin('oxlint'), parameters: ['--type-aware', '--quiet', 'src', 'tools', 'test'] },
  { name: 'tidy', command: bin('node'), parameters: ['--test', '--test-reporter=dot', 'tools/tidy.test.ts'] },
  { name: 'dead code', command: bin('knip'), parameters: ['--no-progress'] },
  { name: 'generated files', command: bin('node'), parameters: ['tools/docs.ts', '--check'] },
  { name: 'web', command: 'npm', parameters: ['run', '--silent', '--workspace', 'web', 'check'] },
]

let failed = 0
for (const { name, command, parameters } of checks) {
  const started = Date.now()
  const run = spawnSync(command, parameters, { cwd: root, encoding: 'utf8', env: { ...process.env, PATH: `${bin('')}:${process.env['PATH'] ?? ''}` } })
  const ok = run.status === 0
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  if (ok) continue
  failed += 1
  console.log(`${run.stdout}${run.stderr}`.trim().split('\n').slice(-60).join('\n'))
}
process.exitCode = failed === 0 ? 0 : 1
