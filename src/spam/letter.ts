/** A mail as the spam filter looks at it: what it says, what it links to, who says so. Pure. */
import { bodyParts } from '../message/body-parts.ts'
import { decodedText } from '../message/body.ts'
import { parseMessage } from '../message/parse.ts'
import type { EmailAddress, ParsedMessage, Part } from '../message/types.ts'

/** Characters of one message's texts that are looked at; a filler of megabytes changes nothing before it. */
export const TEXT_LENGTH_MAX = 48 * 1024
/** Texts of one message that are looked at. */
export const TEXTS_MAX = 6

export interface Letter {
  readonly subject: string
  readonly from: EmailAddress | undefined
  readonly replyTo: EmailAddress | undefined
  readonly recipients: number
  /** The first address in To, lower case; '' without one. */
  readonly recipient: string
  /** Plain texts as written, and pages as their source. */
  readonly texts: readonly { readonly isHtml: boolean, readonly text: string }[]
  /** Media types of all parts, `text/html`, in order. */
  readonly types: readonly string[]
  readonly charsets: readonly string[]
  readonly encodings: readonly string[]
  readonly fileNames: readonly string[]
  readonly fields: ReadonlySet<string>
  /**
   * Fields that every sender writes himself, as written and in their order; none that relays, lists or collections
   * add.
   */
  readonly written: readonly { readonly name: string, readonly value: string }[]
  /** The words of results that the receiving server wrote on top, in lower case; '' when there are none. */
  readonly results: string
}

/** Reads one message; takes every input. */
export function letterOf(raw: Uint8Array): Letter {
  const parsed = parseMessage(raw)
  const parts: Part[] = []
  collect(parsed.root, parts)
  const fields = new Set(parsed.headers.map(({ name }) => name.toLowerCase()))
  return {
    subject: parsed.subject.slice(0, 1000), from: firstOf(parsed.from), replyTo: firstOf(parsed.replyTo),
    recipients: countOf(parsed), recipient: firstOf(parsed.to)?.email.toLowerCase() ?? '', texts: textsOf(parsed, raw),
    types: parts.map(({ type, subtype }) => `${type}/${subtype}`.slice(0, 60)),
    charsets: parts.flatMap(({ charset }) => charset === null ? [] : [charset.toLowerCase().slice(0, 30)]),
    encodings: parts.map(({ encoding }) => encoding.slice(0, 20)),
    fileNames: parts.flatMap(({ fileName }) => fileName === null ? [] : [fileName.slice(0, 200)]),
    fields, results: resultsOf(parsed),
    written: parsed.headers.filter(({ name }) => WRITTEN.has(name.toLowerCase())).slice(0, 30)
      .map(({ name, value }) => ({ name, value: value.slice(0, 500) })),
  }
}

const WRITTEN: ReadonlySet<string> = new Set([
  'from', 'to', 'cc', 'reply-to', 'subject', 'date', 'message-id', 'mime-version', 'content-type', 'content-transfer-encoding', 'in-reply-to', 'references',
])

function collect(part: Part, into: Part[]): void {
  if (into.length >= 200) return
  into.push(part)
  for (const child of part.children) collect(child, into)
}

function firstOf(groups: ParsedMessage['from']): EmailAddress | undefined {
  for (const { addresses } of groups) if (addresses[0] !== undefined) return addresses[0]
  return undefined
}

function countOf({ to, cc }: ParsedMessage): number {
  let count = 0
  for (const { addresses } of [...to, ...cc]) count += addresses.length
  return count
}

/** Both forms of an alternative: forgers write one for the filter and another one for the reader. */
function textsOf({ root }: ParsedMessage, raw: Uint8Array): Letter['texts'] {
  const { textBody, htmlBody, attachments } = bodyParts(root)
  const shown = new Set([...textBody, ...htmlBody, ...attachments.filter(({ type }) => type === 'text')])
  const texts: { readonly isHtml: boolean, readonly text: string }[] = []
  let left = TEXT_LENGTH_MAX
  for (const part of shown) {
    if (part.type !== 'text' || texts.length >= TEXTS_MAX || left <= 0) continue
    const { value } = decodedText(part, raw, { maxBytes: left })
    texts.push({ isHtml: part.subtype === 'html' || /^\s{0,99}<(?:!doctype|html)/i.test(value), text: value })
    left -= value.length
  }
  return texts
}

function resultsOf({ headers }: ParsedMessage): string {
  const own = headers.find(({ name }) => name.toLowerCase() === 'authentication-results')
  return own === undefined ? '' : own.value.slice(0, 2000).toLowerCase()
}
