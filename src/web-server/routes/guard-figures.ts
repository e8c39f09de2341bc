import { day } from '../../base/sizes.ts'
import { FIGURE_DAYS, FIGURE_PEOPLE_MIN } from '../../submission/guard-figures.ts'
import { Problem } from '../problem.ts'
import { json } from '../request.ts'
import { policyOfficers, type Route } from '../route.ts'

/**
 * How the guard's rules do: of the organisation for officers, once enough people met a rule; of oneself for everybody. Nobody
 * reads what another person did.
 */
export const guardFigureRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/guard-figures', access: policyOfficers, by: 'cookie',
    async answer({ parts, http }, { account }) {
      const days = spanOf(http.req.query('days'))
      const since = parts.clock.now() - days * day
      const { figures, untold } = await parts.jmap.protection.figures.organisation(account.tenant, since)
      return json({ days, peopleMin: FIGURE_PEOPLE_MIN, figures, untold })
    },
  },
  {
    method: 'GET', path: '/api/guard-figures/own', access: 'signed-in', by: 'cookie',
    async answer({ parts, http }, { account }) {
      const days = spanOf(http.req.query('days'))
      const own = await parts.jmap.protection.figures.own(account, parts.clock.now() - days * day)
      return json({ days, figures: own.map(({ kind, rule, shown, followed, overridden, reported }) =>
        ({ kind, rule, shown, followed, overridden, reported })) })
    },
  },
]

/** Days that the figures are about; 90 unless asked otherwise. */
function spanOf(text: string | undefined): number {
  const days = text === undefined || text === '' ? 90 : Number(text)
  if (!FIGURE_DAYS.some((one) => one === days)) throw new Problem(400, 'not-valid', { field: 'days' })
  return days
}
