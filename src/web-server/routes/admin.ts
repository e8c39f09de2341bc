import { DEPARTMENT_LENGTH_MAX } from '../../accounts/limits.ts'
import type { Account, AccountRole } from '../../accounts/types.ts'
import { accountId, accountOf } from '../../jmap/ids.ts'
import type { JsonObject } from '../../jmap/json.ts'
import { Problem } from '../problem.ts'
import { json, nothing, readJson, textOf, type SignedIn, type WebRequest } from '../request.ts'
import { administrators, type Route } from '../route.ts'
import { PASSWORD_MAX } from './sign-in.ts'

const ROLES: readonly AccountRole[] = ['owner', 'administrator', 'privacy-officer', 'user']

/**
 * Accounts of the own organisation. Nothing here opens mail: no route gives a password, a key or a way in to an account
 * that has one. Who is no owner gives no role but `user` and does not touch owners.
 */
export const adminRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/admin/accounts', access: administrators, by: 'cookie',
    async answer({ parts }, { account }) {
      return json({ accounts: (await parts.accounts.list(account.tenant)).map(shown) })
    },
  },
  {
    method: 'POST', path: '/api/admin/accounts', access: administrators, by: 'cookie',
    answer: createAccount,
  },
  {
    method: 'PUT', path: '/api/admin/accounts/:id', access: administrators, by: 'cookie',
    answer: changeAccount,
  },
  {
    method: 'POST', path: '/api/admin/accounts/:id/block', access: administrators, by: 'cookie',
    async answer(request, user) {
      const target = await targetOf(request, user)
      if (target.account === user.account.account) throw new Problem(409, 'own-account')
      await request.parts.accounts.block(target)
      return nothing()
    },
  },
  {
    method: 'POST', path: '/api/admin/accounts/:id/unblock', access: administrators, by: 'cookie',
    async answer(request, user) {
      await request.parts.accounts.unblock(await targetOf(request, user))
      return nothing()
    },
  },
  {
    method: 'POST', path: '/api/admin/accounts/:id/aliases', access: administrators, by: 'cookie',
    async answer(request, user) {
      const target = await targetOf(request, user)
      const address = textOf(await readJson(request), 'address', 320)
      const outcome = await request.parts.accounts.addAlias({ tenant: target.tenant, account: target.account, address })
      if (outcome !== 'added') throw new Problem(outcome === 'exists' ? 409 : 422, outcome.replaceAll(' ', '-'))
      return nothing()
    },
  },
]

async function createAccount(request: WebRequest, user: SignedIn): Promise<Response> {
  const body = await readJson(request)
  const roles = readRoles(body)
  if (roles.some((role) => role !== 'user') && !user.account.roles.includes('owner')) {
    throw new Problem(403, 'not-allowed')
  }
  const language = Object.hasOwn(body, 'language') ? textOf(body, 'language', 2) : user.account.language
  if (language !== 'nl' && language !== 'en') throw new Problem(400, 'not-valid', { field: 'language' })
  const made = await request.parts.accounts.create({
    tenant: user.account.tenant, address: textOf(body, 'address', 320), name: textOf(body, 'name', 200),
    password: textOf(body, 'password', PASSWORD_MAX), roles, language,
    ...(Object.hasOwn(body, 'department') ? { department: textOf(body, 'department', DEPARTMENT_LENGTH_MAX) } : {}),
  })
  if (typeof made === 'string') throw new Problem(made === 'exists' ? 409 : 422, made.replaceAll(' ', '-'))
  return json({ account: shown(made.account), recoveryCode: made.recoveryCode }, 201)
}

/** Name, department or roles; what is left out stays. Who is no owner changes no roles. */
async function changeAccount(request: WebRequest, user: SignedIn): Promise<Response> {
  const target = await targetOf(request, user)
  const body = await readJson(request)
  const { tenant, account } = target
  if (Object.hasOwn(body, 'roles') && !user.account.roles.includes('owner')) throw new Problem(403, 'not-allowed')
  const outcome = await request.parts.accounts.update({
    tenant, account,
    ...(Object.hasOwn(body, 'name') ? { name: textOf(body, 'name', 200) } : {}),
    ...(Object.hasOwn(body, 'department') ? { department: textOf(body, 'department', DEPARTMENT_LENGTH_MAX) } : {}),
    ...(Object.hasOwn(body, 'roles') ? { roles: readRoles(body) } : {}),
  })
  if (outcome !== 'updated') throw new Problem(outcome === 'last owner' ? 409 : 404, outcome.replaceAll(' ', '-'))
  return json(shown(await request.parts.accounts.byRef(target) ?? target))
}

function readRoles(body: JsonObject): readonly AccountRole[] {
  const value = Object.hasOwn(body, 'roles') ? body['roles'] : ['user']
  if (!Array.isArray(value) || value.length === 0 || value.length > ROLES.length) {
    throw new Problem(400, 'not-valid', { field: 'roles' })
  }
  return [...new Set(value.map((one) => {
    const role = ROLES.find((known) => known === one)
    if (role === undefined) throw new Problem(400, 'not-valid', { field: 'roles' })
    return role
  }))]
}

/** The account behind `:id`, of the same organisation; 404 for any other, so that ids of others tell nothing. */
async function targetOf({ http, parts }: WebRequest, user: SignedIn): Promise<Account> {
  const number = accountOf(http.req.param('id'))
  const { tenant } = user.account
  const target = number === undefined ? undefined : await parts.accounts.byRef({ tenant, account: number })
  if (target === undefined) throw new Problem(404, 'not-found')
  if (target.roles.includes('owner') && !user.account.roles.includes('owner')) throw new Problem(403, 'not-allowed')
  return target
}

function shown(one: Account): JsonObject {
  const { account, address, name, department, roles, aliases, state, language, secondFactor, createdAt } = one
  return { id: accountId(account), address, name, department, roles, aliases, state, language, secondFactor, createdAt }
}
