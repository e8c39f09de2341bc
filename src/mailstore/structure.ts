import type { ParsedMessage, Part } from '../message/types.ts'

/**
 * The structure of a message as nested lists, a quarter of the size of the objects: it stands in every list record.
 * Absent values are 0.
 */
export type PackedPart = readonly unknown[]

const none = 0

export function packPart(part: Part): PackedPart {
  return [
    part.number, part.type, part.subtype, packRecord(part.parameters), part.encoding, part.headerStart,
    part.bodyStart, part.bodyEnd, part.lines, part.contentId ?? none, part.disposition ?? none,
    packRecord(part.dispositionParameters), part.fileName ?? none, part.charset ?? none, part.description ?? none,
    part.language ?? none, part.location ?? none, part.md5 ?? none,
    part.children.length === 0 ? none : part.children.map(packPart),
    part.message === null ? none : [part.message.size, part.message.headerEnd, packPart(part.message.root)],
  ]
}

export function unpackPart(packed: PackedPart): Part {
  const [number, type, subtype, parameters, encoding, headerStart, bodyStart, bodyEnd, lines, contentId, disposition,
    dispositionParameters, fileName, charset, description, language, location, md5, children, message] = packed
  return {
    number: String(number), type: String(type), subtype: String(subtype), parameters: unpackRecord(parameters),
    contentId: text(contentId), description: text(description), encoding: String(encoding),
    disposition: text(disposition),
    dispositionParameters: unpackRecord(dispositionParameters), fileName: text(fileName),
    language: Array.isArray(language) ? language as string[] : null, location: text(location), md5: text(md5),
    charset: text(charset), headerStart: Number(headerStart), bodyStart: Number(bodyStart), bodyEnd: Number(bodyEnd),
    lines: Number(lines),
    children: Array.isArray(children) ? children.map((child) => unpackPart(child as PackedPart)) : [],
    message: Array.isArray(message) ? unpackMessage(message) : null,
  }
}

/** An inner message keeps what finding its sections needs; its fields are read from the raw message. */
function unpackMessage([size, headerEnd, root]: readonly unknown[]): ParsedMessage {
  return {
    size: Number(size), headerEnd: Number(headerEnd), headers: [], root: unpackPart(root as PackedPart),
    messageId: null,
    inReplyTo: [], references: [], date: null, subject: '', from: [], sender: [], replyTo: [], to: [], cc: [], bcc: [],
    defects: [],
  }
}

function packRecord(record: Readonly<Record<string, string>>): unknown {
  for (const _ in record) return record
  return none
}

function unpackRecord(packed: unknown): Readonly<Record<string, string>> {
  return typeof packed === 'object' && packed !== null ? packed as Record<string, string> : {}
}

function text(packed: unknown): string | null {
  return typeof packed === 'string' ? packed : null
}
