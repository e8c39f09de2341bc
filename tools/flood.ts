/**
 * Floods a mail server and asks, while it lasts, how long an honest client waits: one from another address, and one from an
 * address that floods. Twenty addresses of loopback hold 1,500 connections (talkers, half mails, handshakes, comers and
 * goers), and one holds 300 that send an octet now and then.
 *
 *     node tools/run.mjs tools/flood.ts [--smtp HOST:PORT --to ADDRESS] [--seconds 20] [--json]
 *
 * Without `--smtp` it starts a service of its own on which loopback has no privileges. Exit code 1 when an honest session
 * (greeting to 250, tried again when asked to) took longer than its budget: 2 s from another address, 5 s from the same.
 */
import { fork } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { parseArgs } from 'node:util'
import { startService } from '../test/service.ts'

/** Longest honest session, in milliseconds. */
const BUDGET_MS = { another: 2000, same: 5000 } as const
const SLOW = 300
const FLOODING = 1500
const ADDRESSES = 20

const { values } = parseArgs({ options: {
  smtp: { type: 'string' }, to: { type: 'string', default: 'marieke@delinde.example' }, seconds: { type: 'string', default: '20' },
  json: { type: 'boolean', default: false }, act: { type: 'string', default: 'watch' },
} })

if (values.act === 'flood') flood(target())
else process.exitCode = await watch()

function target(): { readonly host: string, readonly port: number } {
  const at = values.smtp ?? ''
  return { host: at.slice(0, at.lastIndexOf(':')), port: Number(at.slice(at.lastIndexOf(':') + 1)) }
}

/** What hostile clients do, each in its own way, over and over. */
function flood({ host, port }: { readonly host: string, readonly port: number }): void {
  const open = (localAddress: string): Socket => {
    const socket = connect({ host, port, localAddress })
    socket.on('error', () => undefined)
    return socket
  }
  const again = (socket: Socket, act: () => void, ms: number): void => void socket.once('close', () => setTimeout(act, ms))
  const acts: readonly ((from: string) => void)[] = [
    function talker(from) {
      const socket = open(from)
      let isGreeted = false
      socket.on('data', () => {
        socket.write(isGreeted ? 'NOOP\r\nRSET\r\n' : 'EHLO flood.example\r\n')
        isGreeted = true
      })
      again(socket, () => talker(from), 100)
    },
    function halfMail(from) {
      const socket = open(from)
      const lines = ['EHLO flood.example', 'MAIL FROM:<x@flood.example>', `RCPT TO:<${values.to}>`, 'DATA']
      socket.on('data', () => socket.write(`${lines.shift() ?? 'x'.repeat(60)}\r\n`))
      const drip = setInterval(() => lines.length === 0 && socket.write(`${'y'.repeat(200)}\r\n`), 300)
      socket.once('close', () => clearInterval(drip))
      again(socket, () => halfMail(from), 100)
    },
    function handshaker(from) {
      const socket = open(from)
      let answers = 0
      socket.on('data', () => {
        answers++
        if (answers === 1) socket.write('EHLO flood.example\r\n')
        if (answers === 2) socket.write('STARTTLS\r\n')
        if (answers === 3) {
          socket.removeAllListeners('data')
          const secure = connectTls({ socket, rejectUnauthorized: false }, () => secure.destroy())
          secure.on('error', () => undefined)
        }
      })
      again(socket, () => handshaker(from), 200)
    },
    function comer(from) {
      const socket = open(from)
      socket.once('data', () => socket.destroy())
      again(socket, () => comer(from), 50)
    },
  ]
  for (let index = 0; index < FLOODING; index++) acts[index % acts.length]?.(`127.0.0.${10 + index % ADDRESSES}`)
  for (let index = 0; index < SLOW; index++) {
    const slow = (): void => {
      const socket = open('127.0.0.9')
      const drip = setInterval(() => socket.write('N'), 2000)
      socket.on('data', () => undefined)
      socket.once('close', () => clearInterval(drip))
      again(socket, slow, 500)
    }
    slow()
  }
  process.on('disconnect', () => process.exit())
  process.send?.('flooding')
}

