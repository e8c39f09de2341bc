/**
 * Who really sent this: SPF, DKIM, DMARC and ARC of a message that came in.
 *
 * Promises: one verdict, in the words of RFC 8601, about the one author that is also shown; a message without exactly
 * one author has none; only results we found ourselves are in `authenticationResults`. Accepting is not slowed down:
 * keys are looked up before anything is hashed, results and records are remembered, a silent DNS costs one wait
 * (`dns`), and with the DNS turned off everything is `none` at once.
 * Fails: what cannot be asked is `temperror`, what is broken `permerror`; it does not throw for what a message holds.
 * Standards: RFC 7208, 6376, 8463, 8617, 9989 (and 7489), 8601. `mailauth` does the checking; how it is fed is ours.
 */
import type { Clock } from '../base/clock.ts'
import type { Resolver } from '../dns/types.ts'
import type { Log } from '../log/log.ts'
import { headerFields } from '../message/rewrite.ts'
import type { Bimi, BimiResult } from './bimi.ts'
import { checkSignatures, type SignatureOutcome } from './dkim.ts'
import { checkDmarc, type DmarcOutcome } from './dmarc.ts'
import { headerFacts, type HeaderFacts } from './header-facts.ts'
import { mailAuthLibrary } from './library.ts'
import { createSpf, type SpfOutcome } from './spf.ts'
import { HEADER_BYTES_MAX, type AuthCheck, type AuthQuestion } from './types.ts'

export type { AuthCheck, AuthQuestion } from './types.ts'

export interface MailAuth {
  check(question: AuthQuestion): Promise<AuthCheck>
}

export interface MailAuthParts {
  readonly resolver: Resolver
  /** Our name: the authserv-id (RFC 8601 §2.5). */
  readonly hostname: string
  readonly clock: Clock
  readonly log: Log
  /** Absent where BIMI is off. */
  readonly bimi?: Pick<Bimi, 'result'>
  /** From 0 up to 1; decides which messages a policy with `pct` is for. */
  readonly random?: () => number
}

/** The checks, with their memory. */
export function createMailAuth(
  { resolver, hostname, clock, log, bimi, random = Math.random }: MailAuthParts,
): MailAuth {
  const checkSpf = createSpf({ resolver, hostname, clock })
  // Loading the library stops everything for a tenth of a second: soon after the start, not with the first signed mail.
  if (resolver.available) setTimeout(() => void mailAuthLibrary().catch(() => undefined), LOAD_AFTER_MS).unref()

  async function safely<T>(what: string, check: Promise<T>, otherwise: T): Promise<T> {
    try {
      return await check
    } catch (error) {
      log.error('mail-auth.failed', error, { what })
      return otherwise
    }
  }

  async function ask(question: AuthQuestion, facts: HeaderFacts): Promise<AuthCheck> {
    const [spf, signatures] = await Promise.all([
      safely('spf', checkSpf(question), { result: 'temperror', domain: null, info: 'spf=temperror' } as const),
      safely('dkim', checkSignatures({ raw: question.raw, facts, resolver, clock }), brokenSignatures),
    ])
    const { author } = facts
    const dmarc = author === undefined ? undefined
      : await safely('dmarc', checkDmarc({ author, spf, signatures, resolver, random }), brokenDmarc)
    const logo = author === undefined || dmarc === undefined ? 'none' : bimi?.result(author.domain, dmarc) ?? 'none'
    return together({ hostname, facts, spf, signatures, dmarc, logo })
  }

  return {
    async check(question) {
      const facts = headerFacts(question.header ?? headerFields(question.raw), question.raw)
      if (facts.size > HEADER_BYTES_MAX) return unchecked({ hostname, facts, word: 'permerror' })
      if (!resolver.available) return unchecked({ hostname, facts, word: 'none' })
      return await ask(question, facts)
    },
  }
}

/** How long after the start the checking library is loaded. */
const LOAD_AFTER_MS = 1000

const brokenSignatures: SignatureOutcome = { dkim: [], arc: 'none', info: ['dkim=temperror'] }
const brokenDmarc: DmarcOutcome = { result: 'temperror', policy: null, alignedDomain: null, info: 'dmarc=temperror' }

/** The answer when nothing was asked. */
function unchecked({ hostname, facts, word }: {
  readonly hostname: string, readonly facts: HeaderFacts, readonly word: 'none' | 'permerror',
}): AuthCheck {
  return {
    author: facts.author, spf: { result: word, domain: null }, dkim: [], dmarc: { result: word, policy: null }, arc: 'none',
    alignedDomain: null, authenticationResults: resultsField(hostname, word === 'none' ? ['none'] : [`spf=${word}`, `dkim=${word}`, `dmarc=${word}`]),
  }
}

function together({ hostname, facts, spf, signatures, dmarc, logo }: {
  readonly hostname: string, readonly facts: HeaderFacts, readonly spf: SpfOutcome,
  readonly signatures: SignatureOutcome,
  readonly dmarc: DmarcOutcome | undefined,
  readonly logo: BimiResult,
}): AuthCheck {
  return {
    author: facts.author, spf: { result: spf.result, domain: spf.domain }, dkim: signatures.dkim, arc: signatures.arc,
    dmarc: {
      result: dmarc?.result ?? 'permerror', policy: dmarc?.policy ?? null,
      ...(dmarc?.published === undefined ? {} : { published: dmarc.published }),
    }, alignedDomain: dmarc?.alignedDomain ?? null,
    authenticationResults: resultsField(hostname, [spf.info, ...signatures.info, dmarc?.info ?? 'dmarc=permerror (not one author)',
      ...logo === 'none' ? [] : [`bimi=${logo} header.d=${facts.author?.domain ?? ''} header.selector=default`]]),
  }
}

/** Columns after which a line of the field is folded, and characters of one result that are kept. */
const FOLD_COLUMNS = 76
export const RESULT_LENGTH_MAX = 1000

/**
 * authserv-id and results, one after a `;` each (RFC 8601 §2.2). The texts hold words of strangers (names, comments):
 * line ends and other controls become blanks, so nothing in them can begin a field of its own.
 */
export function resultsField(hostname: string, results: readonly string[]): string {
  let field = hostname
  for (const result of results) {
    const words = result.slice(0, RESULT_LENGTH_MAX).replace(/[^\x21-\x7e]+/g, ' ').trim().split(' ')
    field += ';\r\n\t'
    let column = 8
    for (const [index, word] of words.entries()) {
      if (index > 0 && column + word.length >= FOLD_COLUMNS) {
        field += '\r\n\t'
        column = 8
      } else if (index > 0) {
        field += ' '
        column += 1
      }
      field += word
      column += word.length
    }
  }
  return field
}
