/**
 * BIMI (draft-brand-indicators-for-message-identification): whether the author's domain has a logo that may be believed. Here that
 * means all of: DMARC passed under an enforcing policy, the logo keeps to SVG Tiny PS, and a mark certificate of an authority in
 * `bimi.authoritiesFile` names the domain and holds that very logo. A logo that only its owner asserts proves nothing and is
 * never `pass`. Off without authorities.
 *
 * Promises: mail never waits for it. A domain is looked up beside the mail, at most once a day, a few at a time, over https from
 * public addresses only; until that is known the answer is `none`.
 */
import type { X509Certificate } from 'node:crypto'
import { getDomain } from 'tldts'
import type { Clock } from '../base/clock.ts'
import { day, hour } from '../base/sizes.ts'
import type { Resolver } from '../dns/types.ts'
import type { Log } from '../log/log.ts'
import { EVIDENCE_BYTES_MAX, evidenceProblem } from './bimi-evidence.ts'
import { LOGO_BYTES_MAX, logoProblem } from './bimi-svg.ts'
import type { DmarcCheck } from './types.ts'

export type BimiResult = 'none' | 'pass' | 'fail' | 'temperror'

/** Domains remembered, how long, and how long a failure of the network is. */
export const BIMI_REMEMBERED_MAX = 5000
export const BIMI_MS = 1 * day
export const BIMI_RETRY_MS = 1 * hour
/** Domains looked up at the same time. */
export const BIMI_AT_ONCE_MAX = 4

export interface Bimi {
  /** What is known now of this author's domain; looks it up beside the mail when nothing is. */
  result(domain: string, dmarc: DmarcCheck): BimiResult
  /** When what is being looked up now is known. */
  settled(): Promise<void>
}

export interface BimiParts {
  readonly resolver: Pick<Resolver, 'txt'>
  /** `GET` over https with every guard; why not when there is nothing. */
  readonly fetch: (url: string, bytesMax: number) => Promise<{ readonly text: string } | 'unreachable' | 'refused'>
  readonly authorities: readonly X509Certificate[]
  readonly clock: Clock
  readonly log: Log
}

export function createBimi(parts: BimiParts): Bimi {
  const { clock, log } = parts
  const known = new Map<string, { readonly result: BimiResult, readonly until: number }>()
  const underWay = new Map<string, Promise<void>>()

  async function look(domain: string): Promise<void> {
    const result = await lookUp(parts, domain).catch((error: unknown): BimiResult => {
      log.error('bimi.failed', error)
      return 'temperror'
    })
    if (known.size >= BIMI_REMEMBERED_MAX) known.clear()
    known.set(domain, { result, until: clock.now() + (result === 'temperror' ? BIMI_RETRY_MS : BIMI_MS) })
  }

  return {
    result(domain, dmarc) {
      if (parts.authorities.length === 0 || dmarc.result !== 'pass' || !isEnforcing(dmarc)) return 'none'
      const found = known.get(domain)
      if (found !== undefined && clock.now() < found.until) return found.result
      if (!underWay.has(domain) && underWay.size < BIMI_AT_ONCE_MAX) {
        underWay.set(domain, look(domain).finally(() => underWay.delete(domain)))
      }
      return found?.result === 'pass' ? 'none' : found?.result ?? 'none'
    },
    async settled() {
      await Promise.all(underWay.values())
    },
  }
}

/** `p` (and `sp`) quarantine or reject for all mail, not as a test. */
function isEnforcing({ published }: DmarcCheck): boolean {
  const tag = (name: string): string | undefined => new RegExp(`(?:^|;)\\s*${name}\\s*=\\s*([a-z0-9]{1,20})`, 'i').exec(published?.record ?? '')?.[1]?.toLowerCase()
  const isStrict = (word: string | undefined): boolean => word === 'quarantine' || word === 'reject'
  return isStrict(tag('p')) && isStrict(tag('sp') ?? tag('p')) && (tag('pct') ?? '100') === '100' && tag('t') !== 'y'
}

async function lookUp({ resolver, fetch, authorities, clock }: BimiParts, domain: string): Promise<BimiResult> {
  const organisation = getDomain(domain, { allowPrivateDomains: true }) ?? domain
  for (const name of new Set([domain, organisation])) {
    const answer = await resolver.txt(`default._bimi.${name}`)
    if (answer.kind === 'servfail' || answer.kind === 'timeout') return 'temperror'
    const records = answer.records.filter((text) => /^v=BIMI1\s*(;|$)/.test(text.slice(0, 64)))
    if (records.length === 0) continue
    const place = records.length === 1 ? locationsOf(records[0] ?? '') : undefined
    if (place === undefined) return 'fail'
    // An empty location says that there is to be none.
    if (place.logo === '') return 'none'
    if (place.evidence === '') return 'fail'
    const [logo, evidence] = await Promise.all([fetch(place.logo, LOGO_BYTES_MAX), fetch(
      place.evidence, EVIDENCE_BYTES_MAX,
    )])
    if (logo === 'unreachable' || evidence === 'unreachable') return 'temperror'
    if (logo === 'refused' || evidence === 'refused' || logoProblem(logo.text) !== undefined) return 'fail'
    return evidenceProblem(evidence.text, { domain: name, logo: logo.text, authorities, now: clock.now() }) === undefined ? 'pass' : 'fail'
  }
  return 'none'
}

/** `l=` and `a=` of a record: https addresses or empty; undefined when it is none. */
export function locationsOf(record: string): { readonly logo: string, readonly evidence: string } | undefined {
  const tags = new Map(record.slice(0, 2048).split(';', 20).map((part) => {
    const at = part.indexOf('=')
    return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const
  }))
  const [logo, evidence = ''] = [tags.get('l'), tags.get('a')]
  const isPlace = (text: string): boolean => text === '' || /^https:\/\/[^\s"<>]{1,1000}$/.test(text) && URL.canParse(text)
  return logo !== undefined && isPlace(logo) && isPlace(evidence) ? { logo, evidence } : undefined
}
