import type { Arguments } from '../jmap/arguments.ts'
import { MethodFailure } from '../jmap/errors.ts'
import { PROPERTIES_MAX } from '../jmap/limits.ts'
import { realId, type Answer, type Context } from './context.ts'

/** Answers a standard `/get` over a list that is small enough to be held whole (RFC 8620 §5.1). */
export function answerGet({ account, state, ids, objects, properties }: {
  readonly account: string
  readonly state: string
  readonly ids: readonly string[] | null
  readonly objects: ReadonlyMap<string, Readonly<Record<string, unknown>>>
  readonly properties: readonly string[] | null
}): Answer {
  const wanted = ids ?? [...objects.keys()]
  const list = wanted.map((id) => objects.get(id)).filter((object) => object !== undefined)
  const notFound = wanted.filter((id) => !objects.has(id))
  return { response: { accountId: account, state, list: list.map((object) => pick(object, properties)), notFound } }
}

/** `ids`, with creation references replaced; those of nothing stay as they are and end in `notFound`. */
export function readIds(args: Arguments, context: Context): readonly string[] | null {
  const ids = args.idsOrNull('ids', context.limits.maxObjectsInGet)
  return ids === null ? null : [...new Set(ids.map((id) => realId(context, id) ?? id))]
}

/** `properties`; `invalidArguments` for one that the type does not have. */
export function readProperties(args: Arguments, known: readonly string[]): readonly string[] | null {
  const properties = args.stringsOrNull('properties', PROPERTIES_MAX)
  const unknown = properties?.find((property) => !known.includes(property))
  if (unknown !== undefined) throw new MethodFailure('invalidArguments', `property not known: ${unknown.slice(0, 100)}`)
  return properties
}

/** The object with these properties and `id` only. */
export function pick(
  object: Readonly<Record<string, unknown>>, properties: readonly string[] | null,
): Record<string, unknown> {
  if (properties === null) return { ...object }
  const picked: Record<string, unknown> = { id: object['id'] }
  for (const property of properties) picked[property] = object[property] ?? null
  return picked
}
