/**
 * The judgement of one client before its mail is taken: what lists, names and our own memory say together, in points.
 *
 * Promises: a network that is known well waits for nothing; any other one waits at most `LIST_WAIT_MS` for the DNS, all
 * questions together, once in `CLIENT_KEPT_MS`; a question that is not answered in time counts nothing. Only our own
 * name in a stranger's mouth, or lists that the operator chose, refuse a client; its names alone never do.
 */
import type { Clock } from '../base/clock.ts'
import { minute, second } from '../base/sizes.ts'
import { inNetworks } from '../dns/public-address.ts'
import type { Resolver } from '../dns/types.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import { heloSigns, leadsTo, NAME_POINTS, readHelo, reverseSigns, type NameSign } from './client-names.ts'
import type { DnsLists, Listing } from './dns-lists.ts'
import type { History } from './history.ts'
import { historyNetwork } from './network.ts'
import { within, type Waiting } from './within.ts'

/** Longest that a client waits for what is asked about it. */
export const LIST_WAIT_MS = 3 * second
/** How long answers about a client count, and clients that are remembered. */
export const CLIENT_KEPT_MS = 10 * minute
export const CLIENTS_MAX = 10_000

export interface ClientFacts {
  readonly ip: string
  readonly helo: string
}

export interface ClientVerdict {
  /** Under which its past is kept; undefined for a client that nothing is judged or remembered of. */
  readonly network: string | undefined
  readonly isKnownGood: boolean
  /** Above 0 against it. */
  readonly points: number
  readonly signs: readonly NameSign[]
  readonly listings: readonly Listing[]
  /** Why nothing is taken from it, in words for its own administrator; undefined when mail is taken. */
  readonly refusal: { readonly why: 'our-name' | 'listed', readonly text: string } | undefined
}

export interface Clients {
  /** A client connected: what will be asked about it is asked now. */
  meet(ip: string): void
  judge(client: ClientFacts): Promise<ClientVerdict>
  /** Whether nothing is judged or remembered of it. */
  isExempt(ip: string): boolean
}

export interface ClientsParts {
  readonly lists: DnsLists
  readonly history: Pick<History, 'past'>
  readonly resolver: Pick<Resolver, 'ptr' | 'a' | 'aaaa' | 'available'>
  /** Whether a name is this server's or one of its domains. */
  readonly isOurName: (name: string) => Promise<boolean>
  /** Networks that nothing is judged of: this machine, the own house. */
  readonly exempt: readonly string[]
  /** Points from which on a client on a list is refused. */
  readonly refuseAt: number
  readonly clock: Clock
}

/** What is said of clients that nothing is judged of. */
const exempt: ClientVerdict = {
  network: undefined, isKnownGood: true, points: 0, signs: [], listings: [], refusal: undefined,
}

export function createClients(parts: ClientsParts): Clients {
  const { lists, history, resolver, clock, refuseAt } = parts
  const isExempt = inNetworks(parts.exempt)
  const bounds = { max: CLIENTS_MAX, ageMs: CLIENT_KEPT_MS, now: () => clock.now() }
  const listed = new BoundedMap<string, Waiting<readonly Listing[]>>(bounds)
  const reverse = new BoundedMap<string, Waiting<readonly NameSign[]>>(bounds)
  const said = new BoundedMap<string, Waiting<readonly NameSign[]>>(bounds)

  function listingsOf(ip: string): Waiting<readonly Listing[]> {
    return kept(listed, ip, () => lists.isEmpty ? Promise.resolve([]) : lists.aboutAddress(ip))
  }

  async function judge({ ip, helo: word }: ClientFacts): Promise<ClientVerdict> {
    const network = historyNetwork(ip)
    if (network === undefined || isExempt(ip)) return exempt
    const helo = readHelo(word)
    if (helo.kind === 'name' && await parts.isOurName(helo.name) && await leadsTo(resolver, helo.name, ip) !== 'yes') {
      return {
        ...exempt, network, isKnownGood: false,
        refusal: { why: 'our-name', text: 'HELO with our own name is not taken from others; say the name of your server' },
      }
    }
    const past = history.past(network)
    const isKnownGood = past.standing === 'known-good'
    const asked = listingsOf(ip)
    const waitMs = isKnownGood ? 0 : LIST_WAIT_MS
    const [listings, signs] = await Promise.all([
      within(asked, waitMs, []), isKnownGood ? [] : namesOf(ip, helo, word, waitMs),
    ])
    const listPoints = sum(listings.map(({ points }) => points))
    const points = past.points + listPoints + sum(signs.map((sign) => NAME_POINTS[sign]))
    return {
      network, isKnownGood: isKnownGood && listPoints <= 0, points, signs, listings,
      refusal: listPoints > 0 && points >= refuseAt ? { why: 'listed', text: listedText(ip, listings) } : undefined,
    }
  }

  async function namesOf(
    ip: string, helo: ReturnType<typeof readHelo>, word: string, waitMs: number,
  ): Promise<readonly NameSign[]> {
    const both = await Promise.all([
      within(kept(reverse, ip, () => reverseSigns(resolver, ip)), waitMs, []),
      within(kept(said, `${ip} ${word}`, () => heloSigns(resolver, ip, helo)), waitMs, []),
    ])
    return both.flat()
  }

  return {
    meet(ip) {
      const network = historyNetwork(ip)
      if (network === undefined || isExempt(ip)) return
      listingsOf(ip)
      if (history.past(network).standing !== 'known-good') kept(reverse, ip, () => reverseSigns(resolver, ip))
    },
    judge,
    isExempt,
  }
}

function kept<T>(
  map: BoundedMap<string, Waiting<T>>, key: string, ask: () => Promise<T>,
): Waiting<T> {
  const found = map.get(key)
  if (found !== undefined) return found
  const waiting: Waiting<T> = { promise: ask(), settled: undefined }
  // Nothing that is asked here rejects for what the network does; a mistake of ours counts as no answer.
  waiting.promise.then((value) => {
    waiting.settled = { value }
  }, () => undefined)
  map.set(key, waiting)
  return waiting
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

function listedText(ip: string, listings: readonly Listing[]): string {
  const names = listings.filter(({ points }) => points > 0).map(({ list, meaning }) => meaning === '' ? list : `${list} (${meaning})`)
  return `mail from ${ip} is not taken here; listed by ${names.join(', ')}; write to postmaster if this is wrong`
}
