/**
 * Signs of fraud that need no learning: what a mail claims against what it does. Each sign has words for the reader
 * (`web/texts/arrival.ts`); together they make a score in log-odds. Pure.
 */
import type { Letter } from './letter.ts'
import { BRANDS, FRAUD_WORDS, HOSTING, SHORTENERS, WORN_ENDINGS } from './signs-lists.ts'
import { partsOf, type Marks } from './tokens.ts'

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
/** Characters of text in which words are looked for. */
export const WORDS_WITHIN = 3000

/** What the receiving server found of the sender; undefined where nothing was asked. */
export interface Proof {
  readonly spf: 'pass' | 'fail' | 'none'
  readonly dkim: 'pass' | 'fail' | 'none'
  readonly dmarc: 'pass' | 'fail' | 'none'
}

/** Every sign in this mail, strongest first. */
export function signsOf(letter: Letter, { pages, text }: Marks, proof: Proof | undefined): readonly Found[] {
  const domain = organisationOf(letter.from?.email.slice((letter.from.email.lastIndexOf('@')) + 1) ?? '')
  const links = [...pages.flatMap((page) => page.links), ...linksIn(text)]
  const found: Found[] = [
    ...linkSigns(links, domain), ...senderSigns(letter, domain, text), ...wordSigns(letter, text),
      ...pageSigns(pages, text),
    ...proofSigns(proof), ...provedBrand(letter, domain, proof),
  ]
  return found.filter(({ weight }) => weight !== 0).toSorted((a, b) => b.weight - a.weight)
}

