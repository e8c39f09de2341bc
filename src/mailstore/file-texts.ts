import type { ExtractText } from '../extract/types.ts'
import { MiB } from '../base/sizes.ts'
import { bodyParts } from '../message/body-parts.ts'
import { decodedBytes } from '../message/body.ts'
import { searchedText } from '../message/searched-text.ts'
import type { Part } from '../message/types.ts'

/** Files of one message whose text is searched; of further ones only the names. */
export const FILES_OF_MESSAGE_MAX = 8
/** Largest file that is opened for searching, in octets as it was sent. */
export const SEARCHED_FILE_BYTES_MAX = 16 * MiB
/** Characters of all files of one message together. */
export const FILE_TEXT_LENGTH_MAX = 512 * 1024

/** Text parts and messages inside are searched as they stand in the mail; pictures are not read for searching. */
const READ_ALREADY: ReadonlySet<string> = new Set(['text', 'message', 'multipart', 'image', 'audio', 'video'])

/** Whether a message has files that must be opened to be searched. */
export function hasFilesToRead(structure: Part): boolean {
  return filesToRead(structure).length > 0
}

/** The texts of a message's files in searched form; what cannot be read, or not within the limits, has none. */
export async function fileTexts(read: ExtractText, structure: Part, raw: Uint8Array): Promise<readonly string[]> {
  const texts: string[] = []
  let left = FILE_TEXT_LENGTH_MAX
  for (const part of filesToRead(structure)) {
    if (left <= 0) break
    const bytes = decodedBytes(part, raw)
    const found = await read({ name: part.fileName ?? '', type: `${part.type}/${part.subtype}`, bytes })
    if (!('text' in found) || found.text === '') continue
    texts.push(searchedText(found.text.slice(0, left)))
    left -= found.text.length
  }
  return texts
}

/** Whether a part is a file that is opened for searching. */
export function isFileToRead(part: Part): boolean {
  return !READ_ALREADY.has(part.type) && part.bodyEnd - part.bodyStart <= SEARCHED_FILE_BYTES_MAX
}

function filesToRead(structure: Part): readonly Part[] {
  return bodyParts(structure).attachments.filter(isFileToRead).slice(0, FILES_OF_MESSAGE_MAX)
}
