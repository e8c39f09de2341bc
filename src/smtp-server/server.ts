/**
 * The SMTP servers: `smtp` takes mail from strangers for our people, `submission` (587) and `submissions` (465) take
 * mail from our people for anyone; `lmtp` takes mail from a mail server on this machine.
 *
 * Promises: a 250 comes after the flow behind said that the message is kept; a connection that breaks before leaves
 * nothing behind; only CRLF.CRLF ends a message and a bare CR or LF is refused; what was said before TLS is forgotten at
 * STARTTLS; passwords are read inside TLS only; one command at a time; replies of a batch go out in one write; every
 * connection has a deadline and every buffer a limit. Message text is in memory only. Who is shut out or over its share is
 * turned away before TLS and before a byte is parsed; a flood takes the places and turns of itself (`shared.ts`).
 * Fails: `Temporary` behind gives 451 or 452, `Refusal` 550, anything else 451 and is logged; at its limits it says 421.
 * Standards: RFC 5321, 1870, 2033, 2034, 2920, 3030, 3207, 3461, 4954, 6152, 6409, 6531, 8314, 9422; PROXY protocol 1 and 2.
 */
import net from 'node:net'
import { chmodSync, rmSync } from 'node:fs'
import { Refusal } from '../base/errors.ts'
import { second } from '../base/sizes.ts'
import { formatReply, reply } from '../smtp/replies.ts'
import { createTurnedAway } from '../throttle/turned-away.ts'
import { proxiedClient } from '../tls/proxied.ts'
import { Connection } from './connection.ts'
import { smtpServerLimits, type SmtpServerLimits } from './limits.ts'
import type { Listener } from './listener.ts'
import type { SmtpShared } from './shared.ts'

/** What may be left out: no submission on 25, no accounts there, no proxies and trusted filters in a test. */
type Optional = 'tls' | 'receiving' | 'submission' | 'accounts' | 'refusesEarlyTalkers' | 'xclientFrom'

export interface SmtpServerParts extends Omit<Listener, Optional | 'limits' | 'postmasterDomain' | keyof SmtpShared>,
  Partial<Pick<Listener, Optional>> {
  readonly postmasterDomain?: string
  readonly limits?: Partial<SmtpServerLimits>
  /** What all listeners share. */
  readonly shared: SmtpShared
  /** Balancers: their connections begin with a PROXY header, and count as those of the clients they pass on. */
  readonly isProxy?: (ip: string) => boolean
}

export interface SmtpServer {
  /** Listens on `host:port` (port 0 picks one); gives the address it got. Throws `Refusal('port-in-use')` and the like. */
  listen(hostPort: string): Promise<string>
  /** Stops listening, lets messages that are being received finish within `stopMs`, then closes the rest. */
  close(): Promise<void>
  health(): { readonly listening: boolean, readonly connections: number }
}

