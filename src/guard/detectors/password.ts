import { isPlaceholder } from '../entropy.ts'
import { nearest, type Reading } from '../reading.ts'
import { classFlags, is, has } from '../scan.ts'
import { matches, share, HITS_MAX, type Detector, type Hit } from './detector.ts'

const credentialWord = classFlags('credential')
const testWord = classFlags('test')

/** A word with letters of both sizes, digits and signs: made up as a password more often than not. */
const STRONG_WORD = /^[A-Za-z0-9!#$%&*?^~_-]{8,40}$/
const LOGIN = new RegExp(String.raw`\b(?:root|admin|administrator|ssh|s?ftp|vpn|rdp|login|inlog|account|toegang|zugang|acc[eè]s|gebruiker|user|benutzer|server)\b`, 'i')
const isStrong = (value: string): boolean => /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value)
  && /[!#$%&*?^~]/.test(value)

/** Passwords, codes and PINs that somebody could use: the word and a value, in prose of four languages. */
export const password: Detector = {
  id: 'password',
  type: 'PASSWORD',
  title: { nl: 'Wachtwoord, code of pincode', en: 'Password, code or PIN', de: 'Passwort, Code oder PIN', fr: 'Mot de passe, code ou PIN' },
  basis: 'AVG art. 32; BIO2 5.17',
  check: 'the word and a value that looks like a secret, in prose',
  feeds: 'credentials',
  find(reading) {
    return merge([...strongWords(reading), ...inProse(reading)])
  },
  examples: {
    hit: ['Inlognaam ans.v, wachtwoord is Dakgoot-Lente5', 'Het wachtwoord: Zomer2031!', 'password = hunter22x', 'De alarmcode van het pand is 4471', 'Ihr Passwort lautet Regen#88', 'mot de passe : Lavande44',
      'Het wachtwoord is de naam van onze school gevolgd door 2031', 'De pincode is 8841', 'user admin, pw Tr0ub4dor', 'T7#kkP!2z is your new password'],
    miss: ['Wachtwoorden hoeven niet gewijzigd te worden', 'Deel uw wachtwoord nooit met anderen', 'wachtwoord vergeten? klik hier', 'Reset your password within 24 hours', 
      'Het wachtwoord is verlopen', 'wachtwoord: ********', 'Uw pincode ontvangt u per post', 'code van conduct 2024', 'kortingscode 5571 is geldig', 'Met code 5571 krijgt u korting', 'Het wachtwoord moet minimaal 12 tekens hebben'],
  },
}

/** A made-up word beside something to log in to. */
function* strongWords({ text, scan }: Reading): Generator<Hit> {
  for (let index = 0, free = 0; index < scan.numbers.length; index += 1) {
    const token = scan.start[scan.numbers[index] ?? 0] ?? 0
    if (token < free) continue
    let start = token
    while (start > free && token - start < WORD_MAX && !endsWord(text.charCodeAt(start - 1))) start -= 1
    let end = token + 1
    while (end < text.length && end - start < WORD_MAX && !endsWord(text.charCodeAt(end))) end += 1
    free = end
    if (end - start < 8 || end - start >= WORD_MAX) continue
    const value = text.slice(start, end).replace(/[.,:;!?)]+$/, '')
    if (value.length < 8 || !STRONG_WORD.test(value) || !isStrong(value) || isPlaceholder(value)) continue
    if (LOGIN.test(text.slice(Math.max(0, start - 60), start))) yield { start, end: start + value.length, confidence: 0.75, why: ['strong-word', 'login-near'] }
  }
}

/** A password is no longer than this. */
const WORD_MAX = 42
/** Blanks, quotes, an opening bracket. */
const endsWord = (code: number): boolean => code <= 32 || code === 34 || code === 39 || code === 40

/** Who logs in is no secret; what follows is. */
const ACCOUNT_NAME = /^(?:user ?name|gebruikersnaam|inlognaam|benutzername|identifiants?|login ?name)$/i

/** Words that are a credential only where something is opened with them. */
const BARE_CODE = /^(?:codes?|combin\w*|cijfercomb\w*|kombination|zahlenkombination|zahlencode|pass)$/i
const ACCESS = new RegExp(String.raw`deur|kluis|safe|sleutel|poort|hek|garage|alarm|slot|toegang|kastje|box|locker|door|gate|key|lock|entr|cupboard|wifi|wi-fi|tür|tor\b|schlüssel|tresor|safe|schloss|eingang|zugang|porte|portail|clé|clef|boîte|coffre|accès|alarme|cadenas|immeuble|gebouw|building|gebäude`, 'i')
const NO_ACCESS = new RegExp(String.raw`korting|discount|promo|rabatt|réduc|actie|boek|reserv|order|bestel|product|barcode|qr|artikel|kleur|colour|color|kleding|dress|gedrag|conduct|verhalten|civil|burgerlijk|postal|post`, 'i')

