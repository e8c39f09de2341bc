import { PIECE_BYTES, PIECE_BYTES_MAX, REPLY_KEY_MAX, REPLY_TEXT_MAX, UPLOAD_NAME_MAX, UPLOADS_MAX, type Upload } from '../../portal/answering.ts'
import type { Guest } from '../../portal/guest-access.ts'
import type { JsonObject } from '../../jmap/json.ts'
import { KiB } from '../../base/sizes.ts'
import { webLimits } from '../limits.ts'
import { Problem } from '../problem.ts'
import { json, nothing, readBody, readJson, textOf, type WebRequest } from '../request.ts'
import type { Route } from '../route.ts'
import { portalOf } from './portal.ts'

/** Bytes of an answer as JSON: its text may be four bytes a character, and escaped. */
export const REPLY_BYTES_MAX = REPLY_TEXT_MAX * 8 + 64 * KiB

/**
 * A guest's answer. A file comes in pieces, in order; each piece is kept before it is confirmed, so a line that breaks
 * costs at most one piece: ask how much was received and go on there.
 */
export const portalAnswerRoutes: readonly Route[] = [
  {
    method: 'POST', path: '/api/guest/upload', access: 'guest',
    async answer(request, guest) {
      const body = await readJson(request)
      const sizeBytes = body['sizeBytes']
      if (typeof sizeBytes !== 'number' || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0) throw new Problem(400, 'not-valid', { field: 'sizeBytes' })
      const begun = await portalOf(request).guests.answering.begin(guest, {
        name: textOf(body, 'name', UPLOAD_NAME_MAX * 25), type: textOf(body, 'type', 255), sizeBytes,
      })
      if (begun.outcome === 'closed') throw new Problem(410, 'closed')
      if (begun.outcome === 'too-large') throw new Problem(413, 'too-large')
      if (begun.outcome === 'too-many') throw new Problem(429, 'too-many-files')
      return json({ ...begun.upload, pieceBytes: PIECE_BYTES }, 201)
    },
  },
  {
    // The next piece, as it is: `?offset=` says where it begins.
    method: 'POST', path: '/api/guest/upload/:id', access: 'guest',
    answer: addPiece,
  },
  {
    method: 'GET', path: '/api/guest/upload/:id', access: 'guest',
    async answer(request, guest) {
      return json(await uploadOf(request, guest))
    },
  },
  {
    method: 'DELETE', path: '/api/guest/upload/:id', access: 'guest',
    async answer(request, guest) {
      await portalOf(request).guests.answering.drop(guest, (await uploadOf(request, guest)).id)
      return nothing()
    },
  },
  {
    method: 'POST', path: '/api/guest/reply', access: 'guest',
    answer: reply,
  },
]

async function uploadOf(request: WebRequest, guest: Guest): Promise<Upload> {
  const id = request.http.req.param('id') ?? ''
  const upload = /^[A-Za-z0-9_-]{22}$/.test(id) ? await portalOf(request).guests.answering.upload(guest, id) : undefined
  if (upload === undefined) throw new Problem(404, 'not-found')
  return upload
}

async function addPiece(request: WebRequest, guest: Guest): Promise<Response> {
  const offset = request.http.req.query('offset') ?? ''
  if (!/^(0|[1-9]\d{0,14})$/.test(offset)) throw new Problem(400, 'not-valid', { field: 'offset' })
  const upload = await uploadOf(request, guest)
  if (Number(offset) !== upload.received) throw new Problem(409, 'wrong-offset', { received: upload.received })
  const room = request.parts.uploadRoom.begin()
  try {
    const bytes = await readBody(request, PIECE_BYTES_MAX, (more) => {
      if (!room.take(more)) throw new Problem(503, 'busy', { retryAfterSeconds: 5 })
    })
    if (bytes.length === 0) throw new Problem(400, 'empty')
    const piece = { upload: upload.id, start: upload.received, bytes }
    const added = await portalOf(request).guests.answering.piece(guest, piece)
    switch (added.outcome) {
      case 'added': return json({ received: added.received })
      case 'wrong-offset': throw new Problem(409, 'wrong-offset', { received: added.received })
      case 'too-large': throw new Problem(413, 'too-large')
      case 'not-found': throw new Problem(404, 'not-found')
    }
  } finally {
    room.end()
  }
}

async function reply(request: WebRequest, guest: Guest): Promise<Response> {
  const body = await readJson(request, REPLY_BYTES_MAX)
  const key = textOf(body, 'key', REPLY_KEY_MAX)
  if (key.length < 8) throw new Problem(400, 'not-valid', { field: 'key' })
  const answer = { text: textOf(body, 'text', REPLY_TEXT_MAX), uploads: idsOf(body), key }
  const leave = request.parts.atOnce.enter('guest-reply', webLimits.guestRepliesAtOnce)
  if (leave === undefined) throw new Problem(503, 'busy', { retryAfterSeconds: 5 })
  const replied = await portalOf(request).guests.answering.reply(guest, answer, request.ip).finally(leave)
  switch (replied.outcome) {
    case 'sent': return json({ sentAt: replied.sentAt })
    case 'empty': throw new Problem(422, 'empty')
    case 'upload-missing': throw new Problem(422, 'upload-missing', { upload: replied.upload })
    case 'mailbox-full': throw new Problem(503, 'mailbox-full')
    case 'too-many': throw new Problem(429, 'too-many-replies')
    case 'closed': throw new Problem(410, 'closed')
  }
}

function idsOf(body: JsonObject): readonly string[] {
  const value = Object.hasOwn(body, 'uploads') ? body['uploads'] : []
  if (!Array.isArray(value) || value.length > UPLOADS_MAX) throw new Problem(400, 'not-valid', { field: 'uploads' })
  return value.map((id) => {
    if (typeof id !== 'string' || id.length > 22) throw new Problem(400, 'not-valid', { field: 'uploads' })
    return id
  })
}
