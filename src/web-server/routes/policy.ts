import { day } from '../../base/sizes.ts'
import type { LedgerEntry } from '../../ledger/types.ts'
import type { PolicyInForce } from '../../submission/policies.ts'
import { policyFor } from '../../submission/policy-groups.ts'
import { readPolicy } from '../../submission/policy-text.ts'
import { policyMeaning } from '../../submission/sentences.ts'
import { Problem } from '../problem.ts'
import { json, readJson, textOf } from '../request.ts'
import { policyOfficers, type Route } from '../route.ts'

/** Assessments that one answer holds at most. */
export const ASSESSMENTS_PAGE_MAX = 200
/** Days of mail that a policy is tried on. */
const SIMULATED_DAYS = 30
/** Characters of a policy text that are taken. */
const POLICY_TEXT_MAX = 64 * 1024

/**
 * The policy of the own organisation, and what was decided by it: times, rules and routes, no content and no address.
 */
export const policyRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/policy', access: policyOfficers, by: 'cookie',
    async answer({ parts }, { account }) {
      return json(shown(await parts.jmap.protection.policies.current(account.tenant), account.language))
    },
  },
  {
    method: 'PUT', path: '/api/policy', access: policyOfficers, by: 'cookie',
    async answer(request, { account }) {
      const text = textOf(await readJson(request), 'text', POLICY_TEXT_MAX)
      const changed = await request.parts.jmap.protection.policies.change({
        tenant: account.tenant, text, by: account.address,
      })
      if ('policy' in changed) return json(shown(changed, account.language))
      return json({ problem: 'policy-not-valid', errors: changed.errors }, 422)
    },
  },
  {
    method: 'POST', path: '/api/policy/check', access: policyOfficers, by: 'cookie',
    // What a text would mean, before it counts: nothing is changed.
    async answer(request, { account }) {
      const read = readPolicy(textOf(await readJson(request), 'text', POLICY_TEXT_MAX))
      if ('errors' in read) return json({ problem: 'policy-not-valid', errors: read.errors }, 422)
      const { policy } = read
      return json({ version: policy.version, mode: policy.mode, sentences: policyMeaning(policy, account.language) })
    },
  },
  {
    method: 'POST', path: '/api/policy/simulate', access: policyOfficers, by: 'cookie',
    // What a text would have done with the mail of the last month, counted; nothing is changed.
    async answer(request, { account: { tenant } }) {
      const { parts } = request
      const read = readPolicy(textOf(await readJson(request), 'text', POLICY_TEXT_MAX))
      if ('errors' in read) return json({ problem: 'policy-not-valid', errors: read.errors }, 422)
      const { policies, past } = parts.jmap.protection
      const inForce = await policies.current(tenant)
      const simulation = await past.simulate({
        tenant, since: parts.clock.now() - SIMULATED_DAYS * day,
        before: (who) => inForce.policyFor(who), after: (who) => policyFor(who, read),
      })
      return json({ days: SIMULATED_DAYS, ...simulation })
    },
  },
  {
    method: 'POST', path: '/api/policy/rules/:rule/revert', access: policyOfficers, by: 'cookie',
    // A question that became advice asks again.
    async answer({ parts, http }, { account }) {
      const { policies } = parts.jmap.protection
      const rule = http.req.param('rule') ?? ''
      if (!await policies.revert({ tenant: account.tenant, rule, by: account.address })) throw new Problem(404, 'not-found')
      return json(shown(await policies.current(account.tenant), account.language))
    },
  },
  {
    method: 'GET', path: '/api/assessments', access: policyOfficers, by: 'cookie',
    async answer({ parts, http }, { account }) {
      const before = whole(http.req.query('before'), 'before')
      const limit = Math.min(whole(http.req.query('limit'), 'limit') ?? 50, ASSESSMENTS_PAGE_MAX)
      const entries = await parts.ledger.list({
        tenant: account.tenant, limit, kind: 'mail.assessed', ...(before === undefined ? {} : { before }),
      })
      return json({ assessments: entries.map(recorded), next: entries.length < limit
        ? null : entries.at(-1)?.sequence ?? null })
    },
  },
]

function shown({ text, policy, state, errors, since, demotions }: PolicyInForce, language: 'nl' | 'en'): Readonly<Record<string, unknown>> {
  return { text, version: policy.version, mode: policy.mode, state, errors, since, demotions,
    sentences: policyMeaning(policy,
    language) }
}

/** Public facts only: who wrote to whom stays sealed. */
function recorded({ at, sequence, id, facts }: LedgerEntry): Readonly<Record<string, unknown>> {
  const list = (name: string): readonly string[] => String(facts[name] ?? '').split(' ').filter((word) => word !== '')
  return {
    at, sequence, id, door: facts['door'], level: facts['level'], action: facts['action'], outcome: facts['outcome'],
    problem: facts['problem'] === '' ? null : facts['problem'], reasons: list('reasons'), warnings: list('warnings'), rules: list('rules'),
    routes: Object.fromEntries(list('routes').map((one) => [one.slice(0, one.indexOf(':')), Number(one.slice(one.indexOf(':') + 1))])),
    recipients: facts['recipients'], guardVersion: facts['guardVersion'], policyVersion: facts['policyVersion'], mode: facts['mode'],
    isOverridden: facts['overridden'], impaired: list('impaired'), submission: facts['submission'] ?? null,
  }
}

function whole(text: string | undefined, field: string): number | undefined {
  if (text === undefined || text === '') return undefined
  if (!/^[1-9][0-9]{0,14}$/.test(text)) throw new Problem(400, 'not-valid', { field })
  return Number(text)
}
