import { Lexicon, type WordClass } from './lexicon.ts'
import { familyNames } from './words/family-names.ts'
import { firstNamesDe } from './words/first-names-de.ts'
import { firstNamesEn } from './words/first-names-en.ts'
import { firstNamesFr } from './words/first-names-fr.ts'
import { firstNamesNl } from './words/first-names-nl.ts'
import { healthDe } from './words/health-de.ts'
import { healthEn } from './words/health-en.ts'
import { healthFr } from './words/health-fr.ts'
import { healthNl } from './words/health-nl.ts'
import { numbers } from './words/numbers.ts'
import { people } from './words/people.ts'
import { secrets } from './words/secrets.ts'
import { situations } from './words/situations.ts'
import { topics } from './words/topics.ts'

/** All lists as one lexicon. Compiled when the module loads, about 20 ms. */
export const lexicon = new Lexicon(merge(
  [healthNl, healthEn, healthDe, healthFr, people, topics, situations, secrets, numbers],
  { 'first-name': [firstNamesNl, firstNamesDe, firstNamesFr, firstNamesEn], 'family-name': [familyNames] },
))

type Lists = Partial<Record<WordClass, string>>

function merge(lists: readonly Lists[], more: Partial<Record<WordClass,
  string[]>>): Partial<Record<WordClass, string[]>> {
  const merged: Partial<Record<WordClass, string[]>> = { ...more }
  for (const list of lists) {
    for (const name of Object.keys(list) as WordClass[]) merged[name] = [...merged[name] ?? [], list[name] ?? '']
  }
  return merged
}
