/**
 * What a mail says and how it looks, as numbered marks that weights are learned for. The same for learning and
 * judging. Pure.
 */
import { handGrams, letterGrams } from './grams.ts'
import type { Letter } from './letter.ts'
import { pageOf, type Page } from './page.ts'
import { beginMarks, endMarks, hashOf, mark } from './places.ts'

/** The marks of one message, each once, in the order they were met. */
export interface Marks {
  readonly places: Uint32Array
  /** Runs of letters of what it says, and of how it was made. */
  readonly grams: Uint32Array
  readonly hand: Uint32Array
  readonly pages: readonly Page[]
  readonly text: string
}

const note = (zone: string, text: string): void => mark(hashOf(text, hashOf(zone)))

/** Marks of a message; nothing of one message stays for the next. */
export function marksOf(letter: Letter): Marks {
  beginMarks()
  words(letter.subject, 'subject')
  sender(letter)
  shape(letter)
  hand(letter)
  const pages = letter.texts.filter(({ isHtml }) => isHtml).map(({ text }) => pageOf(text))
  const texts = [...letter.texts.flatMap(({ isHtml, text }) => isHtml ? [] : [text]), ...pages.map(({ text }) => text)]
  for (const text of texts) words(text, 'body')
  for (const { text, isHtml } of letter.texts) if (!isHtml) for (const url of urlsIn(text)) linkMarks(url)
  for (const page of pages) pageMarks(page)
  note('length', String(Math.round(Math.log2(1 + texts.reduce((sum, text) => sum + text.length, 0)))))
  const places = endMarks()
  return { places, grams: letterGrams(letter, texts), hand: handGrams(letter), pages, text: texts.join('\n') }
}

/** Words before one that it is paired with. */
const GAPS = 2
const recent = new Int32Array(GAPS)

/** Words, pairs of words, words in capitals, and runs of signs. One pass. */
function words(text: string, zone: string): void {
  const zoneHash = hashOf(zone)
  let [hash, length, upper, digits, place, filled] = [zoneHash, 0, 0, 0, 0, 0]
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 32
    const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code >= 0xc0 || code === 0x27
    const isDigit = code >= 48 && code <= 57
    if (isLetter || isDigit) {
      const isUpper = code >= 65 && code <= 90
      if (isUpper) upper++
      if (isDigit) digits++
      // A number is its length: which one it is says nothing.
      hash = Math.imul(hash ^ (isDigit ? 0x30 : isUpper ? code + 32 : code), 0x01000193)
      length++
      continue
    }
    if (length > 0 && length <= 30) {
      if (length > 1 || digits > 0) mark(hash)
      if (upper > 2 && upper === length) mark(hash ^ 0x5ca1ab1e)
      // With each of the words before it, at its distance: phrases survive a word put between.
      for (let back = 0; back < GAPS && back < filled; back++) {
        mark(Math.imul((recent[(place - back + GAPS) % GAPS] ?? 0) + back + 1, 0x9e3779b1) ^ hash)
      }
      place = (place + 1) % GAPS
      recent[place] = hash
      filled++
    }
    if (code === 33 || code === 36 || code === 37 || code === 42 || code === 0x20ac) {
      const twice = text.charCodeAt(at + 1) === code ? 7 : 3
      mark(Math.imul(zoneHash ^ code, twice))
      if (digits > 0) mark(Math.imul(zoneHash ^ code, 11))
    }
    hash = zoneHash
    length = 0
    upper = 0
    digits = 0
  }
}

/** Fields whose presence says how a mail was made; those of lists, relays and collections are left out. */
const FIELDS = ['in-reply-to', 'references', 'reply-to', 'sender', 'cc', 'user-agent', 'organization', 'importance', 'priority', 'content-disposition', 'comments', 'mime-version'] as const

