import { utf8Text } from './bytes.ts'
import { isAstringChar, type Cursor } from './cursor.ts'
import { decodeMailboxName, MAILBOX_NAME_SIZE_MAX, withInbox } from './mailbox-name.ts'

/** Most patterns in one LIST. RFC 9051 §6.3.9 sets no limit. */
export const LIST_PATTERNS_MAX = 32
/** Most wildcards in one pattern, neighbours counted as one: bounds the work of a match. */
export const LIST_WILDCARDS_MAX = 32

/** list-mailbox: 1*list-char or string, with `%` and `*`; decoded. RFC 9051 §9 */
export function listMailbox(cursor: Cursor): string {
  const quoted = cursor.peek() === 34 || cursor.atLiteral
  const octets = quoted ? cursor.string('a mailbox pattern') : cursor.octets(isListChar)
  if (octets.length === 0 && !quoted) cursor.expected('a mailbox pattern')
  if (octets.length === 0) return ''
  if (octets.length > MAILBOX_NAME_SIZE_MAX) cursor.expected('a shorter pattern before')
  const pattern = decodeMailboxName(octets, cursor.dialect) ?? utf8Text(octets)
    ?? cursor.expected('a valid mailbox pattern before')
  if (compilePattern(pattern).filter((step) => step === '%' || step === '*').length > LIST_WILDCARDS_MAX) {
    cursor.expected(`at most ${LIST_WILDCARDS_MAX} wildcards before`)
  }
  return pattern
}

/** list-char: ATOM-CHAR, list-wildcards, resp-specials; 8-bit octets are judged as UTF-8 afterwards. */
function isListChar(octet: number): boolean {
  return isAstringChar(octet) || octet === 37 || octet === 42 || octet > 127
}

/** The steps of a pattern: one character each, with neighbouring wildcards folded into the wider one. */
function compilePattern(pattern: string): string[] {
  const steps: string[] = []
  for (const character of pattern) {
    const last = steps.at(-1)
    const wild = character === '%' || character === '*'
    if (wild && (last === '%' || last === '*')) {
      if (character === '*') steps[steps.length - 1] = '*'
      continue
    }
    steps.push(character)
  }
  return steps
}

/**
 * A test whether a mailbox path fits: `*` is anything, `%` anything but the separator `/`. All possible places in the
 * pattern are followed at once, as bits of a row of numbers; there is no going back. So one test takes as many steps as
 * the path has characters, each over a thirty-second of the pattern's length, whatever the wildcards. RFC 9051 §6.3.9
 */
export function listMatcher(pattern: string): (path: string) => boolean {
  const steps = compilePattern(withInbox(pattern))
  const words = (steps.length >> 5) + 1
  const wild = new Int32Array(words)
  const anything = new Int32Array(words)
  const known = new Map<string, Int32Array>()
  for (const [place, step] of steps.entries()) {
    if (step === '*' || step === '%') mark(wild, place)
    if (step === '*') mark(anything, place)
    if (step === '*' || step === '%') continue
    const places = known.get(step) ?? new Int32Array(words)
    mark(places, place)
    known.set(step, places)
  }
  const none = new Int32Array(words)
  return (path) => {
    const places = new Int32Array(words)
    places[0] = 1
    pass(places, wild)
    for (const character of path) {
      const stay = character === '/' ? anything : wild
      const step = known.get(character) ?? none
      let carry = 0
      let seen = 0
      for (let at = 0; at < words; at++) {
        const now = places[at] as number
        const moved = now & (step[at] as number)
        places[at] = (now & (stay[at] as number)) | moved << 1 | carry
        carry = moved >>> 31
        seen |= places[at] as number
      }
      if (seen === 0) return false
      pass(places, wild)
    }
    return ((places[steps.length >> 5] ?? 0) & 1 << (steps.length & 31)) !== 0
  }
}

function mark(places: Int32Array, place: number): void {
  places[place >> 5] = (places[place >> 5] as number) | 1 << (place & 31)
}

/** A wildcard may stand for nothing: whoever is at one is behind it as well. No two stand beside each other. */
function pass(places: Int32Array, wild: Int32Array): void {
  let carry = 0
  for (let at = 0; at < places.length; at++) {
    const open = (places[at] as number) & (wild[at] as number)
    places[at] = (places[at] as number) | open << 1 | carry
    carry = open >>> 31
  }
}
