import type { PolicyMistake as Mistake } from '../../src/guard/policy-mistakes.ts'
import type { OfficerTexts } from '../texts/officer.nl.ts'

/** What the policy page reads, and what it says about a change. Pure. */

export interface PolicyMistake extends Omit<Mistake, 'place'> { readonly line: number, readonly path: string }

export interface PolicyInForce {
  readonly text: string
  readonly version: string
  readonly mode: 'active' | 'shadow'
  readonly state: 'default' | 'in-force' | 'broken'
  readonly errors: readonly PolicyMistake[]
  readonly since: number | null
  readonly sentences: readonly string[]
  readonly demotions: readonly Demotion[]
}

/** A question that was wrong too often and became advice, or that an officer put back. */
export interface Demotion {
  readonly rule: string
  readonly state: 'demoted' | 'reverted'
  readonly shown: number
  readonly followed: number
  readonly at: number
}

/** Sentences that would go and come. */
export function difference(
  before: readonly string[], after: readonly string[],
): { readonly goes: readonly string[], readonly comes: readonly string[] } {
  return { goes: before.filter((one) => !after.includes(one)), comes: after.filter((one) => !before.includes(one)) }
}

/** The text with trial turned on or off; the rest stays as the officer wrote it. */
export function withMode(text: string, mode: PolicyInForce['mode']): string {
  const line = /^mode:.*$/m
  if (mode === 'active') return text.replace(/^mode:.*(?:\r?\n|$)/m, '')
  return line.test(text) ? text.replace(line, 'mode: shadow') : `mode: shadow\n${text}`
}

interface Counts {
  readonly levels: Readonly<Record<string, number>>
  readonly routes: Readonly<Record<string, number>>
  readonly impossible: number
}

/** What a policy would have done with past mail, as the server counts it. */
export interface Simulation {
  readonly days: number
  readonly mails: number
  readonly isCut: boolean
  readonly newlySecured: number
  readonly noLongerSecured: number
  readonly newlyBlocked: number
  readonly before: Counts
  readonly after: Counts
}

/** Rows in which a number differs: mails by level, recipients by route. */
export function changes(
  { before, after }: Simulation, { guard, policy }: OfficerTexts,
): readonly { readonly label: string, readonly was: number, readonly becomes: number }[] {
  const rows = (was: Counts['levels'], becomes: Counts['levels'], label: (name: string) => string) =>
    [...new Set([...Object.keys(was), ...Object.keys(becomes)])].map((name) => ({
      label: label(name), was: was[name] ?? 0, becomes: becomes[name] ?? 0,
    }))
  return [
    ...rows(before.levels, after.levels, (name) => policy.mailsThat(guard.levels[name] ?? name)),
    ...rows(before.routes, after.routes, (name) => policy.recipientsBy(guard.routes[name] ?? name)),
    { label: policy.impossible, was: before.impossible, becomes: after.impossible },
  ].filter(({ was, becomes }) => was !== becomes)
}
