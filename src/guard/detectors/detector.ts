import { calledAs, holdsLabel } from '../labels.ts'
import { nearest, type Reading } from '../reading.ts'
import { classFlags, SHAPE } from '../scan.ts'
import { mendedHits, type Mending } from '../mended.ts'
import type { Setting } from '../setting.ts'
import type { Person } from '../persons.ts'
import type { Reason } from '../types.ts'
import type { Label } from '../words/labels.ts'

/** One place that a detector found in a block. */
export interface Hit {
  readonly start: number
  readonly end: number
  /** When it differs from the detector's. */
  readonly type?: string
  readonly confidence: number
  /** Rule ids, never the matched text. */
  readonly why: readonly string[]
}

/** What a detector may look at besides the block itself. */
export interface Surroundings {
  readonly setting: Setting
  readonly persons: readonly Person[]
}

/**
 * A kind of value or statement that can be found. Declares itself with examples that are tests: every `hit` holds at
 * least one finding of confidence one half or more, every `miss` none.
 */
export interface Detector {
  readonly id: string
  /** Entity type as reported outside. */
  readonly type: string
  readonly title: Readonly<Record<'nl' | 'en' | 'de' | 'fr', string>>
  /** Law or norm that makes it worth protecting. */
  readonly basis: string
  /** What proves a value besides the words around it: a check digit, a list, a shape; for the reference page. */
  readonly check: string
  /** The reason that such a value is by itself; null when it only helps others, or is public. */
  readonly feeds: Reason | null
  find(reading: Reading, around: Surroundings): readonly Hit[]
  readonly examples: { readonly hit: readonly string[], readonly miss: readonly string[] }
}

/** Most hits one detector gives for one block of text. */
export const HITS_MAX = 250
/** Below this a hit is not worth keeping, so that near-matches never push out what is found. */
export const CONFIDENCE_MIN = 0.2

/** Odds in logarithm to a share between 0 and 1. */
export const share = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds))

/** Matches of a pattern with the letter `g`. Patterns are linear, so all near-matches may be looked at. */
export function* matches(text: string, pattern: RegExp): Generator<RegExpExecArray> {
  for (let at = 0; at <= text.length;) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match === null) return
    // The reader may have moved on or back by setting `lastIndex`.
    const next = match.index + Math.max(1, match[0].length)
    pattern.lastIndex = next
    yield match
    at = pattern.lastIndex > match.index ? pattern.lastIndex : next
  }
}

export const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** The digits of what was written; itself when it is nothing else. */
export function digitsOf(written: string): string {
  let at = 0
  while (at < written.length && isDigit(written.charCodeAt(at))) at += 1
  return at === written.length ? written : written.replace(/[^0-9]/g, '')
}

/** A place where a number may be, as a sticky pattern read it. */
export interface Candidate { readonly start: number, readonly end: number, readonly written: string }

/**
 * Tries a sticky pattern (letters `y`) where numbers begin: at every token that holds a digit, and at up to `lead` short
 * tokens of letters before it (`AB 12 34 56 C`). Where fewer than `digits` digits follow nothing is tried. Nothing is tried inside a longer number or word.
 */
export function* candidates(reading: Reading, pattern: RegExp, { lead = 0, digits = 1 }: {
  readonly lead?: number, readonly digits?: number,
} = {}): Generator<Candidate> {
  const { scan, text } = reading
  let free = 0
  for (let index = 0; index < scan.numbers.length; index += 1) {
    if ((scan.digits[index] ?? 0) < digits) continue
    const token = scan.numbers[index] ?? 0
    if ((scan.start[token] ?? 0) < free) continue
    let first = token
    for (; token - first < lead; first -= 1) {
      const before = first - 1
      if (before < 0 || ((scan.shape[before] ?? 0) & SHAPE.digit) !== 0
        || (scan.end[before] ?? 0) - (scan.start[before] ?? 0) > 4
        || (scan.start[first] ?? 0) - (scan.end[before] ?? 0) > 1 || (scan.start[before] ?? 0) < free) break
    }
    for (; first <= token; first += 1) {
      const start = scan.start[first] ?? 0
      if (!beginsFree(text, start)) continue
      pattern.lastIndex = start
      const match = pattern.exec(text)
      if (match === null) continue
      free = start + match[0].length
      yield { start, end: free, written: match[0] }
      break
    }
  }
}

