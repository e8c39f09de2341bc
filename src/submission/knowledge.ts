/** Everything the guard may know of a mail besides the mail: gathered here, in bounded time, from caches first. */
import type { Account, Accounts } from '../accounts/types.ts'
import type { Clock } from '../base/clock.ts'
import { second } from '../base/sizes.ts'
import type { Suspect } from '../guard/recipients.ts'
import type { DomainAbility, Draft, Knowledge, Policy, RecipientKnowledge, Route } from '../guard/types.ts'
import type { OpenAccount } from '../keys/keys.ts'
import type { Nta7516Way } from '../queue/nta7516-way.ts'
import type { Tenants } from '../tenants/tenants.ts'
import { unknownAbility, type Abilities } from './abilities.ts'
import type { Correspondence } from './correspondence.ts'
import type { RecipientPlace } from './decision.ts'
import type { Guests } from './guests.ts'
import type { Networks } from './networks.ts'
import { nothingOwn, type Own } from './policy-text.ts'
import type { DomainStandings } from './domain-standing.ts'
import { domainOf } from './recipients.ts'
import type { Store } from '../storage/store.ts'
import { warningsShown } from './warning-budget.ts'
import type { KnownNumbers, SeenNumbers } from './seen-numbers.ts'
import type { SentHabits } from './sent-habits.ts'

/** Send waits no longer than this for what other domains can do. */
export const ABILITY_WAIT_MS = 2 * second
/** Contacts that the guard gets, those written to last. */
export const CONTACTS_MAX = 5000

export interface KnowledgeParts {
  readonly accounts: Pick<Accounts, 'findRecipient' | 'isLocalDomain'>
  readonly tenants: Pick<Tenants, 'domains' | 'byDomain' | 'list'>
  readonly abilities: Abilities
  /** The way under NTA 7516; off when absent. */
  readonly nta7516?: Nta7516Way
  readonly correspondence: Correspondence
  readonly habits: SentHabits
  readonly numbers: SeenNumbers
  readonly networks: Networks
  readonly store: Store
  readonly standings: DomainStandings
  readonly guests: Guests
  /** How mail without a reason to secure it travels to a domain. */
  readonly routeTo: (domain: string) => Route
  readonly clock: Clock
}

export interface Gathered {
  readonly knowledge: Knowledge
  /** By address in lower case. */
  readonly places: ReadonlyMap<string, RecipientPlace>
}

export interface WhoSends {
  readonly account: Account
  readonly open: OpenAccount
  readonly ip: string
}

/** What holds for every mail of this sender. */
export async function senderKnowledge(parts: KnowledgeParts, { account, open, ip }: WhoSends, own: Own): Promise<Omit<Knowledge, 'recipients'>> {
  const { tenants, correspondence, networks, clock, store } = parts
  const [domains, people, network, organisations, warned] = await Promise.all([
    tenants.domains(account.tenant), correspondence.of(open), networks.look(open, ip), tenants.list(),
    warningsShown(store, account, clock.now()),
  ])
  const organisation = organisations.find(({ id }) => id === account.tenant)
  return {
    now: clock.now(), internalDomains: domains.map(({ name }) => name),
    contacts: [...people.values()].slice(-CONTACTS_MAX).toReversed().map(({ address, name }) => ({ address, name })),
    own: { ...own, names: organisation === undefined ? own.names : [...own.names, organisation.name] },
    session: { secondFactor: account.secondFactor, network },
    senderName: account.name === '' ? null : account.name, warned,
  }
}

/** Knowledge for a draft. */
export async function gatherKnowledge(parts: KnowledgeParts, who: WhoSends, { draft, own, policy }: {
  readonly draft: Draft, readonly own: Own, readonly policy: Policy,
}): Promise<Gathered> {
  const sender = await senderKnowledge(parts, who, own)
  const [{ recipients, places }, suspects] = await Promise.all([
    recipientKnowledge(parts, who, draft.recipients.map(({ address }) => address), own), suspectsOf(parts, who, draft),
  ])
  const { seen, others } = await numbersBefore(parts, who, { draft, policy, recipients })
  const slips = new Map(suspects.map(({ address, score, meant }) =>
    [address, { score, ...meant === undefined ? {} : { meant } }]))
  const before = seen.length === 0 ? {} : { seenNumbers: seen }
  return { places, knowledge: { ...sender, ...before, recipients: recipients.map((recipient) => {
    const address = recipient.address.toLowerCase()
    const [slip, otherNumbers] = [slips.get(address), others.get(address)]
    return { ...recipient, ...slip === undefined ? {} : { slip },
      ...otherNumbers === undefined ? {} : { otherNumbers } }
  }) } }
}

