import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MethodFailure } from './errors.ts'
import { readFilter, searchedText } from './filter.ts'
import { FILTER_CONDITIONS_MAX } from './limits.ts'
import { SEARCH_WORDS_MAX, searchWords } from './search-words.ts'

test('words between blanks, phrases between quotes, apostrophes as they stand', () => {
  for (const [text, words] of [
    ['rollator', ['rollator']], ['  twee\t woorden\n', ['twee', 'woorden']], ['"wijkteam oost" jan', ['wijkteam oost', 'jan']],
    ['\'wijkteam oost\' jan', ['wijkteam oost', 'jan']], ['foto\'s \'s-Gravenhage \'s avonds', ['foto\'s', '\'s-Gravenhage', '\'s', 'avonds']],
    ['"zei \\"nee\\" \\\\ ja"', ['zei "nee" \\ ja']], ['"nooit gesloten ', ['nooit gesloten']], ['a - b', ['a', 'b']],
    ['m3@relatie.example', ['m3@relatie.example']], ['"a""b"', ['a', 'b']], ['---', ['---']], ['', ['']], ['C++ "50 %"', ['C++', '50 %']],
    ['😀 lach', ['lach']],
  ] as const) assert.deepEqual(searchWords(text), words, text)
})

test('a filter asks for every word, and the words are those that a snippet marks', () => {
  assert.deepEqual(readFilter({ text: 'jan "wijkteam oost"', hasAttachment: true }),
    { hasAttachment: true, text: 'jan', allOf: [{ text: 'wijkteam oost' }] })
  assert.deepEqual(searchedText(readFilter({ text: 'jan "wijkteam oost"' })), ['jan', 'wijkteam oost'])
})

test('words have a maximum, in one condition and together with all conditions of a filter', () => {
  const words = (count: number): string => 'woord '.repeat(count)
  assert.equal(searchWords(words(SEARCH_WORDS_MAX)).length, SEARCH_WORDS_MAX)
  assert.throws(() => searchWords(words(SEARCH_WORDS_MAX + 1)), MethodFailure)
  const filter = (count: number) => ({ operator: 'AND', conditions: Array.from({ length: count }, () => ({ text: 'een twee' })) })
  const fits = Math.floor((FILTER_CONDITIONS_MAX - 1) / 2)
  assert.doesNotThrow(() => readFilter(filter(fits)))
  assert.throws(() => readFilter(filter(fits + 1)), MethodFailure)
})
