import { Refusal } from '../base/errors.ts'
import { assert } from '../base/assert.ts'

interface Numbered {
  readonly number: number
  readonly name: string
}

/** Numbers run 1, 2, 3 without a gap: a gap would be a step somebody forgot to list. */
export function checkOrder(migrations: readonly Numbered[]): void {
  for (const [index, migration] of migrations.entries()) {
    assert(
      migration.number === index + 1,
      `migration ${migration.number} (${migration.name}) stands at place ${index + 1}`,
    )
  }
}

/**
 * Compares what a database has with what this version knows and gives the steps still to do.
 * Refuses (`storage-schema-newer`) a database that a newer version wrote, and (`storage-schema-foreign`) one whose
 * steps have other names.
 */
export function checkVersion<Step extends Numbered>(
  applied: readonly Numbered[],
  known: readonly Step[],
): readonly Step[] {
  for (const [index, step] of applied.entries()) {
    const own = known[index]
    if (own === undefined) {
      throw new Refusal(
        'storage-schema-newer',
        `this database has schema ${applied.length}, written by a newer version of Zegel; this version knows ` +
          `schema ${known.length}. Start the newer version, or restore the backup that was made before it.`,
      )
    }
    if (own.number !== step.number || own.name !== step.name) {
      throw new Refusal(
        'storage-schema-foreign',
        `this database has schema step ${step.number} "${step.name}", this version of Zegel has "${own.name}" there: ` +
          'it belongs to another program or version.',
      )
    }
  }
  return known.slice(applied.length)
}
