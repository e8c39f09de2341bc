import { parseAddressList } from '../address/list.ts'
import { decodedBytes, decodedText } from '../message/body.ts'
import { bodyParts, type BodyParts } from '../message/body-parts.ts'
import { decodeCharset } from '../message/charset.ts'
import { parseDate } from '../message/date.ts'
import { decodeWords } from '../message/encoded-word.ts'
import { asText, unfold } from '../message/header.ts'
import { parseMessageIds } from '../message/message-id.ts'
import type { AddressGroup, EmailAddress, HeaderField, Part } from '../message/types.ts'
import { utcDate, zonedDate } from './dates.ts'
import type { EmailWanted } from './email-wanted.ts'
import type { HeaderForm, HeaderProperty } from './header-property.ts'
import { emptyObject } from './json.ts'
import { everyPart, isMultipart, mediaType } from './parts.ts'

/**
 * What is known of an email before its properties are picked. Values that the mailstore keeps are null for
 * `Email/parse`.
 */
export interface EmailFacts {
  readonly id: string | null
  readonly blobId: string
  readonly threadId: string | null
  readonly mailboxIds: readonly string[] | null
  readonly keywords: readonly string[] | null
  readonly size: number
  readonly receivedAt: number | null
  readonly summary: EmailSummary
  /** Gives the blob id of a leaf part; null where its bytes cannot be asked for alone. */
  readonly partBlob: (part: Part) => string | null
  /** The header or the whole message, as `bytesNeeded` said. */
  readonly raw: Uint8Array | null
  /** All fields of the header, in order; empty when the bytes were not needed. */
  readonly headers: readonly HeaderField[]
  /** Properties of other capabilities. */
  readonly extra: Readonly<Record<string, unknown>>
}

export interface EmailSummary {
  readonly subject: string
  readonly from: readonly AddressGroup[]
  readonly sender: readonly AddressGroup[]
  readonly replyTo: readonly AddressGroup[]
  readonly to: readonly AddressGroup[]
  readonly cc: readonly AddressGroup[]
  readonly bcc: readonly AddressGroup[]
  readonly messageId: string | null
  readonly inReplyTo: readonly string[]
  readonly references: readonly string[]
  readonly sentAt: { readonly ms: number, readonly offsetMinutes: number } | null
  readonly preview: string
  readonly hasAttachment: boolean
  readonly structure: Part
}

/** The Email object of RFC 8621 §4.1 with the wanted properties only, `id` always. */
export function emailObject(facts: EmailFacts, wanted: EmailWanted): Record<string, unknown> {
  const object: Record<string, unknown> = { id: facts.id }
  const lists = once(() => bodyParts(facts.summary.structure))
  for (const property of wanted.properties) object[property] = propertyOf(facts, wanted, property, lists)
  for (const header of wanted.headers) object[header.property] = headerValue(facts.headers, header)
  return object
}

function propertyOf(facts: EmailFacts, wanted: EmailWanted, property: string, lists: () => BodyParts): unknown {
  const { summary } = facts
  switch (property) {
    case 'id': case 'blobId': case 'threadId': case 'size': return facts[property]
    case 'mailboxIds': return facts.mailboxIds === null ? null : trueFor(facts.mailboxIds)
    case 'keywords': return facts.keywords === null ? null : trueFor(facts.keywords)
    case 'receivedAt': return facts.receivedAt === null ? null : utcDate(facts.receivedAt)
    case 'messageId': return summary.messageId === null ? null : [summary.messageId]
    case 'inReplyTo': case 'references': return summary[property].length === 0 ? null : summary[property]
    case 'sender': case 'from': case 'to': case 'cc': case 'bcc': case 'replyTo': return flat(summary[property])
    case 'subject': return summary.subject
    case 'sentAt': return summary.sentAt === null ? null : zonedDate(summary.sentAt)
    case 'hasAttachment': case 'preview': return summary[property]
    case 'bodyStructure': return bodyPart(facts, wanted, summary.structure, true)
    case 'textBody': case 'htmlBody': case 'attachments':
      return lists()[property].map((part) => bodyPart(facts, wanted, part, false))
    case 'bodyValues': return bodyValues(facts, wanted, lists())
    case 'headers': return headerList(facts.headers)
    default: return facts.extra[property] ?? null
  }
}

const trueFor = (names: readonly string[]): Record<string, true> => {
  const object = emptyObject<true>()
  for (const name of names) object[name] = true
  return object
}

/** Addresses without their groups; null when the field is absent or empty. */
function flat(groups: readonly AddressGroup[]): readonly EmailAddress[] | null {
  const addresses = groups.flatMap((group) => group.addresses)
  return addresses.length === 0 ? null : addresses.map(({ name, email }) => ({ name, email }))
}

const headerList = (headers: readonly HeaderField[]): unknown => headers.map(({ name, value }) => ({ name, value }))

