import { sql, writeScript } from '../storage/script.ts'

/** Makes the envelope of a queued mail unreadable, as a broken disk does: for tests. */
export const spoil = writeScript('queue.testing.spoil', import.meta.url, function* (tx, { id }: { readonly id: string }) {
  yield* tx.run(sql`update outgoing set envelope = ${new Uint8Array(40)} where id = ${id}`)
})
