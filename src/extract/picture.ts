/**
 * Pictures that character recognition can be given: their type by exact first bytes and their size in pixels by their header.
 * Nothing else may reach `tesseract`: what it does not know as a picture it takes for a list of files and addresses to open.
 */

export type ImageType = 'png' | 'jpeg' | 'gif' | 'tiff' | 'bmp' | 'webp' | 'pnm' | 'jp2'

/** Pixels of one picture; four bytes each is what recognition takes of memory, several times over. */
export const PIXELS_MAX = 60_000_000
/** Pictures smaller than this in width or height hold no words: lines, bullets, tracking dots. */
export const SIDE_MIN = 40
/** Segments, boxes or directories of one header that are walked. */
export const HEADER_STEPS_MAX = 5000

export function imageTypeOf(bytes: Uint8Array): ImageType | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 16))
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'gif'
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return 'tiff'
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp'
  if (head.startsWith('\0\0\0\x0cjP  \r\n\x87\n')) return 'jp2'
  if (head.startsWith('BM') && bytes.length > 26 && head.slice(6, 10) === '\0\0\0\0') return 'bmp'
  return isPnm(bytes, head) ? 'pnm' : undefined
}

/** A text may begin with `P5` as well: then it has not the rows that the picture would have. */
function isPnm(bytes: Uint8Array, head: string): boolean {
  if (!/^P[4-6][\s#]/.test(head)) return false
  const size = pnmSize(bytes)
  return size !== undefined && size.width > 0 && bytes.length - 200 < size.width * size.height * 3 + 10
    && bytes.length > size.width * size.height / 8
}

export interface ImageSize { readonly width: number, readonly height: number }

/** Width and height that the header tells; undefined for a header that is none. */
export function imageSizeOf(bytes: Uint8Array): ImageSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  try {
    switch (imageTypeOf(bytes)) {
      case 'png': return { width: view.getUint32(16), height: view.getUint32(20) }
      case 'gif': return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
      case 'bmp': return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) }
      case 'jpeg': return jpegSize(view)
      case 'tiff': return tiffSize(view)
      case 'webp': return webpSize(view)
      case 'jp2': return jp2Size(view)
      case 'pnm': return pnmSize(bytes)
      case undefined: return undefined
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** ITU-T T.81 §B.2.2: the frame header (SOF0 to SOF15 but DHT, JPG, DAC) tells the size. */
function jpegSize(view: DataView): ImageSize | undefined {
  let at = 2
  for (let step = 0; step < HEADER_STEPS_MAX; step += 1) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    }
    at += marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8) ? 2 : 2 + view.getUint16(at + 2)
  }
  return undefined
}

/** TIFF 6.0 §2: the largest page of the file; tags 256 and 257. */
function tiffSize(view: DataView): ImageSize | undefined {
  const little = view.getUint8(0) === 0x49
  let directory = view.getUint32(4, little)
  let [width, height] = [0, 0]
  for (let pages = 0, steps = 0; directory !== 0; pages += 1) {
    if (pages > 200) return undefined
    const count = view.getUint16(directory, little)
    for (let index = 0; index < count; index += 1, steps += 1) {
      if (steps > HEADER_STEPS_MAX) return undefined
      const entry = directory + 2 + index * 12
      const tag = view.getUint16(entry, little)
      const value = view.getUint16(entry + 2, little) === 3
        ? view.getUint16(entry + 8, little) : view.getUint32(entry + 8, little)
      if (tag === 256) width = Math.max(width, value)
      if (tag === 257) height = Math.max(height, value)
    }
    directory = view.getUint32(directory + 2 + count * 12, little)
  }
  return width === 0 ? undefined : { width, height }
}

function webpSize(view: DataView): ImageSize | undefined {
  const chunk = String.fromCharCode(view.getUint8(12), view.getUint8(13), view.getUint8(14), view.getUint8(15))
  const uint24 = (at: number): number => view.getUint16(at, true) | view.getUint8(at + 2) << 16
  if (chunk === 'VP8X') return { width: uint24(24) + 1, height: uint24(27) + 1 }
  if (chunk === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  if (chunk !== 'VP8L') return undefined
  const bits = view.getUint32(21, true)
  return { width: (bits & 0x3fff) + 1, height: (bits >>> 14 & 0x3fff) + 1 }
}

/** ISO/IEC 15444-1 §I.5.3.1: the image header box stands in the first superbox. */
function jp2Size(view: DataView): ImageSize | undefined {
  for (let at = 12; at < Math.min(view.byteLength - 12, 4096); at += 1) {
    if (view.getUint32(at) === 0x69686472) return { width: view.getUint32(at + 8), height: view.getUint32(at + 4) }
  }
  return undefined
}

function pnmSize(bytes: Uint8Array): ImageSize | undefined {
  const numbers = String.fromCharCode(...bytes.subarray(2, 200)).replace(/#[^\n]*\n/g, ' ').match(/\d{1,9}/g)
  return numbers?.[0] === undefined || numbers[1] === undefined
    ? undefined : { width: Number(numbers[0]), height: Number(numbers[1]) }
}

/** Whether a photo says where it was taken: tag 0x8825 of its EXIF (CIPA DC-008 §4.6.3). */
export function hasLocation(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 262_144))
  const at = file.indexOf('Exif\0\0', 0, 'latin1') + 6
  if (at < 6 || at + 14 > file.length) return false
  const little = file[at] === 0x49
  const uint16 = (place: number): number => little ? file.readUInt16LE(place) : file.readUInt16BE(place)
  const directory = at + (little ? file.readUInt32LE(at + 4) : file.readUInt32BE(at + 4))
  if (directory + 2 > file.length) return false
  for (let index = 0, count = Math.min(uint16(directory), 500); index < count
    && directory + 14 + index * 12 <= file.length; index += 1) {
    if (uint16(directory + 2 + index * 12) === 0x8825) return true
  }
  return false
}

/** Archives of kinds we cannot open, put behind a picture so that it still shows. */
export function hidesArchive(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return file.includes('Rar!\x1a\x07', 0, 'latin1') || file.includes('7z\xbc\xaf\x27\x1c', 0, 'latin1')
}
