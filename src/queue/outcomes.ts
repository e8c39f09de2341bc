/** Writes how a try ended: state, ledger record and, where it is due, a notice to the sender, in one transaction. */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import type { Ledger, PreparedRecord } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import type { BlobStore, Store } from '../storage/store.ts'
import type { Notices } from './notices.ts'
import { nextAttemptAt } from './schedule.ts'
import { defer, finish, type Finished } from './ending-scripts.ts'
import type { PreparedOutgoing } from './scripts.ts'
import type { QueueSecrets } from './secrets.ts'
import type { NoticeKind } from './texts.ts'
import type { Attempt, DueRecipient } from './types.ts'

export interface Tried {
  readonly due: DueRecipient
  readonly attempt: Attempt
}

export interface Outcomes {
  /** Keeps the outcome of every recipient of one job; `raw` is the mail, for the headers in a notice. */
  write(tried: readonly Tried[], raw: Uint8Array, more?: More): Promise<void>
  /** A notice that these are late; undefined when nobody wants one (`NOTIFY` without `DELAY`). */
  delayNotice(tried: readonly Tried[], raw: Uint8Array): Promise<PreparedOutgoing | undefined>
  /**
   * A notice of success for those that were kept in this house, in a mailbox or for the secure page, and whose sender
   * asked for it; undefined for nobody.
   */
  keptNotice(tried: readonly Tried[], raw: Uint8Array, where?: 'delivered' | 'page'): Promise<PreparedOutgoing | undefined>
  /** The ledger record of a delivery, for flows that end recipients in their own transaction. */
  deliveredRecord(due: DueRecipient, attempt: Extract<Attempt, { outcome: 'delivered' }>): PreparedRecord
}

/** What else goes into the transaction of a deferred recipient. */
export interface More {
  readonly records: readonly PreparedRecord[]
  readonly notices: readonly PreparedOutgoing[]
  /** The sender gets no notice. */
  readonly isQuiet?: boolean
}

const nothingMore: More = { records: [], notices: [] }

export interface OutcomeParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly secrets: QueueSecrets
  readonly ledger: Pick<Ledger, 'prepare'>
  readonly notices: Notices
  readonly clock: Clock
  readonly log: Log
}

