/** A full disk, and input that is cut off, too large or made to hurt: refused in time, nothing lost, well again. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startService, type Person, type Service } from './service.ts'
import { Visitor } from './web.ts'
import { deliver, eventually, openImap, plainMessage, SmtpConversation, subjectsIn } from './wire.ts'

const MiB = 1024 * 1024
const DISK_MIB = 24
const disk = mkdtempSync(join(tmpdir(), 'zegel-disk-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'tmpfs', disk])
const skip = mounted.status === 0 ? false : 'a small file system cannot be mounted here (needs root)'

let service: Service
let marieke: Person
before(async () => {
  if (skip !== false) return
  service = await startService({ domain: 'delinde.example', folder: disk, sets: ['smtp.maxMessageBytes=1048576'] })
  marieke = service.addAccount('marieke@delinde.example')
})
after(async () => {
  if (skip !== false) return rmSync(disk, { recursive: true })
  await service.remove()
  spawnSync('umount', [disk])
  rmSync(disk, { recursive: true })
})

const mail = (subject: string, text?: string): string =>
  plainMessage({ from: 'tom@fysio.example', to: marieke.address, subject, ...(text === undefined ? {} : { text }) })

async function offer(message: string): Promise<{ readonly code: number, readonly text: string }> {
  const conversation = await SmtpConversation.open(service.ports['smtp'] ?? 0)
  const reply = await conversation.send('tom@fysio.example', [marieke.address], message)
  conversation.close()
  return reply
}

const freeBytes = (): number => {
  const { bavail, bsize } = statfsSync(disk)
  return bavail * bsize
}

test('on a full disk mail is refused for now, what was accepted is there, and health says so', { skip, timeout: 60_000 }, async () => {
  const accepted: string[] = []
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(Math.max(0, freeBytes() - 2 * MiB)))
  let refused: { readonly code: number, readonly text: string } | undefined
  for (let number = 0; refused === undefined && number < 200; number++) {
    const reply = await offer(mail(`Nummer ${number}`, 'woord '.repeat(10_000)))
    if (reply.code === 250) accepted.push(`Nummer ${number}`)
    else refused = reply
  }
  assert.ok(accepted.length > 0)
  assert.ok(refused !== undefined)
  assert.ok(refused.code >= 400 && refused.code < 500, refused.text)
  const health = service.command(['check', '--json'])
  assert.equal(health.status, 1, health.stdout)
  assert.match(health.stdout, /"id":"(storage|disk)","state":"bad"/)
  assert.ok(!health.stdout.includes('Nummer'))

  rmSync(join(disk, 'ballast'))
  const again = await eventually(() => offer(mail('Weer ruimte')), ({ code }) => code === 250)
  assert.equal(again.code, 250)
  const client = await openImap(service, marieke)
  const subjects = await subjectsIn(client, 'INBOX')
  assert.deepEqual(subjects.filter((subject) => subject.startsWith('Nummer')), accepted)
  assert.equal(subjects.filter((subject) => subject === 'Weer ruimte').length, 1)
  await client.logout()
  assert.match(service.command(['check', '--json']).stdout, /"id":"storage","state":"good"/)
})

test('a full disk under IMAP and JMAP: APPEND and upload are refused in words, and the session lives on', { skip, timeout: 60_000 }, async () => {
  const client = await openImap(service, marieke)
  const visitor = new Visitor(service)
  await visitor.useAppPassword(marieke)
  const before = (await subjectsIn(client, 'INBOX')).length
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(Math.max(0, freeBytes() - 64 * 1024)))
  const large = Buffer.from(mail('Te groot voor nu', 'x'.repeat(900_000)))
  await assert.rejects(() => client.append('INBOX', large))
  const upload = await visitor.request('POST', `/jmap/upload/${visitor.accountId}`, new Uint8Array(900_000), { 'content-type': 'text/plain' })
  assert.ok(upload.status >= 500 && upload.status < 600, `${upload.status} ${upload.text}`)
  assert.ok(!/sqlite|ENOSPC|\/tmp/i.test(upload.text), upload.text)
  rmSync(join(disk, 'ballast'))
  assert.equal((await subjectsIn(client, 'INBOX')).length, before)
  const appended = await eventually(() => client.append('INBOX', large).catch(() => false as const), (answer) => answer !== false)
  assert.ok(appended !== false)
  await client.logout()
})

test('a service that is killed on a full disk comes back with everything', { skip, timeout: 60_000 }, async () => {
  const client = await openImap(service, marieke)
  const before = await subjectsIn(client, 'INBOX')
  client.close()
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(Math.max(0, freeBytes() - 128 * 1024)))
  await offer(mail('Past niet meer', 'y'.repeat(500_000)))
  await service.kill()
  rmSync(join(disk, 'ballast'))
  await service.start()
  const again = await openImap(service, marieke)
  assert.deepEqual(await subjectsIn(again, 'INBOX'), before)
  await again.logout()
})

test('a message over the limit gets 552, announced or not, and the connection goes on', { skip, timeout: 60_000 }, async () => {
  const conversation = await SmtpConversation.open(service.ports['smtp'] ?? 0)
  assert.equal((await conversation.say('MAIL FROM:<tom@fysio.example> SIZE=2000000')).code, 552)
  const late = await conversation.send('tom@fysio.example', [marieke.address], mail('Te groot', `${'z'.repeat(70)}\r\n`.repeat(20_000)))
  assert.equal(late.code, 552, late.text)
  assert.equal((await conversation.send('tom@fysio.example', [marieke.address], mail('Past wel'))).code, 250)
  conversation.close()
})

test('mail that is cut off is not kept; an upload that is cut off leaves nothing', { skip, timeout: 60_000 }, async () => {
  const conversation = await SmtpConversation.open(service.ports['smtp'] ?? 0)
  for (const line of ['MAIL FROM:<tom@fysio.example>', `RCPT TO:<${marieke.address}>`, 'DATA']) await conversation.say(line)
  void conversation.say(mail('Half').slice(0, 100))
  conversation.close()
  const visitor = new Visitor(service)
  await visitor.useAppPassword(marieke)
  const basic = Buffer.from(`${marieke.address}:${marieke.appPassword}`).toString('base64')
  await new Promise<void>((resolve) => {
    const socket = connect(service.ports['http'] ?? 0, '127.0.0.1')
    socket.once('close', () => resolve())
    socket.write(`POST /jmap/upload/${visitor.accountId} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic ${basic}\r\n`
      + `Content-Type: text/plain\r\nContent-Length: 500000\r\n\r\n${'q'.repeat(1000)}`, () => socket.destroy())
  })
  await deliver(service, 'tom@fysio.example', marieke.address, mail('Daarna'))
  const subjects = await visitor.subjects()
  assert.equal(subjects[0], 'Daarna')
  assert.ok(!subjects.includes('Half'))
})

test('100,000 address headers and a nesting bomb are answered in seconds, and can be listed', { skip, timeout: 60_000 }, async () => {
  const start = performance.now()
  // As short as an address header can be, so that they all fit below the limit of a message.
  const addresses = await offer(`From: tom@fysio.example\r\nSubject: Duizenden\r\n${'To:a@b\r\n'.repeat(100_000)}\r\nx\r\n`)
  assert.ok([250, 550, 552, 554].includes(addresses.code), addresses.text)
  const depth = 5000
  const nested = Array.from({ length: depth }, (_, level) =>
    `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`).join('')
  const bomb = await offer(`From: tom@fysio.example\r\nSubject: Diep\r\nMIME-Version: 1.0\r\n${nested}\r\nx\r\n`)
  assert.ok([250, 550, 552, 554].includes(bomb.code), bomb.text)
  const client = await openImap(service, marieke)
  const subjects = await subjectsIn(client, 'INBOX')
  assert.equal(subjects.includes('Diep'), bomb.code === 250)
  const visitor = new Visitor(service)
  await visitor.useAppPassword(marieke)
  const [, got] = await visitor.jmap(['Email/query', {}], ['Email/get', {
    '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['subject', 'to', 'bodyStructure', 'preview'],
  }])
  assert.equal((got?.[1]['list'] as unknown[] | undefined)?.length, subjects.length)
  await client.logout()
  assert.ok(performance.now() - start < 20_000, 'hostile input has a price limit')
})
