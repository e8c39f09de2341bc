/**
 * How the guard's rules do with the people who meet them: shown, followed, overridden, reported as wrong. So that a rule that
 * cries wolf is found by figures and not by who complains loudest.
 *
 * Promises: no content, no recipient, no place in a text is kept; figures of the organisation name a rule only once ten people
 * or more met it; what one person did is told to that person alone. Everything goes after `FIGURES_KEPT_MS`.
 */
import { randomId } from '../base/ids.ts'
import { day } from '../base/sizes.ts'
import type { Clock } from '../base/clock.ts'
import type { Ledger, PreparedRecord } from '../ledger/types.ts'
import { appendRecord } from '../ledger/scripts.ts'
import { readScript, sql, writeScript, type Script, type Sql, type Tx } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import type { RuleOutcome } from './guard-outcomes.ts'
import type { GuardRule } from './types.ts'

/** Fewest people behind a figure of the organisation. */
export const FIGURE_PEOPLE_MIN = 10
/** How long outcomes and reports are kept. */
export const FIGURES_KEPT_MS = 400 * day
/** Reports that one person can make in a day. */
export const REPORTS_PER_DAY_MAX = 200
/** Spans of days over which figures are counted; only these, so that no two answers differ by one person. */
export const FIGURE_DAYS = [30, 90, 365] as const
/** Rules in one answer. */
export const FIGURES_MAX = 500

export interface RuleFigures extends GuardRule {
  readonly shown: number
  readonly followed: number
  readonly overridden: number
  readonly reported: number
  /** People who met the rule. */
  readonly people: number
}

/** A sender's word that the guard was wrong. */
export interface GuardReport extends GuardRule {
  /** What it was called: `BSN`, or the id of the warning. */
  readonly type: string
  readonly policyVersion: string
  readonly guardVersion: string
}

/** Figures of the rules that enough people met, and how many other rules were met. */
export interface OrganisationFigures {
  readonly figures: readonly RuleFigures[]
  readonly untold: number
}

interface Who { readonly tenant: number, readonly account: number }

export interface GuardFigures {
  /** Notes a false alarm; `too-many` when this person reported all day. */
  report(who: Who, report: GuardReport): Promise<{ readonly id: string } | 'too-many'>
  /** Takes a report back; false when this person has none with that id. */
  withdraw(who: Who, id: string): Promise<boolean>
  /** Figures of the organisation since a time, and how many rules were met by too few people to be told. */
  organisation(tenant: number, since: number): Promise<OrganisationFigures>
  /** What one person did; for that person only. */
  own(who: Who, since: number): Promise<readonly RuleFigures[]>
  tidy(): Promise<void>
}

/** Notes the outcomes inside the transaction that hands the mail in. */
export function* insertOutcomes(tx: Tx, { tenant, account, outgoing, at, outcomes }: OutcomeRows): Script<void> {
  for (const { kind, rule, outcome } of outcomes) {
    yield* tx.run(sql`insert into guard_outcome (tenant, account, outgoing, kind, rule, outcome, at)
      values (${tenant}, ${account}, ${outgoing}, ${kind}, ${rule}, ${outcome}, ${at})
      on conflict (tenant, account, outgoing, kind, rule) do update set outcome = excluded.outcome, at = excluded.at`)
  }
}

export interface OutcomeRows {
  readonly tenant: number
  readonly account: number
  readonly outgoing: string
  readonly at: number
  readonly outcomes: readonly RuleOutcome[]
}

interface ReportRow extends Who, GuardReport {
  readonly id: string
  readonly at: number
  readonly record: PreparedRecord
}

const insertReport = writeScript('guard.report', import.meta.url, function* (tx, row: ReportRow): Script<boolean> {
  const { tenant, account, id, kind, rule, type, policyVersion, guardVersion, at, record } = row
  const { count } = yield* tx.one<{ count: number }>(sql`select count(*) as count from guard_report
    where tenant = ${tenant} and account = ${account} and at > ${at - day}`)
  if (count >= REPORTS_PER_DAY_MAX) return false
  yield* tx.run(sql`insert into guard_report (tenant, account, id, kind, rule, type, policy_version, guard_version, at)
    values (${tenant}, ${account}, ${id}, ${kind}, ${rule}, ${type}, ${policyVersion}, ${guardVersion}, ${at})`)
  yield* appendRecord(record)
  return true
})

