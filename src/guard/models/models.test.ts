import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { assess } from '../assess.ts'
import { casePolicy } from '../cases.ts'
import { judged, knowledge, mail, scores } from '../guard.testing.ts'
import { readPart } from '../reading.ts'
import { ByteReader, ByteWriter } from './byte-reader.ts'
import { FIELDS_MAX, FIELD_INTS, Fields } from './fields.ts'
import { LABELS } from './labels.ts'
import { taggerOf } from './meaning.ts'
import { nameSpans } from './name-spans.ts'
import { readPassageModel, ROWS_MAX, writePassageModel } from './passage-model.ts'
import { MAGIC, PARTS_MAX, readWeights, WEIGHTS_BYTES_MAX, writeWeights, type Weights } from './weights.ts'

const file = new Uint8Array(readFileSync(new URL('../weights/server.bin', import.meta.url)))
const weights = readWeights(file) as Weights

test('numbers go into bytes and come back', () => {
  fc.assert(fc.property(fc.nat(0xffffffff), fc.nat(255), fc.float({ noNaN: true }), (large, small, share) => {
    const reader = new ByteReader(new ByteWriter().varint(large).u8(small).u32(large).f32(share).ascii('abc').done())
    assert.deepEqual([reader.varint(), reader.u8(), reader.u32(), reader.f32(), reader.ascii(reader.u8())], [large, small, large, Math.fround(share), 'abc'])
    assert.equal(reader.left, 0)
    assert.throws(() => reader.u8(), RangeError)
  }))
})

test('a file of weights is read whole or not at all', () => {
  assert.match(weights.version, /^[0-9a-f]{8}$/)
  assert.equal(readWeights(new Uint8Array(0)), null)
  assert.equal(readWeights(file.subarray(0, file.length - 1)), null)
  assert.equal(readWeights(new Uint8Array(WEIGHTS_BYTES_MAX + 1)), null)
  for (const at of [0, 5, 9, 400, file.length >> 1, file.length - 1]) {
    const altered = file.slice()
    altered[at] = (altered[at] ?? 0) ^ 0x10
    assert.equal(readWeights(altered), null, `byte ${at}`)
  }
  assert.equal(readWeights(writeWeights([])), null)
  const parts = Array.from({ length: PARTS_MAX + 1 }, () => ({ name: 'x', bytes: new Uint8Array(0) }))
  assert.equal(readWeights(writeWeights(parts)), null)
  assert.equal(MAGIC.length, 4)
})

test('any bytes give weights or null, never an error', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
    assert.equal(readWeights(writeWeights([{ name: 'passages', bytes }, { name: 'decision', bytes }, { name: 'tagger', bytes }])), null)
  }), { numRuns: 300 })
})

test('a model comes back as it was written; one row too many is refused', () => {
  const buckets = Int32Array.from([0, 31, 32, 70_000, (1 << 20) - 1])
  const cells = Int8Array.from({ length: buckets.length * LABELS.length }, (_, at) => (at % 255) - 127)
  const writer = new ByteWriter()
  writePassageModel(writer, { buckets, cells, unit: new Float32Array(LABELS.length).fill(0.5),
    bias: new Float32Array(LABELS.length) })
  const read = readPassageModel(new ByteReader(writer.done()))
  assert.deepEqual([...buckets].map((bucket) => read.rows.row(bucket)), [0, 1, 2, 3, 4])
  assert.equal(read.rows.row(33), -1)
  assert.deepEqual(read.cells, cells)
  const head = new ByteWriter().u8(LABELS.length)
  for (let at = 0; at < LABELS.length * 2; at += 1) head.f32(0)
  assert.throws(() => readPassageModel(new ByteReader(head.u32(ROWS_MAX + 1).done())), RangeError)
})

test('fields of meaning: whole words, begins, ends; no more than there are bits', () => {
  const fields = new Fields({ body: 'knie *kanker', money: 'schuld* geld' })
  const look = (word: string): number => {
    const into = new Int32Array(FIELD_INTS)
    fields.look(Uint16Array.from([...word].map((letter) => letter.charCodeAt(0))), word.length, into, 0)
    return into[0] ?? 0
  }
  assert.deepEqual(['knie', 'knieen', 'borstkanker', 'schuldeiser', 'geldig', 'schul'].map(look), [1, 0, 1, 2, 0, 0])
  const many = (count: number): Record<string, string> => Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, 'woord']))
  assert.equal(new Fields(many(FIELDS_MAX)).names.length, FIELDS_MAX)
  assert.throws(() => new Fields(many(FIELDS_MAX + 1)), RangeError)
})