function sender({ from, replyTo, fields }: Letter): void {
  if (from === undefined) {
    note('from', 'none')
    return
  }
  const address = from.email.toLowerCase()
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  const labels = domain.split('.')
  note('from-domain', labels.slice(-2).join('.'))
  note('from-ending', labels.at(-1) ?? '')
  note('from-labels', String(Math.min(labels.length, 5)))
  const local = address.slice(0, Math.max(0, at))
  note('from-local', local.replace(/\d+/g, '0').slice(0, 40))
  note('from-digits', String(Math.min(6, local.replace(/\D/g, '').length)))
  note('from-length', String(Math.min(8, local.length >> 2)))
  words(from.name ?? '', 'name')
  note('name', from.name === null ? 'none' : from.name.includes('@') ? 'address' : String(from.name.split(/\s+/).length))
  const reply = replyTo?.email.toLowerCase()
  if (reply !== undefined) {
    note('reply', reply === address ? 'same' : reply.endsWith(`@${domain}`) ? 'same-domain' : 'elsewhere')
    note('reply-domain', reply.slice(reply.lastIndexOf('@') + 1))
  }
  for (const field of FIELDS) if (fields.has(field)) note('field', field)
  note('answers', fields.has('in-reply-to') || fields.has('references') ? 'yes' : 'no')
}

function shape({ types, charsets, encodings, fileNames, recipients, fields, subject }: Letter): void {
  note('types', types.slice(0, 6).join(' '))
  for (const type of types) note('type', type)
  for (const charset of charsets) note('charset', charset)
  for (const encoding of encodings) note('encoding', encoding)
  for (const name of fileNames) note('file', /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? 'none')
  note('to', recipients === 0 ? 'none' : recipients > 10 ? 'many' : String(Math.min(recipients, 3)))
  note('mime', fields.has('mime-version') ? 'yes' : 'no')
  note('date', fields.has('date') ? 'yes' : 'no')
  note('subject-start', /^(?:re|fwd?|aw|sv|antw)\b/i.exec(subject)?.[0].toLowerCase() ?? (subject.startsWith('[') ? 'tag' : subject === '' ? 'empty' : 'plain'))
  if (/[!?]$/.test(subject)) note('subject-end', subject.slice(-1))
  if (/\d{4,}\s*$/.test(subject)) note('subject-end', 'number')
  if (subject.length > 6 && subject === subject.toUpperCase() && /[A-Z]{3}/.test(subject)) note('subject', 'capitals')
  if (/ {4}|\t/.test(subject)) note('subject', 'blanks')
  if (/[^\x00-\x7f]/.test(subject)) note('subject', 'beyond-ascii')
}

/** How the header was made: mail programs have a hand of their own, and mass mailers write by another one. */
function hand({ written }: Letter): void {
  note('order', written.map(({ name }) => name.toLowerCase().slice(0, 4)).join(' '))
  let before = ''
  for (const { name, value } of written) {
    const field = name.toLowerCase()
    note('next', `${before} ${field}`)
    before = field
    note('case', name)
    if (field === 'date') {
      const zone = /([+-]\d{4})\b/.exec(value)?.[1] ?? /\b([A-Z]{2,5})\s*$/.exec(value)?.[1] ?? 'none'
      note('zone', zone)
      note('date', shapeOf(value.replace(/[A-Z][a-z]{2},/, 'Day,').replace(/\b[A-Z][a-z]{2}\b/g, 'Mon')))
    } else if (field === 'message-id') note('id', shapeOf(value.split('@')[0] ?? ''))
    else if (field === 'content-type') {
      note('boundary', shapeOf(/boundary\s*=\s*(.{1,80})/i.exec(value)?.[1] ?? ''))
      note('content-type', value.replace(/boundary\s*=.*/is, '').replace(/\s+/g, ' ').slice(0, 80))
    } else if (field === 'to' || field === 'from') {
      note(`${field}-form`, `${value.includes('<') ? '<' : ''}${value.includes('"') ? '"' : ''}${value.includes('=?') ? '=' : ''}${/undisclosed|recipient|friend/i.test(value) ? 'u' : ''}`)
    } else if (field === 'subject' && value.includes('=?')) note('subject', /=\?([^?*]{1,30})\?(.)/.exec(value)?.slice(1, 3).join(' ').toLowerCase() ?? '')
  }
}

