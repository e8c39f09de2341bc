import { SetFailure } from './errors.ts'
import { emptyObject, isObject, type JsonObject } from './json.ts'

/** Entries in one patch. */
export const PATCH_ENTRIES_MAX = 500

/** What a patch does to one property: the whole new value, or single members of it (null takes a member away). */
export type PropertyPatch =
  | { readonly whole: unknown }
  | { readonly members: Readonly<Record<string, unknown>> }

/**
 * Reads a PatchObject (RFC 8620 §5.3) of which paths are at most two levels deep, such as `keywords/$seen`: deeper
 * paths point inside values that no type here lets change. `invalidPatch` when one path lies inside another.
 */
export function readPatch(patch: JsonObject): ReadonlyMap<string, PropertyPatch> {
  const entries = Object.entries(patch)
  if (entries.length > PATCH_ENTRIES_MAX) throw invalid(`at most ${PATCH_ENTRIES_MAX} entries`)
  const read = new Map<string, PropertyPatch>()
  for (const [path, value] of entries) {
    const segments = path.split('/', 3).map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    const [property, member] = segments
    if (property === undefined || property === '' || segments.length > 2) {
      throw invalid(`path not known: ${path.slice(0, 100)}`)
    }
    const before = read.get(property)
    if (member === undefined) {
      if (before !== undefined) throw invalid(`"${property}" is patched twice`)
      read.set(property, { whole: value })
      continue
    }
    if (before !== undefined && 'whole' in before) throw invalid(`"${property}" is patched twice`)
    const members = before?.members ?? emptyObject<unknown>()
    if (Object.hasOwn(members, member)) throw invalid(`"${path.slice(0, 100)}" is patched twice`)
    read.set(property, { members: Object.assign(emptyObject<unknown>(), members, { [member]: value }) })
  }
  return read
}

/** The object after the patch; only for plain values one level deep. */
export function applyPatch(object: JsonObject, patch: JsonObject): JsonObject {
  const result = Object.assign(emptyObject<unknown>(), object)
  for (const [property, change] of readPatch(patch)) {
    if ('whole' in change) {
      result[property] = change.whole
      continue
    }
    const old = result[property]
    if (!isObject(old)) throw invalid(`"${property}" has no members`)
    const next = Object.assign(emptyObject<unknown>(), old)
    for (const [member, value] of Object.entries(change.members)) {
      if (value === null) delete next[member]
      else next[member] = value
    }
    result[property] = next
  }
  return result
}

function invalid(description: string): SetFailure {
  return new SetFailure({ type: 'invalidPatch', description })
}