function isAccess(text: string, start: number, end: number): boolean {
  const around = text.slice(Math.max(0, start - 60), end + 50)
  return ACCESS.test(around) && !NO_ACCESS.test(text.slice(Math.max(0, start - 25), end + 12))
}

/** Words whose value may be digits only. */
const NUMERIC_WORD = /(?:^|[\s'’-])(?:pin|puk|geheimzahl|digicode|keypad|combination|combinatie|kombination|combinaison|lockbox|otp|codes?)(?:$|[\s'’-])|codes?$/i

/** How far behind the word a value may stand. */
const REACH = 90

function* inProse(reading: Parameters<Detector['find']>[0]): Generator<Hit> {
  const { scan, text } = reading
  if (!has(scan, credentialWord)) return
  for (let at = 0, count = 0; at < scan.count && count < HITS_MAX; at += 1) {
    if (!is(scan, at, credentialWord)) continue
    const wordEnd = scan.end[scan.last[at] ?? at] ?? 0
    const wordStart = scan.start[at] ?? 0
    if (ACCOUNT_NAME.test(text.slice(wordStart, wordEnd))) continue
    if (BARE_CODE.test(text.slice(wordStart, wordEnd)) && !isAccess(text, wordStart, wordEnd)) continue
    const isNumeric = NUMERIC_WORD.test(text.slice(wordStart, wordEnd))
    const found = valueBehind(text, wordEnd, isNumeric) ?? valueBefore(text, wordStart) ?? described(text, wordEnd)
    if (found === undefined) continue
    const isTest = nearest(reading, found, testWord, { before: 50, after: 30 }) !== 0
    const score = found.score - (isTest ? 1.5 : 0)
    count += 1
    const isKey = /^(?=.*\d)(?=.*[A-Za-z])[\w+/=.~-]{20,}$/.test(text.slice(found.start, found.end))
    yield { start: found.start, end: found.end, confidence: share(score), why: found.why, ...isKey ? { type: 'API_KEY' } : {} }
  }
}

interface Value { readonly start: number, readonly end: number, readonly score: number,
  readonly why: readonly string[] }

