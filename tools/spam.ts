/**
 * Learns the spam weights and writes `src/spam/weights/spam.bin`; the same input gives the same bytes. Learned from
 * `spamassassin-public.jsonl` in FOLDER (public domain; lines `{"id","label","text"}`), from the same mails in the dress of
 * today, and from our own words (`tools/spam/dress.ts`). On `phishing-pot.jsonl` in FOLDER is only measured.
 *
 * node tools/run.mjs tools/spam.ts FOLDER [--folds 5 [--errors]] [--check]
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseMessage } from '../src/message/parse.ts'
import { judge, proofOf, SIGNS_SHARE } from '../src/spam/judge.ts'
import { letterOf } from '../src/spam/letter.ts'
import { packWeights, readWeights } from '../src/spam/model.ts'
import { proofSigns, signsOf, type Found } from '../src/spam/signs.ts'
import { marksOf } from '../src/spam/tokens.ts'
import { Random } from './train/random.ts'
import { readSnippets } from './train/snippets.ts'
import { asked, bare, dishonest, dressed, honest, saidBy, type Said } from './spam/dress.ts'
import { learn, packable, scored, type Example, type Learned } from './spam/learning.ts'

const ROUNDS = 8
/** Mails made of each line of our own fraud, with other names, links and dress. */
const FRAUD_EACH = 12
/** And of each line of what was asked for. */
const ASKED_EACH = 10
/** Advertising that was asked for is rare in the collection, and what honest mail is lost is mostly that. */
const ASKED_WEIGHT = 3
/** Mails of next to no words. */
const BARE = 240
/** Of our own passages every so many stands for an honest mail. */
const OWN_EVERY = 4
/**
 * What the measurement below gives for five honest mails in a thousand, the advertising among them that was asked for.
 */
const THRESHOLD = -0.5

const { values, positionals } = parseArgs({ allowPositionals: true, options: {
  folds: { type: 'string', default: '0' }, check: { type: 'boolean', default: false },
  errors: { type: 'boolean', default: false },
} })
const folder = positionals[0]
if (folder === undefined) {
  console.error('usage: spam FOLDER [--folds N] [--check]')
  process.exit(2)
}

interface Row { readonly id: string, readonly label: string, readonly text: string, readonly group?: string }
interface Read extends Example {
  readonly label: string
  readonly signs: number
  readonly door: number | undefined
  readonly sentAt: number
}

const rows = (name: string): readonly Row[] =>
  readFileSync(join(folder, name), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Row)

function read({ id, label, group }: Omit<Row, 'text'>, raw: Uint8Array): Read {
  const parsed = parseMessage(raw)
  const letter = letterOf(raw, parsed)
  const marks = marksOf(letter)
  const proof = proofOf(letter.results)
  const sumOf = (found: readonly Found[]): number => found.reduce((sum, { weight }) => sum + weight, 0)
  const [signs, door] = [sumOf(signsOf(letter, proof)), proof === undefined ? undefined : sumOf(proofSigns(proof))]
  return { id, label, isSpam: label === 'spam' || label === 'fraud', facts: marks.facts.slice(), words: marks.words.slice(), grams: marks.grams.slice(), hand: marks.hand.slice(), signs, door, sentAt: parsed.date?.ms ?? 0, weight: group === 'hard-ham-1' ? ASKED_WEIGHT : 1 }
}

const collected = rows('spamassassin-public.jsonl').map((row) => ({ row, raw: Buffer.from(row.text) }))
const mails = collected.map(({ row, raw }) => read(row, raw))
const fishing = existsSync(join(folder, 'phishing-pot.jsonl'))
  ? rows('phishing-pot.jsonl').map((row) => read(row, Buffer.from(row.text))) : []
/** The collection in the dress of today, and our own passages as honest mail: learned from as well. */
const today = [
  ...collected.flatMap(({ row, raw }) => {
    const said = saidBy(raw)
    return said === undefined ? [] : [read(row, dressed(said))]
  }),
  ...readSnippets().flatMap((snippet, at) => at % OWN_EVERY === 0
    ? [read({ id: `own-${snippet.family}`, label: 'own' }, dressed(honest(snippet, new Random(at))))] : []),
  ...Array.from({ length: BARE }, (_, at) => read({ id: `bare-${at}`, label: 'bare' }, bare(new Random(at)))),
  ...ownLines('fraud', FRAUD_EACH, dishonest), ...ownLines('asked', ASKED_EACH, asked),
]

/** Mails of each line of our own; those of a line fall into the same part. */
function ownLines(label: 'fraud' | 'asked', each: number, made: (line: string, random: Random) => Said | undefined): readonly Read[] {
  const lines = readFileSync(join(import.meta.dirname, 'spam', `${label}.txt`), 'utf8').split('\n')
  return lines.flatMap((line, at) => Array.from({ length: each }, (_, index) =>
    made(line, new Random(at * each + index))).flatMap((said) => said === undefined ? [] : [read({ id: `${label}-${at}`, label }, dressed(said))]))
}