/** EmailBodyPart, RFC 8621 §4.1.4. `subParts` only inside `bodyStructure`. */
function bodyPart(facts: EmailFacts, wanted: EmailWanted, part: Part, deep: boolean): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  const container = isMultipart(part)
  for (const property of wanted.bodyProperties) {
    switch (property) {
      case 'partId': object[property] = container ? null : part.number; break
      case 'blobId': object[property] = container ? null : facts.partBlob(part); break
      case 'size': object[property] = container || facts.raw === null ? 0 : decodedBytes(part, facts.raw).length; break
      case 'name': object[property] = part.fileName; break
      case 'type': object[property] = mediaType(part); break
      case 'charset': object[property] = part.type.toLowerCase() === 'text' ? part.charset ?? 'us-ascii' : null; break
      case 'disposition': object[property] = part.disposition; break
      case 'cid': object[property] = part.contentId?.replace(/^<|>$/g, '') ?? null; break
      case 'language': case 'location': object[property] = part[property]; break
      case 'headers': object[property] = headerList(fieldsOf(facts, part)); break
      case 'subParts':
        if (deep && container) object[property] = part.children.map((child) => bodyPart(facts, wanted, child, true))
        break
    }
  }
  for (const header of wanted.bodyHeaders) object[header.property] = headerValue(fieldsOf(facts, part), header)
  if (deep && container && object['subParts'] === undefined) {
    object['subParts'] = part.children.map((child) => bodyPart(facts, wanted, child, true))
  }
  return object
}

/** The fields of one part: those of the message for its root. */
function fieldsOf(facts: EmailFacts, part: Part): readonly HeaderField[] {
  if (part === facts.summary.structure) return facts.headers
  return facts.raw === null ? [] : partFields(facts.raw, part)
}

/** Splits the header of an inner part; its bytes were already limited when the message was parsed. */
function partFields(raw: Uint8Array, part: Part): readonly HeaderField[] {
  const text = decodeCharset(raw.subarray(part.headerStart, part.bodyStart), null).text
  const fields: HeaderField[] = []
  for (const line of text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) fields.push({ name: line.slice(0, colon).trim(), value: line.slice(colon + 1), start: 0, end: 0 })
  }
  return fields
}

/** The values of the text parts that were asked for, cut at the limit between characters. RFC 8621 §4.1.4, §4.2 */
function bodyValues(facts: EmailFacts, wanted: EmailWanted, lists: BodyParts): Record<string, unknown> {
  const parts = new Set<Part>()
  if (wanted.fetchText) for (const part of lists.textBody) parts.add(part)
  if (wanted.fetchHtml) for (const part of lists.htmlBody) parts.add(part)
  if (wanted.fetchAll) for (const part of everyPart(facts.summary.structure)) parts.add(part)
  const values = emptyObject<unknown>()
  if (facts.raw === null) return values
  for (const part of parts) {
    if (part.type.toLowerCase() !== 'text') continue
    const value = decodedText(part, facts.raw, { maxBytes: wanted.maxBodyValueBytes })
    values[part.number] = mediaType(part) === 'text/html' && value.isTruncated
      ? { ...value, value: withoutOpenTag(value.value) } : value
  }
  return values
}

/** A page that was cut ends before a tag rather than inside one. RFC 8621 §4.2 */
function withoutOpenTag(page: string): string {
  const open = page.lastIndexOf('<')
  return open > page.lastIndexOf('>') ? page.slice(0, open) : page
}

/** The value of a `header:` property: of the last field of that name, or of all. RFC 8621 §4.1.2, §4.1.3 */
function headerValue(headers: readonly HeaderField[], { name, form, all }: HeaderProperty): unknown {
  const found = headers.filter((field) => field.name.toLowerCase() === name).map((field) => inForm(field.value, form))
  return all ? found : found.at(-1) ?? null
}

function inForm(value: string, form: HeaderForm): unknown {
  switch (form) {
    case 'Raw': return value
    case 'Text': return asText(value)
    case 'Addresses': return addressGroups(value).flatMap(({ addresses }) => addresses)
    case 'GroupedAddresses': return addressGroups(value).map(({ group, addresses }) => ({ name: group, addresses }))
    case 'MessageIds': return nullWhenEmpty(parseMessageIds(unfold(value)))
    case 'Date': {
      const date = parseDate(unfold(value))
      return date === null ? null : zonedDate(date)
    }
    case 'URLs': {
      const inBrackets = unfold(value).matchAll(/<([^<>]{1,2000})>/g)
      return nullWhenEmpty([...inBrackets].map((match) => (match[1] ?? '').trim()))
    }
  }
}

const nullWhenEmpty = (list: readonly string[]): readonly string[] | null => list.length === 0 ? null : list

function addressGroups(value: string): readonly AddressGroup[] {
  return parseAddressList(unfold(value)).groups.map(({ group, addresses }) => ({
    group: group === null ? null : decodeWords(group),
    addresses: addresses.map(({ name, email }) => ({ name: name === null ? null : decodeWords(name), email })),
  }))
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
