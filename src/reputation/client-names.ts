/**
 * What the names of a client tell: the one it says (HELO), and the one that the DNS gives its address, confirmed by the
 * way back. Standards: RFC 5321 §4.1.3 (literals), §4.1.4 (a server may look, and must not refuse only because the two
 * differ: so they are points, not a refusal), RFC 8601 §3 (`iprev`: confirmed reverse name).
 */
import type { Resolver } from '../dns/types.ts'
import { isSameAddress } from './network.ts'

/** Reverse names that are tried on the way back. */
export const REVERSE_NAMES_MAX = 5

/** What stands out; each has its points in `POINTS` and its words on the officer's page. */
export type NameSign =
  | 'no-reverse-name' | 'reverse-not-confirmed' | 'reverse-by-number'
  | 'helo-not-a-name' | 'helo-other-address' | 'helo-unknown'

/** Together the strongest of them stay below what refuses: a badly kept server may still be an honest one. */
export const NAME_POINTS: Readonly<Record<NameSign, number>> = {
  'no-reverse-name': 2, 'reverse-not-confirmed': 2, 'reverse-by-number': 1,
  'helo-not-a-name': 1, 'helo-other-address': 2, 'helo-unknown': 1,
}

/** Whom a client says it is. */
export type Helo =
  | { readonly kind: 'name', readonly name: string }
  | { readonly kind: 'bare', readonly name: string }
  | { readonly kind: 'literal', readonly address: string }
  | { readonly kind: 'broken' }

/** Reads the word after HELO or EHLO: a name, an address in brackets, or neither. RFC 5321 §4.1.2, §4.1.3 */
export function readHelo(word: string): Helo {
  const literal = /^\[(?:IPv6:)?([0-9a-f:.]{2,45})\]$/i.exec(word)?.[1]
  if (literal !== undefined) return { kind: 'literal', address: literal }
  const name = word.toLowerCase().replace(/\.$/, '')
  if (name.length > 253 || !name.split('.').every((label) => LABEL.test(label))) return { kind: 'broken' }
  // An address without brackets is no name, and no literal either.
  if (/^[\d.]+$/.test(name)) return { kind: 'broken' }
  return name.includes('.') ? { kind: 'name', name } : { kind: 'bare', name }
}

/** Letters, digits, hyphens; A-labels are such; an underscore is wrong but as common as harmless. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/

type Asks = Pick<Resolver, 'ptr' | 'a' | 'aaaa' | 'available'>

/** What stands out in the name that the DNS gives an address. Nothing when the DNS gives no answer. */
export async function reverseSigns(resolver: Asks, ip: string): Promise<readonly NameSign[]> {
  if (!resolver.available) return []
  const { kind, records } = await resolver.ptr(ip)
  if (kind === 'servfail' || kind === 'timeout') return []
  if (records.length === 0) return ['no-reverse-name']
  const names = records.slice(0, REVERSE_NAMES_MAX)
  const found = await Promise.all(names.map((name) => leadsTo(resolver, name, ip)))
  const confirmed = names.filter((_, index) => found[index] === 'yes')
  if (confirmed.length === 0) return found.includes('unknown') ? [] : ['reverse-not-confirmed']
  return confirmed.every((name) => isByNumber(name, ip)) ? ['reverse-by-number'] : []
}

/** Whether the DNS leads from that name to that address. */
export async function leadsTo(resolver: Asks, name: string, ip: string): Promise<'yes' | 'no' | 'unknown'> {
  const answer = ip.includes(':') ? await resolver.aaaa(name) : await resolver.a(name)
  if (answer.kind === 'servfail' || answer.kind === 'timeout') return 'unknown'
  return answer.records.some((one) => isSameAddress(one, ip)) ? 'yes' : 'no'
}

/** What stands out in the name that a client says. */
export async function heloSigns(resolver: Asks, ip: string, helo: Helo): Promise<readonly NameSign[]> {
  switch (helo.kind) {
    case 'literal': return isSameAddress(helo.address, ip) ? [] : ['helo-other-address']
    case 'bare':
    case 'broken': return ['helo-not-a-name']
    case 'name': {
      if (!resolver.available) return []
      const [a, aaaa] = await Promise.all([resolver.a(helo.name), resolver.aaaa(helo.name)])
      const isAbsent = (kind: string): boolean => kind === 'nxdomain' || kind === 'nodata'
      return isAbsent(a.kind) && isAbsent(aaaa.kind) ? ['helo-unknown'] : []
    }
  }
}

/** A name that a provider made from the number of the line: homes and rented machines, rarely mail servers. */
function isByNumber(name: string, ip: string): boolean {
  if (ip.includes(':')) return false
  const numbers = ip.split('.')
  const found: readonly string[] = name.match(/\d+/g) ?? []
  const inName = numbers.filter((number) => found.some((one) => Number(one) === Number(number)))
  return inName.length >= 3 || (inName.length >= 2 && WORDS.test(name))
}

/** Words of providers for lines that are rented out by the thousand. */
const RENTED = ['dyn', 'dynamic', 'dhcp', 'dsl', 'adsl', 'pool', 'ppp', 'cable', 'cust', 'customer', 'client', 'dial', 'broadband',
  'static', 'vps', 'host', 'ip']
const WORDS = new RegExp(`(?:^|[.-])(?:${RENTED.join('|')})(?:[.\\d-]|$)`)
