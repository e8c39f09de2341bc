import { foldCode } from '../fold.ts'
import { stepA } from '../lexicon.ts'
import { classFlags, is, SHAPE, type Scan } from '../scan.ts'
import { bucketOf } from './features.ts'
import { NAME_LISTS, TAGS, type TaggerModel } from './tagger-model.ts'

/**
 * Tags the words of a sentence as parts of names of persons, places and organisations, word after word from left to right.
 * Linear in the words; every feature is a number made from the scan, no string.
 */

/** Most features of one word. */
export const TOKEN_FEATURES_MAX = 64
const TAG_COUNT = TAGS.length

const SALTS = Int32Array.from({ length: 64 }, (_, at) => Math.imul(at + 1, 0x9e3779b1))

/** Facts of a word that features are made of. */
const FACT = { capital: 1, allCapitals: 2, digit: 4, first: 8, family: 16, place: 32, ordinary: 64, title: 128,
  particle: 256, company: 512, role: 1024, start: 2048, short: 4096, month: 8192, hyphen: 16384,
  organisation: 32768 } as const
const title = classFlags('title', 'kin', 'client')
const particle = classFlags('particle')
const company = classFlags('company')
const role = classFlags('role')
const month = classFlags('month')
const firstName = classFlags('first-name')
const familyName = classFlags('family-name')

/** Whether a list of names holds a word: three bits of its two hashes. */
export function holds(list: Uint8Array | undefined, a: number, b: number): boolean {
  if (list === undefined || list.length === 0) return false
  const mask = list.length * 8 - 1
  for (let at = 0; at < 3; at += 1) {
    const place = placeOf(a, b, at) & mask
    if (((list[place >>> 3] ?? 0) & (1 << (place & 7))) === 0) return false
  }
  return true
}