/** Whether a number can begin here: not inside a word, an amount or a longer number with dots, commas or slashes. */
export function beginsFree(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1)
  if (start === 0 || before === 32 || before === 10) {
    const currency = text.charCodeAt(start - 2)
    return currency !== 0x20ac && currency !== 0xa3 && currency !== 36
  }
  if (before === 0x20ac || before === 0xa3 || before === 36) return false
  if (before === 95 || before === 46 || before === 44 || before === 47 || before === 45 || before === 58
    || before === 43) {
    const further = text.charCodeAt(start - 2)
    return !(further >= 48 && further <= 57)
  }
  return true
}

const testWord = classFlags('test')

/** What is known of a candidate by itself. */
export interface Judged {
  /** Log-odds without any words around. */
  readonly prior: number
  readonly why: readonly string[]
  readonly type?: string
  /** Counts only right beside its own word: a check digit that fails is a slip there, and another number elsewhere. */
  readonly isOnlyNamed?: boolean
  /** The kind's worth of standing alone does not hold for this shape. */
  readonly isNeverAlone?: boolean
}

/** A value that fails its check, right behind its own word: somebody made a slip, and it still says who is meant. */
export const slip: Judged = { prior: -4, why: ['check-failed'], isOnlyNamed: true }

export interface Weighing {
  readonly labels: readonly Label[]
  /** Labels that neither help nor harm. */
  readonly neutral?: readonly Label[]
  /** What it is worth that a person stands beside it; 0 when it says nothing. */
  readonly person?: number
  /** What it is worth that the text holds nothing else. */
  readonly alone?: number
  /** Words that mean other things as well, and the shapes that they are believed for. */
  readonly vague?: { readonly labels: readonly Label[], readonly shape: RegExp }
}

/** Labels of other things that often stand in the same line as a person's number; they count only right before it. */
const SOFT: ReadonlySet<Label> = new Set(['birth', 'address', 'email', 'phone', 'iban', 'client', 'ip', 'id-card', 'card'])

