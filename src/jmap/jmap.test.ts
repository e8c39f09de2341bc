import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { Arguments } from './arguments.ts'
import { readDate, readUtcDate, utcDate, zonedDate } from './dates.ts'
import { MethodFailure, SetFailure } from './errors.ts'
import { headerProperty } from './header-property.ts'
import { accountId, accountOf, blobId, blobPlace, emailId, isId, mailboxOf, messageOf, stateNumber, type BlobPlace } from './ids.ts'
import { jsonDepthWithin, type JsonObject } from './json.ts'
import { flagOfKeyword, keywordOfFlag } from './keywords.ts'
import { jmapLimits, REFERENCE_ITEMS_MAX } from './limits.ts'
import { applyPatch, PATCH_ENTRIES_MAX, readPatch } from './patch.ts'
import { resolveReferences } from './references.ts'
import { parseRequest } from './request.ts'
import { capabilities } from './session.ts'
import { snippet } from './snippet.ts'

test('ids are read back as they were written, and nothing else is one', () => {
  fc.assert(fc.property(fc.nat({ max: 2 ** 48 }), (number) => {
    assert.equal(accountOf(accountId(number)), number)
    assert.equal(messageOf(emailId(number)), number)
    assert.ok(isId(emailId(number)))
    assert.equal(mailboxOf(emailId(number)), undefined)
  }))
  for (const wrong of ['', 'M', 'm1', 'M01', 'M-1', 'M1.5', 'MZ', 'M1 ', ' M1', 'Mzzzzzzzzzzzz', 'M__proto__', null, 5, {}, ['M1']]) {
    assert.equal(messageOf(wrong), undefined, JSON.stringify(wrong))
  }
})

test('blob ids name a message, a part or an upload', () => {
  const places: readonly BlobPlace[] = [
    { of: 'message', message: 77 }, { of: 'part', message: 77, part: '1' }, { of: 'part', message: 1, part: '2.1.10' }, { of: 'upload', id: 'aB-_9' },
  ]
  for (const place of places) {
    assert.ok(isId(blobId(place)))
    assert.deepEqual(blobPlace(blobId(place)), place)
  }
  for (const wrong of ['B', 'U', 'B1_', 'B1_0', 'B1_01', 'B1__1', 'B1_1_', 'B1.1', 'B1_a', `B1_${'1_'.repeat(80)}1`, 'X1', '../B1', 'B1/2', 5, null]) {
    assert.equal(blobPlace(wrong), undefined, String(wrong))
  }
})

test('states are change numbers and nothing else', () => {
  assert.deepEqual([stateNumber('0'), stateNumber('12')], [0, 12])
  for (const wrong of ['', '01', '-1', '1.0', '1e3', ' 1', '99999999999999999', 'NaN']) assert.equal(stateNumber(wrong), undefined, wrong)
})

test('depth is counted outside strings', () => {
  assert.equal(jsonDepthWithin('[[[]]]', 3), true)
  assert.equal(jsonDepthWithin('[[[[]]]]', 3), false)
  assert.equal(jsonDepthWithin('["[[[[", "\\"[[[["]', 1), true)
  assert.equal(jsonDepthWithin('"\\', 1), true)
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const depth = (one: unknown): number => typeof one === 'object' && one !== null ? 1 + Math.max(0, ...Object.values(one).map(depth)) : 0
    const text = JSON.stringify(value)
    assert.equal(jsonDepthWithin(text, depth(value)), true)
    if (depth(value) > 0) assert.equal(jsonDepthWithin(text, depth(value) - 1), false)
  }))
})

