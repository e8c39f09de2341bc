import { randomId } from '../base/ids.ts'

/** An id of a blob of the portal, with when it was made, so that the sweep leaves young ones alone. */
export function newBlobId(now: number): string {
  return `${randomId()}-${now.toString(36)}`
}

/** When a blob of that id was made; undefined when it is none of ours. */
export function blobAge(id: string, now: number): number | undefined {
  const madeAt = Number.parseInt(/^[A-Za-z0-9_-]{22}-([0-9a-z]{6,11})$/.exec(id)?.[1] ?? '', 36)
  return Number.isNaN(madeAt) ? undefined : now - madeAt
}

/** Larger ciphertext stands in the blob store, smaller in its row. */
export const INLINE_BYTES_MAX = 128 * 1024
