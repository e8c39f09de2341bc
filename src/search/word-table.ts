/**
 * The words of one segment while it is gathered: a table in flat arrays, so that a word met again costs no string and
 * the collector has nothing to walk through. Words are what `wordsOf` gives (`words.ts`); a test holds both together.
 * A text is read as UTF-8 and words are compared as numbers: six thousand words of a mail are looked up, two hundred of them
 * are met for the first time in it.
 */
import { randomOctets } from '../base/random.ts'
import { windowsOf, WORD_LENGTH_MAX } from './words.ts'

/** Of one word: places of messages in the order they came, and the fields it stands in there. */
export interface Gathered {
  readonly word: string
  readonly places: readonly number[]
  readonly masks: readonly number[]
}

/** Of this process alone, so that nobody can write words that all fall into one slot. */
const [hashStart = 0, hashFactor = 0] = new Int32Array(randomOctets(8).slice().buffer)
const hashStep = hashFactor | 1

/** What a character of ASCII is; behind ASCII an octet says that more belong to its character. */
const BETWEEN = 0
const IN_WORD = 1
const OF_SEVERAL = 2
const WORD_CHARACTER = /[\p{L}\p{N}\p{M}]/u
const kinds = Uint8Array.from({ length: 256 }, (_, octet) =>
  octet >= 0x80 ? OF_SEVERAL : WORD_CHARACTER.test(String.fromCharCode(octet)) ? IN_WORD : BETWEEN)
/** The same of characters behind ASCII, plus one; 0 where nobody asked yet. */
const asked = new Uint8Array(0x10000)
/** Behind every text that is read stands a character that is in no word. */
const LINE_END = 0x0a

/** Octets of a word that are kept as three numbers. */
const HEAD_OCTETS = 12
/** What of each of the three numbers belongs to a word of so many octets. */
const [firstMasks, secondMasks, thirdMasks] = [masksBehind(0), masksBehind(4), masksBehind(8)]

function masksBehind(before: number): Int32Array {
  return Int32Array.from({ length: HEAD_OCTETS + 1 }, (_, count) =>
    count <= before ? 0 : count >= before + 4 ? -1 : (1 << 8 * (count - before)) - 1)
}

/** Numbers of a word in `#words`: its first octets in three, and what follows. */
const WORD = 8
const SECOND = 1
const THIRD = 2
/** How many octets it has, and where they begin. */
const COUNT = 3
const START = 4
/** Its newest posting plus one, and what that posting says. */
const NEWEST = 5
const PLACE = 6
const MASK = 7
/** UTF-8 has at most so many octets for a code unit of UTF-16. */
const OCTETS_OF_UNIT_MAX = 3
/** Behind a text: its end, a window of a long word, and what is read beyond a word's end. */
const ROOM_BEHIND = 1 + WORD_LENGTH_MAX * OCTETS_OF_UNIT_MAX + HEAD_OCTETS
/** A word's first octets as numbers, and its hash. */
interface Key { readonly first: number, readonly second: number, readonly third: number, readonly hash: number }
/** Numbers of a posting: the message's place, its fields, the posting of the same word before it plus one. */
const POSTING = 3

export class WordTable {
  /** Octets of all words, each with a line end behind it. */
  #octets = new Uint8Array(64 * 1024)
  #octetsUsed = 0
  #words = new Int32Array(WORD * 8 * 1024)
  #wordCount = 0
  /** Of each word, for when the slots grow. */
  #hashes = new Int32Array(8 * 1024)
  #slots = new Uint32Array(16 * 1024)
  #postings = new Uint32Array(POSTING * 16 * 1024)
  #postingCount = 0
  /** The text that is read just now, and room behind it. */
  #text = Buffer.alloc(64 * 1024)
  #view = viewOf(this.#text)
  #textEnd = 0

  /** Different words in different messages. */
  get postings(): number {
    return this.#postingCount
  }

