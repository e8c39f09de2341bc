import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { goesOut, partsOf } from './answers.ts'
import { openFiles } from './make.ts'
import * as numbers from './numbers.ts'
import { seeded } from './random.ts'
import { casesFolder, humanCases, PARTS, presendCases } from './sets.ts'

const presend = PARTS.flatMap(presendCases)
const human = PARTS.flatMap(humanCases)

/** How many of each the set promises (design §12 and the README of the cases). */
const REASON_LEAST = 40
const PLAIN_LEAST = 100
const REASONS = ['national-id', 'health', 'financial', 'personal-data', 'dossier', 'credentials', 'confidential-business', 'criminal', 'special-category', 'children']
const WHYS = ['boilerplate', 'internal', 'business-iban', 'lookalike-number', 'public', 'health-general', 'health-statistics', 'animal-health', 'credentials-general',
  'keyword-without-data', 'fiction', 'test-data', 'public-key', 'no-sensitive', 'educational', 'news', 'vacancy', 'tender']
const KINDS = ['greeting-mismatch', 'forgotten-attachment', 'attachment-mismatch', 'lookalike-address', 'autocomplete-namesake', 'internal-only-to-external', 'many-external-visible', 'need-to-know']

test('what is frozen is what was hashed', () => {
  const readme = readFileSync(join(casesFolder, 'README.md'), 'utf8')
  for (const name of ['frozen-presend.jsonl', 'frozen-human-error.jsonl', 'sealed-presend.jsonl', 'sealed-human-error.jsonl']) {
    const hash = createHash('sha256').update(readFileSync(join(casesFolder, name))).digest('hex')
    assert.ok(readme.includes(`${hash}  ${name}`), `${name} is not what README.md says`)
  }
})

test('the same hearts and seed give the same bytes, and those are the files', () => {
  const made = openFiles()
  assert.deepEqual(openFiles(), made)
  for (const [name, text] of Object.entries(made)) assert.ok(readFileSync(join(casesFolder, name), 'utf8') === text, `${name}: run npm run eval -- --make`)
})

test('as many of each class, language and kind as promised', () => {
  const of = (is: (one: typeof presend[number]) => boolean): number => presend.filter(is).length
  assert.ok(presend.length >= 2000 && human.length >= 400)
  for (const reason of REASONS) assert.ok(of(({ expect }) => expect.reasons.includes(reason)) >= REASON_LEAST, reason)
  for (const why of WHYS.slice(0, 3)) assert.ok(of(({ expect }) => expect.why === why) >= PLAIN_LEAST, why)
  for (const [lang, wanted] of [['nl', 0.5], ['en', 0.2], ['de', 0.15], ['fr', 0.15]] as const) {
    assert.ok(Math.abs(of((one) => one.lang === lang) / presend.length - wanted) < 0.02, lang)
  }
  assert.ok(new Set([...presend, ...human].map(({ core }) => core)).size >= 700)
  assert.ok(presendCases('frozen').length * 3 >= 2000)
  for (const kind of KINDS) {
    const [errors, harmless] = [true, false].map((isError) => human
      .filter((one) => one.kind === kind && (one.expect.warn.length > 0) === isError).length)
    assert.ok((harmless ?? 0) >= (errors ?? 0) && (errors ?? 0) >= 10, kind)
  }
})

test('every pre-send case is whole: its values stand in it, its labels are known, inside stays inside', () => {
  assert.equal(new Set([...presend, ...human].map(({ id }) => id)).size, presend.length + human.length)
  for (const one of presend) {
    const { secure, reasons, entities, why } = one.expect
    assert.ok(one.from.includes('@') && one.to.length > 0 && one.subject !== '' && one.body !== '', one.id)
    assert.equal(secure, reasons.length > 0, one.id)
    assert.equal(why === undefined, secure, one.id)
    assert.ok(reasons.every((reason) => REASONS.includes(reason)) && (why === undefined || WHYS.includes(why)), one.id)
    assert.equal(goesOut(one), why !== 'internal', one.id)
    const texts = partsOf(one).map(({ text }) => text)
    for (const { type, value } of entities) assert.ok(type !== '' && value.trim() !== '' && texts.some((text) => text.includes(value)), `${one.id}: ${value}`)
    assert.ok(!texts.some((text) => /\{\w+\}|\[[a-z]:|<[^<>@\n]*\|/.test(text)), `${one.id} holds a slot or mark`)
  }
})

test('identifiers pass their checks, look-alikes say whether they do', () => {
  const checks: Readonly<Record<string, (bare: string) => boolean>> = {
    BSN: numbers.passesElevenTest, IBAN: numbers.passesMod97, CARD: numbers.passesLuhn,
    NIR: (bare) => Number(BigInt(bare) % 100n) === 97 - Number(BigInt(bare) / 100n % 97n),
    STEUER_ID: (bare) => bare.length === 11 && !bare.startsWith('0'), KVNR: (bare) => /^[A-Z]\d{9}$/.test(bare), NHS: (bare) => bare.length === 10,
  }
  let seen = 0
  for (const one of presend) {
    for (const { type, value } of one.expect.entities) {
      const check = checks[type]
      if (check === undefined) continue
      seen += 1
      assert.ok(check(value.replaceAll(/[ .-]/g, '')), `${one.id}: ${type} ${value}`)
    }
  }
  assert.ok(seen > 150)
  const random = seeded(1)
  for (let round = 0; round < 200; round += 1) {
    assert.ok(numbers.passesElevenTest(numbers.bsn(random)))
    assert.ok(numbers.passesElevenTest(numbers.writtenBsn(random).replaceAll(/[ .-]/g, '')))
    for (const lang of ['nl', 'en', 'de', 'fr']) assert.ok(numbers.passesMod97(numbers.iban(random, lang)))
    assert.ok(numbers.passesLuhn(numbers.card(random).replaceAll(' ', '')))
  }
})

test('every human-error case is whole', () => {
  for (const one of human) {
    assert.ok(one.expect.warn.every((kind) => kind === one.kind) && KINDS.includes(one.kind), one.id)
    assert.ok(one.to.length > 0 && one.body !== '' && !/\{\w+\}|\[[a-z]:/.test(one.body + one.subject), one.id)
    if (one.kind === 'many-external-visible') assert.equal(one.to.length > 10, one.expect.warn.length > 0, one.id)
    if (one.kind === 'forgotten-attachment' && one.expect.warn.length > 0) assert.deepEqual(one.attachments, [], one.id)
  }
})
