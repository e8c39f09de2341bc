/**
 * Records of the privacy officer. Now one kind: the breach (GDPR Art. 33), which begins as a draft by itself when a
 * guest says that a message is not for him.
 *
 * Promises: a draft is written in the transaction of what it is about, with the moment from which the 72 hours run;
 * its fields stand under the service key; it holds no content of mail; what the officer decided goes into the ledger in
 * the transaction that keeps it, and two officers never write over each other. Fails as storage fails: then the fact is
 * not kept either. Standards: GDPR Art. 33 and 34; times are milliseconds UTC.
 */
import type { Clock } from '../base/clock.ts'
import { randomId } from '../base/ids.ts'
import { hour } from '../base/sizes.ts'
import type { Place, ServiceKey } from '../keys/keys.ts'
import type { Ledger } from '../ledger/types.ts'
import { sql } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import {
  HISTORY_MAX, nextState, type BreachDecision, type BreachEvent, type BreachJudgement, type BreachRefusal,
  type BreachState,
} from './judgement.ts'
import { changeRecord, type NewComplianceRecord } from './scripts.ts'

/** Time to notify the authority after it became known. GDPR Art. 33(1) */
export const BREACH_DEADLINE_MS = 72 * hour
/** Records of one list. */
export const BREACHES_LISTED_MAX = 500

export type BreachCause = 'guest-says-not-for-me'

/** What is known of it. No subject, no text: who, when, and whether it was opened. */
export interface BreachFields {
  readonly cause: BreachCause
  /** The portal message it is about. */
  readonly message: string
  readonly submission: string
  readonly sender: { readonly name: string, readonly address: string }
  readonly recipient: { readonly name: string | null, readonly address: string }
  readonly sentAt: number
  /** When it was read, or null when nobody opened it. */
  readonly readAt: number | null
  readonly closedAt: number
  /** Why the mail was secured: the kinds of personal data it may hold. GDPR Art. 33(3)(a) */
  readonly reasons: readonly string[]
  /** What the officer made of it; absent in a draft nobody touched. */
  readonly judgement?: BreachJudgement
  /** Who did what with this record, oldest first. GDPR Art. 33(5) */
  readonly history?: readonly BreachEvent[]
}

export interface Breach {
  readonly id: string
  /** Year and number within it, such as `2026-014`. */
  readonly number: string
  readonly state: BreachState
  readonly knownAt: number
  readonly dueAt: number
  readonly changedAt: number
  readonly fields: BreachFields
}

/** What an officer does with a breach; `changedAt` is of the record as it was on the screen. */
export interface BreachChange {
  readonly tenant: number
  readonly id: string
  readonly changedAt: number
  readonly judgement: BreachJudgement
  readonly decision: BreachDecision
  readonly by: { readonly name: string, readonly address: string }
}

export interface Breaches {
  /** Made ready outside; `insertRecord` in the transaction of its fact. */
  prepare(args: { readonly tenant: number, readonly fields: BreachFields }): NewComplianceRecord
  /** Newest first. */
  list(tenant: number): Promise<readonly Breach[]>
  get(args: { readonly tenant: number, readonly id: string }): Promise<Breach | undefined>
  /** Keeps a judgement, with its ledger record when the state changes; or says why not. */
  judge(change: BreachChange): Promise<Breach | BreachRefusal | 'not-found' | 'changed-meanwhile'>
}

interface Row {
  readonly id: string
  readonly year: number
  readonly number: number
  readonly state: BreachState
  readonly known_at: number
  readonly due_at: number
  readonly changed_at: number
  readonly box: Uint8Array
}

export function createBreaches({ store, serviceKey, ledger, clock }: {
  readonly store: Store, readonly serviceKey: ServiceKey, readonly ledger: Pick<Ledger, 'prepare'>, readonly clock: Clock,
}): Breaches {
  const columns = sql`select id, year, number, state, known_at, due_at, changed_at, box from compliance_record`
  const boxOf = (tenant: number, id: string, fields: BreachFields): Uint8Array =>
    serviceKey.encrypt(placeOf(tenant, id), new TextEncoder().encode(JSON.stringify(fields)))
  const breachOf = (tenant: number, row: Row): Breach => ({
    id: row.id, number: `${row.year}-${String(row.number).padStart(3, '0')}`, state: row.state, knownAt: row.known_at,
    dueAt: row.due_at, changedAt: row.changed_at,
    fields: JSON.parse(new TextDecoder().decode(serviceKey.decrypt(placeOf(tenant, row.id), row.box))) as BreachFields,
  })

  async function get({ tenant, id }: { readonly tenant: number, readonly id: string }): Promise<Breach | undefined> {
    const row = await store.maybe<Row>(sql`${columns} where tenant = ${tenant} and kind = ${'breach'} and id = ${id}`)
    return row === undefined ? undefined : breachOf(tenant, row)
  }

  return {
    get,
    prepare({ tenant, fields }) {
      const id = randomId()
      const now = clock.now()
      return {
        tenant, kind: 'breach', id, year: new Date(now).getUTCFullYear(), state: 'draft', knownAt: now,
        dueAt: now + BREACH_DEADLINE_MS, box: boxOf(tenant, id, fields),
      }
    },
    async list(tenant) {
      const rows = await store.all<Row>(sql`${columns} where tenant = ${tenant} and kind = ${'breach'}
        order by known_at desc, id limit ${BREACHES_LISTED_MAX}`)
      return rows.map((row) => breachOf(tenant, row))
    },
    async judge({ tenant, id, changedAt, judgement, decision, by }) {
      const breach = await get({ tenant, id })
      if (breach === undefined) return 'not-found'
      if (breach.changedAt !== changedAt) return 'changed-meanwhile'
      const now = Math.max(clock.now(), changedAt + 1)
      const isLate = now > breach.dueAt
      const state = nextState({ state: breach.state, decision, judgement, isLate })
      if (typeof state !== 'string') return state
      const before = breach.fields.history ?? []
      const event: BreachEvent = { at: now, by: by.name === '' ? by.address : by.name, decision }
      // Saving again and again is one line, so that the history stays about decisions.
      const kept = decision === 'save' && before.at(-1)?.decision === 'save' ? before.slice(0, -1) : before
      const fields: BreachFields = { ...breach.fields, judgement, history: [...kept, event].slice(-HISTORY_MAX) }
      const records = state === breach.state ? [] : [ledger.prepare({
        tenant, at: now, kind: `breach.${state}`, personal: { by: by.address },
        facts: { breach: id, number: breach.number, risk: judgement.risk ?? '', late: state === 'reported' && isLate },
      })]
      const isKept = await store.write(changeRecord, {
        tenant, kind: 'breach', id, changedAt, state, at: now, box: boxOf(tenant, id, fields), records,
      })
      return isKept ? { ...breach, state, changedAt: now, fields } : 'changed-meanwhile'
    },
  }
}

function placeOf(tenant: number, id: string): Place {
  return { tenant, account: 0, kind: 'compliance-record', id }
}
