/** The files of a message, and the message without some of them. Pure work on bytes: nothing is opened here. */
import { concatBytes } from '../base/bytes.ts'
import { decodedBytes } from '../message/body.ts'
import { parseMessage } from '../message/parse.ts'
import { removeHeaders, type OuterHeader } from '../message/rewrite.ts'
import type { Part } from '../message/types.ts'
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
 * Whether a message can hold a file at all, by its outer header alone: plain text and HTML without a name cannot, and
 * most mail is that. Costs a look at a few fields.
 */
export function mayHoldFiles({ fields }: OuterHeader): boolean {
  let encodings = 0
  let types = 0
  for (const { name, value } of fields) {
    if (!/^content-(?:type|disposition|transfer-encoding)\s*$/i.test(name)) continue
    if (/encoding\s*$/i.test(name)) {
      // Twice, or with a blank: what it holds depends on who reads it.
      if (encodings++ > 0 || /\s$/.test(name)) return true
      continue
    }
    if (/disposition\s*$/i.test(name) || types++ > 0 || /\s$/.test(name) || !LETTER_TYPE.test(value)) return true
  }
  return false
}

const LETTER_TYPE = new RegExp(String.raw`^\s{0,100}text/(?:plain|html)\s{0,20}`
  + String.raw`(?:;\s{0,20}(?:charset|format|delsp)\s{0,5}=[^;]{0,100}){0,4};?\s{0,20}$`, 'i')

/** Every part that a reader can save or open. */
export function filesOf(raw: Uint8Array, depth = 0): { readonly files: readonly FileInMail[],
  readonly isAll: boolean, readonly isUnclear: boolean } {
  const parsed = parseMessage(raw)
  const files: FileInMail[] = []
  let isAll = !parsed.defects.some((defect) => defect === 'too-deep' || defect === 'too-many-parts')
  const visit = (part: Part): void => {
    if (files.length >= FILES_MAX) {
      isAll = false
      return
    }
    for (const child of part.children) visit(child)
    if (part.message !== null) visit(part.message.root)
    if (part.children.length > 0 || part.message !== null || part.type === 'multipart' || isText(part)) return
    const file = fileOf(part, raw, depth)
    files.push(file)
  }
  visit(parsed.root)
  return { files, isAll, isUnclear: isUnclear(parsed, raw) || files.some((file) => file.isUnclear) }
}

/** A text that is shown as the letter itself. */
function isText(part: Part): boolean {
  return part.type === 'text' && (part.subtype === 'plain' || part.subtype === 'html')
    && part.disposition !== 'attachment' && namesOf(part).every((name) => name === '')
}

function fileOf(part: Part, raw: Uint8Array, depth: number): FileInMail {
  const bytes = decodedBytes(part, raw)
  const names = namesOf(part)
  const type = `${part.type}/${part.subtype}`
  const isMail = depth < PACKED_DEPTH_MAX && (part.type === 'message' || names.some((name) => /\.(?:eml|mht|mhtml)\s*$/i.test(name)))
  const { files: inside, isUnclear: unclear } = isMail ? filesOf(bytes, depth + 1) : { files: [], isUnclear: false }
  return { part, names, type, bytes, inside, isUnclear: unclear }
}

/** Readers differ in whether Content-Disposition or Content-Type names a file. */
function namesOf(part: Part): readonly string[] {
  const names = [part.fileName, part.dispositionParameters['filename'], part.parameters['name']]
  const given = [...new Set(names.filter((name): name is string => typeof name === 'string' && name !== ''))]
  return given.length === 0 ? [''] : given
}

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
