/**
 * JMAP, the serving half: runs the calls of one request one after another against the account of who is signed in.
 *
 * Promises: `created`, `updated`, `destroyed` come after the commit is durable; a state never runs ahead of the data
 * that came with it; nothing of another account is ever found. Every call answers, whatever happened to the one before.
 * Fails: `MethodFailure` becomes a method-level error, `Temporary` `serverUnavailable`, `Refusal` `forbidden`; anything
 * else is a bug of ours: `serverFail` with a reference, logged with its stack.
 * Standards: RFC 8620, RFC 8621.
 */
import { Arguments } from '../jmap/arguments.ts'
import { Refusal, Temporary } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { MethodFailure } from '../jmap/errors.ts'
import type { JsonObject } from '../jmap/json.ts'
import { FILES_OPENED_MAX, RESPONSE_VALUES_MAX } from '../jmap/limits.ts'
import { resolveReferences } from '../jmap/references.ts'
import type { Invocation, JmapRequest } from '../jmap/request.ts'
import type { Log } from '../log/log.ts'
import type { Context, JmapServices, JmapUser, Method } from './context.ts'
import { methods } from './methods.ts'

const byName: ReadonlyMap<string, Method> = new Map(methods.map((method) => [method.name, method]))

export interface JmapResponse {
  readonly methodResponses: readonly Invocation[]
  readonly createdIds?: Readonly<Record<string, string>>
  readonly sessionState: string
}

/** Answers one request (RFC 8620 §3.4). Waits first until everything that was sealed has been absorbed. */
export async function answerRequest(request: JmapRequest, { user, services, ip, credentials, sessionState, log }: {
  readonly user: JmapUser
  readonly services: JmapServices
  readonly ip: string
  readonly credentials: string
  readonly sessionState: string
  readonly log: Log
}): Promise<JmapResponse> {
  const createdIds = new Map(request.createdIds ?? [])
  const context: Context = {
    ...user, ...services, ip, credentials, using: new Set(request.using), createdIds,
    room: { valuesLeft: RESPONSE_VALUES_MAX, uploadLeft: services.limits.maxSizeUpload, filesLeft: FILES_OPENED_MAX },
  }
  await user.mail.absorbed()
  const responses: Invocation[] = []
  for (const [name, args, callId] of request.methodCalls) {
    for (const [answered, response] of await runCall(name, args, { context, responses, log })) {
      responses.push([answered, response, callId])
    }
  }
  const created = request.createdIds === null ? {} : { createdIds: Object.fromEntries(createdIds) }
  return { methodResponses: responses, ...created, sessionState }
}

async function runCall(name: string, args: JsonObject, { context, responses, log }: {
  readonly context: Context, readonly responses: readonly Invocation[], readonly log: Log,
}): Promise<readonly (readonly [string, JsonObject])[]> {
  try {
    const method = byName.get(name)
    if (method === undefined || !context.using.has(method.capability)) {
      throw new MethodFailure('unknownMethod', 'there is no such method among the capabilities in use')
    }
    const { response, further = [] } = await method.run(new Arguments(resolveReferences(args, responses)), context)
    return [[name, response], ...further.map((one) => [one.name, one.response] as const)]
  } catch (error) {
    return [['error', methodError(error, name, log)]]
  }
}

function methodError(error: unknown, method: string, log: Log): JsonObject {
  if (error instanceof MethodFailure) return { type: error.type, description: error.message }
  if (error instanceof Temporary) {
    log.warn('jmap.temporary', { reason: error.reason })
    return { type: 'serverUnavailable', description: 'try again in a moment' }
  }
  if (error instanceof Refusal) return { type: 'forbidden', description: error.reason }
  const reference = randomId().slice(0, 8)
  log.error('jmap.bug', error, { reference, method: byName.has(method) ? method : 'unknown' })
  return { type: 'serverFail', description: `something went wrong on our side; reference ${reference}` }
}
