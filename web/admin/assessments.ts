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
}

export type Only = 'all' | 'secured' | 'asked' | 'overridden'

/** Whether a judgement belongs to what the officer wants to see. */
export function isShown(one: Assessment, only: Only): boolean {
  if (only === 'secured') return Object.keys(one.routes).some((route) => route !== 'ordinary' && route !== 'internal')
  if (only === 'asked') return one.outcome === 'held' || one.outcome === 'refused' || one.outcome === 'released'
  return only === 'all' || one.isOverridden
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
