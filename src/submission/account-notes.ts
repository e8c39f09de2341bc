/** Small encrypted notes that sending keeps for one account: whom it wrote to, from which networks it came. */
import type { OpenAccount, Place } from '../keys/keys.ts'
import { keptUnder, underNewestKey } from '../keys/newest-key.ts'
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'

/** Kinds of notes; one of each for an account. */
export type NoteKind = 'correspondence' | 'networks' | 'recipients'

interface Key { readonly tenant: number, readonly account: number, readonly kind: string }

const readNote = readScript('submission.read-note', import.meta.url, function* (
  tx, { tenant, account, kind }: Key,
): Script<{ box: Uint8Array } | undefined> {
  return yield* tx.maybe<{ box: Uint8Array }>(sql`select box from account_document
    where tenant = ${tenant} and account = ${account} and kind = ${kind} and id = 'note'`)
})

const keepNote = writeScript('submission.keep-note', import.meta.url, function* (
  tx, { tenant, account, kind, at, box, keyVersion }: Key & {
    readonly at: number, readonly box: Uint8Array, readonly keyVersion: number,
  },
): Script<void> {
  yield* tx.lockAccount({ tenant, account })
  yield* keptUnder(tx, { tenant, account, keyVersion })
  yield* tx.run(sql`insert into account_document (tenant, account, kind, id, changed_at, box)
    values (${tenant}, ${account}, ${kind}, 'note', ${at}, ${box})
    on conflict (tenant, account, kind, id) do update set changed_at = excluded.changed_at, box = excluded.box`)
})

const placeOf = ({ tenant, account }: OpenAccount, kind: NoteKind): Place => ({ tenant, account, kind: 'submission-note', id: kind })

/** The note, or undefined when there is none. */
export async function readAccountNote(store: Store, open: OpenAccount, kind: NoteKind): Promise<unknown> {
  const bytes = await readAccountNoteBytes(store, open, kind)
  return bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes))
}

export async function keepAccountNote(
  store: Store, open: OpenAccount, { kind, value, at }: { readonly kind: NoteKind, readonly value: unknown,
    readonly at: number },
): Promise<void> {
  await keepAccountNoteBytes(store, open, { kind, at, bytes: new TextEncoder().encode(JSON.stringify(value)) })
}

/** The same for a note that is no JSON. */
export async function readAccountNoteBytes(store: Store, open: OpenAccount,
  kind: NoteKind): Promise<Uint8Array | undefined> {
  const row = await store.read(readNote, { tenant: open.tenant, account: open.account, kind })
  return row === undefined ? undefined : open.decrypt(placeOf(open, kind), row.box)
}

export async function keepAccountNoteBytes(
  store: Store, open: OpenAccount, { kind, bytes, at }: { readonly kind: NoteKind, readonly bytes: Uint8Array,
    readonly at: number },
): Promise<void> {
  await underNewestKey(() => {
    const { tenant, account, keyVersion } = open
    return store.write(keepNote, {
      tenant, account, kind, at, box: open.encrypt(placeOf(open, kind), bytes), keyVersion,
    })
  })
}
