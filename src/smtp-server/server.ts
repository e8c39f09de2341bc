/**
 * The SMTP servers: `smtp` takes mail from strangers for our people, `submission` (587) and `submissions` (465) take
 * mail from our people for anyone.
 *
 * Promises: a 250 comes after the flow behind said that the message is kept; a connection that breaks before leaves
 * nothing behind; only CRLF.CRLF ends a message and a bare CR or LF is refused; what was said before TLS is forgotten at
 * STARTTLS; passwords are read inside TLS only; one command at a time; replies of a batch go out in one write; every
 * connection has a deadline and every buffer a limit. Message text is in memory only.
 * Fails: `Temporary` behind gives 451 or 452, `Refusal` 550, anything else 451 and is logged; at its limits it says 421.
 * Standards: RFC 5321, 1870, 2034, 2920, 3030, 3207, 3461, 4954, 6152, 6409, 6531, 8314.
 */
import net from 'node:net'
import { Refusal } from '../base/errors.ts'
import { second } from '../base/sizes.ts'
import { formatReply, reply } from '../smtp/replies.ts'
import { networkOf } from '../throttle/network.ts'
import { Connection } from './connection.ts'
import { smtpServerLimits, type SmtpServerLimits } from './limits.ts'
import type { Listener } from './listener.ts'
import type { Room } from './room.ts'

export interface SmtpServerParts extends Omit<Listener, 'limits' | 'postmasterDomain' | 'tls' | 'receiving' | 'submission' | 'accounts'> {
  readonly tls?: Listener['tls']
  /** Needed by `smtp`. */
  readonly receiving?: Listener['receiving']
  /** Needed by the submission doors. */
  readonly submission?: Listener['submission']
  readonly accounts?: Listener['accounts']
  readonly postmasterDomain?: string
  readonly limits?: Partial<SmtpServerLimits>
  /** Connections at the same time, shared by all listeners. */
  readonly connections: Room
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
  const limits = { ...smtpServerLimits, ...parts.limits }
  const listener: Listener = {
    ...parts, tls: parts.tls, receiving: parts.receiving, submission: parts.submission, accounts: parts.accounts,
    postmasterDomain: parts.postmasterDomain ?? parts.hostname, limits,
  }
  if (parts.kind !== 'smtp' && parts.tls === undefined) throw new Error(`${parts.kind} needs a certificate`)
  const open = new Set<Connection>()
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
    const leaveNetwork = enterNetwork(socket.remoteAddress ?? '')
    const inside = leaveNetwork !== undefined && parts.connections.take(1)
    if (!inside) {
      leaveNetwork?.()
      parts.log.info('smtp.connection-refused', { listener: parts.kind, connections: parts.connections.taken })
      turnAway(socket)
      return
    }
    const connection = new Connection({
      socket, listener, onClose: () => {
        open.delete(connection)
        if (open.size === 0) allGone()
        parts.connections.giveBack(1)
        leaveNetwork()
      },
    })
    open.add(connection)
    parts.receiving?.meet?.(socket.remoteAddress ?? '')
    connection.start()
  }

  /** Loopback is not limited: it is this machine's own proxy or a measurement. */
  function enterNetwork(ip: string): (() => void) | undefined {
    if (isLoopback(ip)) return () => undefined
    return parts.throttle.enter(parts.kind === 'smtp' ? 'connections-smtp' : 'connections-submission', networkOf(ip))
  }

  function turnAway(socket: net.Socket): void {
    socket.on('error', () => socket.destroy())
    if (parts.kind === 'submissions') socket.destroy()
    else socket.end(formatReply(reply('too-many-connections')), () => socket.destroy())
  }

  function closeLate(): void {
    const now = performance.now()
    const underLoad = parts.connections.taken > parts.connections.size * UNDER_LOAD
    for (const connection of open) {
      if (connection.late(now, underLoad)) connection.expire()
    }
  }

  return {
    listen: (hostPort) => listen(server, hostPort),
    async close() {
      stopHearing?.()
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

/** Share of all connections from which on clients must be quicker. */
const UNDER_LOAD = 0.75

function isLoopback(ip: string): boolean {
  return ip.startsWith('127.') || ip === '::1' || ip.startsWith('::ffff:127.')
}

function listen(server: net.Server, hostPort: string): Promise<string> {
  const at = hostPort.lastIndexOf(':')
  const host = hostPort.slice(0, at).replace(/^\[|\]$/g, '')
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'port-in-use' : 'cannot-listen'
      reject(new Refusal(reason, `cannot listen on ${hostPort}: ${error.code ?? error.message}`, { cause: error }))
    })
    server.listen({ host, port: Number(hostPort.slice(at + 1)), backlog: 511 }, () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      resolve(`${host.includes(':') ? `[${host}]` : host}:${port}`)
    })
  })
}