function linksIn(text: string): readonly { readonly url: string, readonly words: string }[] {
  return (text.match(/https?:\/\/[^\s<>"']{4,300}/gi) ?? []).slice(0, 30).map((url) => ({ url, words: '' }))
}

/** The last two labels; of a host that lends names, three. */
function organisationOf(host: string): string {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.')
  const isDouble = /^(?:co|com|org|net|gov|ac|edu)$/.test(labels.at(-2) ?? '') && (labels.at(-1)?.length ?? 0) === 2
  return labels.slice(isDouble ? -3 : -2).join('.')
}

function linkSigns(links: readonly { readonly url: string, readonly words: string }[],
  domain: string): readonly Found[] {
  let [mismatch, hidden, raw, worn, foreign, all] = [0, 0, 0, 0, 0, 0]
  const hosts = new Set<string>()
  for (const { url, words } of links) {
    const { host, hasUser, port, scheme } = partsOf(url)
    if (scheme === 'data' || scheme === 'javascript') hidden++
    if (host === '') continue
    all++
    const organisation = organisationOf(host)
    hosts.add(organisation)
    if (/^\d{1,3}(?:\.\d{1,3}){3}$|^0x|^\d{8,10}$|^\[/.test(host)) raw++
    if (hasUser || (port !== '' && port !== '80' && port !== '443') || SHORTENERS.has(organisation)) hidden++
    const shown = /(?:https?:\/\/|www\.)([a-z0-9.-]{4,100})/i.exec(words)?.[1]
    if (shown !== undefined && organisationOf(shown) !== organisation) mismatch++
    if (HOSTING.some((one) => host.endsWith(one)) || WORN_ENDINGS.has(host.slice(host.lastIndexOf('.') + 1)) || host.includes('xn--')) worn++
    if (domain !== '' && organisation !== domain) foreign++
  }
  const isLonely = hosts.size > 0 && hosts.size <= 2 && foreign === links.length && domain !== ''
  return [
    { sign: 'link-mismatch', weight: mismatch > 0 ? 1.2 : 0 }, { sign: 'link-hidden', weight: hidden > 0 ? 0.8 : 0 },
    { sign: 'link-raw-address', weight: raw > 0 ? 1.2 : 0 }, { sign: 'link-look-alike', weight: worn * 2 > all ? 1.8 : worn > 0 ? 0.5 : 0 },
    { sign: 'link-hidden', weight: isLonely ? 0.5 : 0 },
  ]
}

function senderSigns(letter: Letter, domain: string, text: string): readonly Found[] {
  const { from, replyTo, subject, recipient } = letter
  if (from === undefined || !from.email.includes('@')) return [{ sign: 'sender-unproved', weight: 3 }]
  const name = from.name ?? ''
  const claimed = folded(name)
  const brand = BRAND.exec(claimed)?.[1]
  const isBrands = brand === undefined || domain.replace(/[^a-z0-9]/g, '').includes(brand.replace(/[^a-z0-9]/g, ''))
  const local = from.email.slice(0, Math.max(0, from.email.lastIndexOf('@')))
  const isWorn = WORN_ENDINGS.has(domain.slice(domain.lastIndexOf('.') + 1)) || HOSTING.some((one) => `.${from.email.split('@').at(-1) ?? ''}`.endsWith(one))
  const isMade = MADE.test(local) || /[bcdfghjklmnpqrstvwxz]{5,}|\d{4,}/.test(domain)
  const isToItself = recipient !== '' && from.email.toLowerCase() === recipient
  const namesReader = recipient !== '' && `${name} ${subject}`.toLowerCase().includes(recipient)
  const isAnswer = letter.fields.has('in-reply-to') && /^(?:re|aw|sv|antw)\b/i.test(subject)
  const reply = organisationOf(replyTo?.email.split('@').at(-1) ?? domain)
  return [
    { sign: 'brand-unproved', weight: isBrands ? 0 : 2.2 },
    { sign: 'brand-unproved', weight: isWorn && BRAND.test(folded(text.slice(0, 1500))) ? 1 : 0 },
    { sign: 'sender-unproved', weight: isWorn ? 1.6 : 0 }, { sign: 'sender-unproved', weight: isMade ? 1 : 0 },
    { sign: 'reply-elsewhere', weight: reply === domain ? 0 : 0.6 },
    { sign: 'sender-unproved', weight: isToItself ? 1.5 : 0 }, { sign: 'words', weight: namesReader ? 1.2 : 0 },
    { sign: 'words', weight: NOISE.test(name) || NOISE.test(subject) ? 1 : 0 }, { sign: 'words', weight: isAnswer ? -1 : 0 },
    { sign: 'words', weight: PICTURES.test(name) || PICTURES.test(subject) ? 1.4 : 0 },
    { sign: 'hidden-text', weight: DISGUISED.test(`${name}${subject}`) ? 2 : 0 },
  ]
}

/** Names that a program made up: capitals inside, digits inside, no vowels, endless. */
const MADE_LOCAL = /\d{5,}|[bcdfghjklmnpqrstvwxz]{6,}|^[a-z0-9]{18,}$|[a-z]\d[a-z\d]*[a-z]\d|\d[a-z]{2,}\d/i.source
const MADE = new RegExp(`${MADE_LOCAL}|[a-z][A-Z]+[a-z]+[A-Z]|[A-Z]{2}[a-z]+[A-Z]`)

/** Signs and scraps that make each copy another one, so that counting copies finds nothing. */
const NOISE = / \.$|[~|`^]|[.!?]{2,}\w|\([a-z]{4,8}\)\s*$|\b(?:id|ref|no)[:#\s-]{1,3}[a-z0-9-]{6,}|#\w*\d{4,}|\d{6,}\)?$|--+[^-]|_{3,}|={3,}|\.\||^\[.{1,5}\.|!\|/i

/** Pictures in a name or subject, and letters that only look like letters. */
const PICTURES = /[\u2600-\u27bf\u2b00-\u2bff]|[\ud83c-\ud83e][\udc00-\udfff]/
const DISGUISED = /\ud835[\udc00-\udfff]|[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad]|[a-z][\u0400-\u04ff][a-z]/i

function wordSigns({ subject }: Letter, text: string): readonly Found[] {
  const all = folded(`${subject}\n${text.slice(0, WORDS_WITHIN)}`)
  let weight = 0
  for (const { phrase, each, most } of FRAUD) {
    phrase.lastIndex = 0
    const met = new Set<string>()
    // The same phrase twice is one.
    for (let found = phrase.exec(all); found !== null &&
      met.size * each < most; found = phrase.exec(all)) met.add(found[0])
    weight += Math.min(met.size * each, most)
  }
  return [{ sign: 'phishing', weight: Math.min(weight, 4) }]
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const BRAND = new RegExp(`(?:^|[^a-z0-9])(${BRANDS.map(literal).join('|')})(?![a-z0-9])`)
const FRAUD = FRAUD_WORDS.map(({ phrases, each, most }) => ({ phrase: new RegExp(phrases.map(literal).join('|'), 'g'), each, most }))

/** Lower case without accents and invisible characters. */
function folded(text: string): string {
  const lower = text.toLowerCase()
  return /[^\x00-\x7f]/.test(lower) ? lower.normalize('NFKD').replace(/[\p{M}\u200b-\u200f]/gu, '') : lower
}

function pageSigns(pages: Marks['pages'], text: string): readonly Found[] {
  const hidden = pages.reduce((sum, page) => sum + page.hiddenLength, 0)
  const seen = text.trim().length
  const isPicture = pages.some(({ images, links }) => images > 0 && links.length > 0) && seen < 200
  const isForm = pages.some(({ tags }) => tags.some((tag) => tag === 'form' || tag === 'input password'))
  return [
    { sign: 'hidden-text', weight: hidden > 2000 ? 1.2 : 0 }, { sign: 'words', weight: isPicture ? 1.4 : 0 },
    { sign: 'phishing', weight: isForm ? 0.6 : 0 },
  ]
}

/** A well-known name in front of its own proved domain is no fraud: parcels and bills are announced in its words. */
function provedBrand({ from }: Letter, domain: string, proof: Proof | undefined): readonly Found[] {
  const brand = BRAND.exec(folded(from?.name ?? ''))?.[1]?.replace(/[^a-z0-9]/g, '')
  return brand !== undefined && proof?.dmarc === 'pass' && domain.split('.', 1)[0] === brand ? [{ sign: 'brand-unproved', weight: -1.5 }] : []
}

function proofSigns(proof: Proof | undefined): readonly Found[] {
  if (proof === undefined) return []
  const failed = (proof.spf === 'fail' ? 1 : 0) + (proof.dkim === 'fail' ? 0.8 : 0) + (proof.dmarc === 'fail' ? 1.4 : 0)
  const none = proof.dmarc !== 'pass' && proof.spf !== 'pass' && proof.dkim !== 'pass' ? 0.8 : 0
  return [{ sign: 'sender-unproved', weight: failed + none }]
}
