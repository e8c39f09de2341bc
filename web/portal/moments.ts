import { clockTime, longDate, type Language } from '../ui/dates.ts'

/** Times for guests: in full, because nobody should have to think about which day it was. Reader's own time zone. Pure. */

const localeOf = { nl: 'nl-NL', en: 'en-GB' } as const

/** `donderdag 11 juni 2026`. */
export function fullDay(ms: number, language: Language): string {
  return `${new Intl.DateTimeFormat(localeOf[language], { weekday: 'long' }).format(ms)} ${longDate(ms, language)}`
}

/** `donderdag 11 juni 2026, 10.58 uur`, `Thursday 11 June 2026, 10:58`. */
export function fullMoment(ms: number, language: Language): string {
  return `${fullDay(ms, language)}, ${hour(ms, language)}`
}

/** `11 juni 2026, 10.58 uur`. */
export function dayMoment(ms: number, language: Language): string {
  return `${longDate(ms, language)}, ${hour(ms, language)}`
}

function hour(ms: number, language: Language): string {
  return language === 'nl' ? `${clockTime(ms, language)} uur` : clockTime(ms, language)
}

/** Seconds as they are told: rounded up to tens, so that no clock hurries anybody. */
export function calmSeconds(ms: number): number {
  return Math.ceil(Math.max(ms, 0) / 10_000) * 10
}
