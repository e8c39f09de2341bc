/**
 * Mail that waits too long: its sender hears of it once, after `delivery.delayNoticeMinutes`, in one notice for the
 * whole mail, and gets it back when its time is over. Both also when nobody ever tried it because its destination was
 * paused.
 */
import type { Clock } from '../base/clock.ts'
import { minute } from '../base/sizes.ts'
import type { Log } from '../log/log.ts'
import type { BlobStore, Store } from '../storage/store.ts'
import { claimLate, isLate, toldLate, type LateMail, type LateRow } from './late-scripts.ts'
import type { Tried } from './outcomes.ts'
import { bodyOf, type PreparedOutgoing } from './scripts.ts'
import type { QueueSecrets } from './secrets.ts'

/** Mail of which something is held or under way at its end is looked at again after this long. */
export const LATE_AGAIN_MS = 10 * minute

export interface LateParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly secrets: QueueSecrets
  readonly clock: Clock
  readonly log: Log
  /** A notice that these are late; undefined when nobody wants one. */
  readonly delayNotice: (tried: readonly Tried[], raw: Uint8Array) => Promise<PreparedOutgoing | undefined>
  /** Ends recipients that cannot go any more, with a notice to the sender. */
  readonly giveBack: (tried: readonly Tried[], raw: Uint8Array) => Promise<void>
}

/** Looks once; gives how many mails it told about or gave back. */
export function createLate(parts: LateParts): () => Promise<number> {
  const { store, blobs, secrets, clock, log } = parts

  const lastReply = (row: LateRow): string => {
    if (row.reply !== null) return secrets.openReply(row, row.number, row.reply).reply
    return row.destination_reply === null ? '4.4.1 no server could be reached'
      : secrets.openStandingReply(row.destination, row.destination_reply)
  }

  function triedOf(row: LateRow, isExpired: boolean): Tried {
    const reply = lastReply(row)
    return {
      due: secrets.openDue(row),
      attempt: isExpired ? { outcome: 'failed', status: '4.4.7', reply } : { outcome: 'try-later', status: '4.4.1',
        reply },
    }
  }

  async function rawOf({ tenant, id }: LateMail, first: Tried): Promise<Uint8Array> {
    const stored = await store.read(bodyOf, { tenant, outgoing: id })
    const box = stored?.body ?? (stored?.body_blob ? await blobs.get(stored.body_blob) : undefined)
    return box === undefined ? new Uint8Array() : secrets.openBody(first.due, first.due.envelope.bodyKey, box)
  }

  async function treat(mail: LateMail): Promise<void> {
    const tried = mail.rows.map((row) => triedOf(row, mail.isExpired))
    const [first] = tried
    if (first === undefined) return
    const raw = await rawOf(mail, first)
    if (mail.isExpired) return parts.giveBack(tried, raw)
    const notice = await parts.delayNotice(tried, raw)
    const { tenant, id, deadlineAt, expiresAt } = mail
    await store.write(toldLate, { tenant, id, deadlineAt, next: expiresAt, notices: notice === undefined ? []
      : [notice] })
    log.info('queue.late', { outgoing: id, recipients: tried.length })
  }

  return async () => {
    const now = clock.now()
    if (!await store.read(isLate, { now })) return 0
    const mails = await store.write(claimLate, { now, again: now + LATE_AGAIN_MS })
    for (const mail of mails) {
      try {
        await treat(mail)
      } catch (error) {
        // It must not come back at once, nor keep the others.
        log.error('queue.late-failed', error, { outgoing: mail.id })
        const { tenant, id, deadlineAt } = mail
        await store.write(toldLate, { tenant, id, deadlineAt, next: now + LATE_AGAIN_MS, notices: [] })
      }
    }
    return mails.length
  }
}
