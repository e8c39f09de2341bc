/** Word 97 to 2003 ([MS-DOC]): the text by its table of pieces. */
import { Unreadable, type Reading } from './reading.ts'

/** Pieces of one document. */
export const PIECES_MAX = 200_000

const ENCRYPTED = 0x0100
const TABLE_ONE = 0x0200

/** Main text, footnotes, headers, comments and text boxes, one after another. §2.4.1 */
export function readDoc(word: Uint8Array, tables: { readonly zero: Uint8Array, readonly one: Uint8Array },
  reading: Reading): void {
  if (word.length < 0x01aa) throw new Unreadable('broken')
  const head = new DataView(word.buffer, word.byteOffset, word.length)
  const flags = head.getUint16(0x0a, true)
  if ((flags & ENCRYPTED) !== 0) throw new Unreadable('encrypted')
  // Word 6 and 95 keep their text otherwise.
  if (head.getUint16(2, true) < 0x00c1) throw new Unreadable('unknown-format')
  const table = (flags & TABLE_ONE) === 0 ? tables.zero : tables.one
  const start = head.getUint32(0x01a2, true)
  const pieces = pieceTable(table.subarray(start, start + head.getUint32(0x01a6, true)))
  if (pieces === undefined) throw new Unreadable('broken')
  // Characters of comments, §2.5.4 ccpAtn.
  if (head.getInt32(0x5c, true) > 0) reading.note('comments')
  const wide = new TextDecoder('utf-16le')
  const narrow = new TextDecoder('windows-1252')
  for (const { offset, characters, isNarrow } of pieces) {
    const bytes = word.subarray(offset, offset + characters * (isNarrow ? 1 : 2))
    if (bytes.length < characters) reading.miss('broken')
    reading.add(shown((isNarrow ? narrow : wide).decode(bytes)))
  }
  reading.add('\n')
}

interface Piece { readonly offset: number, readonly characters: number, readonly isNarrow: boolean }

/** §2.9.38 Clx: changes of looks first, then the pieces. */
function pieceTable(clx: Uint8Array): Piece[] | undefined {
  const view = new DataView(clx.buffer, clx.byteOffset, clx.length)
  let at = 0
  while (at + 3 <= clx.length && clx[at] === 1) at += 3 + view.getUint16(at + 1, true)
  if (at + 5 > clx.length || clx[at] !== 2) return undefined
  const length = Math.min(view.getUint32(at + 1, true), clx.length - at - 5)
  const count = Math.floor((length - 4) / 12)
  if (count > PIECES_MAX) throw new Unreadable('over-limit')
  const from = at + 5
  const pieces: Piece[] = []
  for (let index = 0; index < count; index += 1) {
    const characters = view.getUint32(from + index * 4 + 4, true) - view.getUint32(from + index * 4, true)
    const place = view.getUint32(from + (count + 1) * 4 + index * 8 + 2, true)
    const isNarrow = (place & 0x40000000) !== 0
    const offset = isNarrow ? (place & 0x3fffffff) / 2 : place & 0x3fffffff
    if (characters > 0) pieces.push({ offset, characters, isNarrow })
  }
  return pieces
}

/** §2.4.1: 7 ends a cell, 11 a line, 12 a page, 13 a paragraph; 19 to 21 stand around code and result of a field. */
function shown(text: string): string {
  return text.replace(/\u0013[^\u0013-\u0015]{0,2000}\u0014/g, ' ').replaceAll('\r', '\n').replaceAll('\u0007', '\t').replaceAll('\u000b', '\n').replaceAll('\u001e', '-')
    .replace(/[\u0000-\u0008\u000e-\u001f]/g, '')
}
