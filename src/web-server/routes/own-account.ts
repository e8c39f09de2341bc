import { Problem } from '../problem.ts'
import { webLimits } from '../limits.ts'
import { json, nothing, readJson, textOf } from '../request.ts'
import type { Route } from '../route.ts'
import { ownStop } from './abuse.ts'
import { PASSWORD_MAX } from './sign-in.ts'

/** Who is signed in, their sessions, app passwords, password and preferences. Only ever of the account itself. */
export const ownAccountRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/session', access: 'signed-in', by: 'cookie',
    async answer(request, { account, session }) {
      const { parts } = request
      const [tenants, sessions] = await Promise.all([
        parts.tenants.list(), parts.accounts.sessions(account, session ?? ''),
      ])
      const current = sessions.find((one) => one.current)
      const { address, name, roles, language, secondFactor, aliases } = account
      return json({
        account: { address, name, roles, language, secondFactor, aliases },
        organisation: { name: tenants.find(({ id }) => id === account.tenant)?.name ?? '' },
        session: { expiresAt: current?.expiresAt ?? parts.clock.now() },
        sendingStop: await ownStop(request, account),
      })
    },
  },
  {
    method: 'GET', path: '/api/sessions', access: 'signed-in', by: 'cookie',
    async answer({ parts }, { account, session }) {
      return json({ sessions: await parts.accounts.sessions(account, session ?? '') })
    },
  },
  {
    method: 'DELETE', path: '/api/sessions/:id', access: 'signed-in', by: 'cookie',
    async answer({ parts, http }, { account, session }) {
      const id = http.req.param('id') ?? ''
      const known = await parts.accounts.sessions(account, session ?? '')
      if (!known.some((one) => one.id === id)) throw new Problem(404, 'not-found')
      await parts.accounts.endSession(account, id)
      return nothing()
    },
  },
  {
    method: 'GET', path: '/api/app-passwords', access: 'signed-in', by: 'cookie',
    async answer({ parts }, { account }) {
      return json({ appPasswords: await parts.accounts.appPasswords(account) })
    },
  },
  {
    method: 'POST', path: '/api/app-passwords', access: 'signed-in', by: 'cookie',
    async answer(request, { open }) {
      const label = textOf(await readJson(request), 'label', 100).trim()
      if (label === '') throw new Problem(400, 'not-valid', { field: 'label' })
      return json(await request.parts.accounts.addAppPassword({ open, label }), 201)
    },
  },
  {
    method: 'DELETE', path: '/api/app-passwords/:id', access: 'signed-in', by: 'cookie',
    async answer({ parts, http }, { account }) {
      const id = http.req.param('id') ?? ''
      if (!(await parts.accounts.appPasswords(account)).some((one) => one.id === id)) {
        throw new Problem(404, 'not-found')
      }
      await parts.accounts.removeAppPassword(account, id)
      return nothing()
    },
  },
  {
    method: 'POST', path: '/api/password', access: 'signed-in', by: 'cookie',
    async answer(request, { open, session }) {
      const body = await readJson(request)
      const outcome = await request.parts.accounts.changePassword({
        open, current: textOf(body, 'current', PASSWORD_MAX), next: textOf(body, 'next', PASSWORD_MAX),
        ...(session === null ? {} : { session }),
      })
      if (outcome === 'wrong password') throw new Problem(403, 'wrong-password')
      if (outcome === 'password too short') throw new Problem(422, 'password-too-short')
      return nothing()
    },
  },
  {
    method: 'PUT', path: '/api/language', access: 'signed-in', by: 'cookie',
    async answer(request, { account }) {
      const language = textOf(await readJson(request), 'language', 2)
      if (language !== 'nl' && language !== 'en') throw new Problem(400, 'not-valid', { field: 'language' })
      if (language !== account.language) await request.parts.accounts.changeLanguage(account, language)
      return nothing()
    },
  },
  {
    method: 'GET', path: '/api/preferences', access: 'signed-in', by: 'cookie',
    async answer({ parts }, { open }) {
      const kept = await parts.accounts.preferences(open)
      return json(kept === '' ? {} : JSON.parse(kept) as unknown)
    },
  },
  {
    method: 'PUT', path: '/api/preferences', access: 'signed-in', by: 'cookie',
    async answer(request, { open }) {
      const preferences = await readJson(request, webLimits.preferencesBytesMax)
      const outcome = await request.parts.accounts.savePreferences(open, JSON.stringify(preferences))
      if (outcome === 'too large') throw new Problem(413, 'too-large')
      return nothing()
    },
  },
]
