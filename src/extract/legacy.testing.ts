/** Small files of Office 97 for tests: just the streams that hold text. */
import { compoundFile } from './cfb.testing.ts'

/** A Word document whose text stands in two pieces, one of 8 and one of 16 bits a character. */
export function doc(narrow: string, wide: string, { flags = 0 }: { readonly flags?: number } = {}): Buffer {
  const [first, second] = [Buffer.from(narrow, 'latin1'), Buffer.from(wide, 'utf16le')]
  const word = Buffer.alloc(4096)
  word.writeUInt16LE(0xa5ec, 0)
  word.writeUInt16LE(0x00c1, 2)
  word.writeUInt16LE(0x0200 | flags, 0x0a)
  first.copy(word, 1024)
  second.copy(word, 2048)
  const pieces = Buffer.alloc(5 + 3 * 4 + 2 * 8)
  pieces[0] = 2
  pieces.writeUInt32LE(pieces.length - 5, 1)
  for (const [index, position] of [0, narrow.length,
    narrow.length + wide.length].entries()) pieces.writeUInt32LE(position, 5 + index * 4)
  pieces.writeUInt32LE((0x40000000 | 1024 * 2) >>> 0, 5 + 12 + 2)
  pieces.writeUInt32LE(2048, 5 + 12 + 8 + 2)
  word.writeUInt32LE(0, 0x01a2)
  word.writeUInt32LE(pieces.length, 0x01a6)
  return compoundFile({ WordDocument: word, '1Table': pieces })
}

const record = (type: number, body: Buffer): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt16LE(type, 0)
  head.writeUInt16LE(body.length, 2)
  return Buffer.concat([head, body])
}

const uint16s = (...values: readonly number[]): Buffer =>
  Buffer.from(values.flatMap((value) => [value & 255, value >> 8]))

/** A workbook of one sheet with shared texts in its first row and a number (30-bit) under each. */
export function xls(texts: readonly string[], numbers: readonly number[], { isHidden = false, isEncrypted = false }: {
  readonly isHidden?: boolean, readonly isEncrypted?: boolean,
} = {}): Buffer {
  const begin = record(0x809, uint16s(0x600, 5, 0, 0))
  const name = Buffer.from('Blad1', 'latin1')
  const counts = Buffer.alloc(8)
  counts.writeUInt32LE(texts.length, 4)
  const shared = record(0xfc, Buffer.concat([counts, ...texts.map((text) => Buffer.concat([uint16s(text.length), Buffer.of(1), Buffer.from(text, 'utf16le')]))]))
  const before = Buffer.concat([begin, isEncrypted ? record(0x2f, uint16s(0)) : Buffer.alloc(0)])
  const sheetHead = Buffer.concat([Buffer.alloc(4), Buffer.of(isHidden ? 2 : 0, 0, name.length, 0), name])
  const end = record(0x0a, Buffer.alloc(0))
  sheetHead.writeUInt32LE(before.length + 4 + sheetHead.length + shared.length + end.length, 0)
  const cells = texts.map((_, column) => record(0xfd, Buffer.concat([uint16s(0, column, 0), uint32(column)])))
  const values = numbers.map((value, column) =>
    record(0x27e, Buffer.concat([uint16s(1, column, 0), uint32((value << 2 | 2) >>> 0)])))
  const book = Buffer.concat([before, record(0x85, sheetHead), shared, end,
    record(0x809, uint16s(0x600, 0x10, 0, 0)), ...cells, ...values, end])
  return compoundFile({ Workbook: book })
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** Slides with one text each. */
export function ppt(texts: readonly string[]): Buffer {
  const atom = (version: number, type: number, body: Buffer): Buffer =>
    Buffer.concat([uint16s(version, type), uint32(body.length), body])
  const slides = texts.map((text) => atom(15, 0x03ee, atom(0, 0x0fa0, Buffer.from(text, 'utf16le'))))
  return compoundFile({ 'PowerPoint Document': Buffer.concat(slides), 'Current User': Buffer.alloc(20) })
}
