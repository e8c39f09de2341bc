import { foldDomain } from './domain.ts'

/** Addresses kept of one list. */
export const ADDRESSES_MAX = 100_000
/** Characters of one name or address that are kept. */
export const ADDRESS_TEXT_MAX = 2_000
/** Words of one name or address that are looked at; an address without a comma after it is never longer. */
export const WORDS_MAX = 200
/** Comments inside each other that are followed. */
export const COMMENT_DEPTH_MAX = 50

export interface ListedAddress {
  /** Phrase or, failing that, comment; quotes removed, encoded-words left as they are. */
  readonly name: string | null
  /** `local@domain`, domain in lower case; what stood there when it is no address. */
  readonly email: string
}

export interface ListedGroup {
  /** Name of the group; null for addresses outside a group. */
  readonly group: string | null
  readonly addresses: readonly ListedAddress[]
}

export interface AddressList {
  readonly groups: readonly ListedGroup[]
  /** There were more addresses than the maximum; the rest was left out. */
  readonly overLimit: boolean
}

/**
 * Reads an address list as written in From, To, Cc and the like: groups, comments, quoted strings, obsolete routes and
 * white space, and what senders make of it. Takes every text, never throws, is linear. RFC 5322 §3.4, §4.4.
 */
export function parseAddressList(text: string, max = ADDRESSES_MAX): AddressList {
  const reader = new ListReader(text, max)
  reader.read()
  return { groups: reader.groups(), overLimit: reader.overLimit }
}

interface Word {
  /** Without quotes. */
  readonly text: string
  /** As it has to stand in an address. */
  readonly raw: string
  readonly blankBefore: boolean
}

const SPECIAL = new Set([...' \t\r\n\0",;:<(>'].map((character) => character.charCodeAt(0)))

class ListReader {
  readonly #text: string
  readonly #max: number
  readonly #groups: { group: string | null, addresses: ListedAddress[] }[] = []
  #at = 0
  #count = 0
  #inGroup = false
  #words: Word[] = []
  #angle: string | null = null
  #comment: string | null = null
  #blank = false
  overLimit = false

  constructor(text: string, max: number) {
    this.#text = text
    this.#max = max
  }

  groups(): readonly ListedGroup[] {
    return this.#groups
  }

  read(): void {
    const text = this.#text
    while (this.#at < text.length && !this.overLimit) {
      const character = text[this.#at] as string
      if (character === '"') this.#quoted()
      else if (character === '(') this.#comment = comment(this.#take(commentEnd(text, this.#at)))
      else if (character === '<') this.#angleAddress()
      else if (character === ',' || character === ';') this.#separator(character)
      else if (character === ':') this.#colon()
      else if (SPECIAL.has(character.charCodeAt(0))) this.#skip()
      else this.#atom()
    }
    if (!this.overLimit) this.#flush()
  }

  #take(end: number): string {
    const taken = this.#text.slice(this.#at, end)
    this.#at = end
    return taken
  }

