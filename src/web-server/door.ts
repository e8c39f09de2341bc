import { createServer, type Server as NetServer, type Socket } from 'node:net'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Log } from '../log/log.ts'
import type { Entrance } from '../throttle/entrance.ts'
import { proxiedClient } from '../tls/proxied.ts'
import { webLimits } from './limits.ts'

/** Who knocks at the web's doors: shared by all its listeners. */
export interface Door {
  /** Puts the limits on a server: places, header lines, requests that are no HTTP. */
  guard(server: Server): void
  /** What listens instead of a server when balancers are in front, which begin each connection with a PROXY header. */
  front(server: Server): NetServer
  /** Whose connection this is: the client in the PROXY header, or who connected. */
  clientOf(socket: Pick<Socket, 'remoteAddress' | 'remotePort'>): string
}

export function createDoor({ entrance, isProxy, log }: {
  readonly entrance: Entrance, readonly isProxy: ((ip: string) => boolean) | undefined, readonly log: Log,
}): Door {
  /** By address and port of the balancer's connection, for TLS wraps the socket in another one. */
  const proxied = new Map<string, string>()
  /** Requests that are being answered, by connection. */
  const answering = new Map<string, number>()

  const clientOf: Door['clientOf'] = (socket) => proxied.get(keyOf(socket)) ?? socket.remoteAddress ?? ''

  function welcome(socket: Socket): void {
    const key = keyOf(socket)
    const arrival = entrance.arrive(clientOf(socket), {
      worth: () => answering.has(key) ? 2 : 0, end: () => void socket.destroy(),
    })
    if (!arrival.in) return void socket.destroy()
    socket.once('close', () => {
      arrival.leave()
      proxied.delete(key)
      answering.delete(key)
    })
  }

  function count(request: IncomingMessage, response: ServerResponse): void {
    const key = keyOf(request.socket)
    answering.set(key, (answering.get(key) ?? 0) + 1)
    response.once('close', () => {
      const left = (answering.get(key) ?? 1) - 1
      if (left <= 0) answering.delete(key)
      else answering.set(key, left)
    })
  }

  return {
    guard(server) {
      server.maxHeadersCount = webLimits.headersMax
      server.prependListener('connection', welcome)
      server.prependListener('request', count)
      server.on('upgrade', (_request: IncomingMessage, socket) => socket.destroy())
      server.on('clientError', (_error, socket) => {
        if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
      })
    },
    front(server) {
      return createServer((socket) => {
        if (isProxy?.(socket.remoteAddress ?? '') !== true) return void server.emit('connection', socket)
        socket.on('error', () => socket.destroy())
        proxiedClient(socket).then((client) => {
          if (client === undefined) return log.warn('web.no-proxy-header')
          proxied.set(keyOf(socket), client)
          server.emit('connection', socket)
        }).catch((error: unknown) => log.error('web.proxy-failed', error))
      })
    },
    clientOf,
  }
}

function keyOf({ remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>): string {
  return `${remoteAddress ?? ''}|${remotePort ?? 0}`
}
