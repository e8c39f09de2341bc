/**
 * All configured lists together, and which of them are believed now.
 *
 * Promises: a list that fails its test is off until it passes again, and says why; no question about a client waits
 * for a test; a list that is silent costs points nobody and nobody any time beyond the caller's own limit.
 * Fails: never throws for what a list answers.
 */
import type { Clock } from '../base/clock.ts'
import { hour, minute } from '../base/sizes.ts'
import type { Resolver } from '../dns/types.ts'
import type { Log } from '../log/log.ts'
import { askAboutAddress, askAboutDomain, testList, type DnsList, type ListAnswer, type ListFault } from './dns-list.ts'

/** Lists of one installation. */
export const LISTS_MAX = 32
/** How often a list is tested that is believed, and one that is off. */
export const LIST_TEST_MS = 1 * hour
export const LIST_TEST_AGAIN_MS = 5 * minute
/** So many listings one after the other, without one client that is not listed, and the list is tested at once. */
export const LISTED_IN_A_ROW_MAX = 20
/** So many questions without any answer, and the list is tested at once. */
export const SILENT_IN_A_ROW_MAX = 5

/** Longest for one question, and answers of one list in memory. */
export const LIST_TIMEOUT_MS = 1500
export const LIST_TRIES = 2
export const LIST_ANSWERS_KEPT_MAX = 5000

/** What one list holds against a client or a domain (`points` above 0) or says for it (below 0). */
export interface Listing {
  readonly list: string
  readonly points: number
  readonly meaning: string
}

export interface ListState {
  readonly name: string
  readonly of: DnsList['of']
  readonly sense: DnsList['sense']
  readonly state: 'untested' | 'good' | 'off'
  readonly reason: ListFault | null
  readonly testedAt: number | null
}

export interface DnsLists {
  readonly isEmpty: boolean
  aboutAddress(ip: string): Promise<readonly Listing[]>
  aboutDomains(domains: readonly string[]): Promise<readonly Listing[]>
  /** Tests what is due. Called now and then while the service runs. */
  test(): Promise<void>
  states(): readonly ListState[]
}

interface Entry {
  readonly list: DnsList
  readonly resolver: Pick<Resolver, 'a'>
  state: ListState['state']
  reason: ListFault | null
  testedAt: number | null
  inARow: number
  silent: number
  testing: Promise<void> | undefined
}

export function createDnsLists({ lists, resolverOf, clock, log }: {
  readonly lists: readonly DnsList[]
  /**
   * A resolver for each list: one that never answers must not make the others, or the mail itself, believe that there is
   * no DNS at all.
   */
  readonly resolverOf: (list: DnsList) => Pick<Resolver, 'a' | 'available'>
  readonly clock: Clock
  readonly log: Log
}): DnsLists {
  const entries = lists.slice(0, LISTS_MAX).map((list): Entry =>
    ({ list, resolver: resolverOf(list), state: 'untested', reason: null, testedAt: null, inARow: 0, silent: 0, testing: undefined }))

  function test(entry: Entry): Promise<void> {
    entry.testing ??= testList(entry.resolver, entry.list).then((fault) => judge(entry, fault ?? null)).finally(() => {
      entry.testing = undefined
    })
    return entry.testing
  }

  function judge(entry: Entry, reason: ListFault | null): void {
    const state = reason === null ? 'good' : 'off'
    if (state !== entry.state || reason !== entry.reason) {
      const facts = { list: entry.list.name, reason: reason ?? '' }
      if (state === 'off') log.warn('reputation.list-off', facts)
      else log.info('reputation.list-on', facts)
    }
    Object.assign(entry, { state, reason, testedAt: clock.now(), inARow: 0, silent: 0 })
  }

  /** What an answer says of the list itself. */
  function learn(entry: Entry, answer: ListAnswer): void {
    if (answer.kind === 'broken') return judge(entry, answer.reason)
    entry.inARow = answer.kind === 'listed' ? entry.inARow + 1 : 0
    entry.silent = answer.kind === 'silent' ? entry.silent + 1 : 0
    if (entry.inARow >= LISTED_IN_A_ROW_MAX || entry.silent >= SILENT_IN_A_ROW_MAX) {
      entry.inARow = 0
      entry.silent = 0
      void test(entry)
    }
  }

  async function asked(of: DnsList['of'], ask: (entry: Entry) => Promise<ListAnswer> | undefined): Promise<readonly Listing[]> {
    const found = await Promise.all(entries.map(async (entry): Promise<Listing | undefined> => {
      if (entry.list.of !== of) return undefined
      // The first questions after the start wait for the test: an untested list is not believed.
      if (entry.state === 'untested') await test(entry)
      if (entry.state !== 'good') return undefined
      const answer = await ask(entry)
      if (answer === undefined) return undefined
      learn(entry, answer)
      if (answer.kind !== 'listed' || !isGood(entry)) return undefined
      const sign = entry.list.sense === 'block' ? 1 : -1
      return { list: entry.list.name, points: sign * answer.points, meaning: answer.meaning }
    }))
    return found.filter((one) => one !== undefined)
  }

  return {
    isEmpty: entries.length === 0,
    aboutAddress: (ip) => asked('addresses', ({ resolver, list }) => askAboutAddress(resolver, list, ip)),
    async aboutDomains(domains) {
      const all = await Promise.all(domains.map((domain) => asked('domains', ({ resolver, list }) => askAboutDomain(resolver, list, domain))))
      // The worst of each list: three domains of one mail are not three reasons.
      const worst = new Map<string, Listing>()
      for (const one of all.flat()) {
        if (Math.abs(one.points) > Math.abs(worst.get(one.list)?.points ?? 0)) worst.set(one.list, one)
      }
      return [...worst.values()]
    },
    async test() {
      const now = clock.now()
      const due = entries.filter(({ state, testedAt }) =>
        testedAt === null || now - testedAt >= (state === 'off' ? LIST_TEST_AGAIN_MS : LIST_TEST_MS))
      await Promise.all(due.map((entry) => test(entry)))
    },
    states: () => entries.map(({ list: { name, of, sense }, state, reason, testedAt }) =>
      ({ name, of, sense, state, reason, testedAt })),
  }
}

/** Read anew: the answer itself may have switched it off. */
const isGood = ({ state }: Entry): boolean => state === 'good'
