import { randomId } from './ids.ts'

/** A random id that tells behind its dash when it was made: for files, so that a sweep leaves young ones alone. */
export function datedId(nowMs: number): string {
  return `${randomId()}-${nowMs.toString(36)}`
}

/** When an id of that shape was made, ms; undefined for any other. */
export function madeAt(id: string): number | undefined {
  const at = Number.parseInt(/^[A-Za-z0-9_-]{22}-([0-9a-z]{6,11})$/.exec(id)?.[1] ?? '', 36)
  return Number.isNaN(at) ? undefined : at
}
