/**
 * The search box: words and `name:value` pairs become a JMAP filter (RFC 8621 §4.4.1). Names work in Dutch and English
 * whatever the language of the screen, with or without a blank on either side of the colon. Unknown names and days are searched
 * as ordinary words and reported, never dropped in silence. `van:"wijkteam oost" bijlage:ja na:1 juni rollator`
 */
import { dayWordsMax, readDay } from './search-days.ts'

/** Longest text in the search box; the rest is cut. */
export const searchLengthMax = 500
/** Most conditions in one search; the rest is ignored. */
export const searchTermsMax = 20

export interface FilterCondition {
  readonly inMailbox?: string
  readonly text?: string
  readonly from?: string
  readonly to?: string
  readonly cc?: string
  readonly subject?: string
  readonly body?: string
  readonly hasAttachment?: boolean
  readonly hasKeyword?: string
  readonly notKeyword?: string
  readonly before?: string
  readonly after?: string
  /** Octets: at least, less than. */
  readonly minSize?: number
  readonly maxSize?: number
  /** Secured by us or an answer from the portal (docs/jmap-protection.md §8). */
  readonly isProtected?: boolean
}

export type Filter = FilterCondition | { readonly operator: 'AND' | 'OR' | 'NOT', readonly conditions: readonly Filter[] }

export interface Search {
  readonly filter: Filter
  /** Names the box does not know, as typed, without the colon. */
  readonly unknown: readonly string[]
  /** Something stands behind `na:` or `voor:` that is no day. */
  readonly isDayUnknown: boolean
  /** The days that are searched by, as the year that nobody typed may be another than was meant; ms, local midnight. */
  readonly days: readonly SearchedDay[]
}

/** From that day on, or before that day. */
export interface SearchedDay {
  readonly field: 'before' | 'after'
  readonly at: number
}

type Maker = (value: string, now: number) => FilterCondition | undefined

const text = (field: 'from' | 'to' | 'cc' | 'subject' | 'body'): Maker => (value) => value === '' ? undefined : { [field]: phrase(value) }

/** Words that were typed in quotes stand together: so a filter says it (RFC 8621 §4.4.1). */
function phrase(words: string): string {
  return /\s/.test(words) ? `"${words.replaceAll('\\', '\\\\')}"` : words
}

const yes = new Set(['ja', 'yes', 'j', 'y', '1', 'true', ''])
const no = new Set(['nee', 'no', 'n', '0', 'false'])
const attachment: Maker = (value) => {
  const word = value.toLowerCase()
  if (no.has(word)) return { hasAttachment: false }
  // Its name, or a word in it.
  return yes.has(word) ? { hasAttachment: true } : { hasAttachment: true, text: phrase(value) }
}

const secured: Maker = (value) => {
  const word = value.toLowerCase()
  if (no.has(word)) return { isProtected: false }
  return yes.has(word) ? { isProtected: true } : undefined
}

const states: Readonly<Record<string, FilterCondition>> = {
  ongelezen: { notKeyword: '$seen' }, unread: { notKeyword: '$seen' }, nieuw: { notKeyword: '$seen' },
  gelezen: { hasKeyword: '$seen' }, read: { hasKeyword: '$seen' },
  beantwoord: { hasKeyword: '$answered' }, answered: { hasKeyword: '$answered' },
  gemarkeerd: { hasKeyword: '$flagged' }, flagged: { hasKeyword: '$flagged' },
  bijlage: { hasAttachment: true }, attachment: { hasAttachment: true },
  beveiligd: { isProtected: true }, secured: { isProtected: true },
}
const state: Maker = (value) => states[value.toLowerCase()]

const day = (field: 'before' | 'after'): Maker => (value, now) => {
  const moment = readDay(value, now)
  if (moment === undefined) return undefined
  return { [field]: new Date(moment).toISOString().replace('.000Z', 'Z') }
}

/** `groter:5MB`, `kleiner:200k`: octets, thousands or millions of them. */
const size = (field: 'minSize' | 'maxSize'): Maker => (value) => {
  const [, digits = '', unit = ''] = /^(\d{1,9})\s*(k|kb|m|mb)?$/i.exec(value) ?? []
  if (digits === '') return undefined
  return { [field]: Number(digits) * (unit === '' ? 1 : unit.toLowerCase().startsWith('k') ? 1000 : 1_000_000) }
}

