/**
 * The SMTP client: hands a letter to the next server.
 *
 * Promises: an outcome for every recipient, with where in the dialogue it was decided; `verified`, and what the domain
 * itself demands (DANE, MTA-STS), never fall back to anything less; what was really reached (TLS version, suite, key
 * exchange, what proved the server, fingerprint) is reported; no bare CR or LF is ever sent; nothing that came in plain
 * text is believed after STARTTLS; every step has its time and every reply its limit; no password is ever sent.
 * Fails: never throws for what the network does; that is an outcome. Delivery is at least once: a connection that
 * breaks between the final dot and its reply gives `try-later`.
 * Standards: RFC 5321, 1870, 2034, 2920, 3207, 3461, 6152, 6531, 7435, 7672, 8461, 8689.
 */
import type { Log } from '../log/log.ts'
import type { ClientTls } from '../tls/client-tls.ts'
import { openSession, type NoSession, type ServerSession } from './open-session.ts'
import { transact } from './transaction.ts'
import {
  HOPS_MAX, IDLE_CONNECTIONS_MAX, MESSAGES_PER_CONNECTION_MAX, smtpClientLimits,
  type Letter, type NextHop, type Protection, type RecipientResult, type SendArgs, type SendResult, type SessionSeen,
  type SmtpClientLimits,
} from './types.ts'

export interface SmtpClient {
  send(args: SendArgs): Promise<SendResult>
  /** Ends kept connections. Messages under way go on. */
  close(): void
}

interface Kept {
  readonly session: ServerSession
  readonly sent: number
  readonly timer: NodeJS.Timeout
}

/** One client for the whole process; it keeps connections for a moment, so that the next letter finds one open. */
export function createSmtpClient({ hostname, tls, log, limits: some = {} }: {
  /** Our name in EHLO. */
  readonly hostname: string, readonly tls: ClientTls, readonly log: Log, readonly limits?: Partial<SmtpClientLimits>,
}): SmtpClient {
  const limits = { ...smtpClientLimits, ...some }
  const idle = new Map<string, Kept[]>()
  let kept = 0
  let closed = false

  function takeIdle(key: string): { readonly session: ServerSession, readonly sent: number } | undefined {
    const list = idle.get(key) ?? []
    for (let one = list.pop(); one !== undefined; one = list.pop()) {
      clearTimeout(one.timer)
      kept -= 1
      if (list.length === 0) idle.delete(key)
      if (one.session.dialogue.broken) continue
      one.session.dialogue.ref()
      return one
    }
    return undefined
  }

  function keep(key: string, session: ServerSession, sent: number): void {
    const { dialogue } = session
    if (dialogue.broken) return
    if (closed || sent >= MESSAGES_PER_CONNECTION_MAX || kept >= IDLE_CONNECTIONS_MAX) return dialogue.quit()
    const list = idle.get(key) ?? []
    const timer = setTimeout(() => {
      const at = list.findIndex((one) => one.session === session)
      if (at < 0) return
      list.splice(at, 1)
      kept -= 1
      if (list.length === 0) idle.delete(key)
      dialogue.quit()
    }, limits.idleMs)
    timer.unref()
    dialogue.unref()
    list.push({ session, sent, timer })
    idle.set(key, list)
    kept += 1
  }

  async function sendOver(key: string, session: ServerSession, sent: number, letter: Letter): Promise<SendResult> {
    const recipients = await transact(session, letter, limits)
    const { dialogue, hop } = session
    // A transaction that did not end with a message is closed by RSET, unless the server is on its way out anyway.
    const clean = recipients.some((one) => one.at === 'text') || dialogue.broken
    if (!clean) await dialogue.command('before', 'RSET', limits.commandMs).catch(() => undefined)
    if (recipients.some((one) => one.code === 421)) dialogue.quit()
    const { tls: protection, ip } = dialogue
    keep(key, session, sent + 1)
    return { recipients, server: { host: hop.host, ip, tls: protection,
      tellsOfDelivery: session.extensions.has('DSN') }, isDowngrade: false }
  }

  async function sendTo(hop: NextHop, args: SendArgs): Promise<SendResult | NoSession> {
    const key = keyOf(hop, args.protection)
    const open = takeIdle(key)
    if (open !== undefined) {
      const result = await sendOver(key, open.session, open.sent, args.letter)
      // The server may have closed it in the meantime: then nothing was asked yet, and a new connection is fair.
      const stale = result.recipients.every((one) => one.code === 0 && (one.at === 'mail' || one.at === 'rcpt')
        || one.code === 421)
      if (!stale) return result
    }
    const session = await openSession({ hop, protection: args.protection, hostname, tls, limits })
    args.onSession?.(seenOf(hop, session))
    return 'dialogue' in session ? await sendOver(key, session, 0, args.letter) : session
  }

  return {
    async send(args) {
      let last: NoSession = { at: 'connect', code: 0, status: '4.4.3', reply: 'no server to send to' }
      // A server that fell short is told, whatever the others were: it may be somebody's doing.
      let short: NoSession | undefined
      for (const hop of args.hops.slice(0, HOPS_MAX)) {
        const result = await sendTo(hop, args)
        if ('recipients' in result) return result
        log.debug('smtp-client.no-session', { at: result.at, code: result.code })
        last = result
        if (result.at === 'tls') short ??= result
      }
      const why = short ?? last
      return {
        recipients: args.letter.rcptTo.map(({ address }) => withoutSession(address, why)), server: null,
        isDowngrade: short !== undefined,
      }
    },
    close() {
      closed = true
      for (const list of idle.values()) {
        for (const { session, timer } of list) {
          clearTimeout(timer)
          session.dialogue.quit()
        }
      }
      idle.clear()
      kept = 0
    },
  }
}

/** 521 and 556 say that this host never takes mail (RFC 7504); anything else at the door may be better tomorrow. */
function withoutSession(address: string, { at, code, status, reply, isFinal }: NoSession): RecipientResult {
  const outcome = code === 521 || code === 556 || isFinal === true ? 'failed' : 'try-later'
  const digit = outcome === 'failed' ? '5' : '4'
  return { address, outcome, at, code, status: `${digit}${status.slice(1)}`,
    reply: `${code === 0 ? '' : `${code} `}${reply}`.slice(0, 500) }
}

function seenOf(hop: NextHop, session: ServerSession | NoSession): SessionSeen {
  const { failure } = session
  const tls = 'dialogue' in session ? session.dialogue.tls : null
  return { hop, tls, isTold: 'dialogue' in session || failure !== undefined, ...(failure === undefined ? {}
    : { failure }) }
}

/** Only letters that ask the same of the same server share a connection. */
function keyOf({ host, address, port, trust = {} }: NextHop, protection: Protection): string {
  const need = protection.need === 'opportunistic' ? `opportunistic ${protection.ignoresPolicies === true}`
    : `verified ${protection.proofs.join()} ${protection.requireTls === true} ${protection.tlsMin ?? ''}`
  const { tlsa, certificate, ...rest } = trust
  const records = tlsa?.records.map(({ usage, selector, matching, certificate: bytes }) =>
    `${usage}${selector}${matching}${bytes.toHex()}`)
  return JSON.stringify([host, address, port, need, records, tlsa?.names, certificate, rest])
}