  /** Notes every word of a text for the message at that place. Places come in ascending order. */
  text(text: string, place: number, mask: number): void {
    const end = this.#read(text)
    const octets = this.#text
    for (let at = 0; at < end;) {
      const start = at
      // The octet behind the text is no letter, so nothing asks here whether it ended.
      let kind = kinds[octets[at] ?? 0]
      while (kind === IN_WORD) kind = kinds[octets[++at] ?? 0]
      if (kind !== BETWEEN) at = endOfRun(octets, at)
      if (at > start) this.#run(start, at - start, place, mask)
      at += kinds[octets[at] ?? 0] === BETWEEN ? 1 : lengthOf(octets[at] ?? 0)
    }
  }

  /** Notes one word as it is, whatever it holds. At most `WORD_LENGTH_MAX` code units. */
  word(word: string, place: number, mask: number): void {
    this.#note(0, this.#read(word), place, mask)
  }

  /** All words in ascending order of their code units. */
  * sorted(): Generator<Gathered> {
    const all = new TextDecoder().decode(this.#octets.subarray(0, this.#octetsUsed)).split('\n')
    const words = all.slice(0, this.#wordCount).map((word, index) => ({ word, index }))
    words.sort((a, b) => a.word < b.word ? -1 : 1)
    for (const { word, index } of words) {
      const places: number[] = []
      const masks: number[] = []
      for (let next = this.#words[index * WORD + NEWEST] ?? 0; next !== 0;) {
        const posting = (next - 1) * POSTING
        places.push(this.#postings[posting] ?? 0)
        masks.push(this.#postings[posting + 1] ?? 0)
        next = this.#postings[posting + 2] ?? 0
      }
      yield { word, places: places.reverse(), masks: masks.reverse() }
    }
  }

  /** Puts a text where it is read; gives how many octets it has. */
  #read(text: string): number {
    const room = text.length * OCTETS_OF_UNIT_MAX + ROOM_BEHIND
    if (this.#text.length < room) {
      this.#text = Buffer.alloc(room)
      this.#view = viewOf(this.#text)
    }
    const end = this.#text.write(text, 0, 'utf8')
    this.#text[end] = LINE_END
    return this.#textEnd = end
  }

  /** A run of octets of the text: one word, or the windows of a long one. */
  #run(start: number, count: number, place: number, mask: number): void {
    if (count <= WORD_LENGTH_MAX) return this.#note(start, count, place, mask)
    const run = this.#text.toString('utf8', start, start + count)
    if (run.length <= WORD_LENGTH_MAX) return this.#note(start, count, place, mask)
    // Windows are read behind the text, which goes on after the run.
    const behind = this.#textEnd + 1
    for (const window of windowsOf(run)) this.#note(behind, this.#text.write(window, behind, 'utf8'), place, mask)
  }

  /** Notes the word that stands at a place of the text. */
  #note(start: number, count: number, place: number, mask: number): void {
    const view = this.#view
    const head = count < HEAD_OCTETS ? count : HEAD_OCTETS
    const first = view.getInt32(start, true) & (firstMasks[head] ?? 0)
    const second = view.getInt32(start + 4, true) & (secondMasks[head] ?? 0)
    const third = view.getInt32(start + 8, true) & (thirdMasks[head] ?? 0)
    let hash = Math.imul(hashStart ^ first, hashStep)
    hash = Math.imul(hash ^ (hash >>> 15) ^ second, hashStep)
    hash = Math.imul(hash ^ (hash >>> 15) ^ third, hashStep)
    const text = this.#text
    for (let at = start + HEAD_OCTETS; at < start + count; at++) hash = Math.imul(hash ^ (text[at] ?? 0), hashStep)
    hash ^= hash >>> 15
    const words = this.#words
    const slots = this.#slots
    const mark = slots.length - 1
    let slot = hash & mark
    for (let found = slots[slot] ?? 0; found !== 0; found = slots[slot] ?? 0) {
      const word = (found - 1) * WORD
      const isAlike = words[word] === first && words[word + SECOND] === second && words[word + THIRD] === third
        && words[word + COUNT] === count
      if (isAlike && (count <= HEAD_OCTETS || this.#same(words[word + START] ?? 0, start, count))) {
        const isNoted = words[word + PLACE] === place && ((words[word + MASK] ?? 0) & mask) === mask
        if (!isNoted) this.#posting(word, place, mask)
        return
      }
      slot = (slot + 1) & mark
    }
    slots[slot] = this.#wordCount + 1
    this.#posting(this.#newWord(start, count, { first, second, third, hash }), place, mask)
  }

  /** Keeps a word that nobody met before; gives where its numbers stand. */
  #newWord(start: number, count: number, { first, second, third, hash }: Key): number {
    if (this.#octetsUsed + count >= this.#octets.length) {
      this.#octets = grown(this.#octets, new Uint8Array(this.#octets.length * 2))
    }
    this.#octets.set(this.#text.subarray(start, start + count), this.#octetsUsed)
    const word = this.#wordCount * WORD
    if (word === this.#words.length) {
      this.#words = grown(this.#words, new Int32Array(this.#words.length * 2))
      this.#hashes = grown(this.#hashes, new Int32Array(this.#hashes.length * 2))
    }
    this.#words.set([first, second, third, count, this.#octetsUsed, 0, -1, 0], word)
    this.#hashes[this.#wordCount++] = hash
    this.#octetsUsed += count
    this.#octets[this.#octetsUsed++] = LINE_END
    if (this.#wordCount * 2 > this.#slots.length) this.#growSlots()
    return word
  }

  /** A word stands in more fields of the message met last, or in another message. */
  #posting(word: number, place: number, mask: number): void {
    const words = this.#words
    const newest = words[word + NEWEST] ?? 0
    if (words[word + PLACE] === place) {
      const masks = (words[word + MASK] ?? 0) | mask
      words[word + MASK] = this.#postings[(newest - 1) * POSTING + 1] = masks
      return
    }
    const at = this.#postingCount * POSTING
    if (at === this.#postings.length) this.#postings = grown(this.#postings, new Uint32Array(at * 2))
    this.#postings[at] = place
    this.#postings[at + 1] = mask
    this.#postings[at + 2] = newest
    words[word + NEWEST] = ++this.#postingCount
    words[word + PLACE] = place
    words[word + MASK] = mask
  }

  /** Whether a word kept is that of the text, behind what was compared as numbers. */
  #same(kept: number, start: number, count: number): boolean {
    const octets = this.#octets
    const text = this.#text
    for (let at = HEAD_OCTETS; at < count; at++) if (octets[kept + at] !== text[start + at]) return false
    return true
  }

  #growSlots(): void {
    const slots = new Uint32Array(this.#slots.length * 2)
    for (let word = 0; word < this.#wordCount; word++) {
      let slot = (this.#hashes[word] ?? 0) & (slots.length - 1)
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1)
      slots[slot] = word + 1
    }
    this.#slots = slots
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length)
}

/** What a list held, at the beginning of a longer one. */
function grown<List extends Uint8Array | Uint32Array | Int32Array>(list: List, longer: List): List {
  longer.set(list)
  return longer
}

/** Where the run of word characters ends that goes on at a place. */
function endOfRun(octets: Uint8Array, from: number): number {
  for (let at = from; ;) {
    const octet = octets[at] ?? 0
    if (octet < 0x80) {
      if (kinds[octet] === BETWEEN) return at
      at++
      continue
    }
    const length = lengthOf(octet)
    if (!isInWord(octets, at, length)) return at
    at += length
  }
}

/** Octets of the character that an octet behind ASCII begins. */
function lengthOf(octet: number): number {
  return octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2
}

/** Whether the character of several octets at a place belongs to words. */
function isInWord(octets: Uint8Array, at: number, length: number): boolean {
  const [first = 0, second = 0, third = 0, fourth = 0] = [octets[at], octets[at + 1], octets[at + 2], octets[at + 3]]
  if (length === 4) {
    const point = (first & 7) << 18 | (second & 63) << 12 | (third & 63) << 6 | fourth & 63
    return WORD_CHARACTER.test(String.fromCodePoint(point))
  }
  const point = length === 2 ? (first & 31) << 6 | second & 63 : (first & 15) << 12 | (second & 63) << 6 | third & 63
  const known = asked[point] ?? 0
  if (known !== 0) return known === IN_WORD + 1
  const kind = WORD_CHARACTER.test(String.fromCharCode(point)) ? IN_WORD : BETWEEN
  asked[point] = kind + 1
  return kind === IN_WORD
}
