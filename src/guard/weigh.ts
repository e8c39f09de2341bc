import { gather, type BlockGrounds } from './evidence.ts'
import { LEARNED_REASONS, type LearnedReason } from './models/labels.ts'
import { heaviestStretch } from './models/marks.ts'
import { Meaning } from './models/meaning.ts'
import { VALUES, type MailFacts } from './models/signals.ts'
import { PUBLIC_KEY } from './reasons/credentials.ts'
import { isAboutMinor } from './reasons/minors.ts'
import type { Reading } from './reading.ts'
import type { Tone } from './reasons/reason.ts'
import type { Setting } from './setting.ts'
import type { Weights } from './models/weights.ts'
import type { Assessment, Finding, Policy, Reason, ReasonFound } from './types.ts'

/**
 * Puts everything that was found on the scales: what detectors and lists found block by block, and what the models make
 * of the whole mail. Gives the reasons with the places they rest on.
 */

/** Most findings in an assessment; what is beyond still counts for its reason. */
export const FINDINGS_MAX = 1000
/** Most rules that are named with a reason. */
const RULES_MAX = 24
/** Of a threshold: a score from here on is kept, below it nothing is told. */
const KEPT_SHARE = 0.7
/**
 * Rules from this score on are not talked down by the models: they rest on a check digit, a fixed form, or the name of a
 * file, which no model reads.
 */
const SURE_RULES: Readonly<Partial<Record<LearnedReason, number>>> = { financial: 0.9, credentials: 0.9, dossier: 0.5 }

interface Entry { score: number, readonly rules: Set<string>, readonly findings: Set<number> }

/** Reasons, strongest first, with what they rest on. */
export function weigh(setting: Setting, weights?: Weights): {
  reasons: ReasonFound[], findings: Finding[], scores: Assessment['scores'],
} {
  const { policy } = setting
  const meaning = weights === undefined ? undefined : new Meaning(weights)
  const places = new Places()
  const entries = new Map<Reason, Entry>()
  const facts = new Facts(setting)
  const others: BlockGrounds[] = []
  for (const block of gather(setting, meaning)) {
    facts.add(block)
    if (addBlock(block, { policy, places, entries })) placePeople(block, places)
    else if (others.length < OTHER_BLOCKS_MAX && block.persons.length > 0) others.push(block)
  }
  if (meaning !== undefined) decideByModels(meaning, facts, { policy, places, entries })
  addPersonalSet(entries, policy)
  const counting = [...entries].filter(([reason, { score }]) => score >= policy.thresholds[reason])
    .map(([reason, { score, rules, findings }]) => ({ reason, score, findings: [...findings], rules: [...rules] }))
    .toSorted((a, b) => b.score - a.score)
  // Whom a mail is about may stand in its subject, or in a block that only the models understood.
  if (counting.length > 0) for (const block of others) placePeople(block, places)
  return {
    reasons: counting, findings: counting.length === 0 ? [] : places.findings,
    scores: Object.fromEntries([...entries].filter(([reason, { score }]) =>
      score >= policy.thresholds[reason] * KEPT_SHARE)
      .map(([reason, { score }]) => [reason, score])),
  }
}

/** What the models decide on, without deciding: for training. */
export function hearMail(setting: Setting, weights: Weights): { readonly meaning: Meaning, readonly facts: MailFacts } {
  const meaning = new Meaning(weights)
  const facts = new Facts(setting)
  for (const block of gather(setting, meaning)) facts.add(block)
  return { meaning, facts }
}

/** Findings, each place once. */
class Places {
  readonly findings: Finding[] = []
  readonly #known = new Map<string, number>()

  /** Index of the finding; undefined when there are too many. */
  put(reading: Reading, found: BlockGrounds['grounds'][number]['findings'][number]): number | undefined {
    const start = reading.original(found.start)
    const end = found.end <= found.start ? start : reading.original(found.end - 1) + 1
    const key = `${reading.part} ${reading.attachment ?? ''} ${start} ${end} ${found.type}`
    const known = this.#known.get(key)
    if (known !== undefined || this.findings.length >= FINDINGS_MAX) return known
    this.findings.push({
      detector: found.detector, type: found.type, part: reading.part, start, end,
      confidence: found.confidence, segment: reading.kindAt(found.start), why: found.why,
      ...reading.attachment === undefined ? {} : { attachment: reading.attachment },
    })
    this.#known.set(key, this.findings.length - 1)
    return this.findings.length - 1
  }
}

