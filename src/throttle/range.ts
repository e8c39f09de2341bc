import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { IPV6_NETWORK_BITS } from './network.ts'

/** Widest networks that may be named in a ban: a slip of the finger must not shut out half the internet. */
export const RANGE_BITS_MIN = { ipv4: 16, ipv6: 32 } as const

/** Bits of a network as providers hand them out: what many neighbouring addresses share. */
export const SUBNET_BITS = { ipv4: 24, ipv6: 48 } as const

/** A network of addresses, in the one spelling in which it is compared and shown. */
export interface Range {
  /** `192.0.2.7/32`, `2001:db8::/64`: first address in its shortest form, slash, bits. */
  readonly text: string
  readonly kind: 'ipv4' | 'ipv6'
  readonly bits: number
}

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Reads `address` or `address/bits`; an IPv6 address alone means its /64. Undefined when it is neither, or too wide. */
export function readRange(written: string): Range | undefined {
  const [address = '', bits, ...rest] = written.trim().split('/')
  if (rest.length > 0 || isIP(address) === 0 || address.includes('%')) return undefined
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return undefined
  const parsed = ipaddr.process(address)
  const whole = parsed.kind() === 'ipv4' ? 32 : 128
  const wanted = bits === undefined ? (whole === 32 ? 32 : IPV6_NETWORK_BITS) : Number(bits)
  return wanted > whole || wanted < RANGE_BITS_MIN[parsed.kind()] ? undefined : rangeOf(parsed, wanted)
}

/** The network of so many bits that an address lies in; undefined for what is no address (a local socket). */
export function rangeAround(ip: string, bits: { readonly ipv4: number, readonly ipv6: number }): Range | undefined {
  if (!ipaddr.isValid(ip)) return undefined
  const parsed = ipaddr.process(ip)
  return rangeOf(parsed, bits[parsed.kind()])
}

function rangeOf(address: Address, bits: number): Range {
  const octets = address.toByteArray()
  const cut = octets.map((octet, index) => octet & (0xff00 >> Math.min(8, Math.max(0, bits - index * 8))))
  const first = ipaddr.fromByteArray(cut)
  return { text: `${first.toString()}/${bits}`, kind: address.kind(), bits }
}
