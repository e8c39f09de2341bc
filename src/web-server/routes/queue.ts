import type { DeskSelection } from '../../queue/desk.ts'
import { OPEN_STATES, type Cursor, type DeskAction } from '../../queue/desk-scripts.ts'
import { Problem } from '../problem.ts'
import { json, readJson, type WebRequest } from '../request.ts'
import { administrators, type Route } from '../route.ts'

/**
 * The queue of the own organisation, for its administrators: no text, no subject, and addresses only of one mail asked
 * for.
 */
export const queueRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/admin/queue', access: administrators, by: 'cookie',
    async answer({ parts: { queueDesk }, http }, { account: { tenant } }) {
      const query = (name: string): string | undefined => http.req.query(name)
      const selection = selectionOf(tenant, { domain: query('domain'), state: query('state') })
      const [at, id] = [Number(query('at') ?? Number.NaN), query('id')]
      const after: Cursor | null = Number.isSafeInteger(at) && id !== undefined ? { at, id } : null
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
  if (action === undefined) throw new Problem(400, 'not-valid', { field: 'action' })
  const domain = typeof body['domain'] === 'string' && body['domain'] !== '' ? body['domain'] : undefined
  // Without either it would be everything there is.
  if (id === undefined && domain === undefined) throw new Problem(400, 'not-valid', { field: 'domain' })
  const selection: DeskSelection = id === undefined ? selectionOf(tenant, { domain, state: undefined }) : { tenant, id }
  const step = await request.parts.queueDesk?.change({ selection, action, by: address })
  if (step === undefined || (id !== undefined && step.mails === 0)) throw new Problem(404, 'not-found')
  return json(step)
}

function selectionOf(
  tenant: number, { domain, state }: { readonly domain: string | undefined, readonly state: string | undefined },
): DeskSelection {
  const known = OPEN_STATES.find((one) => one === state)
  return {
    tenant, ...(domain === undefined || domain === '' || domain.length > 255 ? {} : { domain }),
      ...(known === undefined ? {} : { state: known }),
  }
}

const ACTIONS: readonly (DeskAction | 'delete')[] = ['hold', 'release', 'retry', 'delete']
