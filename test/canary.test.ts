/**
 * Canaries: a BSN, an IBAN, a password, a subject, codes and an address are put into every input there is, right and wrong.
 * None of them may come out in the log (at its most talkative), in an error page, in a reply to a stranger or in the metrics.
 */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { after, before, test } from 'node:test'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { skipClamd, startClamd, type TestClamd } from '../src/scan/clamd.testing.ts'
import { skipRspamd, startRspamd, type TestRspamd } from '../src/scan/rspamd.testing.ts'
import { freePort, startService, type Person, type Service } from './service.ts'
import { Visitor } from './web.ts'
import { deliver, openImap, plainMessage, SmtpConversation } from './wire.ts'

const canaries = {
  bsn: '111222333', iban: 'NL91ABNA0417164300', password: 'Geheim-Wachtwoord-ijsvogel', subject: 'Onderwerp-steltloper-7714',
  code: '839214', recovery: 'HERST-ELCOD-EKRUI-SBEK9', text: 'inhoud-kluut-1182', name: 'Griet-de-Grutto',
  address: 'klant.nummer-zes@prive.example',
} as const
const all = Object.values(canaries)
const together = all.join(' ')

let service: Service
let marieke: Person
let metricsPort: number
/** Everything that was said to somebody who is not signed in, and every error that was said to anyone. */
const told: { readonly where: string, readonly text: string }[] = []

let clamd: TestClamd | undefined
let rspamd: TestRspamd | undefined

before(async () => {
  clamd = skipClamd === false ? await startClamd() : undefined
  rspamd = skipRspamd === false ? await startRspamd() : undefined
  metricsPort = await freePort()
  service = await startService({ domain: 'delinde.example', sets: [
    'log.level=debug', `metrics.listen=127.0.0.1:${metricsPort}`, 'throttle.signInTriesPerMinute=1000', 'throttle.signInTriesPerNetworkPerMinute=10000',
    'throttle.unknownRecipients=1000', ...clamd === undefined ? [] : [`malware.clamav=${clamd.address}`],
    ...rspamd === undefined ? [] : [`spam.rspamd=${rspamd.address}`],
  ] })
  marieke = service.addAccount('marieke@delinde.example')
})
after(async () => {
  await service?.remove()
  await rspamd?.close()
  await clamd?.close()
})

function assertSilent(where: string, text: string, allowed: readonly string[] = []): void {
  for (const [name, value] of Object.entries(canaries)) {
    if (allowed.includes(value)) continue
    const forms = [value, encodeURIComponent(value), Buffer.from(value).toString('base64').replace(/=+$/, '')]
    for (const form of forms) assert.ok(!text.includes(form), `${name} in ${where}: ${text.slice(Math.max(0, text.indexOf(form) - 200), text.indexOf(form) + 100)}`)
  }
}

test('SMTP, as a stranger: commands, envelope, header and text', { timeout: 60_000 }, async () => {
  const { bsn, iban, password, address } = canaries
  for (const value of all) {
    const conversation = await SmtpConversation.open(service.ports['smtp'] ?? 0)
    for (const line of [
      `EHLO ${value}`, `HELO ${together}`, value, `VRFY ${value}`, `EXPN ${value}`, `HELP ${value}`, `NOOP ${value}`, `${value} ${value}`,
      `MAIL FROM:<${value}@prive.example> X-${bsn}=${iban}`, `MAIL FROM:${value}`, `MAIL FROM:<${value.slice(0, 60)}@prive.example>`,
      `RCPT TO:<${value}@delinde.example>`, `RCPT TO:<${value}@elders.example>`, `RCPT TO:${together}`, `RCPT TO:<${address}>`,
      `BDAT x${value}`, `AUTH PLAIN ${Buffer.from(`\0${address}\0${password}`).toString('base64')}`, `STARTTLS ${value}`, 'RSET',
    ]) told.push({ where: `SMTP ${line}`, text: (await conversation.say(line)).text })
    const reply = await conversation.send(`${canaries.name}@prive.example`, [marieke.address],
      `${value}: ${together}\r\nFrom: ${together} <x@prive.example>\r\nTo: ${together}\r\nSubject: ${canaries.subject}\r\nbroken header ${value}\r\n\r\n${together}\r\n`)
    told.push({ where: 'SMTP message', text: reply.text })
    conversation.close()
  }
})

