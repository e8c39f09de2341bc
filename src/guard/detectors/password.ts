import { isPlaceholder } from '../entropy.ts'
import { nearest, type Reading } from '../reading.ts'
import { classFlags, is, has } from '../scan.ts'
import { isDigit, share, type Detector, type Hit } from './detector.ts'

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
    return merge([strongWords, inProse, opened, loggedIn].flatMap((kind) => [...kind(reading).take(PASSWORDS_MAX)]))
  },
  examples: {
    hit: ['Inlognaam ans.v, wachtwoord is Dakgoot-Lente5', 'Het wachtwoord: Zomer2031!', 'password = hunter22x', 'De alarmcode van het pand is 4471', 'Ihr Passwort lautet Regen#88', 'mot de passe : Lavande44',
      'Het wachtwoord is de naam van onze school gevolgd door 2031', 'De pincode is 8841', 'user admin, pw Tr0ub4dor', 'T7#kkP!2z is your new password', 'Cijferslot op het hek: 84255. Keet: 120708.', 'Het slot aan de steiger opent met 387174', 'Der Kasten geht mit 28731 auf', 'La porte s’ouvre avec 5844', 'The gate opens with 4471',
      'Inloggen doe je als redactie en dan K@st@nj36', 'Log in as obvan with Kirschbaum2013', 'gebruiker noodarts / Fietsbel1966', 'Das Passwort ist der Name vom Vereinslokal und 1904', 'jdbc:postgresql://10.4.2.9/polis?user=rapport&password=Teacup@72'],
    miss: ['Wachtwoorden hoeven niet gewijzigd te worden', 'Deel uw wachtwoord nooit met anderen', 'wachtwoord vergeten? klik hier', 'Reset your password within 24 hours', 
      'Het wachtwoord is verlopen', 'wachtwoord: ********', 'Uw pincode ontvangt u per post', 'code van conduct 2024', 'kortingscode 5571 is geldig', 'Met code 5571 krijgt u korting', 'Het wachtwoord moet minimaal 12 tekens hebben', 'openbare sleutel SHA-256', 'De deur kost met montage 1450 euro', 'Het alarm ging om 4471 mensen', 'Uw account bij Telecom2000', 'public key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5', 'het hek is geleverd met 4471 bouten', 'Bestel de deur met artikelnummer 84255'],
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

/** Long and random without words: a key more than a password. */
const KEY_LIKE = new RegExp(String.raw`^(?=(?:[A-Za-z]*\d){3})(?=.*[A-Za-z])[A-Za-z0-9_+/=.~]{20,}$|^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$`, 'i')
/** How far before a word its value is looked for, and how far behind it a riddle may end. */
const BEFORE_REACH = 60
const RIDDLE_REACH = 140

/** A value holds a digit, a capital, a quote or a sign: most places around a word hold none, and that is soon seen. */
function mayHoldValue(text: string, from: number, to: number): boolean {
  for (let at = Math.max(0, from); at < to && at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if ((code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 33 && code <= 43 && code !== 40
      && code !== 41) || code === 64 || code === 0x201c || code === 0x2018 || code === 0xab) return true
  }
  return false
}

/** Names of ciphers and hashes stand beside keys and are none. */
const ALGORITHM = new RegExp(String.raw`^(?:sha|md|aes|rsa|ssh|ecdsa|ecdh|ed|utf|iso|tls|ssl|wpa|x)-?\d+(?:[-_]\w+)?$|^(?:ssh|ecdsa)-\w+$|^AAAA[A-Z]`, 'i')
/** Keys that everybody may have. */
const PUBLIC_KEY = new RegExp(String.raw`(?:openbare?|publieke?|public|öffentliche[nrms]?|oeffentliche[nrms]?)\s+\S{0,12}\s*$|^\S+\s+publique`, 'i')

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
  for (let at = 0, count = 0; at < scan.count && count < PASSWORDS_MAX; at += 1) {
    if (!is(scan, at, credentialWord)) continue
    const wordEnd = scan.end[scan.last[at] ?? at] ?? 0
    const wordStart = scan.start[at] ?? 0
    if (ACCOUNT_NAME.test(text.slice(wordStart, wordEnd))
      || PUBLIC_KEY.test(text.slice(Math.max(0, wordStart - 24), wordStart))
      || PUBLIC_KEY.test(text.slice(wordStart, wordEnd + 10))) continue
    if (BARE_CODE.test(text.slice(wordStart, wordEnd)) && !isAccess(text, wordStart, wordEnd)) continue
    if (!mayHoldValue(text, wordStart - BEFORE_REACH, wordEnd + RIDDLE_REACH)) continue
    const isNumeric = NUMERIC_WORD.test(text.slice(wordStart, wordEnd))
    const found = valueBehind(text, wordEnd, isNumeric) ?? valueBefore(text, wordStart) ?? described(text, wordEnd)
    if (found === undefined) continue
    const isTest = nearest(reading, found, testWord, { before: 50, after: 30 }) !== 0
    const score = found.score - (isTest ? 1.5 : 0)
    count += 1
    const isKey = KEY_LIKE.test(text.slice(found.start, found.end))
    yield { start: found.start, end: found.end, confidence: share(score), why: found.why, ...isKey ? { type: 'API_KEY' } : {} }
  }
}

