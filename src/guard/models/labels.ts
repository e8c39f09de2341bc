import type { Reason } from '../types.ts'

/**
 * What a passage can be. The first are reasons, in the order of the columns of the weights; `any` is a passage about
 * somebody or something that must be secured, whatever the reason; the rest are texts about nobody, the trained
 * negatives. The order is part of the format of the weights.
 */
export const LEARNED_REASONS = ['health', 'financial', 'personal-data', 'special-category', 'criminal', 'children',
  'credentials', 'confidential-business', 'dossier'] as const satisfies readonly Reason[]

export const KINDS = ['general', 'statistics', 'animal', 'fictional', 'educational', 'news', 'public', 'vacancy',
  'tender', 'test', 'trade', 'smalltalk', 'internal', 'keyword'] as const

export type LearnedReason = typeof LEARNED_REASONS[number]
export type Kind = typeof KINDS[number]
export type Label = LearnedReason | 'any' | Kind

export const LABELS: readonly Label[] = [...LEARNED_REASONS, 'any', ...KINDS]

const columns = new Map<string, number>(LABELS.map((label, index) => [label, index]))

/** Column of a label in the weights. */
export const columnOf = (label: Label): number => columns.get(label) ?? 0
