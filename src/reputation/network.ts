import { isIPv4 } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Bits of an address that one history is kept of: what one neighbour of a network does, the next one tends to do. */
export const HISTORY_BITS = { ipv4: 24, ipv6: 48 } as const

/**
 * The network that an address is remembered under, such as `203.0.113.0/24` or `2001:db8:1::/48`; an IPv4 address
 * written as IPv6 (RFC 4291 §2.5.5.2) counts as IPv4. Undefined for what is no address: nothing is remembered of it.
 */
export function historyNetwork(ip: string): string | undefined {
  // As most come, and asked several times for each mail: there is nothing to take apart.
  if (isIPv4(ip)) return `${ip.slice(0, ip.lastIndexOf('.'))}.0/${HISTORY_BITS.ipv4}`
  if (!ipaddr.isValid(ip) || ip.includes('%')) return undefined
  const address = ipaddr.process(ip)
  const bits = HISTORY_BITS[address.kind()]
  const bytes = address.toByteArray().map((byte, index) => index < bits / 8 ? byte : 0)
  return `${ipaddr.fromByteArray(bytes).toString()}/${bits}`
}

/** The name under which an address is asked of a list: numbers or nibbles in reverse (RFC 5782 §2.1, §2.4). */
export function reversedAddress(ip: string): string | undefined {
  if (!ipaddr.isValid(ip) || ip.includes('%')) return undefined
  const address = ipaddr.process(ip)
  const bytes = address.toByteArray()
  if (address.kind() === 'ipv4') return bytes.toReversed().join('.')
  return bytes.flatMap((byte) => [byte >> 4, byte & 15]).toReversed().map((nibble) => nibble.toString(16)).join('.')
}

/** Whether two spellings are the same address. */
export function isSameAddress(a: string, b: string): boolean {
  if (!ipaddr.isValid(a) || !ipaddr.isValid(b)) return false
  return ipaddr.process(a).toNormalizedString() === ipaddr.process(b).toNormalizedString()
}
