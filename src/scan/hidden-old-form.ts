/**
 * Whether the encoding of a text can hide a file of before MIME (`files-of-before-mime.ts`), so that it has to be decoded to
 * see. Honest programs write letters in quoted-printable as they are: such a text is passed over by a look at its `=`.
 */
import type { ByteText } from '../message/byte-text.ts'
import type { Part } from '../message/types.ts'

/** How the marks of those forms begin. */
const WORDS = ['begin', '(This'] as const
/** Octets between an `=` and the end of its line that may be blanks (`message/transfer.ts`). */
const BLANKS_MAX = 80

/** True where a mark stands in the text, or may stand in it once its encoding is undone. */
export function mayHideOldForm({ encoding, bodyStart, bodyEnd }: Part, text: ByteText): boolean {
  if (encoding !== 'quoted-printable') return encoding === 'base64'
  const body = text.slice(bodyStart, bodyEnd)
  if (WORDS.some((word) => body.includes(word))) return true
  for (let at = body.indexOf('='); at >= 0; at = body.indexOf('=', at + 1)) {
    if (isLetterOfMark(body, at) || isInsideMark(body, at)) return true
  }
  return false
}

/** One of `begin(` in hexadecimal: nobody need write those so. */
function isLetterOfMark(body: string, at: number): boolean {
  const high = body.charCodeAt(at + 1)
  if (high !== SIX && high !== TWO) return false
  return high === SIX ? '2579eE'.includes(body.charAt(at + 2) || ' ') : body.charAt(at + 2) === '8'
}

const SIX = 0x36
const TWO = 0x32

/** Behind the first letters of a mark, where the next line may go on with it. */
function isInsideMark(body: string, at: number): boolean {
  for (const { front, rest } of BEGINNINGS.get(body.charCodeAt(at - 1)) ?? []) {
    if (!body.startsWith(front, at - front.length)) continue
    if (front.startsWith('(') || goesOn(body, afterBreak(body, at + 1), rest)) return true
  }
  return false
}

/** Every way to break a mark in two, by the last letter in front. */
const BEGINNINGS = Map.groupBy(
  WORDS.flatMap((word) => Array.from(word.slice(1),
    (_, index) => ({ front: word.slice(0, index + 1), rest: word.slice(index + 1) }))),
  ({ front }) => front.charCodeAt(front.length - 1),
)

/** Whether the text goes on with the rest of a mark, or with its beginning and then something encoded. */
function goesOn(body: string, from: number, rest: string): boolean {
  for (let at = 0; at < rest.length; at++) {
    const letter = body[from + at]
    if (letter === '=') return true
    if (letter !== rest[at]) return false
  }
  return true
}

/** Where the text goes on behind a line end and the blanks in front of it; here where there is none. */
function afterBreak(body: string, from: number): number {
  let at = from
  while (at - from < BLANKS_MAX && (body[at] === ' ' || body[at] === '\t')) at++
  if (body[at] === '\r') return body[at + 1] === '\n' ? at + 2 : at + 1
  return body[at] === '\n' ? at + 1 : from
}
