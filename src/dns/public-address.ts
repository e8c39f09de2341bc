import { isIP } from 'node:net'
import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js'

/** IPv6 networks that carry an IPv4 address or reach into a private net under a public-looking prefix. */
const CARRIERS: readonly (readonly [string, number])[] = [
  ['::', 96], ['::ffff:0:0', 96], ['64:ff9b::', 96], ['64:ff9b:1::', 48], ['2002::', 16], ['2001::', 32], ['100::', 64],
  ['fec0::', 10],
]

/**
 * Whether an address belongs to the open internet. Everything else (private, loopback, link-local, shared, multicast,
 * reserved, mapped, translated, tunnelled) is refused, so that no mail makes this server talk to its own neighbourhood.
 * RFC 6890
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes('%')) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  if (parsed.kind() === 'ipv4') return true
  return CARRIERS.every(([network, bits]) => !parsed.match(ipaddr.parse(network), bits))
}

/**
 * Whether an address lies in one of these networks, each an address with or without a prefix length; what is neither is
 * passed over.
 */
export function inNetworks(networks: readonly string[]): (address: string) => boolean {
  const ranges = networks.flatMap((network): [IPv4 | IPv6, number][] => {
    if (ipaddr.isValidCIDR(network)) return [ipaddr.parseCIDR(network)]
    return ipaddr.isValid(network) ? [[ipaddr.parse(network), ipaddr.parse(network).kind() === 'ipv4' ? 32 : 128]] : []
  })
  if (ranges.length === 0) return () => false
  return (address) => {
    if (!ipaddr.isValid(address)) return false
    const parsed = ipaddr.process(address)
    return ranges.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range, bits))
  }
}
