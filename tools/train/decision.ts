import { KINDS, LEARNED_REASONS, type LearnedReason } from '../../src/guard/models/labels.ts'
import { GATE, GATE_COUNT, NAMING, SIGNAL, TONES } from '../../src/guard/models/signals.ts'
import type { DecisionModel } from '../../src/guard/models/decision-model.ts'

/** The decision for each reason: logistic over the signals of whole mails, pulled towards nought, by steps over all. */

/** Signals of a mail for each reason, with what it is; `gate` gives those of the gate once the reasons are learned. */
export interface Judged {
  readonly signals: Readonly<Record<LearnedReason, Float32Array>>
  readonly gate: (odds: Readonly<Record<LearnedReason, number>>) => Float32Array
  /** Those of a reason beside the others. */
  readonly naming: (reason: LearnedReason, odds: Readonly<Record<LearnedReason, number>>) => Float32Array
  readonly reasons: ReadonlySet<string>
  /** Kind of a mail about nobody; empty for others. */
  readonly kind: string
}

const STEPS = 600
const RATE = 0.4
/** How strongly each weight is pulled to nought. */
const PULL = 0.002
/** A missed reason costs as much as this many false alarms for it. */
const MISS_COST = 1

export function learnDecision(mails: readonly Judged[], tell: (line: string) => void): DecisionModel {
  const weights = Object.fromEntries(LEARNED_REASONS.map((reason) => {
    // Mails about something else that must be secured are left out: what counts is this reason against none.
    const used = mails.filter(({ reasons }) => reasons.has(reason) || reasons.size === 0)
    return [reason, learnOne(used.map(({ signals }) => signals[reason]), used.map(({ reasons }) =>
      reasons.has(reason)), SIGNS)]
  })) as Record<LearnedReason, Float32Array>
  const odds = mails.map(({ signals }) => Object.fromEntries(LEARNED_REASONS.map((reason) =>
    [reason, Math.max(-6, Math.min(6, dot(signals[reason], weights[reason])))])) as Record<LearnedReason, number>)
  // What only a check digit tells is no matter of the gate.
  const used = mails.flatMap((mail, at) => mail.reasons.size === 1 && mail.reasons.has('national-id') ? [] : [at])
  const gate = learnOne(used.map((at) => mails[at]?.gate(odds[at] ?? odds[0] as Record<LearnedReason,
    number>) ?? new Float32Array(GATE_COUNT)),
    used.map((at) => (mails[at]?.reasons.size ?? 0) > 0), GATE_SIGNS)
  report(mails.map((mail, at) => ({ mail, odds: odds[at] as Record<LearnedReason, number>,
    gate: dot(mail.gate(odds[at] as Record<LearnedReason, number>), gate) })), tell)
  // Only mails that must be secured: which of the reasons it is.
  const secured = mails.flatMap((mail, at) => mail.reasons.size > 0
    ? [{ mail, odds: odds[at] as Record<LearnedReason, number> }] : [])
  const naming = Object.fromEntries(LEARNED_REASONS.map((reason) => [reason, learnOne(secured.map((one) =>
    one.mail.naming(reason, one.odds)), secured.map(({ mail }) => mail.reasons.has(reason)),
      NAMING_SIGNS)])) as Record<LearnedReason, Float32Array>
  for (const reason of LEARNED_REASONS) {
    const named = secured.filter((one) => dot(one.mail.naming(reason, one.odds), naming[reason]) >= 0)
    const right = named.filter(({ mail }) => mail.reasons.has(reason)).length
    tell(`  named ${reason}: precision ${(right / Math.max(1, named.length)).toFixed(2)} recall ${(right / Math.max(1, secured.filter(({ mail }) => mail.reasons.has(reason)).length)).toFixed(2)}`)
  }
  return { weights, gate, naming }
}

