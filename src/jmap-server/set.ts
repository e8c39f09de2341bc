import type { Arguments } from '../jmap/arguments.ts'
import { isCreationReference } from '../jmap/arguments.ts'
import { MethodFailure, SetFailure, type SetError } from '../jmap/errors.ts'
import { isId } from '../jmap/ids.ts'
import { emptyObject, isObject, type JsonObject } from '../jmap/json.ts'
import { readAccount, realId, type Context } from './context.ts'

/** What a `/set` asks for, checked for size and form (RFC 8620 §5.3). */
export interface SetRequest {
  readonly account: string
  readonly ifInState: string | null
  readonly create: ReadonlyMap<string, JsonObject>
  readonly update: ReadonlyMap<string, JsonObject>
  readonly destroy: readonly string[]
}

export function readSet(args: Arguments, context: Context): SetRequest {
  return readSetOf(args, context, { account: readAccount(args, context), ifInState: args.stringOrNull('ifInState') })
}

/** The same for a type that belongs to no account and has no states. */
export function readSetOf(
  args: Arguments, context: Context, { account, ifInState }: Pick<SetRequest, 'account' | 'ifInState'>,
): SetRequest {
  const request = {
    account,
    ifInState,
    create: args.objectsOrNull('create') ?? new Map<string, JsonObject>(),
    update: args.objectsOrNull('update') ?? new Map<string, JsonObject>(),
    destroy: args.idsOrNull('destroy', context.limits.maxObjectsInSet) ?? [],
  }
  if (request.create.size + request.update.size + request.destroy.length > context.limits.maxObjectsInSet) {
    throw new MethodFailure('requestTooLarge', `at most ${context.limits.maxObjectsInSet} objects in one call`)
  }
  if (![...request.create.keys()].every(isId)) {
    throw new MethodFailure('invalidArguments', 'a creation id must be an id')
  }
  if (![...request.update.keys()].every((id) => isId(id) || isCreationReference(id))) {
    throw new MethodFailure('invalidArguments', '"update" must map ids to patches')
  }
  return request
}

/** What one type does for each kind of change. Each throws `SetFailure` for an object that cannot be. */
export interface SetOperations {
  state(): Promise<string>
  /** Gives the properties that the server set, `id` among them. */
  create?(object: JsonObject, creation: string): Promise<Readonly<Record<string, unknown>> & { readonly id: string }>
  /** Gives what changed besides what the client asked for, or null. */
  update?(id: string, patch: JsonObject): Promise<JsonObject | null>
  /** All updates together, where that saves commits; `update` is not called then. */
  updateAll?(patches: ReadonlyMap<string, JsonObject>): Promise<ReadonlyMap<string, 'updated' | SetError>>
  destroy?(id: string): Promise<void>
  destroyAll?(ids: readonly string[]): Promise<ReadonlyMap<string, 'destroyed' | SetError>>
}

/** How a `/set` went. */
export interface SetOutcome {
  readonly response: JsonObject
  readonly created: ReadonlyMap<string, string>
  readonly updated: readonly string[]
  readonly destroyed: readonly string[]
}

/**
 * Runs creates, then updates, then destroys; each object stands alone, so one wrong object does not stop the
 * others.
 */
export async function runSet(request: SetRequest, context: Context, operations: SetOperations): Promise<SetOutcome> {
  const oldState = await operations.state()
  if (request.ifInState !== null && request.ifInState !== oldState) {
    throw new MethodFailure('stateMismatch', 'the state is another one by now')
  }
  const created = await createAll(request, context, operations)
  const updated = await updateEach(request, context, operations)
  const destroyed = await destroyEach(request, context, operations)
  return {
    response: {
      accountId: request.account, oldState, newState: await operations.state(),
      created: orNull(created.done), notCreated: orNull(created.failed),
      updated: orNull(updated.done), notUpdated: orNull(updated.failed),
      destroyed: destroyed.done.length === 0 ? null : destroyed.done, notDestroyed: orNull(destroyed.failed),
    },
    created: new Map(Object.entries(created.done).map(([creation, { id }]) => [creation, id])),
    updated: Object.keys(updated.done),
    destroyed: destroyed.done,
  }
}

type Errors = Record<string, SetError>