/** Letters as `a` or `A`, digits as `0`, each run once. */
function shapeOf(value: string): string {
  return value.trim().slice(0, 100).replace(/[a-z]+/g, 'a').replace(/[A-Z]+/g, 'A').replace(/\d+/g, '0').slice(0, 60)
}

function pageMarks({ links, tags, images, hiddenLength, comments, text }: Page): void {
  for (const tag of tags) note('tag', tag)
  for (const { url } of links) linkMarks(url)
  note('links', String(Math.round(Math.log2(1 + links.length))))
  note('images', String(Math.round(Math.log2(1 + images))))
  note('comments', String(Math.round(Math.log2(1 + comments))))
  note('hidden', hiddenLength === 0 ? 'no' : hiddenLength > 200 ? 'much' : 'some')
  note('page', text.trim().length < 100 ? images > 0 ? 'picture' : 'empty' : links.length > 0 ? 'links' : 'text')
}

function linkMarks(url: string): void {
  const { host, scheme, path, hasUser, port } = partsOf(url)
  note('scheme', scheme)
  if (host === '') return
  const labels = host.split('.')
  note('host', labels.slice(-2).join('.'))
  note('host-ending', /^[\d.]+$/.test(host) ? 'address' : labels.at(-1) ?? '')
  note('host-labels', String(Math.min(labels.length, 6)))
  if (hasUser) note('link', 'user')
  if (port !== '') note('link', 'port')
  note('path', `${Math.min(5, path.split('/').length)} ${/\.(\w{2,5})(?:$|\?)/.exec(path)?.[1]?.toLowerCase() ?? ''}`)
  if (path.includes('%')) note('link', 'escapes')
  if (/[?&][^=]{1,20}=[^&]{0,200}@/.test(path)) note('link', 'address')
  for (const word of path.toLowerCase().split(/[^a-z]+/).slice(0, 12)) if (word.length > 2 && word.length < 20) note('path-word', word)
}

/** Scheme, name in front of an `@`, host, port, the rest. */
const URL_PARTS = new RegExp(String.raw`^\s{0,9}([a-z][a-z0-9+.-]{0,20}):[/\\]{0,5}(?:([^/\\?#@\s]{0,200})@)?`
  + String.raw`([^/\\?#:\s]{0,255})(?::(\d{1,5}))?([^]{0,1000})`, 'i')

export interface UrlParts {
  readonly scheme: string
  readonly host: string
  readonly path: string
  readonly port: string
  readonly hasUser: boolean
}

/** A link by its parts, without asking a parser that would refuse it: forgers write links that browsers mend. */
export function partsOf(url: string): UrlParts {
  const found = URL_PARTS.exec(url)
  if (found === null) return { scheme: 'none', host: '', path: '', port: '', hasUser: false }
  const scheme = (found[1] ?? '').toLowerCase()
  const isWeb = scheme === 'http' || scheme === 'https'
  return { scheme, host: isWeb ? (found[3] ?? '').toLowerCase() : '', path: isWeb ? found[5] ?? '' : '', port: found[4] ?? '', hasUser: found[2] !== undefined && isWeb }
}

/** Links in plain text, the first ones. */
export function urlsIn(text: string): readonly string[] {
  const urls: string[] = []
  for (let at = text.indexOf('http'); at >= 0 && urls.length < 100; at = text.indexOf('http', at + 4)) {
    const url = /^https?:\/\/[^\s<>"')\]]{3,500}/i.exec(text.slice(at, at + 520))?.[0]
    if (url !== undefined) urls.push(url)
  }
  return urls
}
