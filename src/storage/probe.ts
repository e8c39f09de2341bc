import { Temporary } from '../base/errors.ts'
import { KiB } from '../base/sizes.ts'
import { sql, writeScript } from './script.ts'
import type { Store } from './store.ts'

/** Bytes the probe asks room for: about what a mail takes. */
const ROOM_BYTES = 64 * KiB

/** A write that needs new room and gives it back, to see whether a mail could be kept now. */
export const probeWrite = writeScript('storage.probe', import.meta.url, function* (tx, args: { readonly at: number }) {
  yield* tx.run(sql`update storage_probe set at = ${args.at} where id = 1`)
  const room = new Uint8Array(ROOM_BYTES)
  yield* tx.run(sql`insert into storage_room (at, body) values (${args.at}, ${room}) on conflict (at) do nothing`)
  yield* tx.run(sql`delete from storage_room where at <= ${args.at}`)
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
