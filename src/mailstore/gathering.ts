import { KiB } from '../base/sizes.ts'
import { Builder } from '../search/builder.ts'
import { fields } from '../search/fields.ts'
import type { SegmentParts } from '../search/segment.ts'
import { StoredRecord, type RecordSections } from './record.ts'
import type { RecordSummary } from './types.ts'
import { PARTIAL_WORD, searchedMessage } from './searched-message.ts'

/** Characters of one message that are indexed; what is longer is also looked at by every search. */
export const INDEXED_TEXT_MAX = 4 * 1024 * KiB
/** Messages of one segment. */
export const SEGMENT_MESSAGES_MAX = 2000

/** A message whose words are to be gathered: its list record and its octets. */
export interface MailToIndex {
  readonly message: number
  readonly sections: RecordSections
  readonly raw: Uint8Array
}

/**
 * The words of some messages, on their way into one segment. Runs in the indexing thread, and for few messages here.
 */
export class Gathering {
  readonly #builder = new Builder()

  /** Enough was gathered for one segment. */
  get isFull(): boolean {
    return this.#builder.isFull || this.#builder.messages >= SEGMENT_MESSAGES_MAX
  }

  add({ message, sections, raw }: MailToIndex): void {
    const texts: { text: string, fields: number }[] = []
    let left = INDEXED_TEXT_MAX
    for (const one of searchedMessage(summaryOf(message, sections), raw)) {
      texts.push(one.text.length <= left ? one : { ...one, text: one.text.slice(0, left) })
      left -= one.text.length
      if (left < 0) break
    }
    this.#builder.add(message, texts)
    if (left < 0) this.#builder.mark(PARTIAL_WORD, fields.text)
  }

  build(): SegmentParts {
    return this.#builder.build()
  }
}

/** Fields of the header that are searched by themselves; all of them are searched as they stand in the message. */
const SUMMARY_FIELDS: ReadonlySet<string> = new Set(['subject', 'from', 'to', 'cc', 'bcc'])

/** What a record says, its dates and references left unread: nobody searches them. */
function summaryOf(message: number, sections: RecordSections): RecordSummary {
  const headers = new StoredRecord(message, sections).linesOf(SUMMARY_FIELDS)
  return new StoredRecord(message, { ...sections, headers }).summary
}
