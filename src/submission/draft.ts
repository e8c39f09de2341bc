/** A message as the guard reads it: the same values that the browser makes while somebody writes. */
import type { ExtractText } from '../extract/types.ts'
import type { Draft, DraftAttachment, DraftRecipient } from '../guard/types.ts'
import { bodyParts } from '../message/body-parts.ts'
import { decodedBytes, decodedText } from '../message/body.ts'
import { htmlToText } from '../message/html-text.ts'
import type { AddressGroup, ParsedMessage, Part } from '../message/types.ts'
import { addressesOf } from './recipients.ts'

/** Inline pictures up to this size that the HTML itself shows are taken for decoration, such as a logo. */
export const DECORATION_BYTES_MAX = 64 * 1024
/** Files of one mail whose text is asked for; further ones count as unread. */
export const EXTRACTED_FILES_MAX = 100
/** Characters of HTML turned into text: more than a message may hold. */
const HTML_CHARACTERS_MAX = 64 * 1024 * 1024

export interface DraftSource {
  readonly message: ParsedMessage
  readonly raw: Uint8Array
  /** Envelope recipients: who stands in no To or Cc is a Bcc. */
  readonly rcptTo: readonly string[]
  readonly from: string
  readonly extract: ExtractText
}

/** The draft behind a message; text of files comes from locked-down children. */
export async function draftOf({ message, raw, rcptTo, from, extract }: DraftSource): Promise<Draft> {
  const parts = bodyParts(message.root)
  // A picture or file that stands between two texts, as some programs put it, is shown in the text and sent all the same.
  const shown = [...parts.textBody, ...parts.htmlBody].filter((part) => part.type !== 'text')
  const files = [...new Set([...parts.attachments, ...shown])].filter((part) => !isDecoration(part))
  return {
    from, recipients: recipientsOf(message, rcptTo), subject: message.subject, body: bodyOf(message, raw),
    attachments: await Promise.all(files.map((part, index) => attachmentOf(part, { raw, index, from, extract }))),
  }
}

/** Each envelope recipient with the field it stands in. */
export function recipientsOf(message: Pick<ParsedMessage, 'to' | 'cc'>, rcptTo: readonly string[]): DraftRecipient[] {
  const names = new Map<string, string | null>()
  const note = (groups: readonly AddressGroup[]): ReadonlySet<string> => {
    for (const { email, name } of groups.flatMap(({ addresses }) => addresses)) {
      if (!names.has(email.toLowerCase())) names.set(email.toLowerCase(), name)
    }
    return new Set(addressesOf(groups).map((address) => address.toLowerCase()))
  }
  const [to, cc] = [note(message.to), note(message.cc)]
  return rcptTo.map((address) => {
    const key = address.toLowerCase()
    return { address, name: names.get(key) ?? null, field: to.has(key) ? 'to' : cc.has(key) ? 'cc' : 'bcc' }
  })
}

/**
 * The text of the body. Where a plain text and an HTML alternative stand together the reader may see either, so lines of the
 * HTML with words that the plain text does not have are added.
 */
export function bodyOf(message: ParsedMessage, raw: Uint8Array): string {
  const { textBody, htmlBody } = bodyParts(message.root)
  const plain = textBody.filter((part) => part.subtype !== 'html' && part.type === 'text').map((part) => textOf(part, raw)).join('\n')
  const html = htmlBody.filter((part) => part.subtype === 'html' && part.type === 'text').map((part) => textOf(part, raw)).join('\n')
  if (plain.trim() === '') return html
  if (html === '') return plain
  const words = new Set(wordsOf(plain))
  const more = html.split('\n').filter((line) => wordsOf(line).some((word) => !words.has(word)))
  return more.length === 0 ? plain : `${plain}\n${more.join('\n')}`
}

function textOf(part: Part, raw: Uint8Array): string {
  const { value } = decodedText(part, raw)
  return part.subtype === 'html' ? htmlToText(value, { charactersMax: HTML_CHARACTERS_MAX }) : value
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

function isDecoration(part: Part): boolean {
  return part.type === 'image' && part.contentId !== null && part.disposition !== 'attachment'
    && part.bodyEnd - part.bodyStart <= DECORATION_BYTES_MAX
}

async function attachmentOf(part: Part, { raw, index, from, extract }: {
  readonly raw: Uint8Array, readonly index: number, readonly from: string, readonly extract: ExtractText,
}): Promise<DraftAttachment> {
  const bytes = part.message === null ? decodedBytes(part, raw) : raw.subarray(part.bodyStart, part.bodyEnd)
  const type = `${part.type}/${part.subtype}`
  const name = part.fileName ?? ''
  const extracted = index < EXTRACTED_FILES_MAX ? await extract({ name, type, bytes, owner: from }) : { unread: 'over-limit' } as const
  return { id: part.number, name, type, sizeBytes: bytes.length, ...extracted }
}
