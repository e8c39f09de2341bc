/** Links of a mail by their parts. Pure. */
import { textOf, type Range } from './units.ts'

export interface UrlParts {
  readonly scheme: string
  readonly host: string
  readonly path: string
  readonly port: string
  readonly hasUser: boolean
}

export interface Link extends UrlParts {
  /** The words that stand for it; '' in plain text. */
  readonly words: string
}

/** Scheme, name in front of an `@`, host, port, the rest. */
const URL_PARTS = new RegExp(String.raw`^\s{0,9}([a-z][a-z0-9+.-]{0,20}):[/\\]{0,5}(?:([^/\\?#@\s]{0,200})@)?`
  + String.raw`([^/\\?#:\s]{0,255})(?::(\d{1,5}))?([^]{0,1000})`, 'i')

/** A link by its parts, without asking a parser that would refuse it: forgers write links that browsers mend. */
export function partsOf(url: string): UrlParts {
  const found = URL_PARTS.exec(url)
  if (found === null) return { scheme: 'none', host: '', path: '', port: '', hasUser: false }
  const scheme = (found[1] ?? '').toLowerCase()
  const isWeb = scheme === 'http' || scheme === 'https'
  return { scheme, host: isWeb ? (found[3] ?? '').toLowerCase() : '', path: isWeb ? found[5] ?? '' : '', port: found[4] ?? '', hasUser: found[2] !== undefined && isWeb }
}

/** Links of plain text that are looked at. */
export const PLAIN_LINKS_MAX = 40
const URL_LENGTH_MAX = 400

/** Adds the links that stand as they are in these units. */
export function plainLinks(units: Uint16Array, { from, to }: Range, links: Link[]): void {
  const most = links.length + PLAIN_LINKS_MAX
  const last = to - 2
  for (let at = from + 4; links.length < most; at++) {
    while (at < last && units[at] !== 0x3a) at++
    if (at >= last) return
    if (units[at + 1] !== 0x2f || units[at + 2] !== 0x2f) continue
    const isSecure = lowerAt(units, at - 1) === 0x73
    const start = at - (isSecure ? 5 : 4)
    if (start < from || lowerAt(units, start) !== 0x68 || lowerAt(units, start + 1) !== 0x74) continue
    let end = at + 3
    while (end < to && end - start < URL_LENGTH_MAX && isUrlUnit(units[end] as number)) end++
    if (end - at > 5) links.push({ ...partsOf(textOf(units, start, end)), words: '' })
    at = end
  }
}

const lowerAt = (units: Uint16Array, at: number): number => (units[at] as number) | 0x20

/** Not blanks, angle brackets, quotes and closing brackets. */
const isUrlUnit = (unit: number): boolean =>
  unit > 0x20 && unit !== 0x22 && unit !== 0x27 && unit !== 0x29 && unit !== 0x3c && unit !== 0x3e && unit !== 0x5d

/** Labels under which a country lets names be taken: `co` of `co.uk`. */
const SHARED: ReadonlySet<string> = new Set(['co', 'com', 'org', 'net', 'gov', 'ac', 'edu'])

/** The last two labels; of a host that lends names, three. */
export function organisationOf(host: string): string {
  const name = (host.endsWith('.') ? host.slice(0, -1) : host).toLowerCase()
  const last = name.lastIndexOf('.')
  const second = dotBefore(name, last)
  const isDouble = name.length - last === 3 && SHARED.has(name.slice(second + 1, Math.max(0, last)))
  return name.slice((isDouble ? dotBefore(name, second) : second) + 1)
}

/** The dot before that one; -1 when there is none. */
const dotBefore = (name: string, dot: number): number => dot <= 0 ? -1 : name.lastIndexOf('.', dot - 1)
