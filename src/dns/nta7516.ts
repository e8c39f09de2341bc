/** The record of NTA 7516 of a domain, as far as DNSSEC vouches for it. */
import type { RecordFound } from '../nta7516/decisions.ts'
import { readRecords, standingOf, type Nta7516Record } from '../nta7516/record.ts'
import type { Resolver } from './types.ts'

export interface Nta7516Found {
  readonly found: RecordFound
  /** What was read, also when it does not count now; null without a record that can be read. */
  readonly record: Nta7516Record | null
}

/** Looks at the TXT records of the mail domain itself. `unknown` when the DNS gave no answer: then nothing may be concluded. */
export async function findNta7516(resolver: Pick<Resolver, 'txt'>, domain: string, now: number): Promise<Nta7516Found> {
  const answer = await resolver.txt(domain)
  if (answer.kind === 'servfail' || answer.kind === 'timeout') return { found: 'unknown', record: null }
  if (answer.kind !== 'answer') return { found: 'none', record: null }
  const read = readRecords(answer.records)
  if (read.kind === 'none') return { found: 'none', record: null }
  if (!answer.authenticated) return { found: 'insecure', record: null }
  if (read.kind === 'faulty') return { found: 'faulty', record: null }
  return { found: standingOf(read.record, now), record: read.record }
}
