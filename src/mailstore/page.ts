import { assert } from '../base/assert.ts'
import { PAGE_RECORDS_MAX } from './limits.ts'
import type { RecordSections } from './record.ts'

/**
 * A list page before encryption. Header: version (1 byte), number of records (2), first message number (8, 0 when the
 * numbers were not known yet); then a directory of 20 bytes a record: offset of its message number from the first, and the
 * lengths of its four sections; then the sections. All numbers big-endian.
 */
const VERSION = 1
const HEAD_BYTES = 11
const DIRECTORY_BYTES = 20

export interface PageRecord {
  /** Message number minus the page's first. */
  readonly offset: number
  readonly sections: RecordSections
}

/** Lays records out as one page. `firstMessage` is 0 for a new page whose numbers are given out when it is stored. */
export function encodePage(firstMessage: number, records: readonly PageRecord[]): Uint8Array {
  assert(records.length > 0 && records.length <= PAGE_RECORDS_MAX, 'a page has 1 to 128 records')
  let size = HEAD_BYTES + DIRECTORY_BYTES * records.length
  for (const { sections } of records) size += sectionsSize(sections)
  const page = new Uint8Array(size)
  const view = new DataView(page.buffer)
  view.setUint8(0, VERSION)
  view.setUint16(1, records.length)
  view.setFloat64(3, firstMessage)
  let at = HEAD_BYTES + DIRECTORY_BYTES * records.length
  for (const [index, { offset, sections }] of records.entries()) {
    const entry = HEAD_BYTES + index * DIRECTORY_BYTES
    view.setUint32(entry, offset)
    for (const [part, bytes] of list(sections).entries()) {
      view.setUint32(entry + 4 + part * 4, bytes.length)
      page.set(bytes, at)
      at += bytes.length
    }
  }
  return page
}

/**
 * Reads a page back; sections are views on it. `firstMessage` is what the row says and must agree with the page when the
 * page knows. Pages were encrypted by us, so anything else than the layout is a bug.
 */
export function decodePage(firstMessage: number, page: Uint8Array): PageRecord[] {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  assert(page.length >= HEAD_BYTES && view.getUint8(0) === VERSION, 'a list page of version 1')
  const known = view.getFloat64(3)
  assert(known === 0 || known === firstMessage, 'a list page under its own number')
  const records: PageRecord[] = []
  const count = view.getUint16(1)
  let at = HEAD_BYTES + DIRECTORY_BYTES * count
  for (let index = 0; index < count; index++) {
    const entry = HEAD_BYTES + index * DIRECTORY_BYTES
    const section = (part: number): Uint8Array => {
      const start = at
      at += view.getUint32(entry + 4 + part * 4)
      return page.subarray(start, at)
    }
    const sections = { envelope: section(0), bodyStructure: section(1), headers: section(2), rest: section(3) }
    records.push({ offset: view.getUint32(entry), sections })
  }
  assert(at === page.length, 'a list page without gaps')
  return records
}

export function sectionsSize(sections: RecordSections): number {
  return list(sections).reduce((sum, bytes) => sum + bytes.length, 0)
}

function list({ envelope, bodyStructure, headers, rest }: RecordSections): readonly Uint8Array[] {
  return [envelope, bodyStructure, headers, rest]
}
