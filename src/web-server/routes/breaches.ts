import type { JsonObject } from '../../jmap/json.ts'
import { JUDGEMENT_FIELD_MAX, type BreachDecision, type BreachJudgement } from '../../compliance/judgement.ts'
import { Problem } from '../problem.ts'
import { json, readJson, textOf } from '../request.ts'
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
  {
    method: 'PUT', path: '/api/breaches/:id', access: breachReaders, by: 'cookie',
    async answer(request, { account }) {
      const { parts, http } = request
      const body = await readJson(request)
      const decision = DECISIONS.find((one) => one === body['decision'])
      const { changedAt } = body
      if (decision === undefined) throw new Problem(400, 'not-valid', { field: 'decision' })
      if (typeof changedAt !== 'number' || !Number.isSafeInteger(changedAt)) throw new Problem(400, 'not-valid', { field: 'changedAt' })
      const judged = await parts.breaches?.judge({
        tenant: account.tenant, id: http.req.param('id') ?? '', changedAt, decision, judgement: judgementOf(body),
        by: { name: account.name, address: account.address },
      }) ?? 'not-found'
      if (judged === 'not-found') throw new Problem(404, 'not-found')
      if (judged === 'changed-meanwhile') throw new Problem(409, 'changed-meanwhile')
      return 'why' in judged ? json({ problem: judged.why, missing: judged.missing }, 422) : json(judged)
    },
  },
]

const DECISIONS: readonly BreachDecision[] = ['save', 'keep', 'report', 'close']

function judgementOf(body: JsonObject): BreachJudgement {
  const text = (name: keyof BreachJudgement): string => textOf(body, name, JUDGEMENT_FIELD_MAX)
  const { risk = null } = body
  if (risk !== null && risk !== 'small' && risk !== 'high') throw new Problem(400, 'not-valid', { field: 'risk' })
  return {
    what: text('what'), people: text('people'), categories: text('categories'), risk, ground: text('ground'),
    measures: text('measures'), delay: text('delay'), authorityNumber: text('authorityNumber'),
  }
}
