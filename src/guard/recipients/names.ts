import { foldedWords } from '../fold.ts'

/** Names of people in addresses and texts, as the recipient model compares them. */

/** Parts of one name that are looked at. */
export const NAME_WORDS_MAX = 8

/** Words of a person's name: those of the local part and of the shown name, without digits behind them. */
export function nameWords(address: string, name: string | null): string[] {
  const at = address.lastIndexOf('@')
  const words = [...foldedWords(address.slice(0, at < 0 ? address.length : at).slice(0, 64)), ...foldedWords((name ?? '').slice(0, 100))]
  return [...new Set(words.map((word) => word.replace(/\d{1,10}$/, '')))].filter((word) => /^\p{L}/u.test(word)).slice(0, NAME_WORDS_MAX)
}

/** How much of a name stands among words: 0 nothing, 0.5 a part of it, 1 two parts or all there is. */
export function mention(names: readonly string[], words: ReadonlySet<string>): number {
  if (words.size === 0) return 0
  const long = names.filter((name) => name.length >= 3)
  const found = long.filter((name) => words.has(name) || hasWithInitials(name, words)).length
  if (found === 0) return 0
  return found >= Math.min(2, long.length) ? 1 : 0.5
}

/** `pjansen` beside "Jansen", `jwbakker` beside "Bakker", `annev` beside "Anne". */
function hasWithInitials(name: string, words: ReadonlySet<string>): boolean {
  return name.length >= 6 && (words.has(name.slice(1)) || words.has(name.slice(2)) || words.has(name.slice(0, -1)))
}

/**
 * Whether two people may be taken for each other. 1: they share a part of the name, or begin with the same five letters;
 * 0.5: an address field that knows three letters would offer both; 0: no.
 */
export function likeName(one: readonly string[], other: readonly string[]): 0 | 0.5 | 1 {
  let best: 0 | 0.5 = 0
  for (const a of one) {
    if (a.length < 3) continue
    for (const b of other) {
      if (b.length < 3) continue
      if (a === b && a.length >= 4) return 1
      if (a.length >= 5 && b.length >= 5 && (a.slice(1) === b || b.slice(1) === a
        || a.slice(0, 5) === b.slice(0, 5))) return 1
      if (a.slice(0, 3) === b.slice(0, 3)) best = 0.5
    }
  }
  return best
}
