/**
 * Pictures in a PDF as files of their own, without decoding them: a JPEG is one already, fax pages get the head of a TIFF, packed
 * rows that of a PNG or PBM. Streams of pictures stand in the file in plain sight (ISO 32000-1 §7.5.7), so no structure is followed.
 */
import { inflateSync, constants, crc32 } from 'node:zlib'
import { MiB } from '../base/sizes.ts'
import { isPicture, numberOf, streamsOf } from './pdf-streams.ts'
import { PIXELS_MAX } from './picture.ts'
import type { Reading } from './reading.ts'
import { isTooLarge } from './zip.ts'

/** Pictures that are narrower or lower are logos and lines. */
export const PAGE_SIDE_MIN = 150
const RAW_BYTES_MAX = 192 * MiB

export interface PdfPictures {
  readonly pictures: readonly Uint8Array[]
  /** Pictures of a page's size that are packed in a way we cannot hand on (JBIG2, CMYK rows). */
  readonly unknown: number
}

/** What the dictionary of a picture says. */
interface Dictionary { readonly text: string, readonly width: number, readonly height: number }

export function pdfPictures(bytes: Uint8Array, reading: Reading): PdfPictures {
  const pictures: Uint8Array[] = []
  let unknown = 0
  for (const { dictionary, data } of streamsOf(bytes, reading)) {
    const shape = pictureOf(dictionary)
    if (shape === undefined) continue
    const picture = asFile(data, shape, reading)
    if (picture === undefined) unknown += 1
    else pictures.push(picture)
  }
  return { pictures, unknown }
}

/** A picture of some size; undefined for any other stream. */
function pictureOf(text: string): Dictionary | undefined {
  if (!isPicture(text)) return undefined
  const [width, height] = [numberOf(text, 'Width'), numberOf(text, 'Height')]
  return Math.min(width, height) < PAGE_SIDE_MIN || width * height > PIXELS_MAX ? undefined : { text, width, height }
}

function asFile(data: Buffer, dictionary: Dictionary, reading: Reading): Uint8Array | undefined {
  const { text } = dictionary
  const filters = [...(/\/Filter\s*(\[[^\]]{0,200}\]|\/\w+)/.exec(text)?.[1] ?? '').matchAll(/\/(\w+)/g)].map((match) => match[1])
  if (filters.length > 1) {
    const outer = filters[0] === 'FlateDecode' && filters[1] === 'DCTDecode' ? inflated(data, reading) : undefined
    return outer !== undefined && outer[0] === 0xff ? outer : undefined
  }
  switch (filters[0]) {
    case 'DCTDecode': return data[0] === 0xff && data[1] === 0xd8 ? data : undefined
    case 'JPXDecode': return data.length > 12 && data.toString('latin1', 4, 8) === 'jP  ' ? data : undefined
    case 'CCITTFaxDecode': return faxAsTiff(data, dictionary)
    case 'FlateDecode': return rowsAsFile(data, dictionary, reading)
    default: return undefined
  }
}

/** TIFF 6.0: one strip with fax compression, group 4 when K is negative, otherwise group 3. */
function faxAsTiff(data: Buffer, { text, width, height }: Dictionary): Uint8Array {
  const k = numberOf(text, 'K')
  const columns = numberOf(text, 'Columns') || (/\/Columns\b/.test(text) ? width : 1728)
  const tags: readonly (readonly [tag: number, type: number, value: number])[] = [
    [256, 4, columns], [257, 4, height], [258, 3, 1], [259, 3, k < 0 ? 4 : 3], [262, 3, 0], [273, 4, 8], [277, 3, 1],
    [278, 4, height],
    [279, 4, data.length], [292, 4, k > 0 ? 1 : 0],
  ]
  const directory = Buffer.alloc(2 + tags.length * 12 + 4)
  directory.writeUInt16LE(tags.length, 0)
  for (const [index, [tag, type, value]] of tags.entries()) {
    const at = 2 + index * 12
    directory.writeUInt16LE(tag, at)
    directory.writeUInt16LE(type, at + 2)
    directory.writeUInt32LE(1, at + 4)
    directory.writeUInt32LE(value, at + 8)
  }
  const head = Buffer.from('49492a0000000000', 'hex')
  const padding = data.length % 2
  head.writeUInt32LE(8 + data.length + padding, 4)
  return Buffer.concat([head, data, Buffer.alloc(padding), directory])
}

/** Rows of pixels. With the PNG predictor the packed stream is a PNG's own; without it the rows go into a PBM, PGM or PPM. */
function rowsAsFile(data: Buffer, dictionary: Dictionary, reading: Reading): Uint8Array | undefined {
  const { text, width, height } = dictionary
  const bits = /\/ImageMask\s+true/.test(text) ? 1 : numberOf(text, 'BitsPerComponent')
  if (numberOf(text, 'Predictor') >= 10) {
    const colors = numberOf(text, 'Colors') || 1
    return colors === 1 || colors === 3
      ? png(data, { width, height, bits, colorType: colors === 3 ? 2 : 0 }) : undefined
  }
  const rows = inflated(data, reading)
  if (rows === undefined) return undefined
  if (bits === 1) {
    if (rows.length < Math.ceil(width / 8) * height) return undefined
    return Buffer.concat([Buffer.from(`P4\n${width} ${height}\n`), rows.map((byte) => byte ^ 0xff)])
  }
  const colors = bits === 8 ? Math.floor(rows.length / (width * height)) : 0
  return colors === 1 || colors === 3 ? Buffer.concat([Buffer.from(`${colors === 1 ? 'P5' : 'P6'}\n${width} ${height}\n255\n`), rows]) : undefined
}

function inflated(data: Buffer, reading: Reading): Buffer | undefined {
  try {
    const rows = inflateSync(data, {
      maxOutputLength: Math.min(RAW_BYTES_MAX, Math.max(1, reading.unpackedLeft)), finishFlush: constants.Z_SYNC_FLUSH,
    })
    reading.spend(rows.length)
    return rows
  } catch (error) {
    if (isTooLarge(error)) reading.miss('over-limit')
    return undefined
  }
}

interface PngHead { readonly width: number, readonly height: number, readonly bits: number, readonly colorType: number }

function png(packed: Buffer, { width, height, bits, colorType }: PngHead): Uint8Array {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([bits, colorType, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', packed), chunk('IEND', Buffer.alloc(0))])
}

function chunk(name: string, body: Buffer): Buffer {
  const whole = Buffer.alloc(body.length + 12)
  whole.writeUInt32BE(body.length, 0)
  whole.write(name, 4, 'latin1')
  whole.set(body, 8)
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + body.length)), 8 + body.length)
  return whole
}
