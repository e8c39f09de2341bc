/**
 * The desk of the queue, for administrators: what is open and why it waits, and holding, releasing, trying now or
 * deleting of one mail or of many. It shows no text and no subject. Who looks at one mail sees its addresses, and the
 * ledger says so; every change is in the ledger in the transaction of the change.
 *
 * Work over many mails goes in steps with a cursor, so that a million changes neither hold the database nor a request,
 * and the caller can say how far it is.
 */
import type { Clock } from '../base/clock.ts'
import { day } from '../base/sizes.ts'
import type { Ledger, PreparedRecord } from '../ledger/types.ts'
import type { BlobStore, Store } from '../storage/store.ts'
import { LANES, type Lane } from './lane.ts'
import {
  changeMails, claimForRemoval, narrowedMails, openMail, openMails, openRecipients, queueCounts, waitingFor,
  type Cursor, type DeskAction, type MailFilter, type OpenMailRow, type OpenState, type QueueCounts, type RecipientRow,
} from './desk-scripts.ts'
import { keptStandings } from './destination-scripts.ts'
import { destinationName, domainOf, OWN_ROUTES } from './destination.ts'
import type { Tried } from './outcomes.ts'
import { bodyOf } from './scripts.ts'
import type { QueueSecrets } from './secrets.ts'
import type { Route } from './types.ts'
import type { Worker } from './worker.ts'

/** Mails shown in one list, and recipients of one of them; the rest is counted. */
export const DESK_MAILS_MAX = 200
export const DESK_RECIPIENTS_MAX = 20
/** Recipients shown of a mail by itself. */
export const DESK_RECIPIENTS_OF_ONE_MAX = 1000
/** Mails changed in one step, and in one transaction. */
export const DESK_STEP_MAX = 5000
export const DESK_WRITE_MAX = 250
/** Paused destinations shown, and mails counted of each. */
export const DESK_DESTINATIONS_MAX = 500
export const COUNTED_MAX = 10_000
/** A mail that is released lives at least this long, whatever was left of its time. */
export const RELEASED_LIVES_MS = 1 * day

/** One open mail. `to`: places in the list, whole addresses when one mail is looked at. */
export interface DeskMail {
  readonly id: string
  readonly from: string
  readonly handedInAt: number
  readonly leavesAt: number
  readonly expiresAt: number
  readonly sizeBytes: number
  readonly isSecured: boolean
  readonly lane: Lane
  readonly recipientCount: number
  readonly recipients: readonly DeskRecipient[]
}

export interface DeskRecipient {
  readonly to: string
  readonly route: Route
  readonly state: OpenState
  readonly attempts: number
  readonly nextAt: number
  /** What the other side said last; only when one mail is looked at. */
  readonly reply: string
}

/** A destination that could not be reached. */
export interface DeskDestination {
  readonly name: string
  readonly failures: number
  readonly pausedUntil: number
  readonly reply: string
  /** At most `COUNTED_MAX`. */
  readonly waiting: number
}

/** Which mails: one, or all that meet every condition given. */
export interface DeskSelection {
  readonly tenant: number
  readonly id?: string
  readonly account?: number
  /** A domain, or one of our own places (`internal`, `portal`). */
  readonly domain?: string
  readonly state?: OpenState
}

/** How a change went so far; `cursor` is null at the end. */
export interface DeskStep {
  readonly mails: number
  readonly recipients: number
  readonly cursor: Cursor | null
}

export interface QueueDesk {
  counts(): Promise<QueueCounts>
  /** Paused destinations; of one organisation only those for which it has mail. */
  destinations(tenant?: number): Promise<readonly DeskDestination[]>
  /** A page, oldest first; of a domain or a state one page only, and in no order. */
  list(selection: DeskSelection, after?: Cursor | null): Promise<{ readonly mails: readonly DeskMail[],
    readonly cursor: Cursor | null }>
  /** One mail with its addresses; the ledger keeps who looked. */
  show(of: { readonly tenant: number, readonly id: string, readonly by: string }): Promise<DeskMail | undefined>
  /** At most `DESK_STEP_MAX` mails of the selection, from the cursor on. */
  change(args: {
    readonly selection: DeskSelection, readonly action: DeskAction | 'delete', readonly by: string,
      readonly after?: Cursor | null,
    /** Whether senders of deleted mail get a notice. */
    readonly tell?: boolean,
  }): Promise<DeskStep>
}

