import { Hono } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import { isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { Refusal, Temporary } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import type { Log } from '../log/log.ts'
import { plainAddress } from '../throttle/network.ts'
import { everyAnswer, mailFramePolicy, strictTransportSecurity } from './headers.ts'
import { identify, identifyGuest } from './identify.ts'
import { webLimits } from './limits.ts'
import type { WebParts } from './parts.ts'
import { Problem, problemResponse } from './problem.ts'
import type { Http, WebRequest } from './request.ts'
import type { GuestRoute, Route } from './route.ts'
import { routes } from './routes.ts'
import { keyOf } from './session-key.ts'
import { isLoopbackHost } from './same-origin.ts'
import { fileResponse, findFile, type Manifest } from './static-files.ts'

const MAIL_FRAME = '<!doctype html><html><head><meta charset="utf-8"><title>Mail</title></head><body></body></html>'

/** The routes of the table, the files, and nothing else. */
export function createApp(parts: WebParts, files: Promise<Manifest>): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use('*', async (http, next) => {
    await next()
    // A header that a route set on purpose (a download's policy) stays.
    const { headers } = http.res
    for (const [name, value] of Object.entries(everyAnswer)) if (!headers.has(name)) headers.set(name, value)
    if (http.res.status === 401 && isMailClient(http)) {
      headers.set('www-authenticate', 'Basic realm="Zegel", charset="UTF-8"')
    }
    if (isSecure(http, parts)) headers.set('strict-transport-security', strictTransportSecurity)
  })
  app.use('*', async (http, next) => {
    if (isShutOut(http, parts)) return plain(403, 'Not allowed.')
    return next()
  })
  for (const route of routes) app.on(route.method, [route.path], (http) => answer(route, requestOf(http, parts)))
  app.get('/mail-frame', () => new Response(MAIL_FRAME, {
    headers: {
      'content-type': 'text/html; charset=utf-8', 'content-security-policy': mailFramePolicy,
      'x-frame-options': 'SAMEORIGIN', 'cache-control': 'public, max-age=3600',
    },
  }))
  app.get('*', async (http) => {
    const elsewhere = overHttps(http, parts)
    if (elsewhere !== undefined) return new Response(null, { status: 308, headers: { location: elsewhere } })
    const manifest = await files
    const file = findFile(manifest, http.req.path)
    if (file === undefined) return plain(404, manifest.size === 0 ? 'The web client has not been built.' : 'Not found.')
    const acceptEncoding = http.req.header('accept-encoding') ?? ''
    return fileResponse(file, { acceptEncoding, ifNoneMatch: http.req.header('if-none-match') })
  })
  app.notFound(() => plain(404, 'Not found.'))
  app.onError((error) => problemResponse(problemOf(error, parts.log)))
  return app
}

/** A JMAP client that is no browser is told how to sign in; a browser would open a dialog (RFC 9110 §11.6.1). */
function isMailClient({ req }: Http): boolean {
  return /^\/(jmap\/|\.well-known\/jmap$)/.test(req.path) && req.header('sec-fetch-mode') === undefined
}

function requestOf(http: Http, parts: WebParts): WebRequest {
  const secure = isSecure(http, parts)
  const origin = `${secure ? 'https' : 'http'}://${http.req.header('host') ?? ''}`
  return { http, parts, secure, ip: clientAddress(http, parts), origin }
}

async function answer(route: Route, request: WebRequest): Promise<Response> {
  if (route.access === 'anyone') return route.answer(request)
  if (route.access === 'guest') return answerGuest(route, request)
  const user = await identify(request, route)
  const isStream = route.path === '/jmap/eventsource'
  const leave = isStream
    ? () => undefined
    : request.parts.atOnce.enter(`request/${keyOf(user)}`, webLimits.requestsPerSession)
  if (leave === undefined) throw new Problem(429, 'busy', { retryAfterSeconds: 1 })
  try {
    return await route.answer(request, user)
  } finally {
    leave()
  }
}

/** A guest's requests at the same time are few; his key is forgotten with each answer. */
async function answerGuest(route: GuestRoute, request: WebRequest): Promise<Response> {
  const guest = await identifyGuest(request, route)
  const leave = request.parts.atOnce.enter(`guest/${guest.session}`, webLimits.requestsPerGuest)
  if (leave === undefined) throw new Problem(429, 'busy', { retryAfterSeconds: 1 })
  try {
    return await route.answer(request, guest)
  } finally {
    guest.messageKey.fill(0)
    leave()
  }
}

/**
 * Where a page is over https, when somebody asks for it in the clear from another machine and we have such a
 * listener.
 */
function overHttps(http: Http, parts: WebParts): string | undefined {
  const port = parts.httpsPort()
  const host = http.req.header('host') ?? ''
  if (port === undefined || isSecure(http, parts) || isLoopbackHost(host)) return undefined
  const name = /^([a-z0-9.-]{1,253})(:\d{1,5})?$/i.exec(host)?.[1]
  return name === undefined ? undefined : `https://${name}${port === 443 ? '' : `:${port}`}${new URL(http.req.url).pathname}`
}

function isSecure(http: Http, parts: WebParts): boolean {
  return parts.secure || (http.env.incoming.socket as Partial<TLSSocket>).encrypted === true
}

/** The address of the connection; behind a proxy that we were told of, the last one it added. */
function clientAddress(http: Http, parts: WebParts): string {
  return forwardedAddress(http, parts) ?? connectedAddress(http, parts)
}

function connectedAddress(http: Http, { clientOf }: WebParts): string {
  return plainAddress(clientOf(http.env.incoming.socket))
}

function forwardedAddress(http: Http, parts: WebParts): string | undefined {
  if (!parts.trustedProxies.has(connectedAddress(http, parts))) return undefined
  const forwarded = (http.req.header('x-forwarded-for') ?? '').split(',').at(-1)?.trim() ?? ''
  return isIP(forwarded) === 0 || forwarded.includes('%') ? undefined : plainAddress(forwarded)
}

/** Bans hold at the door, before TLS; only whom a proxy forwards is not known before his request is there. */
function isShutOut(http: Http, parts: WebParts): boolean {
  const forwarded = forwardedAddress(http, parts)
  return forwarded !== undefined && parts.bans?.find(forwarded) !== undefined
}

function problemOf(error: unknown, log: Log): Problem {
  if (error instanceof Problem) return error
  if (error instanceof Temporary) {
    log.warn('web.temporary', { reason: error.reason })
    return new Problem(503, error.reason, { retryAfterSeconds: 5 })
  }
  if (error instanceof Refusal) return new Problem(400, error.reason)
  const reference = randomId().slice(0, 8)
  log.error('web.bug', error, { reference })
  return new Problem(500, 'our-mistake', { reference })
}

function plain(status: number, text: string): Response {
  return new Response(`${text}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}
