/** Characters of a date field that are looked at. */
export const DATE_TEXT_MAX = 200

export interface MessageDate {
  readonly ms: number
  readonly offsetMinutes: number
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** Zones by name, minutes east. RFC 5322 §4.3; military letters and unknown names count as UTC there. */
const ZONES: Readonly<Record<string, number>> = {
  ut: 0, utc: 0, gmt: 0, z: 0, est: -300, edt: -240, cst: -360, cdt: -300, mst: -420, mdt: -360, pst: -480, pdt: -420,
  wet: 0, west: 60, cet: 60, cest: 120, met: 60, mest: 120, eet: 120, eest: 180, bst: 60, jst: 540, kst: 540,
}
const USUAL = new RegExp([
  /^(?:[a-z]{2,10}\.?[ ,]{0,3})?(\d{1,2})[ .-]{1,2}([a-z]{3,9})[ .,-]{1,2}(\d{2,4}),? {1,2}/,
  /(\d{1,2}) ?[:.] ?(\d{1,2})(?: ?[:.] ?(\d{1,2})(?:\.\d{1,9})?)? ?(.{0,40})$/,
].map(({ source }) => source).join(''))
const ASCTIME = new RegExp([
  /^[a-z]{3},? ([a-z]{3}) {1,2}(\d{1,2}) (\d{1,2}):(\d{2}):(\d{2}) /,
  /(?:([a-z]{1,5}|[+-]\d{4}) )?(\d{4}) ?(.{0,40})$/,
].map(({ source }) => source).join(''))

/**
 * Reads a Date field, also in the obsolete forms and with comments; null when it is not a date. RFC 5322 §3.3, §4.3.
 */
export function parseDate(field: string): MessageDate | null {
  const text = withoutComments(field.slice(0, DATE_TEXT_MAX)).replace(/[\s\0]+/g, ' ').trim().toLowerCase()
  const usual = USUAL.exec(text)
  if (usual !== null) {
    const [, day, month, year, hour, minute, second, zone] = usual
    return instant({ day, month, year, hour, minute, second, zone })
  }
  const asctime = ASCTIME.exec(text)
  if (asctime === null) return null
  const [, month, day, hour, minute, second, zoneBefore, year, zoneAfter] = asctime
  return instant({ day, month, year, hour, minute, second, zone: zoneBefore ?? zoneAfter })
}

type Words = Record<'day' | 'month' | 'year' | 'hour' | 'minute' | 'second' | 'zone', string | undefined>

function instant(words: Words): MessageDate | null {
  const month = MONTHS.indexOf((words.month ?? '').slice(0, 3))
  const [day, hour, minute] = [Number(words.day), Number(words.hour), Number(words.minute)]
  const second = Number(words.second ?? 0)
  if (month === -1 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return null
  const offsetMinutes = zoneMinutes(words.zone ?? '')
  const ms = Date.UTC(2000, month, day, hour, minute, second) + yearShift(fullYear(words.year ?? ''), month, day)
  return Number.isFinite(ms) ? { ms: ms - offsetMinutes * 60_000, offsetMinutes } : null
}

/** `Date.UTC` takes years below 100 for 19xx; shifting from 2000 keeps every year as written. */
function yearShift(year: number, month: number, day: number): number {
  const from = Date.UTC(2000, month, day)
  return new Date(from).setUTCFullYear(year, month, day) - from
}

/** Two digits: 00-49 are 20xx, 50-99 are 19xx; three digits: plus 1900. RFC 5322 §4.3. */
function fullYear(digits: string): number {
  const year = Number(digits)
  if (digits.length === 2) return year < 50 ? 2000 + year : 1900 + year
  return digits.length === 3 ? 1900 + year : year
}

function zoneMinutes(zone: string): number {
  const numeric = /^(?:gmt|utc)?([+-])(\d{2}):?(\d{2})/.exec(zone)
  if (numeric !== null) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3])
    if (minutes > 24 * 60) return 0
    return minutes === 0 ? 0 : numeric[1] === '-' ? -minutes : minutes
  }
  const name = /^[a-z]{1,5}/.exec(zone)?.[0] ?? ''
  return Object.hasOwn(ZONES, name) ? ZONES[name] ?? 0 : 0
}

function withoutComments(text: string): string {
  if (!text.includes('(')) return text
  let depth = 0
  let out = ''
  for (const character of text) {
    if (character === '(') depth++
    else if (character === ')' && depth > 0) depth--
    else if (depth === 0) out += character
  }
  return out
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A Date field's value: `Sat, 21 Nov 2026 23:30:10 +0100`. RFC 5322 §3.3. */
export function formatDate({ ms, offsetMinutes }: MessageDate): string {
  const local = new Date(ms + offsetMinutes * 60_000)
  const two = (value: number): string => String(value).padStart(2, '0')
  const zone = Math.abs(offsetMinutes)
  const year = String(local.getUTCFullYear()).padStart(4, '0')
  return `${DAYS[local.getUTCDay()]}, ${local.getUTCDate()} ${MONTH_NAMES[local.getUTCMonth()]} ${year} `
    + `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())} `
    + `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(zone / 60))}${two(zone % 60)}`
}
