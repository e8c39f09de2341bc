import { formatDateTime } from '../imap/date-time.ts'
import { formatPart, type FetchAtt } from '../imap/fetch.ts'
import { literal, nstring, withoutNul } from '../imap/response.ts'
import { formatSection, type Partial } from '../imap/section.ts'
import { utf8Bytes } from '../imap/bytes.ts'
import { emailId, threadId } from '../jmap/ids.ts'
import type { EmailMeta, Entry, ListRecord } from '../mailstore/types.ts'
import { parseMessage } from '../message/parse.ts'
import { findPart, sectionRange, selectFields, type Sectioned, type SectionSpec } from '../message/section.ts'
import { LISTING_FIELDS } from '../message/summary.ts'
import { decodeTransfer, IDENTITY } from '../message/transfer.ts'
import type { Part } from '../message/types.ts'
import { bodyStructureWire } from '../message/wire.ts'
import { formatFlags } from './flags.ts'
import { fieldPicker } from './listed-fields.ts'
import type { MessageBytes } from './message-bytes.ts'
import type { Session } from './session.ts'

/** One message in the middle of a FETCH. `record` and `meta` are there when an item needs them. */
export interface Fetched {
  readonly seq: number
  readonly entry: Entry
  readonly record: ListRecord | undefined
  readonly meta: EmailMeta | undefined
  /** \Seen was set by this FETCH. */
  readonly flagsChanged: boolean
  readonly bytes: MessageBytes
}

/** One item's answer: text, then octets. */
export interface ItemAnswer {
  readonly text: string
  readonly octets?: Uint8Array
}

type Answer = ItemAnswer | 'gone' | 'unknown encoding'

/** What has to be loaded for these items. */
export function needsOf(items: readonly FetchAtt[]): { readonly record: boolean, readonly body: boolean,
  readonly thread: boolean } {
  const record = items.some((att) => !ENTRY_ITEMS.has(att.item))
  const body = items.some((att) => att.item.startsWith('RFC822') && att.item !== 'RFC822.SIZE'
    || att.item.startsWith('BINARY') || att.item === 'BODY[]' && !inListing(att.section))
  return { record, body, thread: items.some((att) => att.item === 'THREADID') }
}

/** Items answered from the entry alone. */
const ENTRY_ITEMS: ReadonlySet<FetchAtt['item']> = new Set(['UID', 'FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'MODSEQ',
  'EMAILID', 'THREADID', 'SAVEDATE'])

/** Are all fields that it asks for among those that list records hold? */
function inListing(spec: SectionSpec): boolean {
  return spec.path.length === 0 && spec.text === 'HEADER.FIELDS'
    && (spec.fields ?? []).every((name) => LISTING_FIELDS.has(name.toLowerCase()))
}

const pickers = new WeakMap<SectionSpec, (lines: Uint8Array) => Uint8Array>()

/** The fields of one section out of a record; what the names mean is worked out once for each FETCH. */
function pickListed(spec: SectionSpec, lines: Uint8Array): Uint8Array {
  const picker = pickers.get(spec) ?? fieldPicker(spec.fields ?? [])
  pickers.set(spec, picker)
  return picker(lines)
}

/** Makes one item. RFC 9051 §7.5.2 */
export function answerItem(att: FetchAtt, message: Fetched, session: Session): Answer | Promise<Answer> {
  const { entry, record } = message
  switch (att.item) {
    case 'UID': return { text: `UID ${entry.uid}` }
    case 'FLAGS': return { text: `FLAGS ${formatFlags(entry.flags)}` }
    case 'INTERNALDATE': return { text: `INTERNALDATE "${formatDateTime(entry.receivedAt)}"` }
    case 'SAVEDATE': return { text: `SAVEDATE "${formatDateTime(entry.savedAt)}"` }
    case 'RFC822.SIZE': return { text: `RFC822.SIZE ${entry.sizeBytes}` }
    case 'MODSEQ': return { text: `MODSEQ (${entry.modseq})` }
    case 'EMAILID': return { text: `EMAILID (${emailId(entry.message)})` }
    case 'THREADID': return message.meta ? { text: `THREADID (${threadId(message.meta.thread)})` } : 'gone'
    default:
  }
  if (!record) return 'gone'
  switch (att.item) {
    case 'ENVELOPE': return { text: 'ENVELOPE ', octets: record.envelope }
    case 'BODYSTRUCTURE': return { text: 'BODYSTRUCTURE ', octets: record.bodyStructure }
    case 'PREVIEW': return { text: 'PREVIEW ', octets: nstring(utf8Bytes(record.summary.preview)) }
    case 'BODY': return shortStructure(message, record, session)
    case 'RFC822': return sectionAnswer('RFC822', { path: [], text: null }, null, message, record)
    case 'RFC822.HEADER': return sectionAnswer('RFC822.HEADER', { path: [], text: 'HEADER' }, null, message, record)
    case 'RFC822.TEXT': return sectionAnswer('RFC822.TEXT', { path: [], text: 'TEXT' }, null, message, record)
    case 'BODY[]': {
      const label = `BODY${formatSection(att.section)}${att.partial ? `<${att.partial.start}>` : ''}`
      if (inListing(att.section) && record.headers.length > 0) {
        return octetsAnswer(label, cut(pickListed(att.section, record.headers), att.partial))
      }
      return sectionAnswer(label, att.section, att.partial, message, record)
    }
    case 'BINARY[]': return binaryAnswer(att, message, record)
    case 'BINARY.SIZE[]': return binarySizeAnswer(att, message, record)
  }
}

