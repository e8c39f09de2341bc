import type { Clock } from '../base/clock.ts'
import { madeAt } from '../base/dated-id.ts'
import { sql } from '../storage/script.ts'
import type { BlobStore, Store } from '../storage/store.ts'
import { LIST_MAX, type MailstoreLimits } from './limits.ts'
import { cut, inList } from './scripts/rows.ts'
import { expireUploads } from './scripts/uploads.ts'

export interface SweepParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly limits: MailstoreLimits
}

export interface Swept {
  readonly uploads: number
  readonly orphans: number
}

/**
 * Removes uploads whose time is over, and blobs of bodies and uploads that no row names: a crash between file and row, or
 * between the end of a row and that of its file, leaves them. Young ones stay, for their row may be on its way. Blobs of
 * other shape belong to others and are left alone.
 */
export async function sweep(parts: SweepParts): Promise<Swept> {
  const { store, blobs, clock, limits } = parts
  let uploads = 0
  for (let more = true; more;) {
    const expired = await store.write(expireUploads, { before: clock.now() - limits.uploadKeepMs, limit: LIST_MAX })
    for (const blob of expired.blobs) await blobs.delete(blob)
    uploads += expired.blobs.length
    more = expired.more
  }
  let orphans = 0
  let old: string[] = []
  for await (const id of blobs.list()) {
    const at = madeAt(id)
    if (at === undefined || clock.now() - at < limits.orphanAgeMs) continue
    old.push(id)
    if (old.length < LIST_MAX) continue
    orphans += await removeOrphans(parts, old)
    old = []
  }
  return { uploads, orphans: orphans + await removeOrphans(parts, old) }
}

async function removeOrphans({ store, blobs }: SweepParts, ids: readonly string[]): Promise<number> {
  let removed = 0
  for (const piece of cut(ids)) {
    const bodies = await store.all<{ blob: string }>(sql`select blob from body where blob is not null and blob in ${inList(piece)}`)
    const uploads = await store.all<{ blob: string }>(sql`select blob from upload where blob is not null and blob in ${inList(piece)}`)
    const named = new Set([...bodies, ...uploads].map(({ blob }) => blob))
    for (const id of piece) {
      if (named.has(id)) continue
      await blobs.delete(id)
      removed++
    }
  }
  return removed
}
