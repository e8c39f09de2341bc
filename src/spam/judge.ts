/** The judgement of one mail: what its marks weigh, what its signs add, and what that means. Pure. */
import { besideShare, besideSigns, type Beside } from './beside.ts'
import type { ParsedMessage } from '../message/types.ts'
import { letterOf } from './letter.ts'
import { scoreOf, type SpamWeights } from './model.ts'
import { proofSigns, SIGNS_TOLD_MAX, signsOf, type Found, type Proof, type Sign } from './signs.ts'
import { marksOf } from './tokens.ts'

export interface SpamJudgement {
  /** Log-odds; 0 and above goes to Junk. */
  readonly score: number
  readonly isSpam: boolean
  /** Fraud that asks for something, rather than advertising. */
  readonly isPhishing: boolean
  /** What a reader is told, the strongest first, each once; empty when it is neither. */
  readonly signs: readonly Sign[]
}

/**
 * Signs of fraud count this much where somebody asked who sends the mail, beside its marks, which speak of the same. Of a mail from
 * elsewhere that nobody asked about the marks judge alone: there the signs took more honest letters of shops to Junk than fraud.
 */
export const SIGNS_SHARE = 0.6
/** Of what goes to Junk, that is fraud whose signs weigh this much. */
export const FRAUD_SIGNS = 1

/** By its score of marks, its sum of signs, and the sum of what was found at the door when somebody asked there. */
export function judge(
  { marks, signs, door }: {
    readonly marks: number, readonly signs: number, readonly door: number | undefined,
  }, threshold: number,
): Omit<SpamJudgement, 'signs'> {
  const score = marks + (door === undefined ? 0 : SIGNS_SHARE * signs + door) - threshold
  return { score, isSpam: score > 0, isPhishing: score > 0 && signs + (door ?? 0) >= FRAUD_SIGNS }
}

/** Judges a message; `proof` is what the receiving server found, or stands on top of a message that came from one. */
export function judgeMessage(raw: Uint8Array, weights: SpamWeights, {
  proof, isAsked = proof !== undefined, standing = 0, personal, beside, parsed,
}: {
  readonly proof?: Proof | undefined | 'of-message'
  /** Whether anybody asked who sends it, though there may have been no answer. */
  readonly isAsked?: boolean
  /** Points of reputation against the network it came from; below 0 for it (`src/reputation`). */
  readonly standing?: number
  /** What this reader's own choices add, for these marks. */
  readonly personal?: (places: Uint32Array) => number
  /** What Rspamd said of it. */
  readonly beside?: Beside | undefined
  /** What is known of its structure already. */
  readonly parsed?: ParsedMessage | undefined
} = {}): SpamJudgement {
  const letter = letterOf(raw, parsed)
  const marks = marksOf(letter)
  const proved = proof === 'of-message' ? proofOf(letter.results) : proof
  const [found, atDoor] = [signsOf(letter, proved), [...proofSigns(proved), ...standingSigns(standing)]]
  const own = personal?.(marks.places) ?? 0
  const text = scoreOf(weights, marks)
  const judged = judge({
    marks: text + own + (beside === undefined ? 0 : besideShare(beside)),
    signs: sumOf(found), door: isAsked && (proof !== 'of-message' || proved !== undefined) || standing !== 0 ? sumOf(atDoor) : undefined,
  }, weights.threshold)
  if (!judged.isSpam) return { ...judged, signs: [] }
  return { ...judged, signs: toldOf([
    ...own > 1 ? [{ sign: 'you-learned', weight: own } as const] : [], ...text > 0 ? [{ sign: 'words', weight: text } as const] : [],
    ...beside === undefined ? [] : besideSigns(beside), ...found, ...atDoor,
  ]) }
}

/** The strongest first, each once. */
function toldOf(found: readonly Found[]): readonly Sign[] {
  const strong = found.filter(({ weight }) => weight > 0.4).toSorted((a, b) => b.weight - a.weight)
  return [...new Set(strong.map(({ sign }) => sign))].slice(0, SIGNS_TOLD_MAX)
}

const sumOf = (found: readonly Found[]): number => found.reduce((sum, { weight }) => sum + weight, 0)

/** Points are about log-odds already; the past of a network must not outweigh what the mail itself says. */
function standingSigns(points: number): readonly Found[] {
  return points === 0 ? [] : [{ sign: 'sender-network', weight: Math.max(-1, Math.min(2, points * 0.4)) }]
}

/** Results of a receiving server in words of RFC 8601; undefined when it wrote none. */
export function proofOf(results: string): Proof | undefined {
  if (results === '') return undefined
  const one = (method: string): Proof['spf'] => {
    const word = new RegExp(`\\b${method}=(\\w{1,20})`).exec(results)?.[1]
    return word === 'pass' || word === 'bestguesspass' ? 'pass' : word === undefined || word === 'none' || word === 'neutral' ? 'none' : 'fail'
  }
  return { spf: one('spf'), dkim: one('dkim'), dmarc: one('dmarc') }
}