const removeReport = writeScript('guard.report-withdrawn', import.meta.url, function* (
  tx, { tenant, account, id, record }: Who & { readonly id: string, readonly record: PreparedRecord },
): Script<boolean> {
  const removed = yield* tx.run(sql`delete from guard_report where tenant = ${tenant} and account = ${account} and id = ${id}`)
  if (removed > 0) yield* appendRecord(record)
  return removed > 0
})

const forget = writeScript('guard.forget-figures', import.meta.url, function* (tx, { before }: { readonly before: number }): Script<void> {
  yield* tx.run(sql`delete from guard_outcome where at < ${before}`)
  yield* tx.run(sql`delete from guard_report where at < ${before}`)
})

interface Counted { kind: string, rule: string, shown: number, followed: number, reported: number, people: number }

/** Both tables as one list of what happened, so that each rule is counted once. */
const countRules = readScript('guard.figures', import.meta.url, function* (
  tx, { tenant, account, since }: { readonly tenant: number, readonly account: number | null, readonly since: number },
): Script<Counted[]> {
  const whose = (): Sql => account === null ? sql`tenant = ${tenant}` : sql`tenant = ${tenant} and account = ${account}`
  return yield* tx.all<Counted>(sql`select kind, rule, sum(shown) as shown, sum(followed) as followed, sum(reported) as reported,
    count(distinct account) as people from (
      select account, kind, rule, 1 as shown, case when outcome = 'followed' then 1 else 0 end as followed, 0 as reported
        from guard_outcome where ${whose()} and at >= ${since}
      union all
      select account, kind, rule, 0 as shown, 0 as followed, 1 as reported
        from guard_report where ${whose()} and at >= ${since}
    ) as met group by kind, rule order by kind, rule limit ${FIGURES_MAX}`)
})

export function createGuardFigures({ store, ledger, clock }: {
  readonly store: Store, readonly ledger: Pick<Ledger, 'prepare'>, readonly clock: Clock,
}): GuardFigures {
  /** Without a person: what a sender thinks of a rule is no evidence against the sender. */
  const record = (kind: string, tenant: number, at: number, facts: Readonly<Record<string, string>>): PreparedRecord =>
    ledger.prepare({ tenant, at, kind, facts, personal: {} })

  return {
    async report({ tenant, account }, report) {
      const at = clock.now()
      const id = randomId()
      const { kind, rule, type, policyVersion, guardVersion } = report
      const kept = await store.write(insertReport, {
        tenant, account, id, at, kind, rule, type, policyVersion, guardVersion,
        record: record('guard.reported', tenant, at, { report: id, about: kind, rule, type, policyVersion, guardVersion }),
      })
      return kept ? { id } : 'too-many'
    },
    withdraw: ({ tenant, account }, id) => store.write(removeReport, {
      tenant, account, id, record: record('guard.report-withdrawn', tenant, clock.now(), { report: id }),
    }),
    async organisation(tenant, since) {
      const all = (await store.read(countRules, { tenant, account: null, since })).map(figuresOf)
      const figures = all.filter(({ people }) => people >= FIGURE_PEOPLE_MIN)
      return { figures, untold: all.length - figures.length }
    },
    async own({ tenant, account }, since) {
      return (await store.read(countRules, { tenant, account, since })).map(figuresOf)
    },
    async tidy() {
      await store.write(forget, { before: clock.now() - FIGURES_KEPT_MS })
    },
  }
}

const figuresOf = ({ kind, rule, shown, followed, reported, people }: Counted): RuleFigures => ({
  kind: kind === 'warning' ? 'warning' : 'finding', rule, shown, followed, overridden: shown - followed, reported, people,
})
