import { share as probability } from '../detectors/detector.ts'
import { fields } from '../words/fields.ts'
import { KINDS, LABELS, LEARNED_REASONS, type LearnedReason } from './labels.ts'
import { WHO } from './features.ts'
import { hasMine, PassageScorer, share, whoOf, WINDOW_MAX } from './passages.ts'
import { againstSetting } from './against.ts'
import { isStatute } from './statute.ts'
import { GATE, GATE_COUNT, NAMING, NAMING_COUNT, SIGNAL, SIGNAL_COUNT, TONES, type MailFacts } from './signals.ts'
import { Tagger } from './tagger.ts'
import type { Reading } from '../reading.ts'
import type { Person } from '../persons.ts'
import { count, type Sentence } from '../sentences.ts'
import type { Weights } from './weights.ts'

/**
 * What a mail means by the models: for each reason the passage that speaks most for it, and how sure that makes the guard
 * together with who is spoken of, to whom it goes, and what the rules found.
 */

/** The passage that speaks most for a reason. */
export interface Passage {
  readonly reading: Reading
  readonly persons: readonly Person[]
  readonly sentences: readonly Sentence[]
  /** First and last sentence of the window. */
  readonly first: number
  readonly last: number
  /** Log-odds for each label, uncalibrated. */
  readonly z: Float32Array
  readonly person: number
  readonly who: number
  readonly isMine: boolean
}

type HeardBlock = Pick<Passage, 'reading' | 'persons' | 'sentences'>

const LABEL_COUNT = LABELS.length
/** Most sentences of one block that are scored; a block of 64 KiB holds fewer. */
export const SENTENCES_MAX = 8192
/** Log-odds are cut here: what is surer says no more. */
const Z_MAX = 6

const scorers = new WeakMap<Weights, PassageScorer>()

/** The scorer of these weights, with the sums of words it keeps; one for each set of weights. */
export function scorerOf(weights: Weights): PassageScorer {
  const known = scorers.get(weights)
  if (known !== undefined) return known
  const made = new PassageScorer(weights.passages, fields)
  scorers.set(weights, made)
  return made
}

const taggers = new WeakMap<Weights, Tagger>()

/** The tagger of these weights; one for each set of weights. */
export function taggerOf(weights: Weights): Tagger | null {
  const known = taggers.get(weights)
  if (known !== undefined || weights.tagger === null) return known ?? null
  const made = new Tagger(weights.tagger)
  taggers.set(weights, made)
  return made
}

/** Hears a mail block after block, then answers. One for each mail. */
export class Meaning {
  readonly #weights: Weights
  readonly #best = new Map<LearnedReason, { passage: Passage, second: number }>()
  readonly #kinds = new Float32Array(KINDS.length).fill(-Z_MAX)
  readonly #subject = new Float32Array(LABEL_COUNT)
  /** Below this a window of a reason changes nothing: the second best so far. */
  readonly #floor = new Float32Array(LEARNED_REASONS.length).fill(-Infinity)
  #sums = new Float32Array(64 * LABEL_COUNT)
  #person = 0
  #words = 0

  constructor(weights: Weights) {
    this.#weights = weights
  }