async function createAll({ create }: SetRequest, context: Context, operations: SetOperations) {
  const done = emptyObject<{ readonly id: string }>()
  const failed: Errors = emptyObject()
  for (const [creation, object] of referencedFirst(create)) {
    const result = await attempt(async () => {
      if (operations.create === undefined) {
        throw new SetFailure({ type: 'forbidden', description: 'this type is not created by clients' })
      }
      return operations.create(object, creation)
    })
    if ('failed' in result) {
      failed[creation] = result.failed
    } else {
      done[creation] = result.value
      context.createdIds.set(creation, result.value.id)
    }
  }
  return { done, failed }
}

/**
 * What others of the same call refer to (`#creation` as a value or as a key of one) is made before them, in whatever order
 * they came (RFC 8620 §5.3). In a circle the order stays, and the first of it fails for what is not there.
 */
export function referencedFirst(create: ReadonlyMap<string, JsonObject>): ReadonlyMap<string, JsonObject> {
  const ordered = new Map<string, JsonObject>()
  const begun = new Set<string>()
  for (const root of create.keys()) {
    // No recursion: a chain may be as long as a call may hold objects.
    const stack = [root]
    for (let creation = stack.at(-1); creation !== undefined; creation = stack.at(-1)) {
      const object = create.get(creation) ?? {}
      const wanted = begun.has(creation) ? [] : references(object).filter((one) => create.has(one) && !begun.has(one))
      begun.add(creation)
      stack.push(...wanted)
      if (wanted.length > 0) continue
      stack.pop()
      ordered.set(creation, object)
    }
  }
  return ordered
}

function references(object: JsonObject): readonly string[] {
  return Object.values(object).flatMap((value) => isObject(value) ? Object.keys(value) : [value])
    .filter(isCreationReference).map((one) => one.slice(1))
}

async function updateEach({ update, destroy }: SetRequest, context: Context, operations: SetOperations) {
  const done = emptyObject<JsonObject | null>()
  const failed: Errors = emptyObject()
  const patches = new Map<string, JsonObject>()
  for (const [named, patch] of update) {
    const id = realId(context, named)
    if (id === undefined) failed[named] = { type: 'notFound' }
    else if (destroy.includes(named)) failed[named] = { type: 'willDestroy' }
    else patches.set(id, patch)
  }
  if (operations.updateAll !== undefined && patches.size > 0) {
    for (const [id, result] of await operations.updateAll(patches)) {
      if (result === 'updated') done[id] = null
      else failed[id] = result
    }
    return { done, failed }
  }
  for (const [id, patch] of patches) {
    const result = await attempt(async () => {
      if (operations.update === undefined) {
        throw new SetFailure({ type: 'forbidden', description: 'this type does not change' })
      }
      return operations.update(id, patch)
    })
    if ('failed' in result) failed[id] = result.failed
    else done[id] = result.value
  }
  return { done, failed }
}

async function destroyEach({ destroy }: SetRequest, context: Context, operations: SetOperations) {
  const done: string[] = []
  const failed: Errors = emptyObject()
  const ids: string[] = []
  for (const named of destroy) {
    const id = realId(context, named)
    if (id === undefined) failed[named] = { type: 'notFound' }
    else ids.push(id)
  }
  if (operations.destroyAll !== undefined && ids.length > 0) {
    for (const [id, result] of await operations.destroyAll(ids)) {
      if (result === 'destroyed') done.push(id)
      else failed[id] = result
    }
    return { done, failed }
  }
  for (const id of ids) {
    const result = await attempt(async () => {
      if (operations.destroy === undefined) {
        throw new SetFailure({ type: 'forbidden', description: 'this type is not destroyed by clients' })
      }
      return operations.destroy(id)
    })
    if ('failed' in result) failed[id] = result.failed
    else done.push(id)
  }
  return { done, failed }
}

/** Turns `SetFailure` into its error; anything else is no business of one object and goes on up. */
export async function attempt<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly failed: SetError }> {
  try {
    return { value: await work() }
  } catch (error) {
    if (error instanceof SetFailure) return { failed: error.error }
    throw error
  }
}

const orNull = <T>(object: Record<string, T>): Record<string, T> | null =>
  Object.keys(object).length === 0 ? null : object