test('the development cases with the models', () => {
  const { f1, wrong } = scores(judged('presend.jsonl', weights))
  assert.ok(f1 >= 0.96, `${f1}: ${wrong.join(' ')}`)
  const own = scores(judged('own.jsonl', weights))
  assert.ok(own.precision >= 0.9 && own.recall >= 0.88, `${own.precision} ${own.recall}: ${own.wrong.join(' ')}`)
})

test('a statute speaks of illness, debts and offences, and is public', () => {
  for (const body of [
    'Indien de werknemer, bedoeld in artikel 4, eerste lid, arbeidsongeschikt is wegens ziekte, wordt de uitkering verminderd met het loon.',
    '1. Onze Minister stelt regels omtrent de zorg voor gedetineerden. 2. Het eerste lid is niet van toepassing op de arts, bedoeld in artikel 12.',
  ]) assert.equal(judge(body).secure, false, body)
})

const judge = (body: string): ReturnType<typeof assess> => assess(mail(body), knowledge(), casePolicy, weights)

test('what is told without listed words is found, and the words that carry it are marked', () => {
  for (const [body, reason] of [
    ['Beste Eva,\n\nOma herkent ons niet meer en is vannacht weer in haar nachthemd over straat gaan lopen. Kan de thuiszorg vaker langskomen?', 'health'],
    ['Peter loopt vijf maanden achter met de huur en durft de post niet meer open te maken.', 'financial'],
    ['We sluiten de vestiging in Breda per 1 mei. Het personeel hoort het pas na de vakantie, dus niets zeggen.', 'confidential-business'],
    ['My mother has been seeing people in the garden who are not there, and she no longer eats.', 'health'],
    ['Nobody may know yet: we are going to buy Redwood Ltd for 4 million. The board signs on Monday.', 'confidential-business'],
  ] as const) {
    const { secure, reasons, findings } = judge(body)
    const found = reasons.find((one) => one.reason === reason)
    assert.ok(secure && found !== undefined, body)
    for (const index of found.findings) {
      const mark = findings[index]
      assert.ok(mark !== undefined && mark.start >= 0 && mark.end <= body.length && mark.end > mark.start, body)
    }
    assert.ok(found.findings.length > 0, body)
  }
})

test('texts about nobody stay ordinary', () => {
  for (const body of [
    'De vergadering van dinsdag is verplaatst naar de grote zaal. Neem je eigen koffie mee.',
    'Griepklachten? Blijf thuis, drink genoeg en neem zo nodig paracetamol.',
    'The pallets will be with you on Monday between eight and ten. The driver rings half an hour ahead.',
    'Wir suchen eine Pflegefachkraft für 30 Stunden. Gehalt nach Tarif.',
    'La fête du village aura lieu le 12 juillet. Bal et feu d’artifice à 23 h.',
  ]) assert.equal(judge(body).secure, false, body)
})

test('impaired says whether the models worked, and the version names the weights', () => {
  const without = assess(mail('Tot morgen.'), knowledge(), casePolicy)
  assert.deepEqual(without.impaired, ['models'])
  const { impaired, version } = judge('Tot morgen.')
  assert.deepEqual(impaired, [])
  assert.ok(version.endsWith(`+${weights.version}`))
})

test('names: unknown surnames are persons, firms and places are none', () => {
  const tagger = taggerOf(weights)
  assert.ok(tagger !== null)
  const persons = (text: string): string[] => [...readPart('body', text)].flatMap(({ scan }) => nameSpans(scan, tagger).filter(({ isPerson }) => isPerson)
    .map(({ first, last }) => text.slice(scan.start[first], scan.end[last])))
  assert.deepEqual(persons('Gisteren sprak minister Frank Vandermeulen met de burgemeester van Gent.'), ['Frank Vandermeulen'])
  assert.deepEqual(persons('De trein naar Antwerpen rijdt vandaag niet.'), [])
  assert.deepEqual(persons('Wij maken uw kozijnen op maat.'), [])
})

test('a long text and odd characters are scored without error', () => {
  const long = `${'De vergadering is verplaatst naar de grote zaal. '.repeat(4000)}Oma herkent ons niet meer en is vannacht over straat gaan lopen.`
  assert.ok(judge(long).reasons.length >= 0)
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (body) => {
    const { findings } = judge(body)
    for (const { start, end } of findings) assert.ok(start >= 0 && end >= start && end <= body.length)
  }), { numRuns: 100 })
})
