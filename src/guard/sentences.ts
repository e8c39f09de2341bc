import { CLASSES, type WordClass } from './lexicon.ts'
import { wordAt, SHAPE, type Scan } from './scan.ts'
import type { Person } from './persons.ts'
import type { Reading } from './reading.ts'
import type { SegmentKind } from './types.ts'

/** What one sentence holds: how many words of each class, whom it speaks of, sums of money. */
export interface Sentence {
  readonly index: number
  readonly start: number
  readonly end: number
  readonly first: number
  readonly last: number
  readonly kind: SegmentKind
  readonly counts: Uint8Array
  /** Weight of the best person in it; 0 when there is none. */
  readonly person: number
  /** Speaks to the reader: "uw", "je", "your", "Ihr", "votre". */
  readonly toReader: boolean
  readonly amounts: number
  readonly words: number
}

const classIndex = new Map<string, number>(CLASSES.map((name, index) => [name, index]))

/** How many words of a class a sentence holds. */
export const count = (sentence: { readonly counts: Uint8Array },
  name: WordClass): number => sentence.counts[classIndex.get(name) ?? 0] ?? 0

/** How many words of a class all sentences hold. */
export function totalOf(sentences: readonly Sentence[], name: WordClass): number {
  const index = classIndex.get(name) ?? 0
  let total = 0
  for (const { counts } of sentences) total += counts[index] as number
  return total
}

/** The sentences of a block that count as evidence: new and quoted text, no signature, no disclaimer. */
export function sentencesOf(reading: Reading, persons: readonly Person[]): Sentence[] {
  const { scan } = reading
  const found: Sentence[] = []
  let person = 0
  for (let first = 0; first < scan.count;) {
    let last = first
    while (last + 1 < scan.count && scan.sentence[last + 1] === scan.sentence[first]) last += 1
    const start = scan.start[first] ?? 0
    const end = scan.end[last] ?? 0
    const kind = reading.kindAt(start)
    let weight = 0
    while (person < persons.length && (persons[person]?.start ?? 0) < start) person += 1
    for (let at = person; at < persons.length && (persons[at]?.start ?? 0) < end; at += 1) weight = Math.max(weight,
      persons[at]?.weight ?? 0)
    if (kind === 'new' || kind === 'quoted') found.push({ ...counted(scan, first, last), index: found.length, start, end, first, last, kind, person: weight })
    first = last + 1
  }
  return found
}

/** Words that sum money up without a currency: `43.100 per jaar`, `net profit 41k`. */
const AMOUNT_UNIT = /^(?:k|euro|euros|eur|pond|pounds|gbp|dollar|dollars|usd|chf|bruto|netto|per|pro|par|a|im)$/i

function counted(scan: Scan, first: number, last: number): { counts: Uint8Array, toReader: boolean, amounts: number,
  words: number } {
  const counts = new Uint8Array(64)
  let seen = 0
  let amounts = 0
  for (let at = first; at <= last; at += 1) {
    const low = scan.low[at] ?? 0
    const high = scan.high[at] ?? 0
    if ((low | high) !== 0 && seen < SEEN_MAX && !isRepeated(scan, at, seen)) {
      seenAt[seen++] = at
      addBits(counts, low, 0)
      addBits(counts, high, 32)
    }
    if (((scan.shape[at] ?? 0) & SHAPE.digit) !== 0 && isAmount(scan, at)) amounts += 1
  }
  return { counts, toReader: (counts[classIndex.get('your') ?? 0] ?? 0) > 0, amounts, words: last - first + 1 }
}

/** Known words of one sentence that are counted; what is beyond adds nothing. */
const SEEN_MAX = 400
/** Where the words stand that were counted in the sentence at hand. */
const seenAt = new Int32Array(SEEN_MAX)

/** Whether the same word or phrase was counted in this sentence; texts are compared only where hashes are the same. */
function isRepeated(scan: Scan, at: number, seen: number): boolean {
  const { hash, hashB, last } = scan
  for (let index = 0; index < seen; index += 1) {
    const other = seenAt[index] as number
    const isAlike = hash[other] === hash[at] && hashB[other] === hashB[at]
      && (last[other] as number) - other === (last[at] as number) - at
    if (isAlike && phraseAt(scan, other) === phraseAt(scan, at)) return true
  }
  return false
}

const phraseAt = (scan: Scan, at: number): string =>
  scan.text.slice(scan.start[at] ?? 0, scan.end[scan.last[at] ?? at] ?? 0).toLowerCase()

function addBits(counts: Uint8Array, bits: number, offset: number): void {
  for (let rest = bits; rest !== 0; rest &= rest - 1) {
    const index = offset + 31 - Math.clz32(rest & -rest)
    if ((counts[index] ?? 0) < 255) counts[index] = (counts[index] ?? 0) + 1
  }
}

/** A sum of money: a currency beside it, or a `k` behind it, or "per jaar" after a number of thousands. */
function isAmount(scan: Scan, at: number): boolean {
  const word = wordAt(scan, at)
  if (/^\d{1,4}k$/i.test(word)) return true
  const before = scan.text.slice(Math.max(0, (scan.start[at] ?? 0) - 2), scan.start[at] ?? 0)
  if (/[€£$]/.test(before)) return true
  const end = scan.end[at] ?? 0
  const next = /^(?:[.,]\d{1,3}|,-| \d{3})*\s?([€£$]|\p{L}+)?/u.exec(scan.text.slice(end, end + 24))?.[1]
  return next !== undefined && (/[€£$]/.test(next) || (AMOUNT_UNIT.test(next)
    && !(/^(?:per|pro|par|a|im)$/i.test(next) && word.length < 3)))
}
