import { call } from '../ui/api.ts'
import type { Jmap } from './jmap.ts'
import type { Picture } from './letter.ts'
import type { BodyPart } from './types.ts'

/** Largest picture put into a message, in bytes. */
export const pictureBytesMax = 8 * 1024 * 1024

/** Pictures fetched at the same time; the server takes no more than a few of one reader. */
export const picturesAtOnce = 4

/** Fetches all, a few at a time, in order; a picture that does not come is undefined. */
export async function fetchAll(
  keys: readonly string[], fetch: (key: string) => Promise<Picture | undefined>,
): Promise<(readonly [string, Picture | undefined])[]> {
  const came: (readonly [string, Picture | undefined])[] = []
  let next = 0
  await Promise.all(Array.from({ length: picturesAtOnce }, async () => {
    for (let key = keys[next]; key !== undefined; key = keys[next]) {
      next += 1
      came.push([key, await fetch(key)])
    }
  }))
  return came
}

const kinds = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp'])

/** A picture elsewhere, fetched by our server: the sender sees the organisation, not the reader. Undefined when it does not come. */
export async function remotePicture(url: string): Promise<Picture | undefined> {
  try {
    const response = await call(`/api/remote-image?url=${encodeURIComponent(url)}`)
    return await pictureOf(await response.blob())
  } catch {
    return undefined
  }
}

/** A picture that came with the message. */
export async function insidePicture(jmap: Jmap, part: BodyPart): Promise<Picture | undefined> {
  if (part.blobId === null || part.size > pictureBytesMax) return undefined
  try {
    return await pictureOf(new Blob([await jmap.download(part.blobId, part.name ?? 'picture', part.type)], { type: part.type }))
  } catch {
    return undefined
  }
}

/** Bytes as an address the frame can show, with the real size so that the page can keep room for it. */
export async function pictureOf(blob: Blob): Promise<Picture | undefined> {
  const type = blob.type.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!kinds.has(type) || blob.size > pictureBytesMax || blob.size === 0) return undefined
  const bitmap = await createImageBitmap(blob)
  const { width, height } = bitmap
  bitmap.close()
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return { url: `data:${type};base64,${base64(bytes)}`, width, height }
}

function base64(bytes: Uint8Array): string {
  if ('toBase64' in bytes && typeof bytes.toBase64 === 'function') return bytes.toBase64() as string
  let binary = ''
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(binary)
}
