import { utf8Text } from './bytes.ts'
import { isAstringChar, type Cursor } from './cursor.ts'
import { decodeMailboxName, MAILBOX_NAME_SIZE_MAX } from './mailbox-name.ts'

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
 * A test whether a mailbox path fits: `*` is anything, `%` anything but the separator `/`. The work of one test is at
 * most the length of the path times the length of the pattern, whatever the wildcards (all possible places in the
 * pattern are followed at once; there is no going back). RFC 9051 §6.3.9
 */
export function listMatcher(pattern: string): (path: string) => boolean {
  const inbox = pattern.toUpperCase() === 'INBOX'
  const steps = compilePattern(inbox ? 'INBOX' : pattern)
  return (path) => {
    let places = new Set<number>()
    reach(steps, 0, places)
    for (const character of path) {
      const next = new Set<number>()
      for (const place of places) {
        const step = steps[place]
        if (step === '*' || (step === '%' && character !== '/')) reach(steps, place, next)
        else if (step === character) reach(steps, place + 1, next)
      }
      if (next.size === 0) return false
      places = next
    }
    return places.has(steps.length)
  }
}

function reach(steps: readonly string[], place: number, into: Set<number>): void {
  into.add(place)
  const step = steps[place]
  if (step === '*' || step === '%') into.add(place + 1)
}
