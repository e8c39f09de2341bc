import type { LedgerEntry } from './ledger.ts'
import type { OfficerTexts } from '../texts/officer.nl.ts'

/** One judgement as the officer sees it: rules and routes, no content, no address. */
export interface Assessment {
  readonly at: number
  readonly sequence: number | null
  readonly id: string
  readonly door: string
  readonly level: string
  readonly action: string
  readonly outcome: string
  readonly problem: string | null
  readonly reasons: readonly string[]
  readonly warnings: readonly string[]
  readonly rules: readonly string[]
  readonly routes: Readonly<Record<string, number>>
  readonly recipients: number
  readonly guardVersion: string
  readonly policyVersion: string
  readonly mode: string
  readonly isOverridden: boolean
  readonly impaired: readonly string[]
  /** The mail it is about; null for what was refused. */
  readonly submission: string | null
}

export type Only = 'all' | 'secured' | 'asked' | 'overridden'

/** Whether a judgement belongs to what the officer wants to see. */
export function isShown(one: Assessment, only: Only): boolean {
  if (only === 'secured') return Object.keys(one.routes).some((route) => route !== 'ordinary' && route !== 'internal')
  if (only === 'asked') return one.outcome === 'held' || one.outcome === 'refused' || one.outcome === 'released'
  return only === 'all' || one.isOverridden
}

/** Most pages of the log that are read to learn which mails were taken back. */
export const RECALL_PAGES_MAX = 10

/** Numbers of the mails that were taken back since that moment, as far as the log tells within `RECALL_PAGES_MAX`. */
export async function recalledSince(since: number, page: (before: number | undefined) => Promise<{
  readonly entries: readonly Pick<LedgerEntry, 'at' | 'facts'>[], readonly next: number | null,
}>): Promise<ReadonlySet<string>> {
  const recalled = new Set<string>()
  let before: number | undefined
  for (let pages = 0; pages < RECALL_PAGES_MAX; pages += 1) {
    const { entries, next } = await page(before)
    for (const { facts: { submission } } of entries) if (typeof submission === 'string') recalled.add(submission)
    if (next === null || (entries.at(-1)?.at ?? 0) < since) break
    before = next
  }
  return recalled
}

/** What became of the mail. Of several recipients some may have had it before it was taken back. */
export function outcomeOf(one: Assessment, recalled: ReadonlySet<string>, { guard, assessments }: OfficerTexts): string {
  if (one.submission === null || !recalled.has(one.submission)) return wordsOf([one.outcome], guard.outcomes)
  return one.recipients === 1 ? assessments.recalled : assessments.partlyRecalled
}

/** Words for ids, unknown ones as they are. */
export const wordsOf = (ids: readonly string[], words: Readonly<Record<string, string>>): string => ids.map((id) => words[id] ?? id).join(', ')

/** What was found: reasons, then likely mistakes. */
export function foundOf(one: Assessment, { guard, assessments }: OfficerTexts): string {
  const found = [wordsOf(one.reasons, guard.reasons), wordsOf(one.warnings, guard.warnings)].filter((text) => text !== '')
  return found.length === 0 ? assessments.nothing : found.join(' · ')
}

/** The routes with how many recipients each had. */
export function routesOf(one: Assessment, { guard }: OfficerTexts): string {
  return Object.entries(one.routes).map(([route, count]) => count > 1 ? `${guard.routes[route] ?? route} (${count})` : guard.routes[route] ?? route).join(', ')
}
