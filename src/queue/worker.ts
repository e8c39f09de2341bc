import type { Clock } from '../base/clock.ts'
import { randomId } from '../base/ids.ts'
import { minute } from '../base/sizes.ts'
import type { Log } from '../log/log.ts'
import type { BlobStore, Store } from '../storage/store.ts'
import { defer, releaseClaims, unclaim } from './ending-scripts.ts'
import { claimDue, nextDue, renewClaims, tryable, type DueRow } from './scripts.ts'
import type { QueueSecrets } from './secrets.ts'
import type { DueRecipient } from './types.ts'

/** Recipients of one mail that travel together. */
export interface DeliveryJob {
  readonly due: readonly DueRecipient[]
  readonly raw: Uint8Array
}

/** One try. It writes the outcome of every recipient itself (`finish`, `defer`); it throws only for our own mistakes. */
export type Deliver = (job: DeliveryJob) => Promise<void>

/** Most recipients claimed at once. */
export const CLAIM_MAX = 500
/** A claim older than this belongs to a process that is gone (several nodes on PostgreSQL). */
export const CLAIM_LEASE_MS = 15 * minute
/** How often a worker beside others says that it still has its claims, and looks for those of others that are gone. */
export const CLAIM_RENEW_MS = 1 * minute
/** Longest wait for tries under way when stopping. */
export const STOP_WITHIN_MS = 10_000
/** The worker looks at least this often, should a wake-up have been missed. */
export const LOOK_AGAIN_MS = 30_000
/** After a mistake of our own the recipient waits this long. */
export const AFTER_MISTAKE_MS = 5 * minute

export interface WorkerParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly log: Log
  readonly secrets: QueueSecrets
  readonly concurrency: number
  /** Recipients of one mail with the same word go together. */
  readonly groupOf: (due: DueRecipient) => string
  readonly deliver: Deliver
}

export interface Worker {
  start(): Promise<void>
  stop(): Promise<void>
}

