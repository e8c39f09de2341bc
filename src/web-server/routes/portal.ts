import type { Begun, CodeGiven, GuestAccess, Held } from '../../portal/guest-access.ts'
import { CODE_LENGTH_MAX } from '../../portal/guest-access.ts'
import { copyTexts } from '../../portal/copy-texts.ts'
import { isGuestLanguage } from '../../portal/language.ts'
import type { Portal } from '../../portal/portal.ts'
import type { RateName } from '../../throttle/throttle.ts'
import { networkOf } from '../../throttle/network.ts'
import type { JsonObject } from '../../jmap/json.ts'
import { sha256 } from '../../crypto/hash.ts'
import { downloadHeaders } from '../download.ts'
import { clearGuestCookie, readGuestCookie, setGuestCookie } from '../guest-cookie.ts'
import { requireSafeTransport } from '../identify.ts'
import { webLimits } from '../limits.ts'
import { Problem, tooManyTries } from '../problem.ts'
import { json, nothing, readJson, textOf, type WebRequest } from '../request.ts'
import type { Route } from '../route.ts'
import { requireSameOrigin } from '../same-origin.ts'

/** Characters of a link, or of a typed code. */
export const HELD_MAX = 64

/**
 * A guest on the way in. Whoever only follows a link gets the page, which is a file: everything here is asked by
 * POST, from our own page, and looking changes nothing. An unknown link, a broken one and one of another service get
 * the same answer.
 */
export const portalRoutes: readonly Route[] = [
  {
    method: 'POST', path: '/api/guest/look', access: 'anyone',
    async answer(request) {
      const { guests, held } = await heldOf(request)
      const look = await guests.look(held)
      if (look === undefined) throw unknownLink()
      giveBack(request, held)
      return json(look)
    },
  },
  {
    method: 'POST', path: '/api/guest/begin', access: 'anyone',
    async answer(request) {
      const { guests, held, body } = await heldOf(request)
      const language = Object.hasOwn(body, 'language') ? body['language'] : undefined
      if (language !== undefined && !isGuestLanguage(language)) throw new Problem(400, 'not-valid', { field: 'language' })
      return begunAnswer(request, held, await guests.begin(held, request.ip, language))
    },
  },
  {
    method: 'POST', path: '/api/guest/code', access: 'anyone',
    async answer(request) {
      const { guests, held, body } = await heldOf(request)
      requireSafeTransport(request)
      return codeAnswer(request, held, await guests.code(held, textOf(body, 'code', CODE_LENGTH_MAX), request.ip))
    },
  },
  {
    method: 'POST', path: '/api/guest/not-me', access: 'anyone',
    async answer(request) {
      const { guests, held } = await heldOf(request)
      const outcome = await guests.notMe(held, request.ip)
      if (outcome === 'unknown') throw unknownLink()
      giveBack(request, held)
      const response = json({ closed: true })
      response.headers.append('set-cookie', clearGuestCookie(request))
      return response
    },
  },
  {
    method: 'POST', path: '/api/guest/sign-out', access: 'anyone',
    async answer(request) {
      requireSameOrigin(request, { changes: true })
      const { guests } = portalOf(request)
      const cookie = readGuestCookie(request)
      const guest = cookie === undefined ? undefined : await guests.resume(cookie)
      if (guest !== undefined) await guests.leave(guest)
      const response = nothing()
      response.headers.append('set-cookie', clearGuestCookie(request))
      return response
    },
  },
  {
    method: 'GET', path: '/api/guest/message', access: 'guest',
    async answer(request, guest) {
      const { guests } = portalOf(request)
      const [message, uploads] = await Promise.all([guests.message(guest, request.ip), guests.answering.uploads(guest)])
      if (message === undefined) throw new Problem(401, 'signed-out')
      return json({ ...message, uploads })
    },
  },
  {
    method: 'GET', path: '/api/guest/attachment/:id', access: 'guest',
    async answer(request, guest) {
      const file = await portalOf(request).guests.attachment(guest, request.http.req.param('id') ?? '')
      if (file === undefined) throw new Problem(404, 'not-found')
      return new Response(file.bytes as Uint8Array<ArrayBuffer>, {
        headers: { ...downloadHeaders({ name: file.name, type: file.type, size: file.bytes.length }), 'cache-control': 'no-store' },
      })
    },
  },
  {
    method: 'GET', path: '/api/guest/copy.eml', access: 'guest',
    async answer(request, guest) {
      const bytes = await portalOf(request).guests.copy(guest)
      if (bytes === undefined) throw new Problem(401, 'signed-out')
      const name = `${copyTexts[guest.facts.language].fileName}.eml`
      return new Response(bytes as Uint8Array<ArrayBuffer>, {
        headers: { ...downloadHeaders({ name, type: 'message/rfc822', size: bytes.length }), 'cache-control': 'no-store' },
      })
    },
  },
  {
    // `?language=`: as the guest reads the page now.
    method: 'GET', path: '/api/guest/copy.pdf', access: 'guest',
    async answer(request, guest) {
      const wanted = request.http.req.query('language')
      const language = isGuestLanguage(wanted) ? wanted : guest.facts.language
      const leave = request.parts.atOnce.enter('guest-copy', webLimits.guestCopiesAtOnce)
      if (leave === undefined) throw new Problem(503, 'busy', { retryAfterSeconds: 5 })
      const bytes = await portalOf(request).guests.copyPdf(guest, language).finally(leave)
      if (bytes === undefined) throw new Problem(401, 'signed-out')
      return new Response(bytes as Uint8Array<ArrayBuffer>, {
        headers: {
          ...downloadHeaders({ name: `${copyTexts[language].fileName}.pdf`, type: 'application/pdf', size: bytes.length }), 'cache-control': 'no-store',
        },
      })
    },
  },
]