  #skip(): void {
    this.#blank = true
    this.#at++
  }

  #word(text: string, raw: string): void {
    if (this.#words.length < WORDS_MAX) this.#words.push({ text, raw, blankBefore: this.#blank })
    this.#blank = false
  }

  #atom(): void {
    let end = this.#at + 1
    while (end < this.#text.length && !SPECIAL.has(this.#text.charCodeAt(end))) end++
    const atom = this.#take(end)
    this.#word(atom, atom)
  }

  #quoted(): void {
    const raw = this.#take(quotedEnd(this.#text, this.#at))
    this.#word(unquote(raw), raw)
  }

  #angleAddress(): void {
    const end = angleEnd(this.#text, this.#at)
    const inside = this.#take(end).slice(1, this.#text[end - 1] === '>' ? -1 : undefined)
    // The first one counts: a second address behind it would show another sender than the one that is answered.
    this.#angle ??= inside
    this.#blank = true
  }

  #separator(character: string): void {
    this.#at++
    this.#flush()
    if (character === ';') this.#inGroup = false
  }

  #colon(): void {
    this.#at++
    const phrase = this.#inGroup ? '' : joined(this.#words)
    if (this.#inGroup || this.#angle !== null || phrase === '' || this.#words.some((word) => word.raw.includes('@'))) {
      this.#word(':', ':')
      return
    }
    this.#groups.push({ group: phrase.slice(0, ADDRESS_TEXT_MAX), addresses: [] })
    this.#inGroup = true
    this.#clear()
  }

  #clear(): void {
    this.#words = []
    this.#angle = null
    this.#comment = null
    this.#blank = false
  }

  #flush(): void {
    const address = this.#angle === null
      ? bare(this.#words, this.#comment)
      : angled(this.#words, this.#angle, this.#comment)
    this.#clear()
    if (address === undefined) return
    if (this.#count === this.#max) {
      this.overLimit = true
      return
    }
    this.#count++
    const last = this.#groups.at(-1)
    if (last !== undefined && (this.#inGroup || last.group === null)) last.addresses.push(address)
    else this.#groups.push({ group: null, addresses: [address] })
  }
}

function angled(words: readonly Word[], inside: string, note: string | null): ListedAddress | undefined {
  const name = joined(words)
  const email = cleanAddress(inside)
  if (name === '' && email === '') return undefined
  return { name: shortened(name === '' ? note : name), email }
}

/** An address without angle brackets: the word with the `@`; other words are the name. */
function bare(words: readonly Word[], note: string | null): ListedAddress | undefined {
  if (words.length === 0) return undefined
  const pieces: string[] = []
  for (const word of words) {
    const last = pieces.length - 1
    const before = pieces[last]
    const glued = before !== undefined
      && (!word.blankBefore || /[.@]$/.test(before.slice(-1)) || /^[.@]/.test(word.raw.slice(0, 1)))
    if (glued) pieces[last] = before + word.raw
    else pieces.push(word.raw)
  }
  const place = pieces.findIndex((piece) => piece.includes('@'))
  if (place === -1) {
    const only = pieces.length === 1 ? pieces[0] : undefined
    return only === undefined
      ? { name: shortened(joined(words)), email: '' }
      : { name: shortened(note), email: cleanAddress(only) }
  }
  const others = pieces.filter((_, index) => index !== place).map(unquote).join(' ')
  return { name: shortened(others === '' ? note : others), email: cleanAddress(pieces[place] ?? '') }
}

function joined(words: readonly Word[]): string {
  let out = ''
  for (const word of words) out += word.blankBefore && out !== '' ? ` ${word.text}` : word.text
  return out.trim()
}

function shortened(name: string | null): string | null {
  const text = name?.trim() ?? ''
  return text === '' ? null : text.slice(0, ADDRESS_TEXT_MAX)
}

/** Without route, comments, white space and control characters; the domain in lower case. */
function cleanAddress(inside: string): string {
  let text = inside.length > ADDRESS_TEXT_MAX ? inside.slice(0, ADDRESS_TEXT_MAX) : inside
  if (text.includes('(')) text = withoutComments(text)
  if (!text.includes('"')) {
    text = text.replace(/[\s\0<>]+/g, '')
    if (text.startsWith('@')) text = text.slice(text.indexOf(':') + 1)
  } else {
    text = text.replace(/[\r\n\0]+/g, '').trim()
  }
  const at = text.lastIndexOf('@')
  return at === -1 ? text : `${text.slice(0, at)}@${foldDomain(text.slice(at + 1))}`
}

function withoutComments(text: string): string {
  let out = ''
  for (let at = 0; at < text.length;) {
    if (text[at] === '"') {
      const end = quotedEnd(text, at)
      out += text.slice(at, end)
      at = end
    } else if (text[at] === '(') {
      at = commentEnd(text, at)
    } else {
      out += text[at]
      at++
    }
  }
  return out
}

/** Just past the closing quote, or the end of the text. */
function quotedEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

function unquote(raw: string): string {
  if (!raw.startsWith('"')) return raw
  const inside = raw.length > 1 && raw.endsWith('"') ? raw.slice(1, -1) : raw.slice(1)
  return inside.replace(/\r?\n/g, '').replace(/\\([\s\S])/g, '$1')
}

function commentEnd(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const character = text[at]
    if (character === '\\') at++
    else if (character === '(' && depth < COMMENT_DEPTH_MAX) depth++
    else if (character === ')' && --depth === 0) return at + 1
  }
  return text.length
}

function comment(raw: string): string {
  return raw.slice(1, raw.endsWith(')') ? -1 : undefined).replace(/\\([\s\S])/g, '$1').trim()
}

/** Just past the `>`; quoted strings inside may hold one. Without a `>` the address ends at the next comma. */
function angleEnd(text: string, from: number): number {
  let comma = -1
  let route = false
  for (let at = from + 1; at < text.length && at - from <= ADDRESS_TEXT_MAX; at++) {
    const character = text[at]
    if (character === '"') at = quotedEnd(text, at) - 1
    else if (character === '>') return at + 1
    else if (character === '@' && at === from + 1) route = true
    else if (character === ',' && !route && comma === -1) comma = at
    else if (character === '<' && comma !== -1) return comma
  }
  if (comma !== -1) return comma
  return Math.min(text.length, from + ADDRESS_TEXT_MAX + 1)
}
