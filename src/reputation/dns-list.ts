/**
 * One DNS list: a question about an address or a domain, and the test whether the list can be believed.
 *
 * A list that died tends to answer for everything (a domain that was sold) or for nothing; both look like an opinion.
 * So it is tested with the points that every list must have (RFC 5782 §5), and what it says counts only while it
 * passes. Standards: RFC 5782, RFC 6471 (how a list should be run and ended).
 */
import { ipv4Number, type DnsListSetting, type ListCode } from '../config/dns-list.ts'
import type { Answer, Resolver } from '../dns/types.ts'
import { reversedAddress } from './network.ts'

/** Answers of one question that are looked at. */
export const LIST_ANSWERS_MAX = 16

/** What a list said about one name. */
export type ListAnswer =
  | { readonly kind: 'listed', readonly points: number, readonly meaning: string }
  | { readonly kind: 'not-listed' }
  /** Nothing can be concluded: no answer in time. */
  | { readonly kind: 'silent' }
  /** It says something that no list says: then it is not one any more. */
  | { readonly kind: 'broken', readonly reason: 'answers-outside' | 'refuses-us' }

/** Why a list is not believed. */
export type ListFault = 'silent' | 'lists-nothing' | 'lists-everything' | 'answers-outside' | 'refuses-us'

export interface DnsList extends DnsListSetting {
  /** Its domain. */
  readonly name: string
}

type Asks = Pick<Resolver, 'a'>

/** Asks about a client's address; undefined for what is no address. */
export function askAboutAddress(resolver: Asks, list: DnsList, ip: string): Promise<ListAnswer> | undefined {
  const reversed = reversedAddress(ip)
  return reversed === undefined ? undefined : ask(resolver, list, reversed)
}

/** Asks about a sender's domain, in lower case. */
export function askAboutDomain(resolver: Asks, list: DnsList, domain: string): Promise<ListAnswer> | undefined {
  return domain.includes('.') && domain.length <= 200 ? ask(resolver, list, domain) : undefined
}

async function ask(resolver: Asks, list: DnsList, name: string): Promise<ListAnswer> {
  return readAnswer(await resolver.a(`${name}.${list.name}`), list.codes)
}

/**
 * The test: what must be listed is, and what must not be is not. IPv4 127.0.0.2 and 127.0.0.1; domains `TEST` and
 * `INVALID` (RFC 5782 §5). Undefined when it passes.
 */
export async function testList(resolver: Asks, list: DnsList): Promise<ListFault | undefined> {
  const [listed, unlisted] = list.of === 'addresses' ? ['2.0.0.127', '1.0.0.127'] : ['test', 'invalid']
  const [yes, no] = await Promise.all([resolver.a(`${listed}.${list.name}`), resolver.a(`${unlisted}.${list.name}`)])
  for (const answer of [yes, no]) {
    const read = readAnswer(answer, list.codes)
    if (read.kind === 'silent') return 'silent'
    if (read.kind === 'broken') return read.reason
  }
  // Any answer within 127.0.0.0/8 is a listing here, whether or not its code has a meaning for us.
  if (no.kind === 'answer') return 'lists-everything'
  return yes.kind === 'answer' ? undefined : 'lists-nothing'
}

/** Codes by which lists say that they do not answer us: a mistyped name, a public resolver, too many questions. */
const isOurFault = (code: number): boolean => code >>> 8 === 0x7fffff

function readAnswer({ kind, records }: Answer<string>, codes: readonly ListCode[]): ListAnswer {
  if (kind === 'servfail' || kind === 'timeout') return { kind: 'silent' }
  if (kind !== 'answer') return { kind: 'not-listed' }
  let best: ListCode | undefined
  for (const record of records.slice(0, LIST_ANSWERS_MAX)) {
    const code = ipv4Number(record)
    if (code === undefined || code >>> 24 !== 127) return { kind: 'broken', reason: 'answers-outside' }
    if (isOurFault(code)) return { kind: 'broken', reason: 'refuses-us' }
    for (const one of codes) {
      const fits = one.bit > 0 ? (code & 0xff & one.bit) !== 0 : code >= one.first && code <= one.last
      if (fits && one.points > (best?.points ?? 0)) best = one
    }
  }
  return best === undefined ? { kind: 'not-listed' } : { kind: 'listed', points: best.points, meaning: best.meaning }
}
