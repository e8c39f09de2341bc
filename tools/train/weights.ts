import { ByteReader, ByteWriter } from '../../src/guard/models/byte-reader.ts'
import { casePolicy, plainDraft, plainKnowledge } from '../../src/guard/cases.ts'
import { writeDecision, type DecisionModel } from '../../src/guard/models/decision-model.ts'
import { LEARNED_REASONS, type LearnedReason } from '../../src/guard/models/labels.ts'
import { writePassageModel, type PassageRows } from '../../src/guard/models/passage-model.ts'
import { GATE_COUNT, NAMING_COUNT, SIGNAL_COUNT } from '../../src/guard/models/signals.ts'
import { readWeights, writeWeights, type Weights } from '../../src/guard/models/weights.ts'
import { Tagger } from '../../src/guard/models/tagger.ts'
import { readTagger, writeTagger, type TaggerRows } from '../../src/guard/models/tagger-model.ts'
import { settingOf, type Setting } from '../../src/guard/setting.ts'
import { hearMail } from '../../src/guard/weigh.ts'
import { fields } from '../../src/guard/words/fields.ts'
import { composeMail, type MadeMail, type Stock } from './compose.ts'
import { learnDecision, type Judged } from './decision.ts'
import { addMail, Examples } from './examples.ts'
import { FRAMED_SHARE, framed } from './framing.ts'
import { learnAll } from './learning.ts'
import { mean, prune, type Learned } from './logistic.ts'
import { learnTagger } from './names.ts'
import { Random } from './random.ts'
import { LANGUAGES, type Language } from './slots.ts'
import { readSnippets, type Snippet } from './snippets.ts'

/** Rows of the models that are kept. */
const ROWS = 130_000
const NAME_ROWS = 70_000
/** Parts of the snippets that are held out in turn while the decision is learned. */
const FOLDS = 3
/** Mails around each snippet that the decision is learned from. */
const HELD_TIMES = 2

/** Everything from snippets to the server's file of weights. */
export async function trainWeights({ rounds, epochs, tell }: { readonly rounds: number, readonly epochs: number,
  readonly tell: (line: string) => void }): Promise<Uint8Array> {
  const all = readSnippets()
  const snippets = evened(all)
  tell(`${all.length} snippets, ${snippets.length} with those of rare kinds again`)
  const stock = stockOf(all)
  const [names] = learnTagger(all, { rounds: 1, epochs: 4, rowsMax: [NAME_ROWS], seed: 3 }).map(asBytes)
  if (names === undefined) throw new Error('no tagger was learned')
  const tagger = new Tagger(readTagger(new ByteReader(names)))
  tell('tagger learned')
  const examples = new Examples()
  const random = new Random(20261122)
  for (let round = 0; round < rounds; round += 1) {
    for (const snippet of snippets) {
      addMail(composeMail(snippet, stock, random), { fields, tagger }, random, examples)
      if (mayBeFramed(snippet) && random.chance(FRAMED_SHARE)) addMail(composeMail(framed(snippet, random), stock,
        random), { fields, tagger }, random, examples)
    }
  }
  tell(`${examples.length} windows`)
  const folds = Array.from({ length: FOLDS }, (_, without) => ({ epochs, seed: 11 + without, folds: FOLDS, without }))
  const [whole, ...models] = await learnAll(examples.packed(), [{ epochs, seed: 7, folds: FOLDS, without: -1 },
    ...folds])
  if (whole === undefined) throw new Error('no model was learned')
  tell('models learned')
  const decision = learnDecision(judgeHeldOut({ snippets, stock, models, names, tell }), tell)
  tell('decision learned')
  // As much from the one that saw everything as from those that each missed a part.
  return pack(prune(mean([whole, mean(models)]), ROWS), decision, names)
}

/** Fewest snippets of a label in the training; those of rarer ones come again, at most four times. */
const LEAST_OF_LABEL = 260

/** Snippets with those of rare kinds more than once. */
function evened(snippets: readonly Snippet[]): Snippet[] {
  const labelOf = ({ kind, reasons }: Snippet): string => kind ?? reasons[0] ?? 'boilerplate'
  const counts = new Map<string, number>()
  for (const snippet of snippets) counts.set(labelOf(snippet), (counts.get(labelOf(snippet)) ?? 0) + 1)
  return snippets.flatMap((snippet) => {
    const times = Math.max(1, Math.min(4, Math.round(LEAST_OF_LABEL / (counts.get(labelOf(snippet)) ?? 1))))
    return Array.from({ length: times }, () => snippet)
  })
}

/** About somebody: what a lesson, a play or a test may be about as well. */
const mayBeFramed = ({ reasons }: Snippet): boolean => reasons.some((reason) => ['health', 'criminal', 'children', 'special-category', 'financial', 'personal-data'].includes(reason))

