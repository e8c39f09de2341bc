/**
 * A page taken apart in one pass: its words, its links, and what it hides. No tree is built and no string of the page is
 * made; every page is taken. Pure.
 */
import { partsOf, type Link } from './links.ts'
import { hashOf } from './places.ts'
import type { Said } from './said.ts'
import { textOf, type Range } from './units.ts'

export interface Page {
  /** Names of tags with what of their looks says something, each once. */
  readonly tags: readonly string[]
  readonly images: number
  /** Units in places that a reader does not see. */
  readonly hiddenLength: number
  readonly comments: number
  /** Comments and tags in the middle of a word. */
  readonly splits: number
  /** Units of words, without blanks. */
  readonly shownLength: number
  readonly linkCount: number
}

/** Links of one message that are looked at. */
export const LINKS_MAX = 100
/** Different tags of one page that are looked at. */
export const TAGS_MAX = 400
/** Units of one tag that are looked at. */
const TAG_LENGTH_MAX = 600

/** What stands between two angle brackets, read once however often a page repeats it. */
interface Tag {
  readonly name: string
  readonly looks: string
  readonly hides: boolean
  readonly breaks: boolean
}

/** Reads a page; its words go into `said`, its links to `links`. Linear: each unit is looked at a bounded number of times. */
export function readPage(source: Uint16Array, said: Said, links: Link[]): Page {
  return new PageReader(source, said, links).read()
}

class PageReader {
  readonly #source: Uint16Array
  readonly #said: Said
  readonly #links: Link[]
  readonly #tags = new Map<number, Tag>()
  readonly #looks: string[] = []
  #images = 0
  #comments = 0
  #splits = 0
  #hiddenLength = 0
  #shownLength = 0
  #linkCount = 0
  /** The unit said last, and whether a comment or tag stands behind it that breaks no line. */
  #last = 0
  #isCut = false
  #linkAt = -1
  #link = ''
  #hiddenTag = ''
  #hiddenEnd = ''
  #hiddenDepth = 0

  constructor(source: Uint16Array, said: Said, links: Link[]) {
    this.#source = source
    this.#said = said
    this.#links = links
  }

  read(): Page {
    const source = this.#source
    const said = this.#said
    let at = 0
    while (at < source.length && !said.isFull) {
      const unit = source[at] as number
      if (unit === 0x3c && isTagStart(source[at + 1] ?? 0)) at = this.#tag(at)
      else if (unit === 0x26) at = this.#reference(at)
      else at = this.#run(at)
    }
    this.#endLink()
    return {
      tags: this.#looks, images: this.#images, hiddenLength: this.#hiddenLength,
      comments: this.#comments, splits: this.#splits, shownLength: this.#shownLength, linkCount: this.#linkCount,
    }
  }

