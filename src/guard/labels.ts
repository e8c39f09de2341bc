import { hashWord, stepPhrase } from './lexicon.ts'
import { foldCode, foldedWords } from './fold.ts'
import { columnHeader, tokenAt, type Reading } from './reading.ts'
import { SHAPE, type Scan } from './scan.ts'
import { labelWords, NUMBER_ENDINGS, type Label } from './words/labels.ts'

/**
 * What the words around a number call it: before it, behind it, glued to it, at the head of its column. Every detector of
 * numbers asks the same question and gets the same answer, so that a number called an order is no BSN.
 *
 * Promises: at most `LABEL_WORDS_MAX` words are looked at on each side; nothing is looked for across an empty line.
 */

/** A kind of number that was named, and how surely this number is meant: 1 = beside it, 0 = far away. */
export interface Named { readonly label: Label, readonly strength: number, readonly place: 'column' | 'glued' | 'before' | 'after' }

/** Most words looked at on each side of a number. */
export const LABEL_WORDS_MAX = 14
/** Most words of one label. */
export const LABEL_PHRASE_MAX = 5
/** How far words are looked for, in characters. */
const BEFORE_MAX = 110
const AFTER_MAX = 45

/** Folded words, known by the hashes that the scanner made: no string is needed to ask. */
class WordSet {
  readonly #keys: ReadonlySet<number>
  /** One place per 16 bits of a hash: most words are not in the set, and a place is cheaper to ask. */
  readonly #places = new Uint8Array(65_536)

  constructor(words: readonly string[]) {
    const hashes = words.map(hashWord)
    this.#keys = new Set(hashes.map(({ a, b }) => key(a, b)))
    for (const { a } of hashes) this.#places[a & 0xffff] = 1
  }

  holds(scan: Scan, at: number): boolean {
    const a = scan.hash[at] ?? 0
    return this.#places[a & 0xffff] === 1 && this.#keys.has(key(a, scan.hashB[at] ?? 0))
  }
}

/** Labels by the hash of their words; one word may mean several kinds ("versicherungsnummer"). */
const table = new Map<number, Label[]>()
/** Words that begin a label of several words. */
const starts = new Set<number>()

const key = (a: number, b: number): number => (a >>> 0) * 2_097_152 + (b >>> 11)

/** The key of one word or of a phrase. */
function keyOf(hashes: readonly { readonly a: number, readonly b: number }[]): number {
  const [first] = hashes
  if (hashes.length === 1 && first !== undefined) return key(first.a, first.b)
  return key(hashes.reduce((hash, { a }) => stepPhrase(hash, a), 0),
    hashes.reduce((hash, { b }) => stepPhrase(hash, b), 0))
}

for (const [label, text] of Object.entries(labelWords) as [Label, string][]) {
  for (const entry of text.split(',')) {
    const hashes = foldedWords(entry).map(hashWord)
    const [first] = hashes
    if (first === undefined) continue
    if (hashes.length > LABEL_PHRASE_MAX) throw new Error(`label of too many words: ${entry.trim()}`)
    if (hashes.length > 1) starts.add(key(first.a, first.b))
    const known = table.get(keyOf(hashes))
    if (known === undefined) table.set(keyOf(hashes), [label])
    else if (!known.includes(label)) known.push(label)
  }
}

/** One place per 16-bit hash of a first word: most words are no label, and a place is cheaper to ask than a map. */
const firsts = new Uint8Array(65_536)
/** Which labels begin with a word, as bits of their place in the list. */
const beginning = new Map<number, bigint>()

for (const [index, text] of Object.values<string>(labelWords).entries()) {
  for (const entry of text.split(',')) {
    const [first] = foldedWords(entry).map(hashWord)
    if (first === undefined) continue
    firsts[first.a & 0xffff] = 1
    beginning.set(key(first.a, first.b), (beginning.get(key(first.a, first.b)) ?? 0n) | 1n << BigInt(index))
  }
}

const places = new Map(Object.keys(labelWords).map((label, index) => [label, 1n << BigInt(index)]))
const seen = new WeakMap<Scan, bigint>()

/** Whether a block holds a word with which one of these labels begins; lets a detector skip the block. */
export function holdsLabel({ scan }: Reading, labels: readonly Label[]): boolean {
  let all = seen.get(scan)
  if (all === undefined) {
    all = 0n
    for (let at = 0; at < scan.count; at += 1) {
      const a = scan.hash[at] ?? 0
      if (firsts[a & 0xffff] === 1) all |= beginning.get(key(a, scan.hashB[at] ?? 0)) ?? 0n
    }
    seen.set(scan, all)
  }
  for (const label of labels) if ((all & (places.get(label) ?? 0n)) !== 0n) return true
  return false
}

