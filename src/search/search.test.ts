import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Builder, type FieldText } from './builder.ts'
import { fields } from './fields.ts'
import { merge } from './merge.ts'
import { Segment, type SegmentParts } from './segment.ts'
import { WordTable } from './word-table.ts'
import { searchedText } from '../message/searched-text.ts'
import { needleOf, WINDOW_OVERLAP, withoutAccents, WORD_LENGTH_MAX, wordsOf } from './words.ts'

const breathe = async (): Promise<void> => undefined

/** Messages that hold a run in the wanted fields, by the segment. */
function found({ head, postings }: SegmentParts, run: string, wanted = 255, folded = false): number[] {
  const segment = new Segment(head)
  const messages = new Set<number>()
  const marked = new Uint8Array(segment.messages.length)
  let fresh = 0
  const sought = { run: folded ? withoutAccents(run) : run, begins: false, ends: false }
  for (const index of segment.find(sought, { folded })) {
    const { start, end } = segment.range(index)
    const bytes = postings.subarray(start, end)
    for (const posting of segment.decode(bytes)) if ((posting.fields & wanted) !== 0) messages.add(posting.message)
    fresh += segment.mark(bytes, wanted, marked)
  }
  const list = [...messages].sort((a, b) => a - b)
  assert.deepEqual(segment.messages.filter((_, place) => marked[place] === 1), list)
  assert.equal(fresh, list.length)
  return list
}

function built(messages: ReadonlyMap<number, readonly FieldText[]>): SegmentParts {
  const builder = new Builder()
  for (const [message, texts] of messages) builder.add(message, texts)
  return builder.build()
}

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'é', 'ß', '7', ' ', '-', '\n', 'ij', '😀'), maxLength: 40 })
const someMessages = fc.uniqueArray(fc.record({
  message: fc.integer({ min: 1, max: 1_000_000 }),
    texts: fc.array(fc.record({ text: letters, fields: fc.constantFrom(1, 32, 96) }), { maxLength: 4 }),
}), { selector: ({ message }) => message, maxLength: 12 })
const mapOf = (list: readonly { message: number, texts: FieldText[] }[]) =>
  new Map(list.map(({ message, texts }) => [message, texts]))

test('one run is found in exactly the messages whose text holds it, field by field, with and without accents', () => {
  fc.assert(fc.property(someMessages, fc.string({ unit: fc.constantFrom('a', 'b', 'é', 'e', '7'), minLength: 1, maxLength: 4 }), fc.constantFrom(1, 32, 64, 255), (list, run, wanted) => {
    const messages = mapOf(list)
    const parts = built(messages)
    for (const folded of [false, true]) {
      const fold = folded ? withoutAccents : (text: string) => text
      const scanned = [...messages].filter(([, texts]) => texts.some((one) => (one.fields & wanted) !== 0
        && fold(one.text).includes(fold(run)))).map(([message]) => message)
      assert.deepEqual(found(parts, run, wanted, folded), scanned.sort((a, b) => a - b))
    }
  }), { numRuns: 400 })
})

test('merged segments answer as one made of all, without what is gone', async () => {
  await fc.assert(fc.asyncProperty(someMessages, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 }),
    async (list, pieces, gone) => {
    const kept = list.filter((_, index) => index % 4 !== gone)
    const keptSet = new Set(kept.map(({ message }) => message))
    const groups = Array.from({ length: pieces }, (_, piece) =>
      built(mapOf(list.filter((_one, index) => index % pieces === piece))))
    const merged = await merge(groups.map(({ head, postings }) => ({ segment: new Segment(head), postings })),
      { isGone: (message) => !keptSet.has(message), breathe })
    assert.deepEqual([merged.head, merged.postings], [built(mapOf(kept)).head, built(mapOf(kept)).postings])
  }), { numRuns: 200 })
})

test('a message in two segments counts once, by the first', async () => {
  const one = built(new Map([[5, [{ text: 'oud', fields: fields.text }]]]))
  const two = built(new Map([[5, [{ text: 'nieuw', fields: fields.text }]], [6, [{ text: 'nieuw', fields: fields.text }]]]))
  const merged = await merge([one, two].map(({ head, postings }) => ({ segment: new Segment(head), postings })),
    { isGone: () => false, breathe })
  assert.deepEqual([found(merged, 'oud'), found(merged, 'nieuw')], [[5], [6]])
})

test('long runs are found by any stretch up to the overlap, at and past the window', () => {
  for (const length of [WORD_LENGTH_MAX - 1, WORD_LENGTH_MAX, WORD_LENGTH_MAX + 1, 3 * WORD_LENGTH_MAX + 5]) {
    const run = Array.from({ length }, (_, index) => 'abcdefghijklmnopqrstuvwxyz'[(index * 7 + Math.floor(index / 26)) % 26]).join('')
    const words = [...wordsOf(run)]
    assert.ok(words.every((word) => word.length <= WORD_LENGTH_MAX))
    for (let at = 0; at + WINDOW_OVERLAP <= length; at++) {
      const stretch = run.slice(at, at + WINDOW_OVERLAP)
      assert.ok(words.some((word) => word.includes(stretch)), `${length} at ${at}`)
    }
  }
})

