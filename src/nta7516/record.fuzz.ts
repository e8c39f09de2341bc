import { assert } from '../base/assert.ts'
import { printRecord, readRecords, RECORD_HOSTS_MAX, standingOf } from './record.ts'

const seed = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What strangers publish under their domain: never thrown at, within its limits, and read back as it is printed. */
export const fuzz = {
  name: 'DNS record of NTA 7516',
  seeds: [
    seed('v=NTA7516-1;startdate=2026-01;enddate=2028-12;provider=voorbeeld'),
    seed('v=NTA7516-1; startdate=2026-01; enddate=2028-12; provider=a b; ntamx=20 b.example.nl; ntamx=10 a.example.nl.;'),
    seed('v=NTA7516-1;startdate=2026-13\nv=NTA7516-2;x=1\nv=NTA7516'),
  ],
  run(input: Uint8Array): void {
    const read = readRecords(new TextDecoder().decode(input).split('\n'))
    if (read.kind !== 'record') return
    const { record } = read
    assert(record.hosts.length <= RECORD_HOSTS_MAX && record.startMonth <= record.endMonth, 'a record past its limits')
    standingOf(record, 1_800_000_000_000)
    const printed = printRecord(record)
    assert('text' in printed, 'what was read cannot be printed')
    const again = readRecords([printed.text])
    assert(JSON.stringify(again) === JSON.stringify(read), 'what was printed reads differently')
  },
}
