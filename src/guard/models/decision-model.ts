import type { ByteReader, ByteWriter } from './byte-reader.ts'
import { LEARNED_REASONS, type LearnedReason } from './labels.ts'
import { GATE_COUNT, SIGNAL_COUNT } from './signals.ts'

/**
 * One small logistic model for each reason, over what was gathered of the whole mail (`SIGNAL`): calibrated log-odds
 * that the mail must be secured for this reason; and one over all of them (`GATE`): that it must be secured at all.
 */
export interface DecisionModel {
  readonly weights: Readonly<Record<LearnedReason, Float32Array>>
  readonly gate: Float32Array
}

export function readDecision(reader: ByteReader): DecisionModel {
  if (reader.u8() !== SIGNAL_COUNT || reader.u8() !== GATE_COUNT) throw new RangeError('other signals')
  const row = (count: number): Float32Array => Float32Array.from({ length: count }, () => reader.f32())
  const weights = LEARNED_REASONS.map((reason) => [reason, row(SIGNAL_COUNT)] as const)
  return { weights: Object.fromEntries(weights) as Record<LearnedReason, Float32Array>, gate: row(GATE_COUNT) }
}

export function writeDecision(writer: ByteWriter, { weights, gate }: DecisionModel): void {
  writer.u8(SIGNAL_COUNT).u8(GATE_COUNT)
  for (const reason of LEARNED_REASONS) for (const value of weights[reason]) writer.f32(value)
  for (const value of gate) writer.f32(value)
}
