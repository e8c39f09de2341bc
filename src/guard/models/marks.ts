import { columnOf, type LearnedReason } from './labels.ts'
import type { Meaning, Passage } from './meaning.ts'
import type { Ground } from '../reasons/reason.ts'

/** What is marked for each reason. */
const MARK: Readonly<Record<LearnedReason, { readonly type: string, readonly detector: string }>> = {
  health: { type: 'HEALTH', detector: 'health-person' }, financial: { type: 'FINANCIAL', detector: 'financial-person' },
  'personal-data': { type: 'PERSONAL', detector: 'personal-passage' }, 'special-category': { type: 'SPECIAL', detector: 'special-person' },
  criminal: { type: 'CRIMINAL', detector: 'criminal-person' }, children: { type: 'CHILD', detector: 'child-protection' },
  credentials: { type: 'CREDENTIAL', detector: 'credentials-passage' }, 'confidential-business': { type: 'BUSINESS', detector: 'confidential-business' },
  dossier: { type: 'DOSSIER', detector: 'dossier-passage' },
}

/** Longest mark; what is longer is cut at its end. */
export const MARK_LENGTH_MAX = 240

/** The sentence of a passage that carried the verdict. */
export function heaviestStretch(passage: Passage, reason: LearnedReason, meaning: Meaning,
  confidence: number): Ground['findings'][number] {
  const { sentences, first, last } = passage
  let best = sentences[first]
  let most = -Infinity
  for (let at = first; at <= last; at += 1) {
    const sentence = sentences[at]
    if (sentence === undefined) continue
    const weight = meaning.weightOf(passage, at, columnOf(reason))
    if (weight > most) { best = sentence; most = weight }
  }
  const [start, end] = [best?.start ?? 0, best?.end ?? 0]
  return { start, end: Math.min(end, start + MARK_LENGTH_MAX), confidence, ...MARK[reason], why: ['model:passage'] }
}
