import type { Account } from '../../accounts/types.ts'
import type { CompromisedWay, Rotation } from '../../accounts/rotation.ts'
import type { AskedClosing, Closing } from '../../accounts/closing.ts'
import { accountId, accountOf } from '../../jmap/ids.ts'
import type { JsonObject } from '../../jmap/json.ts'
import { downloadHeaders } from '../download.ts'
import { Problem } from '../problem.ts'
import { json, nothing, readJson, textOf, type SignedIn, type WebRequest } from '../request.ts'
import { administrators, type Route } from '../route.ts'
import { PASSWORD_MAX } from './sign-in.ts'

/** The key of the own account, and its closing; for administrators both of others, without anything that opens mail. */
export const ownKeyRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/key', access: 'signed-in', by: 'cookie',
    async answer({ parts }, { account, open }) {
      return json({ version: open.keyVersion, rotation: shownRotation(await parts.accounts.rotations.state(account)) })
    },
  },
  {
    method: 'POST', path: '/api/key', access: 'signed-in', by: 'cookie',
    answer: renewKey,
  },
  {
    method: 'GET', path: '/api/closing', access: 'signed-in', by: 'cookie',
    async answer({ parts }, { account }) {
      return json({ closing: shownClosing(await parts.accounts.closings.state(account)),
        waitDays: parts.accounts.closings.waitDays })
    },
  },
  {
    method: 'POST', path: '/api/closing', access: 'signed-in', by: 'cookie',
    async answer(request, user) {
      await confirm(request, user, await readJson(request))
      asked(await request.parts.accounts.closings.ask(user.account, user.account))
      return json({ closing: shownClosing(await request.parts.accounts.closings.state(user.account)) }, 201)
    },
  },
  {
    method: 'DELETE', path: '/api/closing', access: 'signed-in', by: 'cookie',
    async answer({ parts }, { account }) {
      if (!await parts.accounts.closings.undo(account)) throw new Problem(404, 'not-found')
      return nothing()
    },
  },
  {
    method: 'GET', path: '/api/admin/closings', access: administrators, by: 'cookie',
    async answer({ parts }, { account }) {
      return json({ closings: (await parts.accounts.closings.list(account.tenant)).map((one) => shownClosing(one)) })
    },
  },
  {
    method: 'GET', path: '/api/admin/closings/:id/receipt', access: administrators, by: 'cookie',
    async answer({ parts, http }, { account }) {
      const number = accountOf(http.req.param('id'))
      const receipt = number === undefined ? undefined
        : await parts.accounts.closings.receipt({ tenant: account.tenant, account: number })
      if (receipt === undefined) throw new Problem(404, 'not-found')
      const bytes = new TextEncoder().encode(receipt)
      return new Response(bytes, {
        headers: downloadHeaders({ name: 'receipt.json', type: 'application/octet-stream', size: bytes.length }),
      })
    },
  },
  {
    method: 'POST', path: '/api/admin/accounts/:id/closing', access: administrators, by: 'cookie',
    async answer(request, user) {
      const target = await targetOf(request, user)
      asked(await request.parts.accounts.closings.ask(target, user.account))
      return json({ closing: shownClosing(await request.parts.accounts.closings.state(target)) }, 201)
    },
  },
  {
    method: 'DELETE', path: '/api/admin/accounts/:id/closing', access: administrators, by: 'cookie',
    async answer(request, user) {
      if (!await request.parts.accounts.closings.undo(await targetOf(request, user))) throw new Problem(404,
        'not-found')
      return nothing()
    },
  },
  {
    method: 'GET', path: '/api/admin/accounts/:id/key', access: administrators, by: 'cookie',
    async answer(request, user) {
      const target = await targetOf(request, user)
      return json({ version: target.keyVersion,
        rotation: shownRotation(await request.parts.accounts.rotations.state(target)) })
    },
  },
  {
    method: 'POST', path: '/api/admin/accounts/:id/key', access: administrators, by: 'cookie',
    async answer(request, user) {
      const target = await targetOf(request, user)
      await request.parts.accounts.rotations.ask(target, { reason: 'compromised' })
      return json({ version: target.keyVersion,
        rotation: shownRotation(await request.parts.accounts.rotations.state(target)) }, 201)
    },
  },
]

/** A new key now. What is named as taken over (app passwords, devices) ends with it; the own session stays. */
async function renewKey(request: WebRequest, user: SignedIn): Promise<Response> {
  const body = await readJson(request)
  await confirm(request, user, body)
  const { accounts } = request.parts
  const compromised: CompromisedWay[] = []
  const [passwords, sessions] = await Promise.all([accounts.appPasswords(user.account),
    accounts.sessions(user.account, user.session ?? '')])
  for (const id of idsOf(body, 'appPasswords')) {
    if (!passwords.some((one) => one.id === id)) throw new Problem(404, 'not-found')
    compromised.push({ kind: 'app-password', id })
  }
  for (const id of idsOf(body, 'sessions')) {
    if (!sessions.some((one) => one.id === id && !one.current)) throw new Problem(404, 'not-found')
    compromised.push({ kind: 'session', id })
  }
  const outcome = await accounts.rotations.begin(user.open, { reason: compromised.length > 0 ? 'compromised'
    : 'asked', compromised })
  if (outcome === 'password-first') throw new Problem(409, 'password-first')
  return json({ version: user.open.keyVersion,
    rotation: shownRotation(await accounts.rotations.state(user.account)) }, 201)
}

/** Ids that one request may name. */
const IDS_MAX = 100

function idsOf(body: JsonObject, field: string): readonly string[] {
  const value = Object.hasOwn(body, field) ? body[field] : []
  if (!Array.isArray(value) || value.length > IDS_MAX) throw new Problem(400, 'not-valid', { field })
  return value.map((id) => {
    if (typeof id !== 'string') throw new Problem(400, 'not-valid', { field })
    return id
  })
}

/** What changes keys or ends the account is asked for with the password, whoever sits at an open browser. */
async function confirm(request: WebRequest, { open }: SignedIn, body: JsonObject): Promise<void> {
  const password = textOf(body, 'password', PASSWORD_MAX)
  if (!await request.parts.accounts.confirmPassword({ open, password })) throw new Problem(403, 'wrong-password')
}

function asked({ outcome }: AskedClosing): void {
  if (outcome === 'no such account') throw new Problem(404, 'not-found')
  if (outcome !== 'asked') throw new Problem(409, outcome.replaceAll(' ', '-'))
}

async function targetOf({ http, parts }: WebRequest, user: SignedIn): Promise<Account> {
  const number = accountOf(http.req.param('id'))
  const { tenant } = user.account
  const target = number === undefined ? undefined : await parts.accounts.byRef({ tenant, account: number })
  if (target === undefined) throw new Problem(404, 'not-found')
  if (target.roles.includes('owner') && !user.account.roles.includes('owner')) throw new Problem(403, 'not-allowed')
  return target
}

function shownRotation(rotation: Rotation | undefined): JsonObject | null {
  if (rotation === undefined) return null
  const { state, reason, askedAt, begunAt, endedAt, rowsDone, rowsAll } = rotation
  return { state, reason, askedAt, begunAt, endedAt, rowsDone: Math.min(rowsDone, rowsAll), rowsAll }
}

function shownClosing(closing: Closing | undefined): JsonObject | null {
  if (closing === undefined) return null
  const { account, address, name, state, askedAt, byOwner, closesAt, closedAt, hasReceipt } = closing
  return { id: accountId(account), address, name, state, askedAt, byOwner, closesAt, closedAt, hasReceipt }
}
