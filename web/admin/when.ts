import { clockTime, daysBetween, shortDate, type Language } from '../ui/dates.ts'
import type { Texts } from '../texts/nl.ts'

/** A moment from the server, as number or as ISO text; undefined when it never happened. */
export function moment(value: number | string | null | undefined): number | undefined {
  if (value === null || value === undefined || value === '') return undefined
  const ms = typeof value === 'number' ? value : Date.parse(value)
  return Number.isFinite(ms) ? ms : undefined
}

/** `vandaag 08.31`, `gisteren 17.02`, `di 9 juni`. */
export function dayAndTime(ms: number, now: number, language: Language, texts: Texts): string {
  const days = daysBetween(ms, now)
  if (days === 0) return `${texts.days.todayLow} ${clockTime(ms, language)}`
  if (days === 1) return `${texts.days.yesterdayLow} ${clockTime(ms, language)}`
  return shortDate(ms, now, language)
}
