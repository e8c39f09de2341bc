/**
 * Mail on its way out: kept durably, tried until it is delivered, failed or expired, never lost and never weaker than
 * decided.
 *
 * Promises: what was handed in with a 250 is in this table and survives a kill; each recipient ends exactly once, and
 * for recipients in this house ending and storing are one transaction; a route that was decided is carried out or the
 * mail waits and comes back to its sender with the reason. Bodies, addresses and replies stand under the service key.
 * Fails: an unreachable server or resolver means a later try; what cannot be delivered comes back as a notice
 * (RFC 3464), except to the null sender. Standards: RFC 5321 §4.5.4, RFC 3461, RFC 3464.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { datedId, madeAt } from '../base/dated-id.ts'
import { Temporary } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { day, hour, minute } from '../base/sizes.ts'
import type { BodyCipher, ServiceKey } from '../keys/keys.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import type { BlobStore, Store } from '../storage/store.ts'
import { recall, withdraw } from './recall-scripts.ts'
import { createQueueSecrets, type QueueSecrets } from './secrets.ts'
import {
  bodyOf, enqueue, findRepeated, forgetOld, listSubmissions, namedBlobs, type DueRow, type Enqueued,
    type PreparedOutgoing,
} from './scripts.ts'
import { claimForgotten, heldMail, holdAgain, type HeldRow, type ReleaseArgs } from './held-scripts.ts'
import { OWN_ROUTES } from './destination.ts'
import { forgetStandings } from './destination-scripts.ts'
import { reroute } from './ending-scripts.ts'
import { LANES, laneOf, type Lane } from './lane.ts'
import { createLate, type LateParts } from './late.ts'
import type { Tried } from './outcomes.ts'
import {
  QUEUE_INLINE_BYTES_MAX, QUEUED_RECIPIENTS_MAX,
  type Attempt, type DueRecipient, type Held, type PortalWish, type QueuedEnvelope, type QueuedProtection,
    type QueuedRecipient,
  type Reached,
  type RecipientState, type Route,
} from './types.ts'
import { AFTER_MISTAKE_MS, createWorker, type Deliver, type Worker } from './worker.ts'

export interface OutgoingMail {
  readonly tenant: number
  readonly account: number
  readonly leavesAt: number
  readonly raw: Uint8Array
  readonly repeatKey?: string
  readonly envelope: Omit<QueuedEnvelope, 'bodyKey'>
  readonly recipients: readonly QueuedRecipient[]
  /** Indexes of the recipients that wait for the sender; none when absent. */
  readonly held?: readonly number[]
  /** By what it is when absent (`laneOf`). */
  readonly lane?: Lane
}

/** One handed-in mail as its sender may see it. */
export interface QueuedState {
  readonly id: string
  readonly handedInAt: number
  readonly leavesAt: number
  readonly messageId: string | null
  readonly protection: QueuedProtection | null
  readonly recipients: readonly {
    readonly address: string, readonly route: Route, readonly state: RecipientState, readonly attempts: number,
    readonly reply: string, readonly portal: PortalWish | null, readonly finishedAt: number | null,
    /** What protected it on its way; null before it was taken by another server. */
    readonly reached: Reached | null,
  }[]
}

/** A mail that waits for its sender. */
export interface HeldMail {
  readonly id: string
  readonly handedInAt: number
  readonly envelope: QueuedEnvelope
  readonly recipients: readonly { readonly number: number, readonly recipient: QueuedRecipient,
    readonly isHeld: boolean }[]
  /** The message as it was handed in, with our trace; undefined when its file is gone. */
  raw(): Promise<Uint8Array | undefined>
}

/** How a held mail goes on. */
export interface Release {
  readonly tenant: number
  readonly account: number
  readonly mail: HeldMail
  readonly leavesAt: number
  readonly protection: QueuedProtection
  /** Held recipients by number, with the way they take now. */
  readonly recipients: ReadonlyMap<number, QueuedRecipient>
}

/** A recipient whose way fell away before anything left. */
export interface Reroute {
  readonly due: DueRecipient
  readonly recipient: QueuedRecipient
  readonly reply: string
  /** With it the recipient waits for the sender. */
  readonly held?: Held
  readonly notices: readonly PreparedOutgoing[]
  readonly records: readonly PreparedRecord[]
}

