import { entropy, isPlaceholder } from '../entropy.ts'
import { nearest, type Reading } from '../reading.ts'
import { classFlags, SHAPE } from '../scan.ts'
import { matches, share, HITS_MAX, type Detector, type Hit } from './detector.ts'

const testWord = classFlags('test')

/** Formats that announce themselves by how they begin. Services' own documentation; the classes are those of secret scanners. */
const FORMATS = [
  // Clouds
  '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}', 'LTAI[A-Za-z0-9]{17,21}', 'AIza[\\w-]{35}', 'ya29\\.[\\w-]{20,300}', 'GOCSPX-[\\w-]{28}', '[\\w~.]{3}\\dQ~[\\w~.-]{31,34}', 'do[opr]_v1_[a-f0-9]{64}',
  'dapi[a-f0-9]{32}(?:-\\d)?', 'HRKU-[\\w-]{36,60}', 'hv[sb]\\.[\\w-]{24,300}', '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w=-]{60,70}', 'dp\\.(?:pt|st|ct)\\.[A-Za-z0-9]{40,44}', 'dt0[a-zA-Z]\\d{2}\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}',
  'fo1_[\\w-]{43}', 'fm[12][ar]?_[A-Za-z0-9+/]{100,300}', 'sbp_[a-f0-9]{40}', 'nfp_[A-Za-z0-9]{36}', 'tskey-[a-z]+-\\w{8,20}-\\w{20,60}', 'dckr_pat_[\\w-]{20,40}', 'sha256~[\\w-]{43}', 'pul-[a-f0-9]{40}', 'pscale_(?:tkn|pw|oauth)_[\\w.=-]{32,64}',
  // Code
  'gh[pousr]_[A-Za-z0-9]{36,80}', 'github_pat_\\w{40,90}', 'glpat-[\\w-]{20}(?:[\\w-]{7}\\.[\\w-]{2}\\.[\\w-]{9})?', 'gl(?:dt|rt|ft|soat|ffct)-[\\w-]{20}', 'glcbt-\\w{1,5}_[\\w-]{20}', 'glptt-[\\w-]{40}', 'glimt-[\\w-]{25}', 'glagent-[\\w-]{50,1024}', 'gloas-[\\w-]{64}', 'npm_[A-Za-z0-9]{36}', 'pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)[\\w-]{60,300}',
  'rubygems_[a-f0-9]{48}', 'CLOJARS_[a-z0-9]{60}', 'ATATT3[\\w=-]{60,220}', 'ATBB[A-Za-z0-9]{28,40}', 'AKCp[A-Za-z0-9]{60,80}', 'sgp_(?:[a-fA-F0-9]{16}_|local_)?[a-fA-F0-9]{40}', 'sntry[us]_[\\w+/=-]{40,200}', 'PMAK-[a-f0-9]{24}-[a-f0-9]{34}', 'glsa_[A-Za-z0-9]{32}_[a-fA-F0-9]{8}', 'glc_[A-Za-z0-9+/]{32,400}=?',
  'lin_(?:api|oauth)_[A-Za-z0-9]{32,48}', 'figd_[\\w-]{40,50}', 'ntn_[A-Za-z0-9]{40,50}', 'secret_[A-Za-z0-9]{43}', 'rdme_[a-z0-9]{70}', 'NR(?:AK|JS|II|RA)-[A-Za-z0-9-]{19,40}', 'pnu_[a-z0-9]{36}', 'tfp_[\\w.=-]{59}', 'ico-[A-Za-z0-9]{32}', 's-s4t2(?:ud|af)-[a-f0-9]{64}', 'tk-us-[\\w-]{48}', 'sm_(?:aat|pat|sat)_[A-Za-z0-9]{16}',
  // Models
  'sk-ant-(?:api|admin)\\d\\d-[\\w-]{93}AA', 'sk-(?:proj|svcacct|admin)-[\\w-]{70,200}', 'sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}', 'sk-[A-Za-z0-9]{32,64}', 'hf_[A-Za-z]{34}', 'gsk_[A-Za-z0-9]{52}', 'xai-[A-Za-z0-9]{80}', 'pplx-[A-Za-z0-9]{48}', 'r8_[A-Za-z0-9]{37}',
  // Money
  '(?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{10,120}', 'whsec_[A-Za-z0-9+/=]{24,64}', 'sq0(?:atp|csp)-[\\w-]{22,60}', 'EAAA[\\w-]{60}', 'EZ[AT]K[A-Za-z0-9]{54}', 'FLWSECK(?:_TEST)?-[a-h0-9]{12,40}(?:-X)?', 'shippo_(?:live|test)_[a-f0-9]{40}', 'duffel_(?:live|test)_[\\w=-]{43}', 'live_[A-Za-z0-9]{30,40}(?=$|[^\\w])', 'access_token\\$production\\$[a-z0-9]{16}\\$[a-f0-9]{32}',
  // Mail and messages
  'SG\\.[\\w-]{20,24}\\.[\\w-]{39,50}', 'key-[a-f0-9]{32}', '[a-f0-9]{32}-us\\d{1,2}', 'xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}', 'SK[a-f0-9]{32}', 'AC[a-f0-9]{32}', 'xox[abeoprs](?:-\\d{10,14}){2,3}-[A-Za-z0-9-]{20,40}', 'xox[ar]-(?:\\d-)?[A-Za-z0-9-]{8,60}', 'xoxe(?:\\.xox[bp])?-\\d-[A-Za-z0-9]{140,190}',
  'xapp-\\d-[A-Z0-9]+-\\d+-[a-z0-9]{30,80}', '\\d{8,10}:AA[\\w-]{33}', '[MNOA][\\w-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,40}', 're_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}', 'EAA[A-Za-z0-9]{60,300}', 'shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}',
  // Vaults and general
  'A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}', 'ops_eyJ[\\w-]{50,2000}={0,3}', 'p8e-[a-zA-Z0-9]{32}', 'fio-u-[\\w=-]{64}', 'eyJ[\\w-]{10,3000}\\.eyJ[\\w-]{10,6000}(?:\\.[\\w-]{10,1000})?', 'AQVN[\\w-]{35,38}',
  '(?:api|key|tok|token|live|secret|orb|app|prod|svc|pat|sec|auth)_(?:live|test|prod|secret|key|admin|pat|api)_[A-Za-z0-9]{12,80}', '(?!pk_)[a-z]{2,10}_live_[A-Za-z0-9]{16,64}', '\\d{15,16}\\|[\\w-]{27,40}',
]
const KNOWN = new RegExp(`(?:^|[^\\w-])(?<key>${FORMATS.join('|')})(?![\\w-])`, 'g')
/** Web addresses that are themselves a key. */
const HOOK = new RegExp('https?://(?:hooks\\.slack\\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{30,90}|(?:discord|discordapp)\\.com/api/webhooks/\\d{17,20}/[\\w-]{60,70}|[\\w-]{1,60}\\.webhook\\.office\\.com/webhookb2/[\\w@/-]{60,200}'
  + '|hooks\\.zapier\\.com/hooks/catch/\\d+/\\w+)', 'gi')
