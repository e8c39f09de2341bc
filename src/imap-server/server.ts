/**
 * IMAP: how mail programs read.
 *
 * Promises: IMAP4rev1 and IMAP4rev2 side by side, with the capabilities that the commands declare; what was answered
 * OK is on disk; message numbers keep still while a client uses them; no password is taken without TLS; a literal is
 * never read as a command; memory, time and connections a stranger can take are limited (`limits.ts`, `framer.ts` of
 * the grammar).
 * Fails: a client that breaks the rules gets BAD, and BYE when it goes on; a store that cannot work now gives
 * NO [UNAVAILABLE]; a bug of ours NO [SERVERBUG], with the stack in the log, and the connection lives on.
 * Standards: RFC 9051, RFC 3501, and those named by each command (`commands/`).
 */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { Temporary } from '../base/errors.ts'
import { createCrowd } from '../throttle/crowd.ts'
import { networkOf } from '../throttle/network.ts'
import { proxiedClient } from '../tls/proxied.ts'
import { Connection, type Shared } from './connection.ts'
import { handshake } from './handshake.ts'
import { defaultImapLimits, type ImapLimits } from './limits.ts'
import { seatKey } from './sign-in.ts'
import type { Services } from './services.ts'

export interface ImapServer {
  /** Begins to accept on `host:port` (port 0 picks one, IPv6 in brackets); gives the address it listens on. */
  listen(hostPort: string, options: { readonly implicitTls: boolean }): Promise<string>
  /** Connections now. */
  readonly connections: number
  /** Stops listening, says BYE to everybody, resolves when all have gone. */
  close(): Promise<void>
}

export type ImapServerArgs = Omit<Services, 'limits' | 'allowPlaintextLogin' | 'isProxy'> & Partial<Pick<Services, 'isProxy'>>
  & { readonly limits?: Partial<ImapLimits>, readonly allowPlaintextLogin?: Services['allowPlaintextLogin'] }

export function createImapServer({ limits, allowPlaintextLogin = 'never', ...rest }: ImapServerArgs): ImapServer {
  const services: Services = {
    isProxy: () => false, ...rest, allowPlaintextLogin, limits: { ...defaultImapLimits, ...limits },
  }
  const shared: Shared = { services, byAccount: new Map(), appendBytes: 0 }
  // Who has not signed in has places of its own, so that strangers take none of our people's.
  const { connectionsBeforeLoginMax: size } = services.limits
  const strangers = createCrowd({
    limits: { size, perNetwork: size, perSubnet: size }, now: () => services.clock.now(),
  })
  const connections = new Map<Connection, Promise<void>>()
  const sockets = new Set<Socket>()
  const servers: Server[] = []
  let closing = false

  // A web session that ended has nothing to do with mail programs; everything else takes their access away.
  const stop = services.accounts.onRevoked((what) => {
    if (what.session !== undefined && what.appPassword === undefined) return
    for (const connection of shared.byAccount.get(seatKey(what)) ?? []) connection.end('access was taken away')
  })

  async function accept(plain: Socket, implicitTls: boolean): Promise<void> {
    plain.setNoDelay(true)
    plain.on('error', () => plain.destroy())
    const own = plain.remoteAddress ?? ''
    const ip = services.isProxy(own) ? await proxiedClient(plain) : own
    if (ip === undefined) return
    let connection: Connection | undefined
    const end = (): void => connection === undefined ? void plain.destroy() : connection.end('too many connections')
    const arrival = services.entrance.arrive(ip, { worth: () => connection?.worth ?? 0, end })
    const stranger = closing || !arrival.in ? undefined
      : strangers.enter({ network: networkOf(ip), subnet: '', exempt: true, worth: () => connection?.worth ?? 0, end })
    if (!arrival.in || stranger?.in !== true) {
      if (arrival.in) arrival.leave()
      services.log.info('imap.connection-refused', { reason: arrival.in ? 'full' : arrival.why })
      if (implicitTls) plain.destroy()
      else plain.end('* BYE too many connections\r\n')
      return
    }
    sockets.add(plain)
    plain.once('close', () => {
      sockets.delete(plain)
      stranger.leave()
      arrival.leave()
    })
    const socket = implicitTls ? new TLSSocket(plain, { isServer: true, secureContext: services.tls.secureContext() })
      : plain
    if (socket instanceof TLSSocket) {
      const done = await handshake(socket, services.limits.loginMs)
      if (!done || closing) return void plain.destroy()
    }
    connection = new Connection({ socket, secure: implicitTls, ip, shared, known: stranger.leave })
    const served = connection.serve()
    connections.set(connection, served)
    try {
      await served
    } finally {
      connections.delete(connection)
    }
  }

  return {
    async listen(hostPort, { implicitTls }) {
      const server = createServer((socket) => {
        accept(socket, implicitTls).catch((error: unknown) => {
          services.log.error('imap.accept-failed', error)
          socket.destroy()
        })
      })
      server.on('error', (error) => services.log.error('imap.listener-failed', error))
      servers.push(server)
      return await listening(server, hostPort)
    },
    get connections() {
      return sockets.size
    },
    async close() {
      closing = true
      stop()
      const closed = servers.map((server) => new Promise<void>((resolve) => { server.close(() => resolve()) }))
      for (const connection of connections.keys()) connection.end('the server stops')
      await Promise.all(connections.values())
      for (const socket of sockets) socket.destroy()
      await Promise.all(closed)
    },
  }
}

async function listening(server: Server, hostPort: string): Promise<string> {
  const colon = hostPort.lastIndexOf(':')
  const host = hostPort.slice(0, colon).replace(/^\[|\]$/g, '')
  await new Promise<void>((resolve, reject) => {
    const failed = (cause: Error): void =>
      reject(new Temporary('port-in-use', `cannot listen on ${hostPort}`, { cause }))
    server.once('error', failed)
    server.listen({ host, port: Number(hostPort.slice(colon + 1)) }, () => {
      server.off('error', failed)
      resolve()
    })
  })
  const address = server.address() as AddressInfo
  return address.family === 'IPv6' ? `[${address.address}]:${address.port}` : `${address.address}:${address.port}`
}