test('submission with wrong passwords and mail that may not leave', { timeout: 60_000 }, async () => {
  const { password, code, address, subject } = canaries
  const own = marieke.address
  const pairs = [[own, password], [address, password], [password, code], [own, canaries.recovery]] as const
  for (const [user, secret] of pairs) {
    const conversation = await SmtpConversation.open(service.ports['submission'] ?? 0)
    await conversation.startTls()
    told.push({ where: 'AUTH PLAIN', text: (await conversation.authenticate(user, secret)).text })
    await conversation.say('AUTH LOGIN')
    await conversation.say(Buffer.from(user).toString('base64'))
    told.push({ where: 'AUTH LOGIN', text: (await conversation.say(Buffer.from(secret).toString('base64'))).text })
    conversation.close()
  }
  const conversation = await SmtpConversation.open(service.ports['submission'] ?? 0)
  await conversation.startTls()
  await conversation.authenticate(marieke.address, marieke.appPassword)
  await conversation.send(own, [address, own], plainMessage({ from: own, to: address, subject, text: together }))
  await conversation.send(address, [own], plainMessage({ from: address, to: own, subject, text: together }))
  conversation.close()
})

/** Sends lines one after another and gives all that came back within half a second of silence. */
async function imapTalk(lines: readonly string[]): Promise<string> {
  const socket = connectTls({ port: service.ports['imaps'] ?? 0, host: '127.0.0.1', rejectUnauthorized: false })
  socket.setEncoding('latin1')
  let text = ''
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('data', (part: string) => {
    text += part
  })
  socket.on('error', () => undefined)
  for (const line of lines) socket.write(`${line}\r\n`)
  socket.write('z LOGOUT\r\n')
  await closed
  return text
}

test('IMAP: wrong passwords, nonsense, and the own mailbox with nonsense', { timeout: 60_000 }, async () => {
  for (const value of all) {
    const text = await imapTalk([
      `a LOGIN ${marieke.address} "${value}"`, `b LOGIN "${value}" "${value}"`, `c ${value}`, value, `${value} NOOP`, `d SELECT "${value}"`,
      `e AUTHENTICATE PLAIN ${Buffer.from(`\0${marieke.address}\0${value}`).toString('base64')}`, `f ID ("name" "${value}")`, `g ENABLE ${value.replaceAll(' ', '')}`,
    ])
    // A tag is the client's own word and must be repeated (RFC 9051 §2.2.1).
    told.push({ where: 'IMAP', text: text.split('\r\n').filter((line) => !line.startsWith(`${value} `)).join('\n') })
  }
  const client = await openImap(service, marieke)
  await client.mailboxCreate(canaries.name)
  await client.append(canaries.name, Buffer.from(`Subject: ${canaries.subject}\r\n\r\n${together}\r\n`), [canaries.password])
  const lock = await client.getMailboxLock('INBOX')
  for (const value of all) await client.search({ text: value })
  lock.release()
  await client.mailboxDelete(canaries.name)
  await client.logout()
})

