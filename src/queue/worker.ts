/**
 * The worker: claims what is due, a few mails of one destination at a time, and tries it. What is claimed stands in the
 * table as `trying` under this worker's name; everything else it knows are destinations (`standings.ts`).
 */
import type { Clock } from '../base/clock.ts'
import { randomId } from '../base/ids.ts'
import { minute } from '../base/sizes.ts'
import type { Log } from '../log/log.ts'
import type { BlobStore, Store } from '../storage/store.ts'
import { destinationName, OWN_ROUTES } from './destination.ts'
import { assign, claimWishes, keepStanding, unassigned } from './destination-scripts.ts'
import { defer, releaseClaims, unclaim } from './ending-scripts.ts'
import { renewClaims, tryable, type DueDetail, type DueRow } from './scripts.ts'
import type { QueueSecrets } from './secrets.ts'
import { scanWaiting } from './scan.ts'
import { createStandings, type DestinationNews, type Standings, type Wish } from './standings.ts'
import type { DueRecipient } from './types.ts'

/** Recipients of one mail that travel together. */
export interface DeliveryJob {
  readonly due: readonly DueRecipient[]
  readonly raw: Uint8Array
}

/**
 * One try. It writes the outcome of every recipient itself (`finish`, `defer`) and gives what it taught of the
 * destination; it throws only for our own mistakes.
 */
export type Deliver = (job: DeliveryJob) => Promise<DestinationNews | void>

/** Destinations asked in one claim. */
export const WISHES_MAX = 20
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
/** On SQLite every change is heard; a scan for missed ones is a net. Beside other nodes it is how their mail is met. */
export const SCAN_ALONE_MS = 10 * minute
/** Recipients that get their destination in one step. */
export const ASSIGN_STEP = 500

export interface WorkerParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly log: Log
  readonly secrets: QueueSecrets
  /** Connections to other servers at once; our own places have as many besides. */
  readonly concurrency: number
  /** Most connections to one destination at once. */
  readonly windowMax: number
  /** Recipients of one mail with the same word go together. */
  readonly groupOf: (due: DueRecipient) => string
  readonly deliver: Deliver
}

export interface Worker {
  start(): Promise<void>
  stop(): Promise<void>
  /** How destinations stand in this process. */
  readonly standings: Pick<Standings<unknown>, 'shown' | 'size'>
  /** Ends the pause of a destination: what waits for it is tried now. */
  wake(destination: string): Promise<void>
}

type Job = readonly DueRecipient[]

