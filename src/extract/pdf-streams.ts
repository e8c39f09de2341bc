/**
 * The streams of a PDF as they stand in the file, without following its structure (ISO 32000-1 §7.3.8): for pictures, and to see
 * before PDF.js does what would take it too long. It cannot be stopped inside a page.
 */
import { inflateSync, constants } from 'node:zlib'
import { MiB } from '../base/sizes.ts'
import { Unreadable, type Reading } from './reading.ts'
import { isTooLarge } from './zip.ts'

/** Streams of one file that are looked at. */
export const PDF_STREAMS_MAX = 200_000
/** Objects of one file that stand outside of streams. */
export const PDF_OBJECTS_MAX = 300_000
/** Bytes of one stream that is no picture, unpacked: a page of a book has some ten thousand. */
export const PDF_STREAM_BYTES_MAX = 48 * MiB
/** How far before its stream a dictionary begins at most. */
const DICTIONARY_BYTES_MAX = 4096

export interface PdfStream {
  /** The text before the stream, from the start of its object. */
  readonly dictionary: string
  readonly data: Buffer
}

export function* streamsOf(bytes: Uint8Array, reading: Reading): Generator<PdfStream> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = file.indexOf('stream'), seen = 0; at >= 0; seen += 1) {
    if (seen % 256 === 0) reading.checkTime()
    if (seen > PDF_STREAMS_MAX) throw new Unreadable('over-limit')
    const end = file.indexOf('endstream', at)
    if (end < 0) return
    if (end > at) {
      const before = file.toString('latin1', Math.max(0, at - DICTIONARY_BYTES_MAX), at)
      const dictionary = before.slice(Math.max(before.lastIndexOf(' obj'), before.lastIndexOf('endobj'), before.lastIndexOf('endstream'), 0))
      const start = at + 6 + (file[at + 6] === 13 ? 1 : 0) + (file[at + 6] === 10 || file[at + 7] === 10 ? 1 : 0)
      yield { dictionary, data: file.subarray(start, streamEnd(file, { dictionary, start, end })) }
    }
    at = file.indexOf('stream', end + 9)
  }
}

/** By its length where that is told and true; else by the mark behind it. */
function streamEnd(file: Buffer, { dictionary, start, end }: {
  readonly dictionary: string, readonly start: number, readonly end: number,
}): number {
  const told = start + numberOf(dictionary, 'Length')
  if (told <= start || told > file.length) return end
  const mark = file.subarray(told, told + 16).indexOf('endstream')
  return mark >= 0 && mark <= 4 ? told : end
}

export function numberOf(dictionary: string, key: string): number {
  return Number(new RegExp(`/${key}\\s+(-?\\d{1,9})(?!\\s+\\d+\\s+R)`).exec(dictionary)?.[1] ?? 0)
}

export const isPicture = (dictionary: string): boolean => /\/Subtype\s*\/Image\b/.test(dictionary)

/** Throws `Unreadable` for a file that PDF.js would be busy with for too long. */
export function checkWork(bytes: Uint8Array, reading: Reading): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = file.indexOf(' obj'), objects = 1; at >= 0; objects += 1) {
    if (objects > PDF_OBJECTS_MAX) throw new Unreadable('over-limit')
    at = file.indexOf(' obj', at + 4)
  }
  for (const { dictionary, data } of streamsOf(bytes, reading)) {
    if (isPicture(dictionary) || !/\/(FlateDecode|Fl)\b/.test(dictionary)) continue
    // Packed a thousand times smaller is as far as it goes, so what is small needs no look.
    if (data.length * 1032 <= PDF_STREAM_BYTES_MAX) continue
    try {
      reading.spend(inflateSync(data,
        { maxOutputLength: PDF_STREAM_BYTES_MAX, finishFlush: constants.Z_SYNC_FLUSH }).length)
    } catch (error) {
      if (error instanceof Unreadable || isTooLarge(error)) throw new Unreadable('over-limit')
    }
  }
}
