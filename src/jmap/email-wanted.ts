import type { Arguments } from './arguments.ts'
import { MethodFailure } from './errors.ts'
import { headerProperty, type HeaderProperty } from './header-property.ts'
import { BODY_VALUE_BYTES_MAX, PROPERTIES_MAX } from './limits.ts'

export const metadataProperties = ['id', 'blobId', 'threadId', 'mailboxIds', 'keywords', 'size', 'receivedAt'] as const
export const addressProperties = ['sender', 'from', 'to', 'cc', 'bcc', 'replyTo'] as const
export const idProperties = ['messageId', 'inReplyTo', 'references'] as const
export const bodyListProperties = ['textBody', 'htmlBody', 'attachments'] as const

const defaults: readonly string[] = [
  ...metadataProperties, ...idProperties, ...addressProperties, 'subject', 'sentAt', 'hasAttachment', 'preview',
  'bodyValues', ...bodyListProperties,
]
const known: ReadonlySet<string> = new Set([...defaults, 'bodyStructure', 'headers'])

const bodyDefaults: readonly string[] = [
  'partId', 'blobId', 'size', 'name', 'type', 'charset', 'disposition', 'cid', 'language', 'location',
]
const bodyKnown: ReadonlySet<string> = new Set([...bodyDefaults, 'headers', 'subParts'])

/** What `Email/get` or `Email/parse` is asked for (RFC 8621 §4.2). */
export interface EmailWanted {
  readonly properties: readonly string[]
  readonly headers: readonly HeaderProperty[]
  readonly bodyProperties: readonly string[]
  readonly bodyHeaders: readonly HeaderProperty[]
  readonly fetchText: boolean
  readonly fetchHtml: boolean
  readonly fetchAll: boolean
  readonly maxBodyValueBytes: number
}

/** Reads the arguments; `extra` are properties of further capabilities in use, such as `senderTruth`. */
export function readWanted(
  args: Arguments, extra: readonly string[], absent: readonly string[] = defaults,
): EmailWanted {
  const properties = args.stringsOrNull('properties', PROPERTIES_MAX) ?? [...absent, ...extra]
  const bodyProperties = args.stringsOrNull('bodyProperties', PROPERTIES_MAX) ?? bodyDefaults
  const limit = args.integer('maxBodyValueBytes', { min: 0, absent: 0 })
  return {
    properties: properties.filter((one) => isKnown(one, known, extra)),
    headers: properties.map(headerProperty).filter((one) => one !== undefined),
    bodyProperties: bodyProperties.filter((one) => isKnown(one, bodyKnown, [])),
    bodyHeaders: bodyProperties.map(headerProperty).filter((one) => one !== undefined),
    fetchText: args.boolean('fetchTextBodyValues', false),
    fetchHtml: args.boolean('fetchHTMLBodyValues', false),
    fetchAll: args.boolean('fetchAllBodyValues', false),
    maxBodyValueBytes: limit === 0 ? BODY_VALUE_BYTES_MAX : Math.min(limit, BODY_VALUE_BYTES_MAX),
  }
}

function isKnown(property: string, names: ReadonlySet<string>, extra: readonly string[]): boolean {
  if (names.has(property) || extra.includes(property)) return true
  if (property.startsWith('header:')) return false
  throw new MethodFailure('invalidArguments', `property not known: ${property.slice(0, 100)}`)
}

const wantsParts = (wanted: EmailWanted): boolean =>
  wanted.properties.some((one) => one === 'bodyStructure' || bodyListProperties.some((list) => list === one))

/** Whether the message itself must be read, and how much of it: listing needs none of it. */
export function bytesNeeded(wanted: EmailWanted): 'none' | 'header' | 'whole' {
  const values = wanted.properties.includes('bodyValues') && (wanted.fetchAll || wanted.fetchText || wanted.fetchHtml)
  const partBytes = wanted.bodyProperties.includes('size') || wanted.bodyProperties.includes('headers')
    || wanted.bodyHeaders.length > 0
  if (values || (wantsParts(wanted) && partBytes)) return 'whole'
  return wanted.headers.length > 0 || wanted.properties.includes('headers') ? 'header' : 'none'
}