const names: Readonly<Record<string, Maker>> = {
  van: text('from'), from: text('from'), afzender: text('from'),
  aan: text('to'), naar: text('to'), to: text('to'),
  kopie: text('cc'), cc: text('cc'),
  onderwerp: text('subject'), subject: text('subject'),
  tekst: text('body'), body: text('body'), text: text('body'),
  bijlage: attachment, attachment, 'has-attachment': attachment,
  beveiligd: secured, secured,
  is: state, has: state, heeft: state,
  na: day('after'), after: day('after'), sinds: day('after'), since: day('after'),
  voor: day('before'), before: day('before'),
  groter: size('minSize'), larger: size('minSize'), kleiner: size('maxSize'), smaller: size('maxSize'),
}

const dayNames: ReadonlySet<string> = new Set(['na', 'after', 'sinds', 'since', 'voor', 'before'])

/** Whether something of it can stand in a subject or a text, so that it can be shown where. */
export function hasWords(filter: Filter): boolean {
  if ('operator' in filter) return filter.operator !== 'NOT' && filter.conditions.some(hasWords)
  return filter.text !== undefined || filter.subject !== undefined || filter.body !== undefined
}

/** Cuts into words; quotes keep words together, an open quote runs to the end. */
export function searchWords(query: string): string[] {
  const words: string[] = []
  let word = ''
  let quoted = false
  let began = false
  for (const sign of query.slice(0, searchLengthMax)) {
    if (sign === '"') {
      quoted = !quoted
      began = true
    } else if (!quoted && /\s/.test(sign)) {
      if (began) words.push(word)
      word = ''
      began = false
    } else {
      word += sign
      began = true
    }
  }
  if (began) words.push(word)
  return words.slice(0, searchTermsMax)
}

/** What stands before the colon of a word, in small letters; '' when there is none. */
function nameOf(word: string): { readonly name: string, readonly colon: number } {
  const colon = word.indexOf(':')
  return { name: colon > 0 ? word.slice(0, colon).toLowerCase() : '', colon }
}

/**
 * The condition that a name makes of the value behind its colon, and of words that follow: the next when nothing stands
 * there (`van: jansen`), and as many as a day takes (`na:1 juni 2026`). Undefined when it makes none.
 */
function named(
  name: string, [value = '', ...rest]: readonly string[], now: number,
): { readonly condition: FilterCondition, readonly followed: number } | undefined {
  const make = Object.hasOwn(names, name) ? names[name] : undefined
  if (make === undefined) return undefined
  const nextName = rest.findIndex((word) => Object.hasOwn(names, nameOf(word).name))
  const own = value === '' ? 0 : 1
  const most = Math.min(nextName < 0 ? rest.length : nextName, (dayNames.has(name) ? dayWordsMax : 1) - own)
  for (let followed = most; followed >= 0; followed--) {
    const condition = make([...own === 0 ? [] : [value], ...rest.slice(0, followed)].join(' '), now)
    if (condition !== undefined) return { condition, followed }
  }
  return undefined
}

/** `van : anja` and `van :anja` as `van:` and what follows: only a name that is known takes the colon that stands apart. */
function joinColons(words: readonly string[]): string[] {
  const joined: string[] = []
  for (const word of words) {
    const before = joined.at(-1)
    if (before !== undefined && word.startsWith(':') && Object.hasOwn(names, before.toLowerCase())) joined[joined.length - 1] = before + word
    else joined.push(word)
  }
  return joined
}

/** The days of conditions, in their order. */
function daysOf(conditions: readonly FilterCondition[]): SearchedDay[] {
  return conditions.flatMap(({ after, before }) => [
    ...(after === undefined ? [] : [{ field: 'after', at: Date.parse(after) } as const]),
    ...(before === undefined ? [] : [{ field: 'before', at: Date.parse(before) } as const]),
  ])
}

/** What the box means; undefined when there is nothing to search. */
export function readSearch(query: string, now: number): Search | undefined {
  const conditions: FilterCondition[] = []
  const unknown: string[] = []
  let isDayUnknown = false
  const words = joinColons(searchWords(query))
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const { name, colon } = nameOf(word)
    const made = named(name, [word.slice(colon + 1), ...words.slice(at + 1)], now)
    at += made?.followed ?? 0
    if (made !== undefined) conditions.push(made.condition)
    else if (word !== '' && word !== ':') {
      if (dayNames.has(name)) isDayUnknown = true
      else if (colon > 0 && /^\p{L}[\p{L}-]*$/u.test(name) && !word.startsWith('http')) unknown.push(word.slice(0, colon))
      conditions.push({ text: phrase(word) })
    }
  }
  const [first] = conditions
  if (first === undefined) return undefined
  return { filter: conditions.length === 1 ? first : { operator: 'AND', conditions }, unknown, isDayUnknown, days: daysOf(conditions) }
}