interface Value { readonly start: number, readonly end: number, readonly score: number,
  readonly why: readonly string[] }

function valueBehind(text: string, begin: number, isNumeric: boolean): Value | undefined {
  const line = reachable(text.slice(begin, begin + REACH))
  const sentenceEnd = /[.!?]/.test(line) ? SENTENCE_END.exec(line)?.index ?? REACH : REACH
  // Every token of the rest of the line is weighed; the link before it makes it likelier.
  let best: Value | undefined
  for (let next = 0; next < line.length;) {
    while (next < line.length && partsWords(line.charCodeAt(next))) next += 1
    const from = next
    while (next < line.length && !partsWords(line.charCodeAt(next))) next += 1
    if (next === from || line.startsWith('...', next - 3)) continue
    const [offset, end] = trimmed(line, from, next)
    if (offset > sentenceEnd) break
    const token = line.slice(offset, end)
    if (!mayBeSecret(token) && !mayBeQuoted(line, offset)) continue
    const before = line.slice(0, offset)
    const isLinked = /(?:[:=]|\b(?:is|wordt|luidt|blijft|ist|lautet|est|sera|are|nu|now)(?: nu| now| maintenant)?)\s*["“'‘«`(]*\s*$/i.test(before)
    const isNext = /^\s*["“'‘«`(]*\s*$/.test(before)
    const score = weigh(token, { isLinked, isNext, isQuoted: /["“'‘«`]\s*$/.test(before), isNumeric })
    if (score > 0 && (best === undefined || score > best.score)) {
      best = { start: begin + offset, end: begin + end, score, why: ['credential-word', isLinked ? 'linked-value' : 'value-shape'] }
    }
  }
  return best
}

/** A full stop behind a word, not behind a title or an initial, and a capital after it. */
const SENTENCE_END = /[\p{L}\d]{4}[.!?]\s+\p{Lu}|[!?]\s+\p{Lu}/u

/** The rest of the line, and the next one when the line ends with a sign that says so. */
function reachable(text: string): string {
  if (!text.includes('\n')) return text
  const lines = text.split('\n')
  const first = lines[0] ?? ''
  const isOpen = /(?:[:=]|\b(?:is|wordt|luidt|lautet|ist|est|are|nu|now))\s*$/i.test(first) || first.trim() === ''
  if (!isOpen) return first
  const next = lines.findIndex((line, index) => index > 0 && line.trim() !== '')
  return next > 0 && next < 3 ? lines.slice(0, next + 1).join('\n') : first
}

/** Blanks, quotes, brackets, comma and semicolon. */
const WORD_PARTERS = new Set([...' \t\n\v\f\r"“”\'‘’«»`()<>,;\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff'].map((sign) => sign.charCodeAt(0)))
const ordinaryParters = Uint8Array.from({ length: 128 }, (_, code) => WORD_PARTERS.has(code) ? 1 : 0)
const partsWords = (code: number): boolean => code < 128 ? ordinaryParters[code] === 1
  : WORD_PARTERS.has(code) || (code >= 0x2000 && code <= 0x200a)

/** A word without the signs around it that are no part of a value: where it begins and ends. */
function trimmed(line: string, from: number, to: number): [number, number] {
  let [start, end] = [from, to]
  while (end > start && '.:!?#*'.includes(line.charAt(end - 1))) end -= 1
  while (start < end && ':='.includes(line.charAt(start))) start += 1
  return [start, end]
}

/** Whether `weigh` can give a word anything without quotes around it: most words of a text are soon seen to be none. */
function mayBeSecret(token: string): boolean {
  let [hasSmall, hasCapital, hasSign, before] = [false, false, false, 0]
  for (let at = 0; at < token.length; at += 1) {
    const code = token.charCodeAt(at)
    if (code >= 128 || isDigit(code)) return true
    const isSmall = code >= 97 && code <= 122
    const isCapital = code >= 65 && code <= 90
    if (isCapital && before >= 97 && before <= 122) return true
    hasSmall ||= isSmall
    hasCapital ||= isCapital
    hasSign ||= !isSmall && !isCapital
    before = code
  }
  return hasSmall && hasCapital && hasSign
}

/** Whether a quote may stand before a place, blanks between. */
function mayBeQuoted(line: string, offset: number): boolean {
  let at = offset - 1
  while (at >= 0 && line.charCodeAt(at) <= 32) at -= 1
  const code = line.charCodeAt(at)
  return at >= 0 && (code === 34 || code === 39 || code === 96 || code >= 128)
}

/** Whether a digit stands in a stretch: a value before its word and a riddle hold one. */
function holdsDigit(text: string, from: number, to: number): boolean {
  for (let at = from; at < to && at < text.length; at += 1) if (isDigit(text.charCodeAt(at))) return true
  return false
}

function valueBefore(text: string, to: number): Value | undefined {
  const start = Math.max(0, to - BEFORE_REACH)
  if (!holdsDigit(text, start, to)) return undefined
  const match = /(\S{5,40})["”'’»`)]?\s+(?:is|als|wordt|ist|as|est)\s+(?:\S+\s+){0,2}$/.exec(text.slice(start, to))
  const token = match?.[1]?.replace(/^["“'‘«`(]+/, '')
  if (match === null || token === undefined || weigh(
    token, { isLinked: true, isNext: false, isQuoted: false, isNumeric: false },
  ) < 1.5 || !/\d/.test(token)) return undefined
  const at = start + match.index + match[0].indexOf(token)
  return { start: at, end: at + token.length, score: 1.5, why: ['credential-word', 'value-before'] }
}

/** "the name of our school followed by 2031": a riddle both sides can solve. */
function described(text: string, from: number): Value | undefined {
  if (!holdsDigit(text, from, from + RIDDLE_REACH)) return undefined
  const rest = text.slice(from, from + RIDDLE_REACH).split('\n')[0] ?? ''
  const match = RIDDLE.exec(rest)
  return match === null ? undefined : { start: from, end: from + match[0].length, score: 1.8, why: ['credential-word', 'described-value'] }
}

const RIDDLE = new RegExp(String.raw`^\s*(?:is|=|:|luidt|ist|lautet|est|are)?\s*(?:the|de|den|het|uw|je|jouw|your|der|die|das|ihr|ihren|dein|deinen|la|le|l['’]|votre|ton)?\s*(?:[^\s.!?]+\s+){0,2}?(?:naam|name|namen|nom|geboorte\S*|birth\S*|geburts\S*|postcode|huisnummer|street|straat|naissance|prénom|voornaam|achternaam|surname|hond|dog|kat|hund)\b[^.!?]{0,60}?\s(?:gevolgd door|followed by|gefolgt von|suivi de|en dan|and then|plus|\+|met|with|dann|puis|en|and|und|et)\s+\d{2,6}\b`, 'iu')

/** What is opened, how, and with which digits: "het hek: 4471", "s'ouvre avec 5844", "the panel takes 2103". */
const OPENED = new RegExp(String.raw`(?<!\p{L})\p{L}{0,14}(?:slot|kluis|kluisje|kast|kastje|hek|poort|deur|schuur|garage|paneel|alarm|installatie|toegang|stalling|berging|brievenbus|centrale|ruimte|kelder|telefoon|toestel|app|bankpas|lock|safe|box|gate|door|shed|panel|keypad|cabinet|shutter|entrance|phone|mixer|schloss|kasten|tür|tor|anlage|tresor|keller|handy|porte|portail|cadenas|coffre|alarme|boîtier|boîte|immeuble|armoire|chaufferie)(?:s|en|je|s?deur)?(?!\p{L})`, 'iu')
const OPENS = /(?:\b(?:draai|toets|tik|dial|tapez|composez|vraagt|demande|will|kommst|open|opent|openen|gaat|ga|kom|komt|komen|ontgrendel\w*|opens?|unlock\w*|takes?|wants?|geht|öffne\w*|auf|entsperr\w*|ouvr\w+|s['’]ouvre|coupe|déverrouill\w+|binnen|erin|aus)\b)/i
const WITH = new RegExp(String.raw`(?:\b(?:met|with|mit|avec|demande|vraagt|will|will danach|vraagt daarna|daarna|shutter|draai|toets|tik|druk|dial|enter|press|takes|wants|is|wordt|wird|ist|est|zijn|are|tapez|composez|faites|dus|code)(?: je| in| op)?|[:=])\s*$`, 'i')

/** The thing right before, or with its place between: "a padlock with 4093", "the safe in the study is 9534". */
const BESIDE = new RegExp(`${OPENED.source}(?: (?:met|with|mit|avec)| (?:in|van|bij|op|of|at|im|am|du|de) (?:\\S+ ){1,3}(?:is|ist|est)| (?:is|ist|est)) $`, 'iu')

/** The next one of a row of codes. */
const GOES_ON = new RegExp(String.raw`(?:[:=]|\b(?:dus|is|demande|will danach|met|avec|mit|with|shutter|alarm))\s*$`, 'i')

/** Digits that open something, without any word such as code. */
function* opened({ text, scan }: Reading): Generator<Hit> {
  let last = -1000
  for (let index = 0; index < scan.numbers.length; index += 1) {
    const token = scan.numbers[index] ?? 0
    const start = scan.start[token] ?? 0
    const end = scan.end[token] ?? 0
    if (end - start < 4 || end - start > 8 || (scan.digits[index] ?? 0) !== end - start
      || !/^\d+$/.test(text.slice(start, end)) || /^(?:19|20)\d\d$/.test(text.slice(start, end))) continue
    const before = text.slice(Math.max(0, start - 80), start).replace(/^.*(?:[.!?]\s|\n\s*\n)/s, '')
    if (!WITH.test(before) || NO_ACCESS.test(before)) continue
    const after = text.slice(end, end + 40).split(/[.!?\n]/)[0] ?? ''
    if (/^ ?(?:euro|eur|€|km|kg|m2|uur|stuks|jaar|%|mensen|people)/i.test(after) || /€ ?$/.test(before)) continue
    const isObject = OPENED.test(before) || OPENED.test(after)
    const isOpened = OPENS.test(before) || /^ ?(?:auf|aus|open)\b/i.test(after)
    const isListed = start - last < 60 && GOES_ON.test(before)
    const isBeside = BESIDE.test(before)
    if (!isListed && !isBeside && !(isObject && (isOpened || /[:=]\s*$/.test(before))) && !(isOpened && /(?:s['’]ouvre avec|opent met|opens with|geht auf mit|ontgrendel je met) ?$/i.test(before))) continue
    last = end
    yield { start, end, confidence: 0.75, why: ['opens'] }
  }
}

/** Words of logging in, and how the secret follows: "Log in as redactie with K@st@nj36". */
const LOGS_IN = new RegExp(String.raw`\b(?:log(?:t|ged|gen)? ?(?:in|on)|inlog\w*|aanmeld\w*|aangemeld|anmeld\w*|einlog\w*|login|account|noodaccount|gebruikers?|gebruiken|user|benutzer|compte|connect\w*|toegang|zugang|accès|access|host|wifi|wlan|netwerk|voer|ingeven|invoeren|exporteren)\b`, 'i')
const FOLLOWS = /(?:\b(?:met|with|mit|avec|en dan|and then|then|und dann|dann|puis|is|ist|est|wordt)|[/:=])\s*["“'‘«]?$/i

function* loggedIn({ text, scan }: Reading): Generator<Hit> {
  for (let index = 0, free = 0; index < scan.numbers.length; index += 1) {
    const token = scan.start[scan.numbers[index] ?? 0] ?? 0
    if (token < free) continue
    let start = token
    while (start > free && token - start < WORD_MAX && !endsWord(text.charCodeAt(start - 1))) start -= 1
    let end = token + 1
    while (end < text.length && end - start < WORD_MAX && !endsWord(text.charCodeAt(end))) end += 1
    free = end
    const value = text.slice(start, end).replace(/[.,:;!?)"”’»]+$/, '')
    if (value.length < 7 || value.length > 30 || !/^[A-Za-z0-9][^\s/\\:]+$/.test(value)
      || !/[a-z]{2}/.test(value) || !/[A-Z]/.test(value) || isPlaceholder(value) || ALGORITHM.test(value)
      || /@[\w-]+\.[a-z]|\.(?:pdf|docx?|xlsx?|nl|com|de|fr|org|zip|png|jpg)$/i.test(value)) continue
    const before = text.slice(Math.max(0, start - 90), start).replace(/^.*(?:[!?]\s|\n\s*\n)/s, '')
    if (FOLLOWS.test(before) && LOGS_IN.test(before)) yield { start, end: start + value.length, confidence: 0.75, why: ['login-near', 'value-shape'] }
  }
}

/** Sums, times, dates, ordinals. */
const MEASURE = new RegExp(String.raw`^\d+[.,:]\d+|^\d{1,2}[-/]\d{1,2}|^\d+(?:st|nd|rd|th|e|de|%|x|uur|u|h)$`, 'i')

/** How much a token looks like a secret, in log-odds; 0 or less when it does not. */
function weigh(token: string, { isLinked, isNext, isQuoted, isNumeric }: {
  isLinked: boolean, isNext: boolean, isQuoted: boolean, isNumeric: boolean,
}): number {
  if (token.length < 3 || token.length > 128 || isPlaceholder(token)
    || /^(?:https?:|www\.)|@[\w-]+\.[a-z]/i.test(token) || ALGORITHM.test(token)) return 0
  const classes = Number(/[a-zà-ÿ]/.test(token)) + Number(/[A-ZÀ-Þ]/.test(token)) + Number(/\d/.test(token))
    + Number(/[^\p{L}\d]/u.test(token.slice(0, -1)))
  if (/^\d+$/.test(token)) {
    if (!isNumeric || token.length > 10 || (/^(?:19|20)\d\d$/.test(token) && !isLinked && !isNext)) return isLinked
      && token.length >= 4 && token.length <= 8 ? 1 : 0
    if (/^(?:19|20)\d\d$/.test(token)) return 1.2
    return isLinked || isNext ? 2.4 : token.length >= 4 ? 0.9 : 0
  }
  if (isNumeric && isLinked && /^\d{1,2}(?:-\d{1,2}){2,3}$/.test(token)) return 1.2
  if (MEASURE.test(token) || /^\d{1,3}-\p{L}+$/u.test(token)) return 0
  // CONSTANT_NAMES and KEY-NAMES say where a value goes.
  if (/^[A-Z]{3,20}(?:[-_][A-Z0-9]{2,20}){2,8}$/.test(token)) return 0
  if (/\d/.test(token) && /\p{L}/u.test(token)) return (classes >= 3 ? 1.6 : 0.6) + (isLinked || isNext ? 1.2 : 0)
    + (isQuoted ? 0.8 : 0) - (token.length < 5 && !isNumeric ? 1.2 : 0)
  if (/^[A-Z]{2,}$/.test(token)) return isQuoted && isLinked ? 0.8 : 0
  if (classes >= 3 && /[^\p{L}\d-]/u.test(token)) return isLinked || isQuoted ? 1.6 : 0
  if (/\p{Ll}\p{Lu}/u.test(token)) return isLinked || isQuoted ? 1.4 : 0
  if (isQuoted && isLinked) return 1.4
  return 0
}

/** Most of each kind in a block; a text that holds so many needs no more to be secured. */
const PASSWORDS_MAX = 80

/** Overlapping finds are one: the surest. */
function merge(hits: readonly Hit[]): Hit[] {
  const kept: Hit[] = []
  for (const hit of hits.toSorted((a, b) => b.confidence - a.confidence)) {
    if (!kept.some(({ start, end }) => hit.start < end && start < hit.end)) kept.push(hit)
  }
  return kept.toSorted((a, b) => a.start - b.start)
}
