/**
 * Phrases of fraud looked for in one pass: the three letters at a place say which phrases can begin there. Capitals and accents
 * do not matter. Pure; scratch memory of its own.
 */
import { FRAUD_WORDS } from './signs-lists.ts'

/** Small letters without accents, blanks, digits and the signs of phrases; 0 for all else. */
const FOLDED = Uint8Array.from({ length: 0x180 }, (_, unit) => {
  const base = String.fromCharCode(unit).normalize('NFKD').toLowerCase().charCodeAt(0)
  return base >= 0x20 && base < 0x7f ? base : base <= 0x20 ? 0x20 : 0
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
const folded = new Uint8Array(PHRASES_WITHIN + 1024)
const met = new Uint8Array(phrases)
const counts = new Uint16Array(FRAUD_WORDS.length)
const freeAt = new Uint16Array(FRAUD_WORDS.length)

/** What the phrases in these units weigh; the same phrase twice is one, and each kind counts up to its most. */
export function fraudWeight(units: Uint16Array, end: number): number {
  const length = fold(units, end)
  met.fill(0)
  counts.fill(0)
  freeAt.fill(0)
  let code = 0
  // One unit further than the text: a phrase of three letters may stand at its end.
  for (let at = 0; at <= length; at++) {
    code = ((code << 5) | (at < length ? CODES[folded[at] as number] as number : 0)) & 0xfffff
    const place = placeOf(code)
    if (BEGINS[place] === 1 && at >= 3) look(place, at - 3, length)
  }
  return FRAUD_WORDS.reduce((sum, { each, most }, kind) => sum + Math.min((counts[kind] ?? 0) * each, most), 0)
}

/** Only where a word begins: to learn is not to earn, and "zorgverlening" is no loan. */
function look(place: number, at: number, length: number): void {
  const before = at > 0 ? CODES[folded[at - 1] as number] as number : 0
  if ((before >= 1 && before <= 26) || before === 28) return
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

/** Runs of blanks are one. */
function fold(units: Uint16Array, end: number): number {
  let length = 0
  for (let at = 0; at < end && length < folded.length; at++) {
    const unit = units[at] as number
    const letter = unit < 0x180 ? FOLDED[unit] as number : 0
    if (letter === 0x20 && length > 0 && folded[length - 1] === 0x20) continue
    folded[length++] = letter
  }
  return length
}
