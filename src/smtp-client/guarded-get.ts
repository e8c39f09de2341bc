/**
 * Fetches a small text of a stranger over https: a certificate that fits, public addresses only, little time, few
 * bytes, no redirect.
 */
import http from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { KiB, second } from '../base/sizes.ts'
import { isPublicAddress } from '../dns/public-address.ts'
import type { Resolver } from '../dns/types.ts'
import type { ClientTls } from '../tls/client-tls.ts'

/** How long connecting, the handshake, the answer and its body may take together. */
export const GUARDED_GET_MS = 10 * second

export interface GuardedGetParts {
  readonly resolver: Pick<Resolver, 'a' | 'aaaa'>
  readonly tls: ClientTls
  /** Which addresses may be connected to; public ones when absent. */
  readonly mayConnect?: (address: string) => boolean
  readonly totalMs?: number
}

/** The text. `refused`: it must not or cannot be had; `unreachable`: perhaps later. One address that is not public makes all suspect. */
export async function guardedGet(parts: GuardedGetParts, url: string, bytesMax: number): Promise<{ readonly text: string } | 'unreachable' | 'refused'> {
  const { resolver, mayConnect = isPublicAddress } = parts
  const target = new URL(url)
  if (target.protocol !== 'https:' || target.username !== '' || target.password !== '' || /^[\d.]+$|^\[/.test(target.hostname)) return 'refused'
  const [four, six] = await Promise.all([resolver.a(target.hostname), resolver.aaaa(target.hostname)])
  const addresses = [...four.records, ...six.records]
  const [address] = addresses
  if (address === undefined) return 'unreachable'
  return addresses.every(mayConnect) ? await get(parts, { target, address, bytesMax }) : 'refused'
}

function get({ tls: { secureContext }, totalMs = GUARDED_GET_MS }: GuardedGetParts, { target, address, bytesMax }: {
  readonly target: URL, readonly address: string, readonly bytesMax: number,
}): Promise<{ readonly text: string } | 'unreachable' | 'refused'> {
  const { promise, resolve } = Promise.withResolvers<{ readonly text: string } | 'unreachable' | 'refused'>()
  const { hostname: host } = target
  const port = target.port === '' ? 443 : Number(target.port)
  // TLS is put on a connection to the address that was looked at; no second lookup chooses another.
  const createConnection = (): Duplex => tls.connect({
    socket: connect({ host: address, port }), servername: host, secureContext, rejectUnauthorized: true,
    checkServerIdentity: (_name, certificate) => tls.checkServerIdentity(host, certificate),
  })
  const request = http.request({
    method: 'GET', host, port, path: `${target.pathname}${target.search}`, signal: AbortSignal.timeout(totalMs),
    maxHeaderSize: 16 * KiB, createConnection, headers: { host: target.host },
  })
  request.on('error', () => resolve('unreachable'))
  request.on('response', (response) => {
    if (response.statusCode !== 200) resolve(response.statusCode !== undefined && response.statusCode >= 500 ? 'unreachable' : 'refused')
    else collect(response, bytesMax).then(resolve, () => resolve('unreachable')).finally(() => request.destroy())
  })
  request.end()
  return promise
}

async function collect(response: http.IncomingMessage, bytesMax: number): Promise<{ readonly text: string } | 'refused'> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > bytesMax) return 'refused'
    chunks.push(chunk)
  }
  return { text: Buffer.concat(chunks).toString('utf8') }
}
