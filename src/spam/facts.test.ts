import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AGREEMENT_LENGTH_MAX } from './agreement.ts'
import { letterOf } from './letter.ts'
import { fraudWeight, PHRASES_WITHIN } from './phrases.ts'
import { FRAUD_WORDS } from './signs-lists.ts'
import { marksOf } from './tokens.ts'
import { unitsOfText } from './units.ts'

const raw = (head: string, body: string): Uint8Array => Buffer.from(`${head}\r\n\r\n${body}`)
const factsOf = (head: string, body: string): Set<number> => new Set(marksOf(letterOf(raw(head, body))).facts)
const differ = (one: Set<number>, other: Set<number>): boolean =>
  one.size !== other.size || [...one].some((fact) => !other.has(fact))
const saidBy = (head: string, body: string): string => {
  const { said } = letterOf(raw(head, body))
  return said.text(0, said.length)
}

test('what a list puts before a subject and under a mail is not read', () => {
  assert.equal(saidBy('Subject: [ILUG] hello there', 'x'), 'hello there\nx')
  assert.equal(saidBy('Subject: Re: [Some list] hello', 'x'), 'Re: hello\nx')
  assert.equal(saidBy('Subject: hello [today]', 'x'), 'hello [today]\nx')
  const footer = '\r\n_______________________________________________\r\nClub mailing list\r\nhttp://lists.test/listinfo/club\r\n'
  assert.equal(saidBy('Subject: s', `first\r\nlast${footer}`), 's\nfirst\nlast')
  assert.match(saidBy('Subject: s', 'first\r\n-- \r\nTom\r\n'), /Tom/)
})

test('whether a name, its address, its links and its words agree are facts', () => {
  const head = 'From: Anna Bakker <anna.bakker@zorghuis.test>'
  const signed = factsOf(head, 'Dag, tot morgen. Groet, Anna')
  assert.ok(differ(signed, factsOf(head, 'Dag, tot morgen. Groet, Rosa')), 'signed with another name')
  assert.ok(differ(factsOf(head, 'Dag. http://www.zorghuis.test/a'), factsOf(head, 'Dag. http://www.elderss.test/a')), 'a link to another house')
  assert.ok(differ(factsOf(`${head}\r\nTo: kees@x.test`, 'Beste kees'), factsOf(`${head}\r\nTo: bert@x.test`, 'Beste kees')), 'the reader is named')
  assert.ok(!differ(signed, factsOf(head, 'Dag, tot morgen. Groet, Anna')))
})

test('facts and words are apart, and together what readers teach', () => {
  const { places, facts, words } = marksOf(letterOf(raw('From: a@a.test\r\nSubject: hello', 'some words')))
  assert.deepEqual([...facts, ...words], [...places])
  assert.ok(facts.length > 5 && words.length > 3)
})

test('every phrase of fraud is found, in capitals, with accents and across a line end; each counts once, each kind to its most', () => {
  const weightOf = (text: string): number => fraudWeight(unitsOfText(text), text.length)
  for (const { phrases, each } of FRAUD_WORDS) {
    for (const phrase of phrases) {
      for (const text of [phrase, `xx ${phrase.toUpperCase()}`, `xx ${phrase.replaceAll(' ', '\r\n').replaceAll('e', 'é')} yy`]) assert.ok(weightOf(text) >= each, `${phrase} in ${text}`)
    }
  }
  assert.equal(weightOf('quota quota quota'), FRAUD_WORDS[0]?.each)
  assert.equal(weightOf(FRAUD_WORDS[0]?.phrases.join(' | ') ?? '') >= (FRAUD_WORDS[0]?.most ?? 0), true)
  assert.equal(weightOf('Tot morgen, neem het rooster mee.'), 0)
  assert.equal(weightOf(`${'x'.repeat(PHRASES_WITHIN + 1024)} quota`), 0)
})

test('names and texts of any length end', () => {
  const long = 'a '.repeat(AGREEMENT_LENGTH_MAX)
  assert.ok(factsOf(`From: "${long}" <${'b'.repeat(5000)}@${'c.'.repeat(3000)}test>\r\nTo: ${long}<${'d'.repeat(5000)}@x.test>\r\nSubject: ${'[a] '.repeat(2000)}`, long).size > 5)
})
