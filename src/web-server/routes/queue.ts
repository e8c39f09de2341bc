import type { DeskSelection } from '../../queue/desk.ts'
import { OPEN_STATES, type Cursor, type DeskAction } from '../../queue/desk-scripts.ts'
import { Problem } from '../problem.ts'
import { json, readJson, type WebRequest } from '../request.ts'
import { administrators, type Route } from '../route.ts'

/** Characters of a domain that is asked for (RFC 5321 §4.5.3.1.2). */
export const DOMAIN_LENGTH_MAX = 255

/**
 * The queue of the own organisation, for its administrators: no text, no subject, and addresses only of one mail asked
 * for.
 */
export const queueRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/admin/queue', access: administrators, by: 'cookie',
    async answer({ parts: { queueDesk }, http }, { account: { tenant } }) {
      const query = (name: string): string | undefined => http.req.query(name)
      const selection = { tenant, ...narrowed({ domain: query('domain'), state: query('state') }) }
      const after = cursorOf(query('at'), query('id'))
      if (queueDesk === undefined) return json({ mails: [], cursor: null, destinations: [] })
      return json({ ...await queueDesk.list(selection, after), destinations: await queueDesk.destinations(tenant) })
    },
  },
  {
    method: 'GET', path: '/api/admin/queue/:id', access: administrators, by: 'cookie',
    async answer({ parts, http }, { account }) {
      const shown = await parts.queueDesk?.show({
        tenant: account.tenant, id: http.req.param('id') ?? '', by: account.address,
      })
      if (shown === undefined) throw new Problem(404, 'not-found')
      return json({ mail: shown })
    },
  },
  {
    method: 'PUT', path: '/api/admin/queue', access: administrators, by: 'cookie',
    answer: (request, { account }) => change(request, account, undefined),
  },
  {
    method: 'PUT', path: '/api/admin/queue/:id', access: administrators, by: 'cookie',
    answer: (request, { account }) => change(request, account, request.http.req.param('id') ?? ''),
  },
]

/** One step over one mail or, with a domain, over all mail for it; a step that was not the last has a cursor. */
async function change(
  request: WebRequest, { tenant, address }: { readonly tenant: number, readonly address: string },
    id: string | undefined,
): Promise<Response> {
  const body = await readJson(request)
  const action = ACTIONS.find((one) => one === body['action'])
  if (action === undefined) throw notValid('action')
  const conditions = narrowed({ domain: body['domain'], state: body['state'] })
  // Without either it would be everything there is; over one mail they would say nothing.
  if (id === undefined ? conditions.domain === undefined : Object.keys(conditions).length > 0) {
    throw notValid('domain')
  }
  const other = Object.keys(body).find((name) => !NAMES.includes(name))
  if (other !== undefined) throw notValid(other.slice(0, DOMAIN_LENGTH_MAX))
  const selection: DeskSelection = id === undefined ? { tenant, ...conditions } : { tenant, id }
  const step = await request.parts.queueDesk?.change({ selection, action, by: address })
  if (step === undefined || (id !== undefined && step.mails === 0)) throw new Problem(404, 'not-found')
  return json(step)
}

/** Conditions as they were asked for. One that is not understood is refused: without it more mail would be meant. */
function narrowed(
  { domain, state }: { readonly domain: unknown, readonly state: unknown },
): Pick<DeskSelection, 'domain' | 'state'> {
  const known = OPEN_STATES.find((one) => one === state)
  if (state !== undefined && known === undefined) throw notValid('state')
  if (domain === undefined) return known === undefined ? {} : { state: known }
  if (typeof domain !== 'string' || domain === '' || domain.length > DOMAIN_LENGTH_MAX) throw notValid('domain')
  return { domain, ...(known === undefined ? {} : { state: known }) }
}

/** Both or neither. */
function cursorOf(at: string | undefined, id: string | undefined): Cursor | null {
  if (at === undefined && id === undefined) return null
  if (at === undefined || !/^[0-9]{1,15}$/.test(at)) throw notValid('at')
  if (id === undefined || id === '' || id.length > ID_LENGTH_MAX) throw notValid('id')
  return { at: Number(at), id }
}

const notValid = (field: string): Problem => new Problem(400, 'not-valid', { field })

/** What a change may say. */
const NAMES: readonly string[] = ['action', 'domain', 'state']
/** Characters of the id of a mail, far more than one has. */
const ID_LENGTH_MAX = 100

const ACTIONS: readonly (DeskAction | 'delete')[] = ['hold', 'release', 'retry', 'delete']
