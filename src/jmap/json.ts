/** A JSON object, values not looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A fresh object without a prototype's members: keys of strangers such as `__proto__` are plain keys in it. */
export function emptyObject<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>
}

/** Own property only, so that `constructor` is not found in `{}`. */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/**
 * Whether brackets nest at most `max` deep. One pass over the text; strings are skipped. Does not check the
 * grammar.
 */
export function jsonDepthWithin(text: string, max: number): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x22) {
      at = endOfString(text, at)
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1
      if (depth > max) return false
    } else if (code === 0x5d || code === 0x7d) {
      depth -= 1
    }
  }
  return true
}

/** Index of the closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x5c) at += 1
    else if (code === 0x22) return at
  }
  return text.length
}
