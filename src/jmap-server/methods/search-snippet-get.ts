import { MethodFailure } from '../../jmap/errors.ts'
import { searchedText } from '../../jmap/filter.ts'
import { messageOf } from '../../jmap/ids.ts'
import { escapeHtml, snippet } from '../../jmap/snippet.ts'
import { MAIL } from '../../jmap/session.ts'
import { isFileToRead } from '../../mailstore/file-texts.ts'
import { bodyParts } from '../../message/body-parts.ts'
import { decodedBytes, decodedText } from '../../message/body.ts'
import { htmlToText } from '../../message/html-text.ts'
import type { Part } from '../../message/types.ts'
import { readAccount, type Context, type Method } from '../context.ts'
import { readEmailFilter } from '../email-results.ts'
import { noteUse } from '../noted-use.ts'

/** Emails in one call; each body is read. */
export const SNIPPETS_MAX = 64
/** Bytes of a text part that are looked at. */
export const SNIPPET_BYTES_MAX = 256 * 1024

/** Text parts of one message that are looked at. */
export const SNIPPET_PARTS_MAX = 8

/** Subject and a piece of the text, or the name of a file, with the words marked; null where they do not stand. */
export const searchSnippetGet: Method = {
  name: 'SearchSnippet/get',
  capability: MAIL,
  rfc: ['RFC 8621 §5.1'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const words = searchedText(readEmailFilter(args, context).filter)
    const ids = args.idsOrNull('emailIds', SNIPPETS_MAX)
    args.end()
    if (ids === null) throw new MethodFailure('invalidArguments', '"emailIds" must be an array of ids')
    const list: unknown[] = []
    const notFound: string[] = []
    for (const id of ids) {
      const message = messageOf(id)
      const found = message === undefined ? undefined : await snippetsOf(message, words, context)
      if (found === undefined) notFound.push(id)
      else list.push({ emailId: id, ...found })
    }
    return { response: { accountId, list, notFound: notFound.length === 0 ? null : notFound } }
  },
}

async function snippetsOf(message: number, words: readonly string[], context: Context) {
  const [record] = await context.mail.records([message])
  if (record === undefined) return undefined
  const { subject, structure } = record.summary
  const raw = words.length === 0 ? undefined : await context.mail.body(message)
  const { textBody, attachments } = bodyParts(structure)
  let preview: string | null = null
  for (const part of raw === undefined ? [] : textBody.slice(0, SNIPPET_PARTS_MAX)) {
    if (preview !== null || raw === undefined || part.type !== 'text') continue
    const { value } = decodedText(part, raw, { maxBytes: SNIPPET_BYTES_MAX })
    const text = part.subtype === 'html' ? htmlToText(value, { charactersMax: SNIPPET_BYTES_MAX }) : value
    preview = snippet(text, words)
  }
  let isGiven = preview !== null
  // Words that stand in no text may be those of a file's name, or stand in the file.
  for (const { fileName } of attachments) preview ??= fileName === null ? null : snippet(fileName, words)
  const title = snippet(subject, words)
  if (title === null && preview === null && raw !== undefined) {
    preview = await snippetOfFiles({ attachments, raw, words }, context)
    isGiven = preview !== null
  }
  // Piece by piece a whole text can be had this way.
  if (isGiven) await noteUse(context, 'read', [message])
  return { subject: title, preview }
}

/** From the first file that holds a word, with its name in front. */
async function snippetOfFiles({ attachments, raw, words }: {
  readonly attachments: readonly Part[], readonly raw: Uint8Array, readonly words: readonly string[],
}, { protection, room }: Context): Promise<string | null> {
  for (const part of attachments.filter(isFileToRead)) {
    if (room.filesLeft <= 0) return null
    room.filesLeft--
    const found = await protection.extractor.extract({
      name: part.fileName ?? '', type: `${part.type}/${part.subtype}`, bytes: decodedBytes(part, raw),
    })
    const piece = 'text' in found ? snippet(found.text.slice(0, SNIPPET_BYTES_MAX), words) : null
    if (piece !== null) return part.fileName === null ? piece : `${escapeHtml(part.fileName)}: ${piece}`
  }
  return null
}
