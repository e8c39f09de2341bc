import type { SenderTruth } from '../mailstore/types.ts'

/** What is known of the author when a mail came in from outside. */
export interface AuthorFacts {
  /** Domain of the From address, lower case. */
  readonly domain: string
  /** Display name as written; null when there is none. */
  readonly name: string | null
  readonly dmarc: 'pass' | 'fail' | 'none' | 'temperror' | 'permerror'
  /** What the domain's owner asks for mail that fails; null without a record. */
  readonly policy: 'none' | 'quarantine' | 'reject' | null
  /** A domain that SPF or DKIM proved and that is aligned with From; null without proof. */
  readonly aligned: string | null
  /** The From domain is one of this house. */
  readonly isOwnDomain: boolean
  /** The display name is that of a colleague, compared without case, accents and blanks. */
  readonly isColleagueName: boolean
}

export interface Judgement {
  readonly place: 'inbox' | 'junk' | 'refuse'
  readonly truth: SenderTruth
}

/**
 * Where a mail from outside belongs, and the one line its reader sees. Our own people never come in over this door
 * unproved: mail in their name that nothing proves is refused when the domain's own policy says so, and lands in Junk
 * otherwise. RFC 7489 §6.6, with `quarantine` as Junk.
 */
export function judgeAuthor(facts: AuthorFacts): Judgement {
  const { domain, aligned } = facts
  if (facts.dmarc === 'pass' || (facts.dmarc === 'none' && aligned !== null)) {
    return { place: 'inbox', truth: { verdict: 'verified', domain: aligned ?? domain, reason: facts.dmarc === 'pass' ? 'dmarc-pass' : 'aligned' } }
  }
  if (facts.dmarc === 'fail' && facts.policy === 'reject') {
    return { place: 'refuse', truth: { verdict: 'failed', domain: null, reason: 'dmarc-reject' } }
  }
  if (facts.isOwnDomain) {
    return { place: 'junk', truth: { verdict: 'impersonation', domain: null, reason: 'own-domain-not-proved' } }
  }
  if (facts.isColleagueName) {
    return { place: 'junk', truth: { verdict: 'impersonation', domain: null, reason: 'name-of-colleague' } }
  }
  if (facts.dmarc === 'fail' && facts.policy === 'quarantine') {
    return { place: 'junk', truth: { verdict: 'failed', domain: null, reason: 'dmarc-quarantine' } }
  }
  if (facts.dmarc === 'fail') return { place: 'inbox', truth: { verdict: 'failed', domain: null, reason: 'dmarc-fail' } }
  return { place: 'inbox', truth: { verdict: 'unverifiable', domain: null, reason: `dmarc-${facts.dmarc}` } }
}

/** A name for comparing: no case, no accents, no blanks or signs; at most 200 characters are looked at. */
export function comparableName(name: string): string {
  return name.slice(0, 200).normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '').toLowerCase()
}
