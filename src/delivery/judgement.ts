import type { SenderTruth } from '../mailstore/types.ts'
import type { Likeness } from './likeness.ts'

/** What is known of the author when a mail came in from outside. */
export interface AuthorFacts {
  /** Domain of the From address, lower case. */
  readonly domain: string
  readonly dmarc: 'pass' | 'fail' | 'none' | 'temperror' | 'permerror'
  /** What the domain's owner asks for mail that fails; null without a record. */
  readonly policy: 'none' | 'quarantine' | 'reject' | null
  /** A domain that SPF or DKIM proved and that is aligned with From; null without proof. */
  readonly aligned: string | null
  /** The From domain is one of this house. */
  readonly isOwnDomain: boolean
  readonly likeness: Likeness | undefined
}

export interface Judgement {
  readonly place: 'inbox' | 'junk' | 'refuse'
  readonly truth: SenderTruth
}

/**
 * Where a mail from outside belongs, and the one line its reader sees. Our own people never come in over this door
 * unproved: mail in their name that nothing proves is refused when the domain's own policy says so, and lands in Junk
 * otherwise. RFC 7489 §6.6, with `quarantine` as Junk. An author who is made to look like one of us is said to be; a
 * proved address with a colleague's name stays in the inbox and is marked.
 */
export function judgeAuthor(facts: AuthorFacts): Judgement {
  const { domain, aligned, likeness } = facts
  const isProved = facts.dmarc === 'pass' || (facts.dmarc === 'none' && aligned !== null)
  if (facts.dmarc === 'fail' && facts.policy === 'reject') {
    return { place: 'refuse', truth: { verdict: 'failed', domain: null, reason: 'dmarc-reject' } }
  }
  if (facts.isOwnDomain && !isProved) {
    return { place: 'junk', truth: { verdict: 'impersonation', domain: null, reason: 'own-domain-not-proved', as: domain } }
  }
  if (likeness !== undefined && (likeness.isCertain || !isProved)) return { place: 'junk', truth: posing(likeness) }
  if (isProved) {
    const truth: SenderTruth = { verdict: 'verified', domain: aligned ?? domain, reason: facts.dmarc === 'pass' ? 'dmarc-pass' : 'aligned' }
    return { place: 'inbox', truth: likeness === undefined ? truth : { ...truth, reason: likeness.kind, as: likeness.as } }
  }
  if (facts.dmarc === 'fail' && facts.policy === 'quarantine') {
    return { place: 'junk', truth: { verdict: 'failed', domain: null, reason: 'dmarc-quarantine' } }
  }
  if (facts.dmarc === 'fail') return { place: 'inbox', truth: { verdict: 'failed', domain: null, reason: 'dmarc-fail' } }
  return { place: 'inbox', truth: { verdict: 'unverifiable', domain: null, reason: `dmarc-${facts.dmarc}` } }
}

/** The truth of an author who poses as another. */
export function posing({ kind, as }: Likeness): SenderTruth {
  return { verdict: 'impersonation', domain: null, reason: kind, ...as === '' ? {} : { as } }
}
