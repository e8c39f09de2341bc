import { isObject, type JsonObject } from '../../jmap/json.ts'
import type { PortalRecipientState, PortalRef } from '../../portal/types.ts'
import { AGREED_CODE_LENGTH_MAX, QUESTION_LENGTH_MAX } from '../../portal/factors.ts'
import type { Renewed } from '../../portal/sender-side.ts'
import type { GuestFactor } from '../../queue/types.ts'
import { PHONE_LENGTH_MAX } from '../../sms/phone.ts'
import { Problem } from '../problem.ts'
import { json, nothing, readJson, textOf, type SignedIn, type WebRequest } from '../request.ts'
import type { Route } from '../route.ts'
import { portalOf } from './portal.ts'

/**
 * What a sender does with messages for guests besides reading their state over JMAP: a new link, another factor, more
 * time, taking one back. Only ever of the own account; another's message is not found.
 */
export const portalSenderRoutes: readonly Route[] = [
  {
    // `?submission=` is the id of an EmailSubmission.
    method: 'GET', path: '/api/portal-messages', access: 'signed-in', by: 'cookie',
    async answer(request, { account: { tenant, account } }) {
      const submission = request.http.req.query('submission') ?? ''
      if (!/^S[A-Za-z0-9_-]{22}$/.test(submission)) throw new Problem(400, 'not-valid', { field: 'submission' })
      return json({ messages: await portalOf(request).stateFor({ tenant, account, outgoing: submission.slice(1) }) })
    },
  },
  {
    method: 'GET', path: '/api/portal-messages/:id', access: 'signed-in', by: 'cookie',
    async answer(request, user) {
      const { ref, state } = await messageOf(request, user)
      return json({ ...state, events: await portalOf(request).events(ref) })
    },
  },
  {
    method: 'POST', path: '/api/portal-messages/:id/resend', access: 'signed-in', by: 'cookie',
    async answer(request, user) {
      const { ref } = await messageOf(request, user)
      const expiresAt = timeOf(await readJson(request))
      return renewed(await portalOf(request).resend({
        open: user.open, message: ref.message, ...(expiresAt === undefined ? {} : { expiresAt }),
      }))
    },
  },
  {
    method: 'POST', path: '/api/portal-messages/:id/factor', access: 'signed-in', by: 'cookie',
    async answer(request, user) {
      const { ref } = await messageOf(request, user)
      const factor = factorOf(await readJson(request))
      return renewed(await portalOf(request).setFactor({ open: user.open, message: ref.message, factor }))
    },
  },
  {
    method: 'POST', path: '/api/portal-messages/:id/extend', access: 'signed-in', by: 'cookie',
    async answer(request, user) {
      const { ref } = await messageOf(request, user)
      const expiresAt = timeOf(await readJson(request))
      if (expiresAt === undefined) throw new Problem(400, 'not-valid', { field: 'expiresAt' })
      if (await portalOf(request).extend({ ...ref, expiresAt }) !== 'extended') throw new Problem(410, 'ended')
      return nothing()
    },
  },
  {
    method: 'POST', path: '/api/portal-messages/:id/recall', access: 'signed-in', by: 'cookie',
    async answer(request, user) {
      const { ref, state } = await messageOf(request, user)
      const [recalled] = await portalOf(request).recall({ ...ref, outgoing: state.outgoing })
      if (recalled === undefined) throw new Problem(404, 'not-found')
      return json({ outcome: recalled.outcome, readAt: recalled.readAt })
    },
  },
  {
    method: 'POST', path: '/api/portal-numbers/forget', access: 'signed-in', by: 'cookie',
    async answer(request, { account: { tenant, account } }) {
      await portalOf(request).forgetNumber({ tenant, account }, textOf(await readJson(request), 'address', 320))
      return nothing()
    },
  },
]

async function messageOf(request: WebRequest, { account: { tenant, account } }: SignedIn): Promise<{
  readonly ref: PortalRef, readonly state: PortalRecipientState,
}> {
  const ref = { tenant, account, message: request.http.req.param('id') ?? '' }
  const state = await portalOf(request).state(ref)
  if (state === undefined) throw new Problem(404, 'not-found')
  return { ref, state }
}

function renewed({ outcome }: Renewed): Response {
  switch (outcome) {
    case 'renewed': return nothing()
    case 'not-found': throw new Problem(404, 'not-found')
    case 'ended': throw new Problem(410, 'ended')
    case 'factor-needed': throw new Problem(409, 'factor-needed')
  }
}

function timeOf(body: JsonObject): number | undefined {
  const value = Object.hasOwn(body, 'expiresAt') ? body['expiresAt'] : undefined
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Problem(400, 'not-valid', { field: 'expiresAt' })
  return value
}

function factorOf(body: JsonObject): GuestFactor {
  const factor = Object.hasOwn(body, 'factor') ? body['factor'] : undefined
  if (!isObject(factor)) throw new Problem(400, 'not-valid', { field: 'factor' })
  switch (factor['kind']) {
    case 'sms': return { kind: 'sms', phone: textOf(factor, 'phone', PHONE_LENGTH_MAX) }
    case 'agreed-code': return {
      kind: 'agreed-code', code: textOf(factor, 'code', AGREED_CODE_LENGTH_MAX),
      ...(Object.hasOwn(factor, 'question') ? { question: textOf(factor, 'question', QUESTION_LENGTH_MAX) } : {}),
    }
    default: throw new Problem(400, 'not-valid', { field: 'factor' })
  }
}
