import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashWord } from '../../src/guard/lexicon.ts'
import { foldedWords } from '../../src/guard/fold.ts'
import { NAME_LISTS, TAGS, type TaggerRows } from '../../src/guard/models/tagger-model.ts'
import { bestTag, factsOf, isJoined, mayBeName, placeOf, TOKEN_FEATURES_MAX, tokenFeatures } from '../../src/guard/models/tagger.ts'
import { BUCKETS } from '../../src/guard/models/passage-model.ts'
import { readPart, type Reading } from '../../src/guard/reading.ts'
import { fill, type Filled } from './fill.ts'
import { Random } from './random.ts'
import { company, familyName, familyNames, firstName, firstNames, organisation, placeName, placeNames, type Language, type Piece } from './slots.ts'
import type { Snippet } from './snippets.ts'

/** The tagger of names, learned from snippets whose slots are names: an averaged perceptron, word after word. */

const TAG_COUNT = TAGS.length
/** Bytes of each list of names; powers of two. */
const LIST_BYTES: Readonly<Record<typeof NAME_LISTS[number], number>> = { first: 1 << 14, family: 1 << 17,
  place: 1 << 13, ordinary: 1 << 16, organisation: 1 << 11 }
/** Share of the names whose own word the tagger does not see: shape, ends and neighbours must do. */
const HIDE = 0.6

/** Lists of names and of ordinary words, as bits. */
export function nameLists(snippets: readonly Snippet[]): Uint8Array[] {
  const particles = new Set('van de der den het ten ter te von zu la le du da di el al op in aan bij uit of and und et'.split(' '))
  const names = (list: readonly string[]): string[] => list.flatMap(foldedWords).filter((word) => word.length > 1
    && !particles.has(word))
  const texts = snippets.flatMap(({ text }) => text.replace(/\{[^}]*\}/g, ' ').match(/(?<![\p{L}-])\p{Ll}{2,}/gu) ?? [])
  const lists: Record<typeof NAME_LISTS[number], string[]> = {
    first: names(Object.values(firstNames).flat()), family: names(familyNames()), place: names(placeNames()),
      organisation: knownOrganisations,
    ordinary: [...lines('ordinary-words-nl.txt'), ...lines('own-ordinary-words.txt').flatMap((line) => line.split(' ')), ...Object.values(words).flat(), ...texts].flatMap(foldedWords),
  }
  return NAME_LISTS.map((list) => {
    const bits = new Uint8Array(LIST_BYTES[list])
    for (const word of new Set(lists[list])) {
      const { a, b } = hashWord(word)
      for (let at = 0; at < 3; at += 1) {
        const place = placeOf(a, b, at) & (bits.length * 8 - 1)
        bits[place >>> 3] = (bits[place >>> 3] ?? 0) | (1 << (place & 7))
      }
    }
    return bits
  })
}

/** How often each sentence of `own-name-sentences.txt` comes, with other names each time. */
const NEWS_TIMES = 30

const lines = (file: string): string[] => readFileSync(join(import.meta.dirname, 'lists', file), 'utf8').split('\n').filter((line) => line !== '')
const knownOrganisations = lines('own-organisations.txt').flatMap((line) => line.split(/[ _]/)).flatMap(foldedWords)
const wellKnown = lines('own-organisations.txt').flatMap((line) => line.split(' ')).map((one) => one.replaceAll('_', ' '))
const newsSentences = (): string[] => lines('own-name-sentences.txt')
const words = Object.fromEntries(lines('own-name-words.txt').map((line) => {
  const [kind, ...list] = line.split(' ')
  return [kind ?? '', list]
}))

/** A sentence with the right tags. */
interface Lesson { readonly reading: Reading, readonly from: number, readonly to: number, readonly facts: Int32Array,
  readonly tags: Uint8Array, readonly hidden: Uint8Array }

