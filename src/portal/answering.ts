/** What a guest brings back: files in pieces, and an answer. Encrypted from the first byte. */
import { randomBytes as nodeRandom } from 'node:crypto'
import { concatBytes } from '../base/bytes.ts'
import { Refusal } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { KiB, MiB } from '../base/sizes.ts'
import { openBox, sealBox } from '../crypto/box.ts'
import { buildMessage } from '../message/build.ts'
import type { Attachment } from '../message/compose-part.ts'
import { underNewestKey } from '../keys/newest-key.ts'
import { parseMessage } from '../message/parse.ts'
import { sql } from '../storage/script.ts'
import { partContext, partKey } from './access-keys.ts'
import { INLINE_BYTES_MAX, newBlobId } from './blob-id.ts'
import { refOf, type Guest } from './guest-access.ts'
import { shownName } from './mails.ts'
import { deleteBlobs, portalRecord, type PortalParts } from './parts.ts'
import type { Reading } from './reading.ts'
import { addPiece, beginUpload, dropUpload, keepReply } from './scripts/upload.ts'

/** Bytes of one piece, and what a page does best. */
export const PIECE_BYTES_MAX = 4 * MiB
export const PIECE_BYTES = 512 * KiB
/** Files of one guest at the same time; answers to one message. */
export const UPLOADS_MAX = 50
export const REPLIES_MAX = 100
/** Characters of an answer and of a file name. */
export const REPLY_TEXT_MAX = 100_000
export const UPLOAD_NAME_MAX = 200
/** Characters of a client-made key. */
export const REPLY_KEY_MAX = 100
/** References that an answer carries on. */
export const REFERENCES_MAX = 50

export interface Upload {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly sizeBytes: number
  readonly received: number
}

export interface GuestAnswer {
  readonly text: string
  /** Ids of uploads that are there in full. */
  readonly uploads: readonly string[]
  /** Made by the page: the same key again does nothing. */
  readonly key: string
}

export type Replied =
  | { readonly outcome: 'sent', readonly sentAt: number }
  | { readonly outcome: 'closed' | 'too-many' | 'mailbox-full' | 'empty' }
  /** A file that is not there, or not there in full. */
  | { readonly outcome: 'upload-missing', readonly upload: string }

export interface Answering {
  begin(guest: Guest, file: { readonly name: string, readonly type: string, readonly sizeBytes: number }): Promise<
    { readonly outcome: 'begun', readonly upload: Upload } | { readonly outcome: 'too-large' | 'too-many' | 'closed', readonly upload?: undefined }>
  /** `start` must be what was received before; otherwise it is told and nothing is kept. */
  piece(guest: Guest, piece: { readonly upload: string, readonly start: number, readonly bytes: Uint8Array }): Promise<
    { readonly outcome: 'added' | 'wrong-offset', readonly received: number } | { readonly outcome: 'too-large' | 'not-found' }>
  upload(guest: Guest, id: string): Promise<Upload | undefined>
  uploads(guest: Guest): Promise<readonly Upload[]>
  drop(guest: Guest, id: string): Promise<void>
  /** The same key again gives the first answer and does nothing. */
  reply(guest: Guest, answer: GuestAnswer, ip: string): Promise<Replied>
}

interface UploadRow {
  readonly id: string
  readonly size_bytes: number
  readonly received_bytes: number
  readonly head: Uint8Array
}

interface PieceRow {
  readonly start: number
  readonly box: Uint8Array | null
  readonly box_blob: string | null
}