function octetsAnswer(label: string, octets: Uint8Array): ItemAnswer {
  // Head and octets apart: a large body is not copied to be written.
  // Buffer looks through octets fifty times as fast as Uint8Array does.
  const hasNul = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).includes(0)
  return { text: `${label} {${octets.length}}\r\n`, octets: hasNul ? withoutNul(octets) : octets }
}

function cut(octets: Uint8Array, partial: Partial | null): Uint8Array {
  return partial ? octets.subarray(partial.start, partial.start + partial.sizeBytes) : octets
}

function fieldsOf(spec: SectionSpec): { readonly names: readonly string[], readonly not: boolean } {
  return { names: spec.fields ?? [], not: spec.text === 'HEADER.FIELDS.NOT' }
}

function sectioned(record: ListRecord): Sectioned {
  return { headerEnd: record.summary.headerEnd, root: record.summary.structure }
}

async function sectionAnswer(label: string, spec: SectionSpec, partial: Partial | null, { bytes }: Fetched,
  record: ListRecord): Promise<Answer> {
  const isWhole = spec.path.length === 0 && spec.text === null
  const range = isWhole ? { start: 0, end: bytes.sizeBytes } : sectionRange(sectioned(record), spec)
  if (!range) return { text: `${label} NIL` }
  if (spec.text === 'HEADER.FIELDS' || spec.text === 'HEADER.FIELDS.NOT') {
    const header = await bytes.range(range.start, range.end)
    return header ? octetsAnswer(label, cut(selectFields(header, fieldsOf(spec)), partial)) : 'gone'
  }
  const start = range.start + Math.min(partial?.start ?? 0, range.end - range.start)
  const end = partial ? Math.min(range.end, start + partial.sizeBytes) : range.end
  const octets = await bytes.range(start, end)
  return octets ? octetsAnswer(label, octets) : 'gone'
}

/** BODY without extension data. Inner messages have envelopes, which list records keep for BODYSTRUCTURE only. */
async function shortStructure({ bytes }: Fetched, record: ListRecord, session: Session): Promise<Answer> {
  const how = { extended: false, utf8: session.utf8 }
  const { structure } = record.summary
  if (!holdsMessage(structure)) return { text: 'BODY ', octets: bodyStructureWire(structure, how) }
  const raw = await bytes.whole()
  return raw ? { text: 'BODY ', octets: bodyStructureWire(parseMessage(raw).root, how) } : 'gone'
}

/** Bounded by the depth that parsing allows. */
function holdsMessage(part: Part): boolean {
  return part.message !== null || part.children.some(holdsMessage)
}

/** The octets of a part with its transfer encoding undone. RFC 3516 §4.2, RFC 9051 §6.4.5.2 */
async function decodedPart(
  path: readonly number[], { bytes }: Fetched, record: ListRecord,
): Promise<Uint8Array | null | 'gone' | 'unknown encoding'> {
  const range = sectionRange(sectioned(record), { path, text: null })
  if (!range) return null
  const part = path.length > 0 ? findPart(sectioned(record), path) : undefined
  const encoding = part && part.type !== 'multipart' ? part.encoding : ''
  if (encoding !== 'base64' && encoding !== 'quoted-printable' && !IDENTITY.has(encoding)) return 'unknown encoding'
  const raw = await bytes.range(range.start, range.end)
  return raw ? decodeTransfer(raw, encoding).bytes : 'gone'
}

async function binaryAnswer(att: FetchAtt & { item: 'BINARY[]' }, message: Fetched,
  record: ListRecord): Promise<Answer> {
  const label = `BINARY[${formatPart(att.part)}]${att.partial ? `<${att.partial.start}>` : ''}`
  const decoded = await decodedPart(att.part, message, record)
  if (decoded === null) return { text: `${label} NIL` }
  if (typeof decoded === 'string') return decoded
  const octets = cut(decoded, att.partial)
  return octets.includes(0) ? { text: `${label} ~{${octets.length}}\r\n`, octets }
    : { text: `${label} `, octets: literal(octets) }
}

async function binarySizeAnswer(att: FetchAtt & { item: 'BINARY.SIZE[]' }, message: Fetched,
  record: ListRecord): Promise<Answer> {
  const decoded = await decodedPart(att.part, message, record)
  if (typeof decoded === 'string') return decoded
  return { text: `BINARY.SIZE[${formatPart(att.part)}] ${decoded?.length ?? 0}` }
}