/** Learns the tagger; `rowsMax` rows are kept. */
export function learnTagger(snippets: readonly Snippet[], { rounds, epochs, rowsMax, seed }: { readonly rounds: number,
  readonly epochs: number, readonly rowsMax: readonly number[], readonly seed: number }): TaggerRows[] {
  const names = nameLists(snippets)
  const random = new Random(seed)
  const lessons: Lesson[] = []
  for (let round = 0; round < rounds; round += 1) {
    for (const snippet of snippets) {
      const many = snippet.kind === 'news' ? 3 : 1
      for (let time = 0; time < many; time += 1) addLessons(fill(snippet.text, random, snippet.language,
        ownValues(snippet, random)), names, random, lessons)
    }
  }
  for (const sentence of newsSentences()) {
    for (let time = 0; time < rounds * NEWS_TIMES; time += 1) {
      const text = sentence.replace(/\{(adj|nats?|role|verb)\d?\}/g, (_, kind: string) => random.pick(words[kind] ?? ['']))
      addLessons(fill(text, random, 'nl', ownValues({ text, language: 'nl' }, random)), names, random, lessons)
    }
  }
  const weights = new Float32Array(BUCKETS * TAG_COUNT)
  const sums = new Float64Array(BUCKETS * TAG_COUNT)
  const features = new Int32Array(TOKEN_FEATURES_MAX)
  const scores = new Float64Array(TAG_COUNT)
  let step = 1
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (const lesson of random.shuffled(lessons)) {
      const { reading, from, to, facts, tags, hidden } = lesson
      let before: number = TAG_COUNT
      let beforeThat: number = TAG_COUNT
      for (let at = from; at <= to; at += 1) {
        const truth = tags[at - from] ?? 0
        const count = tokenFeatures(reading.scan, { from, to, at, facts, before, beforeThat,
          hidesWord: hidden[at - from] === 1 }, features)
        scores.fill(0)
        for (let index = 0; index < count; index += 1) {
          const row = (features[index] ?? 0) * TAG_COUNT
          for (let tag = 0; tag < TAG_COUNT; tag += 1) scores[tag] = (scores[tag] ?? 0) + (weights[row + tag] ?? 0)
        }
        const guess = mayBeName(facts, at - from) ? bestTag(scores, before, isJoined(reading.scan, at)) : 0
        if (guess !== truth) {
          for (let index = 0; index < count; index += 1) {
            const row = (features[index] ?? 0) * TAG_COUNT
            weights[row + truth] = (weights[row + truth] ?? 0) + 1
            weights[row + guess] = (weights[row + guess] ?? 0) - 1
            sums[row + truth] = (sums[row + truth] ?? 0) + step
            sums[row + guess] = (sums[row + guess] ?? 0) - step
          }
        }
        step += 1
        beforeThat = before
        // Half of the time it goes on from its own answer, as it will have to.
        before = random.chance(0.5) ? guess : truth
      }
    }
  }
  const averaged = Float64Array.from(weights, (weight, at) => weight - (sums[at] ?? 0) / step)
  return rowsMax.map((most) => pack(averaged, most, names))
}

function pack(weights: Float64Array, rowsMax: number, names: readonly Uint8Array[]): TaggerRows {
  const strength = new Float64Array(BUCKETS)
  const order: number[] = []
  let largest = 0
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    let most = 0
    for (let tag = 0; tag < TAG_COUNT; tag += 1) most = Math.max(most, Math.abs(weights[bucket * TAG_COUNT + tag] ?? 0))
    strength[bucket] = most
    largest = Math.max(largest, most)
    if (most > 0.3) order.push(bucket)
  }
  const chosen = order.toSorted((a, b) => (strength[b] ?? 0) - (strength[a] ?? 0) || a - b).slice(0,
    rowsMax).toSorted((a, b) => a - b)
  const cells = new Int8Array(chosen.length * TAG_COUNT)
  const unit = Math.min(largest, 40) / 127
  chosen.forEach((bucket, row) => {
    for (let tag = 0; tag < TAG_COUNT; tag += 1) cells[row * TAG_COUNT + tag] = Math.max(-127, Math.min(127,
      Math.round((weights[bucket * TAG_COUNT + tag] ?? 0) / unit)))
  })
  return { buckets: Int32Array.from(chosen), cells, names }
}

function addLessons(filled: Filled, names: readonly Uint8Array[], random: Random, into: Lesson[]): void {
  for (const reading of readPart('attachment-text', filled.text)) {
    const { scan } = reading
    for (let from = 0; from < scan.count;) {
      let to = from
      while (to + 1 < scan.count && scan.sentence[to + 1] === scan.sentence[from]) to += 1
      const tags = new Uint8Array(to - from + 1)
      const hidden = new Uint8Array(to - from + 1)
      for (let at = from; at <= to; at += 1) {
        const [start, end] = [reading.original(scan.start[at] ?? 0), reading.original((scan.end[at] ?? 1) - 1) + 1]
        const name = filled.names.find((one) => start < one.end && end > one.start)
        if (name === undefined) continue
        const isFirst = at === from || reading.original(scan.start[at - 1] ?? 0) < name.start
        tags[at - from] = TAGS.indexOf(`${isFirst ? 'B' : 'I'}-${name.tag}`)
        if (random.chance(HIDE)) hidden[at - from] = 1
      }
      const facts = factsOf(scan, from, to, names)
      // What can be no name for its shape is none; what follows it begins the name.
      for (let index = 0; index < tags.length; index += 1) {
        const tag = tags[index] ?? 0
        if (!mayBeName(facts, index)) tags[index] = 0
        else if (tag > 0 && tag % 2 === 0 && (!isJoined(scan, from + index) || (tags[index - 1] !== tag
          && tags[index - 1] !== tag - 1))) tags[index] = tag - 1
      }
      into.push({ reading, from, to, facts, tags, hidden })
      from = to + 1
    }
  }
}

/** Names for the slots of one text: known ones, and made-up ones that no list holds. */
function ownValues({ text, language }: Pick<Snippet, 'text' | 'language'>, random: Random): Map<string, readonly Piece[]> {
  const values = new Map<string, readonly Piece[]>()
  for (const [slot, name] of [...text.matchAll(/\{([a-z]+)\d*\}/g)].map((match) => [match[0], match[1] ?? ''] as const)) {
    const made = nameValue(name, random, language)
    if (made !== null && !values.has(slot)) values.set(slot, [made])
  }
  return values
}

