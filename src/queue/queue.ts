/**
 * Mail on its way out: kept durably, tried until it is delivered, failed or expired, never lost and never weaker than
 * decided.
 *
 * Promises: what was handed in with a 250 is in this table and survives a kill; each recipient ends exactly once, and for
 * recipients in this house ending and storing are one transaction; a route that was decided is carried out or the mail
 * waits and comes back to its sender with the reason. Bodies, addresses and replies stand under the service key.
 * Fails: an unreachable server or resolver means a later try; what cannot be delivered comes back as a notice
 * (RFC 3464), except to the null sender. Standards: RFC 5321 §4.5.4, RFC 3461, RFC 3464.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { randomId } from '../base/ids.ts'
import { day, hour } from '../base/sizes.ts'
import type { BodyCipher, ServiceKey } from '../keys/keys.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import type { BlobStore, Store } from '../storage/store.ts'
import { createQueueSecrets, type QueueSecrets } from './secrets.ts'
import { enqueue, forgetOld, listSubmissions, queueBlobs, recall, type Enqueued, type PreparedOutgoing } from './scripts.ts'
import {
  QUEUE_INLINE_BYTES_MAX, QUEUED_RECIPIENTS_MAX,
  type DueRecipient, type QueuedEnvelope, type QueuedRecipient, type RecipientState,
} from './types.ts'
import { createWorker, type Deliver } from './worker.ts'

export interface OutgoingMail {
  readonly tenant: number
  readonly account: number
  readonly leavesAt: number
  readonly raw: Uint8Array
  readonly repeatKey?: string
  readonly envelope: Omit<QueuedEnvelope, 'bodyKey'>
  readonly recipients: readonly QueuedRecipient[]
}

/** One handed-in mail as its sender may see it. */
export interface QueuedState {
  readonly id: string
  readonly handedInAt: number
  readonly leavesAt: number
  readonly recipients: readonly {
    readonly address: string, readonly state: RecipientState, readonly attempts: number, readonly reply: string,
  }[]
}

export interface Queue {
  /** Encrypts a mail for the queue; a large body is on disk when this resolves. */
  prepare(mail: OutgoingMail): Promise<PreparedOutgoing>
  /** Keeps it, with its ledger records, in one transaction. */
  enqueue(mail: OutgoingMail, records: readonly PreparedRecord[]): Promise<Enqueued>
  recall(args: {
    readonly tenant: number, readonly account: number, readonly id: string, readonly records: readonly PreparedRecord[],
  }): Promise<'recalled' | 'already-left' | 'not found'>
  list(args: { readonly tenant: number, readonly account: number, readonly ids?: readonly string[] }): Promise<readonly QueuedState[]>
  /** Starts the worker: first gives back what an earlier process was trying. */
  start(): Promise<void>
  /** Ends after the tries under way, within `STOP_WITHIN_MS`. */
  stop(): Promise<void>
  /** Blob ids that must survive the sweep. */
  blobs(): Promise<readonly string[]>
  readonly secrets: QueueSecrets
}

/** Ended mail (addresses, replies) is forgotten after this long; the ledger keeps what must be kept. */
export const ENDED_KEPT_MS = 30 * day

export interface QueueParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly serviceKey: ServiceKey
  readonly bodyCipher: BodyCipher
  readonly clock: Clock
  readonly log: Log
  readonly expiryHours: number
  readonly concurrency: number
  /** Which recipients of one mail go together; a job is one (mail, group). */
  readonly groupOf: (due: DueRecipient) => string
  readonly deliver: Deliver
}

/** The queue over this store. Nothing is tried before `start`. */
export function createQueue(parts: QueueParts): Queue {
  const { store, blobs, clock } = parts
  const secrets = createQueueSecrets({ serviceKey: parts.serviceKey, bodyCipher: parts.bodyCipher, randomBytes })
  const worker = createWorker({ ...parts, secrets })

  async function prepare(mail: OutgoingMail): Promise<PreparedOutgoing> {
    if (mail.recipients.length > QUEUED_RECIPIENTS_MAX) throw new RangeError('too many recipients for one queued mail')
    const at = { tenant: mail.tenant, account: mail.account, outgoing: randomId() }
    const now = clock.now()
    const { bodyKey, box } = secrets.sealBody(at, mail.raw)
    const bodyBlob = box.length > QUEUE_INLINE_BYTES_MAX ? randomId() : null
    if (bodyBlob !== null) await blobs.put(bodyBlob, box)
    return {
      tenant: mail.tenant, id: at.outgoing, account: mail.account, handedInAt: now, leavesAt: mail.leavesAt,
      expiresAt: mail.leavesAt + parts.expiryHours * hour, sizeBytes: mail.raw.length,
      repeatToken: mail.repeatKey === undefined ? null : secrets.repeatToken(mail, mail.repeatKey),
      envelope: secrets.sealEnvelope(at, { ...mail.envelope, bodyKey }),
      body: bodyBlob === null ? box : null, bodyBlob,
      recipients: mail.recipients.map((recipient, number) => secrets.sealRecipient(at, number, recipient)),
    }
  }

  return {
    secrets,
    prepare,
    async enqueue(mail, records) {
      const prepared = await prepare(mail)
      const result = await store.write(enqueue, { mail: prepared, records })
      if (result.outcome === 'repeated' && prepared.bodyBlob !== null) await blobs.delete(prepared.bodyBlob)
      return result
    },
    async recall({ tenant, account, id, records }) {
      const { outcome, blob } = await store.write(recall, { tenant, account, id, at: clock.now(), records })
      if (blob !== null) await blobs.delete(blob)
      return outcome
    },
    async list({ tenant, account, ids }) {
      const rows = await store.read(listSubmissions, { tenant, account, ids: ids ?? null, limit: SUBMISSIONS_LISTED_MAX })
      return groupStates(rows, (row) => ({
        address: secrets.openRecipient({ tenant, account, outgoing: row.id }, row.number, row.address).address,
        state: row.state, attempts: row.attempts,
        reply: secrets.openReply({ tenant, account, outgoing: row.id }, row.number, row.reply),
      }))
    },
    async start() {
      await store.write(forgetOld, { before: clock.now() - ENDED_KEPT_MS, limit: 1000 })
      await worker.start()
    },
    stop: () => worker.stop(),
    blobs: () => store.read(queueBlobs, undefined),
  }
}

function groupStates<Row extends { id: string, handed_in_at: number, leaves_at: number }>(
  rows: readonly Row[], recipientOf: (row: Row) => QueuedState['recipients'][number],
): QueuedState[] {
  const states = Map.groupBy(rows, (row) => row.id)
  return [...states.values()].flatMap((mail) => {
    const first = mail[0]
    if (first === undefined) return []
    return [{ id: first.id, handedInAt: first.handed_in_at, leavesAt: first.leaves_at, recipients: mail.map(recipientOf) }]
  })
}

/** Most submissions given in one list. */
export const SUBMISSIONS_LISTED_MAX = 500
