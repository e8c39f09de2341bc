import { domainToAscii, domainToUnicode } from '../../address/domain.ts'
import { foldWord } from '../fold.ts'
import { editDistance } from './edit-distance.ts'
import { isPublicMail, PUBLIC_MAIL } from './public-mail.ts'
import { COMPARED_CONTACTS_MAX, COMPARED_RECIPIENTS_MAX, domainOf, localOf, type Alarm, type Situation } from './warning.ts'

/** Letters that look alike, for comparing names of domains. Unicode TR39 */
const LOOKS: Readonly<Record<string, string>> = { 0: 'o', 1: 'l', 3: 'e', 5: 's', а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', у: 'y', х: 'x', і: 'l', ѕ: 's', ј: 'j', һ: 'h', ԁ: 'd', ɡ: 'g', α: 'a', ο: 'o', ν: 'v', ρ: 'p', i: 'l', ı: 'l' }

const skeleton = (domain: string): string => [...domainToUnicode(domain).normalize('NFKD').replace(/\p{M}/gu, '')].map((letter) => LOOKS[letter] ?? letter).join('')
  .replace(/rn/g, 'm').replace(/vv/g, 'w').replace(/cl/g, 'd')

/**
 * An address almost like a known one: one letter off, another ending, letters that look alike. Also like our own domain, or
 * like a public mail service.
 */
export function lookalike({ draft, knowledge, setting }: Situation): Alarm[] {
  if (draft.recipients.length === 0) return []
  const sentBefore = new Set(knowledge.recipients.filter(({ sentBefore: times }) => times > 0)
    .map(({ address }) => address.toLowerCase()))
  const fresh = setting.outside.slice(0, COMPARED_RECIPIENTS_MAX).filter((address) => !sentBefore.has(address))
  if (fresh.length === 0) return []
  const contacts = knowledge.contacts.slice(0, COMPARED_CONTACTS_MAX).map(({ address }) => address.toLowerCase())
  const knownAddresses = new Set(contacts)
  const domains = new Set([...contacts.map(domainOf), ...knowledge.internalDomains.map((domain) =>
    domain.toLowerCase())])
  const known = [...domains].map((domain): Known => ({ domain, bag: bagOf(domain) }))
  return fresh.flatMap((address): Alarm[] => {
    if (knownAddresses.has(address)) return []
    const domain = domainOf(address)
    const near = domains.has(domain) ? nearLocal(address, contacts) : nearDomain(domain, known) ?? nearPublic(address)
    if (near === undefined) return []
    const suggestion = near.address ?? bestAt(localOf(address), near.domain ?? '', contacts)
    return [{
      id: 'lookalike-address', score: near.score, recipients: [address], rules: [near.rule],
      ...suggestion === undefined ? {} : { suggestion },
    }]
  })
}

/** Domains made ready to be compared with others (`likeDomain`). */
export function knownDomains(domains: readonly string[]): readonly Known[] {
  return domains.map((domain) => ({ domain, bag: bagOf(domain) }))
}

/**
 * The known domain that this one is made to look like, from 0.7 (perhaps) to 0.95 (to the eye the same); undefined
 * when none.
 */
export function likeDomain(domain: string, known: readonly Known[]): { readonly domain: string,
  readonly score: number } | undefined {
  if (known.some((one) => one.domain === domain)) return undefined
  const found = nearDomain(domain, known)
  return found?.domain === undefined ? undefined : { domain: found.domain, score: found.score }
}

/** A known domain with the letters in it as bits: most domains are told apart by these alone. */
export interface Known { readonly domain: string, readonly bag: number,
  near?: { readonly parts: Split, readonly look: string } }

/** Letters by which two domains that are near each other may differ at most: `rn` for `m` and one letter more. */
const BAG_DISTANCE_MAX = 4

/** For each UTF-16 unit below `BITS_SIZE`: the bit of the letter it looks like, 0 for none. */
const BITS_SIZE = 0x500
const bits = Int32Array.from({ length: BITS_SIZE }, (_, unit) => {
  const letter = String.fromCharCode(unit)
  const code = (LOOKS[letter] ?? letter.normalize('NFKD').charAt(0)).charCodeAt(0) - 97
  return code >= 0 && code < 26 ? 1 << code : 0
})

/** The letters before the ending; letters that look alike are one. */
function bagOf(domain: string): number {
  const name = domain.startsWith('xn--') || domain.includes('.xn--') ? domainToUnicode(domain) : domain
  let bag = 0
  for (let at = name.lastIndexOf('.') - 1; at >= 0; at -= 1) bag |= bits[name.charCodeAt(at)] ?? 0
  return bag
}

function isBagNear(a: number, b: number): boolean {
  let differing = a ^ b
  for (let count = 0; count <= BAG_DISTANCE_MAX; count += 1) {
    if (differing === 0) return true
    differing &= differing - 1
  }
  return false
}

interface Near { readonly domain?: string, readonly address?: string, readonly score: number, readonly rule: string }

function nearDomain(domain: string, known: readonly Known[]): Near | undefined {
  if (isPublicMail(domainToAscii(domain) ?? domain)) return undefined
  const own = split(domain)
  const look = skeleton(domain)
  const bag = bagOf(domain)
  let best: Near | undefined
  for (const one of known) {
    // `voorbeeld.nl.example.com`: a known domain used as the begin of another.
    const isInside = one.domain.length >= 7 && domain.startsWith(one.domain) && domain[one.domain.length] === '.'
    const found = isInside ? { score: 0.7, rule: 'known-name-inside' }
      : isBagNear(bag, one.bag) ? nearness(domain, own, look, one) : undefined
    if (found !== undefined && found.score > (best?.score ?? 0)) best = { ...found, domain: one.domain }
  }
  return best
}

/** Lengths of near domains differ by a letter, a hyphen and another ending. */
const LENGTH_DISTANCE_MAX = 6

function nearness(domain: string, [name, ending]: Split, look: string, known: Known): Omit<Near, 'domain'> | undefined {
  const { domain: other } = known
  known.near ??= { parts: split(other), look: skeleton(other) }
  const { look: otherLook, parts: [otherName, otherEnding] } = known.near
  const shorter = Math.min(name.length, otherName.length)
  // A part below a known domain, or the domain above a known part, is the same organisation.
  if (domain.endsWith(`.${other}`) || other.endsWith(`.${domain}`)) return undefined
  if (Math.abs(look.length - other.length) > LENGTH_DISTANCE_MAX) return undefined
  if (look === otherLook) return { score: 0.95, rule: 'same-look' }
  if (name === otherName && ending !== otherEnding) {
    return name.length >= 4 && !/^(?:mail|info|home|post|web)$/.test(name) ? { score: 0.8, rule: 'other-ending' } : undefined
  }
  if (shorter >= 5 && (name.includes('-') || otherName.includes('-')) && name.replace(/-/g, '') === otherName.replace(/-/g, '')) return { score: 0.85, rule: 'hyphen' }
  if (ending === otherEnding && shorter >= 5) {
    const distance = slipDistance(name, otherName)
    if (distance === 1 || (distance === 2 && shorter >= 10)) return { score: distance === 1 ? 0.9 : 0.75, rule: `edit-distance:${distance}` }
  } else if (shorter >= 7 && slipDistance(name, otherName) === 1) return { score: 0.7, rule: 'edit-distance:1-other-ending' }
  return undefined
}

/**
 * Letters by which two names differ as a slip of the fingers would make them; 3 when the differing word is so short, or
 * differs by a number, that both are likely real (`noord` and `oost`, `school1` and `school2`).
 */
function slipDistance(one: string, other: string): number {
  if (one.replace(/\d/g, '') === other.replace(/\d/g, '')) return 3
  const distance = editDistance(one, other, 2)
  if (distance === 0 || distance > 2) return 3
  const [words, others] = [one.split(/[-._]/), other.split(/[-._]/)]
  if (words.length !== others.length) return distance
  const isOtherWord = words.some((word, at) => {
    const other = others[at] ?? ''
    // One letter for another makes another word sooner than a letter too many, or two that changed places.
    const isExchanged = word.length === other.length && [...word].toSorted().join('') !== [...other].toSorted().join('')
    return word !== other && Math.min(word.length, other.length) < (isExchanged || distance === 2 ? 4 + distance : 4)
  })
  return words.length > 1 && isOtherWord ? 3 : distance
}

/** A misspelt public mail service, such as `gmial.com`. */
function nearPublic(address: string): Near | undefined {
  const domain = domainOf(address)
  for (const known of PUBLIC_MAIL) {
    if (known.length >= 7 && editDistance(domain, known, 1) === 1) return { address: `${localOf(address)}@${known}`, score: 0.85, rule: 'public-mail-misspelt' }
  }
  return undefined
}

/** At the same domain, one letter off in a name of six letters or more. */
function nearLocal(address: string, contacts: readonly string[]): Near | undefined {
  const local = localOf(address)
  if (local.length < 6 || /\d/.test(local)) return undefined
  const found = contacts.find((other) => domainOf(other) === domainOf(address) && localOf(other).length >= 6
    && localOf(other) !== local && slipDistance(local, localOf(other)) === 1
      && foldWord(local)[0] === foldWord(other)[0])
  return found === undefined ? undefined : { address: found, score: 0.7, rule: 'name-edit-distance:1' }
}

function bestAt(local: string, domain: string, contacts: readonly string[]): string | undefined {
  return contacts.find((address) => address === `${local}@${domain}`) ?? contacts.find((address) => domainOf(address) === domain)
}

type Split = readonly [name: string, ending: string]

/** Name and ending of a domain; `co.uk` and the like are one ending. */
export function split(domain: string): Split {
  const labels = domain.split('.')
  const short = labels.length > 2 && /^(?:co|com|org|gov|ac|nhs)$/.test(labels.at(-2) ?? '') ? 2 : 1
  return [labels.slice(0, -short).join('.'), labels.slice(-short).join('.')]
}