/** A server that does not listen yet. */
export function createSmtpServer(parts: SmtpServerParts): SmtpServer {
  const { shared, isProxy = () => false, ...rest } = parts
  const limits = { ...smtpServerLimits, ...parts.limits }
  const listener: Listener = {
    tls: undefined, receiving: undefined, submission: undefined, accounts: undefined, refusesEarlyTalkers: true,
    xclientFrom: () => false, ...rest, ...shared, postmasterDomain: parts.postmasterDomain ?? parts.hostname, limits,
  }
  if (parts.kind.startsWith('submission') && parts.tls === undefined) throw new Error(`${parts.kind} needs a certificate`)
  const open = new Set<Connection>()
  const turnedAway = createTurnedAway({ ms: limits.turnAwayMs })
  let allGone: () => void = () => undefined
  const server = net.createServer({ pauseOnConnect: false, allowHalfOpen: true }, (socket) => welcome(socket))
  const sweepMs = Math.max(10, Math.min(second, limits.commandMs / 4, limits.dataMs / 4, limits.handshakeMs / 4))
  const sweep = setInterval(() => closeLate(), sweepMs)
  sweep.unref()
  const stopHearing = parts.accounts?.onRevoked(({ tenant, account }) => {
    for (const connection of open) {
      if (connection.account?.account === account && connection.account.tenant === tenant) connection.destroy()
    }
  })

  function welcome(socket: net.Socket): void {
    const ip = socket.remoteAddress ?? ''
    if (!isProxy(ip)) return admit(socket, ip)
    proxiedClient(socket).then((client) => {
      if (client === undefined) parts.log.warn('smtp.no-proxy-header', { listener: parts.kind })
      else admit(socket, client)
    }).catch((error: unknown) => parts.log.error('smtp.proxy-failed', error))
  }

  function admit(socket: net.Socket, ip: string): void {
    let connection: Connection | undefined
    const arrival = shared.entrance.arrive(ip, {
      worth: () => connection?.worth ?? 0, end: () => connection?.closeWith('too-many-connections'),
    })
    if (!arrival.in) {
      parts.log.info('smtp.connection-refused', { listener: parts.kind, why: arrival.why, connections: shared.entrance.inside })
      if (arrival.why === 'banned') return turnAway(socket, 'banned')
      return turnedAway.keep(socket, () => turnAway(socket, 'too-many-connections'))
    }
    const made = new Connection({
      socket, ip, listener, onClose: () => {
        open.delete(made)
        if (open.size === 0) allGone()
        arrival.leave()
      },
    })
    connection = made
    open.add(made)
    parts.receiving?.meet?.(ip)
    made.start()
  }

  /** A word and the end: nothing is kept of who is not let in. */
  function turnAway(socket: net.Socket, why: 'banned' | 'too-many-connections'): void {
    socket.on('error', () => socket.destroy())
    if (parts.kind === 'submissions') socket.destroy()
    else socket.end(formatReply(reply(why)), () => socket.destroy())
  }

  function closeLate(): void {
    const underLoad = shared.entrance.isBusy
    for (const connection of open) {
      if (connection.late(underLoad)) connection.expire()
    }
  }

  return {
    listen: (hostPort) => listen(server, hostPort),
    async close() {
      stopHearing?.()
      turnedAway.close()
      const closed = new Promise<void>((resolve) => {
        if (server.listening) server.close(() => resolve())
        else resolve()
      })
      const gone = new Promise<void>((resolve) => {
        allGone = resolve
        if (open.size === 0) resolve()
      })
      for (const connection of open) connection.stop()
      const force = setTimeout(() => {
        for (const connection of open) connection.destroy()
      }, limits.stopMs)
      await Promise.all([closed, gone])
      clearTimeout(force)
      clearInterval(sweep)
    },
    health: () => ({ listening: server.listening, connections: open.size }),
  }
}

/** `host:port`, or `unix:/path` for LMTP: a socket that only this user and group may use. */
function listen(server: net.Server, at: string): Promise<string> {
  const path = at.startsWith('unix:') ? at.slice('unix:'.length) : undefined
  const colon = at.lastIndexOf(':')
  const host = at.slice(0, colon).replace(/^\[|\]$/g, '')
  // What is left of a process that was killed.
  if (path !== undefined) rmSync(path, { force: true })
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'port-in-use' : 'cannot-listen'
      reject(new Refusal(reason, `cannot listen on ${at}: ${error.code ?? error.message}`, { cause: error }))
    })
    const place = path === undefined ? { host, port: Number(at.slice(colon + 1)) } : { path }
    server.listen({ ...place, backlog: BACKLOG }, () => {
      if (path !== undefined) chmodSync(path, 0o660)
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      resolve(path === undefined ? `${host.includes(':') ? `[${host}]` : host}:${port}` : at)
    })
  })
}

/** Connections that the kernel holds while the loop is busy. */
const BACKLOG = 4096