/** The same mail falls into the same part, whatever else there is. */
function partOf(id: string, parts: number): number {
  let hash = 0x811c9dc5
  for (const character of id) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  return (hash >>> 0) % parts
}

const folds = Number(values.folds)
if (folds > 1) {
  measure()
  measureNewer()
} else write()

function write(): void {
  const path = join(import.meta.dirname, '..', 'src', 'spam', 'weights', 'spam.bin')
  const bytes = packWeights(packable(learn([...mails, ...today], ROUNDS), { version: 'spam-4', threshold: THRESHOLD }))
  if (values.check) {
    const isSame = Buffer.compare(readFileSync(path), bytes) === 0
    console.log(`spam.bin ${isSame ? 'is the same' : 'DIFFERS'}`)
    process.exitCode = isSame ? 0 : 1
    return
  }
  writeFileSync(path, bytes)
  console.log(`spam.bin ${(bytes.length / 1024).toFixed(0)} KiB; reads back: ${readWeights(bytes) !== undefined}`)
}

/** Each part is judged by what was learned from the others; the phishing by the first of these. */
function measure(): void {
  const scores = new Map<string, number>()
  const dressedScores = new Float64Array(today.length)
  let first: Learned | undefined
  for (let part = 0; part < folds; part++) {
    const learned = learn([...mails, ...today].filter(({ id }) => partOf(id, folds) !== part), ROUNDS)
    first ??= learned
    for (const mail of mails) if (partOf(mail.id, folds) === part) scores.set(mail.id, scored(learned, mail))
    for (const [at, mail] of today.entries()) {
      if (partOf(mail.id, folds) === part) dressedScores[at] = scored(learned, mail)
    }
  }
  for (const mail of fishing) scores.set(mail.id, first === undefined ? 0 : scored(first, mail))
  report('marks alone', ({ id }) => scores.get(id) ?? 0)
  for (const share of [0.4, SIGNS_SHARE, 0.8]) report(`marks and ${share} x signs`, ({ id, signs, door }) => (scores.get(id) ?? 0) + (door === undefined ? 0 : share * signs + door))
  const shipped = [...mails, ...fishing].map((mail) => ({
    mail, judged: judge({ marks: scores.get(mail.id) ?? 0, signs: mail.signs, door: mail.door }, THRESHOLD),
  }))
  for (const label of ['ham', 'spam', 'own', 'bare', 'asked', 'fraud']) {
    const own = today.flatMap((mail, at) => mail.label === label
      ? [judge({ marks: dressedScores[at] ?? 0, signs: mail.signs, door: 0 }, THRESHOLD)] : [])
    console.log(`in the dress of today: ${label} ${own.filter(({ isSpam, isPhishing }) => isSpam || isPhishing).length} of ${own.length} to Junk`)
  }
  for (const label of ['ham', 'spam', 'phish']) {
    const own = shipped.filter(({ mail }) => mail.label === label)
    if (values.errors) for (const { mail, judged } of own) if (label !== 'phish' && judged.isSpam === (label === 'ham')) console.log(`${label} ${judged.score.toFixed(2)} ${mail.id}`)
    if (own.length > 0) console.log(`as it ships: ${label} ${own.filter(({ judged }) => judged.isSpam || judged.isPhishing).length} of ${own.length} to Junk`)
  }
}

/** Learned from the older mails of the collection, judged on the newer ones, both halves as their own clocks say. */
function measureNewer(): void {
  const times = mails.map(({ sentAt }) => sentAt).toSorted((a, b) => a - b)
  const middle = times[times.length >> 1] ?? 0
  const older = new Set(mails.filter(({ sentAt }) => sentAt <= middle).map(({ id }) => id))
  const known = new Set(mails.map(({ id }) => id))
  const learned = learn([...mails, ...today].filter(({ id }) => older.has(id) || !known.has(id)), ROUNDS)
  for (const label of ['ham', 'spam']) {
    const newer = mails.filter((mail) => mail.label === label && !older.has(mail.id))
    const found = newer.filter((mail) =>
      judge({ marks: scored(learned, mail), signs: mail.signs, door: mail.door }, THRESHOLD).isSpam)
    console.log(`learned from before ${new Date(middle).toISOString().slice(0, 10)}, judged after: ${label} ${found.length} of ${newer.length} to Junk`)
  }
}

function report(what: string, scoreOf: (mail: Read) => number): void {
  const ham = mails.filter(({ isSpam }) => !isSpam).map(scoreOf).toSorted((a, b) => b - a)
  const found = (rows: readonly Read[], limit: number): string => (rows.filter((row) =>
    scoreOf(row) > limit).length / Math.max(1, rows.length)).toFixed(4)
  const spam = mails.filter(({ isSpam }) => isSpam)
  console.log(`${what}: ${[0.002, 0.005, 0.01].map((share) => {
    const limit = ham[Math.floor(share * ham.length)] ?? 0
    return `at ${share * 100} % of ham (${limit.toFixed(2)}) spam ${found(spam, limit)} phishing ${found(fishing, limit)}`
  }).join('; ')}`)
}