/** Outcomes over this store. */
export function createOutcomes(parts: OutcomeParts): Outcomes {
  const { store, blobs, secrets, ledger, notices, clock, log } = parts

  function deliveredRecord(due: DueRecipient, attempt: Extract<Attempt, { outcome: 'delivered' }>): PreparedRecord {
    const { reached } = attempt
    return ledger.prepare({
      tenant: due.tenant, at: clock.now(), kind: 'mail.delivered',
      facts: {
        submission: due.outgoing, route: reached.route, verified: reached.verified,
        tls: reached.protocol ?? 'none', proof: reached.proof ?? 'none', attempts: due.attempts + 1,
        ...(reached.level == null ? {} : { level: reached.level }),
        ...(reached.keyLevel == null ? {} : { keyLevel: reached.keyLevel }),
        ...(reached.group == null || reached.group === '' ? {} : { keyExchange: reached.group }),
        ...(reached.nta7516 == null ? {} : { profile: reached.nta7516.profile, recordUntil: reached.nta7516.endMonth }),
      },
      personal: { to: due.recipient.address, ...(reached.peer === null ? {} : { server: reached.peer }) },
    })
  }

  async function noticeFor(kind: NoticeKind, tried: readonly Tried[], raw: Uint8Array): Promise<PreparedOutgoing[]> {
    const about = tried.filter(({ due }) => wantsNotice(kind, due))
    const notice = await notices.prepare({ kind, tried: about, raw })
    return notice === undefined ? [] : [notice]
  }

  async function writeFinished(tried: readonly Tried[], raw: Uint8Array, more: More): Promise<void> {
    const at = clock.now()
    const done = tried.map(({ due, attempt }): Finished => ({
      tenant: due.tenant, outgoing: due.outgoing, number: due.number, at,
      state: attempt.outcome === 'delivered' ? 'delivered' : 'failed',
      reply: secrets.sealReply(due, due.number, attempt.reply, attempt.outcome === 'delivered' ? attempt.reached
        : undefined),
      ...(due.envelope.tells === undefined ? {} : { tells: due.envelope.tells }),
    }))
    const failed = tried.filter(({ attempt }) => attempt.outcome !== 'delivered')
    const delivered = tried.filter(({ attempt }) => attempt.outcome === 'delivered')
    const records = tried.map(({ due, attempt }) => attempt.outcome === 'delivered'
      ? deliveredRecord(due, attempt)
      : ledger.prepare({
        tenant: due.tenant, at, kind: 'mail.failed',
        facts: { submission: due.outgoing, route: due.recipient.route, status: attempt.status,
          attempts: due.attempts + 1 },
        personal: { to: due.recipient.address },
      }))
    // A server that offers DSN tells of success itself (RFC 3461 §5.2.2).
    const relayed = delivered.filter(({ attempt }) => attempt.outcome === 'delivered'
      && attempt.reached.tellsOfDelivery !== true)
    const mails = more.isQuiet === true ? [] : [...(await noticeFor('failed', failed, raw)),
      ...(await noticeFor('relayed', relayed, raw))]
    for (const blob of await store.write(
      finish, { done, records: [...records, ...more.records], notices: [...mails, ...more.notices] },
    )) await blobs.delete(blob)
  }

  async function writeDeferred({ due, attempt }: Tried, more: More): Promise<void> {
    const attempts = due.attempts + 1
    const spread = (randomBytes(1)[0] ?? 0) / 255
    log.info('queue.deferred', { outgoing: due.outgoing, attempts, route: due.recipient.route })
    const now = clock.now()
    const blob = await store.write(defer, {
      tenant: due.tenant, outgoing: due.outgoing, number: due.number, at: now,
      nextAt: nextAttemptAt({ now, attempts, spread }),
      reply: secrets.sealReply(due, due.number, attempt.reply),
      notices: more.notices, records: more.records,
      recalled: ledger.prepare({
        tenant: due.tenant, at: now, kind: 'mail.recalled', facts: { submission: due.outgoing, attempts },
        personal: { to: due.recipient.address },
      }),
    })
    if (blob !== null) await blobs.delete(blob)
  }

  return {
    deliveredRecord,
    async keptNotice(tried, raw, where = 'delivered') {
      return (await noticeFor(where, tried, raw))[0]
    },
    async delayNotice(tried, raw) {
      return (await noticeFor('delayed', tried, raw))[0]
    },
    async write(tried, raw, more = nothingMore) {
      const now = clock.now()
      const ended = tried.map(({ due, attempt }): Tried => attempt.outcome === 'try-later' && due.expiresAt <= now
        ? { due, attempt: { outcome: 'failed', status: '4.4.7', reply: attempt.reply } }
        : { due, attempt })
      const deferred = ended.filter(({ attempt }) => attempt.outcome === 'try-later')
      const finished = ended.filter(({ attempt }) => attempt.outcome !== 'try-later')
      if (finished.length > 0) await writeFinished(finished, raw, more)
      for (const one of deferred) await writeDeferred(one, finished.length > 0 ? nothingMore : more)
    },
  }
}

/**
 * RFC 3461 §4.1: NEVER silences all; without NOTIFY failures are told, success is not. Delays are told unless
 * excluded.
 */
export function wantsNotice(
  kind: NoticeKind, { recipient, envelope }: { readonly recipient: Pick<DueRecipient['recipient'], 'notify'>,
    readonly envelope: Pick<DueRecipient['envelope'], 'mailFrom' | 'isNotice'> },
): boolean {
  if (envelope.mailFrom === '' || envelope.isNotice) return false
  const wanted = recipient.notify?.toUpperCase().split(',')
  if (wanted === undefined) return kind === 'failed' || kind === 'delayed'
  if (wanted.includes('NEVER')) return false
  if (kind === 'failed') return wanted.includes('FAILURE')
  if (kind === 'delayed') return wanted.includes('DELAY')
  return wanted.includes('SUCCESS')
}
