/** Where a report about a domain goes: what its owner asks now, and whether an address elsewhere agreed to it. */
import type { Resolver } from '../dns/types.ts'
import { isSameOrganisation } from '../mail-auth/dmarc.ts'
import { destinationsOf, tagsOf, type Destination } from './dmarc-tags.ts'
import type { ReportKind } from './types.ts'

/** `later`: the DNS did not answer. */
export type Destinations = readonly Destination[] | 'later'

/** The addresses of today; an empty list when the domain asks for no reports any more. */
export async function destinations(
  resolver: Pick<Resolver, 'txt'>, { kind, domain }: { readonly kind: ReportKind, readonly domain: string },
): Promise<Destinations> {
  return kind === 'tls' ? tlsDestinations(resolver, domain) : dmarcDestinations(resolver, domain)
}

/** RFC 8460 §3: exactly one record, mail and https. */
async function tlsDestinations(resolver: Pick<Resolver, 'txt'>, domain: string): Promise<Destinations> {
  const answer = await resolver.txt(`_smtp._tls.${domain}`)
  if (answer.kind === 'servfail' || answer.kind === 'timeout') return 'later'
  const records = answer.records.filter((text) => /^v=TLSRPTv1[ \t]*;/.test(text.slice(0, 64)))
  return records.length === 1 ? destinationsOf(records[0] ?? '') : []
}

/** RFC 9990 §3.5: mail only; each address outside the domain's organisation must have agreed. */
async function dmarcDestinations(resolver: Pick<Resolver, 'txt'>, domain: string): Promise<Destinations> {
  const answer = await resolver.txt(`_dmarc.${domain}`)
  if (answer.kind === 'servfail' || answer.kind === 'timeout') return 'later'
  const records = answer.records.filter(isDmarc)
  if (records.length !== 1) return []
  const found: Destination[] = []
  for (const one of destinationsOf(records[0] ?? '')) {
    if (one.scheme !== 'mailto') continue
    const agreed = isSameOrganisation(one.domain, domain) ? one : await agreedElsewhere(resolver, domain, one)
    if (agreed === 'later') return 'later'
    if (agreed !== undefined) found.push(agreed)
  }
  return found
}

/**
 * `DOMAIN._report._dmarc.ELSEWHERE` must hold a DMARC record; an address in it at the same host takes the place of the one
 * that was asked for (RFC 9990 §4, RFC 7489 §7.1).
 */
async function agreedElsewhere(
  resolver: Pick<Resolver, 'txt'>, domain: string, asked: Extract<Destination, { scheme: 'mailto' }>,
): Promise<Destination | 'later' | undefined> {
  const answer = await resolver.txt(`${domain}._report._dmarc.${asked.domain}`)
  if (answer.kind === 'servfail' || answer.kind === 'timeout') return 'later'
  const record = answer.records.find(isDmarc)
  if (record === undefined) return undefined
  if (!tagsOf(record).has('rua')) return asked
  return destinationsOf(record).find((one) => one.scheme === 'mailto' && one.domain === asked.domain)
}

const isDmarc = (text: string): boolean => /^v[ \t]*=[ \t]*DMARC1[ \t]*(;|$)/.test(text.slice(0, 64))
