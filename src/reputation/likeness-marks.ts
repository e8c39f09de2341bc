/**
 * Marks by which mails of one sending are known again although each copy differs a little: the smallest digests of all
 * runs of five words (min-hash). Pure. Nothing of the text can be read from them, and they are kept as keyed digests.
 */
import { bodyParts } from '../message/body-parts.ts'
import { decodedText } from '../message/body.ts'
import { htmlToText } from '../message/html-text.ts'
import { parseMessage } from '../message/parse.ts'

/** Marks of one mail. */
export const MARKS = 8
/** So many of them must be the same. */
export const MARKS_ALIKE = 5
/** Words of one mail that are looked at. */
export const WORDS_MAX = 1500
/** A mail of fewer words has no marks: a greeting is like any other. */
export const WORDS_MIN = 12
/** Words of one run. */
const RUN = 5
const TEXT_BYTES_MAX = 32 * 1024

/** `MARKS` numbers below 2^32, or none for a mail with too little text. */
export function marksOfMail(raw: Uint8Array): readonly number[] {
  const { root } = parseMessage(raw)
  const { textBody, htmlBody } = bodyParts(root)
  const part = textBody.find(({ type }) => type === 'text') ?? htmlBody.find(({ type }) => type === 'text')
  if (part === undefined) return []
  const { value } = decodedText(part, raw, { maxBytes: TEXT_BYTES_MAX })
  return marksOfText(part.subtype === 'html' ? htmlToText(value, { charactersMax: TEXT_BYTES_MAX }) : value)
}

/** The same of plain text. Numbers, names of hosts and signs are left out: they are what differs in each copy. */
export function marksOfText(text: string): readonly number[] {
  const words: string[] = []
  for (const [word] of text.slice(0, TEXT_BYTES_MAX).toLowerCase().matchAll(/\p{L}{2,30}/gu)) {
    if (words.length >= WORDS_MAX) break
    words.push(word)
  }
  if (words.length < WORDS_MIN) return []
  const least = Array.from({ length: MARKS }, () => 0xffffffff)
  for (let at = 0; at + RUN <= words.length; at++) {
    const digest = digestOf(words, at)
    for (let which = 0; which < MARKS; which++) {
      const value = mixed(digest, which)
      if (value < (least[which] ?? 0)) least[which] = value
    }
  }
  return least
}

/** FNV-1a over one run. */
function digestOf(words: readonly string[], at: number): number {
  let digest = 0x811c9dc5
  for (let index = at; index < at + RUN; index++) {
    const word = words[index] ?? ''
    for (let place = 0; place < word.length; place++) digest = Math.imul(digest ^ word.charCodeAt(place), 0x01000193)
    digest = Math.imul(digest ^ 32, 0x01000193)
  }
  return digest >>> 0
}

/** Another order of the same digests for each mark. */
function mixed(digest: number, which: number): number {
  let value = Math.imul(digest ^ Math.imul(which + 1, 0x9e3779b1), 0x85ebca6b)
  value = Math.imul(value ^ value >>> 13, 0xc2b2ae35)
  return (value ^ value >>> 16) >>> 0
}
