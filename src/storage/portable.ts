import { PORTABLE_DEPTH_MAX } from './limits.ts'

/** What arguments and results of scripts hold, nothing else: they cross a thread. */
export interface Portable {
  /** The value itself, or a copy in which views on part of a buffer stand alone. */
  readonly value: unknown
  /** Bytes held by arrays and strings, roughly. */
  readonly bytes: number
}

/**
 * Checks that a value can cross a thread and makes it cheap to do so. A view on part of a buffer is copied, because the
 * structured clone would carry the whole buffer behind it (for a small Node Buffer: the pool with everybody's bytes).
 * Throws when it meets a function, a symbol, a class instance or shared memory.
 */
export function portable(value: unknown): Portable {
  const state = { bytes: 0 }
  return { value: visit(value, 0, state), bytes: state.bytes }
}

function visit(value: unknown, depth: number, state: { bytes: number }): unknown {
  switch (typeof value) {
    case 'string':
      state.bytes += value.length
      return value
    case 'number':
    case 'boolean':
    case 'undefined':
    case 'bigint':
      return value
    case 'object':
      if (value === null) return value
      if (value instanceof Uint8Array) return standAlone(value, state)
      if (depth >= PORTABLE_DEPTH_MAX) {
        throw new Error(`a value nested deeper than ${PORTABLE_DEPTH_MAX} cannot cross a thread`)
      }
      return Array.isArray(value) ? visitList(value, depth, state) : visitObject(value, depth, state)
    default:
      throw new Error(`a ${typeof value} cannot cross a thread`)
  }
}

function standAlone(view: Uint8Array, state: { bytes: number }): Uint8Array {
  state.bytes += view.byteLength
  if (!(view.buffer instanceof ArrayBuffer)) throw new Error('shared memory cannot cross a thread')
  if (view.buffer.detached) throw new Error('these bytes were handed over before')
  return view.byteLength === view.buffer.byteLength ? view : Uint8Array.from(view)
}

function visitList(list: readonly unknown[], depth: number, state: { bytes: number }): unknown {
  let copy: unknown[] | undefined
  for (let index = 0; index < list.length; index++) {
    const before = list[index]
    const after = visit(before, depth + 1, state)
    if (after !== before) {
      copy ??= [...list]
      copy[index] = after
    }
  }
  return copy ?? list
}

function visitObject(object: object, depth: number, state: { bytes: number }): unknown {
  if (object instanceof Map || object instanceof Set) {
    const inner = visitList([...object], depth, state)
    return object instanceof Map ? new Map(inner as [unknown, unknown][]) : new Set(inner as unknown[])
  }
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new Error(`an object of class ${object.constructor.name} cannot cross a thread`)
  }
  let copy: Record<string, unknown> | undefined
  const fields = object as Record<string, unknown>
  for (const key in fields) {
    const before = fields[key]
    const after = visit(before, depth + 1, state)
    if (after !== before) {
      copy ??= { ...fields }
      copy[key] = after
    }
  }
  return copy ?? object
}

/** Buffers worth moving instead of copying: below this size a move costs more than the copy. */
const MOVE_BYTES_MIN = 64 * 1024

/** The whole buffers of large arrays in a value that nobody uses any more, for a transfer list. */
export function largeBuffers(value: unknown, into: Set<ArrayBuffer> = new Set()): Set<ArrayBuffer> {
  if (value instanceof Uint8Array || value instanceof Float64Array) {
    if (value.byteLength >= MOVE_BYTES_MIN && value.buffer instanceof ArrayBuffer) into.add(value.buffer)
  } else if (Array.isArray(value)) {
    for (const item of value) largeBuffers(item, into)
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) largeBuffers(item, into)
  }
  return into
}
