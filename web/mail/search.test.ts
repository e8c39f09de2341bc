import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDay } from './search-days.ts'
import { hasWords, readSearch, searchLengthMax, searchTermsMax, searchWords } from './search.ts'

const now = new Date(2026, 5, 11, 11, 0).getTime()

test('Dutch and English names give the same filter', () => {
  for (const [dutch, english] of [['van:tom', 'from:tom'], ['aan:x', 'to:x'], ['onderwerp:plan', 'subject:plan'], ['bijlage:ja', 'attachment:yes'], ['is:ongelezen', 'is:unread'], ['beveiligd:ja', 'secured:yes'], ['is:beveiligd', 'is:secured'], ['beveiligd:nee', 'secured:no']]) {
    assert.deepEqual(readSearch(dutch ?? '', now), readSearch(english ?? '', now))
  }
})

test('sizes, and whether a search has words to show', () => {
  for (const [query, filter] of [
    ['groter:5MB', { minSize: 5_000_000 }], ['larger:200k', { minSize: 200_000 }], ['kleiner:12', { maxSize: 12 }], ['smaller:1m', { maxSize: 1_000_000 }],
  ] as const) assert.deepEqual(readSearch(query, now)?.filter, filter)
  assert.deepEqual(readSearch('groter:veel', now)?.filter, { text: 'groter:veel' })
  for (const [query, words] of [['rollator', true], ['onderwerp:x van:y', true], ['tekst:x', true], ['van:y', false], ['is:ongelezen na:gisteren', false]] as const) {
    assert.equal(hasWords(readSearch(query, now)?.filter ?? {}), words, query)
  }
})

test('several conditions must all hold', () => {
  assert.deepEqual(readSearch('van:"wijkteam oost" rollator bijlage:nee', now), {
    filter: { operator: 'AND', conditions: [{ from: '"wijkteam oost"' }, { text: 'rollator' }, { hasAttachment: false }] },
    unknown: [], isDayUnknown: false, days: [],
  })
})

test('an unknown name is searched as a word and reported', () => {
  assert.deepEqual(readSearch('kleur:rood', now), { filter: { text: 'kleur:rood' }, unknown: ['kleur'], isDayUnknown: false, days: [] })
  assert.deepEqual(readSearch('constructor:x', now)?.unknown, ['constructor'])
  assert.deepEqual(readSearch('https://a.example', now)?.unknown, [])
})

test('a blank behind the colon is as good as none', () => {
  for (const [apart, together] of [
    ['van: jansen', 'van:jansen'], ['van: "Jan de Vries" rollator', 'van:"Jan de Vries" rollator'], ['bijlage: nee', 'bijlage:nee'],
    ['is: ongelezen plan', 'is:ongelezen plan'], ['na: 1-6', 'na:1-6'], ['groter: 5MB', 'groter:5MB'], ['bijlage: van: tom', 'bijlage: van:tom'],
    ['na: 1 juni 2025 voor: 1 juli 2025', 'na:2025-06-01 voor:2025-07-01'], ['sinds:juni 2025 begroting', 'na:2025-06-01 begroting'],
    ['na:1 mei rollator', 'na:2026-05-01 rollator'], ['beveiligd: dossier', 'beveiligd: "dossier"'],
  ] as const) assert.deepEqual(readSearch(apart, now), readSearch(together, now), apart)
  assert.deepEqual(readSearch('beveiligd: dossier', now)?.filter, { operator: 'AND', conditions: [{ isProtected: true }, { text: 'dossier' }] })
  assert.deepEqual(readSearch('van: aan:', now)?.filter, { operator: 'AND', conditions: [{ text: 'van:' }, { text: 'aan:' }] })
})

test('a blank before the colon of a name that is known is as good as none', () => {
  for (const [apart, together] of [
    ['van : anja', 'van:anja'], ['van :anja rollator', 'van:anja rollator'], ['Na : 1 juni 2025', 'na:2025-06-01'], ['plan is : ongelezen', 'plan is:ongelezen'],
  ] as const) assert.deepEqual(readSearch(apart, now), readSearch(together, now), apart)
  assert.deepEqual(readSearch('kleur : rood', now)?.filter, { operator: 'AND', conditions: [{ text: 'kleur' }, { text: 'rood' }] })
})

