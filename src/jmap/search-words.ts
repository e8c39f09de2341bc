import { MethodFailure } from './errors.ts'

/** Words and phrases that one condition of a filter may ask for. */
export const SEARCH_WORDS_MAX = 32

/**
 * What a text condition asks for: words between blanks, each of which must be there, and phrases in double or single
 * quotes, in which a backslash stands before a quote and a backslash. RFC 8621 §4.4.1. A double quote that is never closed
 * runs to the end; a single one is an apostrophe unless it closes in front of a blank. Marks that stand alone ask for nothing.
 */
export function searchWords(text: string): readonly string[] {
  const words: string[] = []
  for (let at = 0; at < text.length;) {
    if (isBlank(text, at)) {
      at++
      continue
    }
    const phrase = phraseAt(text, at)
    const end = phrase?.end ?? wordEnd(text, at)
    const word = phrase?.text ?? text.slice(at, end)
    if (/[\p{L}\p{N}]/u.test(word)) words.push(word)
    at = end
    if (words.length > SEARCH_WORDS_MAX) {
      throw new MethodFailure('unsupportedFilter', `at most ${SEARCH_WORDS_MAX} words in one condition`)
    }
  }
  // A text of marks alone is looked for as it stands.
  return words.length === 0 ? [text.trim()] : words
}

const isBlank = (text: string, at: number): boolean => /\s/.test(text.charAt(at))

function wordEnd(text: string, from: number): number {
  let end = from
  while (end < text.length && !isBlank(text, end)) end++
  return end
}

function phraseAt(text: string, from: number): { readonly text: string, readonly end: number } | undefined {
  const quote = text.charAt(from)
  if (quote !== '"' && quote !== '\'') return undefined
  let phrase = ''
  for (let at = from + 1; at < text.length; at++) {
    const sign = text.charAt(at)
    if (sign === '\\' && at + 1 < text.length) phrase += text.charAt(++at)
    else if (sign !== quote) phrase += sign
    else if (quote === '"' || at + 1 === text.length || isBlank(text, at + 1)) return { text: phrase.trim(), end: at + 1 }
    else phrase += sign
  }
  return quote === '"' ? { text: phrase.trim(), end: text.length } : undefined
}
