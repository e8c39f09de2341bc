import { isCreationReference } from '../jmap/arguments.ts'
import type { JsonObject } from '../jmap/json.ts'
import { realId, type Context } from './context.ts'

/** `inMailbox: "#new"` of a mailbox made in the same request becomes its id; only at the top of the filter. */
export function resolveMailboxes(filter: JsonObject | null, context: Context): JsonObject | null {
  const named = filter?.['inMailbox']
  if (!isCreationReference(named)) return filter
  return { ...filter, inMailbox: realId(context, named) ?? named }
}
