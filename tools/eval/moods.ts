import type { Entity } from './fill.ts'
import type { Random } from './random.ts'

/** How carefully a mail was written. The values that make it sensitive follow the text. */

/** Values whose case matters, or that would not be what they are in small letters. */
const KEEP = new Set(['PASSWORD', 'PIN', 'API_KEY', 'PRIVATE_KEY', 'IBAN', 'PASSPORT', 'KVNR', 'NINO'])

/** The text without capitals, as people write who are in a hurry. */
export function hasty(text: string, entities: readonly Entity[]): { readonly text: string,
  readonly entities: Entity[] } {
  const kept = entities.filter(({ type }) => KEEP.has(type))
  const lowered = kept.reduce((all, { value }) => all.replaceAll(value.toLowerCase(), value), text.toLowerCase())
  return { text: lowered, entities: entities.map((one) => KEEP.has(one.type)
    ? one : { type: one.type, value: one.value.toLowerCase() }) }
}

/** Where plain-text programs break lines. */
const COLUMNS = 72

/** Lines broken at 72 columns, never beside a digit or a capital, so that numbers and names stay whole. */
export function wrapped(text: string): string {
  return text.split('\n').flatMap((line) => {
    const mark = /^[> ]*/.exec(line)?.[0] ?? ''
    const rows: string[] = []
    let rest = line
    while (rest.length > COLUMNS) {
      const at = breakBefore(rest, mark.length)
      if (at < 0) break
      rows.push(rest.slice(0, at))
      rest = mark + rest.slice(at + 1)
    }
    return [...rows, rest]
  }).join('\n')
}

function breakBefore(line: string, from: number): number {
  for (let at = COLUMNS; at > from + 20; at -= 1) {
    if (line[at] === ' ' && /[\p{Ll},.]/u.test(line[at - 1] ?? '') && /\p{Ll}/u.test(line[at + 1] ?? '')) return at
  }
  return -1
}

/** Some mails are written in a hurry and some break their lines; most are not. */
export const moodOf = (random: Random): 'plain' | 'hasty' | 'wrapped' => {
  const lot = random.next()
  return lot < 0.07 ? 'hasty' : lot < 0.2 ? 'wrapped' : 'plain'
}