  /** The tagger of names that belongs to these weights; null when they hold none. */
  get tagger(): Tagger | null {
    return taggerOf(this.#weights)
  }

  hear(reading: Reading, persons: readonly Person[], sentences: readonly Sentence[]): void {
    if (reading.part === 'attachment-name') return
    const scorer = scorerOf(this.#weights)
    const count = Math.min(sentences.length, SENTENCES_MAX)
    if (this.#sums.length < count * LABEL_COUNT) this.#sums = new Float32Array(count * LABEL_COUNT * 2)
    const sums = this.#sums
    for (let index = 0; index < count; index += 1) {
      const sentence = sentences[index]
      if (sentence === undefined) break
      scorer.score(reading.scan, sentence, { persons, who: whoOf(sentences, index) }, sums, index * LABEL_COUNT)
      this.#person = Math.max(this.#person, sentence.person)
      this.#words += sentence.words
    }
    if (reading.part === 'subject') {
      const words = sentences.reduce((total, sentence) => total + sentence.words, 0)
      for (let label = 0; label < LABEL_COUNT; label += 1) {
        let sum = 0
        for (let index = 0; index < count; index += 1) sum += sums[index * LABEL_COUNT + label] ?? 0
        this.#subject[label] = sum * share(words)
      }
    }
    this.#windows({ reading, persons, sentences }, count)
  }

  #windows(block: HeardBlock, count: number): void {
    const { sentences } = block
    const { bias } = this.#weights.passages
    const sums = this.#sums
    const z = new Float32Array(LABEL_COUNT)
    for (let first = 0; first < count; first += 1) {
      z.fill(0)
      let words = 0
      for (let last = first; last < Math.min(count, first + WINDOW_MAX); last += 1) {
        words += sentences[last]?.words ?? 0
        const scale = share(words)
        for (let label = 0; label < LABEL_COUNT; label += 1) z[label] = (z[label] as number)
          + (sums[last * LABEL_COUNT + label] as number)
        for (let at = 0; at < LEARNED_REASONS.length; at += 1) {
          const value = (bias[at] as number) + (z[at] as number) * scale
          if (value < (this.#floor[at] as number)) continue
          this.#offer(LEARNED_REASONS[at] ?? 'health', value, { block, first, last, scale, z })
        }
        if (last === first) this.#hearKinds(z, scale)
      }
    }
  }

  #hearKinds(z: Float32Array, scale: number): void {
    const from = LEARNED_REASONS.length + 1
    for (let kind = 0; kind < KINDS.length; kind += 1) {
      const value = (this.#weights.passages.bias[from + kind] ?? 0) + (z[from + kind] ?? 0) * scale
      if (value > (this.#kinds[kind] ?? 0)) this.#kinds[kind] = Math.min(Z_MAX, value)
    }
  }

  #offer(reason: LearnedReason, value: number, { block, first, last, scale, z }: {
    readonly block: HeardBlock, readonly first: number, readonly last: number, readonly scale: number,
    readonly z: Float32Array,
  }): void {
    const { reading, sentences } = block
    const known = this.#best.get(reason)
    const column = LEARNED_REASONS.indexOf(reason)
    const best = known?.passage.z[column] ?? -Infinity
    const isApart = known === undefined || known.passage.reading !== reading || first > known.passage.last
      || last < known.passage.first
    if (value <= best) {
      if (known !== undefined && isApart && value > known.second) {
        known.second = value
        this.#floor[column] = value
      }
      return
    }
    const scaled = new Float32Array(LABEL_COUNT)
    for (let label = 0; label < LABEL_COUNT; label += 1) scaled[label] = (this.#weights.passages.bias[label] ?? 0)
      + (z[label] ?? 0) * scale
    let person = 0
    for (let at = Math.max(0, first - 1); at <= last; at += 1) person = Math.max(person,
      (sentences[at]?.person ?? 0) * (at < first ? 0.8 : 1))
    const second = known === undefined ? -Z_MAX : isApart ? best : known.second
    this.#floor[column] = second
    this.#best.set(reason, {
      second,
      passage: { ...block, first, last, z: scaled, person, who: whoOf(sentences, first),
        isMine: hasMine(reading.scan, sentences[first] ?? { first: 0, last: -1 }) },
    })
  }

  /** What speaks against a passage besides its words: chance, the style of a statute, nobody it could be about. */
  #against(reason: LearnedReason, facts: MailFacts): number {
    const passage = this.#best.get(reason)?.passage
    if (passage === undefined) return 0
    const nobody = NOBODY_WEIGHT[reason]
    const chance = (facts.rules[reason] ?? 0) >= 0.5 ? 0
      : CHANCE_WEIGHT * Math.max(0, Math.log(this.#words / CHANCE_WORDS))
    return chance + (isStatute(passage) ? STATUTE_WEIGHT : 0) + (isBareSubject(passage) ? BARE_SUBJECT_WEIGHT : 0)
      + (nobody !== undefined && this.#isOfNobody(passage, facts) ? nobody : 0)
      + againstSetting(reason, passage, facts)
  }

  #isOfNobody({ who, isMine, sentences, first, last }: Passage, facts: MailFacts): boolean {
    const least = facts.setting.isToMany ? PERSON_GENERIC : PERSON_FAINT
    if (Math.max(this.#person, facts.person) >= least || who === WHO.reader || isMine
      || facts.setting.isToPerson) return false
    if (facts.values.some((value) => value >= 0.5)) return false
    for (let at = Math.max(0, first - 1); at <= last + 1; at += 1) {
      const sentence = sentences[at]
      if (sentence !== undefined && (count(sentence, 'pronoun3') > 0 || sentence.toReader || count(sentence, 'my') > 0)) return false
    }
    return true
  }

  /** What one sentence by itself says for a label. */
  weightOf({ sentences, persons, reading: { scan } }: Passage, at: number, column: number): number {
    const sentence = sentences[at]
    if (sentence === undefined) return -Infinity
    const sums = new Float32Array(LABEL_COUNT)
    scorerOf(this.#weights).score(scan, sentence, { persons, who: whoOf(sentences, at) }, sums, 0)
    return (sums[column] ?? 0) * share(sentence.words)
  }

  /** The passage that speaks most for a reason. */
  passage(reason: LearnedReason): Passage | undefined {
    return this.#best.get(reason)?.passage
  }

  /** What the decision looks at, for one reason. */
  signals(reason: LearnedReason, facts: MailFacts): Float32Array {
    const signals = new Float32Array(SIGNAL_COUNT)
    const best = this.#best.get(reason)
    const column = LEARNED_REASONS.indexOf(reason)
    const z = best?.passage.z
    const zReason = cut(z?.[column] ?? -Z_MAX)
    signals[SIGNAL.one] = 1
    signals[SIGNAL.z] = zReason
    signals[SIGNAL.second] = cut(best?.second ?? -Z_MAX)
    signals[SIGNAL.subject] = cut(this.#subject[column] ?? 0)
    const others = [...this.#best].reduce((most, [other, { passage }]) => other === reason ? most : Math.max(most,
      passage.z[LEARNED_REASONS.indexOf(other)] ?? -Z_MAX), -Z_MAX)
    signals[SIGNAL.otherZ] = cut(others)
    for (let kind = 0; kind < KINDS.length; kind += 1) {
      signals[SIGNAL.kindHere + kind] = probability(z?.[LEARNED_REASONS.length + 1 + kind] ?? -Z_MAX)
      signals[SIGNAL.kindMail + kind] = probability(this.#kinds[kind] ?? -Z_MAX)
    }
    const person = best?.passage.person ?? 0
    signals[SIGNAL.person] = person
    signals[SIGNAL.personMail] = Math.max(this.#person, facts.person)
    signals[SIGNAL.personZ] = person * zReason / 4
    signals[SIGNAL.reader] = best?.passage.who === 3 ? 1 : 0
    signals[SIGNAL.mine] = best?.passage.isMine === true ? 1 : 0
    signals[SIGNAL.words] = Math.log1p(this.#words) / 5
    const rule = facts.rules[reason] ?? 0
    signals[SIGNAL.rule] = ruleOdds(rule)
    signals[SIGNAL.ruleSure] = rule >= 0.5 ? 1 : 0
    signals[SIGNAL.ruleOther] = facts.rulesMost(reason)
    fillMail(signals, facts, SIGNAL)
    signals[SIGNAL.many] = facts.setting.isToMany ? zReason / 4 : 0
    return signals
  }

  /** Log-odds of each reason, before the gate. */
  logOdds(facts: MailFacts): Record<LearnedReason, number> {
    return Object.fromEntries(LEARNED_REASONS.map((reason) =>
      [reason, cut(dot(this.signals(reason, facts),
        this.#weights.decision.weights[reason]))])) as Record<LearnedReason, number>
  }

  /** What the gate looks at. */
  gateSignals(facts: MailFacts, odds: Readonly<Record<LearnedReason, number>>): Float32Array {
    const signals = new Float32Array(GATE_COUNT)
    signals[GATE.one] = 1
    const sorted = Object.values(odds).toSorted((a, b) => b - a)
    for (const [at, reason] of LEARNED_REASONS.entries()) signals[GATE.reasons + at] = Math.max(-2, odds[reason])
    signals[GATE.first] = sorted[0] ?? -Z_MAX
    signals[GATE.second] = sorted[1] ?? -Z_MAX
    const rule = Math.max(0, ...Object.values(facts.rules))
    signals[GATE.rule] = ruleOdds(rule)
    signals[GATE.ruleSure] = rule >= 0.5 ? 1 : 0
    signals[GATE.personMail] = Math.max(this.#person, facts.person)
    signals[GATE.words] = Math.log1p(this.#words) / 5
    fillMail(signals, facts, GATE)
    const [top] = LEARNED_REASONS.toSorted((a, b) => odds[b] - odds[a])
    const z = top === undefined ? undefined : this.#best.get(top)?.passage.z
    for (let kind = 0; kind < KINDS.length; kind += 1) {
      signals[GATE.kindMail + kind] = probability(this.#kinds[kind] ?? -Z_MAX)
      signals[GATE.kindHere + kind] = probability(z?.[LEARNED_REASONS.length + 1 + kind] ?? -Z_MAX)
    }
    return signals
  }

  /** What naming one reason looks at: how it stands beside the others. */
  namingSignals(reason: LearnedReason, facts: MailFacts, odds: Readonly<Record<LearnedReason, number>>): Float32Array {
    const own = this.signals(reason, facts)
    const others = LEARNED_REASONS.reduce((most, other) => other === reason ? most : Math.max(most, odds[other]),
      -Z_MAX)
    const signals = new Float32Array(NAMING_COUNT)
    signals[NAMING.one] = 1
    signals[NAMING.odds] = odds[reason]
    signals[NAMING.lead] = odds[reason] - others
    signals[NAMING.rule] = own[SIGNAL.rule] ?? 0
    signals[NAMING.ruleSure] = own[SIGNAL.ruleSure] ?? 0
    signals[NAMING.ruleOther] = own[SIGNAL.ruleOther] ?? 0
    signals[NAMING.z] = own[SIGNAL.z] ?? 0
    signals[NAMING.otherZ] = own[SIGNAL.otherZ] ?? 0
    return signals
  }

  /**
   * How sure the guard is of each reason, 0 to 1. Whether the mail must be secured at all is the gate's word, for the reason
   * that names it best; every other reason must hold beside the others. What a number with a check digit
   * names already needs no other name.
   */
  decide(facts: MailFacts): Record<LearnedReason, number> {
    const { decision } = this.#weights
    const odds = this.logOdds(facts)
    const gate = dot(this.gateSignals(facts, odds), decision.gate)
    const naming = Object.fromEntries(LEARNED_REASONS.map((reason) =>
      [reason, dot(this.namingSignals(reason, facts, odds), decision.naming[reason])])) as Record<LearnedReason, number>
    const isNamed = (facts.rules['national-id'] ?? 0) >= 0.5
    const top = isNamed ? undefined : LEARNED_REASONS.toSorted((a, b) => naming[b] - naming[a] || odds[b] - odds[a])[0]
    return Object.fromEntries(LEARNED_REASONS.map((reason) => {
      const rule = facts.rules[reason] ?? 0
      // What the rules read in plain words needs no model to name it: a medicine beside a number is health too.
      const byRules = rule >= (isNamed ? NAMED_BESIDE_NUMBER : NAMED_BY_RULES) ? ruleOdds(rule) : -Z_MAX
      const name = Math.max(naming[reason] + NAMING_MARGIN, byRules)
      const held = reason === top ? gate : Math.min(gate, name)
      return [reason, probability(held - (MARGIN[reason] ?? MARGIN_ELSE) - this.#against(reason, facts))]
    })) as Record<LearnedReason, number>
  }
}

/**
 * How much surer than even the guard must be of a reason, by the open cases and own unseen ones; of others `MARGIN_ELSE`. Talk
 * of an office looks like plans of a house sooner than like somebody's belief, debts or child, and a secret of a person that
 * goes out is worse than a question.
 */
const MARGIN: Readonly<Partial<Record<LearnedReason, number>>> = {
  'confidential-business': 0.15, financial: -0.75, 'special-category': -0.75, criminal: -0.75, children: -0.75,
}
const MARGIN_ELSE = -0.25
/**
 * The best of many passages is good by chance: what no rule read in plain words must be surer by this, times the logarithm of
 * how often the mail has `CHANCE_WORDS` words.
 */
const CHANCE_WEIGHT = 0.6
const CHANCE_WORDS = 100
/** A reason beside the first may be so much less sure than even: what is left unsaid is worse than a word too many. */
const NAMING_MARGIN = 0.9
/** From this score on the rules name a reason by themselves, once the mail must be secured. */
const NAMED_BY_RULES = 0.75
/** And from this one beside a number of a person: then it is surely somebody whose medicine is named. */
const NAMED_BESIDE_NUMBER = 0.5
/** Words of a subject that names a matter without a word about it: `password changes`. */
const BARE_SUBJECT_WORDS = 2
/** And what speaks against such a passage: the mail itself must tell. */
const BARE_SUBJECT_WEIGHT = 2
/** Log-odds that the style of a statute speaks against a passage. */
const STATUTE_WEIGHT = 4
/** Weight of somebody who is hardly one ("the driver"), and of one in a mail to many ("a client"). */
const PERSON_FAINT = 0.2
const PERSON_GENERIC = 0.4
/** And that there is nobody it could be about, for reasons that are of persons. */
const NOBODY_WEIGHT: Readonly<Partial<Record<LearnedReason, number>>> = { 'personal-data': 6, financial: 6, 'special-category': 4, criminal: 4, children: 4, health: 2.5 }

/** A subject of a word or two and nobody says what a mail is about, not what it tells. */
function isBareSubject({ reading: { part }, sentences, person }: Passage): boolean {
  return part === 'subject' && person === 0
    && sentences.reduce((total, { words }) => total + words, 0) <= BARE_SUBJECT_WORDS
}

function dot(signals: Float32Array, weights: Float32Array): number {
  let sum = 0
  for (let at = 0; at < signals.length; at += 1) sum += (signals[at] ?? 0) * (weights[at] ?? 0)
  return sum
}

const ruleOdds = (rule: number): number => rule < 0.02 ? -3 : Math.max(-3, Math.min(4,
  Math.log(rule / (1 - Math.min(rule, 0.999)))))

/** Signals of the mail that reasons and gate share. */
function fillMail(signals: Float32Array, { setting, values, tone }: MailFacts, places: { readonly setting: number,
  readonly values: number, readonly tone: number }): void {
  const flags = [setting.isCare, setting.isAnimalCare, setting.isLegal, setting.isMoney, setting.isStaffOffice,
    setting.isToMany, setting.isToPress, setting.isToPerson, setting.isStage, setting.isLesson]
  for (const [at, flag] of flags.entries()) signals[places.setting + at] = flag ? 1 : 0
  for (const [at, value] of values.entries()) signals[places.values + at] = value
  for (const [at, name] of TONES.entries()) signals[places.tone + at] = Math.min(3, tone[name]) / 3
}

const cut = (z: number): number => Math.max(-Z_MAX, Math.min(Z_MAX, z))