test('HTTP and JMAP: bodies, paths, query strings and headers, as a stranger and signed in', { timeout: 60_000 }, async () => {
  const stranger = new Visitor(service)
  const paths = ['/api/sign-in', '/api/second-factor', '/api/recover', '/api/sign-out', '/jmap/api', '/api/admin/accounts', '/nergens']
  for (const value of all) {
    const headers = { 'user-agent': value, 'accept-language': value, referer: `http://x/${encodeURIComponent(value)}`, 'x-forwarded-for': value, cookie: `zegel=${encodeURIComponent(value)}` }
    const bodies = [
      { address: value, password: value }, { address: marieke.address, password: value },
      { pending: value, code: value },
      { address: marieke.address, recoveryCode: value, next: value }, { using: [value], methodCalls: [[value, {}, value]] }, `{"${value}": ${value}`, value,
    ]
    for (const path of paths) {
      for (const body of bodies) {
        told.push({ where: `POST ${path}`, text: (await stranger.request('POST', path, body, { 'user-agent': value })).text })
      }
      told.push({ where: `GET ${path}`, text: (await stranger.request('GET', `${path}?q=${encodeURIComponent(value)}`, undefined, headers)).text })
      told.push({ where: `GET under ${path}`, text: (await stranger.request('GET', `${path}/${encodeURIComponent(value)}`)).text })
    }
    const basic = Buffer.from(`${marieke.address}:${value}`).toString('base64')
    told.push({ where: 'Basic', text: (await stranger.request('GET', '/jmap/session', undefined, { authorization: `Basic ${basic}` })).text })
    told.push({ where: 'Bearer', text: (await stranger.request('GET', '/jmap/session', undefined, { authorization: `Bearer ${encodeURIComponent(value)}` })).text })
  }
  const visitor = new Visitor(service)
  assert.equal((await visitor.signIn(marieke)).status, 200)
  for (const value of all) {
    for (const [path, body] of [
      ['/api/password', { current: value, next: value }], ['/api/second-factor/confirm', { code: value }], ['/api/second-factor/remove', { code: value }],
      ['/api/app-passwords', { label: 7, extra: value }], ['/jmap/api', `{"using":"${value}"`], [`/jmap/upload/${encodeURIComponent(value)}`, { value }],
    ] as const) {
      const answer = await visitor.request('POST', path, body)
      assert.ok(answer.status >= 400, `${path} gave ${answer.status}`)
      told.push({ where: `POST ${path}`, text: answer.text })
    }
    await visitor.jmap(['Email/query', { filter: { text: value } }], ['Email/set', { create: { k: { subject: value, [value]: value } } }])
  }
})

test('raw bytes that are no request at all', { timeout: 60_000 }, async () => {
  for (const name of ['smtp', 'imap', 'imaps', 'submissions', 'http', 'https'] as const) {
    const text = await new Promise<string>((resolve) => {
      const socket = connect(service.ports[name] ?? 0, '127.0.0.1')
      let said = ''
      socket.setEncoding('latin1').on('data', (part: string) => {
        said += part
      })
      socket.on('error', () => undefined)
      socket.once('close', () => resolve(said))
      // The space keeps IMAP from taking the first word for a tag.
      socket.end(` ${together}\r\n ${together}\r\n\r\n`)
    })
    told.push({ where: `${name}, raw`, text })
  }
})

test('nothing of it was said to strangers or in errors', () => {
  assert.ok(told.length > 500, `${told.length} answers were looked at`)
  for (const { where, text } of told) assertSilent(where, text)
})

test('nothing of it is in the metrics', { timeout: 60_000 }, async () => {
  const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`)
  assert.equal(answer.status, 200)
  const text = await answer.text()
  assert.ok(text.length > 100)
  assertSilent('the metrics', text)
})

test('nothing of it is in the log, at level debug, and no password that was right either', { timeout: 60_000 }, async () => {
  const { address, subject } = canaries
  const last = plainMessage({ from: address, to: marieke.address, subject, text: together })
  await deliver(service, address, marieke.address, last)
  const log = service.log()
  assert.ok(log.length > 1000)
  assertSilent('the log', log)
  for (const secret of [marieke.appPassword, marieke.password, 'marieke@', 'prive.example>']) assert.ok(!log.includes(secret), secret)
})

test('nothing of it is in the folders and logs of ClamAV and Rspamd', { timeout: 60_000, skip: skipClamd !== false ? skipClamd : skipRspamd }, async () => {
  const { address, subject, bsn, text, name } = canaries
  await deliver(service, address, marieke.address, plainMessage({ from: `${name} <${address}>`, to: marieke.address, subject, text: `${bsn} ${text}` }))
  for (const folder of [clamd?.folder ?? '', rspamd?.folder ?? '']) {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)).filter((path) => statSync(path).isFile())
    assert.ok(files.some((path) => path.endsWith('.log')), `${folder} has a log`)
    for (const path of files) assertSilent(path, readFileSync(path, 'latin1'))
  }
})
