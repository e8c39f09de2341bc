import { nearest } from '../reading.ts'
import { classFlags, is, has } from '../scan.ts'
import { matches, share, HITS_MAX, type Detector, type Hit } from './detector.ts'

const credentialWord = classFlags('credential')
const testWord = classFlags('test')

const PRIVATE_KEY = /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----/g
/** Key formats that announce themselves. */
const KNOWN_KEY = new RegExp('(?<![\\w-])(?:(?:sk|pk|rk|api|key|tok|token|live|secret|orb|app|prod)_(?:live|test|prod|secret|key|admin)_[A-Za-z0-9]{10,80}|sk-[A-Za-z0-9_-]{20,120}|(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{30,80}|github_pat_\\w{40,90}'
  + '|glpat-[\\w-]{20,40}|xox[abeprs]-[A-Za-z0-9-]{10,120}|AIza[\\w-]{35}|eyJ[\\w-]{10,1000}\\.eyJ[\\w-]{10,2000}\\.[\\w-]{10,500}|SG\\.[\\w-]{16,30}\\.[\\w-]{30,60}|npm_[A-Za-z0-9]{36}|dop_v1_[a-f0-9]{64}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}'
  + '|pypi-[A-Za-z0-9_-]{16,300}|EAA[A-Za-z0-9]{30,300}|[\\w~.-]{3}\\dQ~[\\w~.-]{31,34}|\\d{8,10}:AA[\\w-]{30,40}|[MNO][\\w-]{22,28}\\.[\\w-]{6}\\.[\\w-]{27,40}|gl(?:dt|ptt|agent|rt|soat|cbt|imt|ft|oas)-[\\w-]{20,80}|ya29\\.[\\w-]{20,200}|hvs\\.[\\w-]{20,200}|AC[a-f0-9]{32}|SK[a-f0-9]{32}|key-[a-f0-9]{32}|ops_eyJ[\\w-]{50,800}|A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5})(?![\\w-])', 'g')
