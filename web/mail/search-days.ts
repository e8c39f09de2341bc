/**
 * Days as people type them in a search box. A day without a year is the last one that was: mail is of the past.
 * `2026-06-09`, `09-06-2026`, `9-6`, `9 juni`, `juni 2026`, `juni`, `2025`, `vandaag`, `gisteren`, `maandag`.
 */

const monthNames: readonly (readonly string[])[] = [
  ['januari', 'january', 'jan'], ['februari', 'february', 'feb'], ['maart', 'march', 'mrt', 'mar'], ['april', 'apr'], ['mei', 'may'],
  ['juni', 'june', 'jun'], ['juli', 'july', 'jul'], ['augustus', 'august', 'aug'], ['september', 'sept', 'sep'], ['oktober', 'october', 'okt', 'oct'],
  ['november', 'nov'], ['december', 'dec'],
]
const weekdayNames: readonly (readonly string[])[] = [
  ['zondag', 'sunday'], ['maandag', 'monday'], ['dinsdag', 'tuesday'], ['woensdag', 'wednesday'], ['donderdag', 'thursday'],
  ['vrijdag', 'friday'], ['zaterdag', 'saturday'],
]
const backward: Readonly<Record<string, number>> = { vandaag: 0, today: 0, gisteren: 1, yesterday: 1, eergisteren: 2 }

/** Most words that make one day: `9 juni 2026`. */
export const dayWordsMax = 3

/** Local midnight of the day, or undefined when it is no day. A month is its first day, a year its first of January. */
export function readDay(value: string, now: number): number | undefined {
  const today = new Date(now)
  today.setHours(0, 0, 0, 0)
  const word = value.toLowerCase()
  const back = Object.hasOwn(backward, word) ? backward[word] : undefined
  if (back !== undefined) return today.setDate(today.getDate() - back)
  const weekday = weekdayNames.findIndex((names) => names.includes(word))
  if (weekday >= 0) return today.setDate(today.getDate() - (today.getDay() - weekday + 7) % 7)
  if (/^(?:19|20)\d\d$/.test(word)) return new Date(Number(word), 0, 1).getTime()
  return inNumbers(word, today) ?? withMonthName(word, today)
}

function inNumbers(value: string, today: Date): number | undefined {
  const parts = value.split(/[-/.]/).map((part) => /^\d{1,4}$/.test(part) ? Number(part) : Number.NaN)
  if (parts.length < 2 || parts.length > 3 || parts.some(Number.isNaN)) return undefined
  const [first = 0, second = 0, third] = parts
  return first > 31 ? dayOf({ year: first, month: second, date: third ?? 1 }, today)
    : dayOf({ year: third, month: second, date: first }, today)
}

function withMonthName(value: string, today: Date): number | undefined {
  const [, date, name = '', year] = /^(?:(\d{1,2})[ -])?([a-z]{3,9})\.?(?:[ -](\d{4}))?$/.exec(value) ?? []
  const month = monthNames.findIndex((names) => names.includes(name)) + 1
  if (month === 0) return undefined
  return dayOf({ year: year === undefined ? undefined : Number(year), month, date: date === undefined ? 1 : Number(date) }, today)
}

function dayOf(
  { year, month, date }: { readonly year: number | undefined, readonly month: number, readonly date: number }, today: Date,
): number | undefined {
  const made = (inYear: number): number | undefined => {
    const day = new Date(inYear, month - 1, date)
    return day.getFullYear() === inYear && day.getMonth() === month - 1 && day.getDate() === date ? day.getTime() : undefined
  }
  if (year !== undefined) return made(year)
  const thisYear = made(today.getFullYear())
  return thisYear === undefined || thisYear > today.getTime() ? made(today.getFullYear() - 1) : thisYear
}
