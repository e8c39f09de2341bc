/**
 * Hands a TLS report over by https (RFC 8460 §5.4): a certificate that fits, one address of the open internet, little
 * time, no redirect. What the other side answers is not looked at beyond its status.
 */
import http from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { KiB, second } from '../base/sizes.ts'
import { isPublicAddress } from '../dns/public-address.ts'
import type { Resolver } from '../dns/types.ts'
import type { ClientTls } from '../tls/client-tls.ts'

/** How long connecting, handshake, sending and the answer may take together. */
export const REPORT_POST_MS = 30 * second

export type Posted = 'taken' | 'refused' | 'no-address' | 'not-public' | 'unreachable'

export interface ReportPostParts {
  readonly resolver: Pick<Resolver, 'a' | 'aaaa'>
  readonly tls: ClientTls
  /** Which addresses may be connected to; public ones when absent. */
  readonly mayConnect?: (address: string) => boolean
  readonly totalMs?: number
}

/** Posts once. One address that is not public among the host's makes all of it suspect. */
export async function postReport(
  parts: ReportPostParts, { url, type, bytes }: { readonly url: string, readonly type: string,
    readonly bytes: Uint8Array },
): Promise<Posted> {
  const { resolver, mayConnect = isPublicAddress } = parts
  const target = new URL(url)
  // A number in the place of a name asks no DNS, and `user@` belongs to nobody here.
  if (target.protocol !== 'https:' || target.username !== '' || target.password !== '' || /^[\d.]+$|^\[/.test(target.hostname)) return 'refused'
  const [four, six] = await Promise.all([resolver.a(target.hostname), resolver.aaaa(target.hostname)])
  const addresses = [...four.records, ...six.records]
  const [address] = addresses
  if (address === undefined) return 'no-address'
  return addresses.every(mayConnect) ? await send(parts, { target, address, type, bytes }) : 'not-public'
}

function send({ tls: { secureContext }, totalMs = REPORT_POST_MS }: ReportPostParts, { target, address, type, bytes }: {
  readonly target: URL, readonly address: string, readonly type: string, readonly bytes: Uint8Array,
}): Promise<Posted> {
  const { promise, resolve } = Promise.withResolvers<Posted>()
  const { hostname: host } = target
  const port = target.port === '' ? 443 : Number(target.port)
  // TLS is put on a connection to the address that was looked at; no second lookup chooses another.
  const createConnection = (): Duplex => tls.connect({
    socket: connect({ host: address, port }), servername: host, secureContext, rejectUnauthorized: true,
    checkServerIdentity: (_name, certificate) => tls.checkServerIdentity(host, certificate),
  })
  const request = http.request({
    method: 'POST', host, port, path: `${target.pathname}${target.search}`, signal: AbortSignal.timeout(totalMs),
    maxHeaderSize: 16 * KiB, createConnection,
    headers: { host: target.host, 'content-type': type, 'content-length': bytes.length },
  })
  request.on('error', () => resolve('unreachable'))
  request.on('response', ({ statusCode = 0 }) => {
    resolve(statusCode >= 200 && statusCode < 300 ? 'taken' : 'refused')
    request.destroy()
  })
  request.end(bytes)
  return promise
}
