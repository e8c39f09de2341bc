import type { EmailAddress } from '../message/types.ts'
import { invalidProperties, SetFailure } from './errors.ts'
import { readDate, readUtcDate } from './dates.ts'
import { isObject, own, type JsonObject } from './json.ts'
import { readKeywords } from './keywords.ts'

/** Recipients, identifiers and parts that one new email may name. */
export const NEW_ADDRESSES_MAX = 10_000
export const NEW_IDS_MAX = 100
export const NEW_PARTS_MAX = 200

/** An email as a client wants it made (RFC 8621 §4.6), checked; bytes are still behind blob ids. */
export interface NewEmail {
  readonly mailboxIds: unknown
  /** IMAP flag names. */
  readonly flags: readonly string[]
  readonly receivedAt: number | null
  readonly from: readonly EmailAddress[]
  readonly sender: EmailAddress | null
  readonly replyTo: readonly EmailAddress[]
  readonly to: readonly EmailAddress[]
  readonly cc: readonly EmailAddress[]
  readonly bcc: readonly EmailAddress[]
  readonly subject: string
  readonly messageId: string | null
  readonly inReplyTo: readonly string[]
  readonly references: readonly string[]
  readonly sentAt: { readonly ms: number, readonly offsetMinutes: number } | null
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly text: NewText | null
  readonly html: NewText | null
  readonly attachments: readonly NewFile[]
}

/** A text of the body: written out in `bodyValues`, or the bytes of a blob. */
export type NewText = { readonly value: string } | { readonly blobId: string }

export interface NewFile {
  readonly source: NewText
  readonly type: string
  readonly name: string | null
  readonly disposition: 'attachment' | 'inline'
  readonly cid: string | null
}

const SERVER_SET = new Set(['id', 'blobId', 'threadId', 'size', 'hasAttachment', 'preview'])
const KNOWN = new Set([
  'mailboxIds', 'keywords', 'receivedAt', 'from', 'sender', 'replyTo', 'to', 'cc', 'bcc', 'subject', 'messageId',
  'inReplyTo', 'references', 'sentAt', 'textBody', 'htmlBody', 'attachments', 'bodyStructure', 'bodyValues',
])

/** Reads the object of a create; `invalidProperties` names what is wrong. */
export function readNewEmail(object: JsonObject): NewEmail {
  const headers = readHeaders(object)
  const unknown = Object.keys(object).filter((name) => !KNOWN.has(name) && !name.startsWith('header:'))
  if (unknown.length > 0) {
    const why = unknown.some((name) => SERVER_SET.has(name)) ? 'set by the server' : 'not known'
    throw invalidProperties(unknown, why)
  }
  const receivedAt = own(object, 'receivedAt') ?? null
  const received = receivedAt === null ? null : readUtcDate(receivedAt)
  if (received === undefined) throw invalidProperties(['receivedAt'], 'a UTCDate expected')
  const sentAt = own(object, 'sentAt') ?? null
  const sent = sentAt === null ? null : readDate(sentAt)
  if (sent === undefined) throw invalidProperties(['sentAt'], 'a Date expected')
  const subject = own(object, 'subject') ?? ''
  if (typeof subject !== 'string') throw invalidProperties(['subject'], 'text expected')
  return {
    mailboxIds: own(object, 'mailboxIds'), flags: readKeywords(own(object, 'keywords') ?? {}), receivedAt: received,
    from: addresses(object, 'from'), sender: atMostOne(addresses(object, 'sender'), 'sender'),
    replyTo: addresses(object, 'replyTo'),
    to: addresses(object, 'to'), cc: addresses(object, 'cc'), bcc: addresses(object, 'bcc'),
    subject, messageId: atMostOne(identifiers(object, 'messageId'), 'messageId'), inReplyTo: identifiers(object, 'inReplyTo'),
    references: identifiers(object, 'references'), sentAt: sent, headers, ...readBody(object),
  }
}

function addresses(object: JsonObject, property: string): readonly EmailAddress[] {
  const value = own(object, property) ?? []
  const wrong = invalidProperties([property], 'a list of {name, email} expected')
  if (!Array.isArray(value) || value.length > NEW_ADDRESSES_MAX) throw wrong
  return value.map((one) => {
    if (!isObject(one)) throw wrong
    const { name = null, email } = one
    if ((name !== null && typeof name !== 'string') || typeof email !== 'string') throw wrong
    return { name: name === '' ? null : name, email }
  })
}

function atMostOne<T>(list: readonly T[], property: string): T | null {
  if (list.length > 1) throw invalidProperties([property], 'at most one expected')
  return list[0] ?? null
}

function identifiers(object: JsonObject, property: string): readonly string[] {
  const value = own(object, property) ?? []
  if (!Array.isArray(value) || value.length > NEW_IDS_MAX || !value.every((one) => typeof one === 'string')) {
    throw invalidProperties([property], 'a list of identifiers expected')
  }
  return value
}

/** Fields that have a property of their own. */
const PROPERTY_OF_FIELD: Readonly<Record<string, string>> = {
  from: 'from', sender: 'sender', 'reply-to': 'replyTo', to: 'to', cc: 'cc', bcc: 'bcc', subject: 'subject', date: 'sentAt',
  'message-id': 'messageId', 'in-reply-to': 'inReplyTo', references: 'references',
}

/**
 * `header:X-Name:asText` and `asRaw`, each field once; those with a property of their own are set by that, those of parts
 * (Content-*) by the parts. RFC 8621 §4.6
 */