/** `https://user:password@host`, `Authorization: Bearer ...`, `-u user:password`. */
const CARRIED = /(?:https?|ftp|postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|amqp):\/\/[^\s:/@]{1,60}:([^\s:/@]{3,80})@|\bauthorization:\s{0,4}(?:bearer|basic|token)\s([\w+/=.~-]{12,300})|\s(?:-u|--user)\s['"]?[^\s:'"]{0,60}:([^\s'"]{5,80})|\bAccountKey=([A-Za-z0-9+/=]{40,100})/gi
/** A word with letters of both sizes, digits and signs: made up as a password more often than not. */
const STRONG_WORD = /(?<=^|[\s"'(])[A-Za-z0-9!#$%&*?^~_-]{8,40}(?=$|[\s"').,;:!?])/gm
const LOGIN = new RegExp(String.raw`\b(?:root|admin|administrator|ssh|s?ftp|vpn|rdp|login|inlog|account|toegang|zugang|acc[eè]s|gebruiker|user|benutzer|server)\b`, 'i')
const isStrong = (value: string): boolean => /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value)
  && /[!#$%&*?^~]/.test(value)
const LONG_TOKEN = /(?<![\w/@.=-])[A-Za-z0-9_+/=-]{16,200}(?![\w@])/g

/**
 * Passwords, codes and keys that somebody could use: the word and a value, in prose of four languages, or a key
 * format.
 */
export const credentials: Detector = {
  id: 'credentials',
  type: 'CREDENTIAL',
  title: { nl: 'Wachtwoord, code of sleutel', en: 'Password, code or key', de: 'Passwort, Code oder Schlüssel', fr: 'Mot de passe, code ou clé' },
  basis: 'AVG art. 32; BIO 9.3',
  find(reading) {
    return merge([...keys(reading), ...inProse(reading)])
  },
  examples: {
    hit: ['Inlognaam ans.v, wachtwoord is Dakgoot-Lente5', 'Het wachtwoord: Zomer2031!', 'password = hunter22x', 'De alarmcode van het pand is 4471', 'Ihr Passwort lautet Regen#88', 'mot de passe : Lavande44',
      'Use this key for the pilot: orb_live_9fK2mQ7xZt4LrV8sNc31', '-----BEGIN RSA PRIVATE KEY-----', 'Het wachtwoord is de naam van onze school gevolgd door 2031', 'De pincode is 8841', 'user admin, pw Tr0ub4dor', 'T7#kkP!2z is your new password'],
    miss: ['Wachtwoorden hoeven niet gewijzigd te worden', 'Deel uw wachtwoord nooit met anderen', 'wachtwoord vergeten? klik hier', 'Reset your password within 24 hours', 'keys look like orb_test_xxxxxxxxxxxxxxxxxxxx', '-----BEGIN PUBLIC KEY-----',
      'Het wachtwoord is verlopen', 'wachtwoord: ********', 'Uw pincode ontvangt u per post', 'code van conduct 2024', 'kortingscode 5571 is geldig', 'Met code 5571 krijgt u korting', 'Het wachtwoord moet minimaal 12 tekens hebben'],
  },
}

function* keys(reading: Parameters<Detector['find']>[0]): Generator<Hit> {
  const { text } = reading
  for (const match of matches(text, PRIVATE_KEY)) yield { start: match.index, end: match.index + match[0].length, type: 'PRIVATE_KEY', confidence: 0.99, why: ['key-block'] }
  for (const match of matches(text, KNOWN_KEY)) {
    if (!isPlaceholder(match[0])) yield { start: match.index, end: match.index + match[0].length, type: 'API_KEY', confidence: /_test_/.test(match[0]) ? 0.45 : 0.96, why: ['key-format'] }
  }
  for (const match of matches(text, CARRIED)) {
    const value = match[1] ?? match[2] ?? match[3] ?? match[4] ?? ''
    const start = match.index + match[0].lastIndexOf(value)
    if (!isPlaceholder(value) && !/^(?:password|pass|passwort|wachtwoord)$/i.test(value)) yield { start, end: start + value.length, type: 'PASSWORD', confidence: 0.85, why: ['carried'] }
  }
  for (const match of matches(text, STRONG_WORD)) {
    const value = match[0].replace(/[.,:;!?)]+$/, '')
    const around = text.slice(Math.max(0, match.index - 60), match.index)
    if (value.length >= 8 && isStrong(value) && !isPlaceholder(value) && LOGIN.test(around)) {
      yield { start: match.index, end: match.index + value.length, type: 'PASSWORD', confidence: 0.75, why: ['strong-word', 'login-near'] }
    }
  }
  if (!has(reading.scan, credentialWord)) return
  for (const match of matches(text, LONG_TOKEN)) {
    if (isPlaceholder(match[0]) || !/\d/.test(match[0]) || !/[A-Za-z]/.test(match[0]) || entropy(match[0]) < 3.3
      || /^(?:ssh-|AAAA)/.test(match[0])) continue
    const span = { start: match.index, end: match.index + match[0].length }
    const word = nearest(reading, span, credentialWord, { before: 50, after: 20 })
    if (word !== 0) yield { ...span, type: 'API_KEY', confidence: share(2.2 - (nearest(reading, span, testWord, { before: 60, after: 30 }) !== 0 ? 3 : 0)), why: ['entropy', 'context:credential'] }
  }
}

/** Words that are a credential only where something is opened with them. */
const BARE_CODE = /^(?:codes?|combin\w*|cijfercomb\w*|kombination|zahlenkombination|zahlencode|pass)$/i
const ACCESS = new RegExp(String.raw`deur|kluis|safe|sleutel|poort|hek|garage|alarm|slot|toegang|kastje|box|locker|door|gate|key|lock|entr|cupboard|wifi|wi-fi|tür|tor\b|schlüssel|tresor|safe|schloss|eingang|zugang|porte|portail|clé|clef|boîte|coffre|accès|alarme|cadenas|immeuble|gebouw|building|gebäude`, 'i')
const NO_ACCESS = new RegExp(String.raw`korting|discount|promo|rabatt|réduc|actie|boek|reserv|order|bestel|product|barcode|qr|artikel|kleur|colour|color|kleding|dress|gedrag|conduct|verhalten|civil|burgerlijk|postal|post`, 'i')

function isAccess(text: string, start: number, end: number): boolean {
  const around = text.slice(Math.max(0, start - 60), end + 50)
  return ACCESS.test(around) && !NO_ACCESS.test(text.slice(Math.max(0, start - 25), end + 12))
}

/** How far behind the word a value may stand. */
const REACH = 90

function* inProse(reading: Parameters<Detector['find']>[0]): Generator<Hit> {
  const { scan, text } = reading
  if (!has(scan, credentialWord)) return
  for (let at = 0, count = 0; at < scan.count && count < HITS_MAX; at += 1) {
    if (!is(scan, at, credentialWord)) continue
    const wordEnd = scan.end[scan.last[at] ?? at] ?? 0
    const wordStart = scan.start[at] ?? 0
    if (BARE_CODE.test(text.slice(wordStart, wordEnd)) && !isAccess(text, wordStart, wordEnd)) continue
    const isNumeric = /^(?:pin|puk|code|.*code|.*codes|geheimzahl|digicode|keypad|combination|combinatie|kombination|combinaison|lockbox|otp)$/i.test(text.slice(wordStart, wordEnd).split(/[\s-]/).at(-1) ?? '')
    const found = valueBehind(text, wordEnd, isNumeric) ?? valueBefore(text, wordStart) ?? described(text, wordEnd)
    if (found === undefined) continue
    const isTest = nearest(reading, found, testWord, { before: 50, after: 30 }) !== 0
    const score = found.score - (isTest ? 1.5 : 0)
    count += 1
    yield { start: found.start, end: found.end, type: 'PASSWORD', confidence: share(score), why: found.why }
  }
}

interface Value { readonly start: number, readonly end: number, readonly score: number,
  readonly why: readonly string[] }

function valueBehind(text: string, from: number, isNumeric: boolean): Value | undefined {
  const line = text.slice(from, from + REACH).split(/\n\s*\n/)[0] ?? ''
  // Every token of the rest of the line is weighed; the link before it makes it likelier.
  let best: Value | undefined
  for (const match of matches(line, /[^\s"“”'‘’«»`()<>,;]+/g)) {
    const token = match[0].replace(/[.:!?#*]+$/, '').replace(/^[:=]+/, '')
    const offset = match.index + match[0].indexOf(token)
    const before = line.slice(0, offset)
    if (/[.!?]\s+\p{Lu}/u.test(before)) break
    const isLinked = /(?:[:=]|\b(?:is|wordt|luidt|blijft|ist|lautet|est|sera|are|nu|now)(?: nu| now| maintenant)?)\s*["“'‘«`(]*\s*$/i.test(before)
    const isNext = /^\s*["“'‘«`(]*\s*$/.test(before)
    const score = weigh(token, { isLinked, isNext, isQuoted: /["“'‘«`]\s*$/.test(before), isNumeric })
    if (score > 0 && (best === undefined || score > best.score)) {
      best = { start: from + offset, end: from + offset + token.length, score, why: ['credential-word', isLinked ? 'linked-value' : 'value-shape'] }
    }
  }
  return best
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
  if (/\d/.test(token) && /\p{L}/u.test(token)) return (classes >= 3 ? 1.6 : 0.6) + (isLinked || isNext ? 1.2 : 0)
    + (isQuoted ? 0.8 : 0) - (token.length < 5 && !isNumeric ? 1.2 : 0)
  if (/^[A-Z]{2,}$/.test(token)) return isQuoted && isLinked ? 0.8 : 0
  if (classes >= 3 && /[^\p{L}\d-]/u.test(token)) return isLinked || isQuoted ? 1.6 : 0
  if (/\p{Ll}\p{Lu}/u.test(token)) return isLinked || isQuoted ? 1.4 : 0
  if (isQuoted && isLinked) return 1.4
  return 0
}

/** `xxxxx`, `********`, `<password>`, `example`, `{{token}}`: shows where a value goes. */
function isPlaceholder(token: string): boolean {
  return PLACEHOLDER.test(token)
}

const PLACEHOLDER = new RegExp('x{4,}|X{4,}|\\*{3,}|\\.{3,}|_{4,}|^[<{[$%]|example|voorbeeld|beispiel|exemple|changeme|placeholder'
  + '|your[_-]|dummy|123456789|(.)\\1{5,}', 'i')

/** Shannon entropy in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  let sum = 0
  for (const count of counts.values()) sum -= count / text.length * Math.log2(count / text.length)
  return sum
}

/** Overlapping finds are one: the surest. */
function merge(hits: readonly Hit[]): Hit[] {
  const kept: Hit[] = []
  for (const hit of hits.toSorted((a, b) => b.confidence - a.confidence).slice(0, HITS_MAX)) {
    if (!kept.some(({ start, end }) => hit.start < end && start < hit.end)) kept.push(hit)
  }
  return kept.toSorted((a, b) => a.start - b.start)
}
