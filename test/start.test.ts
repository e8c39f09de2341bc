/** Starting, and everything that may be wrong with a start: the error says what to do and nothing is touched. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { PASSWORD, runZegel, startService, type Service } from './service.ts'

let service: Service
before(async () => {
  service = await startService({ domain: 'delinde.example' })
})
after(() => service.remove())

test('the ready line names every listener with the port it got', () => {
  for (const name of ['smtp', 'submission', 'submissions', 'imap', 'imaps', 'http', 'https']) {
    assert.ok((service.ports[name] ?? 0) > 0, name)
  }
})

test('an account is added while the service runs, and has a recovery code and an app password', () => {
  const added = service.command(['account', 'add', 'sanne@delinde.example', '--password-stdin', '--app-password'], `${PASSWORD}\n`)
  assert.equal(added.status, 0, added.stderr)
  const { address, appPassword, recoveryCode } = JSON.parse(added.stdout) as Record<string, string>
  assert.equal(address, 'sanne@delinde.example')
  assert.ok((appPassword ?? '').length >= 16)
  assert.ok((recoveryCode ?? '').length >= 20)
})

test('the same account again, a foreign domain, a short password and an unknown role are refused in words', () => {
  const add = (words: readonly string[], input = `${PASSWORD}\n`) => service.command(['account', 'add', ...words, '--password-stdin'], input)
  assert.match(add(['beheer@delinde.example']).stderr, /was not added: exists/)
  assert.match(add(['iemand@elders.example']).stderr, /elders\.example is not a domain of this service/)
  assert.match(add(['kort@delinde.example'], 'kort\n').stderr, /password too short/)
  assert.match(add(['rol@delinde.example', '--role', 'koning']).stderr, /--role must be one of/)
  assert.match(add(['leeg@delinde.example'], '\n').stderr, /must be given on standard input/)
  assert.equal(service.command(['account', 'add', 'x@delinde.example']).status, 1)
})

test('a second service over the same home is refused', () => {
  const second = service.command(['serve'])
  assert.equal(second.status, 1)
  assert.match(second.stderr, /another Zegel is running/)
})

test('a port that is in use is named', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => blocker.once('listening', resolve))
  const address = blocker.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const folder = join(mkdtempSync(join(tmpdir(), 'zegel-port-')), 'home')
  runZegel(['init', '--home', folder, '--domain', 'a.example', '--admin', 'a@a.example', '--password-stdin'], `${PASSWORD}\n`)
  const serve = runZegel([
    'serve', '--home', folder, '--set', `smtp.listen=127.0.0.1:${port}`, '--set', 'http.listen=127.0.0.1:0', '--set',
    'https.listen=off', '--set', 'imap.listen=off', '--set', 'imaps.listen=off', '--set', 'submission.listen=off',
    '--set', 'submissions.listen=off',
  ])
  blocker.close()
  assert.equal(serve.status, 1)
  assert.match(serve.stderr, new RegExp(`${port}`))
  assert.match(serve.stderr, /in use/)
  rmSync(join(folder, '..'), { recursive: true })
})

test('a typing error in the configuration stops the start with its line', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'zegel-config-')), 'home')
  runZegel(['init', '--home', folder, '--domain', 'a.example', '--admin', 'a@a.example', '--password-stdin'], `${PASSWORD}\n`)
  writeFileSync(join(folder, 'zegel.yaml'), 'hostname: mail.a.example\nimap:\n  lissen: 127.0.0.1:143\n')
  const serve = runZegel(['serve', '--home', folder])
  assert.equal(serve.status, 1)
  assert.match(serve.stderr, /zegel\.yaml:3: imap\.lissen is not a setting; did you mean imap\.listen\?/)
  rmSync(join(folder, '..'), { recursive: true })
})

test('a home of a newer version is refused and not touched', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'zegel-newer-')), 'home')
  runZegel(['init', '--home', folder, '--domain', 'a.example', '--admin', 'a@a.example', '--password-stdin'], `${PASSWORD}\n`)
  writeFileSync(join(folder, 'home.json'), '{"format":99}\n')
  const before = readFileSync(join(folder, 'zegel.db'))
  const serve = runZegel(['serve', '--home', folder])
  assert.equal(serve.status, 1)
  assert.match(serve.stderr, /made by a newer version/)
  assert.deepEqual(readFileSync(join(folder, 'zegel.db')), before)
  rmSync(join(folder, '..'), { recursive: true })
})

test('init refuses a folder that holds something, and a home in use', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-full-'))
  writeFileSync(join(folder, 'mine.txt'), 'mine')
  const words = ['init', '--home', folder, '--domain', 'a.example', '--admin', 'a@a.example', '--password-stdin']
  const init = runZegel(words, `${PASSWORD}\n`)
  assert.equal(init.status, 1)
  assert.match(init.stderr, /is not empty/)
  assert.ok(!existsSync(join(folder, 'zegel.db')))
  assert.match(service.command(['init', '--domain', 'a.example', '--admin', 'a@a.example', '--password-stdin'], `${PASSWORD}\n`).stderr, /is a home already/)
  rmSync(folder, { recursive: true })
})

test('a service key that others can read, or that is gone, stops the start', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'zegel-key-')), 'home')
  runZegel(['init', '--home', folder, '--domain', 'a.example', '--admin', 'a@a.example', '--password-stdin'], `${PASSWORD}\n`)
  chmodSync(join(folder, 'service.key'), 0o644)
  assert.match(runZegel(['serve', '--home', folder]).stderr, /can be read by others/)
  rmSync(join(folder, 'service.key'))
  assert.match(runZegel(['serve', '--home', folder]).stderr, /is missing/)
  rmSync(join(folder, '..'), { recursive: true })
})

test('unknown commands and parameters get the help, and no home gets the way to make one', () => {
  assert.equal(runZegel(['dance']).status, 2)
  assert.match(runZegel(['dance']).stdout, /There is no command dance/)
  assert.equal(runZegel(['serve', '--hoem', '/tmp/x']).status, 2)
  assert.match(runZegel(['serve', '--home', '/nonexistent/zegel']).stderr, /\.\/zegel init/)
})

test('whoever reads an answer may stop reading: no trace of a stack', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'src', 'main.ts'), 'help'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let told = ''
  child.stderr.on('data', (data: Buffer) => { told += data.toString() })
  const [code] = await once(child, 'close') as [number | null]
  assert.deepEqual({ code, told }, { code: 0, told: '' })
})

test('SIGTERM ends it cleanly, and it comes back with everything', async () => {
  assert.equal(await service.stop(), 0)
  await service.start()
  assert.match(service.command(['account', 'add', 'sanne@delinde.example', '--password-stdin'], `${PASSWORD}\n`).stderr, /exists/)
  const verify = service.command(['ledger', 'verify', '--json'])
  assert.equal(verify.status, 0, verify.stdout + verify.stderr)
})