export interface DeskParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly secrets: QueueSecrets
  readonly worker: Pick<Worker, 'wake'>
  readonly ledger: Pick<Ledger, 'prepare' | 'record'>
  readonly clock: Clock
  /** Ends recipients; `isQuiet` without a notice. */
  readonly giveBack: (tried: readonly Tried[], raw: Uint8Array, options: { readonly isQuiet: boolean }) => Promise<void>
}

/** The desk over this store. */
export function createQueueDesk(parts: DeskParts): QueueDesk {
  const { store, blobs, secrets, ledger, clock } = parts

  const filterOf = ({ tenant, account, domain, state }: DeskSelection): MailFilter => ({
    tenant, account: account ?? null, state: state ?? null, destination: domain === undefined ? null
      : destinationOf(domain),
  })
  const destinationOf = (domain: string): string => {
    const own = [...OWN_ROUTES].find((route) => route === domain)
    return secrets.destination({ address: `x@${domain.toLowerCase()}`, route: own ?? 'ordinary' })
  }

  function mailOf(row: OpenMailRow, found: { readonly count: number, readonly rows: readonly RecipientRow[] },
    whole: boolean): DeskMail {
    const at = { tenant: row.tenant, account: row.account, outgoing: row.id }
    const envelope = secrets.openEnvelope(at, row.envelope)
    return {
      id: row.id, from: envelope.mailFrom, handedInAt: row.handed_in_at, leavesAt: row.leaves_at,
        expiresAt: row.expires_at,
      sizeBytes: row.size_bytes, isSecured: envelope.isProtected, lane: LANES[found.rows[0]?.lane ?? 1] ?? 'ordinary',
      recipientCount: found.count,
      recipients: found.rows.map((one): DeskRecipient => {
        const recipient = secrets.openRecipient(at, one.number, one.address)
        return {
          to: whole ? recipient.address : destinationName(recipient), route: recipient.route,
            state: one.state as OpenState,
          attempts: one.attempts, nextAt: one.next_at, reply: whole ? secrets.openReply(at, one.number,
            one.reply).reply : '',
        }
      }),
    }
  }

  /**
   * A selection by destination or state has no order to walk along: its steps begin anew until nothing changes any
   * more.
   */
  const isNarrow = ({ domain, state }: DeskSelection): boolean => domain !== undefined || state !== undefined

  async function rowsOf(selection: DeskSelection, after: Cursor | null, limit: number,
    dueAfter: number | null = null): Promise<readonly OpenMailRow[]> {
    const { tenant, id } = selection
    const filter = filterOf(selection)
    if (id === undefined) {
      return isNarrow(selection) ? store.read(narrowedMails, { filter, after: dueAfter, limit })
        : store.read(openMails, { filter, after, limit })
    }
    const row = await store.read(openMail, { tenant, id })
    return row === undefined ? [] : [row]
  }

  /** What the ledger keeps of a change: how many, or which one. */
  function recordOf(action: string, { tenant, id }: DeskSelection, mails: number, by: string): PreparedRecord {
    return ledger.prepare({
      tenant, at: clock.now(), kind: 'queue.changed', facts: { action, mails, ...(id === undefined ? {}
        : { submission: id }) },
      personal: { by },
    })
  }

  async function remove(selection: DeskSelection, id: string, by: string, tell: boolean): Promise<number> {
    const { tenant, destination, state } = filterOf(selection)
    let removed = 0
    for (let count = DESK_RECIPIENTS_OF_ONE_MAX; count === DESK_RECIPIENTS_OF_ONE_MAX; removed += count) {
      const records = [recordOf('delete', { tenant, id }, 1, by)]
      const rows = await store.write(claimForRemoval, { tenant, id, destination, state, now: clock.now(),
        limit: DESK_RECIPIENTS_OF_ONE_MAX, records })
      count = rows.length
      const tried = rows.map((row): Tried => ({ due: secrets.openDue(row), attempt: REMOVED }))
      const [first] = tried
      if (first === undefined) break
      const stored = await store.read(bodyOf, { tenant, outgoing: id })
      const box = stored?.body ?? (stored?.body_blob ? await blobs.get(stored.body_blob) : undefined)
      const raw = box === undefined ? new Uint8Array() : secrets.openBody(first.due, first.due.envelope.bodyKey, box)
      await parts.giveBack(tried, raw, { isQuiet: !tell })
    }
    return removed
  }

  return {
    counts: () => store.read(queueCounts, undefined),
    async destinations(tenant) {
      const rows = (await store.read(keptStandings, { after: '' })).slice(0, DESK_DESTINATIONS_MAX)
      const found = await Promise.all(rows.map(async (row): Promise<DeskDestination> => ({
        name: secrets.openStandingName(row.destination, row.name), failures: row.failures,
          pausedUntil: row.blocked_until,
        reply: row.reply === null ? '' : secrets.openStandingReply(row.destination, row.reply),
        waiting: await store.read(waitingFor, {
          destination: row.destination, tenant: tenant ?? null, max: COUNTED_MAX,
        }),
      })))
      return tenant === undefined ? found : found.filter(({ waiting }) => waiting > 0)
    },
    async list(selection, after = null) {
      const rows = await rowsOf(selection, after, DESK_MAILS_MAX)
      const found = await store.read(openRecipients, {
        tenant: selection.tenant, ids: rows.map(({ id }) => id), limit: DESK_RECIPIENTS_MAX,
      })
      const last = rows.length < DESK_MAILS_MAX || isNarrow(selection) ? undefined : rows.at(-1)
      return {
        mails: rows.map((row, index) => mailOf(row, found[index] ?? { count: 0, rows: [] }, false)),
        cursor: last === undefined ? null : { at: last.handed_in_at, id: last.id },
      }
    },
    async show({ tenant, id, by }) {
      const row = await store.read(openMail, { tenant, id })
      if (row === undefined) return undefined
      await ledger.record({
        tenant, at: clock.now(), kind: 'queue.viewed', facts: { submission: id }, personal: { by },
      })
      const [found] = await store.read(openRecipients, { tenant, ids: [id], limit: DESK_RECIPIENTS_OF_ONE_MAX })
      return mailOf(row, found ?? { count: 0, rows: [] }, true)
    },
    async change({ selection, action, by, after = null, tell = true }) {
      const rows = await rowsOf(selection, after, DESK_STEP_MAX, action === 'retry' ? clock.now() : null)
      const ids = rows.map(({ id }) => id)
      const { tenant } = selection
      let recipients = 0
      const destination = filterOf(selection).destination
      for (let at = 0; at < ids.length; at += DESK_WRITE_MAX) {
        const some = ids.slice(at, at + DESK_WRITE_MAX)
        if (action === 'delete') {
          for (const id of some) recipients += await remove(selection, id, by, tell)
          continue
        }
        recipients += await store.write(changeMails, {
          tenant, ids: some, action, destination, now: clock.now(), expiresAtMin: clock.now() + RELEASED_LIVES_MS,
          records: [recordOf(action, selection, some.length, by)],
        })
      }
      if (action === 'retry') await wakeAll(selection, ids)
      const last = selection.id !== undefined || rows.length < DESK_STEP_MAX ? undefined : rows.at(-1)
      const goesOn = last !== undefined && (!isNarrow(selection) || recipients > 0)
      return { mails: ids.length, recipients, cursor: goesOn ? { at: last.handed_in_at, id: last.id } : null }
    },
  }

  /** Trying now means also when the destination is paused. */
  async function wakeAll(selection: DeskSelection, ids: readonly string[]): Promise<void> {
    const destinations = new Set<string>()
    if (selection.domain !== undefined) destinations.add(destinationOf(selection.domain))
    else {
      const found = await store.read(openRecipients, {
        tenant: selection.tenant, ids: ids.slice(0, DESK_MAILS_MAX), limit: DESK_RECIPIENTS_MAX,
      })
      for (const { rows } of found) for (const { destination } of rows) destinations.add(destination)
    }
    for (const destination of destinations) await parts.worker.wake(destination)
  }
}

const REMOVED: Tried['attempt'] = { outcome: 'failed', status: '5.7.1',
  reply: '5.7.1 removed from the queue by an administrator' }

/** The domain of a whole address, for a selection by what somebody typed. */
export function domainTyped(text: string): string {
  return text.includes('@') ? domainOf(text) : text.toLowerCase()
}
