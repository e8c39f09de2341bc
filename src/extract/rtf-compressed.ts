/** RTF as Outlook packs it: LZFu, [MS-OXRTFCP] §2.2. */
import { Unreadable } from './reading.ts'

/** Bytes of RTF that come out; a body is far smaller. */
export const RTF_BYTES_MAX = 32 * 1024 * 1024

const COMPRESSED = 0x75465a4c
const UNCOMPRESSED = 0x414c454d
const WINDOW = 4096
const START = '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript '
  + '\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par '
  + '\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx'

/** Unpacks it. What is cut short gives what there is. Throws `Unreadable` for what is none. */
export function unpackRtf(packed: Uint8Array): Uint8Array {
  if (packed.length < 16) throw new Unreadable('broken')
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length)
  const [rawSize, kind] = [view.getUint32(4, true), view.getUint32(8, true)]
  if (kind === UNCOMPRESSED) return packed.subarray(16, 16 + rawSize)
  if (kind !== COMPRESSED) throw new Unreadable('broken')
  if (rawSize > RTF_BYTES_MAX) throw new Unreadable('over-limit')
  return unpack(packed.subarray(16), rawSize)
}

/** Eight tokens after each byte of flags: a byte as it is, or a place and length in the window. */
function unpack(packed: Uint8Array, rawSize: number): Uint8Array {
  const window = new Uint8Array(WINDOW)
  for (let index = 0; index < START.length; index += 1) window[index] = START.charCodeAt(index)
  const raw = new Uint8Array(rawSize)
  let [write, length, at] = [START.length, 0, 0]
  const give = (byte: number): void => {
    window[write] = byte
    write = (write + 1) % WINDOW
    if (length < rawSize) raw[length] = byte
    length += 1
  }
  while (at < packed.length && length < rawSize) {
    const flags = packed[at] ?? 0
    at += 1
    for (let bit = 0; bit < 8 && at < packed.length; bit += 1) {
      if ((flags >> bit & 1) === 0) {
        give(packed[at] ?? 0)
        at += 1
        continue
      }
      const token = (packed[at] ?? 0) << 8 | (packed[at + 1] ?? 0)
      at += 2
      const from = token >> 4
      if (from === write) return raw.subarray(0, Math.min(length, rawSize))
      for (let step = 0; step < (token & 15) + 2; step += 1) give(window[(from + step) % WINDOW] ?? 0)
    }
  }
  return raw.subarray(0, Math.min(length, rawSize))
}
