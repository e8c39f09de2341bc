import { PREPARED_STATEMENTS_MAX } from '../limits.ts'

/**
 * PostgreSQL counts its placeholders: `?` becomes `$1`, `$2`, outside of strings, quoted names and comments.
 * Each text gets the name of a prepared statement too, up to a number of texts; others run unprepared.
 */
export class Placeholders {
  readonly #known = new Map<string, { readonly text: string, readonly name?: string }>()

  of(text: string): { readonly text: string, readonly name?: string } {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const numbered = number(text)
    if (this.#known.size >= PREPARED_STATEMENTS_MAX) return { text: numbered }
    const entry = { text: numbered, name: `s${this.#known.size}` }
    this.#known.set(text, entry)
    return entry
  }
}

/** The text with numbered placeholders. */
export function number(text: string): string {
  let out = ''
  let count = 0
  let at = 0
  while (at < text.length) {
    const end = skipQuoted(text, at)
    if (end > at) {
      out += text.slice(at, end)
      at = end
    } else {
      out += text[at] === '?' ? `$${++count}` : text[at]
      at += 1
    }
  }
  return out
}

/** Where a string, quoted name or comment that begins at `at` ends; `at` itself when none begins there. */
function skipQuoted(text: string, at: number): number {
  const two = text.slice(at, at + 2)
  const close = text[at] === "'" ? "'" : text[at] === '"' ? '"' : two === '--' ? '\n' : two === '/*' ? '*/' : undefined
  if (close === undefined) return at
  const found = text.indexOf(close, at + (close === '*/' ? 2 : 1))
  return found < 0 ? text.length : found + close.length
}
