import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from './cores.ts'

/**
 * Whether what is judged on was learnt from. Two measures: a run of eight words in both, which chance hardly makes, and near
 * copies: hearts of which a part comes back in one line of the training data, as happens when somebody writes a snippet
 * with a miss before him. Figures leave such hearts out, and a test fails on them.
 */

/** So many words in a row may not stand both in what is learnt from and in what is judged on. */
export const RUN_WORDS = 8

/** Runs of so many words are compared to find near copies. */
const NEAR_WORDS = 4
/** A heart is a near copy when one line holds at least so many of its runs, and at least this share of them. */
const NEAR_RUNS = 4
const NEAR_SHARE = 0.25

const training = join(import.meta.dirname, '..', 'train', 'data')

/** One snippet of the training data, with the file and line it stands in. */
export interface Snippet { readonly place: string, readonly text: string }

/** All snippets; none when the checkout has no training data. */
export function trainingSnippets(): Snippet[] {
  if (!existsSync(training)) return []
  return globSync('**/*.txt', { cwd: training }).toSorted().flatMap((file) => readFileSync(join(training, file), 'utf8').split('\n')
    .map((line, index) => ({ place: `${file}:${index + 1}`, text: line.slice(line.indexOf('\t') + 1).replaceAll('\\n', ' ') })))
}

/** The words of a text in small letters. A slot is no word: it is filled with something else each time. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** All runs of so many words. */
export function runsOf(words: readonly string[], length: number): string[] {
  return Array.from({ length: Math.max(0, words.length - length + 1) }, (_, start) => words.slice(start, start + length).join(' '))
}

const slot = /\{[^}]*\}/

/** Runs of eight words of the training data, with the line of each. Slots end a run. */
export function learntRuns(snippets: readonly Snippet[]): Map<string, string> {
  return new Map(snippets.flatMap(({ place, text }) => text.split(slot)
    .flatMap((stretch) => runsOf(wordsOf(stretch), RUN_WORDS).map((run): [string, string] => [run, place]))))
}

/** Hearts that came back in one line of the training data: heart to line. */
export function nearCopies(cores: readonly Pick<Core, 'id' | 'body' | 'files'>[], snippets: readonly Snippet[]): Map<string, string> {
  const places = new Map<string, Set<string>>()
  for (const { place, text } of snippets) {
    for (const run of runsOf(wordsOf(text.replaceAll(new RegExp(slot, 'g'), ' ')), NEAR_WORDS)) {
      const known = places.get(run)
      if (known === undefined) places.set(run, new Set([place]))
      else known.add(place)
    }
  }
  return new Map(cores.flatMap(({ id, body, files }): [string, string][] => {
    const text = [body, ...files.map((file) => file.text)].join(' ').replaceAll(/\{[^}]*\}|\[[a-z]:/g, ' ')
    const runs = runsOf(wordsOf(text), NEAR_WORDS)
    const hits = new Map<string, number>()
    for (const place of runs.flatMap((run) => [...places.get(run) ?? []])) hits.set(place, (hits.get(place) ?? 0) + 1)
    const [most] = [...hits].toSorted(([, one], [, other]) => other - one)
    return most !== undefined && most[1] >= NEAR_RUNS && most[1] / runs.length >= NEAR_SHARE ? [[id, most[0]]] : []
  }))
}
