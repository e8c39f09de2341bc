/** A mail inside the mail, and many in one file. */
import { bodyParts } from '../message/body-parts.ts'
import { decodedBytes, decodedText } from '../message/body.ts'
import { parseMessage } from '../message/parse.ts'
import type { AddressGroup } from '../message/types.ts'
import { readHtml } from './html.ts'
import type { Reading } from './reading.ts'

/** Files inside one mail that are opened. */
export const NESTED_FILES_MAX = 100
/** Mails of one mbox file that are opened. */
export const MBOX_MAILS_MAX = 1000

/** Subject, people, text and files of it. */
export async function readMail(raw: Uint8Array, reading: Reading): Promise<void> {
  const message = parseMessage(raw)
  const { textBody, htmlBody, attachments } = bodyParts(message.root)
  const head = [message.subject, ...[message.from, message.to, message.cc].map(people)]
  reading.add(head.filter((line) => line !== '').map((line) => `${line}\n`).join(''))
  for (const part of new Set([...textBody, ...htmlBody])) {
    if (part.type !== 'text') continue
    const { value } = decodedText(part, raw)
    if (part.subtype === 'html') await readHtml(value, reading)
    else reading.add(value)
    reading.add('\n')
  }
  const files = [...new Set([...attachments, ...[...textBody, ...htmlBody].filter((part) => part.type !== 'text')])]
  if (files.length > NESTED_FILES_MAX || message.defects.some((defect) => defect.startsWith('too-'))) reading.miss('over-limit')
  for (const part of files.slice(0, NESTED_FILES_MAX)) {
    const bytes = part.message === null ? decodedBytes(part, raw) : raw.subarray(part.bodyStart, part.bodyEnd)
    await reading.inside({ name: part.fileName ?? '', type: `${part.type}/${part.subtype}`, bytes })
  }
}

/** RFC 4155: mails that each begin with a line `From `. */
export async function readMbox(raw: Uint8Array, reading: Reading): Promise<void> {
  const file = Buffer.from(raw.buffer, raw.byteOffset, raw.length)
  let mails = 0
  for (let at = 0; at < file.length;) {
    const line = file.indexOf('\n', at)
    const next = file.indexOf('\nFrom ', Math.max(line, at))
    const end = next < 0 ? file.length : next + 1
    mails += 1
    if (mails > MBOX_MAILS_MAX) {
      reading.miss('over-limit')
      return
    }
    await readMail(raw.subarray(line < 0 ? at : line + 1, end), reading)
    at = end
  }
}

function people(groups: readonly AddressGroup[]): string {
  return groups.flatMap(({ addresses }) => addresses).map(({ name, email }) => name === null ? email : `${name} <${email}>`).join(', ')
}