/** `https://user:password@host`. */
const CARRIED = /(?:https?|s?ftps?|ssh|postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|smtps?|imaps?|ldaps?|mssql|jdbc:\w{2,12}):\/\/[^\s:/@"'<>]{0,60}:([^\s:/@"'<>]{3,80})@[\w[]/gi
/** `Authorization: Bearer ...`, `-u user:password`, `AccountKey=...`, `_authToken=...`. */
const HEADER = new RegExp('\\b(?:authorization|x-(?:[\\w-]{0,20}-)?(?:key|token|auth|secret|api-?key|access-token|auth-token)|api-?key|private-token|job-token)["\']?\\s{0,4}[:=]\\s{0,4}["\']?(?:(?:bearer|basic|token|bot)\\s)?([\\w+/=.~-]{12,500})'
  + '|\\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|sig)=([A-Za-z0-9+/=%]{40,100})|//[\\w.-]{2,80}/(?:[\\w.-]{1,40}/){0,3}:_authToken=\\s?([\\w-]{20,80})|\\b(?:X-JFrog-Art-Api|artif\\w*-key)["\']?[:=]\\s?"?(A(?:KC|P[\\dABCDEF])[A-Za-z0-9]{8,100})', 'gi')
/** `-u user:password`. */
const ON_COMMAND_LINE = /\s(?:-u|--user)\s{1,4}['"]?[^\s:'"]{0,60}:([^\s'"]{5,80})/g
/** A name that says secret, a sign, and a value: what scanners call a generic key. */
const ASSIGNED = new RegExp('(?:^|[^A-Za-z])[\\w.-]{0,40}?(?:api|auth|access|secret|token|key|credential|creds|passw(?:or)?d|passwort|wachtwoord|pwd)[\\w.-]{0,24}["\'\\]]{0,2}\\s{0,4}(?::=|=>|[:=]|,)\\s{0,4}["\'`]?(?<value>[\\w+/=.~!@#%^&*-]{10,200})(?=$|["\'`\\s;,)])', 'gim')
/** A run this short is no key. */
const RUN_LENGTH_MIN = 16
/** Of a longer run only so much is looked at. */
const RUN_LENGTH_MAX = 8192

