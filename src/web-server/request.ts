import type { HttpBindings } from '@hono/node-server'
import type { Context as HonoContext } from 'hono'
import type { Account } from '../accounts/types.ts'
import { isObject, jsonDepthWithin, type JsonObject } from '../jmap/json.ts'
import { JSON_DEPTH_MAX } from '../jmap/limits.ts'
import type { OpenAccount } from '../keys/keys.ts'
import { webLimits } from './limits.ts'
import type { WebParts } from './parts.ts'
import { Problem } from './problem.ts'

export type Http = HonoContext<{ Bindings: HttpBindings }>

/** One request with what every route needs to know of it. */
export interface WebRequest {
  readonly http: Http
  readonly parts: WebParts
  /** The client's address; never taken from a header of a stranger. */
  readonly ip: string
  /** Whether the client reached us over https. */
  readonly secure: boolean
  /** Scheme and host as the client wrote them. */
  readonly origin: string
}

/** Who is signed in. `session` is null for a mail client that came with an app password. */
export interface SignedIn {
  readonly account: Account
  readonly open: OpenAccount
  readonly session: string | null
}

/** The body, up to `max` bytes. A longer one is 413, one that is cut off is 400; nothing of either is kept. */
export async function readBody(
  { http }: WebRequest, max: number, grow: (bytes: number) => void = () => undefined,
): Promise<Uint8Array> {
  const declared = Number(http.req.header('content-length') ?? 0)
  if (declared > max) throw new Problem(413, 'too-large')
  const stream = http.req.raw.body
  if (stream === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of stream as ReadableStream<Uint8Array>) {
      size += chunk.length
      if (size > max) throw new Problem(413, 'too-large')
      grow(chunk.length)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem(400, 'cut-off')
  }
  if (declared > 0 && size < declared) throw new Problem(400, 'cut-off')
  return Buffer.concat(chunks, size)
}

/** The body as a JSON object. */
export async function readJson(request: WebRequest, max: number = webLimits.bodyBytesMax): Promise<JsonObject> {
  const type = request.http.req.header('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type)) throw new Problem(415, 'json-expected')
  const text = new TextDecoder().decode(await readBody(request, max))
  if (!jsonDepthWithin(text, JSON_DEPTH_MAX)) throw new Problem(400, 'too-deep')
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new Problem(400, 'not-json')
  }
  if (!isObject(body)) throw new Problem(400, 'object-expected')
  return body
}

/** A member that must be text of at most `max` characters. */
export function textOf(body: JsonObject, name: string, max = 1000): string {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  if (typeof value !== 'string' || value.length > max) throw new Problem(400, 'not-valid', { field: name })
  return value
}

/** A JSON answer. */
export function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } })
}

/** 204. */
export const nothing = (): Response => new Response(null, { status: 204 })
