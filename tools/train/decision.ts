import { LEARNED_REASONS, type LearnedReason } from '../../src/guard/models/labels.ts'
import { SIGNAL, SIGNAL_COUNT } from '../../src/guard/models/signals.ts'
import type { DecisionModel } from '../../src/guard/models/decision-model.ts'

/** The decision for each reason: logistic over the signals of whole mails, pulled towards nought, by steps over all. */

/** Signals of a mail for each reason, with what it is. */
export interface Judged { readonly signals: Readonly<Record<LearnedReason, Float32Array>>, readonly reasons: ReadonlySet<string> }

const STEPS = 600
const RATE = 0.4
/** How strongly each weight is pulled to nought. */
const PULL = 0.002
/** A missed reason costs as much as this many false alarms for it. */
const MISS_COST = 1

export function learnDecision(mails: readonly Judged[]): DecisionModel {
  const weights = Object.fromEntries(LEARNED_REASONS.map((reason) => [reason, learnOne(mails, reason)]))
  return { weights: weights as Record<LearnedReason, Float32Array> }
}

/** Signals that may only speak for a reason, and those that may only speak against it. */
const UP = new Set<number>([SIGNAL.z, SIGNAL.second, SIGNAL.person, SIGNAL.personZ, SIGNAL.rule, SIGNAL.ruleSure, SIGNAL.subject, SIGNAL.reader, SIGNAL.mine])
const isKind = (at: number): boolean => at >= SIGNAL.kindHere

function learnOne(mails: readonly Judged[], reason: LearnedReason): Float32Array {
  const weights = new Float64Array(SIGNAL_COUNT)
  const squares = new Float64Array(SIGNAL_COUNT).fill(1e-3)
  const gradient = new Float64Array(SIGNAL_COUNT)
  // Mails about something else that must be secured are left out: what counts is this reason against none.
  const used = mails.filter(({ reasons }) => reasons.has(reason) || reasons.size === 0)
  for (let step = 0; step < STEPS; step += 1) {
    gradient.fill(0)
    for (const { signals, reasons } of used) {
      const row = signals[reason]
      let z = 0
      for (let at = 0; at < SIGNAL_COUNT; at += 1) z += (weights[at] ?? 0) * (row[at] ?? 0)
      const isTrue = reasons.has(reason)
      const error = ((isTrue ? 1 : 0) - 1 / (1 + Math.exp(-z))) * (isTrue ? MISS_COST : 1)
      for (let at = 0; at < SIGNAL_COUNT; at += 1) gradient[at] = (gradient[at] ?? 0) + error * (row[at] ?? 0)
    }
    for (let at = 0; at < SIGNAL_COUNT; at += 1) {
      const slope = (gradient[at] ?? 0) / used.length - (at === SIGNAL.one ? 0 : PULL * (weights[at] ?? 0))
      squares[at] = (squares[at] ?? 0) + slope * slope
      let weight = (weights[at] ?? 0) + RATE * slope / Math.sqrt(squares[at] ?? 1)
      if (UP.has(at)) weight = Math.max(0, weight)
      else if (isKind(at)) weight = Math.min(0, weight)
      weights[at] = weight
    }
  }
  return Float32Array.from(weights)
}
