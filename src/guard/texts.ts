import { textsEn } from './texts-en.ts'
import { textsNl } from './texts-nl.ts'
import type { Level, Policy, Reason, Route, WarningId } from './types.ts'

/**
 * Everything the guard says to people, per language. A missing sentence does not compile. B1, at most 15 words a
 * sentence.
 */
export interface Texts {
  /** What a finding is, as it stands in a heading: "een BSN". */
  readonly things: Readonly<Record<string, string>>
  /** A reason in a heading, when no finding names it. */
  readonly reasons: Readonly<Record<Reason, { readonly short: string, readonly sentence: string,
    readonly wayOut: string, readonly ground: string }>>
  readonly heading: (things: readonly string[], inside: boolean) => string
  readonly nothing: string
  readonly stillProtected: string
  readonly and: string
  readonly warnings: Readonly<Record<WarningId, { readonly heading: (about: WarningAbout) => string,
    readonly sentence: (about: WarningAbout) => string }>>
  readonly routes: Readonly<Record<Route, (who: string) => string>>
  readonly impossible: (who: string) => string
  readonly ability: Readonly<Record<'dane' | 'pinned' | 'mta-sts' | 'certificate' | 'none' | 'unknown', string>>
  readonly nta: string
  readonly key: string
  readonly age: (days: number) => string
  readonly neverChecked: string
  readonly hold: (seconds: number) => string
  readonly levels: Readonly<Record<Level, string>>
  readonly policy: {
    readonly mode: Readonly<Record<Policy['mode'], string>>
    readonly reason: (reason: string, level: string, routes: string) => string
    readonly routeNames: Readonly<Record<Route, string>>
    readonly override: (reasons: string) => string
    readonly noOverride: (reasons: string) => string
    readonly unread: Readonly<Record<Policy['unreadAttachments'], string>>
    readonly own: (name: string, shape: string) => string
    readonly then: string
  }
}

/** What a warning's sentences may name. */
export interface WarningAbout { readonly recipients: readonly string[], readonly files: readonly string[],
  readonly suggestion: string | undefined, readonly count: number }

/** Languages the guard speaks on screen now. */
export type ScreenLanguage = 'nl' | 'en'

export const texts: Readonly<Record<ScreenLanguage, Texts>> = { nl: textsNl, en: textsEn }
