import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { systemClock } from '../../base/clock.ts'
import { silentLog } from '../../log/log.ts'
import { createSmtpClient } from '../../smtp-client/client.ts'
import { clientTls } from '../../tls/client-tls.ts'
import { attacks, tryAttack } from './attacker.ts'
import { openOutside, type Outside } from './outside.ts'
import { shownHtml, shownText } from './shown-html.ts'

let folder = ''
let outside: Outside

const options = (): Parameters<typeof openOutside>[0] => ({
  mailFile: join(folder, 'mail.jsonl'), smsFiles: [join(folder, 'a.jsonl'), join(folder, 'not-there.jsonl')], victimPort: outside?.smtpPort ?? 1,
  httpPort: 0, smtpPort: 0, clock: systemClock, log: silentLog,
})

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zegel-outside-'))
  outside = await openOutside(options())
})
after(async () => {
  await outside.close()
  rmSync(folder, { recursive: true, force: true })
})

const get = (path: string, more: RequestInit = {}): Promise<Response> => fetch(`http://127.0.0.1:${outside.httpPort}${path}`, more)

async function deliver(to: string, raw: string): Promise<string> {
  const client = createSmtpClient({ hostname: 'mail.delinde.example', tls: clientTls(), log: silentLog })
  const sent = await client.send({
    hops: [{ host: 'post.example', address: '127.0.0.1', port: outside.smtpPort }], protection: { need: 'opportunistic' },
    letter: { mailFrom: 'marieke@delinde.example', rcptTo: [{ address: to }], raw: new TextEncoder().encode(raw) },
  })
  client.close()
  return JSON.stringify(sent)
}

const mail = 'From: "Marieke <b>" <marieke@delinde.example>\r\nTo: anja@post.example\r\nSubject: <script>alert(1)</script>\r\nMIME-Version: 1.0\r\n'
  + 'Content-Type: text/html; charset=utf-8\r\n\r\n<p onclick="x()">Dag</p><script>alert(2)</script><a href="http://linde.localhost/p#abc" style="background:#000">Lees</a>\r\n'

test('mail arrives over SMTP without TLS, is shown harmlessly, and is there after a restart', async () => {
  assert.match(await deliver('anja.bakker@post.example', mail), /"delivered"/)
  assert.match(await deliver('anja@elders.example', mail), /550|failed/)
  const list = await (await get('/post')).text()
  assert.match(list, /&#60;script&#62;alert\(1\)/)
  assert.match(list, /Marieke &#60;b&#62;/)
  const id = /\/post\/([A-Za-z0-9_-]{22})/.exec(list)?.[1] ?? assert.fail(list)
  const page = await (await get(`/post/${id}`)).text()
  assert.match(page, /<p>Dag<\/p><a href="http:\/\/linde\.localhost\/p#abc" class="knop" target="_blank" rel="noopener noreferrer">Lees<\/a>/)
  assert.doesNotMatch(page, /onclick|alert\(2\)|<script>/)
  await outside.close()
  outside = await openOutside(options())
  assert.equal(outside.mailbox.mails().length, 1)
})

test('the telephone shows what the drivers wrote, newest first, and skips half a line', async () => {
  writeFileSync(join(folder, 'a.jsonl'), `${JSON.stringify({ at: 1, to: '+31612345621', text: 'De Linde: uw code is 111111.\n\n@x #1' })}\n${
    JSON.stringify({ at: 2, to: '+31612345621', text: '<b>222222' })}\n{"at":3,"to":"+316`)
  const page = await (await get('/telefoon')).text()
  assert.ok(page.indexOf('222222') < page.indexOf('111111'))
  assert.match(page, /&#60;b&#62;222222/)
  assert.doesNotMatch(page, /@x #1/)
})

test('every page says that it is a demonstration, under a strict policy', async () => {
  for (const path of ['/', '/post', '/telefoon', '/aanvaller', '/nergens', '/post/nergens', '/post?van=%3Cscript%3E']) {
    const answer = await get(path)
    assert.match(await answer.text(), /Demonstratie\./, path)
    assert.match(answer.headers.get('content-security-policy') ?? '', /^default-src 'none'; (?!.*unsafe)/)
  }
})

test('no other site presses its buttons, and no other name leads here', async () => {
  const press = (headers: Record<string, string>): Promise<Response> => get('/aanvaller', {
    method: 'POST', body: new URLSearchParams({ poging: 'collega' }), headers,
  })
  assert.equal((await press({ origin: 'http://evil.example' })).status, 403)
  assert.equal((await press({ origin: 'null' })).status, 403)
  assert.equal((await get('/', { method: 'DELETE' })).status, 403)
  assert.equal((await get('/aanvaller', { method: 'POST', body: 'a'.repeat(10_000) })).status, 500)
})

test('an attack is really tried, word for word: a server for other domains refuses, one that is silent or gone is told', async () => {
  const [colleague, , smuggle] = attacks
  assert.ok(colleague !== undefined && smuggle !== undefined)
  const kept = outside.mailbox.mails().length
  const refused = await tryAttack(colleague, { port: outside.smtpPort, now: 0 })
  assert.equal(refused.outcome, 'refused')
  assert.deepEqual(refused.said.slice(0, 2).map(({ by }) => by), ['server', 'aanvaller'])
  assert.match(refused.said.at(-1)?.text ?? '', /^550/)
  const own = await tryAttack({ ...smuggle, rcptTo: 'anja@post.example' }, { port: outside.smtpPort, now: 0 })
  assert.equal(own.outcome, 'refused')
  assert.match(own.said.at(-1)?.text ?? '', /bare CR or LF/)
  assert.equal(outside.mailbox.mails().length, kept)

  const flood = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.write('220-'.padEnd(40_000, 'x'))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => flood.once('listening', resolve))
  const address = flood.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  assert.equal((await tryAttack(colleague, { port, now: 0 })).outcome, 'no-answer')
  await new Promise((resolve) => flood.close(resolve))
  assert.equal((await tryAttack(colleague, { port, now: 0 })).outcome, 'no-answer')
})

test('HTML of a mail is written anew', () => {
  assert.equal(shownHtml('<p><b>a</p>b'), '<p><b>a</b></p>b')
  assert.equal(shownHtml('<a href="javascript:x">a</a><a href="HTTPS://b.example/?a=1&b=%22">b</a>'),
    'a<a href="HTTPS://b.example/?a=1&#38;b=%22" target="_blank" rel="noopener noreferrer">b</a>')
  assert.equal(shownHtml('<svg><p>x</p></svg><img src=x onerror=y><p style="color:red">&lt;i&gt;</p>'), '<p>&#60;i&#62;</p>')
  assert.equal(shownText('a <b>\nhttp://c.example/p#d.\n\ne'), '<p>a &#60;b&#62;<br><a href="http://c.example/p#d." target="_blank" rel="noopener noreferrer">http://c.example/p#d.</a></p>\n<p>e</p>')
})
