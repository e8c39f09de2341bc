/** What a sort looks at in a message's header: names, subject and date as they are compared. RFC 8621 §4.4.2 */
import { baseSubject } from '../message/base-subject.ts'
import type { HeaderSummary } from '../message/summary.ts'
import type { AddressGroup } from '../message/types.ts'
import type { StoredRecord } from './record.ts'

export interface SummaryKeys {
  readonly sentAt: number
  readonly from: string
  readonly to: string
  readonly subject: string
}

function summaryKeys({ sentAt, from, to, subject }: HeaderSummary): SummaryKeys {
  return {
    sentAt: sentAt?.ms ?? 0, from: sortName(from), to: sortName(to), subject: baseSubject(subject).toLowerCase(),
  }
}

/** RFC 8621 §4.4.2: the name, or else the address, of the first. */
function sortName(groups: readonly AddressGroup[]): string {
  const first = groups.flatMap(({ addresses }) => addresses)[0]
  return (first?.name ?? first?.email ?? '').toLowerCase()
}

/** Header lines whose keys one sort remembers: the same people write again and again. */
export const LINES_REMEMBERED_MAX = 20_000

/** What lines that were read before say to a sort. */
export class SeenLines {
  readonly #only: ReadonlySet<string>
  readonly #keys = new Map<string, SummaryKeys>()

  constructor(only: ReadonlySet<string>) {
    this.#only = only
  }

  keysOf(record: StoredRecord): SummaryKeys {
    const lines = record.linesOf(this.#only)
    // Some records keep no lines, and say it in another way.
    if (lines.length === 0) return summaryKeys(record.header(this.#only))
    const text = Buffer.from(lines.buffer, lines.byteOffset, lines.length).toString('latin1')
    const known = this.#keys.get(text)
    if (known !== undefined) return known
    const keys = summaryKeys(record.header(this.#only))
    if (this.#keys.size >= LINES_REMEMBERED_MAX) this.#keys.clear()
    this.#keys.set(text, keys)
    return keys
  }
}