/** One of the three places of a word in a list. */
export function placeOf(a: number, b: number, at: number): number {
  const mixed = Math.imul(a ^ Math.imul(b, at + 1), 0x85ebca6b)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

/** What the lists of names know of a word. */
function listBits(scan: Scan, at: number, names: readonly Uint8Array[]): number {
  const [a, b] = [scan.hash[at] ?? 0, scan.hashB[at] ?? 0]
  let bits = 0
  if (is(scan, at, firstName) || holds(names[NAME_LISTS.indexOf('first')], a, b)) bits |= FACT.first
  if (is(scan, at, familyName) || holds(names[NAME_LISTS.indexOf('family')], a, b)) bits |= FACT.family
  if (holds(names[NAME_LISTS.indexOf('place')], a, b)) bits |= FACT.place
  if (holds(names[NAME_LISTS.indexOf('ordinary')], a, b)) bits |= FACT.ordinary
  if (holds(names[NAME_LISTS.indexOf('organisation')], a, b)) bits |= FACT.organisation
  return bits
}

/** Facts of every word from `from` to `to`. */
export function factsOf(scan: Scan, from: number, to: number, names: readonly Uint8Array[]): Int32Array {
  const facts = new Int32Array(to - from + 1)
  for (let at = from; at <= to; at += 1) {
    const shape = scan.shape[at] ?? 0
    let bits = 0
    if ((shape & SHAPE.capital) !== 0) bits |= FACT.capital
    if ((shape & SHAPE.allCapitals) !== 0) bits |= FACT.allCapitals
    if ((shape & SHAPE.digit) !== 0) bits |= FACT.digit
    if (at === from) bits |= FACT.start
    if ((scan.end[at] ?? 0) - (scan.start[at] ?? 0) <= 2) bits |= FACT.short
    if (scan.text.charCodeAt((scan.start[at] ?? 0) - 1) === 45) bits |= FACT.hyphen
    if (is(scan, at, title)) bits |= FACT.title
    if (is(scan, at, particle)) bits |= FACT.particle
    if (is(scan, at, company)) bits |= FACT.company
    if (is(scan, at, role)) bits |= FACT.role
    if (is(scan, at, month)) bits |= FACT.month
    // Lists are asked about capitals only: nothing else can be a name, and most words are small.
    if ((shape & SHAPE.capital) !== 0) bits |= listBits(scan, at, names)
    facts[at - from] = bits
  }
  return facts
}

/** Puts the buckets of the features of one word into `into`; gives how many. */
export function tokenFeatures(scan: Scan, { from, to, at, facts, before, beforeThat, hidesWord = false }: {
  readonly from: number, readonly to: number, readonly at: number, readonly facts: Int32Array,
  readonly before: number, readonly beforeThat: number, readonly hidesWord?: boolean,
}, into: Int32Array): number {
  let count = 0
  const put = (kind: number, value: number): void => { into[count++] = bucketOf(Math.imul(value,
    0x2c1b3c6d) ^ (value >>> 15), SALTS[kind] ?? 0) }
  const word = (index: number): number => index < from ? 1 : index > to ? 2 : scan.hash[index] ?? 0
  const fact = (index: number): number => index < from ? 0x10000 : index > to ? 0x20000 : facts[index - from] ?? 0
  const [here, left, right] = [fact(at), fact(at - 1), fact(at + 1)]
  put(0, 0)
  if (!hidesWord) { put(1, word(at)); put(2, word(at) ^ Math.imul(before + 1, 77)) }
  put(3, here)
  put(4, Math.imul(here, 31) ^ left)
  put(5, Math.imul(here, 37) ^ right)
  put(6, word(at - 1))
  put(7, word(at + 1))
  put(8, word(at - 2))
  put(9, word(at + 2))
  put(10, before)
  put(11, before * 16 + beforeThat)
  put(12, Math.imul(here, 131) ^ before)
  put(13, Math.imul(word(at - 1), 13) ^ (here & 0x7f))
  put(14, Math.imul(word(at + 1), 17) ^ (here & 0x7f))
  put(15, Math.imul(word(at - 1), 19) ^ before)
  put(16, Math.imul(Math.imul(left, 31) ^ here, 31) ^ right)
  put(17, Math.imul(fact(at + 2), 41) ^ right)
  put(18, Math.imul(fact(at - 2), 43) ^ left)
  const [start, end] = [scan.start[at] ?? 0, scan.end[at] ?? 0]
  // Ends and begin of the word.
  let back = 0
  for (let size = 1; size <= 4 && size <= end - start; size += 1) {
    back = stepA(back, foldCode(scan.text.charCodeAt(end - size)))
    if (size >= 2) put(18 + size, Math.imul(back, 7) ^ (here & 3))
  }
  let front = 0
  for (let size = 1; size <= 4 && size <= end - start; size += 1) {
    front = stepA(front, foldCode(scan.text.charCodeAt(start + size - 1)))
    if (size >= 3) put(23 + size, Math.imul(front, 11) ^ (here & 3))
  }
  put(30, markBefore(scan, at) * 8 + markAfter(scan, at))
  put(31, Math.imul(markBefore(scan, at) * 8 + markAfter(scan, at), 51) ^ here)
  put(32, Math.min(12, end - start) * 4 + (here & 3))
  put(33, Math.imul(word(at + 1), 23) ^ before)
  return count
}

/** The mark between a word and the one before: none, blank, hyphen, comma, quote, bracket, dot, other. */
const markBefore = (scan: Scan, at: number): number => markOf(scan.text.charCodeAt((scan.start[at] ?? 0) - 1),
  scan.text.charCodeAt((scan.start[at] ?? 0) - 2))
const markAfter = (scan: Scan, at: number): number => markOf(scan.text.charCodeAt(scan.end[at] ?? 0),
  scan.text.charCodeAt((scan.end[at] ?? 0) + 1))

function markOf(near: number, far: number): number {
  const code = near === 32 && far !== 32 ? far : near
  if (code === 45) return near === 32 ? 6 : 1
  if (code === 44 || code === 59) return 2
  if (code === 34 || code === 39 || code === 0x2019 || code === 0x201c || code === 0x201d) return 3
  if (code === 40 || code === 41 || code === 47) return 4
  if (code === 46 || code === 33 || code === 63) return 5
  if (code === 58) return 7
  return 0
}

/**
 * Whether a sentence holds anything that could be a name: a capital that is no first word, or an unknown first word.
 */
export function mayHoldName(facts: Int32Array): boolean {
  for (let at = 0; at < facts.length; at += 1) {
    const bits = facts[at] ?? 0
    if ((bits & FACT.capital) !== 0 && (at > 0 || (bits & FACT.ordinary) === 0
      || (bits & FACT.first) !== 0)) return true
  }
  return false
}

/** Tags words; holds no text. */
export class Tagger {
  readonly model: TaggerModel
  readonly #features = new Int32Array(TOKEN_FEATURES_MAX)
  readonly #scores = new Float64Array(TAG_COUNT)
  /** How far the chosen tag of each word of the last sentence stood above the next one of another kind. */
  margins: Int32Array = new Int32Array(64)

  constructor(model: TaggerModel) {
    this.model = model
  }

  /** Numbers of the tags of the words from `from` to `to`; null when nothing in the sentence can be a name. */
  tags(scan: Scan, from: number, to: number): Uint8Array | null {
    const facts = factsOf(scan, from, to, this.model.names)
    if (!mayHoldName(facts)) return null
    const tags = new Uint8Array(to - from + 1)
    if (this.margins.length < tags.length) this.margins = new Int32Array(tags.length * 2)
    let before: number = TAG_COUNT
    let beforeThat: number = TAG_COUNT
    for (let at = from; at <= to; at += 1) {
      const tag = mayBeName(facts, at - from) ? this.#best(scan, { from, to, at, facts, before, beforeThat }) : 0
      tags[at - from] = tag
      this.margins[at - from] = tag === 0 ? 0 : this.#margin(tag)
      beforeThat = before
      before = tag
    }
    return tags
  }

  #margin(chosen: number): number {
    let next = -Infinity
    // I- tags that could not follow have any score; B- tags and O say enough.
    for (let tag = 0; tag < TAG_COUNT; tag += tag === 0 ? 1 : 2) if ((tag + 1) >> 1 !== (chosen
      + 1) >> 1) next = Math.max(next, this.#scores[tag] ?? 0)
    return (this.#scores[chosen] ?? 0) - next
  }

  #best(scan: Scan, place: Parameters<typeof tokenFeatures>[1]): number {
    const count = tokenFeatures(scan, place, this.#features)
    const scores = this.#scores
    scores.fill(0)
    const { cells, rows } = this.model
    const features = this.#features
    for (let index = 0; index < count; index += 1) {
      const row = rows.row(features[index] as number)
      if (row < 0) continue
      for (let tag = 0, from = row * TAG_COUNT; tag < TAG_COUNT; tag += 1) scores[tag] = (scores[tag] as number)
        + (cells[from + tag] as number)
    }
    return bestTag(scores, place.before, isJoined(scan, place.at))
  }
}

/** A capital or a digit, or a particle with one to come: no other word is part of a name. */
export function mayBeName(facts: Int32Array, at: number): boolean {
  const bits = facts[at] ?? 0
  if ((bits & (FACT.capital | FACT.digit)) !== 0) return true
  if ((bits & FACT.particle) === 0) return false
  const [next, afterNext] = [facts[at + 1] ?? 0, facts[at + 2] ?? 0]
  return (next & FACT.capital) !== 0 || ((next & FACT.particle) !== 0 && (afterNext & FACT.capital) !== 0)
}

/** Whether a word stands so close to the one before that they can be one name: a blank, a dot, a hyphen between. */
export function isJoined(scan: Scan, at: number): boolean {
  const [end, start] = [scan.end[at - 1] ?? 0, scan.start[at] ?? 0]
  if (at === 0 || start - end > 3) return false
  for (let index = end; index < start; index += 1) {
    const code = scan.text.charCodeAt(index)
    if (code !== 32 && code !== 45 && code !== 46 && code !== 39 && code !== 0x2019 && code !== 38) return false
  }
  return true
}

/** The highest score among the tags that may follow: I- only right behind B- or I- of its kind. */
export function bestTag(scores: Float64Array, before: number, joined: boolean): number {
  let best = 0
  for (let tag = 1; tag < TAG_COUNT; tag += 1) {
    const isContinuing = tag % 2 === 0
    if (isContinuing && (!joined || (before !== tag && before !== tag - 1))) continue
    if ((scores[tag] ?? 0) > (scores[best] ?? 0)) best = tag
  }
  return best
}
