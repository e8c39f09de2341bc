import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReasonText } from '../../../src/guard/explain.ts'
import { foundList, WORDS_SHOWN } from './found-list.ts'
import type { FoundWord } from './judged.ts'

const word = (type: string, text: string): FoundWord =>
  ({ type, detector: 'd', word: text, part: 'body', attachment: undefined, where: undefined, start: 0 })
const reason = (name: ReasonText['reason'], short: string): ReasonText =>
  ({ reason: name, short, sentence: `Waarom ${short}.`, wayOut: '', ground: '', findings: [], where: [], mayOverride: 'no' })

test('a reason without words of its own has its line with the sentence why, and no other has', () => {
  const list = foundList([word('BSN', '111222333'), word('HEALTH', 'diabetes')],
    [reason('national-id', 'een BSN'), reason('health', 'iemands gezondheid'), reason('personal-data', 'persoonlijke gegevens')], 'nl')
  assert.deepEqual(list.kinds.map(([title]) => title), ['BSN', 'Iemands gezondheid'])
  assert.deepEqual(list.others, [{ title: 'Persoonlijke gegevens', sentence: 'Waarom persoonlijke gegevens.' }])
  assert.equal(list.more, 0)
})

test('many words of one kind do not push out what the heading names too; the rest is counted', () => {
  const numbers = Array.from({ length: WORDS_SHOWN + 1 }, (_, index) => word('BSN', String(index)))
  const list = foundList([...numbers, word('HEALTH', 'diabetes')], [reason('national-id', 'een BSN'), reason('health', 'iemands gezondheid')], 'nl')
  assert.deepEqual(list.kinds.map(([title, words]) => [title, words.length]), [['BSN', WORDS_SHOWN - 1], ['Iemands gezondheid', 1]])
  assert.deepEqual([list.others, list.more], [[], 2])
  assert.equal(foundList(numbers.slice(1), [reason('national-id', 'een BSN')], 'nl').more, 0)
})
