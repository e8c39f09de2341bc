import { SetFailure } from '../jmap/errors.ts'
import { blobPlace } from '../jmap/ids.ts'
import { leafOf, mediaType } from '../jmap/parts.ts'
import type { AccountMail } from '../mailstore/types.ts'
import { decodedBytes } from '../message/body.ts'
import { parseMessage } from '../message/parse.ts'
import { realId, type Context } from './context.ts'
import { noteBlob } from './noted-use.ts'

export interface Blob {
  readonly bytes: Uint8Array
  /** As declared by the part or the upload; never trusted for how it is shown. */
  readonly type: string
  readonly name: string | null
}

/** The bytes behind a blob id of this account, or undefined: other accounts' blobs are not there either. */
export async function readBlob(mail: AccountMail, id: string): Promise<Blob | undefined> {
  const place = blobPlace(id)
  if (place === undefined) return undefined
  if (place.of === 'upload') {
    const upload = await mail.uploaded(place.id)
    return upload === undefined ? undefined : { ...upload, name: null }
  }
  const raw = await mail.body(place.message)
  if (raw === undefined) return undefined
  if (place.of === 'message') return { bytes: raw, type: 'message/rfc822', name: null }
  const { root, headerEnd } = parseMessage(raw)
  const part = leafOf(root, headerEnd, place.part)
  return part === undefined ? undefined : { bytes: decodedBytes(part, raw), type: mediaType(part), name: part.fileName }
}

/**
 * The blob, also by creation reference; `blobNotFound` otherwise (RFC 8621 §4.6). Something new is made of it, which is
 * read without a trace: so it is noted here as given out.
 */
export async function requireBlob(context: Context, id: string): Promise<Blob> {
  const real = realId(context, id)
  const blob = real === undefined ? undefined : await readBlob(context.mail, real)
  if (real === undefined || blob === undefined) throw new SetFailure({ type: 'blobNotFound', notFound: [id] })
  await noteBlob(context, real)
  return blob
}
