/**
 * What a mail says and how it looks, as numbered marks that weights are learned for. The same for learning and
 * judging. Pure.
 */
import { handGrams, letterGrams } from './grams.ts'
import type { Letter } from './letter.ts'
import type { Link } from './links.ts'
import type { Page } from './page.ts'
import { hashOf, MarkSet } from './places.ts'
import { BODY, NAME, SUBJECT, words, wordsOf } from './words.ts'

/** The marks of one message, each once, in the order they were met. Valid until those of the next one are made. */
export interface Marks {
  readonly places: Uint32Array
  /** Runs of letters of what it says, and of how it was made. */
  readonly grams: Uint32Array
  readonly hand: Uint32Array
}

const [places, grams, byHand] = [new MarkSet(), new MarkSet(), new MarkSet()]
/** Each zone is hashed once. */
const zones = new Map<string, number>()
function note(zone: string, text: string): void {
  let start = zones.get(zone)
  if (start === undefined) zones.set(zone, start = hashOf(zone))
  places.note(start, text)
}

/** Marks of a message; nothing of one message stays for the next. */
export function marksOf(letter: Letter): Marks {
  places.clear()
  grams.clear()
  byHand.clear()
  const { said, textAt } = letter
  words(said.units, { from: 0, to: textAt }, SUBJECT, places)
  sender(letter)
  shape(letter)
  hand(letter)
  for (const link of letter.links) linkMarks(link)
  for (const page of letter.pages) pageMarks(page)
  note('length', String(Math.round(Math.log2(1 + said.length - textAt))))
  words(said.units, { from: textAt, to: said.length }, BODY, places)
  letterGrams(letter, grams)
  handGrams(letter, byHand)
  return { places: places.found(), grams: grams.found(), hand: byHand.found() }
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
  wordsOf(from.name ?? '', NAME, places)
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
  note('order', written.map(({ field }) => field.slice(0, 4)).join(' '))
  let before = ''
  for (const { field, name, value } of written) {
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

function pageMarks({ linkCount, tags, images, hiddenLength, comments, splits, shownLength }: Page): void {
  for (const tag of tags) note('tag', tag)
  note('links', powerOf(linkCount))
  note('images', powerOf(images))
  note('comments', powerOf(comments))
  note('splits', powerOf(splits))
  note('hidden', hiddenLength === 0 ? 'no' : hiddenLength > 200 ? 'much' : 'some')
  note('page', shownLength < 100 ? images > 0 ? 'picture' : 'empty' : linkCount > 0 ? 'links' : 'text')
}

const powerOf = (count: number): string => String(Math.round(Math.log2(1 + count)))

function linkMarks({ host, scheme, path, hasUser, port }: Link): void {
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
  for (const word of path.slice(0, 200).toLowerCase().split(/[^a-z]+/).slice(0, 12)) if (word.length > 2 && word.length < 20) note('path-word', word)
}
