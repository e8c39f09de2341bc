/**
 * The text of one file. Runs inside a locked-down child: it has no file system, no network and no environment; whoever starts it
 * limits time and memory. What a file is say its bytes (`kind.ts`); each format is a file of its own with its limits beside it.
 * Never throws for what is in a file: what cannot be read is told by `unread`, and the text until there stays.
 */
import { readGzip, readTar, readZip } from './archive.ts'
import { decodeText } from './charset.ts'
import { readHtml } from './html.ts'
import { isCertain, kindsOf, type Kind } from './kind.ts'
import { readMail, readMbox } from './mail.ts'
import { hasLocation, hidesArchive, imageSizeOf, PIXELS_MAX, SIDE_MIN } from './picture.ts'
import { Reading, Unreadable, type Sink } from './reading.ts'
import { readRtf } from './rtf.ts'
import { jsonToText, readLooseXml, unfoldCard } from './text-forms.ts'
import { readTnef } from './tnef.ts'
import type { FileToRead, Remarks, Unread } from './types.ts'

export interface ReadOptions {
  readonly sink: Sink
  /** On the clock of `now`: when reading ends with what there is. */
  readonly deadline?: number
  readonly now?: () => number
}

/** Reads it; text and pictures go to the sink as they come. */
export async function readFile(file: FileToRead, options: ReadOptions): Promise<Remarks & {
  readonly unread?: Unread }> {
  const reading = new Reading({ ...options, inner: readInner })
  try {
    await readInner(file, reading)
  } catch (error) {
    reading.miss(whyOf(error))
  }
  return {
    notes: reading.notes, noted: reading.noted, places: reading.places, ...(reading.unread === undefined ? {}
      : { unread: reading.unread }),
  }
}

/** As every kind it is. What is wrong with one kind does not end the others, unless a shared limit is used up. */
async function readInner(file: FileToRead, reading: Reading): Promise<void> {
  const kinds = kindsOf(file)
  if (kinds.length === 0) reading.miss('unknown-format')
  for (const kind of kinds) {
    try {
      await readAs(kind, file, reading)
    } catch (error) {
      if (error instanceof Unreadable && error.isFinal) throw error
      const why = whyOf(error)
      if (why !== 'broken' || kinds.length === 1 || isCertain(kind, file)) reading.miss(why)
    }
  }
}

/** A stack or an array that grew too large is a limit too; anything else that nobody expects is a broken file. */
function whyOf(error: unknown): Unread {
  if (error instanceof Unreadable) return error.why
  return error instanceof RangeError && /call stack|array length|string length|allocation/i.test(error.message) ? 'over-limit' : 'broken'
}

async function readAs(kind: Kind, { name, bytes }: FileToRead, reading: Reading): Promise<void> {
  switch (kind) {
    // PDF.js is large: only a child that gets a PDF loads it.
    case 'pdf': return (await import('./pdf.ts')).readPdf(bytes, reading)
    case 'cfb': return (await import('./compound.ts')).readCompound(bytes, reading)
    case 'tnef': return readTnef(bytes, reading)
    case 'zip': return readZip(bytes, reading)
    case 'gzip': return readGzip(bytes, name, reading)
    case 'tar': return readTar(bytes, reading)
    case 'rtf': return readRtf(bytes, reading)
    case 'picture': return readPicture(bytes, name, reading)
    case 'mail': return readMail(bytes, reading)
    case 'mbox': return readMbox(bytes, reading)
    case 'html': return readHtml(decodeText(bytes), reading)
    case 'xml': return readLooseXml(decodeText(bytes), reading)
    case 'json': return reading.add(jsonToText(decodeText(bytes)))
    case 'card': return reading.add(unfoldCard(decodeText(bytes)))
    case 'plain': return reading.add(decodeText(bytes))
    case 'openpgp': return reading.miss('encrypted')
  }
}

function readPicture(bytes: Uint8Array, name: string, reading: Reading): void {
  const size = imageSizeOf(bytes)
  if (hasLocation(bytes)) reading.note('metadata-location')
  if (hidesArchive(bytes)) reading.miss('unknown-format')
  if (size === undefined) throw new Unreadable('broken')
  if (size.width * size.height > PIXELS_MAX) throw new Unreadable('over-limit')
  if (Math.min(size.width, size.height) >= SIDE_MIN) reading.picture({ bytes, place: { kind: 'picture', label: name }, isContent: true })
}