/** Looks for due destinations when woken, when the next one is due, and now and then as a net. */
export function createWorker(parts: WorkerParts): Worker {
  const { store, clock, log, secrets } = parts
  const name = randomId()
  const standings = createStandings<Job>({
    concurrency: parts.concurrency, windowMax: parts.windowMax, own: OWN_ROUTES,
  })
  const underWay = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let timerAt = Infinity
  let looking: Promise<void> | undefined
  let again = false
  let running = false
  let renewedAt = clock.now()
  let scannedAt = -Infinity
  let scanning: Promise<void> | undefined
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
    if (await store.write(releaseClaims, { before: now - CLAIM_LEASE_MS }) > 0) scannedAt = -Infinity
  }

  /**
   * Looks in the background which destinations have mail: a queue of a million must not keep the first from leaving.
   */
  function scan(): void {
    const now = clock.now()
    if (scanning !== undefined || Math.abs(now - scannedAt) < (store.engine === 'sqlite' ? SCAN_ALONE_MS
      : LOOK_AGAIN_MS)) return
    scannedAt = now
    scanning = scanWaiting({ store, standings, found: look, isStopped: () => !running })
      .catch((error: unknown) => log.error('queue.scan-failed', error))
      .finally(() => { scanning = undefined })
  }

  async function lookOnce(): Promise<void> {
    await renew()
    scan()
    for (;;) {
      for (let next = standings.begin(clock.now()); next !== undefined; next = standings.begin(clock.now())) run(next)
      const wishes = running ? standings.wishes(clock.now(), WISHES_MAX) : []
      if (wishes.length === 0) break
      await claim(wishes)
    }
    wakeAt(Math.min(standings.nextAt(), clock.now() + LOOK_AGAIN_MS))
  }

  async function claim(wishes: readonly Wish[]): Promise<void> {
    const rest = new Map(wishes.map((wish) => [wish, clock.now() + LOOK_AGAIN_MS]))
    try {
      const asked = await store.write(claimWishes, { now: clock.now(), worker: name, wishes })
      for (const [index, { rows, nextDue }] of asked.entries()) {
        const wish = wishes[index]
        if (wish === undefined) continue
        const jobs = jobsOf(await opened(rows), parts.groupOf)
        rest.delete(wish)
        standings.claimed(wish, jobs, nextDue)
        // Its pause began while this claim was under way.
        if ((standings.shown(wish.destination)?.blockedUntil ?? 0) > clock.now()) await takeBack(wish.destination)
      }
    } finally {
      // A claim that failed is asked again later; nothing of it may be forgotten.
      for (const [wish, at] of rest) standings.claimed(wish, [], at)
    }
  }

  /** The recipients that can be read. One that cannot must not keep the others: it is put back and looked at later. */
  async function opened(rows: readonly DueRow[]): Promise<readonly DueRecipient[]> {
    const due: DueRecipient[] = []
    for (const row of rows) {
      try {
        due.push(secrets.openDue(row))
      } catch (error) {
        log.error('queue.unreadable', error, { outgoing: row.outgoing, number: row.number })
        await putBack([row])
      }
    }
    return due
  }

  function run(next: { readonly job: Job, readonly destination: string, readonly lane: number }): void {
    const job = tryAndLearn(next)
      .catch((error: unknown) => log.error('queue.learn-failed', error))
      .finally(() => {
        underWay.delete(job)
        look()
      })
    underWay.add(job)
  }

  async function tryAndLearn(next: { readonly job: Job, readonly destination: string,
    readonly lane: number }): Promise<void> {
    const { destination } = next
    const news = await tryJob(next.job)
    const changed = standings.ended(next, news, clock.now())
    const [first] = next.job
    if (changed === undefined || first === undefined) return
    const reply = news.kind === 'reached' ? '' : news.reply
    const { failures, blockedUntil } = changed
    log.info('queue.destination', { state: failures === 0 ? 'reached' : 'paused', failures })
    const sealed = secrets.sealStanding(destination, { name: destinationName(first.recipient), reply })
    await store.write(keepStanding, { destination, ...sealed, failures, blockedUntil, at: clock.now() })
    if (failures > 0) await takeBack(destination)
  }

  async function tryJob(due: Job): Promise<DestinationNews> {
    const first = due[0]
    if (first === undefined) return { kind: 'reached' }
    try {
      const { tenant, outgoing } = first
      const { body, blob, numbers } = await store.read(tryable, { tenant, outgoing, worker: name })
      const wanted = due.filter(({ number }) => numbers.includes(number))
      await putBack(due.filter(({ number }) => !numbers.includes(number)))
      if (wanted.length === 0) return { kind: 'reached' }
      const box = body ?? (blob === null ? undefined : await parts.blobs.get(blob))
      if (box === undefined) throw new Error('the body of a queued mail is missing')
      return await parts.deliver({ due: wanted, raw: secrets.openBody(first, first.envelope.bodyKey, box) }) ?? {
        kind: 'reached' }
    } catch (error) {
      log.error('queue.try-failed', error, { outgoing: first.outgoing })
      await putBack(due).catch((problem: unknown) => log.error('queue.put-back-failed', problem))
      return { kind: 'reached' }
    }
  }

  /** Also ends those that their sender took back. */
  async function putBack(due: readonly Pick<DueRecipient,
    'tenant' | 'account' | 'outgoing' | 'number'>[]): Promise<void> {
    for (const one of due) {
      const reply = secrets.sealReply(one, one.number, '4.3.0 could not be tried')
      const { tenant, outgoing, number } = one
      const now = clock.now()
      const blob = await store.write(defer, {
        tenant, outgoing, number, reply, at: now, nextAt: now + AFTER_MISTAKE_MS, notices: [], records: [],
        recalled: null,
      })
      if (blob !== null) await parts.blobs.delete(blob)
    }
  }

  /** Gives back what was claimed and not begun, as if it had never been claimed. */
  async function takeBack(destination?: string): Promise<void> {
    const claimed = standings.takeBack(destination).flat()
      .map(({ tenant, outgoing, number }) => ({ tenant, outgoing, number }))
    if (claimed.length > 0) await store.write(unclaim, { worker: name, claimed })
  }

  /** What an earlier version queued has no destination yet. */
  async function assignAll(): Promise<void> {
    for (let step = ASSIGN_STEP; step === ASSIGN_STEP;) {
      const rows = await store.read(unassigned, { limit: ASSIGN_STEP })
      step = rows.length
      if (step > 0) await store.write(assign, { rows: rows.map((row) =>
        ({ ...row, destination: destinationOf(row) })) })
    }
  }

  function destinationOf(row: DueRow): string {
    try {
      return secrets.destination(secrets.openDue(row).recipient)
    } catch {
      // It is claimed, found to be unreadable and put back by itself, like any other.
      return UNREADABLE
    }
  }

  return {
    standings,
    async start() {
      running = true
      // On SQLite there is one process: whatever was being tried belongs to one that is gone.
      const before = store.engine === 'sqlite' ? Number.MAX_SAFE_INTEGER : clock.now() - CLAIM_LEASE_MS
      await store.write(releaseClaims, { before })
      await assignAll()
      stopListening = store.onChange((change) => {
        if (change.topic !== 'queue') return
        const { dueAt, lane, destinations } = change.detail as DueDetail
        const known = destinations?.map((destination) => standings.due(destination, lane,
          dueAt)).every(Boolean) ?? false
        if (!known) scannedAt = -Infinity
        if (dueAt <= clock.now()) look()
        else wakeAt(dueAt)
      })
      look()
    },
    async wake(destination) {
      standings.pause(destination, 0, 0)
      await store.write(keepStanding, {
        destination, name: new Uint8Array(), failures: 0, blockedUntil: 0, reply: null, at: clock.now(),
      })
      look()
    },
    async stop() {
      running = false
      stopListening?.()
      clearTimeout(timer)
      await looking
      await scanning
      await takeBack().catch((error: unknown) => log.error('queue.unclaim-failed', error))
      let limit: NodeJS.Timeout | undefined
      const tooLong = new Promise<void>((resolve) => {
        limit = setTimeout(resolve, STOP_WITHIN_MS)
      })
      await Promise.race([Promise.allSettled(underWay), tooLong])
      clearTimeout(limit)
    },
  }
}

/** Stands where the destination would, for what cannot be opened. */
const UNREADABLE = 'unreadable'

function jobsOf(due: readonly DueRecipient[], groupOf: (due: DueRecipient) => string): DueRecipient[][] {
  return [...Map.groupBy(due, (one) => `${one.tenant}/${one.outgoing}/${groupOf(one)}`).values()]
}
