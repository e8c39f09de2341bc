/**
 * Fetches an MTA-STS policy: https only, a certificate that fits, one address of the open internet, little time and few
 * bytes. RFC 8461 §3.3
 */
import http from 'node:http'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { connect } from 'node:net'
import { KiB, second } from '../base/sizes.ts'
import type { Resolver } from '../dns/types.ts'
import { isPublicAddress } from '../dns/public-address.ts'
import type { ClientTls } from '../tls/client-tls.ts'
import { parsePolicy, POLICY_BYTES_MAX, type MtaStsPolicy } from './mta-sts.ts'

/** How long connecting, the handshake, the answer and its body may take together. */
export const POLICY_FETCH_MS = 10 * second

/** The policy, or why there is none. */
export type FetchedPolicy = MtaStsPolicy | 'no-address' | 'not-public' | 'unreachable' | 'redirect' | 'status' | 'content-type' | 'too-large' | 'malformed'

export interface PolicyFetchParts {
  readonly resolver: Pick<Resolver, 'a' | 'aaaa'>
  readonly tls: ClientTls
  readonly port?: number
  /** Which addresses may be connected to; public ones when absent. */
  readonly mayConnect?: (address: string) => boolean
  readonly totalMs?: number
}

/**
 * `https://mta-sts.DOMAIN/.well-known/mta-sts.txt`. A redirect is not followed (§3.3): it is as if there were no
 * policy. One address that is not public among the host's makes all of it suspect.
 */
export async function fetchPolicy(parts: PolicyFetchParts, domain: string): Promise<FetchedPolicy> {
  const { resolver, mayConnect = isPublicAddress } = parts
  const host = `mta-sts.${domain}`
  const [four, six] = await Promise.all([resolver.a(host), resolver.aaaa(host)])
  const addresses = [...four.records, ...six.records]
  const [address] = addresses
  if (address === undefined) return 'no-address'
  return addresses.every(mayConnect) ? await ask(parts, { host, address }) : 'not-public'
}

function ask({ tls: { secureContext }, port = 443, totalMs = POLICY_FETCH_MS }: PolicyFetchParts,
  { host, address }: { readonly host: string, readonly address: string }): Promise<FetchedPolicy> {
  const { promise, resolve } = Promise.withResolvers<FetchedPolicy>()
  const signal = AbortSignal.timeout(totalMs)
  // TLS is put on a connection to the address that was looked at; no second lookup chooses another.
  const createConnection = (): Duplex => tls.connect({
    socket: connect({ host: address, port }), servername: host, secureContext, rejectUnauthorized: true,
    checkServerIdentity: (_name, certificate) => tls.checkServerIdentity(host, certificate),
  })
  const request = http.request({
    method: 'GET', host, port, path: '/.well-known/mta-sts.txt', signal, maxHeaderSize: 16 * KiB, createConnection,
    headers: { host, accept: 'text/plain' },
  })
  request.on('error', () => resolve('unreachable'))
  request.on('response', (response) => {
    collect(response).then(resolve, () => resolve('unreachable')).finally(() => request.destroy())
  })
  request.end()
  return promise
}

async function collect(response: http.IncomingMessage): Promise<FetchedPolicy> {
  const { statusCode = 0, headers } = response
  if (statusCode >= 300 && statusCode < 400) return 'redirect'
  if (statusCode !== 200) return 'status'
  // Anything that a person may upload to a web site is not a policy (§3.2).
  if (!/^text\/plain[ \t]*(;|$)/i.test(headers['content-type'] ?? '')) return 'content-type'
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > POLICY_BYTES_MAX) return 'too-large'
    chunks.push(chunk)
  }
  return parsePolicy(Buffer.concat(chunks).toString('utf8')) ?? 'malformed'
}
