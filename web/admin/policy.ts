/** What the policy page reads, and what it says about a change. Pure. */

export interface PolicyMistake { readonly line: number, readonly path: string, readonly text: string }

export interface PolicyInForce {
  readonly text: string
  readonly version: string
  readonly mode: 'active' | 'shadow'
  readonly state: 'default' | 'in-force' | 'broken'
  readonly errors: readonly PolicyMistake[]
  readonly since: number | null
  readonly sentences: readonly string[]
}

/** Sentences that would go and come. */
export function difference(before: readonly string[], after: readonly string[]): { readonly goes: readonly string[], readonly comes: readonly string[] } {
  return { goes: before.filter((one) => !after.includes(one)), comes: after.filter((one) => !before.includes(one)) }
}

/** The text with trial turned on or off; the rest stays as the officer wrote it. */
export function withMode(text: string, mode: PolicyInForce['mode']): string {
  const line = /^mode:.*$/m
  if (mode === 'active') return text.replace(/^mode:.*(?:\r?\n|$)/m, '')
  return line.test(text) ? text.replace(line, 'mode: shadow') : `mode: shadow\n${text}`
}
