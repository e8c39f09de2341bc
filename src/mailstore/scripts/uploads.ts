import { keptUnder } from '../../keys/newest-key.ts'
import { sql, writeScript } from '../../storage/script.ts'
import type { Owner } from './rows.ts'

export interface UploadArgs extends Owner {
  readonly upload: string
  readonly createdAt: number
  readonly sizeBytes: number
  readonly head: Uint8Array
  readonly sealed: Uint8Array | null
  readonly blob: string | null
  readonly bytesMax: number
  readonly keyVersion: number
}

/** Keeps an upload; 'too much' when the account keeps as many bytes of uploads as it may. */
export const insertUpload = writeScript('mailstore.upload', import.meta.url, function* (tx, args: UploadArgs) {
  const { tenant, account } = args
  yield* tx.lockAccount(args)
  yield* keptUnder(tx, args)
  const { kept } = yield* tx.one<{ kept: number | null }>(sql`select sum(size_bytes) as kept from upload
    where tenant = ${tenant} and account = ${account}`)
  if (Number(kept ?? 0) + args.sizeBytes > args.bytesMax) return 'too much' as const
  yield* tx.run(sql`insert into upload (tenant, account, upload, created_at, size_bytes, head, sealed, blob)
    values (${tenant}, ${account}, ${args.upload}, ${args.createdAt}, ${args.sizeBytes}, ${args.head}, ${args.sealed},
      ${args.blob})`)
  return 'kept' as const
})

export interface ExpireArgs { readonly before: number, readonly limit: number }

/** Removes uploads of all accounts that are older; gives their blobs and whether there may be more. */
export const expireUploads = writeScript('mailstore.expire-uploads', import.meta.url, function* (tx, args: ExpireArgs) {
  const old = yield* tx.all<{ tenant: number, account: number, upload: string, blob: string | null }>(sql`select tenant,
    account, upload, blob from upload where created_at < ${args.before} order by created_at limit ${args.limit}`)
  for (const { tenant, account, upload } of old) {
    yield* tx.run(sql`delete from upload where tenant = ${tenant} and account = ${account} and upload = ${upload}`)
  }
  return { blobs: old.map(({ blob }) => blob).filter((blob) => blob !== null), more: old.length === args.limit }
})
