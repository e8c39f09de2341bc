/**
 * Whether the word of our resolvers about DNSSEC can be believed. The AD bit is only a bit: a resolver that validates
 * nothing may still pass on another's, and a wrong setting goes unseen for years. So each resolver is asked for a name
 * that is signed (AD must be set) and for one whose signature is wrong on purpose (it must refuse to answer), at the
 * first question that needs it and every hour after. As long as one of them fails, nothing counts as authenticated.
 */
import { AUTHENTIC_DATA } from 'dns-packet'
import type { Clock } from '../base/clock.ts'
import { hour, minute } from '../base/sizes.ts'
import { exchange, type DnsServer } from './exchange.ts'
import type { DnsProof } from './types.ts'

/** How long a test that was passed holds, and how soon one that was not is tried again. */
export const PROOF_HOLDS_MS = 1 * hour
export const PROOF_RETRY_MS = 1 * minute
/** Tries for one question of the test: one lost packet must not turn DANE off. */
export const PROOF_TRIES = 3

export interface SelfTestNames {
  /** A name that is signed and will stay so. */
  readonly signed: string
  /** A name whose signature is wrong on purpose. */
  readonly bogus: string
}

/** Names that others keep for this: a signed top level domain, and one that is broken for such tests. */
export const defaultSelfTestNames: SelfTestNames = { signed: 'nl', bogus: 'dnssec-failed.org' }

export interface SelfTest {
  /** How the last test ended; makes one when it is too old. One test at a time. */
  proof(): Promise<DnsProof>
}

/** A test of these servers; `validating` is what the administrator says of them. */
export function createSelfTest({ servers, validating, names, timeoutMs, clock }: {
  readonly servers: readonly DnsServer[], readonly validating: boolean, readonly names: SelfTestNames,
  readonly timeoutMs: number, readonly clock: Clock,
}): SelfTest {
  let last: DnsProof = { state: 'off', reason: validating && servers.length > 0 ? 'untested' : 'not-configured', checkedAt: null }
  let underWay: Promise<DnsProof> | undefined

  async function test(): Promise<DnsProof> {
    const results = await Promise.all(servers.map((server) => testServer(server, names, timeoutMs)))
    const problem = results.find((result) => result !== undefined)
    const checkedAt = clock.now()
    return problem === undefined ? { state: 'proved', reason: null, checkedAt } : { state: 'off', reason: problem, checkedAt }
  }

  const isFresh = ({ state, checkedAt }: DnsProof): boolean => checkedAt !== null
    && clock.now() - checkedAt < (state === 'proved' ? PROOF_HOLDS_MS : PROOF_RETRY_MS)

  return {
    async proof() {
      if (!validating || servers.length === 0 || isFresh(last)) return last
      underWay ??= test().then((found) => {
        last = found
        return found
      }).finally(() => {
        underWay = undefined
      })
      return underWay
    },
  }
}

type Problem = Exclude<DnsProof['reason'], null>

/** What is wrong with one server; undefined when it validates. */
async function testServer(server: DnsServer, names: SelfTestNames, timeoutMs: number): Promise<Problem | undefined> {
  const [signed, bogus] = await Promise.all([
    askAgain(server, { name: names.signed, type: 'SOA' }, timeoutMs), askAgain(server, { name: names.bogus, type: 'A' }, timeoutMs),
  ])
  if (signed === undefined || bogus === undefined) return 'silent'
  if (signed.rcode !== 'NOERROR') return 'signed-name-fails'
  if (!signed.authentic) return 'no-ad'
  return bogus.rcode === 'SERVFAIL' ? undefined : 'bogus-name-answers'
}

async function askAgain(server: DnsServer, question: { readonly name: string, readonly type: 'SOA' | 'A' }, timeoutMs: number):
Promise<{ readonly rcode: string, readonly authentic: boolean } | undefined> {
  for (let tries = 0; tries < PROOF_TRIES; tries += 1) {
    const result = await exchange(server, question, timeoutMs)
    if (typeof result === 'string') continue
    const { packet } = result
    return { rcode: 'rcode' in packet ? String(packet.rcode) : 'SERVFAIL', authentic: ((packet.flags ?? 0) & AUTHENTIC_DATA) !== 0 }
  }
  return undefined
}
