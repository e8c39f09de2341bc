import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { isPublicAddress } from '../dns/public-address.ts'

/** Addresses of a name; an empty list when there are none. */
export type Resolve = (name: string) => Promise<readonly string[]>

/** Connects to exactly this address. A parameter, so that a test can stand in for the internet. */
export type Dial = (target: Target) => Duplex

/** The one address that was checked. */
export interface Target {
  readonly address: string
  readonly port: number
}

export type TargetRefused = 'scheme' | 'port' | 'credentials' | 'not-public' | 'no-address'

/** What an address says by itself, before any name is resolved: http or https on its own port, no credentials. */
export function refusedByForm(url: URL): TargetRefused | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'scheme'
  if (url.port !== '') return 'port'
  if (url.username !== '' || url.password !== '') return 'credentials'
  const name = nameOf(url)
  if (isIP(name) !== 0) return isPublicAddress(name) ? undefined : 'not-public'
  return name.includes('.') && !/(^|\.)(localhost|local|internal|home\.arpa)$/i.test(name) ? undefined : 'not-public'
}

/**
 * The one address to connect to, checked; the URL parser has turned every odd notation of an address into the plain
 * one. Only the open internet (`public-address.ts`).
 */
export async function checkedTarget(url: URL, resolve: Resolve): Promise<Target | TargetRefused> {
  const refused = refusedByForm(url)
  if (refused !== undefined) return refused
  const port = url.protocol === 'https:' ? 443 : 80
  const name = nameOf(url)
  if (isIP(name) !== 0) return { address: name, port }
  const addresses = await resolve(name).catch(() => [])
  if (addresses.length === 0) return 'no-address'
  // One private address among public ones is a trick or a mistake; neither deserves a connection.
  const [address] = addresses
  return address !== undefined && addresses.every(isPublicAddress) ? { address, port } : 'not-public'
}

/** TLS is put on the checked connection ourselves; the certificate must fit the name in the URL. */
export function connectChecked(url: URL, target: Target, { dial, trusted }: {
  readonly dial: Dial
  /** Certificate authorities in PEM; the public ones when absent. */
  readonly trusted?: readonly string[] | undefined
}): Duplex {
  const socket = dial(target)
  if (url.protocol === 'http:') return socket
  const named = isIP(url.hostname) === 0 ? { servername: url.hostname } : {}
  const authorities = trusted === undefined ? {} : { ca: [...trusted] }
  return tls.connect({ socket, host: url.hostname, ...named, ...authorities })
}

const nameOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
