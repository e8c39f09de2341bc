/** What a web server of ours says to everybody: the status and fields of one page, and its first octets. */
import http from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { KiB, second } from '../base/sizes.ts'
import type { ClientTls } from '../tls/client-tls.ts'

/** How long one look may take, and octets of a page that are read. */
export const WEB_LOOK_MS = 10 * second
export const WEB_PAGE_BYTES_MAX = 64 * KiB

export interface WebLook {
  /** 0 when the server was not reached. */
  readonly status: number
  readonly isTrusted: boolean
  readonly hsts: string
  readonly text: string
}

/** `GET https://HOST/PATH` at that address; a certificate that does not fit is told, not obeyed. */
export function lookAtWeb({ tls: { secureContext }, port = 443, totalMs = WEB_LOOK_MS }: {
  readonly tls: ClientTls, readonly port?: number, readonly totalMs?: number,
}, { host, address, path }: { readonly host: string, readonly address: string,
  readonly path: string }): Promise<WebLook> {
  const { promise, resolve } = Promise.withResolvers<WebLook>()
  let isTrusted = false
  const createConnection = (): Duplex => {
    const socket = tls.connect({
      socket: connect({ host: address, port }), servername: host, secureContext, rejectUnauthorized: false,
    }, () => {
      isTrusted = socket.authorized
    })
    return socket
  }
  const request = http.request({
    method: 'GET', host, port, path, signal: AbortSignal.timeout(totalMs), maxHeaderSize: 16 * KiB, createConnection, headers: { host },
  })
  request.on('error', () => resolve({ status: 0, isTrusted: false, hsts: '', text: '' }))
  request.on('response', (response) => {
    const { statusCode = 0, headers } = response
    let text = ''
    const end = (): void => {
      const hsts = headers['strict-transport-security'] ?? ''
      resolve({ status: statusCode, isTrusted, hsts: hsts.slice(0, 200), text })
      request.destroy()
    }
    response.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1')
      if (text.length > WEB_PAGE_BYTES_MAX) end()
    })
    response.on('end', end)
    response.on('error', end)
  })
  request.end()
  return promise
}