  /** Says what stands there up to the next tag or reference, as far as there is room; gives the place behind it. */
  #run(from: number): number {
    const source = this.#source
    let to = from + 1
    while (to < source.length && source[to] !== 0x3c && source[to] !== 0x26) to++
    const end = this.#hiddenTag === '' ? this.#said.addRun(source, from, to) : to
    let shown = 0
    for (let at = from; at < end; at++) shown += SHOWN[source[at] as number] as number
    this.#count(shown)
    this.#join(source[from] as number, source[end - 1] as number)
    return end
  }

  #say(unit: number): void {
    this.#count(SHOWN[unit] as number)
    this.#join(unit, unit)
    if (this.#hiddenTag === '') this.#said.add(unit)
  }

  #count(shown: number): void {
    if (this.#hiddenTag !== '') this.#hiddenLength += shown
    else this.#shownLength += shown
  }

  /** What is said next begins and ends with these units. */
  #join(first: number, last: number): void {
    if (this.#isCut && isWord(first) && isWord(this.#last)) this.#splits++
    this.#isCut = false
    this.#last = last
  }

  /** Passes what begins with `<`; gives the place behind it. */
  #tag(open: number): number {
    const source = this.#source
    if (source[open + 1] === 0x21 && source[open + 2] === 0x2d && source[open + 3] === 0x2d) {
      this.#comments++
      this.#isCut = true
      return commentEnd(source, open + 4)
    }
    let hash = 0x811c9dc5
    let end = open + 1
    for (; end < source.length && source[end] !== 0x3e; end++) {
      hash = Math.imul(hash ^ (source[end] as number), 0x01000193)
    }
    const tag = this.#known(hash, open + 1, end)
    return this.#apply(tag, open, end)
  }

  #known(hash: number, from: number, to: number): Tag {
    const known = this.#tags.get(hash)
    if (known !== undefined) return known
    const bare = BARE.get(hash)
    const tag = bare !== undefined && isExactly(this.#source, { from, to }, bare.name) ? bare
      : tagOf(textOf(this.#source, from, Math.min(to, from + TAG_LENGTH_MAX)))
    if (this.#tags.size < TAGS_MAX) {
      this.#tags.set(hash, tag)
      if (tag.looks !== '') this.#looks.push(tag.looks)
    }
    return tag
  }

  #apply({ name, hides, breaks }: Tag, open: number, close: number): number {
    const source = this.#source
    const end = Math.min(source.length, close + 1)
    if (name === 'style' || name === 'script' || name === 'title') return rawTextEnd(source, end, name)
    if (this.#hiddenTag !== '') {
      if (name === this.#hiddenTag) this.#hiddenDepth++
      else if (name === this.#hiddenEnd && --this.#hiddenDepth === 0) this.#hiddenTag = ''
    } else if (hides) {
      this.#hiddenTag = name
      this.#hiddenEnd = `/${name}`
      this.#hiddenDepth = 1
    }
    if (breaks) this.#say(0x20)
    else this.#isCut = true
    if (name === 'a' || name === 'area') {
      this.#endLink()
      this.#link = attribute(source, { from: open, to: close, name: 'href' })
      if (this.#link !== '') this.#linkAt = this.#said.length
    } else if (name === '/a') this.#endLink()
    else if (name === 'form') this.#addLink(attribute(source, { from: open, to: close, name: 'action' }), '')
    else if (name === 'img') this.#images++
    return end
  }

  #endLink(): void {
    if (this.#linkAt < 0) return
    this.#addLink(this.#link, this.#said.text(this.#linkAt, this.#linkAt + 200).trim())
    this.#linkAt = -1
  }

  #addLink(url: string, words: string): void {
    this.#linkCount++
    if (this.#links.length < LINKS_MAX) this.#links.push({ ...partsOf(url), words })
  }

  /** A character reference, or the ampersand alone. */
  #reference(at: number): number {
    const { end, text } = referenceAt(this.#source, at)
    for (let index = 0; index < text.length; index++) this.#say(text.charCodeAt(index))
    return end
  }
}

/** 1 for units that are no blanks. */
const SHOWN = Uint8Array.from({ length: 0x10000 }, (_, unit) => unit > 0x20 && unit !== 0xa0 ? 1 : 0)
const isWord = (unit: number): boolean => (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90)
const isTagStart = (unit: number): boolean => isWord(unit) || unit === 0x2f || unit === 0x21 || unit === 0x3f

function commentEnd(source: Uint16Array, from: number): number {
  // Browsers end a comment at once at `<!-->` and `<!--->`, and also at `--!>`: what follows is read, so it is judged.
  if (source[from] === 0x3e) return from + 1
  if (source[from] === 0x2d && source[from + 1] === 0x3e) return from + 2
  for (let at = from; at + 2 < source.length; at++) {
    if (source[at] !== 0x2d || source[at + 1] !== 0x2d) continue
    if (source[at + 2] === 0x3e) return at + 3
    if (source[at + 2] === 0x21 && source[at + 3] === 0x3e) return at + 4
  }
  return source.length
}

/** Behind a style sheet, script or title: where its end tag begins. */
function rawTextEnd(source: Uint16Array, from: number, name: string): number {
  for (let at = from; at + 1 < source.length; at++) {
    if (source[at] === 0x3c && source[at + 1] === 0x2f && isNamed(source, at + 2, name)) return at
  }
  return source.length
}

function isNamed(source: Uint16Array, at: number, name: string): boolean {
  for (let index = 0; index < name.length; index++) {
    if (((source[at + index] ?? 0) | 0x20) !== name.charCodeAt(index)) return false
  }
  return true
}

const VOID: ReadonlySet<string> = new Set(['br', 'img', 'hr', 'meta', 'link', 'input', 'col', 'area', 'base', '!doctype'])
const BREAKS: ReadonlySet<string> = new Set('p /p br div /div td /td tr /tr table li /li h1 /h1 h2 /h2 h3 /h3 hr ul /ul center blockquote'.split(' '))
/** What a tag says of its looks; words in other attributes hide nothing. */
const STYLE = /\sstyle\s{0,3}=\s{0,3}("[^"]*|'[^']*|[^\s>]*)/i
const HIDES = new RegExp([
  String.raw`display\s{0,3}:\s{0,3}none`,
  String.raw`visibility\s{0,3}:\s{0,3}hidden`,
  String.raw`font-size\s{0,3}:\s{0,3}(?:0(?![.\d])|1(?:px|pt|%))`,
  String.raw`max-height\s{0,3}:\s{0,3}0`,
  String.raw`opacity\s{0,3}:\s{0,3}0(?![.\d])`,
  String.raw`mso-hide\s{0,3}:\s{0,3}all`,
  String.raw`text-indent\s{0,3}:\s{0,3}-\d{3}`,
].join('|'), 'i')

function tagOf(tag: string): Tag {
  const name = /^\/?[a-z0-9!:]{1,20}/i.exec(tag)?.[0].toLowerCase() ?? ''
  const isEnd = name === '' || name.startsWith('/')
  return {
    name, breaks: BREAKS.has(name), hides: !isEnd && tag.includes(':') && !VOID.has(name) && HIDES.test(STYLE.exec(tag)?.[1] ?? ''),
    looks: isEnd ? '' : looksOf(name, tag),
  }
}

/** The tag with its colour, size or kind where that says something of who made the page. */
function looksOf(name: string, tag: string): string {
  if (name === 'font' || name === 'body' || name === 'td' || name === 'table' || name === 'span') {
    const look = /(?:color|size|face|bgcolor|align|border|background)\s{0,2}[=:]\s{0,2}["']?([#\w-]{1,20})/i.exec(tag)
    return look === null ? name : `${name} ${look[0].toLowerCase().replace(/["'\s]/g, '')}`
  }
  return name === 'input' ? `input ${/\stype\s{0,3}=\s{0,3}["']?(\w{1,20})/i.exec(tag)?.[1]?.toLowerCase() ?? ''}` : name
}

/** Tags that are no more than a name, as most are, by the hash of it: no string is made of them. */
const BARE: ReadonlyMap<number, Tag> = new Map([
  ...BREAKS, ...VOID, ...'a /a b /b i /i u /u em /em font /font span /span strong /strong small /small html /html head /head body /body style /style title /title'.split(' '),
].map((name) => [hashOf(name), tagOf(name)]))

function isExactly(source: Uint16Array, { from, to }: Range, name: string): boolean {
  if (to - from !== name.length) return false
  for (let index = 0; index < name.length; index++) if (source[from + index] !== name.charCodeAt(index)) return false
  return true
}

/** Units of an attribute's value that are looked at. */
const VALUE_LENGTH_MAX = 1200

/** The value of an attribute, references resolved; '' when it is not there. */
function attribute(source: Uint16Array, { from, to, name }: {
  readonly from: number, readonly to: number, readonly name: string,
}): string {
  for (let at = from + 1; at + name.length < to; at++) {
    if ((source[at - 1] as number) > 0x20 || !isNamed(source, at, name)) continue
    let place = blanksEnd(source, at + name.length, to)
    if (source[place] !== 0x3d) continue
    place = blanksEnd(source, place + 1, to)
    const quote = source[place] === 0x22 || source[place] === 0x27 ? source[place] : 0
    if (quote !== 0) place++
    let end = place
    const last = Math.min(to, place + VALUE_LENGTH_MAX)
    while (end < last && (quote === 0 ? (source[end] as number) > 0x20 : source[end] !== quote)) end++
    return resolved(source, place, end).trim()
  }
  return ''
}

function blanksEnd(source: Uint16Array, from: number, to: number): number {
  let at = from
  while (at < to && at - from < 4 && (source[at] as number) <= 0x20) at++
  return at
}

function resolved(source: Uint16Array, from: number, to: number): string {
  const plain = textOf(source, from, to)
  if (!plain.includes('&')) return plain
  let text = ''
  for (let at = from; at < to;) {
    if (source[at] !== 0x26) {
      text += String.fromCharCode(source[at++] as number)
      continue
    }
    const reference = referenceAt(source, at)
    text += reference.text
    at = reference.end
  }
  return text
}

const ENTITIES: ReadonlyMap<string, string> = new Map(Object.entries({
  amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'', nbsp: ' ', euro: '€', copy: '©', zwnj: '', zwj: '', shy: '', rsquo: '\'', lsquo: '\'', ldquo: '"', rdquo: '"',
  ndash: '-', mdash: '-', hellip: '...', pound: '£', reg: '®', trade: '™', bull: '•', middot: '·', eacute: 'é', egrave: 'è', ecirc: 'ê', euml: 'ë', agrave: 'à',
  aacute: 'á', acirc: 'â', atilde: 'ã', auml: 'ä', ccedil: 'ç', iacute: 'í', iuml: 'ï', ntilde: 'ñ', oacute: 'ó', ocirc: 'ô', otilde: 'õ', ouml: 'ö', uacute: 'ú',
  uuml: 'ü', szlig: 'ß',
}))

/** The reference that begins at an ampersand: what it stands for, and where it ends. */
function referenceAt(source: Uint16Array, at: number): { readonly text: string, readonly end: number } {
  const isNumber = source[at + 1] === 0x23
  const isHex = isNumber && ((source[at + 2] ?? 0) | 0x20) === 0x78
  const from = at + 1 + (isNumber ? 1 : 0) + (isHex ? 1 : 0)
  let end = from
  while (end < source.length && end - from < 8 && isReferenceUnit(source[end] as number, { isNumber, isHex })) end++
  if (end === from) return { text: '&', end: at + 1 }
  const word = textOf(source, from, end)
  const text = isNumber ? characterOf(Number.parseInt(word, isHex ? 16 : 10))
    : ENTITIES.get(word) ?? ENTITIES.get(word.toLowerCase())
  if (text === undefined) return { text: '&', end: at + 1 }
  return { text, end: source[end] === 0x3b ? end + 1 : end }
}

function isReferenceUnit(unit: number, { isNumber, isHex }: {
  readonly isNumber: boolean, readonly isHex: boolean,
}): boolean {
  if (unit >= 48 && unit <= 57) return isNumber
  const lower = unit | 0x20
  return isHex ? lower >= 97 && lower <= 102 : !isNumber && lower >= 97 && lower <= 122
}

const characterOf = (code: number): string =>
  code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '' : String.fromCodePoint(code)