/** Snippets to put around others, per language. */
export function stockOf(snippets: readonly Snippet[]): Stock {
  const per = (choose: (snippet: Snippet) => boolean): Record<Language, Snippet[]> =>
    Object.fromEntries(LANGUAGES.map((language) => [language, snippets.filter((one) => one.language === language
      && choose(one))])) as Record<Language, Snippet[]>
  return {
    harmless: per(({ kind }) => kind !== null),
    smalltalk: per(({ kind }) => kind === 'smalltalk' || kind === 'trade' || kind === 'internal'),
    boilerplate: per(({ isBoilerplate }) => isBoilerplate),
  }
}

/** Signals of mails whose snippets the models had not seen: what the decision is learned from. */
function judgeHeldOut({ snippets, stock, models, names, tell }: { readonly snippets: readonly Snippet[],
  readonly stock: Stock, readonly models: readonly Learned[], readonly names: Uint8Array,
  readonly tell: (line: string) => void }): Judged[] {
  const judged: Judged[] = []
  for (const [fold, model] of models.entries()) {
    const weights = asWeights(prune(model, ROWS), names)
    const random = new Random(31 + fold)
    const held = snippets.filter(({ family }) => family % FOLDS === fold)
    const all = held.flatMap((snippet) => mayBeFramed(snippet) && random.chance(FRAMED_SHARE) ? [snippet,
      framed(snippet, random)] : [snippet])
    for (let time = 0; time < HELD_TIMES; time += 1) {
      for (const snippet of all) judged.push(judge(composeMail(snippet, heldStock(stock, fold), random), weights, snippet.kind ?? 'boilerplate'))
    }
    tell(`part ${fold + 1} of ${FOLDS} heard: ${held.length} snippets`)
  }
  return judged
}

const heldStock = (stock: Stock, fold: number): Stock => {
  const held = (lists: Stock['harmless']): Stock['harmless'] =>
    Object.fromEntries(LANGUAGES.map((language) => [language, lists[language].filter(({ family }) =>
      family % FOLDS === fold)])) as Record<Language, Snippet[]>
  return { harmless: held(stock.harmless), smalltalk: held(stock.smalltalk), boilerplate: stock.boilerplate }
}

/** The signals of one mail, with its reasons. */
function judge(mail: MadeMail, weights: Weights, kind: string): Judged {
  const { meaning, facts } = hearMail(settingOfMail(mail), weights)
  const reasons = new Set<string>(mail.stretches.flatMap(({ snippet }) => snippet.reasons))
  const signals = Object.fromEntries(LEARNED_REASONS.map((reason) => [reason, meaning.signals(reason, facts)]))
  return { signals: signals as Record<LearnedReason, Float32Array>, reasons, kind: reasons.size > 0 ? '' : kind, gate: (odds) => meaning.gateSignals(facts, odds),
    naming: (reason, odds) => meaning.namingSignals(reason, facts, odds) }
}

export function settingOfMail(mail: MadeMail): Setting {
  const draft = plainDraft({
    from: mail.from, recipients: mail.to.map((address) => ({ address, name: null, field: 'to' as const })), subject: mail.subject, body: mail.body,
    attachments: mail.attachments.map(({ name, type, text }, at) => ({ id: String(at), name, type,
      sizeBytes: text.length, text })),
  })
  // Made mails come from made domains: a name in them is never that of the house.
  return { ...settingOf(draft, plainKnowledge({ internalDomains: mail.internalDomains }), casePolicy), houses: [] }
}

/** Weights with models and no decision yet. */
function asWeights(rows: PassageRows, names: Uint8Array): Weights {
  const nought = (count: number): Record<LearnedReason, Float32Array> =>
    Object.fromEntries(LEARNED_REASONS.map((reason) => [reason, new Float32Array(count)])) as Record<LearnedReason,
      Float32Array>
  const decision = { weights: nought(SIGNAL_COUNT), gate: new Float32Array(GATE_COUNT), naming: nought(NAMING_COUNT) }
  const weights = readWeights(pack(rows, decision, names))
  if (weights === null) throw new Error('the weights cannot be read back')
  return weights
}

function asBytes(rows: TaggerRows): Uint8Array {
  const writer = new ByteWriter()
  writeTagger(writer, rows)
  return writer.done()
}

function pack(rows: PassageRows, decision: DecisionModel, names: Uint8Array): Uint8Array {
  const [passages, decided] = [new ByteWriter(), new ByteWriter()]
  writePassageModel(passages, rows)
  writeDecision(decided, decision)
  return writeWeights([{ name: 'passages', bytes: passages.done() }, { name: 'decision', bytes: decided.done() }, { name: 'tagger', bytes: names }])
}
