/**
 * Whether one of our own domains may send under NTA 7516: its record, SPF, DKIM and DMARC as the world sees them. A
 * domain
 * that others cannot check would get a failed claim on the other side.
 */
import { getDomain } from 'tldts'
import type { Clock } from '../base/clock.ts'
import { minute } from '../base/sizes.ts'
import { findNta7516 } from '../dns/nta7516.ts'
import type { Answer, Resolver } from '../dns/types.ts'
import { isPolicyEnough, type OwnGap } from '../nta7516/decisions.ts'
import type { ProfileState } from '../nta7516/profile.ts'
import { printRecord } from '../nta7516/record.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import type { DkimKeys } from './dkim-keys.ts'

/** What was found is used this long; what could not be found out is asked again sooner. */
export const OWN_STANDING_MS = 10 * minute
export const OWN_UNKNOWN_MS = 1 * minute
/** Domains in memory. */
export const OWN_REMEMBERED_MAX = 1000

interface Known {
  readonly gaps: readonly OwnGap[]
  readonly until: number
}

export type OwnDomain = { readonly tenant: number, readonly name: string }

/** Looks at own domains, each at most once in `OWN_STANDING_MS`. */
export function createOwnStanding({ state, resolver, dkim, clock }: {
  readonly state: ProfileState, readonly resolver: Pick<Resolver, 'txt'>, readonly dkim: Pick<DkimKeys, 'records'>,
    readonly clock: Clock,
}): (domain: OwnDomain) => Promise<readonly OwnGap[]> {
  const remembered = new BoundedMap<string, Known>({
    max: OWN_REMEMBERED_MAX, ageMs: OWN_STANDING_MS, now: () => clock.now(),
  })

  async function look({ tenant, name }: OwnDomain): Promise<readonly OwnGap[]> {
    // Without a profile the rest is still worth knowing; no record can be right then.
    const { record, dmarcMin } = state.kind === 'on' ? state.profile : { record: null, dmarcMin: 'quarantine' as const }
    const [own, spf, keys, dmarc] = await Promise.all([
      findNta7516(resolver, name, clock.now()), resolver.txt(name), dkim.records(tenant, name), dmarcOf(resolver, name),
    ])
    const published = await Promise.all(keys.filter(({ state }) => state === 'in-use').map(async (key) =>
      ({ key, answer: await resolver.txt(key.name) })))
    const isSilent = own.found === 'unknown' || [spf, dmarc.answer, ...published.map(({ answer }) =>
      answer)].some(isUnknown)
    const isSame = own.record !== null && record !== null
      && JSON.stringify(printRecord(own.record)) === JSON.stringify(printRecord(record))
    const gaps: readonly (readonly [OwnGap, boolean])[] = [
      ['own-record', record !== null && own.found === 'unknown' || own.found === 'valid' && isSame],
      ['own-spf', isUnknown(spf) || isStrictSpf(spf.records)],
      ['own-dkim', published.length > 0 && published.every(({ key, answer }) => isUnknown(answer)
        || answer.records.includes(key.text))],
      ['own-dmarc', isUnknown(dmarc.answer) || isPolicyEnough(dmarc.policy, dmarcMin)], ['own-unknown', !isSilent],
    ]
    return gaps.filter(([, holds]) => !holds).map(([gap]) => gap)
  }

  return async (domain) => {
    const key = `${domain.tenant}/${domain.name}`
    const known = remembered.get(key)
    const now = clock.now()
    if (known !== undefined && now < known.until) return known.gaps
    const gaps = await look(domain)
    remembered.set(key, { gaps, until: now + (gaps.includes('own-unknown') ? OWN_UNKNOWN_MS : OWN_STANDING_MS) })
    return gaps
  }
}

const isUnknown = ({ kind }: Answer<string>): boolean => kind === 'servfail' || kind === 'timeout'

/** Exactly one record, and nobody else may send (RFC 7208 §4.5, §5.1). */
export function isStrictSpf(records: readonly string[]): boolean {
  const own = records.filter((record) => /^v=spf1( |$)/i.test(record))
  const last = own[0]?.slice(0, 4096).trim().split(' ').at(-1) ?? ''
  return own.length === 1 && /^[-~]all$/i.test(last)
}

/** The policy of the name itself, or of the registered domain above it (RFC 9989, RFC 7489 §6.6.3). */
async function dmarcOf(resolver: Pick<Resolver, 'txt'>, domain: string): Promise<{
  readonly answer: Answer<string>, readonly policy: 'none' | 'quarantine' | 'reject' | null,
}> {
  const answer = await resolver.txt(`_dmarc.${domain}`)
  const own = readDmarc(answer.records)
  const parent = getDomain(domain, { allowPrivateDomains: true })
  const isTop = parent === null || parent === domain
  if (own !== null || isUnknown(answer) || isTop) return { answer, policy: own?.p ?? null }
  const above = await resolver.txt(`_dmarc.${parent}`)
  const read = readDmarc(above.records)
  return { answer: above, policy: read?.sp ?? read?.p ?? null }
}

type DmarcWord = 'none' | 'quarantine' | 'reject'

/** `p` and `sp` of the one DMARC record among these; null without one. A test (`t=y`) counts a step weaker. */
export function readDmarc(records: readonly string[]): { readonly p: DmarcWord, readonly sp: DmarcWord | null } | null {
  const own = records.filter((record) => /^v=DMARC1 *(;|$)/.test(record))
  const [record] = own
  if (record === undefined || own.length > 1) return null
  const tags = new Map(record.slice(0, 4096).split(';').map((part) => {
    const equals = part.indexOf('=')
    const name = part.slice(0, Math.max(0, equals))
    return [name.trim().toLowerCase(), part.slice(equals + 1).trim().toLowerCase()] as const
  }))
  const word = (text: string | undefined): DmarcWord | null => {
    const found = text === 'none' || text === 'quarantine' || text === 'reject' ? text : null
    return tags.get('t') !== 'y' || found === null ? found : found === 'reject' ? 'quarantine' : 'none'
  }
  return { p: word(tags.get('p')) ?? 'none', sp: word(tags.get('sp')) }
}
