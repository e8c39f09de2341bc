/** Values out of foreign reports: what is not plainly right is nothing. */
import { domainToASCII } from 'node:url'
import { COUNT_MAX, ROWS_MAX, TEXT_LENGTH_MAX } from './types.ts'

/** Text of a stranger on one line: controls and signs that turn the direction of writing become blanks. */
export function clean(text: unknown): string {
  if (typeof text !== 'string') return ''
  return text.slice(0, TEXT_LENGTH_MAX * 4).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim().slice(0, TEXT_LENGTH_MAX)
}

/** A name of the DNS in A-labels and lower case; undefined when it is none. */
export function domainOf(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > 253) return undefined
  const ascii = domainToASCII(text.trim().replace(/\.$/, '')).toLowerCase()
  return /^[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9])?$/.test(ascii) && !ascii.includes('..') ? ascii : undefined
}

/** A whole number from 0 to `COUNT_MAX`, as a number or in digits. */
export function countOf(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  return /^\d{1,10}$/.test(text) && Number(text) <= COUNT_MAX ? Number(text) : undefined
}

/** Seconds since 1970, until the year 2100. */
export function secondsOf(value: unknown): number | undefined {
  const text = typeof value === 'string' ? value.trim() : ''
  return /^\d{1,10}$/.test(text) && Number(text) < 4_102_444_800 ? Number(text) : undefined
}

/** The `ROWS_MAX` rows with the largest counts, largest first. */
export function largest<Row>(rows: readonly Row[], countOfRow: (row: Row) => number): readonly Row[] {
  return rows.toSorted((one, other) => countOfRow(other) - countOfRow(one)).slice(0, ROWS_MAX)
}
