import { Problem } from '../problem.ts'
import { json } from '../request.ts'
import { breachReaders, type Route } from '../route.ts'

/** Breaches and drafts of the own organisation, for the privacy officer and the owner. No content of mail. */
export const breachRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/breaches', access: breachReaders, by: 'cookie',
    async answer({ parts }, { account }) {
      return json({ breaches: await parts.breaches?.list(account.tenant) ?? [] })
    },
  },
  {
    method: 'GET', path: '/api/breaches/:id', access: breachReaders, by: 'cookie',
    async answer({ parts, http }, { account }) {
      const breach = await parts.breaches?.get({ tenant: account.tenant, id: http.req.param('id') ?? '' })
      if (breach === undefined) throw new Problem(404, 'not-found')
      return json(breach)
    },
  },
]