test('references walk a response by pointer', () => {
  const responses = [['A/get', { list: [{ ids: ['1', '2'], 'a/b': 1 }, { ids: ['3'] }], n: null }, 'x']] as const
  const resolve = (path: string, more: JsonObject = {}): unknown =>
    resolveReferences({ '#v': { resultOf: 'x', name: 'A/get', path }, ...more }, responses)['v']
  assert.deepEqual(resolve('/list/*/ids'), ['1', '2', '3'])
  assert.deepEqual([resolve('/list/1/ids/0'), resolve('/list/0/a~1b'), resolve('/n'), resolve('/list/*/ids/*')], ['3', 1, null, ['1', '2', '3']])
  const failures: readonly (readonly [unknown, string])[] = [
    [{ resultOf: 'x', name: 'A/get', path: '/list/2' }, 'invalidResultReference'], [{ resultOf: 'x', name: 'A/get', path: '/list/-1' }, 'invalidResultReference'],
    [{ resultOf: 'x', name: 'A/get', path: '/list/00' }, 'invalidResultReference'], [{ resultOf: 'x', name: 'A/get', path: '/constructor' }, 'invalidResultReference'],
    [{ resultOf: 'x', name: 'A/get', path: 'list' }, 'invalidResultReference'], [{ resultOf: 'x', name: 'B/get', path: '/list' }, 'invalidResultReference'],
    [{ resultOf: 'y', name: 'A/get', path: '/list' }, 'invalidResultReference'], [{ resultOf: 'x', name: 'A/get' }, 'invalidResultReference'],
    ['x', 'invalidResultReference'], [{ resultOf: 'x', name: 'A/get', path: '/list'.repeat(20) }, 'invalidResultReference'],
  ]
  for (const [reference, type] of failures) {
    assert.throws(() => resolveReferences({ '#v': reference }, responses), (error) => error instanceof MethodFailure && error.type === type, JSON.stringify(reference))
  }
  assert.throws(() => resolve('/n', { v: 1 }), (error) => error instanceof MethodFailure && error.type === 'invalidArguments')
  const many = (count: number) => [['A/get', { list: [Array(count).fill('a')] }, 'x']] as const
  const gather = { '#v': { resultOf: 'x', name: 'A/get', path: '/list/*' } }
  assert.equal((resolveReferences(gather, many(REFERENCE_ITEMS_MAX))['v'] as unknown[]).length, REFERENCE_ITEMS_MAX)
  assert.throws(() => resolveReferences(gather, many(REFERENCE_ITEMS_MAX + 1)), MethodFailure)
})