/** Looks for due recipients when woken, when the next one is due, and now and then as a net. */
export function createWorker(parts: WorkerParts): Worker {
  const { store, clock, log } = parts
  const name = randomId()
  const waiting: DueRecipient[][] = []
  const underWay = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let timerAt = Infinity
  let looking: Promise<void> | undefined
  let again = false
  let running = false
  let renewedAt = clock.now()
  let stopListening: (() => void) | undefined

  function wakeAt(at: number): void {
    if (!running || at >= timerAt) return
    clearTimeout(timer)
    timerAt = at
    timer = setTimeout(() => {
      timerAt = Infinity
      look()
    }, Math.max(0, Math.min(at - clock.now(), LOOK_AGAIN_MS)))
  }

  function look(): void {
    if (!running) return
    if (looking !== undefined) {
      again = true
      return
    }
    looking = lookOnce()
      .catch((error: unknown) => {
        log.error('queue.look-failed', error)
        wakeAt(clock.now() + 1000)
      })
      .finally(() => {
        looking = undefined
        if (!again) return
        again = false
        look()
      })
  }

  /** On SQLite there is one process; elsewhere others may be gone, and must not think that we are. */
  async function renew(): Promise<void> {
    const now = clock.now()
    if (store.engine === 'sqlite' || Math.abs(now - renewedAt) < CLAIM_RENEW_MS) return
    renewedAt = now
    await store.write(renewClaims, { worker: name, now })
    await store.write(releaseClaims, { before: now - CLAIM_LEASE_MS })
  }

  /** The recipients that can be read. One that cannot must not keep the others: it is put back and looked at later. */
  async function opened(rows: readonly DueRow[]): Promise<readonly DueRecipient[]> {
    const due: DueRecipient[] = []
    for (const row of rows) {
      try {
        due.push(parts.secrets.openDue(row))
      } catch (error) {
        log.error('queue.unreadable', error, { outgoing: row.outgoing, number: row.number })
        await putBack([row])
      }
    }
    return due
  }

  async function lookOnce(): Promise<void> {
    await renew()
    if (waiting.length === 0 && underWay.size < parts.concurrency) {
      const rows = await store.write(claimDue, { now: clock.now(), worker: name, limit: CLAIM_MAX })
      waiting.push(...jobsOf(await opened(rows), parts.groupOf))
      if (rows.length === CLAIM_MAX) again = true
    }
    while (waiting.length > 0 && underWay.size < parts.concurrency) run(waiting.shift() ?? [])
    const next = await store.read(nextDue, undefined)
    wakeAt(Math.min(next ?? Infinity, clock.now() + LOOK_AGAIN_MS))
  }

  function run(due: readonly DueRecipient[]): void {
    const job = tryJob(due).finally(() => {
      underWay.delete(job)
      look()
    })
    underWay.add(job)
  }

  async function tryJob(due: readonly DueRecipient[]): Promise<void> {
    const first = due[0]
    if (first === undefined) return
    try {
      const { tenant, outgoing } = first
      const { body, blob, numbers } = await store.read(tryable, { tenant, outgoing, worker: name })
      const wanted = due.filter(({ number }) => numbers.includes(number))
      await putBack(due.filter(({ number }) => !numbers.includes(number)))
      if (wanted.length === 0) return
      const box = body ?? (blob === null ? undefined : await parts.blobs.get(blob))
      if (box === undefined) throw new Error('the body of a queued mail is missing')
      await parts.deliver({ due: wanted, raw: parts.secrets.openBody(first, first.envelope.bodyKey, box) })
    } catch (error) {
      log.error('queue.try-failed', error, { outgoing: first.outgoing })
      await putBack(due).catch((problem: unknown) => log.error('queue.put-back-failed', problem))
    }
  }

  /** Also ends those that their sender took back. */
  async function putBack(due: readonly Pick<DueRecipient, 'tenant' | 'account' | 'outgoing' | 'number'>[]): Promise<void> {
    for (const one of due) {
      const reply = parts.secrets.sealReply(one, one.number, '4.3.0 could not be tried')
      const { tenant, outgoing, number } = one
      const now = clock.now()
      const blob = await store.write(defer, {
        tenant, outgoing, number, reply, at: now, nextAt: now + AFTER_MISTAKE_MS, notices: [], records: [],
        recalled: null,
      })
      if (blob !== null) await parts.blobs.delete(blob)
    }
  }

  return {
    async start() {
      running = true
      // On SQLite there is one process: whatever was being tried belongs to one that is gone.
      const before = store.engine === 'sqlite' ? Number.MAX_SAFE_INTEGER : clock.now() - CLAIM_LEASE_MS
      await store.write(releaseClaims, { before })
      stopListening = store.onChange((change) => {
        if (change.topic !== 'queue') return
        const at = (change.detail as { readonly dueAt?: number } | undefined)?.dueAt ?? 0
        if (at <= clock.now()) look()
        else wakeAt(at)
      })
      look()
    },
    async stop() {
      running = false
      stopListening?.()
      clearTimeout(timer)
      await looking
      const claimed = waiting.splice(0).flat().map(({ tenant, outgoing, number }) => ({ tenant, outgoing, number }))
      if (claimed.length > 0) {
        await store.write(unclaim, { worker: name, claimed }).catch((error: unknown) => log.error('queue.unclaim-failed', error))
      }
      let limit: NodeJS.Timeout | undefined
      const tooLong = new Promise<void>((resolve) => {
        limit = setTimeout(resolve, STOP_WITHIN_MS)
      })
      await Promise.race([Promise.allSettled(underWay), tooLong])
      clearTimeout(limit)
    },
  }
}

function jobsOf(due: readonly DueRecipient[], groupOf: (due: DueRecipient) => string): DueRecipient[][] {
  return [...Map.groupBy(due, (one) => `${one.tenant}/${one.outgoing}/${groupOf(one)}`).values()]
}
