/** The line or block in which a load balancer says whose connection it passes on (PROXY protocol, versions 1 and 2). */
import { isIPv4, isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'

/** A line of version 1 with its CRLF (specification §2.1). */
export const PROXY_LINE_OCTETS_MAX = 107
/** A block of version 2: 16 octets and what these announce. More than addresses and a few notes is no balancer. */
export const PROXY_BLOCK_OCTETS_MAX = 16 + 2048

/**
 * What was read: how long the header is and whose connection it is, in the shortest spelling, an IPv4 address in IPv6 as
 * IPv4; `null` when the balancer speaks for itself.
 */
export type ProxyHeader =
  | { readonly state: 'read', readonly octets: number, readonly client: { readonly ip: string, readonly port: number } | null }
  | { readonly state: 'more' }
  | { readonly state: 'broken' }

const more: ProxyHeader = { state: 'more' }
const broken: ProxyHeader = { state: 'broken' }

const SIGNATURE = Uint8Array.from([0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a])

/**
 * Reads the header at the front of what came. Strict: whoever is listed as a balancer speaks the protocol to the letter,
 * or is not believed at all. Pure; linear in the header.
 */
export function readProxyHeader(octets: Uint8Array): ProxyHeader {
  const first = octets[0]
  if (first === undefined) return more
  return first === 0x0d ? readBlock(octets) : readLine(octets)
}

/** `PROXY TCP4 source destination port port CRLF`, or `PROXY UNKNOWN ... CRLF`. §2.1 */
function readLine(octets: Uint8Array): ProxyHeader {
  const begin = 'PROXY '
  for (let index = 0; index < Math.min(begin.length, octets.length); index++) {
    if (octets[index] !== begin.charCodeAt(index)) return broken
  }
  const head = octets.subarray(0, PROXY_LINE_OCTETS_MAX)
  const lf = head.indexOf(0x0a)
  if (lf < 0) return octets.length >= PROXY_LINE_OCTETS_MAX ? broken : more
  if (head[lf - 1] !== 0x0d) return broken
  let line = ''
  for (const octet of head.subarray(0, lf - 1)) {
    if (octet < 0x20 || octet > 0x7e) return broken
    line += String.fromCharCode(octet)
  }
  const [, family = '', source = '', destination = '', sourcePort = '', destinationPort = '', ...rest] = line.split(' ')
  const length = lf + 1
  if (family === 'UNKNOWN') return { state: 'read', octets: length, client: null }
  const isRight = family === 'TCP4' ? isIPv4 : family === 'TCP6' ? isIPv6WithoutZone : undefined
  if (isRight === undefined || rest.length > 0 || !isRight(source) || !isRight(destination)) return broken
  const port = readPort(sourcePort)
  if (port === undefined || readPort(destinationPort) === undefined) return broken
  return { state: 'read', octets: length, client: { ip: plain(source), port } }
}

/** Decimal without sign or leading zero, at most 65535. */
function readPort(text: string): number | undefined {
  if (!/^(0|[1-9]\d{0,4})$/.test(text)) return undefined
  const port = Number(text)
  return port > 65_535 ? undefined : port
}

function isIPv6WithoutZone(text: string): boolean {
  return isIPv6(text) && !text.includes('%')
}

/** Signature, version and command, family and transport, length, addresses, notes that are passed over. §2.2 */
function readBlock(octets: Uint8Array): ProxyHeader {
  for (let index = 0; index < Math.min(SIGNATURE.length, octets.length); index++) {
    if (octets[index] !== SIGNATURE[index]) return broken
  }
  if (octets.length < 16) return more
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  const versionAndCommand = view.getUint8(12)
  const familyAndTransport = view.getUint8(13)
  const length = 16 + view.getUint16(14)
  if (length > PROXY_BLOCK_OCTETS_MAX || versionAndCommand >> 4 !== 2) return broken
  const command = versionAndCommand & 0x0f
  if (command > 1) return broken
  if (octets.length < length) return more
  // LOCAL: the balancer looks whether we are there.
  if (command === 0) return { state: 'read', octets: length, client: null }
  if (familyAndTransport === 0x11 && length >= 16 + 12) {
    return { state: 'read', octets: length, client: { ip: [...octets.subarray(16, 20)].join('.'), port: view.getUint16(24) } }
  }
  if (familyAndTransport === 0x21 && length >= 16 + 36) {
    return { state: 'read', octets: length, client: { ip: plain(ipv6Of(view)), port: view.getUint16(48) } }
  }
  // Unspecified, datagrams and local sockets: nobody of whom anything could be judged.
  return familyAndTransport === 0 ? { state: 'read', octets: length, client: null } : broken
}

const plain = (ip: string): string => ipaddr.process(ip).toString()

function ipv6Of(view: DataView): string {
  return Array.from({ length: 8 }, (_, index) => view.getUint16(16 + index * 2).toString(16)).join(':')
}