const upper = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)
const someFamily = (random: Random, language: Language): string => random.chance(0.5) ? madeUp(random) : familyName(random, random.chance(0.6) ? language : random.pick(['nl', 'en', 'de', 'fr']))
const someFirst = (random: Random, language: Language): string => random.chance(0.12) ? madeUp(random) : firstName(random, random.chance(0.7) ? language : random.pick(['nl', 'en', 'de', 'fr']))

/** What a family name may begin with when no first name stands before it. */
const PREFIXES = ['De ', 'Van ', 'Van de ', 'Van den ', 'Van der ', 'Di ', 'El ', 'Du ', 'La ', 'Le ', 'Ben ', "D'", 'Mac ', 'Ter ', 'Ten ']

function nameValue(name: string, random: Random, language: Language): Piece | null {
  switch (name) {
    case 'first': return random.chance(0.75) ? { text: someFirst(random, language), tag: 'PER' } : null
    case 'last': return { text: `${random.chance(0.1) ? random.pick(PREFIXES) : ''}${upper(someFamily(random, language))}`, tag: 'PER' }
    case 'full': return random.chance(0.7) ? { text: `${someFirst(random, language)}${random.chance(0.06) ? ` ${random.pick([...'ABCDEFGHJKLMNPRSTVW'])}.` : ''} ${someFamily(random, language)}${random.chance(0.05) ? `-${upper(someFamily(random, language))}` : ''}`, tag: 'PER' } : null
    case 'place': return random.chance(0.3) ? { text: `${random.chance(0.15) ? random.pick(['Sint-', 'Nieuw-', 'Oud-', 'Groot-', 'Noord-', 'Zuid-', 'San ', 'New ', 'Saint-', 'Bad ']) : ''}${madeUp(random)}${random.pick(['', '', '', 'dorp', 'gem', 'beek', 'burg', 'stad', 'ville', 'ton', 'grad', 'heim', 'land', 'berg', 'veld', 'hoven', 'ia'])}`, tag: 'LOC' } : { text: placeName(random, language), tag: 'LOC' }
    case 'org': return { text: random.chance(0.5) ? organisation(random, language) : someOrganisation(random, language), tag: 'ORG' }
    case 'company': return { text: random.chance(0.5) ? company(random, language) : someOrganisation(random, language), tag: 'ORG' }
    default: return null
  }
}

function someOrganisation(random: Random, language: Language): string {
  const letters = (count: number): string => Array.from({ length: count }, () => random.pick([...'ABCDEFGHIKLMNOPRSTUVW'])).join('')
  return random.pick([
    () => letters(random.between(2, 5)), () => random.pick(wellKnown), () => random.pick(wellKnown), () =>
      random.pick(wellKnown), () => madeUp(random),
    () => `${madeUp(random)} ${random.pick(['Bank', 'Airlines', 'Group', 'Motors', 'Telecom', 'Records', 'Pharma', 'Steel', 'Club', 'Universiteit', 'Instituut'])}`,
    () => `${random.pick(['FC', 'AA', 'KV', 'RC', 'SC', 'Club', 'Real', 'Racing', 'Sporting', 'Inter', 'Dynamo', 'Olympique'])} ${random.chance(0.6) ? placeName(random, language) : madeUp(random)}`,
    () => `${placeName(random, language)} ${random.pick(['Instituut', 'Universiteit', 'Ziekenhuis', 'Museum', 'Fonds', 'Theater', 'Parket'])}`,
    () => `${upper(familyName(random, language))} ${random.pick(['&', '-', 'en'])} ${upper(familyName(random, language))}`.replace(' - ', '-'),
  ])()
}

/** A name no list holds, from syllables of many languages. */
function madeUp(random: Random): string {
  const starts = 'Ba Be Bo Bra Ca Car Che Da De Di Dra Fa Fe Fi Fra Ga Go Gra Ha He Ho Hu Ja Je Jo Ka Ke Ki Ko Kra La Le Li Lo Lu Ma Me Mi Mo Mu Na Ne Ni No Oka Ol Or Pa Pe Pi Po Pra Qua Ra Re Ri Ro Ru Sa Sche Se Si So Sta Su Ta Te Ti To Tre Tsa Va Ve Vi Vo Wa We Wi Xa Ya Yo Za Ze Zu'.split(' ')
  const middles = 'ra re ri ro la le li lo na ne ni no sa se si so ta te ti to va ve vi ma me mi mo ka ke ko da de di ga gi go ba bo chi sha zi rre lla nne tti ssa'.split(' ')
  const ends = 'n r l s t k m ck x ov ova ic ev sky ski ez es os is us er man mann son sen stra sma ink aert aerts eau aux ard in ini elli etti o a i u oglu dze yan ian as at el en ens ets'.split(' ')
  return `${random.pick(starts)}${random.chance(0.7) ? random.pick(middles) : ''}${random.chance(0.3) ? random.pick(middles) : ''}${random.pick(ends)}`
}
