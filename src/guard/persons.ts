import { classFlags, is, SHAPE, wordAt, type Scan } from './scan.ts'
import { nameSpans, type NameSpan } from './models/name-spans.ts'
import type { Tagger } from './models/tagger.ts'
import type { Reading } from './reading.ts'

/**
 * Who a text speaks of: names with a title, first names, initials, relatives ("uw vader"), clients ("bewoner kamer 6").
 * Names in greetings and signatures are writer and reader, not the subject; the reader counts where the text says "you".
 */
export interface Person {
  readonly first: number
  readonly last: number
  readonly start: number
  readonly end: number
  readonly sentence: number
  readonly kind: 'titled' | 'full-name' | 'first-name' | 'initials' | 'kin' | 'client' | 'addressee' | 'role'
  /** How surely this is one recognisable person who could be the subject, 0 to 1. */
  readonly weight: number
}

/** Most persons that are taken from one block. */
export const PERSONS_MAX = 2000

const title = classFlags('title')
const firstName = classFlags('first-name')
const familyName = classFlags('family-name')
const particle = classFlags('particle')
const kin = classFlags('kin')
const client = classFlags('client')
const own = classFlags('my', 'your')
const role = classFlags('role')
const company = classFlags('company')
const greeting = classFlags('greeting')
/** Capitalised words that are no part of a name. */
const noName = classFlags('month', 'company', 'title', 'order-word', 'disease', 'symptom', 'care', 'medicine', 'invoice', 'credential', 'bsn-word', 'id-document', 'greeting',
  'birth-word', 'phone-word', 'address-word', 'client-number', 'measure', 'health-word', 'income', 'debt', 'your', 'en', 'nl', 'de', 'fr', 'deal', 'dossier', 'public', 'general', 'secrecy', 'technical', 'animal')

/** Words that end a name wherever they stand. */
const neverName = classFlags('month', 'company', 'title', 'greeting', 'bsn-word', 'birth-word', 'phone-word', 'id-document', 'credential', 'client-number', 'en', 'nl', 'de', 'fr')

export function persons(reading: Reading, tagger?: Tagger | null): Person[] {
  const { scan } = reading
  const isGerman = mostlyGerman(scan)
  const found: Person[] = []
  let greetingLine = -1
  for (let at = 0; at < scan.count && found.length < PERSONS_MAX; at += 1) {
    if (isFirstOfLine(scan, at) && is(scan, at, greeting)) greetingLine = scan.line[at] ?? -1
    const isGreeted = scan.line[at] === greetingLine && at - firstOfLine(scan, at) < 7 && !afterComma(scan, at,
      greetingLine)
    const person = personAt(reading, at, isGerman)
    if (person === undefined) continue
    const kind = reading.kindAt(person.start)
    if (kind === 'signature' || kind === 'disclaimer') { at = person.last; continue }
    found.push(isGreeted ? { ...person, kind: 'addressee', weight: 0.35 } : person)
    at = person.last
  }
  return tagger === undefined || tagger === null ? found : withTagged(reading, found, tagger)
}

/**
 * What the tagger says of names beside what the rules say: its edges for plain names, its persons where the rules saw none,
 * and less weight where it takes a name for a place or an organisation.
 */
function withTagged(reading: Reading, found: readonly Person[], tagger: Tagger): Person[] {
  const { scan } = reading
  const tagged = nameSpans(scan, tagger)
  const merged: Person[] = []
  const taken = new Set<NameSpan>()
  let next = 0
  for (const person of found) {
    while (next < tagged.length && (tagged[next]?.last ?? 0) < person.first) next += 1
    const over: NameSpan[] = []
    for (let at = next; at < tagged.length && (tagged[at]?.first ?? 0) <= person.last; at += 1) {
      const span = tagged[at]
      if (span !== undefined) over.push(span)
    }
    for (const span of over) taken.add(span)
    const named = over.find(({ isPerson }) => isPerson)
    if (person.kind === 'role' && named !== undefined && named.first >= person.first && named.last < person.last) {
      merged.push({ ...person, last: named.last, end: scan.end[named.last] ?? person.end })
    } else if (person.kind !== 'full-name' && person.kind !== 'first-name') merged.push(person)
    else if (named !== undefined) merged.push(make(scan, named.first, named.last, person.kind,
      Math.max(person.weight, named.first < named.last ? 0.9 : 0.7)))
    else if (over.length > 0) { if (person.weight > 0.8) merged.push({ ...person, weight: 0.4 }) }
    else merged.push({ ...person, weight: person.weight > 0.8 ? person.weight : person.kind === 'first-name' && person.weight > 0.7 ? 0.45 : 0.3 })
  }
  for (const span of tagged) {
    if (!span.isPerson || taken.has(span) || merged.length >= PERSONS_MAX) continue
    const kind = reading.kindAt(scan.start[span.first] ?? 0)
    if (kind === 'signature' || kind === 'disclaimer') continue
    merged.push(make(scan, span.first, span.last, 'full-name', span.first < span.last ? 0.85 : 0.6))
  }
  return merged.toSorted((a, b) => a.start - b.start)
}