test('a day that is none is told as that, not as a name that is not known', () => {
  for (const query of ['voor: morgen', 'na: 32 november', 'na: volgende week', 'voor:', 'sinds:foo', 'before: never']) {
    const search = readSearch(query, now)
    assert.deepEqual([search?.isDayUnknown, search?.unknown, search?.days], [true, [], []], query)
  }
  assert.equal(readSearch('na: gisteren voor: vandaag kleur:rood', now)?.isDayUnknown, false)
})

test('the days that are searched by are told with their year, in the order in which they were typed', () => {
  assert.deepEqual(readSearch('na: 1 dec', now)?.days, [{ field: 'after', at: new Date(2025, 11, 1).getTime() }])
  assert.deepEqual(readSearch('voor:1-6 rollator na:2024', now)?.days, [
    { field: 'before', at: new Date(2026, 5, 1).getTime() }, { field: 'after', at: new Date(2024, 0, 1).getTime() },
  ])
})

test('an attachment by a word of its name or text', () => {
  assert.deepEqual(readSearch('bijlage:indicatie.pdf', now)?.filter, { hasAttachment: true, text: 'indicatie.pdf' })
  assert.deepEqual(readSearch('bijlage: "zorg plan"', now)?.filter, { hasAttachment: true, text: '"zorg plan"' })
})

test('a value that means nothing falls back to words', () => {
  assert.deepEqual(readSearch('na:morgen', now)?.filter, { text: 'na:morgen' })
  assert.deepEqual(readSearch('van:', now)?.filter, { text: 'van:' })
})

test('nothing to search gives nothing', () => {
  for (const query of ['', '   ', '""', ':']) assert.equal(readSearch(query, now), undefined)
})

test('days in several spellings; days that do not exist are refused', () => {
  const ninth = new Date(2026, 5, 9).getTime()
  for (const value of ['2026-06-09', '09-06-2026', '9-6', '9/6/2026', '9.6.2026']) assert.equal(readDay(value, now), ninth, value)
  for (const value of ['9 juni', '9-juni-2026', '9 Jun 2026', '9 june']) assert.equal(readDay(value, now), ninth, value)
  assert.equal(readDay('gisteren', now), new Date(2026, 5, 10).getTime())
  assert.equal(readDay('eergisteren', now), ninth)
  assert.equal(readDay('dinsdag', now), ninth)
  assert.equal(readDay('donderdag', now), new Date(2026, 5, 11).getTime(), 'today is one')
  assert.equal(readDay('maart', now), new Date(2026, 2, 1).getTime())
  for (const value of ['1 dec', '1-12', 'december']) assert.equal(readDay(value, now), new Date(2025, 11, 1).getTime(), 'the last that was')
  assert.equal(readDay('2025', now), new Date(2025, 0, 1).getTime())
  assert.equal(readDay('juni 2024', now), new Date(2024, 5, 1).getTime())
  for (const value of ['31-02-2026', '9', '', 'x-y', '1-2-3-4', '13-13-2026', '31 juni', 'constructor', '9 foo', '12 juni 26']) assert.equal(readDay(value, now), undefined, value)
})

test('quotes keep words together; an open quote runs to the end', () => {
  assert.deepEqual(searchWords('a "b c" d"e f'), ['a', 'b c', 'de f'])
})

test('length and number of terms are limited', () => {
  assert.equal(searchWords('a '.repeat(searchTermsMax)).length, searchTermsMax)
  assert.equal(searchWords('a '.repeat(searchTermsMax + 1)).length, searchTermsMax)
  assert.equal(searchWords('x'.repeat(searchLengthMax))[0]?.length, searchLengthMax)
  assert.equal(searchWords('x'.repeat(searchLengthMax + 1))[0]?.length, searchLengthMax)
})