/** Which of the draft's numbers of persons stood in earlier mail, and with whom. */
async function numbersBefore({ numbers }: KnowledgeParts, { account, open }: WhoSends, { draft, policy, recipients }: {
  readonly draft: Draft, readonly policy: Policy, readonly recipients: readonly RecipientKnowledge[],
}): Promise<KnownNumbers> {
  const inside = new Set(recipients.filter(({ isInternal }) => isInternal).map(({ address }) => address.toLowerCase()))
  return numbers.of(open, {
    draft, policy, self: new Set([account.address, ...account.aliases].map((address) => address.toLowerCase())),
    isOutside: (address) => !inside.has(address),
  })
}

/** Who looks as if they came into this mail by a slip. */
async function suspectsOf({ habits }: KnowledgeParts, { open }: WhoSends,
  { from, recipients, subject, body }: Pick<Draft, 'from' | 'recipients' | 'subject' | 'body'>): Promise<readonly Suspect[]> {
  const names = new Map(recipients.flatMap(({ address, name }) => name === null ? []
    : [[address.toLowerCase(), name] as const]))
  return habits.suspects(open, {
    from, recipients: recipients.map(({ address }) => address), names, subject, text: body,
  })
}

/** What is known of each of these addresses, in their order. */
export async function recipientKnowledge(parts: KnowledgeParts, who: WhoSends, addresses: readonly string[],
  own: Pick<Own, 'trustedDomains' | 'suspectDomains'> = nothingOwn): Promise<{
  readonly recipients: readonly RecipientKnowledge[], readonly places: ReadonlyMap<string, RecipientPlace>,
}> {
  const { accounts, tenants, abilities, correspondence, guests, standings } = parts
  const domains = new Map<string, { readonly isLocal: boolean, readonly isInternal: boolean }>()
  for (const domain of new Set(addresses.map(domainOf))) {
    const isLocal = await accounts.isLocalDomain(domain)
    const isInternal = isLocal && (await tenants.byDomain(domain))?.tenant === who.account.tenant
    domains.set(domain, { isLocal, isInternal })
  }
  const elsewhere = [...domains].filter(([, { isLocal }]) => !isLocal).map(([domain]) => domain)
  const outside = addresses.filter((address) => domains.get(domainOf(address))?.isLocal === false)
  const [able, people, numbers, standing] = await Promise.all([
    abilities.of(elsewhere, ABILITY_WAIT_MS), correspondence.of(who.open),
    guests.knownNumbers(who.account, outside.map((address) => address.toLowerCase())),
    standings.of(who.account.tenant, elsewhere, own),
  ])
  const sender = await senderByNta7516(parts, who)
  const places = new Map<string, RecipientPlace>()
  const recipients: RecipientKnowledge[] = []
  for (const address of addresses) {
    const key = address.toLowerCase()
    const domain = domainOf(address)
    const { isLocal = false, isInternal = false } = domains.get(domain) ?? {}
    const isUnknownHere = isLocal && (await accounts.findRecipient(address)) === undefined
    places.set(key, {
      isInHouse: isLocal, isUnknownHere, phoneHint: numbers.get(key) ?? null,
      plainRoute: isLocal ? 'internal' : parts.routeTo(domain),
    })
    recipients.push({
      address, isInternal, ability: isLocal ? inHouse(parts.clock.now())
        : fromSender(able.get(domain) ?? unknownAbility, sender),
      ...standing.has(domain) ? { domainStanding: standing.get(domain) ?? {} } : {}, hasPinnedKey: false,
        hasVerifiedPhone: numbers.has(key), sentBefore: people.get(key)?.count ?? 0,
    })
  }
  return { recipients, places }
}

/** Another organisation of this house: nothing travels, so nothing can be weaker than promised. */
const inHouse = (now: number): DomainAbility => ({ verifiedTls: 'pinned', nta7516: false, checkedAt: now })

/** NTA 7516 asks as much of the sender as of the recipient: a second factor, and a domain that others can check. */
async function senderByNta7516({ nta7516 }: KnowledgeParts, { account }: WhoSends): Promise<DomainAbility['nta7516']> {
  if (nta7516 === undefined || nta7516.state.kind === 'off' || !account.secondFactor) return false
  const gaps = await nta7516.own({ tenant: account.tenant, name: domainOf(account.address) })
  if (gaps.some((gap) => gap !== 'own-unknown')) return false
  return gaps.length === 0 ? true : 'unknown'
}

/** What the domain can do with this sender: what was remembered of it counts for nobody who may not send so. */
function fromSender(ability: DomainAbility, sender: DomainAbility['nta7516']): DomainAbility {
  if (sender === true || ability.nta7516 === false) return ability
  return { ...ability, nta7516: sender }
}
