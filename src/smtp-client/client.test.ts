import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { TLSSocket } from 'node:tls'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../log/log.ts'
import { createCertificateAuthority } from '../tls/certificates.ts'
import { clientTls } from '../tls/client-tls.ts'
import { fixedTls } from '../tls/server-tls.ts'
import { createSmtpClient } from './client.ts'
import { TLS_PROOFS, type HopTrust, type Letter, type Protection, type SmtpClientLimits } from './types.ts'

const authority = await createCertificateAuthority({ name: 'Test authority', clock: systemClock })
const serverTls = fixedTls(await authority.issue({ names: ['mx.b.test'], clock: systemClock }))

type Say = (text: string) => void

/** How a scripted next hop answers one line; '' stays silent. It sees the socket for worse things. */
interface Script {
  readonly extensions?: readonly string[]
  readonly greeting?: string
  readonly on?: (line: string, say: Say, socket: Socket) => boolean | undefined
  readonly afterText?: (say: Say, socket: Socket) => void
}

interface Hop {
  readonly port: number
  readonly lines: string[]
  readonly texts: string[]
  connections: number
}

/** A next hop on 127.0.0.1: honest unless the script says otherwise. */
async function hop(t: TestContext, script: Script = {}): Promise<Hop> {
  const seen: Hop = { port: 0, lines: [], texts: [], connections: 0 }
  const sockets = new Set<Socket>()
  const server = createServer((raw) => {
    seen.connections += 1
    sockets.add(raw)
    raw.on('error', () => raw.destroy())
    serve(raw, script, seen, script.greeting ?? '220 mx.b.test')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return Object.assign(seen, { port: typeof address === 'object' && address !== null ? address.port : 0 })
}

function serve(socket: Socket, script: Script, seen: Hop, greeting: string): void {
  let input = ''
  let inText = false
  const say: Say = (text) => void socket.write(`${text}\r\n`)
  const isTls = socket instanceof TLSSocket
  socket.on('error', () => socket.destroy())
  socket.on('data', (bytes: Buffer) => {
    input += bytes.toString('latin1')
    for (;;) {
      const end = inText ? input.indexOf('\r\n.\r\n') : input.indexOf('\r\n')
      if (end < 0) return
      const line = input.slice(0, end + (inText ? 2 : 0))
      input = input.slice(end + (inText ? 5 : 2))
      if (inText) {
        inText = false
        seen.texts.push(line)
        if (script.afterText === undefined) say('250 2.0.0 taken')
        else script.afterText(say, socket)
        continue
      }
      seen.lines.push(line)
      if (script.on?.(line, say, socket) === true) continue
      if (line.startsWith('EHLO')) say(['250-mx.b.test', ...(script.extensions ?? ['PIPELINING', '8BITMIME', 'SIZE 100000', 'DSN', 'SMTPUTF8', 'STARTTLS']).filter((word) => !isTls || word !== 'STARTTLS').map((word) => `250-${word}`), '250 HELP'].join('\r\n'))
      else if (line === 'STARTTLS') {
        say('220 go')
        socket.removeAllListeners('data')
        serve(new TLSSocket(socket, { isServer: true, secureContext: serverTls.secureContext() }), script, seen, '')
        return
      } else if (line === 'DATA') {
        inText = true
        say('354 go')
      } else if (line === 'QUIT') {
        say('221 bye')
        socket.end()
      } else say('250 ok')
    }
  })
  if (greeting !== '') say(greeting)
}

interface SenderArgs extends Partial<SmtpClientLimits> {
  readonly trusted?: boolean
}

function sender(t: TestContext, { trusted = true, ...limits }: SenderArgs = {}) {
  const client = createSmtpClient({
    hostname: 'out.a.test', tls: clientTls({ trusted: trusted ? [authority.certificate] : [] }), log: silentLog,
    limits: { connectMs: 30_000, greetingMs: 30_000, commandMs: 30_000, finalMs: 30_000, ...limits },
  })
  t.after(() => client.close())
  return (port: number, letter: Partial<Letter> = {}, protection: Protection = { need: 'opportunistic' }, trust = certified('b.test', 'mx.b.test')) => client.send({
    hops: [{ host: 'mx.b.test', address: '127.0.0.1', port, trust }], protection,
    letter: { mailFrom: 'a@a.test', rcptTo: [{ address: 'b@b.test' }], raw: Buffer.from('Subject: x\r\n\r\n.dot\r\n'), ...letter },
  })
}

const verified: Protection = { need: 'verified', proofs: TLS_PROOFS }
const certified = (...names: string[]): HopTrust => ({ certificate: { names, proof: 'certificate' } })

test('a letter goes over verified TLS and says so', async (t) => {
  const next = await hop(t)
  const result = await sender(t)(next.port, { envelopeId: 'e1', ret: 'HDRS', rcptTo: [{ address: 'b@b.test', notify: 'NEVER', originalRecipient: 'rfc822;x@y.test' }] }, verified)
  assert.deepEqual(result.recipients, [{ address: 'b@b.test', outcome: 'delivered', at: 'text', code: 250, status: '2.0.0', reply: '250 2.0.0 taken' }])
  assert.deepEqual(result.server, {
    host: 'mx.b.test', ip: '127.0.0.1', tellsOfDelivery: true,
    tls: {
      protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', group: 'X25519MLKEM768', proofs: ['certificate'], level: 'good',
      keyLevel: 'sufficient', peerName: 'mx.b.test', fingerprint: serverTls.facts().fingerprint,
    },
  })
  assert.deepEqual(next.lines, [
    'EHLO out.a.test', 'STARTTLS', 'EHLO out.a.test', 'MAIL FROM:<a@a.test> SIZE=20 RET=HDRS ENVID=e1',
    'RCPT TO:<b@b.test> NOTIFY=NEVER ORCPT=rfc822;x@y.test', 'DATA',
  ])
  assert.deepEqual(next.texts, ['Subject: x\r\n\r\n..dot\r\n'])
})

test('opportunistic TLS takes any certificate and says that it was not verified', async (t) => {
  const next = await hop(t)
  const { server } = await sender(t, { trusted: false })(next.port)
  assert.deepEqual([server?.tls?.protocol, server?.tls?.proofs], ['TLSv1.3', []])
})

interface Weaker {
  readonly script?: Script
  readonly trust?: HopTrust
  readonly trusted?: boolean
}

const weaker: Readonly<Record<string, Weaker>> = {
  'STARTTLS is not offered': { script: { extensions: ['8BITMIME'] } },
  'STARTTLS is refused': { script: { on: (line, say) => line === 'STARTTLS' && (say('454 no'), true) } },
  'the authority is not trusted': { trusted: false },
  'the certificate is for another name': { trust: certified('other.test') },
  'no name may be proved': { trust: certified() },
  'only HELO is known': { script: { on: (line, say) => line.startsWith('EHLO') && (say('500 what'), true) } },
  'replies are put in front of the handshake': { script: { on: (line, say) => line === 'STARTTLS' && (say('220 go\r\n250 injected\r\n250 injected'), true) } },
  'half a reply is put in front of the handshake': { script: { on: (line, _say, socket) => line === 'STARTTLS' && (socket.write('220 go\r\n250-half'), true) } },
  'what follows STARTTLS is no handshake': { script: { on: (line, say) => line === 'STARTTLS' && (say('220 go'), setTimeout(() => say('250 x'), 5), true) } },
}
for (const [what, { script, trust, trusted = true }] of Object.entries(weaker)) {
  test(`verified TLS: when ${what} nothing of the letter is said`, async (t) => {
    const next = await hop(t, script)
    const result = await sender(t, { trusted })(next.port, {}, verified, trust)
    assert.equal(result.recipients[0]?.outcome, 'try-later')
    assert.equal(result.isDowngrade, true)
    assert.equal(result.server, null)
    assert.ok(!next.lines.some((line) => line.startsWith('MAIL') || line.startsWith('RCPT')))
    assert.deepEqual(next.texts, [])
  })
}

test('opportunistic TLS: a handshake that fails is tried once more without', async (t) => {
  const next = await hop(t, { on: (line, say, socket) => line === 'STARTTLS' && (say('220 go'), setTimeout(() => socket.destroy(), 5), true) })
  const result = await sender(t)(next.port)
  assert.deepEqual([result.recipients[0]?.outcome, result.server?.tls, next.connections], ['delivered', null, 2])
})

test('each recipient has its own outcome, and only those taken get the text', async (t) => {
  const answers: Readonly<Record<string, string>> = { 'no@b.test': '550 5.1.1 who', 'full@b.test': '452 4.2.2 full', 'many@b.test': '552 too many', 'odd@b.test': '550 2.0.0 odd' }
  const next = await hop(t, { on: (line, say) => {
    const answer = answers[/^RCPT TO:<([^>]+)>/.exec(line)?.[1] ?? '']
    if (answer === undefined) return false
    say(answer)
    return true
  } })
  const { recipients } = await sender(t)(next.port, { rcptTo: [...Object.keys(answers), 'ok@b.test'].map((address) => ({ address })) })
  assert.deepEqual(recipients.map(({ outcome, at, status }) => `${outcome} ${at} ${status}`), [
    'failed rcpt 5.1.1', 'try-later rcpt 4.2.2', 'try-later rcpt 4.0.0', 'failed rcpt 5.0.0', 'delivered text 2.0.0',
  ])
})

test('without PIPELINING one command goes at a time', async (t) => {
  const next = await hop(t, { extensions: [] })
  const { recipients } = await sender(t)(next.port, { rcptTo: [{ address: 'a@b.test' }, { address: 'b@b.test' }] })
  assert.deepEqual(recipients.map(({ outcome }) => outcome), ['delivered', 'delivered'])
})

test('MAIL refused in a batch does not shift the replies of the next letter', async (t) => {
  let refusals = 1
  const next = await hop(t, { on: (line, say) => line.startsWith('MAIL') && refusals-- > 0 ? (say('451 4.7.1 later'), true) : false })
  const send = sender(t)
  assert.equal((await send(next.port)).recipients[0]?.at, 'mail')
  assert.equal((await send(next.port)).recipients[0]?.outcome, 'delivered')
  assert.equal(next.connections, 1)
})

test('one turn takes MAIL, RCPT and DATA; a server that wants a text for nobody gets an empty one', async (t) => {
  const refused = new Set(['RCPT TO:<x@b.test>'])
  const next = await hop(t, { on: (line, say) => refused.has(line.split(' NOTIFY')[0] ?? '') ? (say('550 5.1.1 no'), true) : false })
  const send = sender(t)
  const [nobody] = (await send(next.port, { rcptTo: [{ address: 'x@b.test' }] })).recipients
  assert.deepEqual([nobody?.outcome, nobody?.at], ['failed', 'rcpt'])
  const both = (await send(next.port, { rcptTo: [{ address: 'x@b.test' }, { address: 'b@b.test' }] })).recipients
  assert.deepEqual(both.map(({ outcome }) => outcome), ['failed', 'delivered'])
  assert.equal(next.connections, 1)
})

const unsendable: Readonly<Record<string, [Partial<Letter>, string]>> = {
  'a bare LF': [{ raw: Buffer.from('a\n.\r\n') }, '5.6.0'],
  'a bare CR': [{ raw: Buffer.from('a\r.\r\n') }, '5.6.0'],
  'a message over SIZE': [{ raw: Buffer.from(`${'x'.repeat(998)}\r\n`.repeat(101)) }, '5.3.4'],
  'a command in the sender': [{ mailFrom: 'a@a.test>\r\nRCPT TO:<x@y.test' }, '5.1.3'],
  'a command in a recipient': [{ rcptTo: [{ address: 'b@b.test\r\nDATA' }] }, '5.1.3'],
}
for (const [what, [letter, status]] of Object.entries(unsendable)) {
  test(`${what} is never sent`, async (t) => {
    const next = await hop(t)
    const [recipient] = (await sender(t)(next.port, letter)).recipients
    assert.deepEqual([recipient?.outcome, recipient?.status], ['failed', status])
    assert.ok(!next.lines.some((line) => line.startsWith('MAIL')))
  })
}

test('what a server cannot take is not pressed on it', async (t) => {
  const next = await hop(t, { extensions: ['PIPELINING'] })
  const send = sender(t)
  assert.equal((await send(next.port, { raw: Buffer.from('A: b\r\n\r\né\r\n') })).recipients[0]?.status, '5.6.3')
  assert.equal((await send(next.port, { rcptTo: [{ address: 'zoë@b.test' }] })).recipients[0]?.status, '5.6.7')
})

test('8-bit text and addresses beyond ASCII are announced', async (t) => {
  const next = await hop(t)
  await sender(t)(next.port, { rcptTo: [{ address: 'zoë@b.test' }], raw: Buffer.from('A: b\r\n\r\né\r\n') })
  assert.ok(next.lines.includes('MAIL FROM:<a@a.test> SIZE=12 BODY=8BITMIME SMTPUTF8'))
})

const hostile: Readonly<Record<string, [Script, RegExp]>> = {
  'never greets': [{ greeting: ' ' }, /no|cannot/],
  'greets with 554': [{ greeting: '554 no' }, /^554/],
  'closes after the text': [{ afterText: (_say, socket) => void socket.destroy() }, /closed|ECONNRESET/],
  'is silent after the text': [{ afterText: () => undefined }, /no reply in time/],
  'sends a reply of endless lines': [{ on: (line, say) => line.startsWith('EHLO') && (say('250-x\r\n'.repeat(5000)), true) }, /too-many-lines/],
  'sends a line of a megabyte': [{ on: (line, say) => line.startsWith('EHLO') && (say(`250-${'x'.repeat(1 << 20)}`), true) }, /line-too-long/],
  'says what is no reply': [{ on: (line, say) => line.startsWith('EHLO') && (say('hello there'), true) }, /not-a-reply/],
  'answers more than was asked': [{ extensions: [], on: (line, say) => line.startsWith('MAIL') && (say('250 ok\r\n250 ok\r\n250 ok\r\n250 ok'), true) }, /nobody asked|^4/],
}
for (const [what, [script, reply]] of Object.entries(hostile)) {
  test(`a server that ${what}: try later`, async (t) => {
    const next = await hop(t, script)
    // Only silence is waited for; whatever is said must be heard also on a busy machine.
    const isSilence = script.greeting === ' ' || script.afterText !== undefined
    const [
      recipient,
    ] = (await sender(t, isSilence ? { greetingMs: 80, commandMs: 80, finalMs: 80 } : {})(next.port)).recipients
    assert.equal(recipient?.outcome, 'try-later')
    assert.match(recipient?.reply ?? '', reply)
  })
}

test('two replies to one text: delivered once, and the connection is not used again', async (t) => {
  const next = await hop(t, { afterText: (say) => say('250 one\r\n250 two') })
  const send = sender(t)
  assert.equal((await send(next.port)).recipients[0]?.outcome, 'delivered')
  assert.equal((await send(next.port)).recipients[0]?.outcome, 'delivered')
  assert.equal(next.connections, 2)
})

test('a 5xx after the text carries no control characters', async (t) => {
  const next = await hop(t, { afterText: (say) => say('554 <script>\rBcc: x@y.test\x1b') })
  const [recipient] = (await sender(t)(next.port)).recipients
  assert.deepEqual([recipient?.outcome, recipient?.reply], ['failed', '554 <script>?Bcc: x@y.test?'])
})

test('several letters go over one connection, of the same protection only', async (t) => {
  const next = await hop(t)
  const send = sender(t)
  for (let count = 0; count < 3; count += 1) await send(next.port)
  assert.deepEqual([next.connections, next.texts.length], [1, 3])
  await send(next.port, {}, verified)
  assert.equal(next.connections, 2)
})

test('a kept connection that the server closed meanwhile costs nothing', async (t) => {
  const open: Socket[] = []
  const next = await hop(t, { extensions: [], on: (line, _say, socket) => {
    if (line.startsWith('EHLO')) open.push(socket)
    return false
  } })
  const send = sender(t)
  await send(next.port)
  open[0]?.destroy()
  assert.equal((await send(next.port)).recipients[0]?.outcome, 'delivered')
})

test('the next server is tried when one cannot be talked to; 521 is final', async (t) => {
  const good = await hop(t)
  const closed = await hop(t, { greeting: '421 busy' })
  const client = createSmtpClient({ hostname: 'out.a.test', tls: clientTls(), log: silentLog })
  t.after(() => client.close())
  const letter = { mailFrom: '', rcptTo: [{ address: 'b@b.test' }], raw: Buffer.from('x\r\n') }
  const at = (port: number) => ({ host: '127.0.0.1', port })
  const result = await client.send({ hops: [at(1), at(closed.port), at(good.port)], protection: { need: 'opportunistic' }, letter })
  assert.equal(result.recipients[0]?.outcome, 'delivered')
  const never = await hop(t, { greeting: '521 5.3.2 no mail here' })
  assert.equal((await client.send({ hops: [at(never.port)], protection: { need: 'opportunistic' }, letter })).recipients[0]?.outcome, 'failed')
  assert.equal((await client.send({ hops: [], protection: { need: 'opportunistic' }, letter })).recipients[0]?.outcome, 'try-later')
})
