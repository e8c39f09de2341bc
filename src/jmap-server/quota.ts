import { MethodFailure } from '../jmap/errors.ts'
import type { Context } from './context.ts'
import { cannotCalculate } from './changes.ts'

/** The one quota of an account: octets of mail (RFC 9425 §4). An account without a limit has none. */
export const QUOTA_ID = 'Q1'

export interface QuotaFigures {
  readonly usedBytes: number
  readonly limitBytes: number | null
}

/** `used.limit`: what the state was is read back from it, so that changes can be told without keeping any. */
export function quotaState({ usedBytes, limitBytes }: QuotaFigures): string {
  return `q${usedBytes}.${limitBytes ?? ''}`
}

/** The figures behind a state that we gave; `cannotCalculateChanges` for anything else. */
export function figuresOf(state: string): QuotaFigures {
  const [, used, limit] = /^q(\d{1,16})\.(\d{0,16})$/.exec(state) ?? []
  if (used === undefined || limit === undefined) throw cannotCalculate()
  return { usedBytes: Number(used), limitBytes: limit === '' ? null : Number(limit) }
}

export const quotaProperties = [
  'id', 'resourceType', 'used', 'hardLimit', 'warnLimit', 'softLimit', 'scope', 'name', 'types', 'description',
]

/** The quotas by id: one or none. RFC 9425 §4.1 */
export function quotaObjects(
  { usedBytes, limitBytes }: QuotaFigures, address: string,
): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  if (limitBytes === null) return new Map()
  return new Map([[QUOTA_ID, {
    id: QUOTA_ID, resourceType: 'octets', used: usedBytes, hardLimit: limitBytes, warnLimit: null, softLimit: null,
    scope: 'account', name: address, types: ['Email'], description: null,
  }]])
}

/** Whether the account's quota fits a filter (RFC 9425 §4.4.1); `unsupportedFilter` for a condition there is not. */
export function quotaFits(filter: Readonly<Record<string, unknown>> | null, { account }: Context): boolean {
  const facts: Readonly<Record<string, (value: string) => boolean>> = {
    name: (value) => account.address.toLowerCase().includes(value.toLowerCase()),
    scope: (value) => value === 'account', resourceType: (value) => value === 'octets', type: (value) => value === 'Email',
  }
  return Object.entries(filter ?? {}).every(([name, value]) => {
    const fact = Object.hasOwn(facts, name) ? facts[name] : undefined
    if (fact === undefined) throw new MethodFailure('unsupportedFilter', `condition not supported: ${name.slice(0, 100)}`)
    if (typeof value !== 'string') throw new MethodFailure('invalidArguments', `${name} must be text`)
    return fact(value)
  })
}

/** Comparators of a query; with one quota at most their order says nothing, but they must be known ones. */
export function checkQuotaSort(sort: readonly unknown[] | null): void {
  for (const one of sort ?? []) {
    const property = typeof one === 'object' && one !== null && 'property' in one ? one.property : undefined
    if (property !== 'name' && property !== 'used') throw new MethodFailure('unsupportedSort', 'property not supported in sort')
  }
}
