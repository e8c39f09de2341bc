import type { AttachmentNote, AttachmentPlace } from '../guard/types.ts'
import type { Ocr } from './ocr.ts'
import type { Extracted, Picture, Unread } from './types.ts'

/**
 * Adds the words of a file's pictures behind its text, each with its place. A picture that is the content of the file (a scan, a
 * photo) and cannot be read makes the file unread; one inside a document is remarked only.
 */
export async function readPictures(extracted: Extracted, pictures: readonly Picture[], { ocr, withinMs }: {
  readonly ocr: Ocr, readonly withinMs: number,
}): Promise<Extracted> {
  if (pictures.length === 0) return extracted
  const until = performance.now() + withinMs
  let text = 'text' in extracted ? extracted.text : ''
  let { unread }: { readonly unread?: Unread } = extracted
  const notes = new Set<AttachmentNote>(extracted.notes)
  const places: AttachmentPlace[] = [...extracted.places ?? []]
  for (const { bytes, place, isContent } of pictures) {
    const read = performance.now() > until ? { unread: 'over-limit' as const } : await ocr.read(bytes)
    if ('unread' in read) {
      if (isContent) unread ??= read.unread === 'not-installed' ? 'unknown-format' : read.unread
      else notes.add('pictures-not-read')
      continue
    }
    if (read.text === '') continue
    notes.add('read-by-ocr')
    if (text !== '') text += '\n\f'
    places.push({ offset: text.length, ...place })
    text += `${read.text}\n`
  }
  const remarks = { ...(notes.size === 0 ? {} : { notes: [...notes] }), ...(places.length === 0 ? {} : { places }) }
  if (unread === undefined) return { text, ...remarks }
  return text === '' ? { unread, ...remarks } : { text, unread, ...remarks }
}
