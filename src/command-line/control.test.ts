import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { Refusal, Temporary } from '../base/errors.ts'
import { silentLog } from '../log/log.ts'
import { askService, CONTROL_BYTES_MAX, serveControl } from './control.ts'
import { initHome } from './init.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-control-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const asked: string[] = []
const logged: string[] = []
const socket = join(folder, 'home', 'control.sock')
const server = await serveControl(socket, async (operation) => {
  asked.push(operation)
  if (operation === 'refuse') throw new Refusal('usage', 'not so')
  if (operation === 'full') throw new Temporary('storage-full', 'the disk is full')
  if (operation === 'break') throw new TypeError('a mistake of ours')
  return Promise.resolve(operation)
}, { ...silentLog, error: (event) => logged.push(event) })
after(() => server.close())

/** What comes back for these bytes, until the other side closes. */
async function say(text: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  let received = ''
  const connection = connect(socket)
  connection.setEncoding('utf8')
  connection.on('data', (chunk: string) => void (received += chunk))
  connection.on('error', () => undefined)
  connection.on('close', () => resolve(received))
  connection.write(text)
  return promise
}

test('only the owner reaches the socket', () => {
  assert.equal(statSync(socket).mode & 0o077, 0)
  assert.equal(statSync(dirname(socket)).mode & 0o077, 0)
})

test('an answer, a refusal, a full disk, a mistake of ours that the log knows', async () => {
  assert.deepEqual(await askService(socket, 'fine', {}), { result: 'fine' })
  await assert.rejects(askService(socket, 'refuse', {}), { name: 'Refusal', message: 'not so' })
  await assert.rejects(askService(socket, 'full', {}), { message: 'the disk is full' })
  await assert.rejects(askService(socket, 'break', {}), { reason: 'internal' })
  assert.deepEqual(logged, ['control.failed'])
  assert.equal(await askService(join(folder, 'nobody.sock'), 'fine', {}), undefined)
})

test('a service that ends before it answered, or in the middle of it: nothing is known of what it did', async () => {
  const ends: Readonly<Record<string, (connection: Socket) => void>> = {
    'at once': (connection) => connection.destroy(),
    // What lies unread makes the other side hear a reset.
    'with the question unread': (connection) => void connection.once('readable', () => connection.destroy()),
    'in the middle': (connection) => void connection.resume().end('{"result":{"key"'),
  }
  for (const [when, end] of Object.entries(ends)) {
    const path = join(folder, 'ends.sock')
    const ending = createServer((connection) => {
      connection.on('error', () => undefined)
      end(connection)
    })
    await new Promise<void>((resolve) => { ending.listen(path, resolve) })
    await assert.rejects(askService(path, 'fine', { text: 'x'.repeat(200_000) }), (error) => error instanceof Temporary && error.reason === 'no-answer', when)
    await new Promise((resolve) => { ending.close(resolve) })
  }
})

for (const line of ['', '{', 'null', '[]', '"x"', '{"operation":1,"args":{}}', '{"operation":"fine"}', '{"args":{}}']) {
  test(`no request: ${line}`, async () => {
    const before = asked.length
    assert.match(await say(`${line}\n`), /"reason":"usage"/)
    assert.equal(asked.length, before)
  })
}

test('one request to a connection: what follows it is not done', async () => {
  const before = asked.length
  const one = JSON.stringify({ operation: 'fine', args: {} })
  assert.equal((await say(`${one}\n${one}\n${one}\n`)).split('\n').length, 2)
  assert.equal(asked.length, before + 1)
})

test('a request without end is cut off', async () => {
  assert.equal(await say('x'.repeat(CONTROL_BYTES_MAX + 1)), '')
})

test('a first set-up that fails leaves the folder as it was, so that it can be tried again', async () => {
  const home = join(folder, 'new')
  const args = {
    folder: home, domain: 'zorg.example', organisation: 'Zorg', admin: 'a@zorg.example', name: '', hostname: 'mail.zorg.example',
    language: 'nl' as const, sets: [], certificateFiles: null,
  }
  await assert.rejects(initHome({ ...args, password: 'kort' }), { name: 'Refusal' })
  assert.deepEqual(existsSync(home) ? readdirSync(home) : [], [])
  await initHome({ ...args, password: 'een-goed-lang-wachtwoord-7' })
  await assert.rejects(initHome({ ...args, password: 'een-goed-lang-wachtwoord-7' }), { reason: 'home-in-use' })
  assert.ok(existsSync(join(home, 'service.key')))
})
