import type { Decision } from '../../malware/quarantine.ts'
import { Problem } from '../problem.ts'
import { json, readJson } from '../request.ts'
import { breachReaders, type Route } from '../route.ts'

/** Files of the own organisation that were held back, for the privacy officer and the owner. No text of mail. */
export const quarantineRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/quarantine', access: breachReaders, by: 'cookie',
    async answer({ parts }, { account }) {
      return json({ held: await parts.quarantine?.list(account.tenant) ?? [] })
    },
  },
  {
    method: 'PUT', path: '/api/quarantine/:id', access: breachReaders, by: 'cookie',
    async answer(request, { account }) {
      const { parts, http } = request
      const body = await readJson(request)
      const decision = DECISIONS.find((one) => one === body['decision'])
      if (decision === undefined) throw new Problem(400, 'not-valid', { field: 'decision' })
      const decided = await parts.quarantine?.decide({
        tenant: account.tenant, id: http.req.param('id') ?? '', decision, by: account.address,
      }) ?? 'not found'
      if (decided === 'not found') throw new Problem(404, 'not-found')
      if (decided === 'decided already') throw new Problem(409, 'changed-meanwhile')
      return json({ held: await parts.quarantine?.list(account.tenant) ?? [] })
    },
  },
]

const DECISIONS: readonly Decision[] = ['release', 'delete']
