import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { day } from '../../base/sizes.ts'
import type { Connection } from './connection.ts'

/**
 * Writes the whole database beside itself before a migration changes it: `zegel.db.before-0004-queue`. The name comes
 * only after the copy is on disk, so a snapshot with its name is complete.
 */
export function snapshotBefore(
  connection: Connection,
  path: string,
  migration: { readonly number: number, readonly name: string },
): string {
  const target = `${path}.before-${String(migration.number).padStart(4, '0')}-${migration.name}`
  const unfinished = `${target}.unfinished`
  rmSync(unfinished, { force: true })
  closeSync(openSync(unfinished, 'wx', 0o600))
  connection.run({ text: 'vacuum into ?', values: [unfinished] })
  sync(unfinished)
  renameSync(unfinished, target)
  sync(dirname(target))
  return target
}

/** How long the database as it was before a migration is kept: it holds what was deleted since. */
export const SNAPSHOT_KEPT_MS = 14 * day

/** Removes snapshots beside a database that are older. */
export function removeOldSnapshots(path: string, now: number): void {
  const beginning = `${basename(path)}.before-`
  for (const name of readdirSync(dirname(path))) {
    const file = join(dirname(path), name)
    if (name.startsWith(beginning) && statSync(file).mtimeMs < now - SNAPSHOT_KEPT_MS) rmSync(file, { force: true })
  }
}

function sync(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
