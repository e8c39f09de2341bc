import { connect, isIP, type Socket } from 'node:net'
import type { ReceivedReply } from '../smtp/reply-parser.ts'
import type { ClientTls } from '../tls/client-tls.ts'
import { demandOf, type Demand } from './demand.ts'
import { Dialogue, DialogueBroken } from './dialogue.ts'
import type { TlsFailure } from './tls-failure.ts'
import type { NextHop, Place, Protection, SmtpClientLimits } from './types.ts'

/** A server that has greeted, knows who we are, and is protected as was asked. */
export interface ServerSession {
  readonly hop: NextHop
  readonly dialogue: Dialogue
  /** EHLO keywords in upper case with their parameters; empty after HELO. */
  readonly extensions: ReadonlyMap<string, string>
  /** Why this goes without TLS. */
  readonly failure?: TlsFailure
}

/** Why there is no session with this server. `code` 0 when it said nothing. */
export interface NoSession {
  readonly at: Place
  readonly code: number
  readonly status: string
  readonly reply: string
  /** Trying again would change nothing. */
  readonly isFinal?: true
  /** What was wrong with its TLS, when that was it. */
  readonly failure?: TlsFailure
}

export interface OpenArgs {
  readonly hop: NextHop
  readonly protection: Protection
  readonly hostname: string
  readonly tls: ClientTls
  readonly limits: SmtpClientLimits
}

/**
 * Connects, greets and protects. A handshake that fails where TLS is only wished for is tried once more without
 * (RFC 7435: opportunistic); where it is needed nothing is ever said in plain text beyond EHLO and STARTTLS.
 */
export async function openSession(args: OpenArgs): Promise<ServerSession | NoSession> {
  const demand = demandOf(args.hop, args.protection)
  if (demand.kind === 'no') {
    const kind = demand.at === 'connect' ? 'dnssec-invalid' : 'validation-failure'
    return {
      at: demand.at, code: 0, status: demand.status, reply: demand.reply, failure: { kind, reason: demand.reply },
    }
  }
  const first = await attempt(args, { demand, withTls: true })
  if (!('at' in first) || first.at !== 'tls' || demand.kind === 'must') return first
  const second = await attempt(args, { demand, withTls: false })
  return { ...second, failure: first.failure ?? { kind: 'validation-failure', reason: first.reply } }
}

async function attempt(
  args: OpenArgs, { demand, withTls }: { readonly demand: Demand, readonly withTls: boolean },
): Promise<ServerSession | NoSession> {
  const { hop, protection, limits } = args
  let dialogue: Dialogue | undefined
  try {
    dialogue = new Dialogue(await connected(hop, limits.connectMs))
    const greeting = await dialogue.reply('greeting', limits.greetingMs)
    if (greeting.code !== 220) return ended(dialogue, 'greeting', greeting)
    let extensions = await hello(dialogue, args)
    if ('at' in extensions) return ended(dialogue, 'hello', extensions.reply)
    if (withTls && extensions.known.has('STARTTLS')) {
      const answer = await dialogue.command('tls', 'STARTTLS', limits.commandMs)
      if (answer.code === 220) {
        await dialogue.startTls({ tls: args.tls, hop, demand, withinMs: limits.connectMs })
        extensions = await hello(dialogue, args)
        if ('at' in extensions) return ended(dialogue, 'hello', extensions.reply)
      } else if (demand.kind === 'must') return { ...ended(dialogue, 'tls', answer), failure: notOffered }
    }
    if (demand.kind === 'must' && dialogue.tls === null) {
      dialogue.quit()
      return { at: 'tls', code: 0, status: '4.7.10', reply: 'TLS is not offered there, and this message needs it', failure: notOffered }
    }
    if (protection.need === 'verified' && protection.requireTls === true && !extensions.known.has('REQUIRETLS')) {
      dialogue.quit()
      return { at: 'tls', code: 0, status: '5.7.30', reply: 'REQUIRETLS is not supported there, and this message asks for it', isFinal: true }
    }
    return { hop, dialogue, extensions: extensions.known, ...(dialogue.tls === null ? { failure: notOffered } : {}) }
  } catch (error) {
    dialogue?.destroy()
    if (!(error instanceof DialogueBroken)) throw error
    if (error.at !== 'tls') return { at: error.at, code: 0, status: '4.4.1', reply: error.message }
    const failure = error.failure ?? { kind: 'validation-failure', reason: error.message }
    return { at: error.at, code: 0, status: '4.7.10', reply: error.message, failure }
  }
}

const notOffered: TlsFailure = { kind: 'starttls-not-supported', reason: 'STARTTLS is not offered' }

function ended(dialogue: Dialogue, at: Place, reply: ReceivedReply): NoSession {
  dialogue.quit()
  return { at, code: reply.code, status: reply.enhanced === '' ? `${reply.code < 500 ? 4 : 5}.0.0` : reply.enhanced, reply: reply.lines.join(' ') }
}

/** EHLO, and HELO where EHLO is not known (RFC 5321 §3.2). */
async function hello(dialogue: Dialogue, { hostname, limits }: OpenArgs): Promise<{ readonly known: Map<string, string> } | { readonly at: 'hello', readonly reply: ReceivedReply }> {
  const name = isIP(hostname) === 0 ? hostname : `[${isIP(hostname) === 6 ? 'IPv6:' : ''}${hostname}]`
  const answer = await dialogue.command('hello', `EHLO ${name}`, limits.commandMs)
  if (answer.code === 250) {
    const known = new Map<string, string>()
    for (const line of answer.lines.slice(1)) {
      const space = line.indexOf(' ')
      known.set((space < 0 ? line : line.slice(0, space)).toUpperCase(), space < 0 ? '' : line.slice(space + 1))
    }
    return { known }
  }
  if (answer.code < 500) return { at: 'hello', reply: answer }
  const plain = await dialogue.command('hello', `HELO ${name}`, limits.commandMs)
  return plain.code === 250 ? { known: new Map() } : { at: 'hello', reply: plain }
}

function connected(hop: NextHop, withinMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hop.address ?? hop.host, port: hop.port })
    const timer = setTimeout(() => fail('no connection in time'), withinMs)
    const fail = (why: string): void => {
      clearTimeout(timer)
      socket.destroy()
      reject(new DialogueBroken('connect', why))
    }
    socket.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}