/** One honest session; gives the time until the 250 of its mail, however often it had to come again. */
async function honest(
  localAddress: string, { host, port }: { readonly host: string, readonly port: number },
): Promise<number> {
  const began = performance.now()
  for (let tries = 1; ; tries++) {
    const answer = await session(connect({ host, port, localAddress }))
    if (answer === 'kept') return performance.now() - began
    if (performance.now() - began > 60_000) {
      console.log(`from ${localAddress}, after ${tries} tries: ${answer}`)
      return Infinity
    }
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

/** `kept`, or the last thing that was said. */
function session(socket: Socket): Promise<string> {
  const steps = ['EHLO honest.example', 'MAIL FROM:<jan@honest.example>', `RCPT TO:<${values.to}>`, 'DATA',
    `From: jan@honest.example\r\nTo: ${values.to}\r\nSubject: dag\r\nDate: Mon, 1 Jun 2026 10:00:00 +0200\r\nMessage-ID: <${Math.random()}@honest.example>\r\n\r\nDag.\r\n.`]
  let text = ''
  return new Promise((resolve) => {
    const end = (how: string): void => {
      socket.destroy()
      resolve(how)
    }
    socket.setTimeout(20_000, () => end('no answer in time'))
    socket.on('error', (error) => end(error.message)).on('close', () => end('closed')).on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      const reply = /^(?:\d{3}-[^\n]*\n)*(\d)\d\d [^\n]*\n$/.exec(text)
      if (reply === null) return
      if (Number(reply[1]) > 3) return end(text.trim())
      text = ''
      const step = steps.shift()
      if (step === undefined) return end('kept')
      socket.write(`${step}\r\n`)
    })
  })
}

async function watch(): Promise<number> {
  const service = values.smtp === undefined ? await startService({ domain: 'delinde.example', sets: ['throttle.exempt=[]'] }) : undefined
  service?.addAccount('marieke@delinde.example')
  const at = values.smtp ?? `127.0.0.1:${service?.ports['smtp'] ?? 0}`
  const aim = { host: at.slice(0, at.lastIndexOf(':')), port: Number(at.slice(at.lastIndexOf(':') + 1)) }
  const child = fork(import.meta.filename, ['--act', 'flood', '--smtp', at, '--to', values.to])
  try {
    const quietMs = await honest('127.0.0.1', aim)
    await new Promise((resolve) => child.once('message', resolve))
    const times: Record<keyof typeof BUDGET_MS, number[]> = { another: [], same: [] }
    const until = performance.now() + Number(values.seconds) * 1000
    while (performance.now() < until) {
      for (const [from, which] of [['127.0.0.1', 'another'], ['127.0.0.10', 'same'], ['127.0.0.9', 'same']] as const) {
        times[which].push(await honest(from, aim))
      }
    }
    let code = 0
    for (const which of ['another', 'same'] as const) {
      const sorted = times[which].toSorted((a, b) => a - b)
      const worst = sorted.at(-1) ?? Infinity
      const row = {
        from: which, sessions: sorted.length, quietMs: Math.round(quietMs),
        middleMs: Math.round(sorted[sorted.length >> 1] ?? 0), worstMs: Math.round(worst), budgetMs: BUDGET_MS[which],
      }
      if (worst > BUDGET_MS[which]) code = 1
      console.log(values.json ? JSON.stringify(row) : `${worst > BUDGET_MS[which] ? 'FAIL' : 'PASS'} from ${which} address: ${row.sessions} sessions, middle ${row.middleMs} ms, worst ${row.worstMs} ms (budget ${row.budgetMs} ms, quiet ${row.quietMs} ms)`)
    }
    return code
  } finally {
    child.disconnect()
    await service?.remove()
  }
}