export interface Queue {
  /** Encrypts a mail for the queue; a large body is on disk when this resolves. */
  prepare(mail: OutgoingMail): Promise<PreparedOutgoing>
  /** Deletes what was prepared and not kept. */
  discard(prepared: PreparedOutgoing): Promise<void>
  /** The mail that was handed in with this client-made key before, if any. */
  repeated(args: { readonly tenant: number, readonly account: number,
    readonly key: string }): Promise<Enqueued | undefined>
  /** Keeps it, with its ledger records, in one transaction. */
  enqueue(mail: OutgoingMail, records: readonly PreparedRecord[]): Promise<Enqueued>
  recall(args: {
    readonly tenant: number, readonly account: number, readonly id: string, readonly records: readonly PreparedRecord[],
  }): Promise<'recalled' | 'already-left' | 'not found'>
  /**
   * Takes back all that can be, also between tries and on the way to a place of our own. What is under way to another
   * server ends with this try; until then `list` says `trying`.
   */
  withdraw(args: {
    readonly tenant: number, readonly account: number, readonly id: string, readonly records: readonly PreparedRecord[],
  }): Promise<void>
  list(args: { readonly tenant: number, readonly account: number,
    readonly ids?: readonly string[] }): Promise<readonly QueuedState[]>
  /** Mail of this account that waits for its sender, newest first; at most `HELD_LISTED_MAX`. */
  held(args: { readonly tenant: number, readonly account: number, readonly id?: string }): Promise<readonly HeldMail[]>
  /** Everything a release writes, ready for `releaseHeld` in the caller's transaction. */
  prepareRelease(release: Release): Omit<ReleaseArgs, 'records'>
  /** False when the recipient was not being tried any more. */
  reroute(reroute: Reroute): Promise<boolean>
  /** Sends back what its sender never released. Gives how many recipients. */
  returnForgotten(): Promise<number>
  /** Tells senders of mail that waits too long, and gives back what has expired. Gives how many mails. */
  tellLate(): Promise<number>
  /** How destinations stand in this process, and the end of a pause. */
  readonly worker: Pick<Worker, 'standings' | 'wake'>
  /** Starts the worker: first gives back what an earlier process was trying. */
  start(): Promise<void>
  /** Ends after the tries under way, within `STOP_WITHIN_MS`. */
  stop(): Promise<void>
  /** Forgets what ended long ago, and removes files of bodies that no mail names. */
  tidy(): Promise<{ readonly forgotten: number, readonly orphans: number }>
  readonly secrets: QueueSecrets
}

/** Ended mail (addresses, replies) is forgotten after this long; the ledger keeps what must be kept. */
export const ENDED_KEPT_MS = 30 * day
/** A pause that nothing waits for is forgotten after this long. */
export const STANDING_KEPT_MS = 1 * day
/** A file without a mail younger than this stays: its row may be on its way. */
export const ORPHAN_AGE_MS = 1 * day
/** Mail looked at in one step of `tidy`. */
export const TIDY_STEP_MAX = 500

export interface QueueParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly serviceKey: ServiceKey
  readonly bodyCipher: BodyCipher
  readonly clock: Clock
  readonly log: Log
  readonly expiryHours: number
  /** After this long the sender hears that a mail waits; never with 0. */
  readonly delayNoticeMinutes: number
  readonly concurrency: number
  /** Most connections to one destination. */
  readonly windowMax: number
  /** Which recipients of one mail go together; a job is one (mail, group). */
  readonly groupOf: (due: DueRecipient) => string
  readonly deliver: Deliver
  /** Ends recipients that cannot go any more, with a notice to the sender. */
  readonly giveBack: (tried: readonly Tried[], raw: Uint8Array) => Promise<void>
  /** A notice that these are late; undefined when nobody wants one. */
  readonly delayNotice: LateParts['delayNotice']
}

