/** What a sort looks at in a message's header: names, subject and date as they are compared. RFC 8621 §4.4.2 */
import { baseSubject } from '../message/base-subject.ts'
import type { HeaderSummary } from '../message/summary.ts'
import type { AddressGroup } from '../message/types.ts'
import { ownCopy } from './kept-bytes.ts'
import type { StoredRecord } from './record.ts'

export interface SummaryKeys {
  readonly sentAt: number
  readonly from: string
  readonly to: string
  readonly subject: string
}

/** What a sort looks at. */
export function summaryKeys({ sentAt, from, to, subject }: HeaderSummary): SummaryKeys {
  return {
    sentAt: sentAt?.ms ?? 0, from: sortName(from), to: sortName(to),
    subject: ownCopy(baseSubject(subject).toLowerCase()),
  }
}

/** RFC 8621 §4.4.2: the name, or else the address, of the first. */
function sortName(groups: readonly AddressGroup[]): string {
  const first = groups.flatMap(({ addresses }) => addresses)[0]
  return ownCopy((first?.name ?? first?.email ?? '').toLowerCase())
}

/** Header lines that one sort or search remembers: the same people write again and again. */
export const LINES_REMEMBERED_MAX = 20_000
/** Characters of them: one message may have 64 KiB of lines. */
export const LINES_REMEMBERED_CHARACTERS_MAX = 8 * 1024 * 1024

/** What some fields of a record's header say, by `read`: lines that were read before are not read again. */
export class SeenLines<Said> {
  readonly #only: ReadonlySet<string>
  readonly #read: (header: HeaderSummary) => Said
  readonly #said = new Map<string, Said>()
  #characters = 0

  /** `only`: names of fields, in lower case. */
  constructor(only: ReadonlySet<string>, read: (header: HeaderSummary) => Said) {
    this.#only = only
    this.#read = read
  }

  of(record: StoredRecord): Said {
    const lines = record.linesOf(this.#only)
    // Some records keep no lines, and say it in another way.
    if (lines.length === 0) return this.#read(record.header(this.#only))
    const text = Buffer.from(lines.buffer, lines.byteOffset, lines.length).toString('latin1')
    const known = this.#said.get(text)
    if (known !== undefined) return known
    const said = this.#read(record.header(this.#only))
    if (this.#said.size >= LINES_REMEMBERED_MAX || this.#characters + text.length > LINES_REMEMBERED_CHARACTERS_MAX) {
      this.#said.clear()
      this.#characters = 0
    }
    this.#said.set(text, said)
    this.#characters += text.length
    return said
  }
}
