import type { GuestLanguage } from './language.ts'

/** Times for guests: in full, because nobody should have to think about which day it was. Reader's own time zone. Pure. */

const localeOf: Readonly<Record<GuestLanguage, string>> = { nl: 'nl-NL', en: 'en-GB', de: 'de-DE', fr: 'fr-FR' }

/** `11 juni 2026`. */
export function longDay(ms: number, language: GuestLanguage): string {
  return new Intl.DateTimeFormat(localeOf[language], { day: 'numeric', month: 'long', year: 'numeric' }).format(ms)
}

/** `donderdag 11 juni 2026`. */
export function fullDay(ms: number, language: GuestLanguage): string {
  const weekday = new Intl.DateTimeFormat(localeOf[language], { weekday: 'long' }).format(ms)
  return `${weekday}${language === 'de' ? ', ' : ' '}${longDay(ms, language)}`
}

/** `donderdag 11 juni 2026, 10.58 uur`, `Thursday 11 June 2026, 10:58`, `Donnerstag, 11. Juni 2026, 10:58 Uhr`, `jeudi 11 juin 2026, 10 h 58`. */
export function fullMoment(ms: number, language: GuestLanguage): string {
  return `${fullDay(ms, language)}, ${hour(ms, language)}`
}

/** `11 juni 2026, 10.58 uur`. */
export function dayMoment(ms: number, language: GuestLanguage): string {
  return `${longDay(ms, language)}, ${hour(ms, language)}`
}

function hour(ms: number, language: GuestLanguage): string {
  const text = new Intl.DateTimeFormat(localeOf[language], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms)
  switch (language) {
    case 'nl': return `${text.replaceAll(':', '.')} uur`
    case 'de': return `${text} Uhr`
    case 'fr': return text.replace(':', '\u00a0h\u00a0')
    case 'en': return text
  }
}

/** Seconds as they are told: rounded up to tens, so that no clock hurries anybody. */
export function calmSeconds(ms: number): number {
  return Math.ceil(Math.max(ms, 0) / 10_000) * 10
}