interface Scales { readonly policy: Policy, readonly places: Places, readonly entries: Map<Reason, Entry> }

function entryOf(entries: Map<Reason, Entry>, reason: Reason): Entry {
  const entry = entries.get(reason) ?? { score: 0, rules: new Set<string>(), findings: new Set<number>() }
  entries.set(reason, entry)
  return entry
}

/** Adds what the rules found in one block; whether it supports a reason. */
function addBlock({ reading, grounds }: BlockGrounds, { policy, places, entries }: Scales): boolean {
  let isSupported = false
  for (const ground of grounds) {
    if (ground.score < policy.thresholds[ground.reason] * KEPT_SHARE) continue
    const entry = entryOf(entries, ground.reason)
    entry.score = Math.max(entry.score, ground.score)
    for (const rule of ground.rules) if (entry.rules.size < RULES_MAX) entry.rules.add(rule)
    if (ground.score < policy.thresholds[ground.reason]) continue
    isSupported = true
    for (const found of ground.findings) {
      const index = found.confidence >= 0.35 ? places.put(reading, found) : undefined
      if (index !== undefined) entry.findings.add(index)
    }
  }
  return isSupported
}

/** What is known of the mail as a whole: best score of the rules for each reason, best value of each kind. */
class Facts implements MailFacts {
  readonly setting: Setting
  readonly rules: Partial<Record<Reason, number>> = {}
  readonly values: number[] = VALUES.map(() => 0)
  person = 0
  tone: Tone = { animal: 0, fiction: 0, test: 0, vacancy: 0, general: 0, public: 0, statistics: 0, person: 0 }

  constructor(setting: Setting) {
    this.setting = setting
  }

  add({ reading, persons, hits, grounds, tone }: BlockGrounds): void {
    this.tone = tone
    for (const { reason, score } of grounds) this.rules[reason] = Math.max(this.rules[reason] ?? 0, score)
    // An account says something of a person when it is a person's, and speaks against it when it is a company's.
    const account = VALUES.length - 1
    for (const { detector, why } of grounds.flatMap(({ findings }) => findings)) {
      if (detector !== 'iban') continue
      if (why.includes('holder:person')) this.values[account] = 1
      else if (why.includes('holder:business') && this.values[account] === 0) this.values[account] = -1
    }
    for (const { weight, kind } of persons) if (kind !== 'addressee') this.person = Math.max(this.person, weight)
    for (const { type, confidence, start } of hits) {
      const kind = reading.kindAt(start)
      const at = kind === 'new' || kind === 'quoted' ? VALUES.findIndex((types) => types.includes(type)) : -1
      if (at < 0) continue
      if (type !== 'IBAN') this.values[at] = Math.max(this.values[at] ?? 0, confidence)
    }
  }

  rulesMost(reason: LearnedReason): number {
    let most = 0
    for (const [other, score] of Object.entries(this.rules)) if (other !== reason) most = Math.max(most, score)
    return most
  }
}

/** The models' answer takes the place of the rules', except where a rule is as sure as a check digit. */
function decideByModels(meaning: Meaning, facts: MailFacts, { policy, places, entries }: Scales): void {
  const decided = meaning.decide(facts)
  for (const reason of LEARNED_REASONS) {
    const rule = facts.rules[reason] ?? 0
    const learned = reason === 'credentials' && isPublicKey(meaning) ? Math.min(decided[reason], rule) : decided[reason]
    const score = rule >= (SURE_RULES[reason] ?? 2) ? Math.max(rule, learned) : learned
    if (score < policy.thresholds[reason] * KEPT_SHARE) { entries.delete(reason); continue }
    const entry = entryOf(entries, reason)
    entry.score = score
    const passage = meaning.passage(reason)
    if (score < policy.thresholds[reason] || passage === undefined || entry.findings.size > 0) continue
    entry.rules.add('model:passage')
    const index = places.put(passage.reading, heaviestStretch(passage, reason, meaning, score))
    if (index !== undefined) entry.findings.add(index)
    placePeople({ ...passage, hits: [] }, places)
  }
  // Law, belief and the care of children are personal data of the most personal kind.
  for (const reason of ['criminal', 'special-category', 'children'] as const) {
    const entry = entries.get(reason)
    if (entry === undefined || entry.score < policy.thresholds[reason]) continue
    const personal = entryOf(entries, 'personal-data')
    personal.score = Math.max(personal.score, entry.score)
    for (const index of entry.findings) personal.findings.add(index)
    personal.rules.add(`subject:${reason}`)
  }
  nameChildren(meaning, facts, { policy, entries })
}

