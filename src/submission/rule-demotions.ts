/**
 * Questions that are wrong too often may no longer ask: they become advice, the officer is told and may put them back.
 *
 * Promises: only a warning that asks by the product's own choice; never a reason to secure, never a check digit, health or
 * what an organisation chose itself; only after `DEMOTION_SHOWN_MIN` times shown; each change is a record of the ledger in its
 * transaction. Fails as storage fails: then the question goes on asking.
 */
import { day } from '../base/sizes.ts'
import type { Clock } from '../base/clock.ts'
import { WARNINGS } from '../guard/policy.ts'
import type { Policy, WarningId } from '../guard/types.ts'
import { appendRecord } from '../ledger/scripts.ts'
import type { Ledger, PreparedRecord } from '../ledger/types.ts'
import { sql, writeScript, type Script } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'

/** Times a question must have been shown before its figure counts. */
export const DEMOTION_SHOWN_MIN = 50
/** Least share of times that a question led to a change. */
export const PRECISION_FLOOR = 0.5
/** Days over which it is counted. */
export const DEMOTION_DAYS = 90

export interface Demotion {
  readonly rule: WarningId
  /** `reverted`: an officer lets it ask again, and it is counted anew from then. */
  readonly state: 'demoted' | 'reverted'
  readonly shown: number
  readonly followed: number
  readonly at: number
}

interface Row extends Omit<Demotion, 'rule'> { readonly rule: string }

const keepDemotion = writeScript('guard.demote', import.meta.url, function* (
  tx, { tenant, rule, state, shown, followed, at, record }: Demotion & { readonly tenant: number,
    readonly record: PreparedRecord },
): Script<boolean> {
  const changed = yield* tx.run(sql`insert into rule_demotion (tenant, rule, state, shown, followed, at)
    values (${tenant}, ${rule}, ${state}, ${shown}, ${followed}, ${at})
    on conflict (tenant, rule) do update set state = excluded.state, shown = excluded.shown,
      followed = excluded.followed,
      at = excluded.at where rule_demotion.state <> excluded.state`)
  if (changed > 0) yield* appendRecord(record)
  return changed > 0
})

export interface RuleDemotions {
  /** Every rule that was demoted or put back, of one organisation. */
  list(tenant: number): Promise<readonly Demotion[]>
  /** Looks at the figures; demotes what asks by `policy` and is wrong too often. Gives what was demoted now. */
  review(tenant: number, policy: Policy, ownChoice: (rule: WarningId) => boolean): Promise<readonly WarningId[]>
  /** Lets a rule ask again; false when it was not demoted. */
  revert(args: { readonly tenant: number, readonly rule: string, readonly by: string }): Promise<boolean>
}

export function createRuleDemotions({ store, ledger, clock }: {
  readonly store: Store, readonly ledger: Pick<Ledger, 'prepare'>, readonly clock: Clock,
}): RuleDemotions {
  async function list(tenant: number): Promise<readonly Demotion[]> {
    const rows = await store.all<Row>(sql`select rule, state, shown, followed, at from rule_demotion
      where tenant = ${tenant} order by at desc, rule`)
    return rows.flatMap((row) => {
      const rule = WARNINGS.find((id) => id === row.rule)
      return rule === undefined ? [] : [{ ...row, rule }]
    })
  }

  return {
    list,
    async review(tenant, policy, ownChoice) {
      const asking = WARNINGS.filter((id) => policy.warningLevels[id] === 'block' && !ownChoice(id))
      if (asking.length === 0) return []
      const known = new Map((await list(tenant)).map((one) => [one.rule, one]))
      const now = clock.now()
      const demoted: WarningId[] = []
      for (const rule of asking) {
        const before = known.get(rule)
        if (before?.state === 'demoted') continue
        const since = Math.max(now - DEMOTION_DAYS * day, before?.at ?? 0)
        const { shown, followed } = await store.one<{ shown: number, followed: number | null }>(sql`select count(*) as shown,
          sum(case when outcome = 'followed' then 1 else 0 end) as followed from guard_outcome
          where tenant = ${tenant} and kind = ${'warning'} and rule = ${rule} and at >= ${since}`)
        const right = Number(followed ?? 0)
        if (shown < DEMOTION_SHOWN_MIN || right / shown >= PRECISION_FLOOR) continue
        const record = ledger.prepare({ tenant, at: now, kind: 'guard.rule-demoted', facts: { rule, shown, followed: right }, personal: {} })
        if (await store.write(keepDemotion, { tenant, rule, state: 'demoted', shown, followed: right, at: now, record })) demoted.push(rule)
      }
      return demoted
    },
    async revert({ tenant, rule, by }) {
      const one = (await list(tenant)).find((known) => known.rule === rule && known.state === 'demoted')
      if (one === undefined) return false
      const at = clock.now()
      const record = ledger.prepare({ tenant, at, kind: 'guard.rule-reverted', facts: { rule }, personal: { by } })
      return store.write(keepDemotion, { ...one, tenant, state: 'reverted', at, record })
    },
  }
}

/** A policy in which demoted questions advise. Whatever else asks, secures or blocks stays. */
export function withDemotions(policy: Policy, demoted: readonly WarningId[], ownChoice: (rule: WarningId) =>
  boolean): Policy {
  const now = demoted.filter((rule) => policy.warningLevels[rule] === 'block' && !ownChoice(rule))
  if (now.length === 0) return policy
  const advise = Object.fromEntries(now.map((rule) => [rule, 'advise' as const]))
  return { ...policy, version: `${policy.version}/advise.${now.toSorted().join('.')}`, warningLevels: { ...policy.warningLevels, ...advise } }
}
