/** What a guest reads: the message, its files, an own copy, and what he answered. */
import { htmlToText } from '../message/html-text.ts'
import { bodyParts } from '../message/body-parts.ts'
import { decodedBytes, decodedText } from '../message/body.ts'
import { parseMessage } from '../message/parse.ts'
import type { AddressGroup, EmailAddress, ParsedMessage, Part } from '../message/types.ts'
import { openBox } from '../crypto/box.ts'
import { sql } from '../storage/script.ts'
import { partContext, partKey } from './access-keys.ts'
import { copyPdf } from './copy-pdf.ts'
import { bodyPlace } from './entrance.ts'
import { refOf, type Guest } from './guest-access.ts'
import { portalRecord, type PortalParts } from './parts.ts'
import { markSeen } from './scripts/guest.ts'
import type { GuestLanguage } from './types.ts'

export interface GuestFile {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly sizeBytes: number
  /** For pictures that stand in the text; null otherwise. */
  readonly contentId: string | null
}

export interface GuestBytes {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

export interface GuestReply {
  readonly sentAt: number
  readonly text: string
  readonly files: readonly { readonly name: string, readonly type: string, readonly sizeBytes: number }[]
}

export interface GuestMessage {
  /** Which message it is, for a page to say what it speaks of. It opens nothing. */
  readonly id: string
  readonly subject: string
  readonly from: EmailAddress
  readonly to: readonly EmailAddress[]
  readonly cc: readonly EmailAddress[]
  readonly sentAt: number
  readonly readAt: number
  readonly text: string
  /** As the sender wrote it: a page must clean it before it shows it. */
  readonly html: string | null
  readonly attachments: readonly GuestFile[]
  readonly replies: readonly GuestReply[]
  readonly organisation: string
  readonly language: GuestLanguage
  readonly canReply: boolean
  readonly replyBytesMax: number
  readonly expiresAt: number
  readonly state: 'open'
}

/** Characters of text, of HTML and of one reply that a page gets. */
export const GUEST_TEXT_MAX = 4_000_000

export interface Reading {
  /** Each gives undefined when the message ended meanwhile; what is given was noted as read before. */
  message(guest: Guest, ip: string): Promise<GuestMessage | undefined>
  /** One file of it; undefined when there is none of that id. */
  attachment(guest: Guest, id: string): Promise<GuestBytes | undefined>
  /** The whole mail, in the open form that every mail program reads (RFC 5322). */
  copy(guest: Guest): Promise<Uint8Array | undefined>
  /** Message and answers as a PDF to keep, in this language. */
  copyPdf(guest: Guest, language: GuestLanguage): Promise<Uint8Array | undefined>
  /** The mail itself, for an answer. */
  raw(guest: Guest): Promise<Uint8Array | undefined>
}

export function createReading(parts: PortalParts): Reading {
  const { store, clock, settings } = parts

  async function raw(guest: Guest): Promise<Uint8Array | undefined> {
    const row = await store.maybe<{ body: Uint8Array | null, body_blob: string | null }>(sql`select body, body_blob from portal_message
      where tenant = ${guest.tenant} and account = ${guest.account} and id = ${guest.message}`)
    const box = row?.body ?? (typeof row?.body_blob === 'string' ? await parts.blobs.get(row.body_blob) : undefined)
    if (box === undefined) return undefined
    const key = partKey(refOf(guest), guest.messageKey, 'body')
    try {
      return parts.bodyCipher.decrypt(bodyPlace(guest), key, box)
    } finally {
      key.fill(0)
    }
  }

  async function seen(guest: Guest, kind: 'read' | 'attachment' | 'copied', ip: string): Promise<boolean> {
    const ref = refOf(guest)
    return store.write(markSeen, {
      ...ref, at: clock.now(), kind,
      records: [portalRecord(parts, `portal.${kind}`, {
        ref, outgoing: guest.row.outgoing, factor: guest.factor, personal: { to: guest.facts.recipient.address, ...(ip === '' ? {} : { ip }) },
      })],
    })
  }

  async function replies(guest: Guest): Promise<GuestReply[]> {
    const ref = refOf(guest)
    const rows = await store.all<{ at: number, repeat_token: Uint8Array, box: Uint8Array }>(sql`select at, repeat_token, box
      from portal_reply where tenant = ${ref.tenant} and account = ${ref.account} and message = ${ref.message} order by at`)
    const key = partKey(ref, guest.messageKey, 'reply')
    try {
      return rows.map(({ at, repeat_token: token, box }) => {
        const kept = openBox(key, partContext(ref, 'reply', token.toHex()), box)
        const { text, files } = JSON.parse(new TextDecoder().decode(kept)) as Omit<GuestReply, 'sentAt'>
        return { sentAt: at, text, files }
      })
    } finally {
      key.fill(0)
    }
  }

  return {
    raw,
    async message(guest, ip) {
      const bytes = await raw(guest)
      if (bytes === undefined || !(await seen(guest, 'read', ip))) return undefined
      return messageOf(parseMessage(bytes), bytes, {
        guest, replies: await replies(guest), readAt: guest.row.read_at ?? clock.now(),
        replyBytesMax: settings.replyBytes,
      })
    },
    async attachment(guest, id) {
      const bytes = await raw(guest)
      if (bytes === undefined) return undefined
      const part = filesOf(parseMessage(bytes)).find(({ number }) => number === id)
      if (part === undefined || !(await seen(guest, 'attachment', ''))) return undefined
      return { name: nameOf(part), type: `${part.type}/${part.subtype}`, bytes: decodedBytes(part, bytes) }
    },
    async copy(guest) {
      const bytes = await raw(guest)
      return bytes !== undefined && await seen(guest, 'copied', '') ? bytes : undefined
    },
    async copyPdf(guest, language) {
      const bytes = await raw(guest)
      if (bytes === undefined || !(await seen(guest, 'copied', ''))) return undefined
      const message = messageOf(parseMessage(bytes), bytes, {
        guest, replies: await replies(guest), readAt: guest.row.read_at ?? clock.now(),
        replyBytesMax: settings.replyBytes,
      })
      return copyPdf(message, { language, timeZone: settings.timeZone, now: clock.now() })
    },
  }
}

function messageOf(parsed: ParsedMessage, raw: Uint8Array, { guest, replies, readAt, replyBytesMax }: {
  readonly guest: Guest, readonly replies: readonly GuestReply[], readonly readAt: number,
  readonly replyBytesMax: number,
}): GuestMessage {
  const { textBody, htmlBody } = bodyParts(parsed.root)
  const joined = (found: readonly Part[], subtype: string): string => found
    .filter((part) => part.type === 'text' && part.subtype === subtype)
    .map((part) => decodedText(part, raw, { maxBytes: GUEST_TEXT_MAX }).value).join('\n').slice(0, GUEST_TEXT_MAX)
  const html = joined(htmlBody, 'html')
  const plain = joined(textBody, 'plain')
  const { facts, row } = guest
  return {
    id: guest.message, subject: parsed.subject, from: { name: facts.sender.name, email: facts.sender.address },
    to: flat(parsed.to), cc: flat(parsed.cc), sentAt: facts.sentAt, readAt,
    text: plain !== '' ? plain : htmlToText(html, { charactersMax: GUEST_TEXT_MAX }), html: html === '' ? null : html,
    attachments: filesOf(parsed).map((part) => ({
      id: part.number, name: nameOf(part), type: `${part.type}/${part.subtype}`,
      sizeBytes: sizeOf(part), contentId: part.contentId,
    })),
    replies, organisation: facts.organisation, language: facts.language, canReply: true, replyBytesMax,
    expiresAt: row.expires_at, state: 'open',
  }
}

function filesOf(parsed: ParsedMessage): readonly Part[] {
  return bodyParts(parsed.root).attachments
}

function nameOf(part: Part): string {
  const name = part.fileName?.replace(/[\p{Cc}\p{Cf}]/gu, '').trim() ?? ''
  return name !== '' ? name : part.type === 'message' ? 'bericht.eml' : `bijlage.${/^[a-z0-9]{1,8}$/.test(part.subtype) ? part.subtype : 'bin'}`
}

/** About as large as it will be: base64 carries three bytes in four, with line ends. */
function sizeOf({ encoding, bodyStart, bodyEnd }: Part): number {
  const bytes = bodyEnd - bodyStart
  return encoding === 'base64' ? Math.floor(bytes * 76 / 78 * 3 / 4) : bytes
}

function flat(groups: readonly AddressGroup[]): EmailAddress[] {
  return groups.flatMap(({ addresses }) => addresses)
}
