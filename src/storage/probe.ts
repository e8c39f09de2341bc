import { Temporary } from '../base/errors.ts'
import { sql, writeScript } from './script.ts'
import type { Store } from './store.ts'

/** A write that changes one row and nothing else, to see whether writing works now. */
export const probeWrite = writeScript('storage.probe', import.meta.url, function* (tx, args: { readonly at: number }) {
  yield* tx.run(sql`update storage_probe set at = ${args.at} where id = 1`)
})

/** Why a write does not succeed now, in words for the administrator; undefined when it does. */
export async function writeProbe(store: Store, at: number): Promise<string | undefined> {
  try {
    await store.write(probeWrite, { at })
    return undefined
  } catch (error) {
    if (error instanceof Temporary) return error.message
    return 'writing to the database failed; the log of the service names the error'
  }
}
