import ipaddr from 'ipaddr.js'

/** Bits of an IPv6 address that one line shares (RFC 6177 §2): counting single addresses there counts nothing. */
export const IPV6_NETWORK_BITS = 64

/**
 * The network an address is counted under: an IPv4 address alone, an IPv6 address by its first 64 bits, an IPv4 address
 * written as IPv6 (RFC 4291 §2.5.5.2) as IPv4. Anything else (a local socket) gives `local`.
 */
export function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return 'local'
  const address = ipaddr.process(ip)
  if (address.kind() === 'ipv4') return address.toString()
  const prefix = Uint8Array.from(address.toByteArray().slice(0, IPV6_NETWORK_BITS / 8))
  return `${prefix.toHex()}/${IPV6_NETWORK_BITS}`
}

/**
 * The one spelling of an address: shortest, lower case, an IPv4 address written as IPv6 as IPv4. What is none stays as
 * it is.
 */
export function plainAddress(ip: string): string {
  return ipaddr.isValid(ip) ? ipaddr.process(ip).toString() : ip
}

/** Is this network the machine itself (a proxy, a filter, the administrator)? */
export function isLoopback(network: string): boolean {
  return network.startsWith('127.') || network === LOOPBACK_IPV6 || network === 'local'
}

const LOOPBACK_IPV6 = networkOf('::1')
