import type { Socket } from 'node:net'
import { second } from '../base/sizes.ts'
import { PROXY_BLOCK_OCTETS_MAX, readProxyHeader } from './proxy-header.ts'

/** A balancer sends its header at once; who does not within this time is none. */
export const PROXY_HEADER_MS = 5 * second

/**
 * Reads the PROXY header off a fresh connection of a listed balancer; what follows it stays unread. Gives the address of
 * the real client, the balancer's own where that says it speaks for itself, or undefined: the connection is ended.
 */
export function proxiedClient(socket: Socket): Promise<string | undefined> {
  const own = socket.remoteAddress ?? ''
  let came: Uint8Array = new Uint8Array(0)
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const timer = setTimeout(() => finish(undefined), PROXY_HEADER_MS)

  function finish(ip: string | undefined): void {
    clearTimeout(timer)
    socket.off('readable', read)
    socket.off('error', fail)
    socket.off('close', fail)
    if (ip === undefined) socket.destroy()
    resolve(ip)
  }

  const fail = (): void => finish(undefined)

  function read(): void {
    // One chunk at a time, so that what follows the header goes back as it came.
    for (let chunk = socket.read() as Buffer | null; chunk !== null; chunk = socket.read() as Buffer | null) {
      came = came.length === 0 ? chunk : Buffer.concat([came, chunk])
      const header = readProxyHeader(came)
      if (header.state === 'broken') return finish(undefined)
      if (header.state === 'read') {
        socket.off('readable', read)
        if (came.length > header.octets) socket.unshift(came.subarray(header.octets))
        return finish(header.client?.ip ?? own)
      }
      if (came.length > PROXY_BLOCK_OCTETS_MAX) return finish(undefined)
    }
  }

  socket.on('readable', read)
  socket.once('error', fail)
  socket.once('close', fail)
  return promise
}
