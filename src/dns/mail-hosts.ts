import ipaddr from 'ipaddr.js'
import type { Answer, MxRecord, Resolver } from './types.ts'

/** A server that takes mail of a domain, in the form the SMTP client wants it. */
export interface MailHost {
  readonly host: string
  readonly address: string
  readonly port: number
  /**
   * Names under which TLSA records of this host may stand, best first. Only when DNSSEC vouches for the MX record, the
   * host and its addresses: for others no such record is asked for (RFC 7672 §2.2.1, §2.2.2).
   */
  readonly tlsaBases?: readonly string[]
}

/** Where mail for a domain goes. */
export type MailHosts =
  | { readonly kind: 'hosts', readonly hosts: readonly MailHost[], readonly authenticated: boolean }
  /** The domain says that it takes no mail (RFC 7505): 5.1.10. */
  | { readonly kind: 'takes-no-mail' }
  /** There is no such domain, or no server of it has an address: 5.1.2, 5.4.4. */
  | { readonly kind: 'no-such-domain' }
  | { readonly kind: 'try-later' }

/** MX names looked up for one domain, and addresses of each that are tried. */
export const MX_MAX = 10
export const ADDRESSES_MAX = 4

export interface MailHostsArgs {
  readonly resolver: Resolver
  readonly domain: string
  readonly port?: number
  /** From 0 up to 1; shuffles servers of equal preference (RFC 5321 §5.1). */
  readonly random?: () => number
  /**
   * Which addresses may be connected to. Never loopback and the like unless a test says so: a stranger's DNS names
   * them.
   */
  readonly mayConnect?: (address: string) => boolean
}

/**
 * The servers of a domain in the order to try: by preference, in random order where that is equal, each with its
 * addresses (IPv6 and IPv4 in turn). Without MX the domain itself (implicit MX). RFC 5321 §5.1
 */
export async function mailHosts(args: MailHostsArgs): Promise<MailHosts> {
  const { resolver, domain } = args
  const literal = addressLiteral(domain)
  if (literal !== undefined) {
    return withAddresses(args, [{ host: literal, addresses: [literal], failed: false, bases: [] }], false)
  }
  const mx = await resolver.mx(domain)
  if (mx.kind === 'servfail' || mx.kind === 'timeout') return { kind: 'try-later' }
  if (mx.kind === 'nxdomain') return { kind: 'no-such-domain' }
  if (mx.kind === 'nodata') return withAddresses(args, [await lookUp(resolver, domain)], mx.authenticated)
  if (mx.records.length === 1 && mx.records[0]?.exchange === '') return { kind: 'takes-no-mail' }
  return inOrder(args, mx.records.filter(({ exchange }) => exchange !== ''), mx.authenticated)
}

/** The same for hosts that a record vouched for by DNSSEC names in place of the MX records. */
export async function namedHosts(args: MailHostsArgs, hosts: readonly MxRecord[]): Promise<MailHosts> {
  return inOrder(args, hosts, true)
}

async function inOrder(args: MailHostsArgs, records: readonly MxRecord[], authenticated: boolean): Promise<MailHosts> {
  const { resolver, random = Math.random } = args
  const ordered = records
    .map((record) => ({ ...record, lot: random() }))
    .sort((one, other) => one.preference - other.preference || one.lot - other.lot)
    .slice(0, MX_MAX)
  const found = await Promise.all(ordered.map(({ exchange }) => lookUp(resolver, exchange)))
  return withAddresses(args, found, authenticated)
}

interface HostAddresses {
  readonly host: string
  readonly addresses: readonly string[]
  readonly failed: boolean
  /** Names for TLSA records; empty when the addresses are not vouched for. */
  readonly bases: readonly string[]
}

async function lookUp(resolver: Resolver, host: string): Promise<HostAddresses> {
  const [six, four] = await Promise.all([resolver.aaaa(host), resolver.a(host)])
  const addresses: string[] = []
  for (let index = 0; index < ADDRESSES_MAX / 2; index += 1) {
    for (const answer of [six, four]) {
      const address = answer.records[index]
      if (address !== undefined) addresses.push(address)
    }
  }
  const failed = addresses.length === 0 && (mayRecover(six) || mayRecover(four))
  return { host, addresses, failed, bases: addresses.length === 0 ? [] : await basesOf(resolver, host, [six, four]) }
}

/**
 * The end of the CNAME records first, then the name itself (RFC 7672 §2.2.3). When only the alias itself is signed and
 * not where it leads, its own name can still have records (§2.2.2).
 */
async function basesOf(
  resolver: Resolver, host: string, answers: readonly Answer<string>[],
): Promise<readonly string[]> {
  const canonical = answers.find((answer) => answer.canonical !== undefined)?.canonical
  const isSecure = answers.every((answer) => answer.authenticated || mayRecover(answer))
  if (isSecure) return canonical === undefined || canonical === host ? [host] : [canonical, host]
  if (canonical === undefined) return []
  const alias = await resolver.cname(host)
  return alias.kind === 'answer' && alias.authenticated ? [host] : []
}

function mayRecover(answer: Answer<string>): boolean {
  return answer.kind === 'servfail' || answer.kind === 'timeout'
}

function withAddresses(args: MailHostsArgs, found: readonly HostAddresses[], authenticated: boolean): MailHosts {
  const { port = 25, mayConnect = isReachable } = args
  const hosts = found.flatMap(({ host, addresses, bases }) => (
    addresses.filter(mayConnect).map((address) => (
      { host, address, port, ...(authenticated && bases.length > 0 ? { tlsaBases: bases } : {}) }
    ))
  ))
  if (hosts.length > 0) return { kind: 'hosts', hosts, authenticated }
  return found.some(({ failed }) => failed) ? { kind: 'try-later' } : { kind: 'no-such-domain' }
}

/** `[192.0.2.1]` and `[IPv6:...]` name the host itself (RFC 5321 §4.1.3). */
function addressLiteral(domain: string): string | undefined {
  if (!domain.startsWith('[') || !domain.endsWith(']')) return undefined
  const inside = domain.slice(1, -1).replace(/^ipv6:/i, '')
  return ipaddr.isValid(inside) ? inside : ''
}

/** Not this machine, not a link, not everybody: names under a stranger's control may not lead there. */
export function isReachable(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  return !unreachableRanges.has(ipaddr.process(address).range())
}

const unreachableRanges: ReadonlySet<string> = new Set([
  'loopback', 'unspecified', 'linkLocal', 'broadcast', 'multicast',
])
