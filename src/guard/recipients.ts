/**
 * Whom a mail goes to, judged by the mails sent before: a model of the account's own sent mail that grows by one mail at a
 * time, and a score for every recipient of a new one. Carvalho & Cohen (2007) and Zilberman et al. (2013) use the same kinds
 * of evidence: who is mailed together, how often and lately, under which subject, with which words, who is named.
 *
 * Promises: pure; `learn` and `score` cost the same at the first and the hundred-thousandth mail; the state is bounded and
 * goes to bytes and back. Says nothing of a recipient who is new (other rules do) or of a mailbox it hardly knows.
 */
import { slots, type Slot } from './recipients/fit.ts'
import { emptyModel, learn as learnSeen, type RecipientModel } from './recipients/model.ts'
import { fitOdds, measures, slipScore } from './recipients/odds.ts'
import { seen, type SentMail } from './recipients/sent-mail.ts'
import { weights } from './recipients/weights.ts'

export { emptyModel, type RecipientModel } from './recipients/model.ts'
export { modelBytes, readModel } from './recipients/stored.ts'
export type { SentMail } from './recipients/sent-mail.ts'

export interface Suspect {
  readonly address: string
  /** 0 (belongs there) to 1 (came there by a slip); 0 for who is not judged. */
  readonly score: number
  /** Who was likely meant, when one known contact fits this place much better. */
  readonly meant?: string
}

/**
 * Scores above which a recipient is told of. On senders the model had not seen some 1 % and 2 % of right recipients stand
 * above them (`tools/train/recipient.ts` prints the scores for each share).
 */
export const SUSPECT = { sure: 0.8, likely: 0.63 } as const
/** Mails that must have been learnt before anybody is told of anything. */
export const MODEL_MAILS_MIN = 12
/** Log odds by which another contact must fit better to be named. */
const MEANT_MARGIN = 1.5

/** Teaches the model one sent mail. */
export function learn(model: RecipientModel, mail: SentMail): void {
  learnSeen(model, seen(mail))
}

/** A score for every recipient, in the mail's order; addresses in lower case, each once. */
export function score(model: RecipientModel, mail: SentMail): Suspect[] {
  const places = slots(model, seen(mail))
  const found = measures(places, weights)
  return places.map((slot, index) => {
    const measure = found[index]
    if (measure === undefined) return { address: slot.address, score: 0 }
    const meant = meantIn(slot)
    return { address: slot.address, score: Math.round(slipScore(measure, weights) * 1e4) / 1e4, ...meant === undefined
      ? {} : { meant } }
  })
}

/** The namesake or greeted contact that fits the slot best, if it fits clearly better. */
function meantIn({ fit, rivals }: Slot): string | undefined {
  if (fit === undefined) return undefined
  let best = fitOdds(fit, weights) + MEANT_MARGIN
  let meant: string | undefined
  for (const rival of rivals) {
    if (rival.like === 0 && rival.fit.greeted === 0) continue
    const odds = fitOdds(rival.fit, weights)
    if (odds <= best) continue
    best = odds
    meant = rival.contact.address
  }
  return meant
}

/** Learns a history, oldest first, and scores one mail; the strangest recipient first. */
export function recipientScores(history: readonly SentMail[], mail: SentMail): Suspect[] {
  const model = emptyModel()
  for (const one of history) learn(model, one)
  return score(model, mail).toSorted((a, b) => b.score - a.score)
}
