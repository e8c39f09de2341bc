import { MethodFailure } from './errors.ts'
import { emptyObject, isObject, own, type JsonObject } from './json.ts'
import { REFERENCE_ITEMS_MAX } from './limits.ts'
import type { Invocation } from './request.ts'

/** Segments in one path of a reference. */
export const REFERENCE_SEGMENTS_MAX = 16

/**
 * The arguments with every `#name` replaced by what an earlier response of this request says (RFC 8620 §3.7).
 * Throws `MethodFailure` with `invalidArguments` (same name twice) or `invalidResultReference`.
 */
export function resolveReferences(args: JsonObject, responses: readonly Invocation[]): JsonObject {
  const names = Object.keys(args).filter((key) => key.startsWith('#'))
  if (names.length === 0) return args
  const resolved = emptyObject<unknown>()
  for (const [key, value] of Object.entries(args)) if (!key.startsWith('#')) resolved[key] = value
  for (const name of names) {
    const target = name.slice(1)
    if (Object.hasOwn(args, target)) {
      throw new MethodFailure('invalidArguments', `both "${target}" and "${name}" are given`)
    }
    resolved[target] = follow(args[name], responses)
  }
  return resolved
}

function follow(reference: unknown, responses: readonly Invocation[]): unknown {
  if (!isObject(reference)) throw broken('a reference must be an object')
  const { resultOf, name, path } = reference
  if (typeof resultOf !== 'string' || typeof name !== 'string' || typeof path !== 'string') {
    throw broken('a reference needs resultOf, name and path')
  }
  const response = responses.find(([, , callId]) => callId === resultOf)
  if (response === undefined || response[0] !== name) throw broken('no earlier response fits resultOf and name')
  const segments = path === '' ? [] : path.split('/', REFERENCE_SEGMENTS_MAX + 2)
  if (segments.length > 0 && segments[0] !== '') throw broken('a path begins with /')
  if (segments.length > REFERENCE_SEGMENTS_MAX + 1) throw broken('the path is too long')
  return evaluate(response[1], segments.slice(1).map(unescape))
}

/** JSON Pointer (RFC 6901) in which `*` maps over an array and flattens one level (RFC 8620 §3.7). */
function evaluate(value: unknown, segments: readonly string[]): unknown {
  const [segment, ...rest] = segments
  if (segment === undefined) return value
  if (Array.isArray(value)) {
    if (segment === '*') {
      const gathered: unknown[] = []
      for (const item of value) {
        const found = evaluate(item, rest)
        if (Array.isArray(found)) for (const one of found) gathered.push(one)
        else gathered.push(found)
        if (gathered.length > REFERENCE_ITEMS_MAX) throw broken(`more than ${REFERENCE_ITEMS_MAX} values`)
      }
      return gathered
    }
    if (!/^(0|[1-9][0-9]{0,8})$/.test(segment) || Number(segment) >= value.length) {
      throw broken('no such place in the array')
    }
    return evaluate(value[Number(segment)], rest)
  }
  if (isObject(value) && Object.hasOwn(value, segment)) return evaluate(own(value, segment), rest)
  throw broken('the path leads nowhere')
}

const unescape = (segment: string): string => segment.replaceAll('~1', '/').replaceAll('~0', '~')

const broken = (description: string): MethodFailure => new MethodFailure('invalidResultReference', description)
