import type { SignIn } from '../../accounts/types.ts'
import { clearCookie, readCookie, setCookie } from '../cookie.ts'
import { requireSafeTransport } from '../identify.ts'
import { Problem, tooManyTries } from '../problem.ts'
import { json, nothing, readJson, textOf, type WebRequest } from '../request.ts'
import type { Route } from '../route.ts'
import { requireSameOrigin } from '../same-origin.ts'

/** Characters of a password that are taken; longer ones are refused before any work. */
export const PASSWORD_MAX = 1024

/** The ways in and the way out. A session always begins anew: whatever cookie came with the request ends. */
export const signInRoutes: readonly Route[] = [
  {
    method: 'POST', path: '/api/sign-in', access: 'anyone',
    async answer(request) {
      fromOurPage(request)
      const body = await readJson(request)
      return admit(request, await request.parts.accounts.signIn({
        address: textOf(body, 'address', 320), password: textOf(body, 'password', PASSWORD_MAX), door: 'web', ip: request.ip,
      }))
    },
  },
  {
    method: 'POST', path: '/api/second-factor', access: 'anyone',
    async answer(request) {
      fromOurPage(request)
      const body = await readJson(request)
      return admit(request, await request.parts.accounts.secondFactor({
        pending: textOf(body, 'pending', 200), code: textOf(body, 'code', 20), ip: request.ip,
      }))
    },
  },
  {
    method: 'POST', path: '/api/recover', access: 'anyone',
    async answer(request) {
      fromOurPage(request)
      const body = await readJson(request)
      const answer = await request.parts.accounts.recover({
        address: textOf(body, 'address', 320), recoveryCode: textOf(body, 'recoveryCode', 200),
        next: textOf(body, 'next', PASSWORD_MAX), ip: request.ip,
      })
      if (answer === 'password too short') throw new Problem(422, 'password-too-short')
      return admit(request, answer)
    },
  },
  {
    // Anyone may: signing out when the session is over already is no error.
    method: 'POST', path: '/api/sign-out', access: 'anyone',
    async answer(request) {
      requireSameOrigin(request, { changes: true })
      await endOld(request)
      return withCookie(nothing(), clearCookie(request))
    },
  },
]

function fromOurPage(request: WebRequest): void {
  requireSameOrigin(request, { changes: true })
  requireSafeTransport(request)
}

async function admit(request: WebRequest, answer: SignIn): Promise<Response> {
  switch (answer.outcome) {
    case 'refused': throw new Problem(401, 'refused')
    case 'too-many-tries': throw tooManyTries(answer.retryAfterMs)
    case 'second-factor-needed': return json({ state: 'second-factor', pending: answer.pending })
    case 'open': {
      await endOld(request)
      const userAgent = (request.http.req.header('user-agent') ?? '').slice(0, 500)
      const { cookie, expiresAt } = await request.parts.accounts.startSession({ open: answer.open, userAgent })
      return withCookie(json({ state: 'signed-in' }), setCookie(request, cookie, expiresAt))
    }
  }
}

async function endOld(request: WebRequest): Promise<void> {
  const cookie = readCookie(request)
  const old = cookie === undefined ? undefined : await request.parts.accounts.resumeSession(cookie)
  if (old !== undefined) await request.parts.accounts.endSession(old.account, old.session)
}

function withCookie(response: Response, cookie: string): Response {
  response.headers.append('set-cookie', cookie)
  return response
}