/** Keys of programs: formats of known services, and values that are called a key and look random. */
export const apiKey: Detector = {
  id: 'api-key',
  type: 'API_KEY',
  title: { nl: 'Sleutel of token van een programma', en: 'API key or token', de: 'API-Schlüssel oder Token', fr: 'Clé d’API ou jeton' },
  basis: 'AVG art. 32; BIO2 5.17 en 8.24',
  check: 'formats of about eighty services; otherwise a name that says secret and entropy',
  feeds: 'credentials',
  find(reading) {
    const hits: Hit[] = []
    for (const hit of found(reading)) {
      if (hits.length >= HITS_MAX) break
      if (!hits.some(({ start, end }) => hit.start < end && start < hit.end)) hits.push(hit)
    }
    return hits.toSorted((a, b) => a.start - b.start)
  },
  examples: {
    hit: ['Use this key for the pilot: orb_live_9fK2mQ7xZt4LrV8sNc31', 'AKIAQ3EGUTRB5X7PLMNO', 'token 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', 'https://hooks.slack.com/services/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', 'AccountKey=lJzRc1YdHaAA2KCNJJ1tkYwF/+mKK6Ygw0NGe170Xu592euJv2wYUtBlV8z+qnlcNQSnIYVTkLWntUO1F8j8rQ==',
      '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', '//registry.npmjs.org/:_authToken=346a14f2-a672-4668-a892-956a462ab56e', 'postgres://zorg:Kastanje77@db.intern/epd', 'CLIENT_SECRET="YYz7Q~Sudoqwap1PnzEBA3zqBK~i5uesDIv.C"', 'api_token: 8f14e45fceea167a5a36dedd4bea2543',
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c'],
    miss: ['keys look like orb_test_xxxxxxxxxxxxxxxxxxxx', 'glpat-xxxxxxxx-xxxxxxxxxxxxxxxxxx', 'GITHUB_API_KEY=', 'https://url:8000/ @something else', 'kenmerk: 2025-ZK-0004417-BRIEF', 'sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709', 'https://voorbeeld.nl/keynote/2025-programma-en-sprekers', 'secret = os.environ["DB_SECRET"]', 'keyword: "Befaehigung_P2"'],
  },
}

function* found(reading: Reading): Generator<Hit> {
  const { text } = reading
  for (const { start, end } of runs(reading)) {
    yield* formats(reading, start, end)
    yield* assigned(reading, start, end)
  }
  if (text.includes('://')) {
    for (const match of matches(text, HOOK)) if (!isPlaceholder(match[0])) yield { start: match.index, end: match.index + match[0].length, confidence: 0.96, why: ['key-address'] }
    for (const match of matches(text, CARRIED)) {
      const value = match[1] ?? ''
      if (isPlaceholder(value)) continue
      const start = match.index + match[0].lastIndexOf(value)
      const isPlain = /^(?:password|pass|passwort|wachtwoord|pwd|secret|\d{2,5})$/i.test(value)
      yield { start, end: start + value.length, type: 'PASSWORD', confidence: isPlain ? 0.3 : 0.96, why: ['carried'] }
    }
  }
  if (!text.includes('-u ') && !text.includes('--user ')) return
  for (const match of matches(text, ON_COMMAND_LINE)) {
    const value = match[1] ?? ''
    const start = match.index + match[0].lastIndexOf(value)
    if (!isPlaceholder(value) && /\d|[A-Z].*[A-Z]/.test(value)) yield { start, end: start + value.length, type: 'PASSWORD', confidence: 0.85, why: ['carried'] }
  }
}

/** Keys that announce themselves, in one run without blanks. */
function* formats(reading: Reading, start: number, end: number): Generator<Hit> {
  for (const match of matches(reading.text.slice(start, end), KNOWN)) {
    const key = match.groups?.['key'] ?? ''
    const at = start + match.index + match[0].indexOf(key)
    if (isPlaceholder(key) || entropy(key) < 2.4 || !HAS_DIGIT_OR_CAPITALS.test(key) || (key.startsWith('eyJ') && !isJsonToken(key))) continue
    const isNearTest = nearest(reading, { start: at, end: at + key.length }, testWord, { before: 40, after: 10 }) !== 0
    yield { start: at, end: at + key.length, confidence: /_test_/i.test(key) ? 0.45 : isNearTest ? 0.75 : 0.97, why: ['key-format'] }
  }
}

/** `client_secret = "..."` with a value that looks random, `Authorization: Bearer ...`: a run and the name before it. */
function* assigned(reading: Reading, from: number, end: number): Generator<Hit> {
  const begin = Math.max(0, from - NAME_MAX)
  const window = reading.text.slice(begin, Math.min(end + 1, from + RUN_LENGTH_MAX))
  if (!/[=:>,]/.test(window) || !SECRET_NAME.test(window)) return
  for (const match of matches(window, HEADER)) {
    const value = match.slice(1).find((group) => group !== undefined) ?? ''
    if (value === '' || isPlaceholder(value) || !/\d|[A-Z].*[A-Z]/.test(value) || (match[1] !== undefined && entropy(value) < 3)) continue
    const start = begin + match.index + match[0].lastIndexOf(value)
    yield { start, end: start + value.length, confidence: 0.85, why: ['carried'] }
  }
  for (const match of matches(window, ASSIGNED)) {
    const value = match.groups?.['value'] ?? ''
    const name = match[0].slice(0, match[0].length - value.length)
    if (!looksRandom(value) || isPlaceholder(value) || NO_SECRET.test(name)) continue
    const start = begin + match.index + match[0].lastIndexOf(value)
    const span = { start, end: start + value.length }
    const isTest = nearest(reading, span, testWord, { before: 60, after: 30 }) !== 0
    yield { ...span, confidence: share((entropy(value) > 3.9 ? 2.4 : 1.2) - (isTest ? 3 : 0)), why: ['assigned', 'entropy'] }
  }
}

/** Nearly every key holds a digit; those of Amazon may be capitals only, those of Hugging Face letters only. */
const HAS_DIGIT_OR_CAPITALS = /\d|^A[A-Z]{19}$|^hf_/

/** How far before a run its name may begin. */
const NAME_MAX = 72
/** Some word of secrets, before the slower patterns are tried. */
const SECRET_NAME = /api|auth|access|secret|token|key|cred|pass|wachtw|pwd|sig=/i

/** Names that hold such a word and are no secret. */
const NO_SECRET = new RegExp('public|csrf|xsrf|monkey|keyword|keyboard|author|keynote|primary|foreign|s3.?key|path|file|url|uri|name|issuer|token_?type|version|notes|descr|label|title|[_-]?ids?["\'\\]]{0,2}\\s{0,4}(?::=|=>|[:=,])|snapshot|webtoken|length|size', 'i')

/** Whether the first part of a JSON web token is a header. RFC 7515 §4 */
function isJsonToken(key: string): boolean {
  try {
    return typeof JSON.parse(atob((key.split('.')[0] ?? '').replaceAll('-', '+').replaceAll('_', '/'))) === 'object'
  } catch {
    return false
  }
}

/** Digits and letters, mixed, and not a word, a path, a version, a host name or a number with unit. */
function looksRandom(value: string): boolean {
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value) || entropy(value) < 3.3 || value.length < 16) return false
  if (/^[\w-]+(?:\.[\w-]+){1,5}\.[a-z]{2,6}(?:[/:]|$)|^\.{0,2}\/|@/.test(value)) return false
  // Words and short numbers with hyphens or dots between are names and versions.
  const parts = value.split(/[-_.:/]/)
  if (/SNAPSHOT|RELEASE/.test(value) || (parts.length >= 3
    && parts.every((part) => /^[A-Za-z]*\d{0,5}$/.test(part)))) return false
  const groups = value.match(/[A-Za-z]+|\d+/g) ?? []
  // Random text changes between letters and digits often; names with a number do so once or twice.
  return groups.length >= 5 || /^[a-f0-9]{24,}$/i.test(value) || (groups.length >= 3
    && /[a-z][A-Z]|[A-Z][a-z][A-Z]/.test(value) && entropy(value) > 3.9)
}

/** Runs of at least 16 characters without blanks, with a digit or a word as long as a key. */
function* runs({ scan, text }: Reading): Generator<{ start: number, end: number }> {
  let free = 0
  for (let token = 0; token < scan.count; token += 1) {
    const from = scan.start[token] ?? 0
    const to = scan.end[token] ?? 0
    if (from < free || (((scan.shape[token] ?? 0) & SHAPE.digit) === 0 && to - from < RUN_LENGTH_MIN)) continue
    let start = from
    while (start > free && from - start < RUN_LENGTH_MAX && !endsRun(text.charCodeAt(start - 1))) start -= 1
    let end = to
    while (end < text.length && end - start < RUN_LENGTH_MAX && !endsRun(text.charCodeAt(end))) end += 1
    free = end
    if (end - start >= RUN_LENGTH_MIN) yield { start, end }
  }
}

/** Blanks, quotes, brackets, commas. */
const endsRun = (code: number): boolean => code <= 32 || code === 34 || code === 39 || code === 60
  || code === 62 || code === 40 || code === 41 || code === 44 || code === 59
  || code === 96 || code > 126
