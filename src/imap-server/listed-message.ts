import type { HeaderKeys } from '../mailstore/header-keys.ts'
import type { Entry } from '../mailstore/types.ts'
import type { Context } from './command.ts'
import { createProgress } from './progress.ts'
import type { Found } from './search-messages.ts'

/** Most messages that one SORT by what stands in messages, or one THREAD, looks at. Past it: NO [LIMIT]. */
export const LISTED_MESSAGES_MAX = 250_000

/** A message found that is still there. */
export interface Listed {
  readonly found: Found
  readonly entry: Entry
}

/** The messages found with their entries; those that are gone meanwhile are left out. */
export function listedOf(found: readonly Found[], { session: { selected } }: Context): readonly Listed[] {
  return found.flatMap((one) => {
    const entry = selected.view.entry(one.uid)
    return entry ? [{ found: one, entry }] : []
  })
}

/**
 * What the header of each message says. Others are served meanwhile, and the client is told how far it is. 'stopped' when
 * the client is gone.
 */
export async function readHeaders<Key>(
  listed: readonly Listed[], wanted: Omit<HeaderKeys<Key>, 'goOn'>, context: Context,
): Promise<ReadonlyMap<number, Key> | 'stopped'> {
  const { session: { mail }, out } = context
  const progress = createProgress(context)
  const goOn = (looked: number): boolean => {
    progress(looked, listed.length)
    return out.open
  }
  return await mail.headerKeys(listed.map(({ entry }) => entry.message), { ...wanted, goOn }) ?? 'stopped'
}