/** The log-odds of a candidate with the words around it, and the rules that spoke. */
export function weigh(reading: Reading, span: { readonly start: number, readonly end: number }, judged: Judged,
  { labels, neutral = [], person = 0, alone = 0 }: Weighing, persons: readonly Person[]): { score: number,
    why: string[], isBeside: boolean } {
  const why = [...judged.why]
  let score = judged.prior
  const add = (value: number, rule: string): void => { score += value; why.push(rule) }
  const { own, other, otherLabel, otherPlace, place } = calledAs(reading, span, labels)
  const against = otherLabel === undefined || neutral.includes(otherLabel) || (SOFT.has(otherLabel) && (other < 0.85 || otherPlace === 'after')) ? 0 : other
  if (own > 0 && own >= against - 0.05) add(6.5 * own - against, `context:${labels[0] ?? ''}-${place === 'column' ? 'column' : place === 'after' ? 'after' : 'before'}`)
  else if (against > 0) add(2 * own - 5.5 * against, 'context:other-number')
  if (person > 0) {
    const near = personNear(persons, span, 60)
    if (near !== undefined && near.kind !== 'addressee') {
      const isNext = near.end <= span.start && /^[\s,(:;/|-]*$/.test(reading.text.slice(near.end, span.start))
      add(isNext ? person : person * 0.6, 'person-near')
    }
  }
  if (nearest(reading, span, testWord, { before: 60, after: 25 }) !== 0) add(-6.5, 'context:test')
  if (alone !== 0 && judged.isNeverAlone !== true && isAlone(reading, span)) add(alone, 'alone')
  return { score, why, isBeside: own >= 0.85 && own >= against }
}

/** Whether a body or file holds this value and nothing else. */
function isAlone({ part, text }: Reading, { start, end }: { readonly start: number, readonly end: number }): boolean {
  return (part === 'body' || part === 'attachment-text') && text.length < end - start + 24 && /^[\s"'(]*$/.test(text.slice(0, start))
    && /^[\s"').]*$/.test(text.slice(end))
}

/** A number with a shape, perhaps a check, and words that call it so: most identifiers are no more than this. */
export interface NumberKind extends Omit<Detector, 'find'>, Weighing {
  /** Sticky, linear; tried where numbers begin. */
  readonly pattern: RegExp
  /** Short tokens of letters that may stand before the first digit. */
  readonly lead?: number
  /** Least digits of the number and what is joined to it. */
  readonly digits: number
  /** Nothing is found without its own word: a block without it is skipped. */
  readonly isOnlyNamed?: boolean
  /** The check by which a broken number is known: over a line end, or with letters for digits. */
  readonly mending?: Mending
  /** Letters and digits without what parts them, as capitals; undefined when it is no such number. */
  judge(compact: string, written: string): Judged | undefined
}

/** Whether only a vague word calls the number so, and its shape is not one that the word is believed for. */
function isOnlyVague(reading: Reading, span: { readonly start: number, readonly end: number }, written: string,
  { labels, vague }: NumberKind): boolean {
  if (vague === undefined || vague.shape.test(written)) return false
  const strong = calledAs(reading, span, labels.filter((label) => !vague.labels.includes(label))).own
  return strong < 0.5 && calledAs(reading, span, vague.labels).own > strong
}

/** Log-odds of `CONFIDENCE_MIN`. */
const WORTH_WEIGHING = Math.log(CONFIDENCE_MIN / (1 - CONFIDENCE_MIN))
/** A text longer than this holds more than one value. */
const ALONE_LENGTH_MAX = 80

/** A detector of one kind of number. */
export function numberDetector(kind: NumberKind): Detector {
  return {
    ...kind,
    find(reading, { persons }) {
      const hits: Hit[] = []
      const isNamed = holdsLabel(reading, kind.labels)
      if (kind.isOnlyNamed === true && !isNamed) return hits
      // Without its word in the block a weak shape cannot become likely; there may be a hundred thousand of them.
      const least = isNamed ? -Infinity
        : WORTH_WEIGHING - (kind.person ?? 0) - (reading.text.length < ALONE_LENGTH_MAX ? kind.alone ?? 0 : 0)
      for (const { start, end, written } of candidates(reading, kind.pattern, kind)) {
        const judged = kind.judge(written.replace(/[^A-Za-z0-9]/g, '').toUpperCase(), written)
        if (judged === undefined || judged.prior < least) continue
        const { score, why, isBeside } = weigh(reading, { start, end }, judged, kind, persons)
        if (judged.isOnlyNamed === true && !isBeside) continue
        if (kind.vague !== undefined && isOnlyVague(reading, { start, end }, written, kind)) continue
        const confidence = share(score)
        if (confidence < CONFIDENCE_MIN) continue
        hits.push({ start, end, confidence, why, ...judged.type === undefined ? {} : { type: judged.type } })
        if (hits.length >= HITS_MAX) break
      }
      if (kind.mending !== undefined && isNamed) hits.push(...mendedHits(reading, kind.labels, kind.mending))
      return hits
    },
  }
}

/** The person nearest to a place on the same line or within `room` characters. */
export function personNear(
  persons: readonly Person[], { start, end }: { readonly start: number, readonly end: number }, room: number,
): Person | undefined {
  let best: Person | undefined
  let bestDistance = room + 1
  // Persons stand in order: begin where they can be near.
  let low = 0
  let high = persons.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((persons[middle]?.end ?? 0) < start - room) low = middle + 1
    else high = middle
  }
  for (let at = low; at < persons.length; at += 1) {
    const person = persons[at]
    if (person === undefined || person.start > end + room) break
    if (person.end > start && person.start < end) continue
    const distance = person.end <= start ? start - person.end : person.start - end
    if (distance < bestDistance && person.weight >= 0.3 && person.kind !== 'role') {
      best = person
      bestDistance = distance
    }
  }
  return best
}