test('patches change members, and none lies inside another', () => {
  assert.deepEqual({ ...applyPatch({ a: 1, k: { x: true } }, { a: 2, 'k/y': true, 'k/x': null }) }, { a: 2, k: Object.assign(Object.create(null), { y: true }) })
  for (const patch of [{ k: {}, 'k/x': true }, { 'k/x/y': 1 }, { '': 1 }, { '/x': 1 }, { 'a/x': 1 }]) {
    assert.throws(() => applyPatch({ a: 1, k: {} }, patch), (error) => error instanceof SetFailure && error.error.type === 'invalidPatch', JSON.stringify(patch))
  }
  const entries = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k/${at}`, true]))
  assert.equal(readPatch(entries(PATCH_ENTRIES_MAX)).size, 1)
  assert.throws(() => readPatch(entries(PATCH_ENTRIES_MAX + 1)), SetFailure)
  applyPatch({ k: {} }, JSON.parse('{"__proto__": {"polluted": 1}, "k/__proto__": true}') as JsonObject)
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
})

test('dates keep their moment and their offset', () => {
  assert.equal(utcDate(0), '1970-01-01T00:00:00Z')
  assert.equal(utcDate(1500), '1970-01-01T00:00:01.500Z')
  assert.equal(zonedDate({ ms: Date.UTC(2026, 10, 21, 22, 30), offsetMinutes: 90 }), '2026-11-22T00:00:00+01:30')
  assert.equal(zonedDate({ ms: 0, offsetMinutes: -210 }), '1969-12-31T20:30:00-03:30')
  assert.deepEqual(readDate('2026-11-22T00:00:00+01:30'), { ms: Date.UTC(2026, 10, 21, 22, 30), offsetMinutes: 90 })
  fc.assert(fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: -720, max: 840 }), (ms, offsetMinutes) => {
    assert.deepEqual(readDate(zonedDate({ ms, offsetMinutes })), { ms, offsetMinutes })
    assert.equal(readUtcDate(utcDate(ms)), ms)
  }))
  for (const wrong of ['2026-11-21', '2026-13-01T00:00:00Z', '2026-11-21T24:00:00Z', '2026-11-21t00:00:00z', '2026-11-21T00:00:00+00:00', 0, null]) {
    assert.equal(readUtcDate(wrong), undefined, String(wrong))
  }
})

test('keywords and flags are each other', () => {
  for (const [keyword, flag] of [['$seen', '\\Seen'], ['$SEEN', '\\Seen'], ['$forwarded', '$Forwarded'], ['Belangrijk', 'belangrijk']] as const) {
    assert.equal(flagOfKeyword(keyword), flag)
    assert.equal(keywordOfFlag(flag), keyword.toLowerCase())
  }
  for (const wrong of ['', 'a b', 'é', '$recent', '$deleted', 'a(b', 'a{', 'a]', 'a%', 'a*', 'a"', 'a\\b', 'x'.repeat(65), '\n']) assert.equal(flagOfKeyword(wrong), undefined, wrong)
  assert.equal(flagOfKeyword('x'.repeat(64)), 'x'.repeat(64))
  assert.equal(flagOfKeyword('__proto__'), '__proto__')
  assert.equal(keywordOfFlag('\\Deleted'), undefined)
})

test('header properties know which forms a field has', () => {
  assert.deepEqual(headerProperty('header:List-Id:asText:all'), { property: 'header:List-Id:asText:all', name: 'list-id', form: 'Text', all: true })
  assert.deepEqual(headerProperty('header:X-A'), { property: 'header:X-A', name: 'x-a', form: 'Raw', all: false })
  assert.equal(headerProperty('subject'), undefined)
  for (const wrong of ['header:', 'header::asText', 'header:From:asDate', 'header:Subject:asAddresses', 'header:X:asNope', 'header:X:all:asText', 'header:X Y', 'header:Received:asText', `header:${'x'.repeat(77)}`, 'header:X:constructor']) {
    assert.throws(() => headerProperty(wrong), MethodFailure, wrong)
  }
})

test('a snippet marks the words and escapes the rest', () => {
  assert.equal(snippet('<b>Dossier</b> & meer', ['dossier']), '&lt;b&gt;<mark>Dossier</mark>&lt;/b&gt; &amp; meer')
  assert.equal(snippet('niets', ['dossier']), null)
  assert.equal(snippet(`${'a '.repeat(500)}woord${' b'.repeat(500)}`, ['woord'])?.includes('<mark>woord</mark>'), true)
  assert.equal(snippet('x', []), null)
  assert.equal(snippet('Beste Marieke, hierbij de notulen van de vergadering', ['vergadering']), 'de notulen van de <mark>vergadering</mark>')
  const marked: readonly (readonly [string, string, string])[] = [
    ['Café De Zon', 'cafe', '<mark>Café</mark> De Zon'], ['Cafe\u0301 De Zon', 'café', '<mark>Cafe\u0301</mark> De Zon'],
    ['een ﬁnanciële vraag', 'fi', 'een <mark>ﬁ</mark>nanciële vraag'], ['ÉÉN vraag', 'een', '<mark>ÉÉN</mark> vraag'],
    ['de belastingdienst belast', 'belast belasting', 'de <mark>belasting</mark>dienst <mark>belast</mark>'],
    ['😀 emoji <b>', 'emoji', '😀 <mark>emoji</mark> &lt;b&gt;'],
  ]
  for (const [text, word, html] of marked) assert.equal(snippet(text, [word]), html)
  fc.assert(fc.property(fc.string(), fc.array(fc.string(), { maxLength: 20 }), (text, words) => {
    const html = snippet(text, words)
    if (html === null) return
    const bare = html.replaceAll('<mark>', '').replaceAll('</mark>', '')
    assert.doesNotMatch(bare, /[<>]/)
    const plain = bare.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
    assert.ok(text.replace(/\s+/g, ' ').includes(plain))
  }))
})

test('arguments of the wrong type name themselves', () => {
  const read = (value: unknown) => new Arguments({ a: value })
  for (const [work, text] of [
    [() => read(1).string('a'), /"a" must be a string/], [() => read('').id('a'), /"a" must be an id/], [() => read('x').integer('a', { min: 0, absent: 0 }), /whole number/],
    [() => read(-1).integer('a', { min: 0, absent: 0 }), /whole number/], [() => read(1.5).integer('a', { min: 0, absent: 0 }), /whole number/], [() => read([1]).stringsOrNull('a', 9), /array of strings/],
    [() => read([]).objectOrNull('a'), /an object/], [() => read({ x: 1 }).objectsOrNull('a'), /object of objects/], [() => read('true').boolean('a', false), /true or false/],
    [() => read(1).end(), /not known: a/],
  ] as const) assert.throws(work, (error) => error instanceof MethodFailure && text.test(error.message))
  assert.deepEqual(read(['x', 'x', '#y']).idsOrNull('a', 3), ['x', '#y'])
  assert.throws(() => read(['x', 'y']).idsOrNull('a', 1), (error) => error instanceof MethodFailure && error.type === 'requestTooLarge')
})

test('any text is a request or a problem', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
    const read = parseRequest(text, capabilities, jmapLimits)
    assert.ok('problem' in read || Array.isArray(read.request.methodCalls))
  }))
})
