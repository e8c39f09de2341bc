import type { Entry, ListRecord } from '../mailstore/types.ts'
import { searchedFields, searchedParts, type SearchedField } from '../message/searched-text.ts'
import { LISTING_FIELDS } from '../message/summary.ts'
import type { MessageBytes } from './message-bytes.ts'

/** One message while a search looks at it. What was decoded once is kept until the message is decided. */
export class Candidate {
  readonly seq: number
  readonly entry: Entry
  readonly bytes: MessageBytes
  record: ListRecord | undefined
  #listed: readonly SearchedField[] | null = null
  #header: readonly SearchedField[] | null = null
  #texts: readonly string[] | null = null

  constructor(seq: number, entry: Entry, bytes: MessageBytes) {
    this.seq = seq
    this.entry = entry
    this.bytes = bytes
  }

  /** Fields that the record holds; null when this one is not among them. */
  listedFields(name: string): readonly SearchedField[] | null {
    if (!this.record || this.record.headers.length === 0 || !LISTING_FIELDS.has(name)) return null
    return this.#listed ??= searchedFields(this.record.headers)
  }

  /** All header fields; none when the message is gone. */
  async header(): Promise<readonly SearchedField[]> {
    const range = await this.bytes.range(0, this.record?.summary.headerEnd ?? 0)
    return this.#header ??= searchedFields(range ?? new Uint8Array(0))
  }

  /** Every text part decoded, HTML as source and as what a reader sees, headers of inner messages. */
  async texts(): Promise<readonly string[]> {
    if (this.#texts) return this.#texts
    const raw = await this.bytes.whole()
    const parts = raw && this.record ? [...searchedParts(this.record.summary.structure, raw)] : []
    return this.#texts = parts.filter(({ isText }) => isText).map(({ text }) => text)
  }
}
