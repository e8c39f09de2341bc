/** The files of a message, and the message without some of them. Pure work on bytes: nothing is opened here. */
import { concatBytes } from '../base/bytes.ts'
import { decodedFrom } from '../message/body.ts'
import { ByteText } from '../message/byte-text.ts'
import { parseText } from '../message/parse.ts'
import { removeHeaders, type OuterHeader } from '../message/rewrite.ts'
import type { ParsedMessage, Part } from '../message/types.ts'
import { filesOfBeforeMime, type Span } from './files-of-before-mime.ts'
import { namesOfPart, noNameWork, type NameWork } from './names-of-part.ts'
import { mayHideOldForm } from './hidden-old-form.ts'
import { isUnclear } from './unclear-form.ts'

export interface FileInMail {
  readonly part: Part
  /** Every name it was given, the one that most readers show first; '' when there is none. */
  readonly names: readonly string[]
  readonly type: string
  readonly bytes: Uint8Array
  /** What is inside when it is a message of its own that the outer one does not show. */
  readonly inside: readonly FileInMail[]
  /** It is a message that programs read differently. */
  readonly isUnclear: boolean
}

/** Files of one message that are looked at; `filesOf` says when there were more. */
export const FILES_MAX = 500
/** Messages packed inside each other that are unpacked. */
export const PACKED_DEPTH_MAX = 3

/**
 * Whether a message can hold a file at all, by its outer header alone: plain text and HTML without a name cannot unless it is
 * encoded, and most mail is that. Costs a look at a few fields.
 */
export function mayHoldFiles({ fields }: OuterHeader): boolean {
  let encodings = 0
  let types = 0
  for (const { name, value } of fields) {
    if ((name.charCodeAt(0) | 0x20) !== LETTER_C || !LOOKED_AT.test(name)) continue
    if (/encoding\s*$/i.test(name)) {
      // Twice, or with a blank: what it holds depends on who reads it.
      if (encodings++ > 0 || /\s$/.test(name) || !/^\s{0,20}(?:7bit|8bit|binary)\s{0,20}$/i.test(value)) return true
      continue
    }
    if (/disposition\s*$/i.test(name) || types++ > 0 || /\s$/.test(name) || !LETTER_TYPE.test(value)) return true
  }
  return false
}

const LETTER_C = 0x63
const LOOKED_AT = /^content-(?:type|disposition|transfer-encoding)\s*$/i
const LETTER_TYPE = new RegExp(String.raw`^\s{0,100}text/(?:plain|html)\s{0,20}`
  + String.raw`(?:;\s{0,20}(?:charset|format|delsp)\s{0,5}=[^;]{0,100}){0,4};?\s{0,20}$`, 'i')

/**
 * Every part that a reader can save or open. `old` are names of files that stand in the text itself, in forms of before MIME;
 * `parsed` is what the mail was taken apart as, `blankless` where files in base64 stand in it that hold nothing else.
 */
export function filesOf(raw: Uint8Array, depth = 0, work: NameWork = noNameWork()): {
  readonly files: readonly FileInMail[], readonly isAll: boolean, readonly isUnclear: boolean
  readonly old: readonly string[], readonly parsed: ParsedMessage, readonly blankless: readonly Span[]
} {
  // Every look at it needs the mail as text, so it is made once.
  const text = new ByteText(raw, raw.length)
  const parsed = parseText(text)
  const files: FileInMail[] = []
  const old: string[] = []
  const blankless: Span[] = []
  let isAllNamed = true
  let isAll = !parsed.defects.some((defect) => defect === 'too-deep' || defect === 'too-many-parts')
  const visit = (part: Part, isLetter: boolean): void => {
    if (files.length >= FILES_MAX) {
      isAll = false
      return
    }
    const isList = part.type === 'multipart' && part.subtype !== 'alternative'
    for (const [index, child] of part.children.entries()) visit(child, isLetter && (!isList || index === 0))
    if (part.message !== null) visit(part.message.root, true)
    if (part.children.length > 0 || part.message !== null || part.type === 'multipart') return
    if (isText(part, isLetter)) {
      if (!mayHideOldForm(part, text)) return
      const hidden = filesOfBeforeMime(decodedFrom(text, part))
      isAllNamed &&= hidden.isAll
      old.push(...hidden.names)
      return
    }
    if (part.encoding === 'base64' && text.indexOf(' ', part.bodyStart, part.bodyEnd) < 0) {
      blankless.push({ start: part.bodyStart, end: part.bodyEnd })
    }
    const file = fileOf(part, text, { depth, work })
    isAll &&= file.isAll
    files.push(file)
  }
  visit(parsed.root, true)
  const isUnclearMail = isUnclear(parsed, raw, { isInside: depth > 0, text: text.slice(0, raw.length) })
    || work.isOver || !isAllNamed || files.some((file) => file.isUnclear)
  return { files, isAll, isUnclear: isUnclearMail, old, parsed, blankless }
}

