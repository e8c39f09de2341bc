import assert from 'node:assert/strict'
import { test } from 'node:test'
import { partsOf } from './answers.ts'
import { readCores } from './cores.ts'
import { learntRuns, nearCopies, RUN_WORDS, runsOf, trainingSnippets, wordsOf } from './leak.ts'
import { humanCases, PARTS, presendCases } from './sets.ts'

const REMEDY = 'Write the training snippet anew, about something else: who learns from the cases measures nothing.'

test('no run of eight words stands both in the training data and in the evaluation set', () => {
  const learnt = learntRuns(trainingSnippets())
  const shared = new Map<string, string>()
  for (const part of PARTS) {
    for (const one of [...presendCases(part), ...humanCases(part)]) {
      for (const { text } of partsOf(one)) {
        for (const run of runsOf(wordsOf(text.replaceAll(/^[> ]+/gm, '')), RUN_WORDS)) {
          const place = learnt.get(run)
          if (place !== undefined) shared.set(run, `${place} and ${one.id}`)
        }
      }
    }
  }
  assert.ok(shared.size === 0, `${REMEDY}\n${[...shared].map(([run, where]) => `${where}: ${run}`).join('\n')}`)
})

test('no heart comes back in a line of the training data', () => {
  const near = nearCopies(PARTS.flatMap(readCores), trainingSnippets())
  assert.ok(near.size === 0, `${REMEDY}\n${[...near].map(([heart, place]) => `${place} is near ${heart}`).join('\n')}`)
})

test('a snippet that turns a heart round is found, one that shares a phrase is not', () => {
  const core = { id: 'x', body: '{X} loopt sinds [h:de val met een stok en durft de trap niet meer op]. Wie komt er kijken?', files: [] }
  const line = (text: string) => nearCopies([core], [{ place: 'a.txt:1', text }]).size
  assert.equal(line('Mijn oom durft de trap niet meer op en loopt met een stok. Wie komt er kijken?'), 1)
  assert.equal(line('Wie komt er kijken naar de lekkende kraan in de keuken?'), 0)
  assert.deepEqual([...learntRuns([{ place: 'a.txt:1', text: 'een twee drie vier {first} vijf zes zeven acht negen' }])], [])
})