export function createAnswering(parts: PortalParts, reading: Reading): Answering {
  const { store, blobs, clock, secrets, mailstore, settings } = parts

  /** Work with the key of one upload, which is gone afterwards. */
  function withKey<T>(guest: Guest, id: string, use: (key: Uint8Array) => T): T {
    const key = partKey(refOf(guest), guest.messageKey, 'upload', id)
    try {
      return use(key)
    } finally {
      key.fill(0)
    }
  }

  function uploadOf(guest: Guest, row: UploadRow): Upload {
    const head = withKey(guest, row.id, (key) => openBox(key, partContext(refOf(guest), 'upload-head', row.id), row.head))
    const { name, type } = JSON.parse(new TextDecoder().decode(head)) as { name: string, type: string }
    return { id: row.id, name, type, sizeBytes: row.size_bytes, received: row.received_bytes }
  }

  async function uploads(guest: Guest): Promise<readonly Upload[]> {
    const rows = await store.all<UploadRow>(sql`select id, size_bytes, received_bytes, head from portal_upload
      where tenant = ${guest.tenant} and account = ${guest.account} and message = ${guest.message} order by created_at, id`)
    return rows.map((row) => uploadOf(guest, row))
  }

  async function bytesOf(guest: Guest, { id, sizeBytes }: Upload): Promise<Uint8Array> {
    const rows = await store.all<PieceRow>(
      sql`select start, box, box_blob from portal_upload_piece where tenant = ${guest.tenant}
        and account = ${guest.account} and message = ${guest.message} and upload = ${id} order by start`)
    const pieces: Uint8Array[] = []
    for (const row of rows) {
      const box = row.box ?? (row.box_blob === null ? undefined : await blobs.get(row.box_blob))
      if (box === undefined) throw new Error('a piece of an upload is missing')
      pieces.push(withKey(guest, id, (key) => openBox(key, pieceContext(guest, id, row.start), box)))
    }
    const whole = concatBytes(pieces)
    if (whole.length !== sizeBytes) throw new Error('an upload is not as large as it says')
    return whole
  }

  return {
    uploads,
    async begin(guest, { name, type, sizeBytes }) {
      const id = randomId()
      const clean = { name: fileName(name), type: /^[a-z0-9!#$&^_.+-]{1,60}\/[a-z0-9!#$&^_.+-]{1,100}$/i.test(type) ? type.toLowerCase() : 'application/octet-stream' }
      const head = withKey(guest, id, (key) =>
        sealBox(key, partContext(refOf(guest), 'upload-head', id), new TextEncoder().encode(JSON.stringify(clean))))
      const outcome = await store.write(beginUpload, {
        ...refOf(guest), id, at: clock.now(), sizeBytes, head, bytesMax: settings.replyBytes, countMax: UPLOADS_MAX,
      })
      return outcome === 'begun' ? { outcome, upload: { id, ...clean, sizeBytes, received: 0 } } : { outcome }
    },
    async piece(guest, { upload, start, bytes }) {
      const box = withKey(guest, upload, (key) => sealBox(key, pieceContext(guest, upload, start), bytes))
      const boxBlob = box.length > INLINE_BYTES_MAX ? newBlobId(clock.now()) : null
      if (boxBlob !== null) await blobs.put(boxBlob, box)
      const added = await store.write(addPiece, {
        ...refOf(guest), upload, start, sizeBytes: bytes.length, box: boxBlob === null ? box : null, boxBlob,
      })
      if (added.outcome !== 'added' && boxBlob !== null) await blobs.delete(boxBlob)
      return added
    },
    async upload(guest, id) {
      const row = await store.maybe<UploadRow>(sql`select id, size_bytes, received_bytes, head from portal_upload
        where tenant = ${guest.tenant} and account = ${guest.account} and message = ${guest.message} and id = ${id}`)
      return row === undefined ? undefined : uploadOf(guest, row)
    },
    async drop(guest, id) {
      await deleteBlobs(parts, await store.write(dropUpload, { ...refOf(guest), ids: [id] }))
    },
    async reply(guest, { text, uploads: wanted, key }, ip) {
      const ref = refOf(guest)
      const repeatToken = secrets.repeatToken(ref, key)
      const first = await store.maybe<{ at: number }>(sql`select at from portal_reply where tenant = ${ref.tenant}
        and account = ${ref.account} and message = ${ref.message} and repeat_token = ${repeatToken}`)
      if (first !== undefined) return { outcome: 'sent', sentAt: first.at }
      const known = new Map((await uploads(guest)).map((upload) => [upload.id, upload]))
      const files: Upload[] = []
      for (const id of new Set(wanted)) {
        const upload = known.get(id)
        if (upload === undefined || upload.received !== upload.sizeBytes) return { outcome: 'upload-missing', upload: id }
        files.push(upload)
      }
      if (text.trim() === '' && files.length === 0) return { outcome: 'empty' }
      const attachments: Attachment[] = []
      for (const file of files) {
        attachments.push({ name: file.name, type: file.type, bytes: await bytesOf(guest, file) })
      }
      return keep(guest, { text, files, attachments, repeatToken, ip })
    },
  }

  function keep(guest: Guest, answer: Parameters<typeof keepOnce>[1]): Promise<Replied> {
    return underNewestKey(() => keepOnce(guest, answer))
  }

  async function keepOnce(guest: Guest, { text, files, attachments, repeatToken, ip }: {
    readonly text: string, readonly files: readonly Upload[], readonly attachments: readonly Attachment[],
    readonly repeatToken: Uint8Array, readonly ip: string,
  }): Promise<Replied> {
    const ref = refOf(guest)
    const at = clock.now()
    const owner = await parts.accounts.byRef(ref)
    if (owner === undefined) return { outcome: 'closed' }
    const original = await reading.raw(guest)
    if (original === undefined) return { outcome: 'closed' }
    const raw = answerMessage({ guest, original, text, attachments, at, hostname: parts.hostname })
    const mail = await mailstore.prepare({
      account: owner, raw, receivedAt: at, returnPath: guest.facts.recipient.address, role: 'inbox',
      truth: { verdict: 'guest', domain: null, reason: `portal-${guest.factor}` },
    })
    const shown = { text, files: files.map(({ name, type, sizeBytes }) => ({ name, type, sizeBytes })) }
    const replyKey = partKey(ref, guest.messageKey, 'reply')
    const box = sealBox(replyKey, partContext(ref, 'reply', repeatToken.toHex()), new TextEncoder().encode(JSON.stringify(shown)))
    replyKey.fill(0)
    try {
      const kept = await store.write(keepReply, {
        ...ref, at, repeatToken, box, mail, uploads: files.map(({ id }) => id), repliesMax: REPLIES_MAX,
        records: [portalRecord(parts, 'portal.replied', {
          ref, outgoing: guest.row.outgoing, factor: guest.factor,
          facts: { sizeBytes: raw.length, files: files.length },
          personal: { from: guest.facts.recipient.address, ip },
        })],
      })
      if (kept.outcome !== 'kept') await mailstore.discard(mail)
      else await deleteBlobs(parts, kept.blobs)
      return kept.outcome === 'kept' || kept.outcome === 'repeated' ? { outcome: 'sent', sentAt: kept.at } : { outcome: kept.outcome }
    } catch (error) {
      await mailstore.discard(mail)
      if (error instanceof Refusal && error.reason === 'over-quota') return { outcome: 'mailbox-full' }
      throw error
    }
  }
}

/** The answer as a mail from the guest, in the conversation of what it answers (RFC 5322 §3.6.4). */
function answerMessage({ guest, original, text, attachments, at, hostname }: {
  readonly guest: Guest, readonly original: Uint8Array, readonly text: string,
  readonly attachments: readonly Attachment[],
  readonly at: number, readonly hostname: string,
}): Uint8Array {
  const { facts } = guest
  const parsed = parseMessage(original)
  const subject = parsed.subject.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  const answered = [...parsed.references, ...(parsed.messageId === null ? [] : [parsed.messageId])]
    .filter((id) => /^[\x21-\x3b\x3d\x3f-\x7e]{1,500}$/.test(id)).slice(-REFERENCES_MAX)
  const last = answered.at(-1)
  return buildMessage({
    from: [{ name: shownName(facts.recipient.name ?? ''), email: facts.recipient.address }],
    to: [{ name: shownName(facts.sender.name), email: facts.sender.address }],
    subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`, date: { ms: at, offsetMinutes: 0 },
    messageId: `${randomId()}@${hostname}`, text, attachments, boundary: nodeRandom(16).toString('hex'),
    ...(parsed.messageId === null || last === undefined ? {} : { inReplyTo: [last], references: answered }),
  })
}

function pieceContext(guest: Guest, upload: string, start: number): Uint8Array {
  return partContext(refOf(guest), 'upload-piece', `${upload}/${start}`)
}

/** A name as the guest's device gave it: no path, no control or direction characters, short. */
function fileName(name: string): string {
  const last = name.slice(-UPLOAD_NAME_MAX * 5).split(/[\\/]/).at(-1) ?? ''
  const clean = last.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, '').trim().toWellFormed()
  return clean === '' ? 'bestand' : [...clean].slice(-UPLOAD_NAME_MAX).join('')
}