function isFirstOfLine(scan: Scan, at: number): boolean {
  return at === 0 || scan.line[at - 1] !== scan.line[at]
}

function firstOfLine(scan: Scan, at: number): number {
  let first = at
  while (first > 0 && at - first < 8 && scan.line[first - 1] === scan.line[at]) first -= 1
  return first
}

/** Whether a comma stands between the begin of the greeting and this word: then the greeting is over. */
function afterComma(scan: Scan, at: number, line: number): boolean {
  const first = firstOfLine(scan, at)
  return scan.line[first] !== line || scan.text.slice(scan.start[first] ?? 0, scan.start[at] ?? 0).includes(',')
}

const german = classFlags('de')
const others = classFlags('nl', 'en', 'fr')

/** German writes every noun with a capital, so capitals alone say nothing there. */
function mostlyGerman(scan: Scan): boolean {
  let balance = 0
  for (let at = 0; at < scan.count && at < 2000; at += 1) balance += is(scan, at, german) ? 1 : is(scan, at, others)
    ? -1 : 0
  return balance > 0
}

function personAt(reading: Reading, at: number, isGerman: boolean): Person | undefined {
  const { scan } = reading
  const shape = scan.shape[at] ?? 0
  if (is(scan, at, kin) || is(scan, at, client)) {
    const relative = relativeAt(reading, at)
    if (relative !== undefined) return relative
  }
  if (is(scan, at, title) || isFrenchMonsieur(scan, at)) {
    const last = nameEnd(scan, at + 1, 4)
    if (last > at) return make(scan, at, last, 'titled', 1)
  }
  if ((shape & SHAPE.capital) === 0 || (shape & SHAPE.digit) !== 0) return undefined
  if (at > 0 && is(scan, at - 1, role) && adjacent(scan, at - 1, at, 2)) {
    const last = nameEnd(scan, at, 3)
    return last >= at ? make(scan, at, last, 'role', 0.15) : undefined
  }
  if (isInitial(scan, at)) {
    const last = nameEnd(scan, at, 5)
    return last > at && !isInitial(scan, last) && !(last === at + 1 && is(scan, last, company)) ? make(scan, at, last, 'initials', 0.95) : undefined
  }
  // Sint Maarten, Saint-Denis: places.
  const isPlace = at > 0 && /^(?:sint|saint|sainte|st|san|santa|sankt)$/i.test(wordAt(scan, at - 1))
  if (is(scan, at, firstName) && (shape & SHAPE.allCapitals) === 0 && !isPlace) {
    const last = nameEnd(scan, at, 4)
    if (last + 1 < scan.count && is(scan, last + 1, company) && adjacent(scan, last, last + 1, 2)) return undefined
    if (last > at) return make(scan, at, last, 'full-name', 0.95)
    return make(scan, at, at, 'first-name', 0.78)
  }
  if ((shape & SHAPE.allCapitals) === 0 && !is(scan, at, noName) && (scan.end[at] ?? 0)
    - (scan.start[at] ?? 0) > 2) return unknownName(scan, at, isGerman)
  return undefined
}

/**
 * Two or three capitalised words inside a sentence that no list knows: a name more often than not, except in
 * German.
 */
