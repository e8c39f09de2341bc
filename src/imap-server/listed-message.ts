import type { Entry, ListRecord } from '../mailstore/types.ts'
import type { Context } from './command.ts'
import { createPace } from './pace.ts'
import { createProgress } from './progress.ts'
import type { Found } from './search-messages.ts'

/** Messages whose records are asked for at a time. */
export const LISTED_SLAB = 256

/** Most messages that one SORT by what stands in messages, or one THREAD, looks at. Past it: NO [LIMIT]. */
export const LISTED_MESSAGES_MAX = 250_000

/**
 * Reads something out of the list record of each message found, in order; messages that are gone meanwhile are left out.
 * Others are served meanwhile. 'stopped' when the client is gone.
 */
export async function readListed<T>(
  found: readonly Found[], read: (record: ListRecord, entry: Entry, one: Found) => T, context: Context,
): Promise<readonly T[] | 'stopped'> {
  const { session: { mail, selected }, out } = context
  const progress = createProgress(context)
  const pace = createPace()
  const facts: T[] = []
  for (let from = 0; from < found.length; from += LISTED_SLAB) {
    const present: { readonly one: Found, readonly entry: Entry }[] = []
    for (const one of found.slice(from, from + LISTED_SLAB)) {
      const entry = selected.view.entry(one.uid)
      if (entry) present.push({ one, entry })
    }
    const records = await mail.records(present.map(({ entry }) => entry.message))
    for (const [at, { one, entry }] of present.entries()) {
      const record = records[at]
      if (record) facts.push(read(record, entry, one))
      await pace.breathe()
    }
    progress(facts.length, found.length)
    if (!out.open) return 'stopped'
  }
  return facts
}