/** Where each of these labels ends in a block, in order. */
export function* labelEnds({ scan }: Reading, labels: readonly Label[]): Generator<number> {
  for (let at = 0; at < scan.count; at += 1) {
    if (firsts[(scan.hash[at] ?? 0) & 0xffff] !== 1) continue
    const phrase = longestAt(scan, at, scan.count)
    const named = phrase.labels.length > 0 ? phrase.labels
      : table.get(key(scan.hash[at] ?? 0, scan.hashB[at] ?? 0)) ?? NONE
    if (named.some((label) => labels.includes(label))) yield scan.end[phrase.labels.length > 0 ? phrase.last : at] ?? 0
  }
}

const kept = new WeakMap<Reading, Map<number, readonly Named[]>>()

/** Everything that names the number at a place, the surest first. Answers are kept per block. */
export function namesOf(reading: Reading, span: { readonly start: number, readonly end: number }): readonly Named[] {
  let places = kept.get(reading)
  if (places === undefined) kept.set(reading, places = new Map())
  const known = places.get(span.start * 128 + Math.min(127, span.end - span.start))
  if (known !== undefined) return known
  const column = inColumn(reading, span)
  const around = [...before(reading, span), ...behind(reading, span)]
  // Under a header that says what its numbers are, only what stands in the cell itself may say otherwise.
  const found = [...column, ...column.length === 0 ? around : around.filter(({ place }) => place === 'glued')]
    .toSorted((one, other) => other.strength - one.strength)
  places.set(span.start * 128 + Math.min(127, span.end - span.start), found)
  return found
}

/** How surely a number is called by its own name and by another, 0 to 1, and where those names stand. */
export interface Called { readonly own: number, readonly other: number, readonly otherLabel?: Label, readonly place?: Named['place'], readonly otherPlace?: Named['place'] }

/** How surely the number is called one of these, and how surely something else; both 0 to 1. */
export function calledAs(reading: Reading, span: { readonly start: number, readonly end: number },
  labels: readonly Label[]): Called {
  let own = 0
  let other = 0
  let place: Named['place'] | undefined
  let otherLabel: Label | undefined
  let otherPlace: Named['place'] | undefined
  const names = namesOf(reading, span)
  // A word with several meanings, at the same place, speaks for the one that is asked for.
  for (const name of names) {
    if (labels.includes(name.label)) { if (name.strength > own) { own = name.strength; place = name.place } }
  }
  for (const name of names) {
    if (labels.includes(name.label)) continue
    if (names.some((one) => labels.includes(one.label) && one.place === name.place
      && one.strength === name.strength)) continue
    if (name.strength > other) { other = name.strength; otherLabel = name.label; otherPlace = name.place }
  }
  return { own, other, ...otherLabel === undefined || otherPlace === undefined ? {} : { otherLabel, otherPlace },
    ...place === undefined ? {} : { place } }
}

/** The labels of a short text, such as the head of a column. */
export function labelsOf(text: string): readonly Label[] {
  const words = foldedWords(text.slice(0, 80)).slice(0, 8)
  const found: Label[] = []
  for (let at = 0; at < words.length; at += 1) {
    for (let length = Math.min(LABEL_PHRASE_MAX, words.length - at); length > 0; length -= 1) {
      const labels = table.get(keyOf(words.slice(at, at + length).map(hashWord)))
      if (labels === undefined) continue
      found.push(...labels)
      at += length - 1
      break
    }
  }
  if (found.length === 0 && words.some((word) => NUMBER_ENDINGS.some((ending) => word.endsWith(ending) && word.length > ending.length))) found.push('other')
  // "BSN-nummer klant": a word that names a kind wins from one that names any number.
  return found.length > 1 && found.some((label) => label !== 'other') ? found.filter((label) => label !== 'other') : found
}

function inColumn(reading: Reading, span: { readonly start: number }): readonly Named[] {
  const header = columnHeader(reading, span.start)
  if (header === undefined || header === '') return []
  let columns = keptColumns.get(reading)
  if (columns === undefined) keptColumns.set(reading, columns = new Map())
  let named = columns.get(header)
  if (named === undefined) columns.set(header, named = labelsOf(header).map((label) => ({ label, strength: 1, place: 'column' })))
  return named
}

