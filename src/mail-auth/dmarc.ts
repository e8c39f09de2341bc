import { getDomain } from 'tldts'
import type { Resolver } from '../dns/types.ts'
import { mailAuthLibrary } from './library.ts'
import { lookupOf } from './lookups.ts'
import type { SignatureOutcome } from './dkim.ts'
import type { SpfOutcome } from './spf.ts'
import type { Author, DmarcCheck, DmarcPolicy, DmarcResult } from './types.ts'

export interface DmarcOutcome extends DmarcCheck {
  readonly alignedDomain: string | null
  readonly info: string
}

/**
 * DMARC (RFC 9989, RFC 7489) by `mailauth`, for the one author we show: what the library would read out of From is not
 * asked. Without a record of the domain, alignment by organisational domain (public suffix list) is still told.
 */
export async function checkDmarc({ author, spf, signatures, resolver, random }: {
  readonly author: Author, readonly spf: SpfOutcome, readonly signatures: SignatureOutcome, readonly resolver: Resolver,
  readonly random: () => number,
}): Promise<DmarcOutcome> {
  const proved = provedDomains(spf, signatures)
  const { dmarc } = await mailAuthLibrary()
  const answer = await dmarc({
    headerFrom: `author@${author.domain}`, fromFields: 1, spfDomains: spf.result === 'pass' && spf.domain !== null ? [spf.domain] : [],
    dkimDomains: signatures.dkim.filter(({ result }) => result === 'pass').map(({ domain }) => ({ domain })),
    resolver: lookupOf(resolver) as never, strict: true,
  })
  const withoutRecord = proved.find((domain) => isSameOrganisation(domain, author.domain)) ?? null
  if (answer === false) return { result: 'none', policy: null, alignedDomain: withoutRecord, info: 'dmarc=none' }
  const result = resultOf(answer.status.result)
  const aligned = domainOf(answer.alignment?.dkim.result) ?? domainOf(answer.alignment?.spf.result)
  return {
    result, policy: answer.rr === undefined ? null : sampled(policyOf(answer.policy), answer.rr, random),
    alignedDomain: result === 'pass' ? aligned ?? author.domain : answer.rr === undefined ? withoutRecord : null, info: answer.info,
    ...(answer.rr === undefined ? {} : { published: {
      domain: answer.policyDomain ?? author.domain, record: answer.rr.slice(0, RECORD_LENGTH_MAX),
      dkim: domainOf(answer.alignment?.dkim.result) !== undefined,
        spf: domainOf(answer.alignment?.spf.result) !== undefined,
    } }),
  }
}

/** Characters of a record that are kept for reports. */
export const RECORD_LENGTH_MAX = 1000

/** One domain belongs to the other's organisation: the registrable domains are the same. */
export function isSameOrganisation(one: string, other: string): boolean {
  const organisation = getDomain(one, { allowPrivateDomains: true }) ?? one
  return organisation === (getDomain(other, { allowPrivateDomains: true }) ?? other)
}

function provedDomains(spf: SpfOutcome, { dkim }: SignatureOutcome): readonly string[] {
  const signed = dkim.filter(({ result }) => result === 'pass').map(({ domain }) => domain)
  return spf.result === 'pass' && spf.domain !== null ? [...signed, spf.domain] : signed
}

/** `pct` of RFC 7489 §6.3 (gone in RFC 9989): the rest of the messages gets the next weaker policy (§6.6.4). */
function sampled(policy: DmarcPolicy | null, record: string, random: () => number): DmarcPolicy | null {
  const percent = /(?:^|;)\s*pct\s*=\s*(\d{1,3})\s*(?:;|$)/i.exec(record.slice(0, 4096))?.[1]
  if (percent === undefined || random() * 100 < Number(percent)) return policy
  return policy === 'reject' ? 'quarantine' : policy === 'quarantine' ? 'none' : policy
}

function policyOf(word: string | undefined): DmarcPolicy | null {
  return word === 'none' || word === 'quarantine' || word === 'reject' ? word : null
}

function resultOf(word: string): DmarcResult {
  return word === 'pass' || word === 'fail' || word === 'none' || word === 'temperror' ? word : 'permerror'
}

function domainOf(result: unknown): string | undefined {
  return typeof result === 'string' && result !== '' ? result.toLowerCase() : undefined
}
