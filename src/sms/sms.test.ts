import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { hour } from '../base/sizes.ts'
import { silentLog } from '../log/log.ts'
import { createHttpSms, SMS_WAITS_MS, templateProblem, type HttpSmsTemplate } from './http.ts'
import { createLocalSms, LOCAL_SMS_MAX } from './local.ts'
import { phoneHint, readPhone } from './phone.ts'
import { SlidingCount } from './sliding-count.ts'
import { createSms, noSms, SMS_TEXT_MAX, type SmsLimits } from './sms.ts'

const clock = { at: Date.UTC(2026, 0, 5), now: () => clock.at }
const limits: SmsLimits = { prefixes: ['+31', '+316', '+32'], perNumberPerHour: 5, perPrefixPerHour: 8 }

test('numbers as people type them, and what is none', () => {
  for (const typed of ['06 12 34 56 78', '06-12345678', '+31 6 12345678', '0031612345678', '+31 (0)6 1234 5678', '06.12.34.56.78']) {
    assert.equal(readPhone(typed, { country: '+31' }), '+31612345678', typed)
  }
  for (const typed of ['', '12', 'zes', '+', '+0612345678', '06 12 34 56 78 9 0 1 2 3 4', '06123456;ls', `0${'6'.repeat(41)}`, '٠٦١٢٣٤٥٦٧٨']) {
    assert.equal(readPhone(typed, { country: '+31' }), undefined, typed)
  }
  assert.equal(phoneHint('+31612345621'), '06 •• •• •• 21')
  assert.equal(phoneHint('+447700900123'), '+44 •••••• 23')
})

test('a number, a prefix and a country have their limits; an hour later they begin anew', async () => {
  const driver = createLocalSms({ clock })
  const sms = createSms({ driver, clock, limits })
  const send = (to: string) => sms.send({ to, text: 'code' })
  for (let time = 0; time < 5; time++) assert.equal((await send('+31611111111')).outcome, 'sent')
  assert.deepEqual(await send('+31611111111'), { outcome: 'failed', reason: 'too-many', retryAfterMs: hour })
  for (let time = 0; time < 3; time++) assert.equal((await send(`+3162222222${time}`)).outcome, 'sent')
  assert.deepEqual(await send('+31633333333'), { outcome: 'failed', reason: 'too-many', retryAfterMs: hour })
  assert.equal((await send('+31201234567')).outcome, 'sent', 'another prefix is counted by itself')
  for (const to of ['+441234567890', '+316', '31612345678', '+31612345678;', '+3161234567890123']) {
    assert.deepEqual(await send(to), { outcome: 'failed', reason: 'not-allowed' }, to)
  }
  assert.deepEqual([sms.isAllowed('+324'), sms.isAllowed('+331234567')], [true, false])
  clock.at += hour
  assert.equal((await send('+31611111111')).outcome, 'sent')
  assert.equal(driver.messages('+31611111111').length, 6)
  assert.equal((await sms.send({ to: '+31201234567', text: 'x'.repeat(SMS_TEXT_MAX) })).outcome, 'sent')
  await assert.rejects(sms.send({ to: '+31201234567', text: 'x'.repeat(SMS_TEXT_MAX + 1) }), RangeError)
  const off = createSms({ driver: noSms, clock, limits })
  assert.deepEqual([off.isOn, await off.send({ to: '+31612345678', text: '' })], [false, { outcome: 'failed', reason: 'off' }])
})

test('counting forgets the quiet ones when it is full', () => {
  const count = new SlidingCount({ clock, windowMs: 1000, max: 1, keysMax: 2 })
  for (const key of ['a', 'b', 'c']) count.add(key)
  assert.deepEqual([count.waitMs('a'), count.waitMs('b'), count.waitMs('c')], [0, 1000, 1000])
  clock.at += 1000
  assert.equal(count.waitMs('c'), 0)
})

