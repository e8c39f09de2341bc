import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { organisationOf } from './links.ts'
import { GATHERED_MAX, hashOf, MARKS_MAX, MarkSet, Notes, PLACES } from './places.ts'
import { Said } from './said.ts'
import { unitsOfText } from './units.ts'
import { BODY, WORD_LENGTH_MAX, words } from './words.ts'

/** The hashes of marks in plain words, one letter after the other: what the quick form must give. */
function plainHashes(text: string, zone: number): readonly number[] {
  const hashes: number[] = []
  let [word, before, beforeThat] = ['', 0, 0]
  for (const [at, letter] of [...text.split(''), ' '].entries()) {
    if (/[a-z'\u00c0-\u00ff]/i.test(letter) || /\d/.test(letter) || (letter > '\u00ff' && letter !== '€')) {
      word += letter
      continue
    }
    const folded = word.replaceAll(/\d/g, '0').replaceAll(/[A-Z]/g, (one) => one.toLowerCase()).replaceAll(/[\u2018\u2019]/g, '\'')
    const hash = hashOf(folded, zone)
    if (word !== '' && word.length <= WORD_LENGTH_MAX) {
      if (word.length > 1 || /\d/.test(word)) hashes.push(hash)
      if (/^[A-Z]{3,}$/.test(word)) hashes.push(hash ^ 0x5ca1ab1e)
      if (before !== 0) hashes.push(Math.imul(before + 1, 0x9e3779b1) ^ hash)
      if (beforeThat !== 0) hashes.push(Math.imul(beforeThat + 2, 0x9e3779b1) ^ hash)
      beforeThat = before
      before = hash
    }
    if (at < text.length && '!$%*€'.includes(letter)) {
      hashes.push(Math.imul(zone ^ letter.charCodeAt(0), text[at + 1] === letter ? 7 : 3))
      if (/\d/.test(word)) hashes.push(Math.imul(zone ^ letter.charCodeAt(0), 11))
    }
    word = ''
  }
  return hashes
}

const placeOf = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 15
const firstOnes = (hashes: readonly number[]): readonly number[] =>
  [...new Set(hashes.map(placeOf))].slice(0, MARKS_MAX)

test('the marks of words are those of their plain definition, of any text', () => {
  const marks = new MarkSet(0)
  const piece = fc.constantFrom('a', 'Z', 'WIN', 'verslag', '7', '100', ' ', '  ', '\n', '!', '!!', '$', '€', '€€', '%', '*', '\'', '\u2019', 'é', 'É', 'ÿ', 'Ж', '漢', '.', '-', '\u00a0', '×', 'x'.repeat(WORD_LENGTH_MAX), '\ud83d')
  fc.assert(fc.property(fc.array(piece, { maxLength: 400 }), (pieces) => {
    const text = pieces.join('')
    marks.clear()
    words(unitsOfText(text), { from: 0, to: text.length }, BODY, marks)
    assert.deepEqual([...marks.found()], firstOnes(plainHashes(text, BODY)))
  }))
})

test('more words than are gathered at once, and more marks than are kept: the first ones count', () => {
  const marks = new MarkSet(0)
  for (const count of [GATHERED_MAX / 2, GATHERED_MAX, 3000]) {
    const text = Array.from({ length: count }, (_, index) => index.toString(36)).join(' ')
    marks.clear()
    words(unitsOfText(text), { from: 0, to: text.length }, BODY, marks)
    assert.deepEqual([...marks.found()], firstOnes(plainHashes(text, BODY)))
  }
  const hashes = Int32Array.from({ length: 2 * MARKS_MAX }, (_, index) => Math.imul(index, 0x9e3779b1))
  marks.clear()
  marks.add(hashes, hashes.length)
  assert.equal(marks.found().length, MARKS_MAX)
  assert.deepEqual([...marks.found()], firstOnes([...hashes]))
})

test('a set that was cleared knows nothing of before; marks of runs stand behind those of words', () => {
  const marks = new MarkSet(PLACES)
  const hashes = Int32Array.of(1, 2, 1, 3)
  for (let round = 0; round < 2; round++) {
    marks.clear()
    marks.add(hashes, hashes.length)
    assert.deepEqual([...marks.found()], [1, 2, 3].map((hash) => PLACES + placeOf(hash)))
  }
})

test('facts are marks in their order, also more than are gathered at once; a form is its letters and digits, each run once', () => {
  const marks = new MarkSet(0)
  const notes = new Notes(marks)
  const texts = Array.from({ length: GATHERED_MAX + 1 }, (_, index) => `fact ${index}`)
  for (const text of texts) notes.note('zone', text)
  notes.end()
  assert.deepEqual([...marks.found()], firstOnes(texts.map((text) => hashOf(text, hashOf('zone')))))
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', 'z', 'A', 'Z', '0', '9', '-', '.', ' ', 'é'), maxLength: 150 }), (text) => {
    const form = text.slice(0, 100).replaceAll(/[a-z]+/g, 'a').replaceAll(/[A-Z]+/g, 'A').replaceAll(/\d+/g, '0').slice(0, 60)
    marks.clear()
    notes.noteForm('id', text, { textLengthMax: 100, lengthMax: 60 })
    notes.end()
    assert.deepEqual([...marks.found()], firstOnes([hashOf(form, hashOf('id'))]))
  }))
})

test('the organisation of a host is its last two labels, three where a country lends names under one', () => {
  for (const [host, organisation] of [
    ['www.Bank.nl', 'bank.nl'], ['bank.nl.', 'bank.nl'], ['a.b.shop.co.uk', 'shop.co.uk'], ['shop.co.uk', 'shop.co.uk'], ['co.uk', 'co.uk'],
    ['co.info', 'co.info'], ['a.co.info', 'co.info'], ['localhost', 'localhost'], ['nl', 'nl'], ['', ''], ['.', ''], ['.com', '.com'],
    ['.co.uk', '.co.uk'], ['a..nl', '.nl'], ['a.nl..', 'nl.'], ['a.co.', 'a.co'],
  ] as const) assert.equal(organisationOf(host), organisation, host)
})

test('units that came in a run are said as one by one', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\r', '\n', '\u00ad', '\u200b', '\ufeff', 'é', '\ud83d'), maxLength: 60 }), fc.nat(20), (text, room) => {
    const [one, run] = [new Said(), new Said()]
    for (const said of [one, run]) said.begin(room)
    const units = unitsOfText(text)
    let at = 0
    for (; at < units.length && !one.isFull; at++) one.add(units[at] as number)
    assert.equal(run.addRun(units, 0, units.length), at)
    assert.equal(run.text(0, run.length), one.text(0, one.length))
  }))
})
