/**
 * What the guard costs: scanning varied prose, all detectors, a whole judgement of a 10 kB mail, and every detector over a
 * megabyte of near-matches. Prints one figure a line, in time of one processor, so that a busy machine tells no lies about the
 * program. `ZEGEL_BENCH_MS` is the time for each.
 */
import { assess } from './assess.ts'
import { CASE_NOW, casePolicy, plainDraft, plainKnowledge } from './cases.ts'
import { detectors } from './detectors/detectors.ts'
import { mail } from './guard.testing.ts'
import { nearMatches, repeated } from './hostile.testing.ts'
import { persons } from './persons.ts'
import { readPart, type Reading } from './reading.ts'
import { blocks, scan } from './scan.ts'
import { settingOf } from './setting.ts'
import { lexicon } from './words.ts'
import { firstNamesNl } from './words/first-names-nl.ts'
import { healthNl } from './words/health-nl.ts'
import { people } from './words/people.ts'
import { topics } from './words/topics.ts'

const eachMs = Number(process.env['ZEGEL_BENCH_MS'] ?? 200)
const print = (what: string, figures: object): void => { process.stdout.write(`${JSON.stringify({ what, ...figures })}\n`) }
const setting = settingOf(plainDraft({}), plainKnowledge(), casePolicy)

/** Time that this process has used. */
function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Prose of many different words with numbers in it; the same every time. */
function prose(length: number): string {
  const words = [healthNl, people, topics].flatMap((list) => Object.values(list)).join(',').split(/[,\s]+/).filter((word) => /^[a-z]{2,14}$/.test(word))
  const names = firstNamesNl.split(/[,\s]+/).filter((name) => name !== '')
  let seed = 7
  const next = (below: number): number => { seed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x1b873593
    | 0; return (seed >>> 8) % below }
  const parts: string[] = []
  for (let size = 0, at = 0; size < length; at += 1) {
    const part = at % 23 === 22 ? `${100 + next(89_000)}` : at % 17 === 16 ? `${names[next(names.length)]?.replace(/^./, (letter) => letter.toUpperCase())}` : words[next(words.length)] ?? ''
    parts.push(at % 12 === 11 ? `${part}. ` : at % 90 === 89 ? `${part}.\n\n` : `${part} `)
    size += part.length + 1
  }
  return parts.join('')
}

/** Runs before the fastest one is believed: the first ones compile. */
const RUNS_MIN = 6

/** Fastest of several runs, ms. */
function fastest(work: () => unknown): number {
  let best = Infinity
  for (let runs = 0, until = processorMs() + eachMs; processorMs() < until || runs < RUNS_MIN; runs += 1) {
    const began = processorMs()
    work()
    best = Math.min(best, processorMs() - began)
  }
  return best
}

const text = prose(2_000_000)
const megabytes = text.length / 1e6
const rate = (ms: number): number => Math.round(megabytes * 10_000 / ms) / 10
print('scan prose', { megabytesPerSecond: rate(fastest(() => { for (const window of blocks(text)) scan(text, lexicon, window) })) })
const readings = [...readPart('body', text)]
const surroundings = readings.map((reading): [Reading, { setting: typeof setting,
  persons: ReturnType<typeof persons> }] => [reading, { setting, persons: persons(reading) }])
print('all detectors over scanned prose', { megabytesPerSecond: rate(fastest(() => { for (const [reading, around] of surroundings) for (const detector of detectors) detector.find(reading, around) })) })

const times: number[] = []
for (const until = processorMs() + eachMs * 10; processorMs() < until || times.length < 100;) {
  const at = (times.length * 9973) % (text.length - 10_000)
  const draft = mail(`Beste Eva,\n\n${text.slice(at, at + 9_900)}\n\nMevrouw Prins, BSN 111222333, heeft koorts.\n\nMet vriendelijke groet,\nJan`)
  const began = processorMs()
  assess(draft, plainKnowledge({ now: CASE_NOW, internalDomains: ['kantoor.nl'] }), casePolicy)
  times.push(processorMs() - began)
}
times.sort((a, b) => a - b)
const share = (part: number): number => Math.round((times[Math.floor(times.length * part)] ?? 0) * 100) / 100
print('judge a mail of 10 kB', { p50Ms: share(0.5), p95Ms: share(0.95) })

// Every detector over a megabyte of every near-match; the slowest pairs are printed.
const slow: { what: string, ms: number }[] = []
for (const [name, piece] of Object.entries(nearMatches)) {
  const hostile = [...readPart('body', repeated(piece, 1_000_000))].map((reading) => ({ reading, persons: persons(reading) }))
  for (const detector of detectors) {
    const began = processorMs()
    for (const { reading, persons: found } of hostile) detector.find(reading, { setting, persons: found })
    slow.push({ what: `${detector.id} over 1 MB of ${name}`, ms: Math.round((processorMs() - began) * 10) / 10 })
  }
}
for (const { what, ms } of slow.toSorted((a, b) => b.ms - a.ms).slice(0, 5)) print(`slowest: ${what}`, { ms })
