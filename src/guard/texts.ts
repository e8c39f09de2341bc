import { textsDe } from './texts-de.ts'
import { textsEn } from './texts-en.ts'
import { textsFr } from './texts-fr.ts'
import type { FileTexts } from './texts-files.ts'
import { textsNl } from './texts-nl.ts'
import type { Level, Policy, Reason, Route, WarningId } from './types.ts'

/** Types of findings that have a name for people; a test holds it to what detectors and reasons report. */
export type ThingName =
  | 'BSN' | 'RIJKSREGISTER' | 'NIR' | 'STEUER_ID' | 'KVNR' | 'RVNR' | 'NHS' | 'NINO' | 'EHIC' | 'V_NUMBER' | 'EDUCATION_NUMBER'
  | 'PASSPORT' | 'ID_CARD' | 'MRZ' | 'DRIVING_LICENCE' | 'PLATE' | 'CLIENT_NUMBER' | 'IBAN' | 'CARD' | 'DOB' | 'PHONE' | 'EMAIL' | 'ADDRESS' | 'IP'
  | 'AGB' | 'BIG' | 'UZOVI' | 'KVK' | 'RSIN' | 'VAT_ID' | 'CREDENTIAL' | 'PASSWORD' | 'API_KEY' | 'PRIVATE_KEY'
  | 'HEALTH' | 'MEDICATION' | 'DOSSIER' | 'BUSINESS' | 'FINANCIAL' | 'CRIMINAL' | 'SPECIAL' | 'CHILD' | 'LEGAL' | 'PERSONAL' | 'PERSON'

/**
 * Everything the guard says to people, per language. A missing sentence does not compile. B1, at most 15 words a
 * sentence.
 */
export interface Texts {
  /** What a finding is, as it stands in a heading: "een BSN". */
  readonly things: Readonly<Record<ThingName, string>>
  /** A reason in a heading, when no finding names it. */
  readonly reasons: Readonly<Record<Reason, { readonly short: string, readonly sentence: string,
    readonly wayOut: string, readonly ground: string }>>
  readonly heading: (things: readonly string[], inside: boolean) => string
  /** Stands before the heading of a block and nothing else, so that advice never looks like one. */
  readonly stop: string
  readonly files: FileTexts
  readonly nothing: string
  readonly stillProtected: string
  /** A reason the guard is not sure of: what it might be, and what to do. */
  readonly doubt: { readonly heading: (thing: string) => string, readonly sentence: string }
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
  /** A part of the guard did not work. */
  readonly impaired: string
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
  readonly suggestion: string | undefined, readonly count: number,
  readonly places: readonly string[], readonly rules: readonly string[] }

/** Languages the guard speaks on screen. */
export type ScreenLanguage = 'nl' | 'en' | 'de' | 'fr'

export const texts: Readonly<Record<ScreenLanguage, Texts>> = { nl: textsNl, en: textsEn, de: textsDe, fr: textsFr }
