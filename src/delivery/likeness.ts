/** Whom an author from outside is made to look like: our own domains and people, or whom the reader writes to. */
import { nameKey } from '../guard/warnings/impersonator.ts'
import { knownDomains, likeDomain, type Known } from '../guard/warnings/lookalike.ts'
import type { Author } from '../mail-auth/types.ts'

export interface Likeness {
  readonly kind: 'hidden-characters' | 'address-in-name' | 'like-own-domain' | 'name-of-colleague' | 'like-contact' | 'name-of-contact'
  /** A domain, an address or a name, as the reader knows it. */
  readonly as: string
  /** No honest sender looks like this: also with a proved address it is no mail for the inbox. */
  readonly isCertain: boolean
}

/** Names and contacts that are compared, the first ones. */
export const COMPARED_MAX = 5000
/** Shorter names are too common to call somebody an impostor for. */
export const NAME_LENGTH_MIN = 6
/** How near a domain must be: one letter off and more (`likeDomain`). */
const NEAR = 0.85
const SAME_TO_THE_EYE = 0.95

/** Domains and people made ready for comparing with many authors. */
export interface KnownPeople {
  readonly addresses: ReadonlySet<string>
  readonly domainNames: ReadonlySet<string>
  readonly domains: readonly Known[]
  /** By compared name: the name of a colleague, or the address of a contact. */
  readonly names: ReadonlyMap<string, string>
}

/** The organisation's own domains, and the names of those who work there. */
export function ourPeople({ domains, names }: { readonly domains: readonly string[],
  readonly names: readonly string[] }): KnownPeople {
  return { addresses: new Set(), domainNames: new Set(domains), domains: knownDomains(domains),
    names: namesOf(names.map((name) => [name, name])) }
}

/** Whom one reader writes to, the most recent first. */
export function contactPeople(contacts: readonly { readonly address: string,
  readonly name: string | null }[]): KnownPeople {
  const compared = contacts.slice(0, COMPARED_MAX)
  const addresses = new Set(compared.map(({ address }) => address.toLowerCase()))
  const domains = new Set([...addresses].map((address) => address.slice(address.lastIndexOf('@') + 1)))
  return {
    addresses, domainNames: domains, domains: knownDomains([...domains]),
    names: namesOf(compared.flatMap(({ name, address }) => name === null ? [] : [[name, address] as const])),
  }
}

/** Compared with the organisation: what holds for every reader there. Undefined when nothing is like it. */
export function likeOurs({ name, domain, email }: Author, ours: KnownPeople): Likeness | undefined {
  if (ours.domainNames.has(domain)) return undefined
  if (DIRECTION_MARKS.test(`${name ?? ''}${email}`)) return { kind: 'hidden-characters', as: '', isCertain: true }
  const near = nearTo(domain, ours)
  if (near !== undefined) return { kind: 'like-own-domain', ...near }
  const said = addressIn(name)
  if (said !== undefined && ours.domainNames.has(said.domain)) return { kind: 'address-in-name', as: said.address, isCertain: true }
  if (said?.isAll === true && !isBelow(said.domain, domain)) return { kind: 'address-in-name', as: said.address, isCertain: false }
  const colleague = namesake(name, ours.names)
  return colleague === undefined ? undefined : { kind: 'name-of-colleague', as: colleague, isCertain: false }
}

/** Compared with whom this reader writes to. */
export function likeContact({ name, domain, email }: Author, contacts: KnownPeople): Likeness | undefined {
  if (contacts.addresses.has(email.toLowerCase())) return undefined
  const near = nearTo(domain, contacts)
  if (near !== undefined) return { kind: 'like-contact', ...near }
  // A namesake at a domain one writes to is somebody there.
  const known = contacts.domainNames.has(domain) ? undefined : namesake(name, contacts.names)
  return known === undefined ? undefined : { kind: 'name-of-contact', as: known, isCertain: false }
}

/** Overrides and isolates turn what stands behind them round; nobody's name needs them (Unicode TR36 §2.5). */
const DIRECTION_MARKS = /[\u202a-\u202e\u2066-\u2069]/

function nearTo(domain: string, { domains }: KnownPeople): Pick<Likeness, 'as' | 'isCertain'> | undefined {
  const near = likeDomain(domain, domains)
  // `ours.example.elders.example` begins as ours and is none.
  if (near === undefined || (near.score < NEAR && !domain.startsWith(`${near.domain}.`))) return undefined
  return { as: near.domain, isCertain: near.score >= SAME_TO_THE_EYE }
}

function namesOf(people: readonly (readonly [name: string, is: string])[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const [name, is] of people.slice(0, COMPARED_MAX)) {
    for (const key of comparedForms(name)) if (!names.has(key)) names.set(key, is)
  }
  return names
}

function namesake(name: string | null, names: ReadonlyMap<string, string>): string | undefined {
  for (const key of comparedForms(name ?? '')) {
    const found = names.get(key)
    if (found !== undefined) return found
  }
  return undefined
}

/** As it is written, and its words in any order. */
function comparedForms(name: string): readonly string[] {
  const plain = comparableName(name)
  if (plain.length < NAME_LENGTH_MIN) return []
  const key = nameKey(name)
  return key === undefined ? [plain] : [plain, key]
}

/** A name for comparing: no case, no accents, no blanks or signs; at most 200 characters are looked at. */
export function comparableName(name: string): string {
  return name.slice(0, 200).normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '').toLowerCase()
}

/** An address inside a shown name, and whether the name is nothing else. */
function addressIn(name: string | null): { readonly address: string, readonly domain: string,
  readonly isAll: boolean } | undefined {
  const text = (name ?? '').slice(0, 500).normalize('NFKC')
  const found = /[^\s<>"'()@,;:[\]]{1,64}@([\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,250}[\p{L}\p{N}])?)/u.exec(text)
  if (found?.[1]?.includes('.') !== true) return undefined
  const isAll = text.replace(found[0], '').replace(/[\s<>"'()[\]]/g, '') === ''
  return { address: found[0].toLowerCase(), domain: found[1].toLowerCase(), isAll }
}

function isBelow(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`)
}
