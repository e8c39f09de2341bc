/**
 * Who sends here, and what is known of him: lists that others keep, his names, and what he did before. Also the other
 * way round: whether one of our own accounts mails as a thief would (`outbound.ts`, `sending-stops.ts`).
 *
 * Promises: a network that is known well waits for nothing; nobody's mail is kept out because a question was not
 * answered; a list that cannot be believed counts nothing and is named on the health page; whoever proved his domain is
 * never asked to come again; what is remembered holds no content and no address of a person. Trap addresses and their
 * like are never told to anybody outside.
 * Fails: without DNS, lists or memory mail is taken as if nothing were known.
 * Standards: RFC 5782 (lists), RFC 6647 (coming again), RFC 5321 §4.1.4 (HELO), RFC 5965 (complaints).
 */
import type { Clock } from '../base/clock.ts'
import type { Log } from '../log/log.ts'
import { createClients, LIST_WAIT_MS, type ClientFacts, type Clients, type ClientsParts, type ClientVerdict } from './clients.ts'
import type { DnsLists, Listing } from './dns-lists.ts'
import type { Greylist } from './greylist.ts'
import type { History, Seen } from './history.ts'
import { historyNetwork } from './network.ts'
import type { Traps } from './traps.ts'
import { within } from './within.ts'

/** A mail whose author was looked at, before it is kept. */
export interface MailFacts extends ClientFacts {
  readonly mailFrom: string
  /** Of those that have an account. */
  readonly recipients: readonly string[]
  readonly tenants: readonly number[]
  /** Domain of the author, lower case. */
  readonly authorDomain: string
  /** DMARC passes, or SPF or DKIM prove the author's own domain. */
  readonly isProved: boolean
  readonly raw: Uint8Array
  /** One of its recipients was a trap. */
  readonly isTrapped: boolean
}

export interface MailVerdict {
  /** What goes with the mail for the spam filter; undefined for clients that nothing is remembered of. */
  readonly standing: Standing | undefined
  /** It must come again later. */
  readonly comeAgain: boolean
  /** It is like mail that came to a trap: Junk, unless its author is proved. */
  readonly isLikeTrapped: boolean
}

/** What is known of the sender, small enough to go with each mail. */
export interface Standing {
  readonly network: string
  /** Above 0 against it, below 0 for it; one decimal. */
  readonly points: number
}

/** What the way in needs of this room. */
export interface Arrivals {
  meet(ip: string): void
  /** Words for a refusal at RCPT; undefined when mail for that address is taken from this client. */
  refuses(client: ClientFacts & { readonly address: string }): Promise<string | undefined>
  /** What would be said of a client now, with all that it rests on. */
  explain(client: ClientFacts): Promise<ClientVerdict>
  isTrap(address: string): boolean
  judgeMail(mail: MailFacts): Promise<MailVerdict>
  /** How a mail, or a try to write to somebody, ended. */
  note(ip: string, seen: Seen): void
  /** What was taken for good was Junk after all. */
  turnedOut(standing: Standing, seen: 'junk'): void
  caught(mail: { readonly ip: string, readonly raw: Uint8Array }): Promise<void>
}

export interface ArrivalsParts extends Omit<ClientsParts, 'history'> {
  readonly history: History
  readonly lists: DnsLists
  readonly traps: Traps
  /** Undefined turns coming again off. */
  readonly greylist: Greylist | undefined
  /** Points from which on a sender without proof is asked to come again. */
  readonly greylistAt: number
  /** Partners under NTA 7516 or with pinned TLS are never asked. */
  readonly isPartner: (domain: string) => Promise<boolean>
  readonly clock: Clock
  readonly log: Log
}

/**
 * Reached by everybody, also from a listed server: there somebody can say that a list is wrong (RFC 2142, RFC 5321
 * §4.5.1).
 */
const ALWAYS_REACHED: ReadonlySet<string> = new Set(['postmaster', 'abuse'])

export function createArrivals(parts: ArrivalsParts): Arrivals {
  const { history, lists, traps, greylist, log } = parts
  const clients: Clients = createClients(parts)

  async function domainListings({ mailFrom, authorDomain, helo }: MailFacts): Promise<readonly Listing[]> {
    if (lists.isEmpty) return []
    const domains = new Set([domainOf(mailFrom), authorDomain, helo.toLowerCase().replace(/\.$/, '')])
    const asked = lists.aboutDomains([...domains].filter((domain) => /^[a-z0-9.-]{4,200}$/.test(domain)
      && !/^[\d.]+$/.test(domain)))
    return within({ promise: asked, settled: undefined }, LIST_WAIT_MS, [])
  }

  async function mustComeAgain(mail: MailFacts, standing: Standing): Promise<boolean> {
    if (greylist === undefined || mail.isProved || standing.points < parts.greylistAt) return false
    if (mail.recipients.every(isAlwaysReached)) return false
    const domains = new Set([domainOf(mail.mailFrom), mail.authorDomain])
    for (const domain of domains) if (domain !== '' && await parts.isPartner(domain)) return false
    return greylist.mustComeAgain({ ...mail, ...standing })
  }

  return {
    meet: (ip) => clients.meet(ip),
    async refuses({ address, ...client }) {
      const { refusal } = await clients.judge(client)
      if (refusal === undefined || isAlwaysReached(address)) return undefined
      log.info('reputation.refused', { why: refusal.why })
      return refusal.text
    },
    explain: (client) => clients.judge(client),
    isTrap: (address) => traps.isTrap(address),
    async judgeMail(mail) {
      const verdict = await clients.judge(mail)
      if (verdict.network === undefined) return { standing: undefined, comeAgain: false, isLikeTrapped: mail.isTrapped }
      const listings = verdict.isKnownGood ? [] : await domainListings(mail)
      const points = verdict.points + listings.reduce((sum, one) => sum + one.points, 0)
      const standing = { network: verdict.network, points: Math.round(points * 10) / 10 }
      const isLikeTrapped = mail.isTrapped || (!mail.isProved && !verdict.isKnownGood && traps.isLikeCaught(mail.raw))
      // A mail to a trap is not asked to come again: that would tell that something is different here.
      return { standing, isLikeTrapped, comeAgain: !mail.isTrapped && await mustComeAgain(mail, standing) }
    },
    note(ip, seen) {
      const network = clients.isExempt(ip) ? undefined : historyNetwork(ip)
      if (network !== undefined) history.note(network, seen)
    },
    turnedOut: ({ network }, seen) => history.note(network, seen, 'accepted'),
    async caught({ ip, raw }) {
      const network = clients.isExempt(ip) ? undefined : historyNetwork(ip)
      if (network !== undefined) history.note(network, 'trapped')
      await traps.caught(raw)
    },
  }
}

const isAlwaysReached = (address: string): boolean =>
  ALWAYS_REACHED.has(address.slice(0, Math.max(0, address.lastIndexOf('@'))).toLowerCase())

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase()
