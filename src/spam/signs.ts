/**
 * Signs of fraud that need no learning: what a mail claims against what it does. Each sign has words for the reader
 * (`web/texts/arrival.ts`); together they make a score in log-odds. Pure.
 */
import type { Letter } from './letter.ts'
import { organisationOf, type Link } from './links.ts'
import { fraudWeight, PHRASES_WITHIN } from './phrases.ts'
import { BRANDS, HOSTING, SHORTENERS, WORN_ENDINGS } from './signs-lists.ts'

export type Sign =
  | 'words' | 'phishing' | 'link-mismatch' | 'link-hidden' | 'link-raw-address' | 'link-look-alike' | 'reply-elsewhere'
  | 'sender-unproved' | 'brand-unproved' | 'hidden-text' | 'you-learned' | 'rspamd' | 'sender-network' | 'like-trapped'

export interface Found {
  readonly sign: Sign
  /** Log-odds that it adds. */
  readonly weight: number
}

/** Signs told to a reader, the strongest first. */
export const SIGNS_TOLD_MAX = 5

/** What the receiving server found of the sender; undefined where nothing was asked. */
export interface Proof {
  readonly spf: 'pass' | 'fail' | 'none'
  readonly dkim: 'pass' | 'fail' | 'none'
  readonly dmarc: 'pass' | 'fail' | 'none'
}

/** Every sign in this mail, strongest first; what was found at the door is not among them (`proofSigns`). */
export function signsOf(letter: Letter, proof: Proof | undefined): readonly Found[] {
  const domain = organisationOf(letter.from?.email.slice((letter.from.email.lastIndexOf('@')) + 1) ?? '')
  const brand = BRAND.exec(folded(letter.from?.name ?? ''))?.[1]?.replace(/[^a-z0-9]/g, '')
  const found: Found[] = []
  const add: AddSign = (sign, weight) => {
    if (weight !== 0) found.push({ sign, weight })
  }
  linkSigns(letter.links, domain, add)
  senderSigns(letter, { domain, brand }, add)
  wordSign(letter, add)
  pageSigns(letter, add)
  provedBrand(brand, domain, proof, add)
  return found.sort((a, b) => b.weight - a.weight)
}

/** Keeps a sign that weighs something. */
type AddSign = (sign: Sign, weight: number) => void