/** The queue over this store. Nothing is tried before `start`. */
export function createQueue(parts: QueueParts): Queue {
  const { store, blobs, clock } = parts
  const secrets = createQueueSecrets({ serviceKey: parts.serviceKey, bodyCipher: parts.bodyCipher, randomBytes })
  const worker = createWorker({ ...parts, secrets })
  const tellLate = createLate({ ...parts, secrets })

  /** When the sender hears that it waits; without that word, when it expires. */
  function deadlineOf(leavesAt: number): number {
    const expiresAt = leavesAt + parts.expiryHours * hour
    return parts.delayNoticeMinutes === 0 ? expiresAt : Math.min(expiresAt,
      leavesAt + parts.delayNoticeMinutes * minute)
  }

  async function prepare(mail: OutgoingMail): Promise<PreparedOutgoing> {
    if (mail.recipients.length > QUEUED_RECIPIENTS_MAX) throw new RangeError('too many recipients for one queued mail')
    const at = { tenant: mail.tenant, account: mail.account, outgoing: randomId() }
    const now = clock.now()
    const { bodyKey, box } = secrets.sealBody(at, mail.raw)
    const bodyBlob = box.length > QUEUE_INLINE_BYTES_MAX ? datedId(now) : null
    if (bodyBlob !== null) await blobs.put(bodyBlob, box)
    return {
      tenant: mail.tenant, id: at.outgoing, account: mail.account, handedInAt: now, leavesAt: mail.leavesAt,
      expiresAt: mail.leavesAt + parts.expiryHours * hour, deadlineAt: deadlineOf(mail.leavesAt),
      lane: LANES.indexOf(mail.lane ?? laneOf({
        isNotice: mail.envelope.isNotice, recipients: mail.recipients.length, raw: mail.raw,
      })),
      sizeBytes: mail.raw.length,
      repeatToken: mail.repeatKey === undefined ? null : secrets.repeatToken(mail, mail.repeatKey),
      envelope: secrets.sealEnvelope(at, { ...mail.envelope, bodyKey }),
      body: bodyBlob === null ? box : null, bodyBlob,
      recipients: mail.recipients.map((recipient, number) => ({
        address: secrets.sealRecipient(at, number, recipient), destination: secrets.destination(recipient),
      })),
      held: mail.held ?? [], heldUntil: mail.envelope.protection?.held?.until ?? mail.leavesAt,
    }
  }

  function heldOf(
    rows: readonly HeldRow[], { tenant, account }: { readonly tenant: number, readonly account: number },
  ): HeldMail[] {
    return [...Map.groupBy(rows, (row) => row.id)].flatMap(([id, all]) => {
      const [first] = all
      if (first === undefined) return []
      const at = { tenant, account, outgoing: id }
      const envelope = secrets.openEnvelope(at, first.envelope)
      return [{
        id, handedInAt: first.handed_in_at, envelope,
        recipients: all.map(({ number, state, address }) => ({
          number, isHeld: state === 'held', recipient: secrets.openRecipient(at, number, address),
        })),
        raw: async () => {
          const box = first.body ?? (first.body_blob === null ? undefined : await blobs.get(first.body_blob))
          return box === undefined ? undefined : secrets.openBody(at, envelope.bodyKey, box)
        },
      }]
    })
  }

  async function returnMail(rows: readonly DueRow[]): Promise<void> {
    const due = rows.map((row) => secrets.openDue(row))
    const [first] = due
    if (first === undefined) return
    const stored = await store.read(bodyOf, { tenant: first.tenant, outgoing: first.outgoing })
    const box = stored?.body ?? (stored?.body_blob ? await blobs.get(stored.body_blob) : undefined)
    const raw = box === undefined ? new Uint8Array() : secrets.openBody(first, first.envelope.bodyKey, box)
    await parts.giveBack(due.map((one) => ({ due: one, attempt: notReleased })), raw)
  }

  async function returnForgotten(): Promise<number> {
    const rows = await store.write(claimForgotten, { now: clock.now(), limit: 100 })
    for (const mail of Map.groupBy(rows, ({ tenant, outgoing }) => `${tenant}/${outgoing}`).values()) {
      const [first] = mail
      if (first === undefined) continue
      try {
        await returnMail(mail)
      } catch (error) {
        parts.log.error('queue.return-failed', error, { outgoing: first.outgoing })
        await store.write(holdAgain, { tenant: first.tenant, outgoing: first.outgoing,
          until: clock.now() + AFTER_MISTAKE_MS })
      }
    }
    return rows.length
  }

  async function removeOrphans(ids: readonly string[]): Promise<number> {
    const named = new Set(await store.read(namedBlobs, { ids }))
    const orphans = ids.filter((id) => !named.has(id))
    for (const id of orphans) await blobs.delete(id)
    return orphans.length
  }

  async function tidy(): Promise<{ readonly forgotten: number, readonly orphans: number }> {
    let forgotten = 0
    let orphans = 0
    await store.write(forgetStandings, { before: clock.now() - STANDING_KEPT_MS })
    for (let step = TIDY_STEP_MAX; step === TIDY_STEP_MAX; forgotten += step) {
      step = await store.write(forgetOld, { before: clock.now() - ENDED_KEPT_MS, limit: TIDY_STEP_MAX })
    }
    let old: string[] = []
    for await (const id of blobs.list()) {
      const at = madeAt(id)
      if (at === undefined || clock.now() - at < ORPHAN_AGE_MS) continue
      old.push(id)
      if (old.length < TIDY_STEP_MAX) continue
      orphans += await removeOrphans(old)
      old = []
    }
    return { forgotten, orphans: orphans + await removeOrphans(old) }
  }

  return {
    secrets,
    prepare,
    async discard({ bodyBlob }) {
      try {
        if (bodyBlob !== null) await removeOrphans([bodyBlob])
      } catch (error) {
        // It may have been kept; `tidy` takes it when it was not.
        if (!(error instanceof Temporary)) throw error
      }
    },
    async repeated({ tenant, account, key }) {
      return store.read(findRepeated, { tenant, account, token: secrets.repeatToken({ tenant, account }, key) })
    },
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
    async withdraw({ tenant, account, id, records }) {
      const rows = await store.read(listSubmissions, { tenant, account, ids: [id], limit: 1 })
      const at = { tenant, account, outgoing: id }
      // Their ways end in a transaction of ours, which a recall stops; SMTP to another server is not ours to stop.
      const ownNumbers = rows
        .filter(({ number, address }) => OWN_ROUTES.has(secrets.openRecipient(at, number, address).route))
        .map(({ number }) => number)
      const blob = await store.write(withdraw, { tenant, account, id, at: clock.now(), ownNumbers, records })
      if (blob !== null) await blobs.delete(blob)
    },
    async list({ tenant, account, ids }) {
      const rows = await store.read(listSubmissions, { tenant, account, ids: ids ?? null,
        limit: SUBMISSIONS_LISTED_MAX })
      return [...Map.groupBy(rows, (row) => row.id)].flatMap(([id, all]) => {
        const [first] = all
        if (first === undefined) return []
        const at = { tenant, account, outgoing: id }
        const { messageId, isNotice, protection = null } = secrets.openEnvelope(at, first.envelope)
        // Mail that the service itself sent to this account is nobody's submission.
        return isNotice ? [] : [{
          id, handedInAt: first.handed_in_at, leavesAt: first.leaves_at, messageId, protection,
          recipients: all.map((row) => {
            const { address, route, portal = null } = secrets.openRecipient(at, row.number, row.address)
            // What an administrator keeps back waits, as far as its sender is concerned.
            const state = row.state === 'stopped' ? 'waiting' : row.state
            return { address, route, portal, state, attempts: row.attempts, finishedAt: row.finished_at,
              ...secrets.openReply(at, row.number, row.reply) }
          }),
        }]
      })
    },
    async held({ tenant, account, id = null }) {
      return heldOf(await store.read(heldMail, { tenant, account, id, limit: HELD_LISTED_MAX }), { tenant, account })
    },
    prepareRelease({ tenant, account, mail, leavesAt, protection, recipients }) {
      const at = { tenant, account, outgoing: mail.id }
      return {
        tenant, account, id: mail.id, leavesAt, expiresAt: leavesAt + parts.expiryHours * hour,
          deadlineAt: deadlineOf(leavesAt),
        envelope: secrets.sealEnvelope(at, { ...mail.envelope, protection }),
        recipients: [...recipients].map(([number, recipient]) => ({
          number, address: secrets.sealRecipient(at, number, recipient), destination: secrets.destination(recipient),
        })),
      }
    },
    async reroute({ due, recipient, reply, held, notices, records }) {
      const { envelope } = due
      const { protection } = envelope
      const changed = held === undefined || protection === undefined ? null : { ...envelope,
        protection: { ...protection, held } }
      return store.write(reroute, {
        tenant: due.tenant, outgoing: due.outgoing, number: due.number, at: clock.now(), notices, records,
        state: held === undefined ? 'waiting' : 'held', nextAt: held === undefined ? clock.now() : held.until,
        address: secrets.sealRecipient(due, due.number, recipient), destination: secrets.destination(recipient),
        reply: secrets.sealReply(due, due.number, reply),
        envelope: changed === null ? null : secrets.sealEnvelope(due, changed),
      })
    },
    returnForgotten,
    tellLate,
    worker,
    tidy,
    start: () => worker.start(),
    stop: () => worker.stop(),
  }
}

/** A mail that waited for its sender, who never came. */
const notReleased: Attempt = {
  outcome: 'failed', status: '5.7.0', reply: '5.7.0 the sender was asked and did not answer in time',
}
/** Most submissions given in one list. */
export const SUBMISSIONS_LISTED_MAX = 500
/** Most held mail given in one list. */
export const HELD_LISTED_MAX = 100
