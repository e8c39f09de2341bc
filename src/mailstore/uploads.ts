import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import type { Clock } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { datedId } from '../base/dated-id.ts'
import { randomId } from '../base/ids.ts'
import type { BodyCipher, OpenAccount, Place } from '../keys/keys.ts'
import { sql } from '../storage/script.ts'
import type { BlobStore, Store } from '../storage/store.ts'
import type { MailstoreLimits } from './limits.ts'
import { insertUpload } from './scripts/uploads.ts'

/** Bytes a client brought to use in a message soon (RFC 8620 §6.1): encrypted for the account, gone after a day. */
export interface UploadParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly cipher: BodyCipher
  readonly clock: Clock
  readonly limits: MailstoreLimits
}

/** Characters of a media type that are kept. */
const TYPE_MAX = 255

/** Keeps bytes; `Refusal('too-many-uploads')` when the account keeps as much as it may. */
export async function keepUpload(parts: UploadParts, open: OpenAccount, { bytes, type }: {
  readonly bytes: Uint8Array, readonly type: string,
}): Promise<{ readonly id: string, readonly sizeBytes: number }> {
  const { tenant, account } = open
  const id = randomId()
  const key = crypto.getRandomValues(new Uint8Array(32))
  const box = parts.cipher.encrypt(place(open, 'upload', id), key, bytes)
  const content = { k: toBase64Url(key), t: type.slice(0, TYPE_MAX) }
  const head = open.encrypt(place(open, 'upload-head', id), new TextEncoder().encode(JSON.stringify(content)))
  const blob = box.length <= parts.limits.inlineBytesMax ? null : datedId(parts.clock.now())
  if (blob !== null) await parts.blobs.put(blob, box)
  const outcome = await parts.store.write(insertUpload, {
    tenant, account, upload: id, createdAt: parts.clock.now(), sizeBytes: bytes.length, head, blob,
    sealed: blob === null ? box : null, bytesMax: parts.limits.uploadBytesMax, keyVersion: open.keyVersion,
  })
  if (outcome === 'too much') {
    if (blob !== null) await parts.blobs.delete(blob)
    throw new Refusal('too-many-uploads', 'too many uploads are waiting to be used')
  }
  return { id, sizeBytes: bytes.length }
}

/** The bytes again; undefined when there are none of that id or their time is over. */
export async function readUpload(parts: UploadParts, open: OpenAccount, id: string): Promise<
  { readonly bytes: Uint8Array, readonly type: string } | undefined
> {
  const { tenant, account } = open
  const row = await parts.store.maybe<UploadRow>(sql`select head, sealed, blob, created_at as "createdAt" from upload
    where tenant = ${tenant} and account = ${account} and upload = ${id}`)
  if (row === undefined || row.createdAt < parts.clock.now() - parts.limits.uploadKeepMs) return undefined
  const head = open.decrypt(place(open, 'upload-head', id), row.head)
  const { k, t } = JSON.parse(new TextDecoder().decode(head)) as { k: string, t: string }
  const box = row.sealed ?? (row.blob === null ? undefined : await parts.blobs.get(row.blob))
  const key = fromBase64Url(k)
  if (box === undefined || key === undefined) return undefined
  return { bytes: parts.cipher.decrypt(place(open, 'upload', id), key, box), type: t }
}

interface UploadRow {
  readonly head: Uint8Array
  readonly sealed: Uint8Array | null
  readonly blob: string | null
  readonly createdAt: number
}

function place({ tenant, account }: OpenAccount, kind: string, id: string): Place {
  return { tenant, account, kind, id }
}
