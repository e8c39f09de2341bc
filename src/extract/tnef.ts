/** `winmail.dat`: what Outlook packs body and attachments into for other Outlooks. [MS-OXTNEF] */
import { decodeCharset } from '../message/charset.ts'
import { Unreadable, type Reading } from './reading.ts'
import { unpackRtf } from './rtf-compressed.ts'
import { readRtf } from './rtf.ts'

/** Attributes, and properties of one attribute, that are walked. */
export const TNEF_ATTRIBUTES_MAX = 20_000
export const TNEF_PROPERTIES_MAX = 20_000

/** [MS-OXTNEF] §2.1.3.2 */
const ATTRIBUTE = {
  subject: 0x00018004, body: 0x0002800c, messageProperties: 0x00069003, attachmentBegins: 0x00069002,
    attachmentTitle: 0x00018010,
  attachmentBytes: 0x0006800f, attachmentProperties: 0x00069005, from: 0x00008000,
} as const

/** Properties as [MS-OXPROPS] numbers them. */
const BODY = 0x1000
const RTF_COMPRESSED = 0x1009
const HTML = 0x1013
const LONG_NAME = 0x3707
const EMBEDDED = 0x3701

export const isTnef = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x78 && bytes[1] === 0x9f && bytes[2] === 0x3e && bytes[3] === 0x22

interface Attachment { name: string, bytes: Uint8Array | undefined }

/** Subject, body in its forms, attachments. */
export async function readTnef(bytes: Uint8Array, reading: Reading): Promise<void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let attachment: Attachment | undefined
  let at = 6
  for (let count = 0; at + 9 <= bytes.length; count += 1) {
    if (count > TNEF_ATTRIBUTES_MAX) throw new Unreadable('over-limit')
    const [id, length] = [view.getUint32(at + 1, true), view.getUint32(at + 5, true)]
    const body = bytes.subarray(at + 9, at + 9 + length)
    if (body.length < length) throw new Unreadable('broken')
    if (id === ATTRIBUTE.attachmentBegins) {
      await give(attachment, reading)
      attachment = { name: '', bytes: undefined }
    } else if (attachment !== undefined) {
      addTo(attachment, id, body)
    } else {
      await readMessagePart(id, body, reading)
    }
    // Level, number, length, the value, a sum of two bytes.
    at += 9 + length + 2
  }
  await give(attachment, reading)
}

async function readMessagePart(id: number, body: Uint8Array, reading: Reading): Promise<void> {
  if (id === ATTRIBUTE.subject || id === ATTRIBUTE.body) reading.add(`${textOf(body)}\n`)
  if (id !== ATTRIBUTE.messageProperties) return
  for (const { id: property, type, value } of propertiesOf(body)) {
    if (property === BODY) reading.add(`${type === 0x1f ? wide(value) : textOf(value)}\n`)
    if (property === HTML) await reading.inside({ name: '', type: 'text/html', bytes: value })
    if (property !== RTF_COMPRESSED) continue
    const rtf = unpackRtf(value)
    reading.spend(rtf.length)
    await readRtf(rtf, reading)
  }
}

function addTo(attachment: Attachment, id: number, body: Uint8Array): void {
  if (id === ATTRIBUTE.attachmentTitle && attachment.name === '') attachment.name = textOf(body)
  if (id === ATTRIBUTE.attachmentBytes) attachment.bytes = body
  if (id !== ATTRIBUTE.attachmentProperties) return
  for (const { id: property, type, value } of propertiesOf(body)) {
    if (property === LONG_NAME) attachment.name = type === 0x1f ? wide(value) : textOf(value)
    // A message inside stands behind the 16 bytes that say what interface it is of.
    if (property === EMBEDDED && attachment.bytes === undefined) attachment.bytes = type === 0x0d
      ? value.subarray(16) : value
  }
}

async function give(attachment: Attachment | undefined, reading: Reading): Promise<void> {
  if (attachment === undefined) return
  if (attachment.bytes === undefined) reading.miss('broken')
  else await reading.inside({ name: attachment.name, type: '', bytes: attachment.bytes })
}

interface Property { readonly id: number, readonly type: number, readonly value: Uint8Array }

/** Bytes of a value by its type, §2.1.3.4; texts, bytes and objects tell their own. */
const WIDTHS: Readonly<Record<number,
  number>> = { 2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0x0a: 4, 0x0b: 4, 0x14: 8, 0x40: 8, 0x48: 16 }
const isLong = (type: number): boolean => type === 0x1e || type === 0x1f || type === 0x102 || type === 0x0d

/** The properties that hold texts or bytes. Ends at what it cannot follow. */
function propertiesOf(bytes: Uint8Array): Property[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const found: Property[] = []
  let at = 4
  const padded = (length: number): number => Math.ceil(length / 4) * 4
  for (let count = 0; at + 4 <= bytes.length && count < TNEF_PROPERTIES_MAX; count += 1) {
    const [type, id] = [view.getUint16(at, true), view.getUint16(at + 2, true)]
    at += 4
    if (id >= 0x8000) at = afterName(view, at)
    const isMany = (type & 0x1000) !== 0
    const kind = type & 0x0fff
    const values = isMany || isLong(kind) ? uint32(view, at) : 1
    if (isMany || isLong(kind)) at += 4
    if (!isLong(kind) && WIDTHS[kind] === undefined) return found
    for (let index = 0; index < values; index += 1) {
      if (at >= bytes.length) return found
      const length = isLong(kind) ? uint32(view, at) : WIDTHS[kind] ?? 0
      if (isLong(kind)) at += 4
      if (isLong(kind)) found.push({ id, type: kind, value: bytes.subarray(at, at + length) })
      if (found.length > TNEF_PROPERTIES_MAX) return found
      at += padded(length)
    }
  }
  return found
}

/** A property with a name instead of a number: whose it is, then a number or a text. */
function afterName(view: DataView, at: number): number {
  const isText = uint32(view, at + 16) === 1
  return isText ? at + 24 + Math.ceil(uint32(view, at + 20) / 4) * 4 : at + 24
}

const uint32 = (view: DataView, at: number): number => at + 4 <= view.byteLength ? view.getUint32(at, true) : 0
const textOf = (bytes: Uint8Array): string => decodeCharset(bytes, null).text.replace(/\0+$/, '')
const wide = (bytes: Uint8Array): string => new TextDecoder('utf-16le').decode(bytes).replace(/\0+$/, '')
