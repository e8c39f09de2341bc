import type { ByteReader, ByteWriter } from './byte-reader.ts'
import { LEARNED_REASONS, type LearnedReason } from './labels.ts'
import { GATE_COUNT, NAMING_COUNT, SIGNAL_COUNT } from './signals.ts'

/**
 * One small logistic model for each reason, over what was gathered of the whole mail (`SIGNAL`): calibrated log-odds
 * that the mail must be secured for this reason; one over all of them (`GATE`): that it must be secured at all; and one
 * for each reason beside the others (`NAMING`): that it is what a mail that must be secured is about.
 */
export interface DecisionModel {
  readonly weights: Readonly<Record<LearnedReason, Float32Array>>
  readonly gate: Float32Array
  readonly naming: Readonly<Record<LearnedReason, Float32Array>>
}

export function readDecision(reader: ByteReader): DecisionModel {
  if (reader.u8() !== SIGNAL_COUNT || reader.u8() !== GATE_COUNT || reader.u8() !== NAMING_COUNT) throw new RangeError('other signals')
  const row = (count: number): Float32Array => Float32Array.from({ length: count }, () => reader.f32())
  const rows = (count: number): Record<LearnedReason, Float32Array> =>
    Object.fromEntries(LEARNED_REASONS.map((reason) => [reason, row(count)])) as Record<LearnedReason, Float32Array>
  return { weights: rows(SIGNAL_COUNT), gate: row(GATE_COUNT), naming: rows(NAMING_COUNT) }
}

export function writeDecision(writer: ByteWriter, { weights, gate, naming }: DecisionModel): void {
  writer.u8(SIGNAL_COUNT).u8(GATE_COUNT).u8(NAMING_COUNT)
  for (const reason of LEARNED_REASONS) for (const value of weights[reason]) writer.f32(value)
  for (const value of gate) writer.f32(value)
  for (const reason of LEARNED_REASONS) for (const value of naming[reason]) writer.f32(value)
}