test('the local driver keeps the last ones, and a file of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-sms-'))
  try {
    const file = join(folder, 'sms.jsonl')
    const local = createLocalSms({ clock, file })
    for (let number = 0; number <= LOCAL_SMS_MAX; number++) await local.send({ to: '+31612345678', text: String(number) })
    assert.deepEqual([local.messages().length, local.messages()[0]?.text, local.messages().at(-1)?.text], [LOCAL_SMS_MAX, String(LOCAL_SMS_MAX), '1'])
    assert.equal(statSync(file).mode & 0o077, 0)
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8').split('\n')[0] ?? ''), { to: '+31612345678', text: '0', at: clock.at })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

describe('any gateway by one HTTP call', () => {
  let server: Server
  let at = ''
  let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void = (_request, response) => response.end('{}')
  const seen: { method: string, url: string, headers: IncomingMessage['headers'], body: string }[] = []
  const folder = mkdtempSync(join(tmpdir(), 'zegel-sms-'))
  before(async () => {
    writeFileSync(join(folder, 'token'), 'geheim-123\n')
    server = createServer((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (piece: string) => { body += piece }).on('end', () => {
        seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
        answer(request, response, body)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  })

  const template = (more: Partial<HttpSmsTemplate> = {}): HttpSmsTemplate => ({
    url: `${at}/v1/message`, method: 'POST', sender: 'Zonnehof', secretFile: join(folder, 'token'),
    headers: { 'content-type': 'application/json', 'x-token': '{secret}' },
    body: '{"from":"{sender}","to":"{to}","text":"{text}"}', ...more,
  })
  const waits: number[] = []
  const driver = (more: Partial<HttpSmsTemplate> = {}) =>
    createHttpSms({ template: template(more), log: silentLog, wait: (ms) => Promise.resolve(void waits.push(ms)) })
  const message = { to: '+31612345678', text: 'Uw code is "123456" & meer\nregel 2 {to}' }

  test('JSON, form and address are filled in and escaped', async () => {
    assert.deepEqual(await driver().send(message), { outcome: 'sent' })
    const json = seen.at(-1) ?? assert.fail()
    assert.equal(json.headers['x-token'], 'geheim-123')
    assert.deepEqual(JSON.parse(json.body), { from: 'Zonnehof', to: '+31612345678', text: message.text })
    await driver({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'to={to}&text={text}' }).send(message)
    assert.deepEqual([...new URLSearchParams(seen.at(-1)?.body ?? '')], [['to', '+31612345678'], ['text', message.text]])
    await driver({ method: 'GET', url: `${at}/send?to={to}&text={text}`, headers: {} }).send(message)
    const url = new URL(seen.at(-1)?.url ?? '', at)
    assert.deepEqual([url.pathname, url.searchParams.get('to'), url.searchParams.get('text')], ['/send', '+31612345678', message.text])
    await driver({ headers: { 'content-type': 'application/xml' }, body: '<t>{text}</t>' }).send({ ...message, text: '</t><x>' })
    assert.equal(seen.at(-1)?.body, '<t>&#60;/t&#62;&#60;x&#62;</t>')
  })

  test('a gateway that stumbles is asked again; one that says no is not', async () => {
    const cases: readonly { status: readonly number[], outcome: unknown, calls: number }[] = [
      { status: [500, 503, 200], outcome: { outcome: 'sent' }, calls: 3 },
      { status: [429, 200], outcome: { outcome: 'sent' }, calls: 2 },
      { status: [500, 500, 500], outcome: { outcome: 'failed', reason: 'gateway-down' }, calls: 3 },
      { status: [401], outcome: { outcome: 'failed', reason: 'gateway-refused' }, calls: 1 },
      { status: [302], outcome: { outcome: 'failed', reason: 'gateway-refused' }, calls: 1 },
    ]
    for (const { status, outcome, calls } of cases) {
      const answers = [...status]
      waits.length = 0
      const before = seen.length
      answer = (_request, response) => {
        response.writeHead(answers.shift() ?? 500, { location: `${at}/elsewhere` }).end('x'.repeat(200_000))
      }
      assert.deepEqual(await driver().send(message), outcome, String(status))
      assert.equal(seen.length - before, calls)
      assert.deepEqual(waits, SMS_WAITS_MS.slice(0, calls - 1))
    }
    assert.ok(!seen.some(({ url }) => url.includes('elsewhere')), 'no redirect is followed')
  })

  test('one that is not there', async () => {
    answer = (request) => request.socket.destroy()
    assert.deepEqual(await driver().send(message), { outcome: 'failed', reason: 'gateway-down' })
    assert.deepEqual(await driver({ url: 'http://127.0.0.1:1/x' }).send(message), { outcome: 'failed', reason: 'gateway-down' })
  })

  test('an address that a message could change, or that is not safe, is refused at the start', () => {
    for (const url of ['http://gateway.test/x', 'https://{to}.test/', 'https://user:pass@gateway.test/', 'ftp://x/', 'gateway', 'https://', 'file:///etc/passwd', 'http://127.0.0.1.evil.test/']) {
      assert.notEqual(templateProblem(template({ url })), undefined, url)
      assert.throws(() => driver({ url }), /sms\.http/)
    }
    assert.equal(templateProblem(template({ url: 'https://gateway.test/{to}' })), undefined)
    assert.notEqual(templateProblem(template({ headers: { 'bad name': 'x' } })), undefined)
    assert.notEqual(templateProblem(template({ headers: { a: 'b\r\nc: d' } })), undefined)
  })
})
