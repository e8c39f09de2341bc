import { Refusal } from '../base/errors.ts'
import { assert } from '../base/assert.ts'

interface Numbered {
  readonly number: number
  readonly name: string
}

/** Numbers only grow; that every file is listed is held by the test of the migrations. A gap is a number never used. */
export function checkOrder(migrations: readonly Numbered[]): void {
  let before = 0
  for (const [index, migration] of migrations.entries()) {
    assert(migration.number > before, `migration ${migration.number} (${migration.name}) stands at place ${index + 1}`)
    before = migration.number
  }
}

/**
 * Compares what a database has with what this version knows and gives the steps still to do, in order: steps made side
 * by side may reach a database in another order than their numbers.
 * Refuses (`storage-schema-newer`) a database that a newer version wrote, and (`storage-schema-foreign`) one whose
 * steps have other names.
 */
export function checkVersion<Step extends Numbered>(
  applied: readonly Numbered[],
  known: readonly Step[],
): readonly Step[] {
  for (const step of applied) {
    const own = known.find(({ number }) => number === step.number)
    if (own?.name === step.name) continue
    const newest = known.at(-1)?.number ?? 0
    if (own === undefined && step.number > newest) {
      throw new Refusal(
        'storage-schema-newer',
        `this database has schema ${step.number}, written by a newer version of Zegel; this version knows ` +
          `schema ${newest}. Start the newer version, or restore the backup that was made before it.`,
      )
    }
    throw new Refusal(
      'storage-schema-foreign',
      `this database has schema step ${step.number} "${step.name}", this version of Zegel has "${own?.name ?? 'none'}" there: ` +
        'it belongs to another program or version.',
    )
  }
  const done = new Set(applied.map(({ number }) => number))
  return known.filter(({ number }) => !done.has(number))
}
