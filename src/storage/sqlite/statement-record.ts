import { crc32 } from 'node:zlib'
import { assert } from '../../base/assert.ts'
import { KiB } from '../../base/sizes.ts'
import type { Sql, SqlValue } from '../script.ts'

/**
 * One record of the statement log: what a group wrote, so that it can be done again. What was not written to its end is
 * no record: its checksum differs.
 *
 * Octets: length of the content (4), CRC-32 of all that follows (4), number (8), epoch (16), content. Numbers are
 * little endian. The content holds the texts of the statements, each once, then of each statement its text and values.
 */

/** A group that is larger is committed in the other way: writing large values twice costs more than it saves. */
export const RECORD_BYTES_MAX = 512 * KiB

/** Octets of an epoch: random, new each time somebody takes over the log. */
export const EPOCH_BYTES = 16

const HEAD_BYTES = 32

/** Records begin at multiples of this: no sector with a record in it is written again for the next one. */
const ALIGNED_BYTES = 512

export interface StatementRecord {
  readonly number: number
  readonly epoch: Uint8Array
  readonly statements: readonly Sql[]
}

const NULL = 0
const TEXT = 1
const NUMBER = 2
const BYTES = 3

const utf8 = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Writes records into one piece of memory that is used again for each. */
export class RecordWriter {
  readonly #bytes = new Uint8Array(HEAD_BYTES + RECORD_BYTES_MAX)
  readonly #view = new DataView(this.#bytes.buffer)
  #at = HEAD_BYTES

  /** The record, with what fills it up to the next place where one may begin; undefined when it would be too large. */
  write({ number, epoch, statements }: StatementRecord): Uint8Array | undefined {
    assert(epoch.length === EPOCH_BYTES, 'an epoch of 16 octets')
    this.#at = HEAD_BYTES
    if (!this.#content(statements)) return undefined
    const end = this.#at
    this.#view.setUint32(0, end - HEAD_BYTES, true)
    this.#view.setBigUint64(8, BigInt(number), true)
    this.#bytes.set(epoch, 16)
    this.#view.setUint32(4, crc32(this.#bytes.subarray(8, end)), true)
    const whole = Math.min(alignedUp(end), this.#bytes.length)
    this.#bytes.fill(0, end, whole)
    return this.#bytes.subarray(0, whole)
  }

  #content(statements: readonly Sql[]): boolean {
    const texts = new Map<string, number>()
    for (const { text } of statements) if (!texts.has(text)) texts.set(text, texts.size)
    if (!this.#count(texts.size)) return false
    for (const text of texts.keys()) if (!this.#text(text)) return false
    if (!this.#count(statements.length)) return false
    for (const { text, values } of statements) {
      if (!this.#count(texts.get(text) ?? 0) || !this.#count(values.length)) return false
      for (const value of values) if (!this.#value(value)) return false
    }
    return true
  }

  #value(value: SqlValue): boolean {
    if (!this.#hasRoom(9)) return false
    if (value === null) this.#bytes[this.#at++] = NULL
    else if (typeof value === 'string') {
      this.#bytes[this.#at++] = TEXT
      return this.#text(value)
    } else if (typeof value === 'number') {
      this.#bytes[this.#at++] = NUMBER
      this.#view.setFloat64(this.#at, value, true)
      this.#at += 8
    } else {
      this.#bytes[this.#at++] = BYTES
      if (!this.#count(value.length) || !this.#hasRoom(value.length)) return false
      this.#bytes.set(value, this.#at)
      this.#at += value.length
    }
    return true
  }

  #text(text: string): boolean {
    // A character of a string takes at most three octets.
    if (!this.#hasRoom(4 + text.length * 3)) return false
    const { written } = utf8.encodeInto(text, this.#bytes.subarray(this.#at + 4))
    this.#view.setUint32(this.#at, written, true)
    this.#at += 4 + written
    return true
  }

  #count(count: number): boolean {
    if (!this.#hasRoom(4)) return false
    this.#view.setUint32(this.#at, count, true)
    this.#at += 4
    return true
  }

  #hasRoom(bytes: number): boolean {
    return this.#at + bytes <= this.#bytes.length
  }
}

/**
 * The records at the beginning of a log that belong together: of one epoch, each with the number after the one before.
 * What follows them is of an earlier lap, or was never written to its end.
 */
export function* readRecords(log: Uint8Array): Generator<StatementRecord> {
  let before: StatementRecord | undefined
  for (let at = 0; at + HEAD_BYTES <= log.length;) {
    const view = new DataView(log.buffer, log.byteOffset + at, log.length - at)
    const end = HEAD_BYTES + view.getUint32(0, true)
    if (end === HEAD_BYTES || end > view.byteLength || end > HEAD_BYTES + RECORD_BYTES_MAX) return
    if (crc32(log.subarray(at + 8, at + end)) !== view.getUint32(4, true)) return
    const number = Number(view.getBigUint64(8, true))
    const epoch = log.slice(at + 16, at + HEAD_BYTES)
    if (before !== undefined && (number !== before.number + 1 || Buffer.compare(epoch, before.epoch) !== 0)) return
    before = { number, epoch, statements: readContent(log.subarray(at + HEAD_BYTES, at + end)) }
    yield before
    at += alignedUp(end)
  }
}

/** Never called on octets whose checksum is wrong. */
function readContent(content: Uint8Array): Sql[] {
  const view = new DataView(content.buffer, content.byteOffset, content.length)
  let at = 0
  const count = (): number => {
    at += 4
    return view.getUint32(at - 4, true)
  }
  const bytes = (): Uint8Array => {
    const length = count()
    at += length
    return content.slice(at - length, at)
  }
  const text = (): string => decoder.decode(bytes())
  const value = (): SqlValue => {
    switch (content[at++]) {
      case NULL: return null
      case TEXT: return text()
      case NUMBER:
        at += 8
        return view.getFloat64(at - 8, true)
      default: return bytes()
    }
  }
  const texts = Array.from({ length: count() }, text)
  return Array.from({ length: count() }, () => {
    const known = texts[count()]
    assert(known !== undefined, 'a statement has a text')
    return { text: known, values: Array.from({ length: count() }, value) }
  })
}

function alignedUp(bytes: number): number {
  return Math.ceil(bytes / ALIGNED_BYTES) * ALIGNED_BYTES
}