/** What the decision makes of the mails it was learned from, whose snippets the models had not seen. */
function report(judged: readonly { readonly mail: Judged, readonly odds: Readonly<Record<LearnedReason, number>>,
  readonly gate: number }[],
  tell: (line: string) => void): void {
  const isSecured = ({ odds, gate }: typeof judged[number]): boolean => gate >= 0
    && Object.values(odds).some((value) => value >= 0)
  const rate = (list: typeof judged): string => `${list.filter(isSecured).length}/${list.length} ${(list.filter(isSecured).length / Math.max(1, list.length)).toFixed(2)}`
  for (const reason of LEARNED_REASONS) tell(`  held out ${reason}: ${rate(judged.filter(({ mail }) => mail.reasons.has(reason)))}`)
  for (const kind of new Set(judged.map(({ mail }) => mail.kind))) {
    if (kind !== '') tell(`  held out none:${kind}: ${rate(judged.filter(({ mail }) => mail.kind === kind))}`)
  }
  const [right, wrong, all] = [judged.filter((one) => one.mail.reasons.size > 0 && isSecured(one)).length,
    judged.filter((one) => one.mail.reasons.size === 0 && isSecured(one)).length, judged.filter(({ mail }) =>
      mail.reasons.size > 0).length]
  tell(`  held out: precision ${(right / (right + wrong)).toFixed(3)} recall ${(right / all).toFixed(3)}`)
}

const dot = (left: Float32Array, right: Float32Array): number => left.reduce((sum, value, at) => sum
  + value * (right[at] ?? 0), 0)

interface Signs { readonly up: ReadonlySet<number>, readonly down: ReadonlySet<number>, readonly free: number }

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, at) => from + at)
/** Signals that may only speak for a reason, and those that may only speak against it. */
const SIGNS: Signs = {
  up: new Set([SIGNAL.z, SIGNAL.second, SIGNAL.person, SIGNAL.personZ, SIGNAL.rule, SIGNAL.ruleSure, SIGNAL.subject,
    SIGNAL.reader, SIGNAL.mine]),
  down: new Set([...range(SIGNAL.kindHere, 2 * KINDS.length), ...range(SIGNAL.tone, TONES.length)]), free: SIGNAL.one,
}
const NAMING_SIGNS: Signs = { up: new Set([NAMING.odds, NAMING.lead, NAMING.rule, NAMING.ruleSure, NAMING.z]),
  down: new Set([NAMING.ruleOther, NAMING.otherZ]), free: NAMING.one }
const GATE_SIGNS: Signs = {
  up: new Set([...range(GATE.reasons, LEARNED_REASONS.length), GATE.first, GATE.second, GATE.rule, GATE.ruleSure,
    GATE.personMail]),
  down: new Set([...range(GATE.kindMail, 2 * KINDS.length), ...range(GATE.tone, TONES.length)]), free: GATE.one,
}

function learnOne(rows: readonly Float32Array[], truths: readonly boolean[], { up, down, free }: Signs): Float32Array {
  const count = rows[0]?.length ?? 0
  const weights = new Float64Array(count)
  const squares = new Float64Array(count).fill(1e-3)
  const gradient = new Float64Array(count)
  const flat = new Float64Array(rows.length * count)
  for (const [index, row] of rows.entries()) flat.set(row, index * count)
  for (let step = 0; step < STEPS; step += 1) {
    gradient.fill(0)
    for (let index = 0, from = 0; index < rows.length; index += 1, from += count) {
      let z = 0
      for (let at = 0; at < count; at += 1) z += (weights[at] as number) * (flat[from + at] as number)
      const isTrue = truths[index] === true
      const error = ((isTrue ? 1 : 0) - 1 / (1 + Math.exp(-z))) * (isTrue ? MISS_COST : 1)
      for (let at = 0; at < count; at += 1) gradient[at] = (gradient[at] as number)
        + error * (flat[from + at] as number)
    }
    for (let at = 0; at < count; at += 1) {
      const slope = (gradient[at] ?? 0) / rows.length - (at === free ? 0 : PULL * (weights[at] ?? 0))
      squares[at] = (squares[at] ?? 0) + slope * slope
      let weight = (weights[at] ?? 0) + RATE * slope / Math.sqrt(squares[at] ?? 1)
      if (up.has(at)) weight = Math.max(0, weight)
      else if (down.has(at)) weight = Math.min(0, weight)
      weights[at] = weight
    }
  }
  return Float32Array.from(weights)
}
