import { concatBytes } from '../base/bytes.ts'
import { bodyParts, hasAttachment } from './body-parts.ts'
import { readFields, type ReadFields } from './fields.ts'
import { MESSAGE_LIMITS } from './limits.ts'
import { previewText } from './preview.ts'
import { headerFields } from './rewrite.ts'
import { fieldLines } from './section.ts'
import type { AddressGroup, EmailAddress, ParsedMessage, Part } from './types.ts'

/** Addresses kept per list in a summary. */
export const SUMMARY_ADDRESSES_MAX = 2_000
/** Characters kept of one text in a summary. */
export const SUMMARY_TEXT_MAX = 2_000
/** Identifiers kept of In-Reply-To and References: the last ones, for they are the nearest. */
export const SUMMARY_IDS_MAX = 100
/** Bytes of header lines kept for listing. */
export const LISTING_HEADER_BYTES_MAX = 64 * 1024

/** Parameters that a client or the guard asks for later; others stay in the raw message. */
const KEPT_PARAMETERS: ReadonlySet<string> = new Set([
  'charset', 'name', 'filename', 'format', 'delsp', 'protocol', 'micalg', 'report-type', 'method', 'smime-type', 'type',
])

/** Fields that clients list, lower case. */
export const LISTING_FIELDS: ReadonlySet<string> = new Set([
  'from', 'to', 'cc', 'bcc', 'sender', 'reply-to', 'subject', 'date', 'message-id', 'references', 'in-reply-to',
  'content-type', 'list-id', 'list-post', 'x-priority', 'importance',
])

/** What listing needs of a message, small whatever the message: the mailstore adds what it knows itself. */
export interface MessageSummary {
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
  /** Offsets and types of all parts. Inner messages have their structure and offsets, but no fields (`slimPart`). */
  readonly structure: Part
  readonly headerEnd: number
}

/** The summary of a parsed message. Bounded work: 64 KiB of text for the preview, whatever the size. */
export function summarise(parsed: ParsedMessage, raw: Uint8Array): MessageSummary {
  return { ...slimFields(parsed), ...summariseBody(parsed, raw) }
}

/** What a summary holds of the header. */
export type HeaderSummary = Omit<MessageSummary, 'preview' | 'hasAttachment' | 'structure' | 'headerEnd'>

/** And of the rest, for whoever keeps the header's lines as they are. */
export function summariseBody(parsed: ParsedMessage, raw: Uint8Array): Omit<MessageSummary, keyof HeaderSummary> {
  const parts = bodyParts(parsed.root)
  return {
    preview: previewText(parts, raw),
    hasAttachment: hasAttachment(parsed.root, parts),
    structure: slimPart(parsed.root),
    headerEnd: parsed.headerEnd,
  }
}

/**
 * The same out of the lines of `headersForListing`, a tenth of the work of parsing them as a message. With `only` other
 * fields (names in lower case) are left unread, as if they were not there.
 */
export function summariseHeader(lines: Uint8Array, only?: ReadonlySet<string>): HeaderSummary {
  const { fields } = headerFields(lines)
  const wanted = only === undefined ? fields : fields.filter(({ name }) => only.has(name.toLowerCase()))
  return slimFields(readFields(wanted, { limits: MESSAGE_LIMITS, defect: () => undefined }))
}

/** The header's part of a summary. */
export function slimFields(read: ReadFields): HeaderSummary {
  return {
    subject: read.subject.slice(0, SUMMARY_TEXT_MAX),
    from: slimGroups(read.from),
    sender: slimGroups(read.sender),
    replyTo: slimGroups(read.replyTo),
    to: slimGroups(read.to),
    cc: slimGroups(read.cc),
    bcc: slimGroups(read.bcc),
    messageId: read.messageId,
    inReplyTo: read.inReplyTo.slice(-SUMMARY_IDS_MAX),
    references: read.references.slice(-SUMMARY_IDS_MAX),
    sentAt: read.date,
  }
}

/**
 * Raw lines of the fields that clients list, in message order, each with its line end. Empty when there are none and
 * when they are more than the maximum: then whoever needs them reads the header of the message itself.
 */
export function headersForListing({ headers }: Pick<ParsedMessage, 'headers'>, raw: Uint8Array): Uint8Array {
  const listed = headers.filter((field) => LISTING_FIELDS.has(field.name.toLowerCase()))
  let length = 0
  for (const { start, end } of listed) length += end - start
  return length > LISTING_HEADER_BYTES_MAX ? new Uint8Array(0) : concatBytes(fieldLines(listed, raw))
}

function slimGroups(groups: readonly AddressGroup[]): readonly AddressGroup[] {
  const out: AddressGroup[] = []
  let left = SUMMARY_ADDRESSES_MAX
  for (const { group, addresses } of groups) {
    if (left <= 0) break
    // A group counts as one, so that a flood of empty groups is bounded too.
    left--
    out.push({
      group: group?.slice(0, SUMMARY_TEXT_MAX) ?? null, addresses: addresses.slice(0, left + 1).map(slimAddress),
    })
    left -= Math.max(0, addresses.length - 1)
  }
  return out
}

function slimAddress({ name, email }: EmailAddress): EmailAddress {
  return { name: name === null ? null : name.slice(0, SUMMARY_TEXT_MAX), email: email.slice(0, SUMMARY_TEXT_MAX) }
}

/** A part with only what listing and section fetch need. Recursion is bounded by the depth that parsing allows. */
export function slimPart(part: Part): Part {
  const parameters = slimParameters(part.parameters)
  const dispositionParameters = slimParameters(part.dispositionParameters)
  const isSlim = parameters === part.parameters && dispositionParameters === part.dispositionParameters
  if (isSlim && part.children.length === 0 && part.message === null) return part
  return {
    ...part, parameters, dispositionParameters,
    children: part.children.map(slimPart),
    message: part.message === null ? null : slimMessage(part.message),
  }
}

function slimMessage(message: ParsedMessage): ParsedMessage {
  return {
    size: message.size, headerEnd: message.headerEnd, headers: [], root: slimPart(message.root),
    messageId: null, inReplyTo: [], references: [], date: null, subject: '',
    from: [], sender: [], replyTo: [], to: [], cc: [], bcc: [], defects: [],
  }
}

function slimParameters(parameters: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const isSlim = Object.keys(parameters)
    .every((name) => KEPT_PARAMETERS.has(name) && (parameters[name] ?? '').length <= PARAMETER_LENGTH_MAX)
  if (isSlim) return parameters
  const kept = Object.entries(parameters).filter(([name]) => KEPT_PARAMETERS.has(name))
  return Object.fromEntries(kept.map(([name, value]) => [name, value.slice(0, PARAMETER_LENGTH_MAX)]))
}

/** Characters of a parameter that are kept. */
const PARAMETER_LENGTH_MAX = 1_000
