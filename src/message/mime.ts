import { BOUNDARY_MAX } from './delimiters.ts'
import { decodeWords } from './encoded-word.ts'
import { asText, unfold } from './header.ts'
import { parseParameters } from './parameters.ts'
import { IDENTITY } from './transfer.ts'
import type { HeaderField } from './types.ts'

/** Characters of a file name, description or location that are kept. */
export const MIME_TEXT_MAX = 1_000
/** Language tags kept. */
export const LANGUAGES_MAX = 20

/** What the MIME fields of a part say. RFC 2045, RFC 2183, RFC 2557, RFC 3282, RFC 1864 */
export interface Mime {
  readonly type: string
  readonly subtype: string
  readonly parameters: Readonly<Record<string, string>>
  readonly contentId: string | null
  readonly description: string | null
  readonly encoding: string
  readonly disposition: string | null
  readonly dispositionParameters: Readonly<Record<string, string>>
  readonly fileName: string | null
  readonly language: readonly string[] | null
  readonly location: string | null
  readonly md5: string | null
  readonly charset: string | null
  /** The boundary when it can be used. */
  readonly boundary: string | null
  /** The body stands there as it is: 7bit, 8bit, binary. */
  readonly identity: boolean
}

export interface MimeContext {
  /** Inside multipart/digest, where a part without a type is a message. RFC 2046 §5.1.5 */
  readonly digest: boolean
  readonly defect: (name: string) => void
}

const NONE: Readonly<Record<string, string>> = {}
const TOKEN = /^[^\s"(),/:;<=>?@[\\\]]{1,127}$/

/**
 * Reads the MIME fields of one header; of a field that stands there twice the first counts, which is named a defect.
 */
export function readMime(fields: readonly HeaderField[], context: MimeContext): Mime {
  const values = mimeValues(fields, context)
  const typed = contentType(values.get('content-type'), context)
  const dispositionField = values.get('content-disposition')
  const disposed = dispositionField === undefined ? undefined : parseParameters(unfold(dispositionField))
  if (disposed?.overLimit === true) context.defect('too-many-parameters')
  const encoding = transferEncoding(values.get('content-transfer-encoding') ?? '', context)
  const { parameters } = typed
  const name = disposed?.parameters['filename'] ?? parameters['name']
  const boundary = parameters['boundary']?.trimEnd()
  const usable = typed.type === 'multipart' && boundary !== undefined && boundary !== '' && boundary.length <= BOUNDARY_MAX
  const disposition = disposed?.value ?? ''
  return {
    type: typed.type,
    subtype: typed.subtype,
    parameters,
    contentId: angled(values.get('content-id')),
    description: shortText(values.get('content-description')),
    encoding,
    disposition: disposition === '' ? null : disposition.slice(0, 100),
    dispositionParameters: disposed?.parameters ?? NONE,
    fileName: name === undefined || name === '' ? null : cleanName(name),
    language: languages(values.get('content-language')),
    location: shortText(values.get('content-location'))?.replace(/\s+/g, '') ?? null,
    md5: shortText(values.get('content-md5')),
    charset: parameters['charset']?.toLowerCase().slice(0, 75) ?? null,
    boundary: usable ? boundary : null,
    identity: IDENTITY.has(encoding),
  }
}

/** Fields that decide how a part is opened: of two of them readers take different ones. */
const REPEATED: ReadonlySet<string> = new Set(['content-type', 'content-transfer-encoding', 'content-disposition'])

function mimeValues(fields: readonly HeaderField[], context: MimeContext): Map<string, string> {
  const values = new Map<string, string>()
  for (const field of fields) {
    const first = field.name.charCodeAt(0) | 0x20
    if (first !== 0x63) continue
    const name = field.name.toLowerCase()
    if (!name.startsWith('content-')) continue
    if (!values.has(name)) values.set(name, field.value)
    else if (REPEATED.has(name)) context.defect(`repeated-${name}`)
  }
  return values
}

function contentType(field: string | undefined, context: MimeContext): Pick<Mime, 'type' | 'subtype' | 'parameters'> {
  const missing = context.digest
    ? { type: 'message', subtype: 'rfc822', parameters: NONE }
    : { type: 'text', subtype: 'plain', parameters: NONE }
  if (field === undefined) return missing
  const { value, parameters, overLimit, isAmbiguous } = parseParameters(unfold(field))
  if (overLimit) context.defect('too-many-parameters')
  if (isAmbiguous) context.defect('ambiguous-parameters')
  const slash = value.indexOf('/')
  const type = slash === -1 ? value : value.slice(0, slash).trim()
  const subtype = slash === -1 ? '' : value.slice(slash + 1).trim()
  if (TOKEN.test(type) && TOKEN.test(subtype)) return { type, subtype, parameters }
  context.defect('broken-content-type')
  // `text` alone is text; `multipart` alone still has its boundary. Anything else is opaque, never shown as text.
  if (type === 'text') return { type, subtype: 'plain', parameters }
  if (type === 'multipart') return { type, subtype: 'mixed', parameters }
  if (value === '') return { ...missing, parameters }
  return { type: 'application', subtype: 'octet-stream', parameters }
}

function transferEncoding(field: string, context: MimeContext): string {
  const { value } = parseParameters(unfold(field.slice(0, 200)))
  const [word = '', ...others] = value.split(/\s+/, 3)
  if (others.length > 0) context.defect('ambiguous-encoding')
  return word === '' ? '7bit' : word === 'quoted_printable' ? 'quoted-printable' : word.slice(0, 75)
}

function angled(field: string | undefined): string | null {
  const text = shortText(field)
  if (text === null) return null
  const inside = /^<([^<>]*)>/.exec(text)?.[1] ?? text
  return inside.trim() === '' ? null : inside.trim()
}

function shortText(field: string | undefined): string | null {
  if (field === undefined) return null
  const text = asText(field).slice(0, MIME_TEXT_MAX)
  return text === '' ? null : text
}

/**
 * Control characters out, encoded-words decoded; path separators stay, for whoever stores a file must choose its own
 * name.
 */
function cleanName(name: string): string | null {
  const text = decodeWords(name).replace(/[\x00-\x1f\x7f]+/g, ' ').trim().slice(0, MIME_TEXT_MAX)
  return text === '' ? null : text.normalize('NFC')
}

function languages(field: string | undefined): readonly string[] | null {
  const text = shortText(field)
  if (text === null) return null
  const tags = text.replace(/\([^()]*\)/g, '').split(',').map((tag) => tag.trim()).filter((tag) => tag !== '')
  return tags.length === 0 ? null : tags.slice(0, LANGUAGES_MAX)
}