function linkSigns(links: readonly Link[], domain: string, add: AddSign): void {
  let [mismatch, hidden, raw, worn, foreign, all] = [0, 0, 0, 0, 0, 0]
  const hosts = new Set<string>()
  for (const { host, hasUser, port, scheme, words } of links) {
    if (scheme === 'data' || scheme === 'javascript') hidden++
    if (host === '') continue
    all++
    const organisation = organisationOf(host)
    hosts.add(organisation)
    if (/^\d{1,3}(?:\.\d{1,3}){3}$|^0x|^\d{8,10}$|^\[/.test(host)) raw++
    if (hasUser || (port !== '' && port !== '80' && port !== '443') || SHORTENERS.has(organisation)) hidden++
    const shown = words === '' ? undefined : /(?:https?:\/\/|www\.)([a-z0-9.-]{4,100})/i.exec(words)?.[1]
    if (shown !== undefined && organisationOf(shown) !== organisation) mismatch++
    if (isLent(host) || WORN_ENDINGS.has(host.slice(host.lastIndexOf('.') + 1)) || host.includes('xn--')) worn++
    if (domain !== '' && organisation !== domain) foreign++
  }
  const isLonely = hosts.size > 0 && hosts.size <= 2 && foreign === links.length && domain !== ''
  add('link-mismatch', mismatch > 0 ? 1.2 : 0)
  add('link-hidden', hidden > 0 ? 0.8 : 0)
  add('link-raw-address', raw > 0 ? 1.2 : 0)
  add('link-look-alike', worn * 2 > all ? 1.8 : worn > 0 ? 0.5 : 0)
  add('link-hidden', isLonely ? 0.5 : 0)
}

/** Hosts that lend a name to anybody, without the dot before them. */
const LENT: ReadonlySet<string> = new Set(HOSTING.map((host) => host.replace(/^\./, '')))

/** Whether the host or one that it stands under lends names. */
function isLent(host: string): boolean {
  for (let at = 0; at >= 0 && at < host.length; at = host.indexOf('.', at) + 1 || -1) if (LENT.has(host.slice(at))) return true
  return false
}

function senderSigns(letter: Letter, { domain, brand }: {
  readonly domain: string, readonly brand: string | undefined,
}, add: AddSign): void {
  const { from, replyTo, subject, recipient, said, textAt } = letter
  if (from === undefined || !from.email.includes('@')) return add('sender-unproved', 3)
  const name = from.name ?? ''
  const isBrands = brand === undefined || domain.replace(/[^a-z0-9]/g, '').includes(brand)
  const local = from.email.slice(0, Math.max(0, from.email.lastIndexOf('@')))
  const isWorn = WORN_ENDINGS.has(domain.slice(domain.lastIndexOf('.') + 1)) || isLent(from.email.split('@').at(-1) ?? '')
  const isMade = MADE.test(local) || /[bcdfghjklmnpqrstvwxz]{5,}|\d{4,}/.test(domain)
  const isToItself = recipient !== '' && from.email.toLowerCase() === recipient
  const namesReader = recipient !== '' && `${name} ${subject}`.toLowerCase().includes(recipient)
  const isAnswer = letter.fields.has('in-reply-to') && /^(?:re|aw|sv|antw)\b/i.test(subject)
  const reply = organisationOf(replyTo?.email.split('@').at(-1) ?? domain)
  add('brand-unproved', isBrands ? 0 : 2.2)
  add('brand-unproved', isWorn && BRAND.test(folded(said.text(textAt, textAt + 1500))) ? 1 : 0)
  add('sender-unproved', isWorn ? 1.6 : 0)
  add('sender-unproved', isMade ? 1 : 0)
  add('reply-elsewhere', reply === domain ? 0 : 0.6)
  add('sender-unproved', isToItself ? 1.5 : 0)
  add('words', namesReader ? 1.2 : 0)
  add('words', NOISE.test(name) || NOISE.test(subject) ? 1 : 0)
  add('words', isAnswer ? -1 : 0)
  add('words', PICTURES.test(name) || PICTURES.test(subject) ? 1.4 : 0)
  add('hidden-text', DISGUISED.test(`${name}${subject}`) ? 2 : 0)
}

/** Names that a program made up: capitals inside, digits inside, no vowels, endless. */
const MADE_LOCAL = /\d{5,}|[bcdfghjklmnpqrstvwxz]{6,}|^[a-z0-9]{18,}$|[a-z]\d[a-z\d]*[a-z]\d|\d[a-z]{2,}\d/i.source
const MADE = new RegExp(`${MADE_LOCAL}|[a-z][A-Z]+[a-z]+[A-Z]|[A-Z]{2}[a-z]+[A-Z]`)

/** Signs and scraps that make each copy another one, so that counting copies finds nothing. */
const NOISE = / \.$|[~|`^]|[.!?]{2,}\w|\([a-z]{4,8}\)\s*$|\b(?:id|ref|no)[:#\s-]{1,3}[a-z0-9-]{6,}|#\w*\d{4,}|\d{6,}\)?$|--+[^-]|_{3,}|={3,}|\.\||^\[.{1,5}\.|!\|/i

/** Pictures in a name or subject, and letters that only look like letters. */
const PICTURES = /[\u2600-\u27bf\u2b00-\u2bff]|[\ud83c-\ud83e][\udc00-\udfff]/
const DISGUISED = /\ud835[\udc00-\udfff]|[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad]|[a-z][\u0400-\u04ff][a-z]/i

function wordSign({ said, textAt }: Letter, add: AddSign): void {
  add('phishing', Math.min(4, fraudWeight(said.units, Math.min(said.length, textAt + PHRASES_WITHIN))))
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const BRAND = new RegExp(`(?:^|[^a-z0-9])(${BRANDS.map(literal).join('|')})(?![a-z0-9])`)

/** Lower case without accents and invisible characters. */
function folded(text: string): string {
  const lower = text.toLowerCase()
  return /[^\x00-\x7f]/.test(lower) ? lower.normalize('NFKD').replace(/[\p{M}\u200b-\u200f]/gu, '') : lower
}

function pageSigns({ pages, said, textAt }: Letter, add: AddSign): void {
  let [hidden, isPicture, isForm] = [0, false, false]
  for (const { hiddenLength, images, linkCount, tags } of pages) {
    hidden += hiddenLength
    isPicture ||= images > 0 && linkCount > 0
    isForm ||= tags.includes('form') || tags.includes('input password')
  }
  add('hidden-text', hidden > 2000 ? 1.2 : 0)
  add('words', isPicture && said.text(textAt, textAt + 1000).trim().length < 200 ? 1.4 : 0)
  add('phishing', isForm ? 0.6 : 0)
}

/** A well-known name in front of its own proved domain is no fraud: parcels and bills are announced in its words. */
function provedBrand(brand: string | undefined, domain: string, proof: Proof | undefined, add: AddSign): void {
  if (brand !== undefined && proof?.dmarc === 'pass' && domain.split('.', 1)[0] === brand) add('brand-unproved', -1.5)
}

/** What the receiving server found of the sender, as a sign. */
export function proofSigns(proof: Proof | undefined): readonly Found[] {
  if (proof === undefined) return []
  const failed = (proof.spf === 'fail' ? 1 : 0) + (proof.dkim === 'fail' ? 0.8 : 0) + (proof.dmarc === 'fail' ? 1.4 : 0)
  const none = proof.dmarc !== 'pass' && proof.spf !== 'pass' && proof.dkim !== 'pass' ? 0.8 : 0
  return failed + none === 0 ? [] : [{ sign: 'sender-unproved', weight: failed + none }]
}