function unknownName(scan: Scan, at: number, isGerman: boolean): Person | undefined {
  if (at + 1 < scan.count && is(scan, at + 1, firstName) && nextIsCapital(scan, at)) return undefined
  const last = nameEnd(scan, at, 3)
  const isStart = ((scan.shape[at] ?? 0) & SHAPE.sentenceStart) !== 0
  if (last === at && is(scan, at, familyName) && !isStart) return make(scan, at, at, 'full-name', 0.5)
  if (last === at && isStart && !isGerman && !STARTER.test(wordAt(scan, at)) && pronounFollows(scan, at)) return make(scan, at, at, 'first-name', 0.6)
  if (last <= at || at > 0 && DEFINITE.has(wordAt(scan, at - 1).toLowerCase()) || holdsParticle(scan, at, last)
    || anyNoName(scan, at, last) || (last + 1 < scan.count && is(scan, last + 1, company))) return undefined
  if (isGerman && !is(scan, last, familyName)) return undefined
  return make(scan, at, last, 'full-name', is(scan, last, familyName) ? 0.85 : isStart ? 0.4 : 0.5)
}

/** Words that open a sentence and are no name. */
const STARTER = new RegExp('^(?:indien|wanneer|als|zodra|zolang|hoewel|omdat|vandaag|gisteren|morgen|daarna|nadat|voordat|toen|soms|hopelijk|helaas|volgens|tijdens|sinds|bij|na|voor|met'
  + '|when|if|while|today|yesterday|tomorrow|after|before|although|since|because|then|sometimes|unfortunately|during|according|once|unless|whether'
  + '|quand|si|lorsque|hier|demain|apres|avant|depuis|pendant|selon|parfois|malheureusement|comme|\\p{L}+(?:ing|ingen|heid|tie|ties|schap|ment|tion|tions|ed|ly))$', 'iu')
const pronoun = classFlags('pronoun3')

/** "Kofi told me he ...": a word no list knows at the begin, and he or she later in the sentence. */
function pronounFollows(scan: Scan, at: number): boolean {
  for (let next = at + 1; next < scan.count && next <= at + 14
    && scan.sentence[next] === scan.sentence[at]; next += 1) {
    if (is(scan, next, pronoun)) return true
  }
  return false
}

/** "Raad van State": two unknown words with a particle between are an office more often than a person. */
const holdsParticle = (scan: Scan, first: number, last: number): boolean => last > first + 1 && is(scan, first + 1,
  particle)

function anyNoName(scan: Scan, first: number, last: number): boolean {
  for (let at = first; at <= last; at += 1) if (is(scan, at, noName)) return true
  return false
}

function make(scan: Scan, first: number, last: number, kind: Person['kind'], weight: number): Person {
  return { first, last, start: scan.start[first] ?? 0, end: scan.end[last] ?? 0, sentence: scan.sentence[first] ?? 0,
    kind, weight }
}

const isInitial = (scan: Scan, at: number): boolean =>
  (scan.end[at] ?? 0) - (scan.start[at] ?? 0) === 1 && ((scan.shape[at] ?? 0) & SHAPE.capital) !== 0 && scan.text[scan.end[at] ?? 0] === '.'

const isFrenchMonsieur = (scan: Scan, at: number): boolean => isInitial(scan, at) && scan.text[scan.start[at] ?? 0] === 'M'
  && scan.text[(scan.end[at] ?? 0) + 1] === ' '

/**
 * Whether two tokens stand beside each other with at most `room` characters between, all of them blank, dot or
 * hyphen.
 */
