/** Dates of JMAP (RFC 8620 §1.4): RFC 3339 with capitals, no fraction when it is zero. */

/** `2026-11-21T23:30:00Z` */
export function utcDate(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z')
}

/** The same moment as its writer saw it: `2026-11-22T00:30:00+01:00`. */
export function zonedDate({ ms, offsetMinutes }: { readonly ms: number, readonly offsetMinutes: number }): string {
  const local = new Date(ms + offsetMinutes * 60_000).toISOString().replace(/(\.000)?Z$/, '')
  if (offsetMinutes === 0) return `${local}Z`
  const minutes = Math.abs(offsetMinutes)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

const UTC_DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$/
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|([+-])(\d\d):(\d\d))$/

/** Milliseconds of a UTCDate, or undefined. */
export function readUtcDate(value: unknown): number | undefined {
  if (typeof value !== 'string' || !UTC_DATE.test(value)) return undefined
  const ms = Date.parse(value)
  return Number.isNaN(ms) ? undefined : ms
}

/** A Date with any offset, or undefined. */
export function readDate(value: unknown): { readonly ms: number, readonly offsetMinutes: number } | undefined {
  if (typeof value !== 'string') return undefined
  const match = DATE.exec(value)
  const ms = Date.parse(value)
  if (match === null || Number.isNaN(ms)) return undefined
  const [, , zone, sign, hours, minutes] = match
  const offset = zone === 'Z' ? 0 : Number(hours) * 60 + Number(minutes)
  return { ms, offsetMinutes: sign === '-' ? -offset : offset }
}
