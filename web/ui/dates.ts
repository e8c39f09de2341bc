/**
 * Times as readers say them: `10.42` today, `wo 16.20` yesterday, `di 9 juni` earlier. Pure: `now` comes in. Everything is in
 * the reader's own time zone, as the browser knows it.
 */

export type Language = 'nl' | 'en'

const localeOf = { nl: 'nl-NL', en: 'en-GB' } as const
const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options)
  let made = formats.get(key)
  if (made === undefined) {
    made = new Intl.DateTimeFormat(localeOf[language], options)
    formats.set(key, made)
  }
  return made
}

/** `10.42` in Dutch, `10:42` in English. */
export function clockTime(ms: number, language: Language, options: { readonly seconds?: boolean } = {}): string {
  const text = format(language, {
    hour: '2-digit', minute: '2-digit', ...(options.seconds ? { second: '2-digit' } : {}), hourCycle: 'h23',
  }).format(ms)
  return language === 'nl' ? text.replaceAll(':', '.') : text
}

/** Midnight that began the day of `ms`, local time. */
export function dayStart(ms: number): number {
  const date = new Date(ms)
  date.setHours(0, 0, 0, 0)
  return date.getTime()
}

/** Whole local days between two moments; a day of 23 or 25 hours counts as one. */
export function daysBetween(earlier: number, later: number): number {
  return Math.round((dayStart(later) - dayStart(earlier)) / dayMs)
}

/** `9 juni 2026`. */
export function longDate(ms: number, language: Language): string {
  return format(language, { day: 'numeric', month: 'long', year: 'numeric' }).format(ms)
}

/** `woensdag 10 juni 2026 om 14.30 uur`, `Wednesday 10 June 2026 at 14:30`: a moment that somebody must keep. */
export function wholeMoment(ms: number, language: Language): string {
  const date = format(language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(ms).replaceAll(',', '')
  return language === 'nl' ? `${date} om ${clockTime(ms, language)} uur` : `${date} at ${clockTime(ms, language)}`
}

/** `wo 14.30`: weekday and clock, for a line in a course of events. */
export function dayAndTime(ms: number, language: Language): string {
  return `${format(language, { weekday: 'short' }).format(ms)} ${clockTime(ms, language)}`
}

/** `di 9 juni` (`di 9 jun` in the margin), with the year when it is not this year. */
export function shortDate(ms: number, now: number, language: Language, month: 'long' | 'short' = 'long'): string {
  const sameYear = new Date(ms).getFullYear() === new Date(now).getFullYear()
  return sameYear
    ? format(language, { weekday: 'short', day: 'numeric', month }).format(ms).replaceAll(',', '')
    : format(language, { day: 'numeric', month: 'short', year: 'numeric' }).format(ms)
}

/** The time in a list row: today only the clock, yesterday weekday and clock, before that the date. */
export function rowTime(ms: number, now: number, language: Language): string {
  const days = daysBetween(ms, now)
  if (days === 0) return clockTime(ms, language)
  if (days === 1) return `${format(language, { weekday: 'short' }).format(ms)} ${clockTime(ms, language)}`
  return shortDate(ms, now, language)
}

/** Which heading of the list a message stands under: a word of the catalogue, or a month such as `2026-05`. */
export type DayGroup = 'today' | 'yesterday' | 'week' | 'lastWeek' | `${number}-${string}`

/** Weeks begin on Monday. A message from the future stands under today. */
export function dayGroup(ms: number, now: number): DayGroup {
  const days = daysBetween(ms, now)
  if (days <= 0) return 'today'
  if (days === 1) return 'yesterday'
  const weekday = (new Date(now).getDay() + 6) % 7
  if (days <= weekday) return 'week'
  if (days <= weekday + 7) return 'lastWeek'
  const date = new Date(ms)
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`
}

/** `mei 2026` for a month group; this year's months go without the year. */
export function monthName(group: DayGroup, now: number, language: Language): string {
  const [year, month] = group.split('-').map(Number)
  const date = new Date(year ?? 1970, (month ?? 1) - 1, 1)
  const sameYear = date.getFullYear() === new Date(now).getFullYear()
  const text = format(language, sameYear ? { month: 'long' } : { month: 'long', year: 'numeric' }).format(date)
  return text.charAt(0).toLocaleUpperCase() + text.slice(1)
}