function adjacent(scan: Scan, left: number, right: number, room: number): boolean {
  const between = scan.text.slice(scan.end[left] ?? 0, scan.start[right] ?? 0)
  return between.length <= room && /^[ .\-'’_]*$/.test(between)
}

/** Last token of the name that begins at `from`: capitals, initials and particles; before `from` when there is none. */
function nameEnd(scan: Scan, from: number, words: number): number {
  let last = from - 1
  for (let at = from, used = 0; at < scan.count && used < words; at += 1, used += 1) {
    if (at > from && !adjacent(scan, at - 1, at, 2)) break
    const shape = scan.shape[at] ?? 0
    if (is(scan, at, particle) && at + 1 < scan.count) {
      // A particle belongs to the name when a capital follows: "de Vries", "van der Berg", "Van Loon".
      if ((shape & SHAPE.capital) !== 0 && at === from && !nextIsCapital(scan, at)) break
      if (!nextIsCapital(scan, at) && !(is(scan, at + 1, particle) && nextIsCapital(scan, at + 1))) break
      // "Mickael in Gent", "Pardon van de NMBS": a place or an office, no part of a name.
      if (at > from && ((nextIsCapital(scan, at) && PREPOSITION.test(wordAt(scan, at))) || isOfficeNext(scan,
        at))) break
      used -= 1
      continue
    }
    if ((shape & SHAPE.capital) === 0 || (shape & SHAPE.digit) !== 0) break
    if (at > from && is(scan, at, neverName) && !isInitial(scan, at)) break
    if (at > from && (scan.sentence[at] ?? 0) !== (scan.sentence[from] ?? 0)) break
    last = at
  }
  return last
}

/** Particles that stand before another one in a name ("in 't Veld", "op den Akker") and before places otherwise. */
const PREPOSITION = /^(?:in|op|aan)$/

/** Whether the capital behind a particle, or two, is an abbreviation or a saint's place. */
function isOfficeNext(scan: Scan, at: number): boolean {
  const next = nextIsCapital(scan, at) ? at + 1 : at + 2
  const word = next < scan.count ? wordAt(scan, next) : ''
  return (((scan.shape[next] ?? 0) & SHAPE.allCapitals) !== 0 && word.length > 1
    && ((scan.shape[at] ?? 0) & SHAPE.capital) === 0
    && word.length <= 5) || /^sint$/i.test(word)
}

const nextIsCapital = (scan: Scan, at: number): boolean => at + 1 < scan.count && adjacent(scan, at, at + 1, 2)
  && ((scan.shape[at + 1] ?? 0) & (SHAPE.capital | SHAPE.digit)) === SHAPE.capital && scan.line[at] === scan.line[at
    + 1]

const DEFINITE = new Set(['de', 'het', 'deze', 'dit', 'onze', 'een', 'the', 'this', 'our', 'a', 'der', 'die', 'das', 'dem', 'den', 'unser', 'unsere', 'unserem', 'unseren', 'eine', 'einem', 'einen', 'ein',
  'le', 'la', 'notre', 'cette', 'ce', 'un', 'une', 'l', 'haar', 'zijn', 'her', 'his'])

/** "uw vader", "mijn moeder", "zoon Jurre", "moeder van Milan", "onze cliënt", "bewoner kamer 6". */
function relativeAt(reading: Reading, at: number): Person | undefined {
  const { scan } = reading
  const isKin = is(scan, at, kin)
  const before = at > 0 ? wordAt(scan, at - 1).toLowerCase() : ''
  const isOwn = at > 0 && adjacent(scan, at - 1, at, 1) && is(scan, at - 1, own)
  const named = nameEnd(scan, at + 1, 3)
  if (named > at && adjacent(scan, at, at + 1, 1) && (isKin || ((scan.shape[at + 1] ?? 0) & SHAPE.capital) !== 0)) return make(scan, at, named, 'kin', 0.95)
  if (isKin && at + 2 < scan.count && /^(?:van|of|von|de|d)$/i.test(wordAt(scan, at + 1)) && nextIsCapital(scan, at
    + 1)) {
    return make(scan, at, nameEnd(scan, at + 2, 3), 'kin', 0.95)
  }
  if (isKin && isOwn) return make(scan, at - 1, at, 'kin', PLURAL.test(wordAt(scan, at)) ? 0.4 : 0.85)
  if (isKin) return DEFINITE.has(before) ? make(scan, at, at, 'kin', 0.35) : undefined
  const next = at + 1 < scan.count ? wordAt(scan, at + 1) : ''
  const isNumbered = /^(?:\d|kamer|room|zimmer|chambre|nr|no)/i.test(next) && scan.sentence[at] === scan.sentence[at
    + 1]
  if (isNumbered) return make(scan, at, at + 1, 'client', 0.75)
  const isGeneric = GENERIC_CLIENT.test(wordAt(scan, at))
  return make(scan, at, at, 'client', isOwn ? isGeneric ? 0.4 : 0.55 : DEFINITE.has(before) ? isGeneric ? 0.3 : 0.45 : 0.22)
}

const GENERIC_CLIENT = new RegExp(String.raw`^(?:werkn|medewerk|aanvra|huur|belang|verzeker|betrok|jonger|student|cursist|collega|employee|worker|applicant|tenant|claimant|minor|arbeitn|mitarb|antrag|mieter|versich|salari|locat|assur|demand|minderj|overled|verdach|beschul|dader|getuig|slachto|suspect|victim|defend|prevenu|angekl|opfer|gedetin|vreemd|asiel|schuldenaar|debit|deelne)`, 'i')
const PLURAL = /^(?:kinderen|ouders|children|kinder|enfants|parents|eltern|twins|tweeling|kind|child|enfant)$/i
