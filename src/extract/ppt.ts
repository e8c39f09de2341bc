/** PowerPoint 97 to 2003 ([MS-PPT]): every atom of text, in the order of the file. */
import { Unreadable, type Reading } from './reading.ts'

/** Records of one file that are walked. */
export const RECORDS_MAX = 2_000_000

const ENCRYPTED_TOKEN = 0xf3d1c4df
const TEXT_WIDE = 0x0fa0
const TEXT_NARROW = 0x0fa8
const NAMED_TEXT = 0x0fba
const SLIDE = 0x03ee
const NOTES = 0x03f0
const COMMENT = 0x2ee0

export function readPpt(bytes: Uint8Array, currentUser: Uint8Array, reading: Reading): void {
  if (currentUser.length >= 16 && new DataView(currentUser.buffer, currentUser.byteOffset, 16).getUint32(12, true) === ENCRYPTED_TOKEN) throw new Unreadable('encrypted')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const [wide, narrow] = [new TextDecoder('utf-16le'), new TextDecoder('windows-1252')]
  let slides = 0
  for (let at = 0, records = 0; at + 8 <= bytes.length; records += 1) {
    if (records > RECORDS_MAX) throw new Unreadable('over-limit')
    const isContainer = (view.getUint16(at, true) & 15) === 15
    const type = view.getUint16(at + 2, true)
    const length = view.getUint32(at + 4, true)
    const body = bytes.subarray(at + 8, at + 8 + length)
    if (type === SLIDE) {
      slides += 1
      reading.place('slide', String(slides))
    } else if (type === NOTES) {
      reading.place('notes', '')
    } else if (type === COMMENT) {
      reading.note('comments')
    } else if (type === TEXT_WIDE || type === NAMED_TEXT) {
      reading.add(`${wide.decode(body).replaceAll('\r', '\n')}\n`)
    } else if (type === TEXT_NARROW) {
      reading.add(`${narrow.decode(body).replaceAll('\r', '\n')}\n`)
    }
    // The inside of a container follows on its head, so that one loop sees every level.
    at += isContainer ? 8 : 8 + length
  }
}
