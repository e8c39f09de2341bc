import { Refusal } from '../../base/errors.ts'
import type { BlobStore } from '../store.ts'
import { openFolderBlobs } from './folder.ts'

/** Opens the blob store behind `blobs.url`: `file:/path`. Refuses another kind of URL with `storage-url`. */
export async function openBlobs(url: string): Promise<BlobStore> {
  if (url.startsWith('file:') && url.length > 'file:'.length) return openFolderBlobs(url.slice('file:'.length))
  throw new Refusal('storage-url', 'blobs.url must name a folder: file:/path')
}
