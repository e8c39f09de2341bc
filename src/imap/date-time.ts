import { COLON, DQUOTE, MINUS, PLUS, SPACE, isDigit } from './bytes.ts'
import type { Cursor } from './cursor.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const DAY_MS = 86_400_000

/**
 * date: `1-Feb-2026`, quoted or not; gives the number of days since 1970. Times and zones are not looked at. RFC 9051
 * §9
 */
export function date(cursor: Cursor): number {
  const quoted = cursor.skip(DQUOTE)
  const day = digits(cursor, isDigit(cursor.peek(1)) ? 2 : 1, 'a day')
  const days = monthAndYear(cursor, day)
  if (quoted) cursor.take(DQUOTE)
  return days
}

/** date-time: `" 1-Feb-2026 12:00:00 +0100"`; gives milliseconds since 1970. RFC 9051 §9 */
export function dateTime(cursor: Cursor): number {
  cursor.take(DQUOTE)
  const day = cursor.skip(SPACE) ? digits(cursor, 1, 'a day') : digits(cursor, 2, 'a day of two digits')
  const days = monthAndYear(cursor, day)
  cursor.sp()
  const hours = digits(cursor, 2, 'hours')
  cursor.take(COLON)
  const minutes = digits(cursor, 2, 'minutes')
  cursor.take(COLON)
  const seconds = digits(cursor, 2, 'seconds')
  if (hours > 23 || minutes > 59 || seconds > 60) cursor.expected('a time of the day before')
  cursor.sp()
  const east = cursor.skip(PLUS)
  if (!east) cursor.take(MINUS)
  const zoneHours = digits(cursor, 2, 'a zone')
  const zoneMinutes = digits(cursor, 2, 'a zone')
  if (zoneMinutes > 59 || zoneHours > 23) cursor.expected('a zone before')
  cursor.take(DQUOTE)
  const offset = (zoneHours * 60 + zoneMinutes) * (east ? 1 : -1)
  return ((days * 24 + hours) * 60 + minutes - offset) * 60_000 + seconds * 1000
}

function monthAndYear(cursor: Cursor, day: number): number {
  cursor.take(MINUS)
  const name = cursor.run(isLetter).toLowerCase()
  const month = MONTHS.findIndex((known) => known.toLowerCase() === name)
  if (month < 0) cursor.expected('a month such as Feb before')
  cursor.take(MINUS)
  const year = digits(cursor, 4, 'a year of four digits')
  const when = new Date(0)
  when.setUTCFullYear(year, month, day)
  if (day < 1 || when.getUTCMonth() !== month) cursor.expected('a day of that month before')
  return Math.floor(when.getTime() / DAY_MS)
}

function isLetter(octet: number): boolean {
  return (octet >= 65 && octet <= 90) || (octet >= 97 && octet <= 122)
}

function digits(cursor: Cursor, count: number, what: string): number {
  let value = 0
  for (let at = 0; at < count; at++) {
    if (!isDigit(cursor.peek())) cursor.expected(what)
    value = value * 10 + cursor.peek() - 48
    cursor.take(cursor.peek())
  }
  return value
}

/** date-time as FETCH gives it, in UTC, without quotes: `01-Feb-2026 12:00:00 +0000`. */
export function formatDateTime(ms: number): string {
  const when = new Date(ms)
  const two = (value: number): string => String(value).padStart(2, '0')
  const year = String(Math.min(9999, Math.max(0, when.getUTCFullYear()))).padStart(4, '0')
  return `${two(when.getUTCDate())}-${MONTHS[when.getUTCMonth()]}-${year} `
    + `${two(when.getUTCHours())}:${two(when.getUTCMinutes())}:${two(when.getUTCSeconds())} +0000`
}
