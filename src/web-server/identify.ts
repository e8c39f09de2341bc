import { Problem, tooManyTries } from './problem.ts'
import type { Guest } from '../portal/guest-access.ts'
import { readCookie } from './cookie.ts'
import { readGuestCookie } from './guest-cookie.ts'
import type { Route } from './route.ts'
import { isLoopbackHost, requireSameOrigin } from './same-origin.ts'
import type { SignedIn, WebRequest } from './request.ts'

type Guarded = Exclude<Route, { readonly access: 'anyone' | 'guest' }>

/** The guest behind the cookie, or 401. What changes something must come from our own page. */
export async function identifyGuest(request: WebRequest, { method }: Route): Promise<Guest> {
  requireSameOrigin(request, { changes: method !== 'GET' })
  const cookie = readGuestCookie(request)
  const guest = cookie === undefined ? undefined : await request.parts.portal?.guests.resume(cookie)
  if (guest === undefined) throw new Problem(401, 'signed-out')
  // Another tab may have opened another message since: what this page writes must not land there.
  const meant = request.http.req.header('x-zegel-message')
  if (meant !== undefined && meant !== guest.message) {
    guest.messageKey.fill(0)
    throw new Problem(401, 'signed-out')
  }
  return guest
}

/** Who asks, or 401; 403 when the role does not fit. A request by cookie must come from our own pages. */
export async function identify(request: WebRequest, route: Guarded): Promise<SignedIn> {
  const user = route.by === 'clients' && request.http.req.header('authorization') !== undefined
    ? await byAppPassword(request)
    : await byCookie(request, route)
  if (route.access !== 'signed-in' && !user.account.roles.some((role) => route.access.includes(role))) {
    throw new Problem(403, 'not-allowed')
  }
  return user
}

async function byCookie(request: WebRequest, route: Guarded): Promise<SignedIn> {
  requireSameOrigin(request, { changes: route.method !== 'GET' })
  const cookie = readCookie(request)
  const resumed = cookie === undefined ? undefined : await request.parts.accounts.resumeSession(cookie)
  if (resumed === undefined) throw new Problem(401, 'signed-out')
  // Whoever is signed in for days types no password that could say whose network this is.
  request.parts.bans?.vouch(request.ip)
  return resumed
}

/** Characters of an `Authorization` field that are looked at. */
export const AUTHORIZATION_MAX = 2048

async function byAppPassword(request: WebRequest): Promise<SignedIn> {
  requireSafeTransport(request)
  const refused = new Problem(401, 'refused')
  const field = request.http.req.header('authorization') ?? ''
  const [scheme = '', token = '', ...rest] = field.slice(0, AUTHORIZATION_MAX).split(' ')
  if (scheme.toLowerCase() !== 'basic' || token === '' || rest.length > 0) throw refused
  const pair = decodeBasic(token)
  const colon = pair?.indexOf(':') ?? -1
  if (pair === undefined || colon < 1) throw refused
  const answer = await request.parts.accounts.signIn({
    address: pair.slice(0, colon), password: pair.slice(colon + 1), door: 'imap', ip: request.ip,
  })
  if (answer.outcome === 'too-many-tries') throw tooManyTries(answer.retryAfterMs)
  if (answer.outcome !== 'open') throw refused
  return { account: answer.account, open: answer.open, session: null }
}

function decodeBasic(token: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.fromBase64(token))
  } catch {
    return undefined
  }
}

/** Passwords and cookies over plain http only on this machine itself. */
export function requireSafeTransport({ secure, http }: WebRequest): void {
  if (!secure && !isLoopbackHost(http.req.header('host') ?? '')) throw new Problem(403, 'https-needed')
}
