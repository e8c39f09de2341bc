import { foldedWords } from './fold.ts'
import { localOf, domainOf } from './warnings/warning.ts'

/**
 * How strange each recipient of a mail is among the others, from the account's earlier mails: who is mailed together, how
 * often and how lately, whether the words fit what was said to them before, and whose name it resembles.
 * Carvalho & Cohen (2007) and Zilberman et al. (2013) use the same kinds of evidence.
 */
export interface PastMail { readonly from: string, readonly recipients: readonly string[], readonly subject: string,
  readonly text: string }

export interface Suspect { readonly address: string, readonly score: number }

/** Mails that are looked back on; the newest count. */
export const HISTORY_MAX = 20_000
/** Recipients of one mail that are scored. */
export const SCORED_MAX = 1000
/** Words of one mail that are compared. */
const WORDS_MAX = 400

interface Past { mails: number, last: number, words: Map<string, number>, total: number, together: Map<string, number> }

/** A score from 0 (belongs there) to 1 (does not) for every recipient, the strangest first. */
export function recipientScores(history: readonly PastMail[], mail: PastMail): Suspect[] {
  const looked = history.slice(-HISTORY_MAX)
  const wanted = new Set(mail.recipients.slice(0, SCORED_MAX).map((address) => address.toLowerCase()))
  const past = new Map<string, Past>()
  const spread = new Map<string, number>()
  looked.forEach((one, index) => learn(one, index, { wanted, past, spread }))
  const words = wordsOf(mail)
  const odds = [...wanted].map((address) => strangeness(address, { wanted, past, spread, words, count: looked.length,
    domain: domainOf(mail.from) }))
  // Strange is who differs from the rest of this mail; in a mail to strangers nobody does.
  const total = odds.reduce((sum, one) => sum + one, 0)
  const scores = [...wanted].map((address, index) => {
    const own = odds[index] ?? 0
    const others = odds.length > 1 ? (total - own) / (odds.length - 1) : 0
    const most = odds.reduce((best, one, at) => at === index ? best : Math.max(best, one), -9)
    return { address, score: share(odds.length > 1 ? own * 0.4 + (own - others) * 0.4 + (own - most) * 0.9 - 1
      : own * 0.6 - 1) }
  })
  return scores.toSorted((a, b) => b.score - a.score)
}

function learn(mail: PastMail, index: number, { wanted, past, spread }: { wanted: ReadonlySet<string>,
  past: Map<string, Past>, spread: Map<string, number> }): void {
  const here = [...new Set([...mail.recipients, mail.from].map((address) => address.toLowerCase()))].slice(0, 200)
  const words = wordsOf(mail)
  for (const word of words) spread.set(word, (spread.get(word) ?? 0) + 1)
  for (const address of here) {
    if (!wanted.has(address)) continue
    const one = past.get(address) ?? { mails: 0, last: 0, words: new Map(), total: 0, together: new Map() }
    past.set(address, one)
    one.mails += 1
    one.last = index
    for (const word of words) one.words.set(word, (one.words.get(word) ?? 0) + 1)
    one.total += words.size
    for (const other of here) if (other !== address && wanted.has(other)) one.together.set(other,
      (one.together.get(other) ?? 0) + 1)
  }
}

interface Known { wanted: ReadonlySet<string>, past: ReadonlyMap<string, Past>, spread: ReadonlyMap<string, number>,
  words: ReadonlySet<string>, count: number, domain: string }

function strangeness(address: string, { wanted, past, spread, words, count, domain }: Known): number {
  const one = past.get(address)
  const others = [...wanted].filter((other) => other !== address)
  let logOdds = -0.6
  const known = others.filter((other) => past.has(other))
  if (one === undefined) logOdds += known.length > 0 ? 0.3 : -0.4
  else {
    const company = known.length === 0
      ? 0.5 : known.filter((other) => (one.together.get(other) ?? 0) > 0).length / known.length
    logOdds += known.length === 0 ? 0 : 2.2 - company * 4.4
    logOdds -= Math.min(1.2, Math.log2(one.mails + 1) * 0.25) + (count > 0 ? one.last / count * 0.5 : 0)
    logOdds -= Math.min(2, similarity(words, one, spread, count) * 9) - 0.7
  }
  const sameDomain = others.filter((other) => domainOf(other) === domainOf(address)).length
  if (others.length > 0 && sameDomain === 0) logOdds += domainOf(address) === domain ? 0.9 : 0.4
  const name = foldedWords(localOf(address)).filter((word) => word.length >= 3)
  if (name.some((word) => words.has(word))) logOdds -= 1.6
  return logOdds
}

const share = (logOdds: number): number => Math.round(1e4 / (1 + Math.exp(-logOdds))) / 1e4

/** Cosine between the mail's words and what was said to one before, rare words heavier. */
function similarity(words: ReadonlySet<string>, one: Past, spread: ReadonlyMap<string, number>, count: number): number {
  let shared = 0
  let here = 0
  for (const word of words) {
    const weight = Math.log((count + 1) / ((spread.get(word) ?? 0) + 0.5)) ** 2
    here += weight
    const times = one.words.get(word)
    if (times !== undefined) shared += weight * Math.min(1, times / one.mails + 0.3)
  }
  return here === 0 ? 0 : shared / here / 2
}

function wordsOf({ subject, text }: PastMail): Set<string> {
  const words = new Set<string>()
  for (const word of foldedWords(`${subject} ${text.slice(0, 6000)}`)) {
    if (word.length >= 4 && words.size < WORDS_MAX) words.add(word)
  }
  return words
}
