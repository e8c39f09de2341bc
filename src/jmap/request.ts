/**
 * JMAP, the pure half: envelope of requests and responses, result references, patches, ids, arguments, the shape of
 * emails. Values in, values out; no input or output, no clock.
 *
 * Promises: nothing here costs more than one pass over its input times a stated limit; every limit stands in `limits.ts`.
 * Fails: a request that is not one gives a `RequestProblem`; a wrong argument throws `MethodFailure`, a wrong object in
 * a `/set` throws `SetFailure`, both turned into answers by the server's dispatcher.
 * Standards: RFC 8620 (core), RFC 8621 (mail), RFC 7493 (I-JSON).
 */
import { requestProblem, type RequestProblem } from './errors.ts'
import { isId } from './ids.ts'
import { isObject, jsonDepthWithin, own, type JsonObject } from './json.ts'
import { JSON_DEPTH_MAX, type JmapLimits } from './limits.ts'

/** One method call or one response: name, arguments, the client's call id (RFC 8620 §3.2). */
export type Invocation = readonly [name: string, args: JsonObject, callId: string]

export interface JmapRequest {
  readonly using: readonly string[]
  readonly methodCalls: readonly Invocation[]
  /** Client's creation ids with the real ones, when it wants them back (RFC 8620 §3.3). */
  readonly createdIds: ReadonlyMap<string, string> | null
}

/** Creation ids that a client may hand in with one request. */
export const CREATED_IDS_MAX = 1000

/** Reads one request body. Size is checked by the caller, before the bytes are in memory. RFC 8620 §3.3, §3.6.1 */
export function parseRequest(
  text: string, capabilities: ReadonlySet<string>, limits: JmapLimits,
): { readonly request: JmapRequest } | { readonly problem: RequestProblem } {
  if (!jsonDepthWithin(text, JSON_DEPTH_MAX)) {
    return { problem: requestProblem('limit', `brackets nest deeper than ${JSON_DEPTH_MAX}`, 'maxDepth') }
  }
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return { problem: requestProblem('notJSON', 'the body is not JSON') }
  }
  const wrong = (detail: string) => ({ problem: requestProblem('notRequest', detail) })
  if (!isObject(body)) return wrong('expected an object')
  const using = own(body, 'using')
  if (!Array.isArray(using) || !using.every((one) => typeof one === 'string')) {
    return wrong('"using" must be an array of strings')
  }
  const unknown = using.find((one) => !capabilities.has(one))
  if (unknown !== undefined) {
    return { problem: requestProblem('unknownCapability', `capability not known: ${String(unknown).slice(0, 100)}`) }
  }
  const calls = own(body, 'methodCalls')
  if (!Array.isArray(calls)) return wrong('"methodCalls" must be an array')
  if (calls.length > limits.maxCallsInRequest) {
    const detail = `at most ${limits.maxCallsInRequest} calls in one request`
    return { problem: requestProblem('limit', detail, 'maxCallsInRequest') }
  }
  const methodCalls: Invocation[] = []
  for (const call of calls) {
    const invocation = readInvocation(call)
    if (invocation === undefined) return wrong('each call must be [name, arguments, call id]')
    methodCalls.push(invocation)
  }
  const createdIds = readCreatedIds(own(body, 'createdIds'))
  if (createdIds === undefined) return wrong('"createdIds" must map creation ids to ids')
  return { request: { using, methodCalls, createdIds } }
}

function readInvocation(call: unknown): Invocation | undefined {
  if (!Array.isArray(call) || call.length !== 3) return undefined
  const [name, args, callId] = call as [unknown, unknown, unknown]
  if (typeof name !== 'string' || !isObject(args) || typeof callId !== 'string') return undefined
  return [name, args, callId]
}

function readCreatedIds(value: unknown): ReadonlyMap<string, string> | null | undefined {
  if (value === undefined || value === null) return null
  if (!isObject(value)) return undefined
  const entries = Object.entries(value)
  if (entries.length > CREATED_IDS_MAX) return undefined
  const ids = new Map<string, string>()
  for (const [key, id] of entries) {
    if (!isId(key) || !isId(id)) return undefined
    ids.set(key, id)
  }
  return ids
}
