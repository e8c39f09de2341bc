import type { Random } from './random.ts'
import { slotValue, type Language, type NameTag, type Piece } from './slots.ts'

/** A stretch of a text that is a name. End exclusive. */
export interface NameSpan { readonly start: number, readonly end: number, readonly tag: NameTag }

/** Text with the places of its names. */
export interface Filled { readonly text: string, readonly names: readonly NameSpan[] }

/** A snippet with a value in each slot; the same slot has the same value. */
export function fill(template: string, random: Random, language: Language, values = new Map<string,
  readonly Piece[]>()): Filled {
  const names: NameSpan[] = []
  let text = ''
  let from = 0
  for (const match of template.matchAll(/\{([a-z]+)(\d*)\}/g)) {
    text += template.slice(from, match.index)
    from = match.index + match[0].length
    const pieces = values.get(match[0]) ?? slotValue(match[1] ?? '', random, language)
    values.set(match[0], pieces)
    for (const piece of pieces) {
      const value = isSentenceStart(text) ? piece.text.charAt(0).toUpperCase() + piece.text.slice(1) : piece.text
      if (piece.tag !== undefined) names.push({ start: text.length, end: text.length + value.length, tag: piece.tag })
      text += value
    }
  }
  return { text: text + template.slice(from), names }
}

const isSentenceStart = (text: string): boolean => text === '' || /[.!?\n]\s*$/.test(text)

/**
 * How people really type: no capitals, letters swapped or left out, no full stops. Lengths may change, so names go
 * along.
 */
export function roughen({ text, names }: Filled, random: Random): Filled {
  const way = random.next()
  if (way < 0.05) return { text: text.toLowerCase(), names }
  if (way < 0.06) return { text: text.toUpperCase().length === text.length ? text.toUpperCase() : text, names }
  if (way < 0.10) return { text: text.replace(/[.,](?=\s)/g, ' '), names }
  if (way < 0.20) return typos({ text, names }, random)
  if (way < 0.23) return { text: text.charAt(0).toLowerCase() + text.slice(1), names }
  return { text, names }
}

/** One letter in forty swapped with the next one, outside names and numbers; the length stays. */
function typos({ text, names }: Filled, random: Random): Filled {
  const letters = [...text]
  if (letters.length !== text.length) return { text, names }
  for (let at = 1; at + 1 < letters.length; at += 1) {
    if (!random.chance(0.025) || names.some(({ start, end }) => at + 1 >= start && at < end)) continue
    const [left, right] = [letters[at] ?? '', letters[at + 1] ?? '']
    if (!/\p{Ll}/u.test(left) || !/\p{Ll}/u.test(right)) continue
    letters[at] = right
    letters[at + 1] = left
  }
  return { text: letters.join(''), names }
}
