import type { ByteReader, ByteWriter } from './byte-reader.ts'
import { LEARNED_REASONS, type LearnedReason } from './labels.ts'

/**
 * One small logistic model for each reason, over what was gathered of the whole mail (`SIGNALS`): calibrated log-odds
 * that the mail must be secured for this reason.
 */
export interface DecisionModel {
  readonly weights: Readonly<Record<LearnedReason, Float32Array>>
}

/** Most signals of a decision. */
export const SIGNALS_MAX = 255

export function readDecision(reader: ByteReader): DecisionModel {
  const count = reader.u8()
  const weights = LEARNED_REASONS.map((reason) => {
    const one = new Float32Array(count)
    for (let at = 0; at < count; at += 1) one[at] = reader.f32()
    return [reason, one] as const
  })
  return { weights: Object.fromEntries(weights) as Record<LearnedReason, Float32Array> }
}

export function writeDecision(writer: ByteWriter, { weights }: DecisionModel): void {
  writer.u8(weights.health.length)
  for (const reason of LEARNED_REASONS) for (const value of weights[reason]) writer.f32(value)
}
