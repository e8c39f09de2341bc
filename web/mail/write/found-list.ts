import { findingTitle } from '../../../src/guard/explain.ts'
import type { ReasonText } from '../../../src/guard/explain.ts'
import type { ScreenLanguage } from '../../../src/guard/texts.ts'
import type { FoundWord } from './judged.ts'

/** What stands under "this is what we found": every thing that the heading names has its line here. Pure. */

/** Most words that the list names; the rest is counted. Each kind of thing keeps its first, whatever that comes to. */
export const WORDS_SHOWN = 6

export interface FoundList {
  /** The words under what they are, so that each kind is named once. */
  readonly kinds: readonly (readonly [title: string, words: readonly FoundWord[]])[]
  /** Reasons that follow from what stands there already and have no words of their own, with the sentence why. */
  readonly others: readonly { readonly title: string, readonly sentence: string }[]
  /** Words that were left out. */
  readonly more: number
}

/** The lines for these words and reasons. */
export function foundList(words: readonly FoundWord[], reasons: readonly ReasonText[], language: ScreenLanguage): FoundList {
  const all = [...Map.groupBy(words, (one) => findingTitle(one, language))]
  const first = new Set(all.flatMap(([, [one]]) => one ?? []))
  const rest = new Set(words.filter((one) => !first.has(one)).slice(0, Math.max(0, WORDS_SHOWN - first.size)))
  const kinds = all.map(([title, ones]) => [asLine(title), ones.filter((one) => first.has(one) || rest.has(one))] as const)
  const named = new Set(all.map(([title]) => title))
  const others = new Map(reasons.filter(({ short }) => !named.has(short)).map(({ short, sentence }) =>
    [short, { title: asLine(short), sentence }]))
  return { kinds, others: [...others.values()], more: words.length - first.size - rest.size }
}

/** "een BSN" as the guard says it, as a line of a list: "BSN". */
function asLine(thing: string): string {
  const title = thing.replace(/^(?:een|an?) /, '')
  return title.charAt(0).toUpperCase() + title.slice(1)
}
