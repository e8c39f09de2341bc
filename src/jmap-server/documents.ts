import type { AccountRef, OpenAccount } from '../keys/keys.ts'
import { keptUnder, underNewestKey } from '../keys/newest-key.ts'
import { readScript, sql, writeScript } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'

/**
 * Small encrypted documents of one account: names and signatures of identities, which
 * email an EmailSubmission belongs to. Whole values, last writer wins; only the open account reads them.
 */
export interface Documents {
  /** The document, or undefined. */
  get(open: OpenAccount, kind: DocumentKind, id: string): Promise<unknown>
  /** All documents of a kind by id, newest first, at most `DOCUMENTS_MAX`. */
  list(open: OpenAccount, kind: DocumentKind): Promise<ReadonlyMap<string, unknown>>
  /** Keeps it; the oldest of its kind goes when there are more than `DOCUMENTS_MAX`. */
  put(open: OpenAccount, kind: DocumentKind, id: string, value: unknown): Promise<void>
  remove(account: AccountRef, kind: DocumentKind, id: string): Promise<void>
}

export type DocumentKind = 'identity' | 'email-submission'

/** Documents of one kind that one account keeps. */
export const DOCUMENTS_MAX = 1000

interface Key extends AccountRef {
  readonly kind: string
  readonly id: string
}

/** Told after a document changed, so that event streams look again. */
export const DOCUMENTS_TOPIC = 'documents'

/** Writes one document and drops the oldest past the maximum. */
export const putDocument = writeScript('jmap.put-document', import.meta.url, function* (
  tx, args: Key & { readonly box: Uint8Array, readonly at: number, readonly max: number, readonly keyVersion: number },
) {
  const { tenant, account, kind, id, box, at, max } = args
  yield* tx.lockAccount({ tenant, account })
  yield* keptUnder(tx, args)
  yield* tx.run(sql`insert into account_document (tenant, account, kind, id, changed_at, box)
    values (${tenant}, ${account}, ${kind}, ${id}, ${at}, ${box})
    on conflict (tenant, account, kind, id) do update set changed_at = excluded.changed_at, box = excluded.box`)
  const surplus = yield* tx.all<{ readonly id: string }>(sql`select id from account_document
    where tenant = ${tenant} and account = ${account} and kind = ${kind}
    order by changed_at desc, id desc limit 100 offset ${max}`)
  for (const old of surplus) {
    yield* tx.run(sql`delete from account_document
      where tenant = ${tenant} and account = ${account} and kind = ${kind} and id = ${old.id}`)
  }
  yield* tx.changed({ tenant, account, topic: DOCUMENTS_TOPIC, number: 0 })
})

export const removeDocument = writeScript('jmap.remove-document', import.meta.url, function* (tx, args: Key) {
  const { tenant, account, kind, id } = args
  yield* tx.run(sql`delete from account_document
    where tenant = ${tenant} and account = ${account} and kind = ${kind} and id = ${id}`)
  yield* tx.changed({ tenant, account, topic: DOCUMENTS_TOPIC, number: 0 })
})

/** Every document of a kind, newest first. */
export const listDocuments = readScript('jmap.list-documents', import.meta.url, function* (
  tx, args: AccountRef & { readonly kind: string, readonly max: number },
) {
  const { tenant, account, kind, max } = args
  return yield* tx.all<{ readonly id: string, readonly box: Uint8Array }>(sql`select id, box from account_document
    where tenant = ${tenant} and account = ${account} and kind = ${kind}
    order by changed_at desc, id desc limit ${max}`)
})

export function createDocuments({ store, now }: { readonly store: Store, readonly now: () => number }): Documents {
  const place = ({ tenant, account }: AccountRef, kind: string, id: string) =>
    ({ tenant, account, kind: 'document', id: `${kind}/${id}` })
  const read = (open: OpenAccount, kind: string, row: { readonly id: string, readonly box: Uint8Array }): unknown =>
    JSON.parse(new TextDecoder().decode(open.decrypt(place(open, kind, row.id), row.box)))
  return {
    async get(open, kind, id) {
      const row = await store.maybe<{ readonly box: Uint8Array }>(sql`select box from account_document
        where tenant = ${open.tenant} and account = ${open.account} and kind = ${kind} and id = ${id}`)
      return row === undefined ? undefined : read(open, kind, { id, box: row.box })
    },
    async list(open, kind) {
      const { tenant, account } = open
      const rows = await store.read(listDocuments, { tenant, account, kind, max: DOCUMENTS_MAX })
      return new Map(rows.map((row) => [row.id, read(open, kind, row)]))
    },
    async put(open, kind, id, value) {
      await underNewestKey(() => {
        const { tenant, account, keyVersion } = open
        const box = open.encrypt(place(open, kind, id), new TextEncoder().encode(JSON.stringify(value)))
        return store.write(putDocument, { tenant, account, kind, id, box, at: now(), max: DOCUMENTS_MAX, keyVersion })
      })
    },
    async remove({ tenant, account }, kind, id) {
      await store.write(removeDocument, { tenant, account, kind, id })
    },
  }
}