/** The portal; 404 where a service runs without one. */
export function portalOf({ parts }: WebRequest): Portal {
  if (parts.portal === undefined) throw new Problem(404, 'not-found')
  return parts.portal
}

async function heldOf(
  request: WebRequest,
): Promise<{ readonly guests: GuestAccess, readonly held: Held, readonly body: JsonObject }> {
  requireSameOrigin(request, { changes: true })
  const { guests } = portalOf(request)
  const network = networkOf(request.ip)
  take(request, 'guest-network', network)
  const body = await readJson(request)
  if (Object.hasOwn(body, 'code12')) {
    // Typed codes are fewer bits than links, so guessing them is limited as passwords are; a right one gives it back.
    take(request, 'guest-short-code', network)
    return { guests, body, held: { shortCode: textOf(body, 'code12', HELD_MAX), lane: network } }
  }
  const link = textOf(body, 'link', HELD_MAX)
  take(request, 'guest-link', sha256(link).toHex())
  return { guests, body, held: { link } }
}

function take({ parts }: WebRequest, limit: RateName, key: string): void {
  const verdict = parts.throttle.take(limit, key)
  if (!verdict.allowed) throw tooManyTries(verdict.retryAfterMs)
}

function unknownLink(): Problem {
  return new Problem(404, 'unknown-link')
}

/** A typed code that was right costs nothing. */
function giveBack({ parts, ip }: WebRequest, held: Held): void {
  if ('shortCode' in held) parts.throttle.giveBack('guest-short-code', networkOf(ip))
}

function begunAnswer(request: WebRequest, held: Held, begun: Begun): Response {
  if (begun.outcome === 'unknown') throw unknownLink()
  giveBack(request, held)
  switch (begun.outcome) {
    case 'sent': return json({ sent: true, waitSeconds: Math.ceil(begun.waitMs / 1000) })
    case 'agreed': return json({ sent: false, waitSeconds: 0 })
    case 'too-many': throw new Problem(429, 'too-many-codes', { retryAfterSeconds: Math.ceil(begun.retryAfterMs / 1000) })
    case 'not-sent': throw new Problem(503, 'code-not-sent')
    case 'closed': throw closed(begun.state)
  }
}

function codeAnswer(request: WebRequest, held: Held, given: CodeGiven): Response {
  if (given.outcome === 'unknown') throw unknownLink()
  giveBack(request, held)
  switch (given.outcome) {
    case 'open': {
      const response = json({ ok: true })
      response.headers.append('set-cookie', setGuestCookie(request, given.cookie))
      return response
    }
    case 'wrong': throw new Problem(401, 'wrong-code', { triesLeft: given.triesLeft })
    case 'no-code': throw new Problem(409, 'code-expired')
    case 'closed': throw closed(given.state)
  }
}

/** 423 for what the sender can open again, 410 for what is gone. */
function closed(state: string): Problem {
  return state === 'locked' ? new Problem(423, 'locked') : new Problem(410, state)
}