/**
 * A text that is shown as the letter itself. Of several pages without a name readers show the first one and make a file of the
 * others; a plain text does nothing wherever it is shown.
 */
function isText(part: Part, isLetter: boolean): boolean {
  return part.type === 'text' && (part.subtype === 'plain' || (isLetter && part.subtype === 'html'))
    && part.disposition !== 'attachment' && part.fileName === null && part.parameters['name'] === undefined
}

function fileOf(
  part: Part, text: ByteText, { depth, work }: { readonly depth: number, readonly work: NameWork },
): FileInMail & { readonly isAll: boolean } {
  const bytes = decodedFrom(text, part)
  const names = namesOfPart(part, text, work)
  const type = `${part.type}/${part.subtype}`
  const isMail = part.type === 'message' && !NO_MAIL.has(part.subtype) || names.some((name) => /\.(?:eml|mht|mhtml)\s*$/i.test(name))
  if (!isMail || depth >= PACKED_DEPTH_MAX) {
    return { part, names, type, bytes, inside: [], isUnclear: false, isAll: !isMail }
  }
  const { files: inside, isUnclear: unclear, isAll } = filesOf(bytes, depth + 1, work)
  return { part, names, type, bytes, inside, isUnclear: unclear, isAll }
}

/** Texts of their own form below `message/`. RFC 3464, RFC 8098, RFC 5965 */
const NO_MAIL: ReadonlySet<string> = new Set(['delivery-status', 'disposition-notification', 'feedback-report', 'global-delivery-status'])

/** The message with each of these parts replaced by a line that says so; `line` is ASCII without line ends. */
export function withoutFiles(raw: Uint8Array, files: readonly { readonly part: Part,
  readonly line: string }[]): Uint8Array {
  const pieces: Uint8Array[] = []
  let at = 0
  for (const { part, line } of files.toSorted((a, b) => a.part.headerStart - b.part.headerStart)) {
    if (part.headerStart === 0) return soleReplaced(raw, part, line)
    if (part.headerStart < at) continue
    pieces.push(raw.subarray(at, part.headerStart), textPart(line))
    at = part.bodyEnd
  }
  pieces.push(raw.subarray(at))
  return concatBytes(pieces)
}

/** The message is itself the file: its own fields stay, what they said of the file goes. */
function soleReplaced(raw: Uint8Array, { bodyStart }: Part, line: string): Uint8Array {
  const header = removeHeaders(raw.subarray(0, bodyStart), [
    'content-type', 'content-transfer-encoding', 'content-disposition', 'content-id', 'content-description', 'content-location', 'content-md5',
  ])
  const fields = endsWithBlankLine(header) ? header.subarray(0, -2) : header
  return concatBytes([fields, textPart(line), new TextEncoder().encode('\r\n')])
}

function endsWithBlankLine(header: Uint8Array): boolean {
  const end = header.subarray(-4)
  return header.length === 2 || (end[0] === 13 && end[1] === 10 && end[2] === 13 && end[3] === 10)
}

function textPart(line: string): Uint8Array {
  return new TextEncoder().encode(`Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n${line}`)
}
