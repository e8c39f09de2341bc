import assert from 'node:assert/strict'
import { test } from 'node:test'
import { announcedAt, announcedLookedMax } from './announced.ts'

test('the words that announce a file, with their place', () => {
  for (const [text, word] of [['Dag,\nIn de bijlage staat het rooster.', 'In de bijlage'], ['Zie bijlage.', 'Zie bijlage'], ['Please find attached the form.', 'attached'],
    ['> in de bijlage\nhierbij het plan', 'hierbij']] as const) {
    const found = announcedAt(text)
    assert.equal(found?.word, word)
    assert.equal(text.slice(found?.start ?? 0, (found?.start ?? 0) + word.length), word)
  }
})

test('nothing in a quote, inside a word, or in a text without such words', () => {
  for (const text of ['> zie bijlage', 'Bijlagenbeheer is een vak.', 'Tot morgen.', '']) assert.equal(announcedAt(text), undefined, text)
})

test('a text is looked at so far and no further', () => {
  const before = (count: number): string => `${'a '.repeat(count / 2)}`
  assert.notEqual(announcedAt(`${before(announcedLookedMax - 10)}hierbij.`), undefined)
  assert.equal(announcedAt(`${before(announcedLookedMax)}hierbij.`), undefined)
})
