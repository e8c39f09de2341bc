/**
 * What a mail says and how it looks, as numbered marks that weights are learned for. The same for learning and
 * judging. Pure.
 */
import { agreementFacts } from './agreement.ts'
import { buildFacts } from './build.ts'
import { handFacts, senderFacts, shapeFacts } from './facts.ts'
import { handGrams, letterGrams } from './grams.ts'
import type { Letter } from './letter.ts'
import { linkFacts, pageFacts } from './page-facts.ts'
import { MarkSet, Notes, PLACES } from './places.ts'
import { BODY, NAME, SUBJECT, words, wordsOf } from './words.ts'

/** The marks of one message, each once, in the order they were met. Valid until those of the next one are made. */
export interface Marks {
  /** Facts and words together: what readers teach. */
  readonly places: Uint32Array
  /** How it was made and who says so. */
  readonly facts: Uint32Array
  readonly words: Uint32Array
  /** Runs of letters of what it says, and of how it was made. */
  readonly grams: Uint32Array
  readonly hand: Uint32Array
}

const [places, grams, byHand] = [new MarkSet(0), new MarkSet(PLACES), new MarkSet(PLACES)]
const notes = new Notes(places)

/** Marks of a message; nothing of one message stays for the next. */
export function marksOf(letter: Letter): Marks {
  places.clear()
  grams.clear()
  byHand.clear()
  const { said, textAt, from } = letter
  senderFacts(letter, notes)
  shapeFacts(letter, notes)
  handFacts(letter, notes)
  for (const link of letter.links) linkFacts(link, notes)
  for (const page of letter.pages) pageFacts(page, notes)
  agreementFacts(letter, notes)
  buildFacts(letter, notes)
  notes.end()
  const facts = places.found().length
  words(said.units, { from: 0, to: textAt }, SUBJECT, places)
  wordsOf(from?.name ?? '', NAME, places)
  words(said.units, { from: textAt, to: said.length }, BODY, places)
  letterGrams(letter, grams)
  handGrams(letter, byHand)
  const all = places.found()
  return {
    places: all, facts: all.subarray(0, facts), words: all.subarray(facts), grams: grams.found(), hand: byHand.found(),
  }
}