test('a long run of letters that take two units each is found by its stretches, wherever a window cuts', () => {
  const letters = Array.from({ length: 90 }, (_, index) => String.fromCodePoint(0x20000 + index * 7))
  for (const text of [letters.join(''), `a${letters.join('')}`]) {
    const { head } = built(new Map([[5, [{ text, fields: 1 }]]]))
    const segment = new Segment(head)
    for (let at = 0; at + 20 <= letters.length; at++) {
      const [part] = needleOf(letters.slice(at, at + 20).join('')).runs
      assert.ok(part?.run.isWellFormed() && segment.find(part, { folded: false }).length > 0, `at ${at}`)
    }
    assert.ok(needleOf(text).runs.every((part) =>
      part.run.isWellFormed() && segment.find(part, { folded: false }).length > 0))
  }
})

test('the table gathers the words that a text has, at the longest word and past it, pairs and halves of pairs', () => {
  const unit = fc.constantFrom('a', 'é', 'e\u0301', '7', ' ', '-', '\n', '😀', '𝒳', '\ud835', '\udcb3', '字', 'x'.repeat(WORD_LENGTH_MAX))
  fc.assert(fc.property(fc.array(fc.string({ unit, maxLength: 12 }), { minLength: 1, maxLength: 8 }), (texts) => {
    const table = new WordTable()
    const wanted = new Map<string, Map<number, number>>()
    for (const [index, text] of texts.entries()) {
      const place = Math.floor(index / 2)
      const mask = 1 + index % 2
      table.text(text, place, mask)
      for (const word of wordsOf(text)) {
        const places = wanted.get(word) ?? new Map<number, number>()
        wanted.set(word, places.set(place, (places.get(place) ?? 0) | mask))
      }
    }
    const gathered = [...table.sorted()].map(({ word, places, masks }) => [word, places, masks])
    assert.deepEqual(gathered, [...wanted].sort(([a], [b]) => a < b ? -1 : 1)
      .map(([word, places]) => [word, [...places.keys()], [...places.values()]]))
  }), { numRuns: 500 })
})

test('the table grows past every size it begins with', () => {
  const table = new WordTable()
  const words = Array.from({ length: 60_000 }, (_, index) => `woord${index}`)
  table.text(words.join(' '), 0, 1)
  table.text(words.join(','), 1, 2)
  assert.equal(table.postings, 120_000)
  const all = [...table.sorted()]
  assert.deepEqual(all.map(({ word }) => word), words.toSorted())
  assert.ok(all.every(({ places, masks }) => places.join() === '0,1' && masks.join() === '1,2'))
})

test('a text of several runs is never ruled out where it stands, at the edges of words and of a segment', () => {
  const unit = fc.constantFrom('a', 'b', 'é', 'e\u0301', '\u0301', 'ß', '7', ' ', '-', '@', '≠', '\n', '😀', '𝒳', '𝒳',
    'x'.repeat(WORD_LENGTH_MAX))
  const text = fc.string({ unit, maxLength: 24 })
  const some = fc.array(text, { minLength: 1, maxLength: 4 })
  fc.assert(fc.property(some, fc.nat(), fc.nat({ max: 12 }), fc.boolean(), (texts, from, length, folded) => {
    const form = (each: string): string => folded ? withoutAccents(each) : each
    const searched = texts.map(searchedText)
    const { head } = built(new Map(searched.map((one, message) => [message + 1, [{ text: one, fields: 1 }]])))
    const segment = new Segment(head)
    for (const one of searched) {
      const needle = form(one.slice(from % (one.length + 1)).slice(0, length))
      if (!form(one).includes(needle)) continue
      for (const part of needleOf(needle).runs) {
        const holding = segment.find(part, { folded })
        const wanted = [...wordsOf(one)].map(form)
          .filter((word) => part.begins && part.ends ? word === part.run
            : part.begins ? word.startsWith(part.run) : part.ends ? word.endsWith(part.run) : word.includes(part.run))
        assert.ok(wanted.length > 0, `${JSON.stringify(part)} of ${JSON.stringify(needle)} in ${JSON.stringify(one)}`)
        assert.deepEqual(holding, [...new Set(holding)].sort((a, b) => a - b))
        const found = new Set(holding.map((index) => form(segment.word(index))))
        for (const word of wanted) assert.ok(found.has(word), `${JSON.stringify(part)} not in ${JSON.stringify(word)}`)
      }
    }
  }), { numRuns: 600 })
})

test('what a query can say alone, and what must be verified', () => {
  const part = (run: string, begins: boolean, ends: boolean) => ({ run, begins, ends })
  assert.deepEqual(needleOf('zorg'), { runs: [part('zorg', false, false)], isExact: true })
  assert.deepEqual(needleOf('jan de vries'), {
    runs: [part('jan', false, true), part('de', true, true), part('vries', true, false)], isExact: false,
  })
  assert.deepEqual(needleOf('m3@'), { runs: [part('m3', false, true)], isExact: false })
  assert.deepEqual(needleOf('@huis'), { runs: [part('huis', true, false)], isExact: false })
  assert.deepEqual(needleOf('%%'), { runs: [], isExact: false })
  assert.equal(needleOf('a'.repeat(WINDOW_OVERLAP)).isExact, true)
  const longest = 'a'.repeat(WINDOW_OVERLAP)
  assert.deepEqual(needleOf(`${longest}a`), { runs: [part(longest, false, false)], isExact: false })
  // Of a run that was cut nothing is known of its end.
  assert.deepEqual(needleOf(`-${longest}a-`).runs, [part(longest, true, false)])
})

test('a segment that was cut off or changed throws and never answers wrongly by much work', () => {
  const { head } = built(new Map([[5, [{ text: 'een twee drie', fields: 1 }]]]))
  for (let length = 0; length < head.length; length++) {
    try {
      new Segment(head.subarray(0, length))
    } catch (error) {
      assert.ok(error instanceof RangeError)
    }
  }
})
