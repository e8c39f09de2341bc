/**
 * npm test: everything a checkout can run, suite by suite, each within its time budget. Installs the Debian packages
 * that tests need when it runs as root, and names them when it cannot. `npm test -- unit` runs one suite.
 */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const node = join(root, 'node_modules', '.bin', 'node')

interface Suite {
  readonly name: string
  /** A suite that takes longer is a failure: CI has 45 minutes for all of them. */
  readonly budgetMinutes: number
  readonly run: () => Promise<number>
}

const suites: readonly Suite[] = [
  { name: 'check', budgetMinutes: 2, run: () => command(node, ['tools/check.ts']) },
  { name: 'unit', budgetMinutes: 8, run: () => tests(['src/**/*.test.ts', 'web/**/*.test.ts', 'tools/**/*.test.ts'], 2) },
  { name: 'web', budgetMinutes: 3, run: () => command(node, ['tools/build-web.ts']) },
  { name: 'scenarios', budgetMinutes: 28, run: () => tests(['test/**/*.test.ts'], 1) },
  { name: 'fuzz', budgetMinutes: 4, run: () => command(node, ['tools/fuzz.ts', '--seconds', '2']) },
]

/** Debian packages by what they are found by. */
const debian: readonly { readonly name: string, readonly found: () => boolean, readonly needed: string }[] = [
  { name: 'chromium', found: () => existsSync('/usr/bin/chromium'), needed: 'the browser tests' },
  { name: 'postgresql', found: () => globSync('/usr/lib/postgresql/*/bin/initdb').length > 0, needed: 'the contract suite on PostgreSQL' },
  { name: 'postfix', found: () => existsSync('/usr/sbin/postfix'), needed: 'delivery to and from a real Postfix' },
  { name: 'swaks', found: () => existsSync('/usr/bin/swaks'), needed: 'SMTP scenarios' },
  { name: 'libnet-ssleay-perl', found: () => existsSync('/usr/share/doc/libnet-ssleay-perl'), needed: 'TLS in swaks' },
  { name: 'tesseract-ocr', found: () => existsSync('/usr/bin/tesseract'), needed: 'words in pictures and scans' },
  { name: 'tesseract-ocr-nld', found: () => globSync('/usr/share/tesseract-ocr/*/tessdata/nld.traineddata').length > 0, needed: 'Dutch words in pictures' },
  { name: 'mutt', found: () => existsSync('/usr/bin/mutt'), needed: 'a mail program in a terminal' },
  { name: 'gsasl', found: () => existsSync('/usr/bin/gsasl'), needed: 'SCRAM by another hand' },
  { name: 'thunderbird', found: () => existsSync('/usr/bin/thunderbird'), needed: 'a mail program with a large mailbox' },
  { name: 'clamav-daemon', found: () => existsSync('/usr/sbin/clamd'), needed: 'malware in attachments' },
  { name: 'strace', found: () => existsSync('/usr/bin/strace'), needed: 'the order of syncs' },
]

function installDebianPackages(): void {
  const missing = debian.filter(({ found }) => !found())
  if (missing.length === 0) return
  const names = missing.map(({ name }) => name)
  if (process.getuid?.() !== 0) {
    console.log(`Not root, so these Debian packages stay missing: ${missing.map(({ name, needed }) => `${name} (${needed})`).join(', ')}`)
    return
  }
  console.log(`Installing Debian packages: ${names.join(' ')}`)
  // Packages must not start services of their own while they install.
  const policy = '/usr/sbin/policy-rc.d'
  const made = !existsSync(policy)
  if (made) spawnSync('sh', ['-c', `printf '#!/bin/sh\\nexit 101\\n' > ${policy} && chmod 755 ${policy}`])
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env })
  const install = (some: readonly string[]): boolean => spawnSync('apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...some],
    { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0
  // One that is not to be had must not keep the others away.
  const done = install(names) || names.filter((name) => install([name])).length === names.length
  if (made) rmSync(policy, { force: true })
  if (!done) console.log('apt-get did not succeed; suites that need a missing package will say so')
}

function tests(patterns: readonly string[], concurrency: number): Promise<number> {
  const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).filter((file) => !file.includes('node_modules'))
  if (files.length === 0) return Promise.resolve(0)
  return command(node, ['--test', `--test-concurrency=${concurrency}`, '--test-reporter=./tools/reporter.ts', ...files.toSorted()])
}

function command(file: string, parameters: readonly string[]): Promise<number> {
  const child = spawn(file, [...parameters], { cwd: root, stdio: 'inherit', env: { ...process.env, TMPDIR: temporary } })
  running = child
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)))
}

let running: ReturnType<typeof spawn> | undefined
const temporary = mkdtempSync(join(tmpdir(), 'zegel-test-'))
// PostgreSQL does not run as root: its own user must be able to pass through here.
chmodSync(temporary, 0o755)
const wanted = process.argv.slice(2)
const results: { readonly name: string, readonly ok: boolean, readonly seconds: number, readonly why: string }[] = []
installDebianPackages()
for (const { name, budgetMinutes, run } of suites) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(`\n=== ${name} ===`)
  const started = Date.now()
  let isOver = false
  const limit = setTimeout(() => {
    isOver = true
    running?.kill('SIGKILL')
  }, budgetMinutes * 60_000)
  const code = await run()
  clearTimeout(limit)
  const seconds = (Date.now() - started) / 1000
  const why = isOver ? `over its budget of ${budgetMinutes} minutes` : code === 0 ? '' : 'see above'
  results.push({ name, ok: code === 0 && !isOver, seconds, why })
}
rmSync(temporary, { recursive: true, force: true })
console.log('')
for (const { name, ok, seconds, why } of results) console.log(`${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(10)} ${seconds.toFixed(1).padStart(7)} s ${why}`)
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1
