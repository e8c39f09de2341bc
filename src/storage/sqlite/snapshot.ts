import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
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

function sync(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
