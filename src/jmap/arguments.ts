import { MethodFailure } from './errors.ts'
import { isId } from './ids.ts'
import { isObject, own, type JsonObject } from './json.ts'

/**
 * Reads the arguments of one method call by name and type; what does not fit throws `invalidArguments` with the name of
 * the argument and what was expected. `end` refuses what no one asked for (RFC 8620 §3.6.2).
 */
export class Arguments {
  readonly #values: JsonObject
  readonly #read = new Set<string>()

  constructor(values: JsonObject) {
    this.#values = values
  }

  /** Everything, as it came. */
  all(): JsonObject {
    return this.#values
  }

  /** The value as it came; null and absent are one. */
  raw(name: string): unknown {
    this.#read.add(name)
    return own(this.#values, name) ?? null
  }

  string(name: string): string {
    return this.#expect(name, 'a string', this.stringOrNull(name))
  }

  stringOrNull(name: string): string | null {
    const value = this.raw(name)
    if (value !== null && typeof value !== 'string') throw wrong(name, 'a string')
    return value
  }

  id(name: string): string {
    return this.#expect(name, 'an id', this.idOrNull(name))
  }

  idOrNull(name: string): string | null {
    const value = this.raw(name)
    if (value !== null && !isId(value)) throw wrong(name, 'an id')
    return value
  }

  boolean(name: string, absent: boolean): boolean {
    const value = this.raw(name)
    if (value === null) return absent
    if (typeof value !== 'boolean') throw wrong(name, 'true or false')
    return value
  }

  /** A whole number within bounds. */
  integer(name: string, { min, max = Number.MAX_SAFE_INTEGER, absent }: {
    readonly min: number, readonly max?: number, readonly absent: number,
  }): number {
    return this.integerOrNull(name, { min, max }) ?? absent
  }

  integerOrNull(name: string, { min, max = Number.MAX_SAFE_INTEGER }: {
    readonly min: number, readonly max?: number,
  }): number | null {
    const value = this.raw(name)
    if (value === null) return null
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {
      throw wrong(name, max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`)
    }
    return value
  }

  /** Strings, without doubles; `requestTooLarge` past `max`. */
  stringsOrNull(name: string, max: number): readonly string[] | null {
    const value = this.raw(name)
    if (value === null) return null
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) {
      throw wrong(name, 'an array of strings')
    }
    if (value.length > max) throw new MethodFailure('requestTooLarge', `"${name}" may hold at most ${max}`)
    return [...new Set(value)]
  }

  /** Ids, also `#creation`; without doubles; `requestTooLarge` past `max`. */
  idsOrNull(name: string, max: number): readonly string[] | null {
    const value = this.stringsOrNull(name, max)
    if (value?.every((one) => isId(one) || isCreationReference(one)) === false) throw wrong(name, 'an array of ids')
    return value
  }

  objectOrNull(name: string): JsonObject | null {
    const value = this.raw(name)
    if (value !== null && !isObject(value)) throw wrong(name, 'an object')
    return value
  }

  /** An object whose every value is an object: `create` and `update` of a `/set`. */
  objectsOrNull(name: string): ReadonlyMap<string, JsonObject> | null {
    const value = this.objectOrNull(name)
    if (value === null) return null
    const objects = new Map<string, JsonObject>()
    for (const [key, one] of Object.entries(value)) {
      if (!isObject(one)) throw wrong(name, 'an object of objects')
      objects.set(key, one)
    }
    return objects
  }

  arrayOrNull(name: string, max: number): readonly unknown[] | null {
    const value = this.raw(name)
    if (value === null) return null
    if (!Array.isArray(value)) throw wrong(name, 'an array')
    if (value.length > max) throw new MethodFailure('requestTooLarge', `"${name}" may hold at most ${max}`)
    return value
  }

  /** Refuses arguments that nobody read. */
  end(): void {
    const extra = Object.keys(this.#values).find((name) => !this.#read.has(name))
    if (extra !== undefined) throw new MethodFailure('invalidArguments', `argument not known: ${extra.slice(0, 100)}`)
  }

  #expect<T>(name: string, what: string, value: T | null): T {
    if (value === null) throw wrong(name, what)
    return value
  }
}

/** `#k1`: an object made earlier in the same request (RFC 8620 §5.3). */
export function isCreationReference(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('#') && isId(value.slice(1))
}

function wrong(name: string, expected: string): MethodFailure {
  return new MethodFailure('invalidArguments', `"${name}" must be ${expected}`)
}
