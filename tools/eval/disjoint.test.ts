import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { partsOf } from './answers.ts'
import { humanCases, PARTS, presendCases } from './sets.ts'

/** So many words in a row may not stand both in what is learnt from and in what is judged on. */
const RUN_WORDS = 8

const training = join(import.meta.dirname, '..', 'train', 'data')

/** Words in small letters; a slot of the training generator ends a run: it is filled with something else each time. */
const stretches = (text: string): string[][] => text.replaceAll('\\n', ' ').split(/\{[^}]*\}/)
  .map((stretch) => stretch.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])

function runs(words: readonly string[], each: (run: string) => void): void {
  for (let start = 0; start + RUN_WORDS <= words.length; start += 1) each(words.slice(start, start + RUN_WORDS).join(' '))
}

test('no run of eight words stands both in the training data and in the evaluation set', () => {
  const learnt = new Map<string, string>()
  for (const file of globSync('**/*.txt', { cwd: training })) {
    for (const line of readFileSync(join(training, file), 'utf8').split('\n')) {
      for (const words of stretches(line.slice(line.indexOf('\t') + 1))) runs(words, (run) => learnt.set(run, file))
    }
  }
  const shared = new Map<string, string>()
  for (const part of PARTS) {
    for (const one of [...presendCases(part), ...humanCases(part)]) {
      for (const { text } of partsOf(one)) {
        const words = text.replaceAll(/^[> ]+/gm, '').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
        runs(words, (run) => {
          const file = learnt.get(run)
          if (file !== undefined) shared.set(run, `${file} and ${one.id}`)
        })
      }
    }
  }
  assert.deepEqual(Object.fromEntries(shared), {})
})