function valueBehind(text: string, from: number, isNumeric: boolean): Value | undefined {
  const line = reachable(text.slice(from, from + REACH))
  // Every token of the rest of the line is weighed; the link before it makes it likelier.
  let best: Value | undefined
  for (const match of matches(line, /[^\s"“”'‘’«»`()<>,;]+/g)) {
    const token = match[0].replace(/[.:!?#*]+$/, '').replace(/^[:=]+/, '')
    const offset = match.index + match[0].indexOf(token)
    const before = line.slice(0, offset)
    if (/(?:\p{L}{4,}|\d)[.!?]\s+\p{Lu}|[!?]\s+\p{Lu}/u.test(before)) break
    const isLinked = /(?:[:=]|\b(?:is|wordt|luidt|blijft|ist|lautet|est|sera|are|nu|now)(?: nu| now| maintenant)?)\s*["“'‘«`(]*\s*$/i.test(before)
    const isNext = /^\s*["“'‘«`(]*\s*$/.test(before)
    const score = weigh(token, { isLinked, isNext, isQuoted: /["“'‘«`]\s*$/.test(before), isNumeric })
    if (score > 0 && (best === undefined || score > best.score)) {
      best = { start: from + offset, end: from + offset + token.length, score, why: ['credential-word', isLinked ? 'linked-value' : 'value-shape'] }
    }
  }
  return best
}

/** The rest of the line, and the next one when the line ends with a sign that says so. */
function reachable(text: string): string {
  const lines = text.split('\n')
  const first = lines[0] ?? ''
  const isOpen = /(?:[:=]|\b(?:is|wordt|luidt|lautet|ist|est|are|nu|now))\s*$/i.test(first) || first.trim() === ''
  if (!isOpen) return first
  const next = lines.findIndex((line, index) => index > 0 && line.trim() !== '')
  return next > 0 && next < 3 ? lines.slice(0, next + 1).join('\n') : first
}

function valueBefore(text: string, to: number): Value | undefined {
  const start = Math.max(0, to - 60)
  const match = /(\S{5,40})["”'’»`)]?\s+(?:is|als|wordt|ist|as|est)\s+(?:\S+\s+){0,2}$/.exec(text.slice(start, to))
  const token = match?.[1]?.replace(/^["“'‘«`(]+/, '')
  if (match === null || token === undefined || weigh(token, { isLinked: true, isNext: false, isQuoted: false,
    isNumeric: false }) < 1.5 || !/\d/.test(token)) return undefined
  const at = start + match.index + match[0].indexOf(token)
  return { start: at, end: at + token.length, score: 1.5, why: ['credential-word', 'value-before'] }
}

/** "the name of our school followed by 2031": a riddle both sides can solve. */
function described(text: string, from: number): Value | undefined {
  const rest = text.slice(from, from + 140).split('\n')[0] ?? ''
  const match = new RegExp(String.raw`^\s*(?:is|=|:|luidt|ist|lautet|est)?\s*(?:the|de|het|uw|je|jouw|your|der|die|das|ihr|dein|la|le|votre|ton)?\s*(?:\S+\s+){0,2}?(?:naam|name|nom|geboorte\S*|birth\S*|geburts\S*|postcode|street|straat|naissance|prénom|voornaam|achternaam|surname|hond|dog|kat)\b.{0,60}?(?:gevolgd door|followed by|gefolgt von|suivi de|en dan|and then|plus|\+|met|with|dann|puis)\s+\S+`, 'iu').exec(rest)
  return match === null ? undefined : { start: from, end: from + match[0].length, score: 1.8, why: ['credential-word', 'described-value'] }
}

/** How much a token looks like a secret, in log-odds; 0 or less when it does not. */
function weigh(token: string, { isLinked, isNext, isQuoted, isNumeric }: { isLinked: boolean, isNext: boolean,
  isQuoted: boolean, isNumeric: boolean }): number {
  if (token.length < 3 || token.length > 128 || isPlaceholder(token) || /^(?:https?:|www\.)|@/.test(token)) return 0
  const classes = Number(/[a-zà-ÿ]/.test(token)) + Number(/[A-ZÀ-Þ]/.test(token)) + Number(/\d/.test(token))
    + Number(/[^\p{L}\d]/u.test(token.slice(0, -1)))
  if (/^\d+$/.test(token)) {
    if (!isNumeric || token.length > 10 || /^(?:19|20)\d\d$/.test(token) && !isLinked) return isLinked
      && token.length >= 4 && token.length <= 8 ? 1 : 0
    return isLinked || isNext ? 2.4 : token.length >= 4 ? 0.9 : 0
  }
  if (isNumeric && isLinked && /^\d{1,2}(?:-\d{1,2}){2,3}$/.test(token)) return 1.2
  if (new RegExp(String.raw`^\d+[.,:]\d+|^\d{1,2}[-/]\d{1,2}|^\d+(?:st|nd|rd|th|e|de|%|x|uur|u|h)$`, 'i').test(token) || /^\d{1,3}-\p{L}+$/u.test(token)) return 0
  // CONSTANT_NAMES and KEY-NAMES say where a value goes.
  if (/^[A-Z]{3,}(?:[-_][A-Z0-9]{2,}){2,}$/.test(token)) return 0
  if (/\d/.test(token) && /\p{L}/u.test(token)) return (classes >= 3 ? 1.6 : 0.6) + (isLinked || isNext ? 1.2 : 0)
    + (isQuoted ? 0.8 : 0) - (token.length < 5 && !isNumeric ? 1.2 : 0)
  if (/^[A-Z]{2,}$/.test(token)) return isQuoted && isLinked ? 0.8 : 0
  if (classes >= 3 && /[^\p{L}\d-]/u.test(token)) return isLinked || isQuoted ? 1.6 : 0
  if (/\p{Ll}\p{Lu}/u.test(token)) return isLinked || isQuoted ? 1.4 : 0
  if (isQuoted && isLinked) return 1.4
  return 0
}

/** Overlapping finds are one: the surest. */
function merge(hits: readonly Hit[]): Hit[] {
  const kept: Hit[] = []
  for (const hit of hits.toSorted((a, b) => b.confidence - a.confidence).slice(0, HITS_MAX)) {
    if (!kept.some(({ start, end }) => hit.start < end && start < hit.end)) kept.push(hit)
  }
  return kept.toSorted((a, b) => a.start - b.start)
}