/** What the heads of columns name: every number of a column asks for the same one. */
const keptColumns = new WeakMap<Reading, Map<string, readonly Named[]>>()

/** Words that may stand between a label and its number without parting them. */
const BETWEEN = new WordSet(('is zijn van de het een uw mijn zijn haar hun jouw je nr no nummer nummers number numbers num nrs luidt lautet ist are the of for voor my your his her their our '
  + 'op onder met als was wordt invullen volgt following folgt namelijk te weten as mit und en and et ou of or oder le la les de du des est sont mon ma votre son sa leur numero n o '
  + 'ihre ihr meine mein seine sein der die das den dem fur hieronder below unten heeft hat has a zu').split(' '))

/** Labels before the number: the nearest one, and what stands further away. */
function before(reading: Reading, span: { readonly start: number }): Named[] {
  const { scan } = reading
  const found: Named[] = []
  const from = tokenAt(reading, span.start)
  let distance = 0
  let crossed = 1
  for (let at = from - 1; at >= 0 && from - at <= LABEL_WORDS_MAX * 2 && distance <= LABEL_WORDS_MAX; at -= 1) {
    const end = scan.end[at] ?? 0
    const next = at + 1 === from ? span.start : scan.start[at + 1] ?? 0
    if (span.start - end > BEFORE_MAX) break
    const gap = gapBetween(scan.text, end, next)
    if (gap === 'paragraph') break
    if (gap === 'sentence') distance += 5
    else if (gap === 'line') distance += 1
    else if (gap === 'part') crossed *= 0.6
    const names = labelOver(scan, at, from)
    if (names.length > 0) {
      const isGlued = at + 1 === from && /^[-_/.#]$/.test(scan.text.slice(end, next))
      const strength = crossed * strengthAt(distance)
      if (strength < 0.1) break
      for (const label of names) found.push({ label, strength: isGlued ? 1 : strength, place: isGlued ? 'glued' : 'before' })
      if (found.length >= 4 || strength > 0.85) break
      distance += 2
      continue
    }
    if (isNumber(scan, at)) crossed *= isListed(scan.text, end, next) ? 0.97 : 0.55
    else if (!BETWEEN.holds(scan, at)) distance += 1
  }
  return found
}

/** "111222333 (BSN)", "111222333 is mijn BSN": a label behind, unless it announces a number of its own. */
function behind(reading: Reading, span: { readonly end: number }): Named[] {
  const { scan } = reading
  const from = tokenAt(reading, span.end)
  let distance = 0
  for (let at = from; at < scan.count && at - from < LABEL_WORDS_MAX / 2; at += 1) {
    const start = scan.start[at] ?? 0
    if (start - span.end > AFTER_MAX) break
    const gap = gapBetween(scan.text, at === from ? span.end : scan.end[at - 1] ?? 0, start)
    if (gap === 'paragraph' || gap === 'line') break
    // "Kun je 111222333 nazoeken? Dat is het BSN."
    if (gap === 'sentence') { if (POINTING.holds(scan, at)) distance += 2; else break }
    if (gap === 'part') distance += 2
    if (isNumber(scan, at)) {
      if (isListed(scan.text, at === from ? span.end : scan.end[at - 1] ?? 0, start) && at - from < 4) continue
      break
    }
    const labels = labelsAt(scan, at, scan.count)
    if (labels.length === 0) { if (!BETWEEN.holds(scan, at)) distance += 1; continue }
    if (announces(scan, at)) break
    return labels.map((label) => ({ label, strength: Math.max(0, 0.9 - distance * 0.15), place: 'after' }))
  }
  return []
}

/** Words with which the next sentence goes on about the number. */
const POINTING = new WordSet(['dat', 'dit', 'that', 'this', 'it', 'das', 'dies', 'ce', 'c', 'cela'])

/** Whether the word at a place has a number of its own behind it. */
function announces(scan: Scan, at: number): boolean {
  for (let next = at + 1; next < scan.count && next <= at + 3; next += 1) {
    const gap = scan.text.slice(scan.end[next - 1] ?? 0, scan.start[next] ?? 0)
    if (/[:=]/.test(gap)) return true
    if (/[)\n.;,]/.test(gap)) return false
    if (isNumber(scan, next)) return true
    if (!BETWEEN.holds(scan, next)) return false
  }
  return false
}

