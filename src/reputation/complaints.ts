/**
 * Complaints that other providers send about mail of ours (feedback loops).
 *
 * Promises: a complaint is tied to an account by the opaque id that its mail carried (`origin.ts`), never by what the
 * complaint says of addresses; it is kept under the service key without the mail it is about, counted in the ledger, and
 * told to those who must look, once a day for each account. Nothing is stopped by a complaint alone: anybody who got a
 * mail could write one.
 * Fails: what is no report is not taken; past `COMPLAINTS_A_DAY_MAX` they are taken and not kept.
 */
import type { Accounts } from '../accounts/types.ts'
import { randomId } from '../base/ids.ts'
import { day } from '../base/sizes.ts'
import type { Place, ServiceKey } from '../keys/keys.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import type { Store } from '../storage/store.ts'
import type { PreparedOutgoing } from '../queue/scripts.ts'
import { readFeedback, type FeedbackReport } from './arf.ts'
import { countComplaints, forgetComplaints, keepComplaint, listComplaints } from './complaint-scripts.ts'
import { prepareNotice, whoLooks, type NoticeParts } from './notices.ts'
import { ORIGIN_FIELD, type Origins } from './origin.ts'

/** Complaints of one organisation that are kept in a day. */
export const COMPLAINTS_A_DAY_MAX = 1000
/** How long one is kept. */
export const COMPLAINT_KEPT_MS = 180 * day
export const COMPLAINTS_LISTED_MAX = 200

export interface Complaint {
  readonly id: string
  readonly at: number
  readonly kind: FeedbackReport['type']
  /** Whose mail it is about; null when it could not be tied to an account. */
  readonly address: string | null
  /** The domain that proved to have sent the complaint; null without proof. */
  readonly reporter: string | null
  readonly program: string
  readonly incidents: number
  /** When that mail went out, to the hour. */
  readonly sentAt: number | null
}

export interface ReceivedComplaint {
  readonly raw: Uint8Array
  /** Organisation of the address that it came to. */
  readonly tenant: number
  /** The domain that is proved to have sent it; null without proof. */
  readonly reporter: string | null
}

export interface ComplaintDesk {
  /** False when it is no report. */
  take(complaint: ReceivedComplaint): Promise<boolean>
  list(tenant: number): Promise<readonly Complaint[]>
  tidy(): Promise<void>
}

export interface ComplaintParts extends NoticeParts {
  readonly store: Store
  readonly serviceKey: Pick<ServiceKey, 'encrypt' | 'decrypt'>
  readonly origins: Origins
  readonly accounts: Pick<Accounts, 'byRef' | 'list'>
  readonly ledger: Pick<Ledger, 'prepare'>
  readonly log: Log
}

type Facts = Omit<Complaint, 'id' | 'at' | 'kind'>

export function createComplaints(parts: ComplaintParts): ComplaintDesk {
  const { store, serviceKey, origins, accounts, ledger, clock, log } = parts

  async function take({ raw, tenant: asked, reporter }: ReceivedComplaint): Promise<boolean> {
    const report = readFeedback(raw)
    if (typeof report === 'string') return false
    const origin = origins.read(report.original.get(ORIGIN_FIELD.toLowerCase()) ?? '')
    const about = origin === undefined ? undefined : await accounts.byRef(origin)
    const tenant = about?.tenant ?? asked
    const now = clock.now()
    const today = await store.read(countComplaints, {
      tenant, account: null, since: now - day, limit: COMPLAINTS_A_DAY_MAX,
    })
    if (today >= COMPLAINTS_A_DAY_MAX) {
      log.warn('complaint.not-kept', { today })
      return true
    }
    const account = about?.account ?? 0
    const before = await store.read(countComplaints, { tenant, account, since: now - day, limit: COMPLAINTS_A_DAY_MAX })
    const row = { tenant, account, id: randomId(), at: now, kind: report.type }
    const facts: Facts = {
      address: about?.address ?? null, reporter, program: report.userAgent, incidents: report.incidents,
        sentAt: origin?.at ?? null,
    }
    await store.write(keepComplaint, {
      row: { ...row, facts: serviceKey.encrypt(factsPlace(row), new TextEncoder().encode(JSON.stringify(facts))) },
      notices: before > 0 || report.type === 'not-spam' ? [] : await noticesOf(tenant, facts),
      records: [ledger.prepare({
        tenant, at: now, kind: 'abuse.reported', facts: { type: report.type, incidents: report.incidents, tied: about !== undefined, proved: reporter !== null },
        personal: {
          ...about === undefined ? {} : { account: about.address }, ...reporter === null ? {} : { reporter },
        },
      })],
    })
    return true
  }

  async function noticesOf(tenant: number, { address, reporter }: Facts): Promise<readonly PreparedOutgoing[]> {
    const officers = whoLooks(await accounts.list(tenant), undefined)
    return Promise.all(officers.map((officer) => prepareNotice(parts, officer, ({ complaint }) => ({
      subject: complaint.subject,
      paragraphs: [complaint.opening, `${complaint.who}: ${address ?? '-'}\n${complaint.by}: ${reporter ?? '-'}`,
        `${complaint.todo}\n${parts.url}/#/abuse`],
    }))))
  }

  return {
    take,
    async list(tenant) {
      return (await store.read(listComplaints, { tenant, limit: COMPLAINTS_LISTED_MAX })).map((row) => {
        const facts = JSON.parse(new TextDecoder().decode(serviceKey.decrypt(factsPlace(row), row.facts))) as Facts
        return { ...facts, id: row.id, at: row.at, kind: row.kind as Complaint['kind'] }
      })
    },
    async tidy() {
      await store.write(forgetComplaints, { before: clock.now() - COMPLAINT_KEPT_MS })
    },
  }
}

const factsPlace = (
  { tenant, account, id }: { readonly tenant: number, readonly account: number, readonly id: string },
): Place =>
  ({ tenant, account, kind: 'abuse-report', id })
