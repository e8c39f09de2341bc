/**
 * Judgements of the last `PAST_KEPT_MS`, as scores and counts, so that an officer sees what another policy would have done.
 *
 * Promises: no text, no place in a text, no address and no digest of either is kept; which department a mail came from stands
 * under the service key; a row is written in the transaction that hands its mail in. Fails as storage fails.
 */
import type { AccountRole } from '../accounts/types.ts'
import { randomId } from '../base/ids.ts'
import { day } from '../base/sizes.ts'
import type { Clock } from '../base/clock.ts'
import { pastOf, simulate, type PastMail, type Simulated } from '../guard/simulate.ts'
import type { Level, Policy, Reason, Route, WarningId } from '../guard/types.ts'
import type { Place, ServiceKey } from '../keys/keys.ts'
import { sql } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import { forgetPast, type PastRow } from './past-scripts.ts'
import type { PolicyReader } from './policy-groups.ts'
import type { Judged } from './types.ts'

/** How long scores are kept. */
export const PAST_KEPT_MS = 90 * day
/** Mails of one answer, the newest. */
export const PAST_SIMULATED_MAX = 50_000
/** Rows read at a time, so that an answer never holds them all. */
const PAGE_ROWS = 1000

/** How many mails and recipients came out in which way. */
export interface PolicyCounts {
  readonly levels: Readonly<Record<Level, number>>
  readonly reasons: Readonly<Partial<Record<Reason, number>>>
  readonly warnings: Readonly<Partial<Record<WarningId, number>>>
  /** Recipients. */
  readonly routes: Readonly<Partial<Record<Route, number>>>
  readonly secured: number
  readonly impossible: number
}

export interface Simulation {
  /** Mails that were looked at. */
  readonly mails: number
  /** More had been sent than are looked at. */
  readonly isCut: boolean
  readonly before: PolicyCounts
  readonly after: PolicyCounts
  /** Mails whose outcome changes, by what changes. */
  readonly newlySecured: number
  readonly noLongerSecured: number
  readonly newlyBlocked: number
}

interface Kept { readonly mail: PastMail, readonly department: string, readonly roles: readonly AccountRole[] }

export interface PastAssessments {
  row(args: { readonly tenant: number, readonly judged: Judged, readonly who: PolicyReader }): PastRow
  /** Both policies over the mails since a time. A policy that only looks on is tried as if it acted. */
  simulate(args: { readonly tenant: number, readonly since: number,
    readonly before: (who: PolicyReader) => Policy, readonly after: (who: PolicyReader) =>
      Policy }): Promise<Simulation>
  tidy(): Promise<void>
}

export function createPastAssessments({ store, serviceKey, clock }: {
  readonly store: Store, readonly serviceKey: ServiceKey, readonly clock: Clock,
}): PastAssessments {
  return {
    row({ tenant, judged, who: { department, roles } }) {
      const id = randomId()
      const kept: Kept = { mail: pastOf(judged), department, roles }
      return { tenant, id, at: clock.now(), box: serviceKey.encrypt(placeOf(tenant, id),
        new TextEncoder().encode(JSON.stringify(kept))) }
    },
    async simulate({ tenant, since, before, after }) {
      const counting = { before: newCounts(), after: newCounts(), newlySecured: 0, noLongerSecured: 0, newlyBlocked: 0 }
      let mails = 0
      let last = { at: Number.MAX_SAFE_INTEGER, id: '' }
      for (;;) {
        const rows = await store.all<PastRow>(sql`select tenant, id, at, box from past_assessment
          where tenant = ${tenant} and at >= ${since} and (at < ${last.at} or (at = ${last.at} and id < ${last.id}))
          order by at desc, id desc limit ${PAGE_ROWS}`)
        for (const row of rows) {
          if (mails >= PAST_SIMULATED_MAX) return { ...counting, mails, isCut: true }
          const kept = JSON.parse(
            new TextDecoder().decode(serviceKey.decrypt(placeOf(tenant, row.id), row.box)),
          ) as Kept
          const [was, would] = [before, after].map((policy) => simulate(kept.mail,
            acting(policy(kept)))) as [Simulated, Simulated]
          add(counting.before, was)
          add(counting.after, would)
          if (would.secure && !was.secure) counting.newlySecured += 1
          if (was.secure && !would.secure) counting.noLongerSecured += 1
          if (would.level === 'block' && was.level !== 'block') counting.newlyBlocked += 1
          mails += 1
        }
        const end = rows.at(-1)
        if (end === undefined || rows.length < PAGE_ROWS) return { ...counting, mails, isCut: false }
        last = end
      }
    },
    async tidy() {
      await store.write(forgetPast, { before: clock.now() - PAST_KEPT_MS })
    },
  }
}

const acting = (policy: Policy): Policy => policy.mode === 'active' ? policy : { ...policy, mode: 'active' }

type Counting = { -readonly [Key in keyof PolicyCounts]: PolicyCounts[Key] extends number ? number
  : { -readonly [Name in keyof PolicyCounts[Key]]: PolicyCounts[Key][Name] } }

function newCounts(): Counting {
  return { levels: { record: 0, advise: 0, protect: 0, block: 0 }, reasons: {}, warnings: {}, routes: {}, secured: 0,
    impossible: 0 }
}

function add(counts: Counting, one: Simulated): void {
  counts.levels[one.level] += 1
  for (const reason of one.reasons) counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1
  for (const id of one.warnings) counts.warnings[id] = (counts.warnings[id] ?? 0) + 1
  for (const [route, count] of Object.entries(one.routes) as [Route,
    number][]) counts.routes[route] = (counts.routes[route] ?? 0) + count
  if (one.secure) counts.secured += 1
  counts.impossible += one.impossible
}

function placeOf(tenant: number, id: string): Place {
  return { tenant, account: 0, kind: 'past-assessment', id }
}