/** The label that token `at` belongs to, also as a later word of it: "eu health card". */
function labelOver(scan: Scan, at: number, until: number): readonly Label[] {
  for (let back = Math.min(LABEL_PHRASE_MAX - 1, at); back > 0; back -= 1) {
    if (firsts[(scan.hash[at - back] ?? 0) & 0xffff] !== 1
      || !starts.has(key(scan.hash[at - back] ?? 0, scan.hashB[at - back] ?? 0))) continue
    const { labels, last } = longestAt(scan, at - back, until)
    if (last >= at) return labels
  }
  return labelsAt(scan, at, until)
}

/** The longest label of several words at a token, and its last token. */
function longestAt(scan: Scan, at: number, until: number): { labels: readonly Label[], last: number } {
  let a = stepPhrase(0, scan.hash[at] ?? 0)
  let b = stepPhrase(0, scan.hashB[at] ?? 0)
  let labels = NONE
  let last = at - 1
  for (let next = at + 1; next < until && next < at + LABEL_PHRASE_MAX; next += 1) {
    if ((scan.start[next] ?? 0) - (scan.end[next - 1] ?? 0) > 3) break
    a = stepPhrase(a, scan.hash[next] ?? 0)
    b = stepPhrase(b, scan.hashB[next] ?? 0)
    const found = table.get(key(a, b))
    if (found !== undefined) { labels = found; last = next }
  }
  return { labels, last }
}

const strengthAt = (distance: number): number => distance <= 1 ? 1 : distance <= 3 ? 0.9 : distance <= 6 ? 0.65
  : distance <= 10 ? 0.4 : 0.2

/** Labels that begin at token `at` and end before token `until`; the longest one. */
function labelsAt(scan: Scan, at: number, until: number): readonly Label[] {
  const [hashA, hashB] = [scan.hash[at] ?? 0, scan.hashB[at] ?? 0]
  const isFirst = firsts[hashA & 0xffff] === 1
  if (isFirst && starts.has(key(hashA, hashB))) {
    const { labels } = longestAt(scan, at, until)
    if (labels.length > 0) return labels
  }
  const known = isFirst ? table.get(key(hashA, hashB)) : undefined
  if (known !== undefined) return known
  const length = (scan.end[at] ?? 0) - (scan.start[at] ?? 0)
  if (length < 5 || length > 40 || ((scan.shape[at] ?? 0) & SHAPE.digit) !== 0) return NONE
  if (!ENDING_LETTERS.has(foldCode(scan.text.charCodeAt((scan.end[at] ?? 0) - 1)))) return NONE
  const word = foldedAt(scan, at)
  return NUMBER_ENDINGS.some((ending) => word.endsWith(ending) && word.length > ending.length + 1) ? OTHER : NONE
}

/** Letters on which words for numbers end: most words are told apart by their last one. */
const ENDING_LETTERS: ReadonlySet<number> = new Set(NUMBER_ENDINGS.map((ending) =>
  ending.charCodeAt(ending.length - 1)))

const NONE: readonly Label[] = []
const OTHER: readonly Label[] = ['other']

const foldedAt = (scan: Scan, at: number): string => foldedWords(scan.text.slice(scan.start[at] ?? 0, Math.min(scan.end[at] ?? 0, (scan.start[at] ?? 0) + 48)))[0] ?? ''

const isNumber = (scan: Scan, at: number): boolean => ((scan.shape[at] ?? 0) & SHAPE.digit) !== 0

/** Whether two values stand in one list: nothing but blanks, commas and the like between. */
const isListed = (text: string, from: number, to: number): boolean => to - from < 12
  && /^[\s,;/&+|-]*$/.test(text.slice(from, to))

/** What parts two words: nothing much, a comma or bracket, a full stop, a line end, an empty line. */
function gapBetween(text: string, from: number, to: number): 'none' | 'part' | 'sentence' | 'line' | 'paragraph' {
  if (to - from <= 1) return to > from && /[;|•\t]/.test(text[from] ?? '') ? 'part' : text[from] === '\n' && to > from ? 'line' : 'none'
  const gap = text.slice(from, Math.min(to, from + 80))
  const line = gap.indexOf('\n')
  if (line >= 0) return /\n[\s>]*\n/.test(gap) ? 'paragraph' : 'line'
  if (/[.!?]\s/.test(gap) && !/^\.?[:)\s]*$/.test(gap)) return 'sentence'
  return /[;|•]/.test(gap) ? 'part' : 'none'
}
