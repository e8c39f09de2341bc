import { detectors } from './detectors/detectors.ts'
import { persons } from './persons.ts'
import { readings, type Reading } from './reading.ts'
import { confidential } from './reasons/confidential.ts'
import { credentialsReason } from './reasons/credentials.ts'
import { dossier, dossierText } from './reasons/dossier.ts'
import { health } from './reasons/health.ts'
import { accounts, nationalId, personalData, situations } from './reasons/personal.ts'
import { isHouseName, type Setting } from './setting.ts'
import { sentencesOf, totalOf, type Sentence } from './sentences.ts'
import type { Block, DetectedHit, Ground, ReasonRule, Tone } from './reasons/reason.ts'
import type { Meaning } from './models/meaning.ts'
import type { Person } from './persons.ts'

/** Every reason, as a judge of one block. */
const rules: readonly ReasonRule[] = [nationalId, accounts, credentialsReason, health, situations, personalData,
  confidential, dossier, dossierText]

/** What the reasons found in one block. */
export interface BlockGrounds { readonly reading: Reading, readonly persons: readonly Person[],
  readonly hits: readonly DetectedHit[], readonly tone: Tone, readonly grounds: readonly Ground[] }

/**
 * Reads the whole draft, block after block; each block is let go when it is judged. The models hear it along the way.
 */
export function* gather(setting: Setting, meaning?: Meaning): Generator<BlockGrounds> {
  let tone: Tone = {
    animal: 0, fiction: setting.isStage ? STAGE_TONE : 0, test: 0, vacancy: 0, general: 0, public: 0, statistics: 0,
    person: 0,
  }
  const early: { reading: Reading, persons: readonly Person[], sentences: readonly Sentence[] }[] = []
  let isEarly = true
  let taggedLength = 0
  for (const reading of readings(setting.draft)) {
    const found = persons(reading, taggedLength < TAGGED_LENGTH_MAX ? meaning?.tagger : null)
      .filter(({ start, end }) => !isHouseName(reading.text.slice(start, end), setting))
    taggedLength += reading.text.length
    const one = { reading, persons: found, sentences: sentencesOf(reading, found) }
    meaning?.hear(reading, found, one.sentences)
    // Subject, body and file names are heard before the first judgement; the attachments' texts one by one after that.
    if (isEarly && reading.part !== 'attachment-text' && early.length < EARLY_MAX) {
      tone = hear(tone, one)
      early.push(one)
      continue
    }
    if (isEarly) {
      isEarly = false
      for (const each of early) yield judge(each, setting, tone)
    }
    yield judge(one, setting, hear(tone, one))
  }
  if (isEarly) for (const each of early) yield judge(each, setting, tone)
}

/** What a theatre or publisher as sender or recipient weighs, in words of fiction. */
const STAGE_TONE = 1.5

/** Length of text of a mail whose names are tagged; behind it the rules about names do alone. */
export const TAGGED_LENGTH_MAX = 256 * 1024

/** Blocks that are heard before the first one is judged. */
const EARLY_MAX = 24

function judge({ reading, persons: found, sentences }: {
  reading: Reading, persons: readonly Person[], sentences: readonly Sentence[],
}, setting: Setting, tone: Tone): BlockGrounds {
  const hits = detect(reading, found, setting)
  const block: Block = { reading, setting, persons: found, sentences, hits, tone }
  return { reading, persons: found, hits, tone, grounds: rules.flatMap((rule) => rule(block)) }
}

/** All detectors over one block; where two claim a place, the surer one has it. */
export function detect(reading: Reading, found: readonly Person[], setting: Setting): DetectedHit[] {
  const hits: DetectedHit[] = []
  for (const detector of detectors) {
    for (const hit of detector.find(reading, { setting, persons: found })) hits.push({
      ...hit, detector: detector.id, type: hit.type ?? detector.type,
    })
  }
  const sorted = hits.toSorted((a, b) => a.start - b.start || b.confidence - a.confidence)
  const kept: DetectedHit[] = []
  for (const hit of sorted) {
    const last = kept.at(-1)
    if (last === undefined || hit.start >= last.end) kept.push(hit)
    else if (hit.confidence > last.confidence) kept[kept.length - 1] = hit
  }
  return kept
}

function hear(tone: Tone, { sentences }: { readonly sentences: readonly Sentence[] }): Tone {
  const total = (name: Parameters<typeof totalOf>[1]): number => totalOf(sentences, name)
  return {
    animal: tone.animal + total('animal'), fiction: tone.fiction + total('fiction'), test: tone.test + total('technical'), vacancy: tone.vacancy + total('vacancy'),
    general: tone.general + total('general'), public: tone.public + total('public'), statistics: tone.statistics + total('statistics'),
    person: sentences.reduce((most, { person }) => Math.max(most, person), tone.person),
  }
}
