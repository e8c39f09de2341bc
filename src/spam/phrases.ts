/**
 * Phrases of fraud looked for in one pass: the three letters at a place say which phrases can begin there. Capitals and accents
 * do not matter. Pure; scratch memory of its own.
 */
import { FRAUD_WORDS } from './signs-lists.ts'

/** Above a folded letter: that it is a letter or digit (behind these no phrase begins), and that it is a blank. */
const [IN_WORD_BIT, BLANK_BIT] = [8, 9] as const
/**
 * What a unit is in a phrase: a small letter without accent, a blank, a digit or a sign; 0 for all else. A table of every unit: none
 * needs a branch.
 */
const FOLDED = Uint16Array.from({ length: 0x10000 }, (_, unit) => {
  if (unit >= 0x180) return 0
  const base = String.fromCharCode(unit).normalize('NFKD').toLowerCase().charCodeAt(0)
  if (base <= 0x20) return 0x20 | (1 << BLANK_BIT)
  const isInWord = (base >= 97 && base <= 122) || (base >= 48 && base <= 57)
  return base < 0x7f ? base | (isInWord ? 1 << IN_WORD_BIT : 0) : 0
})
/** Five bits for a letter, blank, digit or sign. */
const CODES = Uint8Array.from({ length: 0x80 }, (_, unit) => unit >= 97 && unit <= 122 ? unit - 96 : unit === 0x20 ? 27
  : unit >= 48 && unit <= 57 ? 28 : unit === 0x27 ? 29 : unit === 0x2d ? 30 : 31)

interface Phrase { readonly units: Uint8Array, readonly kind: number, readonly index: number }

/** Phrases by a hash of their first four letters; one of three letters stands under every fourth one. */
const STARTS: (readonly Phrase[] | undefined)[] = []
/** Whether anything begins with them: one octet each stays in the cache. */
const BEGINS = new Uint8Array(1 << 15)
let phrases = 0
for (const [kind, { phrases: words }] of FRAUD_WORDS.entries()) {
  for (const word of words) {
    const units = Uint8Array.from(word, (letter) => letter.charCodeAt(0))
    const [first = 0, second = 0, third = 0, fourth] = Array.from(units, (unit) => CODES[unit] ?? 0)
    for (const last of fourth === undefined ? Array.from({ length: 32 }, (_, code) => code) : [fourth]) {
      const place = placeOf((first << 15) | (second << 10) | (third << 5) | last)
      STARTS[place] = [...STARTS[place] ?? [], { units, kind, index: phrases }]
      BEGINS[place] = 1
    }
    phrases++
  }
}

function placeOf(code: number): number {
  return Math.imul(code, 0x9e3779b1) >>> 17
}

/** Units that are looked at. */
export const PHRASES_WITHIN = 3000
/** Units that are kept, folded; the last three stay 0, so that the first four letters can be read at every place. */
const FOLDED_MAX = PHRASES_WITHIN + 1024
const folded = new Uint8Array(FOLDED_MAX + 3)
/** Where words begin in them. */
const starts = new Uint16Array(FOLDED_MAX + 1)
const met = new Uint8Array(phrases)
const counts = new Uint16Array(FRAUD_WORDS.length)
const freeAt = new Uint16Array(FRAUD_WORDS.length)

/** What the phrases in these units weigh; the same phrase twice is one, and each kind counts up to its most. */
export function fraudWeight(units: Uint16Array, end: number): number {
  const { length, words } = fold(units, end)
  met.fill(0)
  counts.fill(0)
  freeAt.fill(0)
  // Only where a word begins: to learn is not to earn, and "zorgverlening" is no loan.
  for (let word = 0; word < words; word++) {
    const at = starts[word] as number
    const place = placeOf((codeAt(at) << 15) | (codeAt(at + 1) << 10) | (codeAt(at + 2) << 5) | codeAt(at + 3))
    if (BEGINS[place] === 1) look(place, at, length)
  }
  return FRAUD_WORDS.reduce((sum, { each, most }, kind) => sum + Math.min((counts[kind] ?? 0) * each, most), 0)
}

const codeAt = (at: number): number => CODES[folded[at] as number] as number

function look(place: number, at: number, length: number): void {
  for (const { units, kind, index } of STARTS[place] ?? []) {
    if (at < (freeAt[kind] as number) || at + units.length > length) continue
    let same = 0
    while (same < units.length && folded[at + same] === units[same]) same++
    if (same < units.length) continue
    freeAt[kind] = at + units.length
    if (met[index] === 0) {
      met[index] = 1
      counts[kind] = (counts[kind] as number) + 1
    }
  }
}

/** Runs of blanks are one. Where words begin nothing could foresee, so there is no branch on it. */
function fold(units: Uint16Array, end: number): { readonly length: number, readonly words: number } {
  const to = Math.min(end, FOLDED_MAX)
  let [length, words, before] = [0, 0, 0]
  for (let at = 0; at < to; at++) {
    const letter = FOLDED[units[at] as number] as number
    folded[length] = letter
    starts[words] = length
    words += ((letter & ~before) >> IN_WORD_BIT) & 1
    length += 1 - ((letter & before) >> BLANK_BIT)
    before = letter
  }
  folded.fill(0, length, length + 3)
  return { length, words }
}
