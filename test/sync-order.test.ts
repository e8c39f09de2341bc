/**
 * SIGKILL leaves the page cache alone, so it proves nothing about a power cut. This does: between the 354 and the 250 of
 * every message the kernel has finished a sync.
 */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startService, type Person, type Service } from './service.ts'
import { eventually, plainMessage, SmtpConversation } from './wire.ts'

const MESSAGES = 5
const CALLS = 'fsync,fdatasync,msync,write,writev,sendto,sendmsg'
const skip = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0 ? false : 'strace is not installed, or may not trace here'

let service: Service
let marieke: Person
before(async () => {
  if (skip !== false) return
  service = await startService({ domain: 'delinde.example' })
  marieke = service.addAccount('marieke@delinde.example')
})
after(() => skip === false ? service.remove() : undefined)

/** Runs `work` while the service is traced; gives the lines. */
async function traced(work: () => Promise<void>): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-trace-'))
  const file = join(folder, 'calls')
  const tracer = spawn('strace', ['-f', '-s', '16', '-o', file, '-e', `trace=${CALLS}`, '-p', String(service.pid)], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  tracer.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  await eventually(() => Promise.resolve(said), (text) => text.includes('attached'))
  await work()
  const ended = new Promise((resolve) => tracer.once('exit', resolve))
  tracer.kill('SIGINT')
  await ended
  const lines = readFileSync(file, 'latin1').split('\n')
  rmSync(folder, { recursive: true })
  return lines
}

/** How many syncs were finished between each line that fits `from` and the next that fits `to`. */
function syncsBetween(lines: readonly string[], from: RegExp, to: RegExp): number[] {
  const found: number[] = []
  let syncs: number | undefined
  for (const line of lines) {
    if (from.test(line)) syncs = 0
    else if (syncs === undefined) continue
    else if (/(fsync|fdatasync|msync)(\(| resumed).*= 0/.test(line)) syncs += 1
    else if (to.test(line)) {
      found.push(syncs)
      syncs = undefined
    }
  }
  return found
}

async function sendSome(to: Person): Promise<void> {
  const conversation = await SmtpConversation.open(service.ports['smtp'] ?? 0)
  for (let number = 0; number < MESSAGES; number++) {
    const reply = await conversation.send('tom@fysio.example', [to.address], plainMessage({ from: 'tom@fysio.example', to: to.address, subject: `Nummer ${number}` }))
    assert.equal(reply.code, 250, reply.text)
  }
  conversation.close()
}

test('an open account: every 250 comes after a finished sync', { skip }, async () => {
  const lines = await traced(() => sendSome(marieke))
  const syncs = syncsBetween(lines, /(write|writev|sendto|sendmsg)\(.*"354/, /(write|writev|sendto|sendmsg)\(.*"250/)
  assert.equal(syncs.length, MESSAGES)
  assert.ok(syncs.every((count) => count > 0), syncs.join(' '))
})

test('a closed account: every 250 comes after a finished sync', { skip }, async () => {
  await service.stop()
  await service.start()
  const lines = await traced(() => sendSome(marieke))
  const syncs = syncsBetween(lines, /(write|writev|sendto|sendmsg)\(.*"354/, /(write|writev|sendto|sendmsg)\(.*"250/)
  assert.equal(syncs.length, MESSAGES)
  assert.ok(syncs.every((count) => count > 0), syncs.join(' '))
})
