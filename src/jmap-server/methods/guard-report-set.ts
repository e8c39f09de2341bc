import { invalidProperties, SetFailure } from '../../jmap/errors.ts'
import type { JsonObject } from '../../jmap/json.ts'
import { PROTECTION } from '../../jmap/session.ts'
import type { GuardReport } from '../../submission/guard-figures.ts'
import type { Method } from '../context.ts'
import { ruleOf } from '../protection.ts'
import { readSet, runSet } from '../set.ts'

/** Characters of a version, and of a type of finding. */
const VERSION_MAX = 60
const TYPE_MAX = 40

/** "That is not right": notes that a rule of the guard was wrong, without content, and takes it back. */
export const guardReportSet: Method = {
  name: 'GuardReport/set',
  capability: PROTECTION,
  rfc: ['docs/jmap-protection.md §8'],
  async run(args, context) {
    const request = readSet(args, context)
    args.end()
    const { figures } = context.protection
    const { response } = await runSet(request, context, {
      // Reports are written and taken back, never read by clients: there is nothing to keep in step.
      async state() { return '0' },
      async create(object) {
        const policy = (await context.protection.policies.current(context.account.tenant)).policyFor(context.account)
        const report = await figures.report(context.account, { ...readReport(object), policyVersion: policy.version })
        if (report === 'too-many') throw new SetFailure({ type: 'rateLimit', description: 'enough for one day' })
        return { ...report, policyVersion: policy.version }
      },
      async destroy(id) {
        if (!await figures.withdraw(context.account, id)) throw new SetFailure({ type: 'notFound' })
      },
    })
    return { response }
  },
}

function readReport(object: JsonObject): Omit<GuardReport, 'policyVersion'> {
  const known = ['kind', 'rule', 'type', 'guardVersion']
  const unknown = Object.keys(object).filter((property) => !known.includes(property))
  if (unknown.length > 0) throw invalidProperties(unknown, 'not known')
  const rule = ruleOf(object)
  if (rule === undefined) throw invalidProperties(['kind', 'rule'], 'finding or warning, and its id')
  const word = (name: string, max: number): string => {
    const value = object[name]
    // Ids and versions only: no blank, so no sentence of a mail can come along.
    if (typeof value !== 'string' || value.length > max || !/^[\w.:+-]+$/.test(value)) throw invalidProperties([name], `a word of at most ${max} signs`)
    return value
  }
  return { ...rule, type: word('type', TYPE_MAX), guardVersion: word('guardVersion', VERSION_MAX) }
}