function readHeaders(object: JsonObject): readonly (readonly [string, string])[] {
  const seen = new Set<string>()
  return Object.entries(object).filter(([property]) => property.startsWith('header:')).map(([property, value]) => {
    const [, name = '', form = 'asRaw', ...rest] = property.split(':', 5)
    if (!['asText', 'asRaw'].includes(form) || rest.length > 0 || typeof value !== 'string') {
      throw invalidProperties([property], 'text in the form asText or asRaw expected')
    }
    const field = name.toLowerCase()
    if (seen.has(field)) throw invalidProperties([property], 'this field is given twice')
    seen.add(field)
    const setBy = Object.hasOwn(PROPERTY_OF_FIELD, field) ? PROPERTY_OF_FIELD[field] : undefined
    if (setBy !== undefined) throw invalidProperties([property], `this field is set by ${setBy}`)
    if (field.startsWith('content-')) throw invalidProperties([property], 'this field belongs to a part')
    return [name, value.trim()] as const
  })
}

type Body = Pick<NewEmail, 'text' | 'html' | 'attachments'>

function readBody(object: JsonObject): Body {
  const values = own(object, 'bodyValues') ?? {}
  if (!isObject(values)) throw invalidProperties(['bodyValues'], 'an object expected')
  const structure = own(object, 'bodyStructure') ?? null
  const lists = ['textBody', 'htmlBody', 'attachments'].filter((list) => (own(object, list) ?? null) !== null)
  if (structure !== null && lists.length > 0) {
    throw invalidProperties(['bodyStructure', ...lists], 'one form of the body expected')
  }
  if (structure !== null) return fromStructure(structure, values)
  return {
    text: oneText(object, 'textBody', 'text/plain', values), html: oneText(object, 'htmlBody', 'text/html', values),
    attachments: partList(object, 'attachments').map((part) => readFile(part, values)),
  }
}

function partList(object: JsonObject, property: string): readonly JsonObject[] {
  const value = own(object, property) ?? []
  if (!Array.isArray(value) || value.length > NEW_PARTS_MAX || !value.every(isObject)) {
    throw invalidProperties([property], `a list of at most ${NEW_PARTS_MAX} parts expected`)
  }
  return value
}

function oneText(object: JsonObject, property: string, type: string, values: JsonObject): NewText | null {
  const [part, ...more] = partList(object, property)
  if (part === undefined) return null
  if (more.length > 0 || (own(part, 'type') ?? type) !== type) {
    throw invalidProperties([property], `one part of type ${type} expected`)
  }
  return readSource(part, values, property)
}

const PART_KNOWN = new Set([
  'partId', 'blobId', 'size', 'name', 'type', 'charset', 'disposition', 'cid', 'language', 'location', 'subParts',
])

/** A part names no field of its header itself here, and a text that is written out no charset. RFC 8621 §4.6 */
function checkPart(part: JsonObject, property: string): void {
  const unknown = Object.keys(part).filter((name) => !PART_KNOWN.has(name))
  if (unknown.length > 0) {
    throw invalidProperties([property], `a part does not take ${unknown.join(' ').slice(0, 200)}`)
  }
  if ((part['partId'] ?? null) !== null && (part['charset'] ?? null) !== null) {
    throw invalidProperties([property], 'a part with partId has no charset')
  }
}

function readSource(part: JsonObject, values: JsonObject, property: string): NewText {
  checkPart(part, property)
  const { partId = null, blobId = null } = part
  if ((partId === null) === (blobId === null)) throw invalidProperties([property], 'a part has either partId or blobId')
  if (typeof blobId === 'string') return { blobId }
  const value = typeof partId === 'string' ? own(values, partId) : undefined
  const text = isObject(value) ? value['value'] : undefined
  const isWhole = isObject(value) && value['isTruncated'] !== true && value['isEncodingProblem'] !== true
  if (!isWhole || typeof text !== 'string') {
    throw invalidProperties(['bodyValues'], 'a whole value for each partId expected')
  }
  return { value: text }
}

function readFile(part: JsonObject, values: JsonObject): NewFile {
  const { type = null, name = null, disposition = 'attachment', cid = null } = part
  const isText = (value: unknown): value is string | null => value === null || typeof value === 'string'
  if (!isText(type) || !isText(name) || !isText(cid)) {
    throw invalidProperties(['attachments'], 'type, name and cid are text')
  }
  return {
    source: readSource(part, values, 'attachments'), type: type ?? 'application/octet-stream', name,
    disposition: disposition === 'inline' ? 'inline' : 'attachment', cid,
  }
}

/** Levels of a `bodyStructure` that is taken. */
const STRUCTURE_DEPTH_MAX = 6

/** A tree that says what the lists could say: at most one text, one HTML, and files. */
function fromStructure(structure: unknown, values: JsonObject): Body {
  let text: NewText | null = null
  let html: NewText | null = null
  const attachments: NewFile[] = []
  const visit = (part: unknown, depth: number): void => {
    if (!isObject(part) || depth > STRUCTURE_DEPTH_MAX) {
      throw invalidProperties(['bodyStructure'], 'a tree of parts expected')
    }
    const { type = 'text/plain', subParts = [], disposition = null } = part
    if (typeof type === 'string' && type.startsWith('multipart/')) {
      if (!Array.isArray(subParts) || subParts.length > NEW_PARTS_MAX) {
        throw invalidProperties(['bodyStructure'], 'subParts expected')
      }
      for (const child of subParts) visit(child, depth + 1)
    } else if (type === 'text/plain' && disposition !== 'attachment' && text === null) {
      text = readSource(part, values, 'bodyStructure')
    } else if (type === 'text/html' && disposition !== 'attachment' && html === null) {
      html = readSource(part, values, 'bodyStructure')
    } else if (attachments.length < NEW_PARTS_MAX) {
      attachments.push(readFile(part, values))
    } else {
      throw new SetFailure({ type: 'tooLarge', description: 'too many parts' })
    }
  }
  visit(structure, 1)
  return { text, html, attachments }
}