/** What must be secured about a child is a matter of children too. */
function nameChildren(meaning: Meaning, { setting }: MailFacts, { policy, entries }: Pick<Scales, 'policy' | 'entries'>): void {
  for (const reason of ['health', 'personal-data', 'criminal', 'special-category', 'dossier', 'financial'] as const) {
    const entry = entries.get(reason)
    if (entry === undefined || entry.score < policy.thresholds[reason]) continue
    const passage = meaning.passage(reason)
    const text = passage === undefined ? '' : passage.reading.text.slice(passage.sentences[passage.first]?.start ?? 0, passage.sentences[passage.last]?.end ?? 0)
    if (!isAboutMinor(`${setting.draft.subject}\n${text}`, setting)) continue
    const children = entryOf(entries, 'children')
    children.score = Math.max(children.score, entry.score)
    for (const index of entry.findings) children.findings.add(index)
    children.rules.add('about-a-minor')
    return
  }
}

/** Whether the passage that speaks most for credentials gives a key that everybody may have. */
function isPublicKey(meaning: Meaning): boolean {
  const passage = meaning.passage('credentials')
  if (passage === undefined) return false
  const { reading, sentences, first, last } = passage
  const start = Math.max(0, (sentences[first]?.start ?? 0) - 200)
  return PUBLIC_KEY.test(reading.text.slice(start, Math.min((sentences[last]?.end ?? 0) + 200, start + 2000)))
}

/** Two different matters of one recognisable person are together an identifying set. */
function addPersonalSet(entries: Map<Reason, Entry>, policy: Policy): void {
  const about = (['national-id', 'health', 'financial', 'criminal', 'special-category', 'children'] as const).flatMap((reason) => {
    const entry = entries.get(reason)
    return entry !== undefined && entry.score >= policy.thresholds[reason] ? [entry] : []
  })
  if (about.length < 2) return
  const entry = entryOf(entries, 'personal-data')
  entry.score = Math.max(entry.score, Math.min(...about.map(({ score }) => score)))
  entry.rules.add('several-matters')
}

/** Blocks without a reason of their own whose people are remembered. */
const OTHER_BLOCKS_MAX = 24
/** What says more about somebody who stands beside it. */
const BESIDE_A_PERSON: ReadonlySet<string> = new Set(['PHONE', 'ADDRESS', 'DOB'])
/** Characters behind somebody's name in which such a value is theirs. */
const BESIDE_MAX = 120
/** People and values of one block that are marked. */
const MARKED_PEOPLE_MAX = 60

const isBehind = (start: number, end: number): boolean => end <= start && start - end <= BESIDE_MAX

/** Marks whom a mail speaks of, with phone, address and birth date beside them. */
function placePeople({ reading, persons, hits }: Pick<BlockGrounds, 'reading' | 'persons' | 'hits'>, places: Places): void {
  for (const { start, end, weight, kind } of persons.slice(0, MARKED_PEOPLE_MAX)) {
    if (weight < 0.3 || kind === 'role' || (kind === 'client' && weight < 0.45)) continue
    places.put(reading, { start, end, confidence: weight, detector: 'person', type: 'PERSON', why: [`person:${kind}`] })
  }
  const values = hits.filter(({ type, confidence, start }) => BESIDE_A_PERSON.has(type) && confidence >= 0.5 && ['new', 'quoted'].includes(reading.kindAt(start)))
  for (const value of values.slice(0, MARKED_PEOPLE_MAX)) {
    const isTheirs = persons.some(({ end, weight, kind }) => weight >= 0.45 && kind !== 'addressee' && kind !== 'role'
      && isBehind(value.start, end)) || values.some(({ type, end }) => type === 'DOB' && isBehind(value.start, end))
    if (isTheirs) places.put(reading, value)
  }
}
