import type { Accounts } from '../../accounts/types.ts'
import { randomId } from '../../base/ids.ts'
import { hour, minute, second } from '../../base/sizes.ts'
import { accountId, stateString } from '../../jmap/ids.ts'
import type { Push } from '../../jmap-server/context.ts'
import { DOCUMENTS_TOPIC } from '../../jmap-server/documents.ts'
import {
  mailPrograms, PUSH_TOLD_MARGIN_MS, PUSH_TOPIC, type PushSubscription, type PushSubscriptions, type ToldUpTo,
} from '../../jmap-server/push-subscriptions.ts'
import type { AccountRef } from '../../keys/keys.ts'
import type { Log } from '../../log/log.ts'
import { MAIL_TOPIC, SEALED_TOPIC } from '../../mailstore/scripts/rows.ts'
import type { Change } from '../../storage/script.ts'
import type { Store } from '../../storage/store.ts'
import type { Throttle } from '../../throttle/throttle.ts'
import { refusedByForm } from '../checked-target.ts'
import type { PushedType } from '../pushed-states.ts'
import { postPush, type Posted, type PushWay } from './post.ts'

/**
 * Tells clients that are away of changes, at the addresses they gave. RFC 8620 §7.2.
 *
 * Promises: nothing but the code goes to an address that did not give it back; one message at a time to each, with time
 * in between, all changes meanwhile as one; who fails is asked again later and later, who is gone is forgotten. Works for
 * closed accounts too: then the state is one that no client holds, so that it asks.
 * What was not told when the service stopped is told after the start: each subscription keeps up to where it was.
 * Fails: after `PUSH_FAILURES_MAX` what waits is dropped; a client that was not told finds everything when it asks.
 */
export interface Pusher extends Push {
  close(): void
}

export interface PushTimes {
  /** Changes within this time go out together. */
  readonly gatherMs: number
  /** Between two messages to one address. */
  readonly betweenMs: number
  /** After a first failure; twice as long after each further one, up to `PUSH_RETRY_MS_MAX`. */
  readonly retryMs: number
}

export const pushTimes: PushTimes = { gatherMs: second, betweenMs: 15 * second, retryMs: minute }
export const PUSH_RETRY_MS_MAX = 6 * hour
/** Failures in a row after which what waits is dropped; the next change begins anew. */
export const PUSH_FAILURES_MAX = 10
/** Messages under way at the same time. */
export const PUSHES_AT_ONCE = 32
/** Addresses whose turn is remembered; the one that was quiet longest goes first. */
export const PUSH_TURNS_MAX = 10_000

type States = ReadonlyMap<PushedType, string>

/** What waits for one subscription, and when it may go. */
interface Turn {
  readonly account: AccountRef
  readonly id: string
  waiting: Map<PushedType, string>
  /** Up to where its client is told once that has gone. */
  upTo: ToldUpTo
  notBefore: number
  failures: number
  timer: NodeJS.Timeout | undefined
  running: boolean
}

/** What changed in one account since it was last told. */
interface Gathered {
  readonly account: AccountRef
  readonly states: Map<PushedType, string>
  number: number
}

export interface PusherConfig {
  readonly store: Pick<Store, 'onChange'>
  readonly subscriptions: PushSubscriptions
  readonly accounts: Pick<Accounts, 'onRevoked'>
  readonly throttle: Pick<Throttle, 'take'>
  readonly way: PushWay
  readonly log: Log
  readonly now: () => number
  readonly times?: Partial<PushTimes>
}

export function createPusher(config: PusherConfig): Pusher {
  return new PushService(config)
}

class PushService implements Pusher {
  readonly subscriptions: PushSubscriptions
  readonly #config: PusherConfig
  readonly #times: PushTimes
  /** Accounts that have subscriptions, so that mail of all others costs a look into a set. */
  readonly #known = new Set<string>()
  readonly #gathering = new Map<string, Gathered>()
  readonly #turns = new Map<string, Turn>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #stops: (() => void)[]
  readonly #loaded: Promise<void>
  #underWay = 0
  #closed = false

  constructor(config: PusherConfig) {
    this.#config = config
    this.#times = { ...pushTimes, ...config.times }
    this.subscriptions = config.subscriptions
    this.#loaded = this.#load()
    this.#stops = [
      config.store.onChange((change) => this.#hear(change)),
      config.accounts.onRevoked(({ tenant, account, session, appPassword }) => {
        const of = session ?? (appPassword === undefined ? null : mailPrograms({ tenant, account }))
        this.#guard(this.#forget({ tenant, account }, of))
      }),
    ]
  }

  mayReach(url: string): boolean {
    const parsed = URL.canParse(url) ? new URL(url) : undefined
    return parsed?.protocol === 'https:' && refusedByForm(parsed) === undefined
  }

  mayVerify({ tenant, account }: AccountRef): boolean {
    return this.#config.throttle.take('push-account', `${tenant}|${account}`).allowed
  }

  verify(account: AccountRef, subscription: PushSubscription): void {
    const message = {
      '@type': 'PushVerification', pushSubscriptionId: subscription.id, verificationCode: subscription.code,
    }
    this.#guard(postPush(subscription, { message, urgency: 'high', way: this.#config.way }).then(async (posted) => {
      if (posted.outcome === 'gone') await this.subscriptions.remove(account, subscription.id)
      if (posted.outcome === 'failed') this.#config.log.info('push.not-verified', { reason: posted.reason })
    }))
  }

  close(): void {
    this.#closed = true
    for (const stop of this.#stops) stop()
    for (const timer of this.#timers) clearTimeout(timer)
    for (const { timer } of this.#turns.values()) clearTimeout(timer)
  }

  async #load(): Promise<void> {
    try {
      for (const account of await this.subscriptions.accounts()) this.#known.add(mailPrograms(account))
      for (const { tenant, account, number, isSealed, hasSent } of await this.subscriptions.untold()) {
        const mail = isSealed ? mailStates(sealedState()) : number === null ? [] : mailStates(stateString(number))
        this.#gather({ tenant, account }, new Map([...mail, ...hasSent ? submissionStates() : []]), number ?? 0)
      }
    } catch (error) {
      this.#config.log.error('push.load', error)
    }
  }

  async #forget(account: AccountRef, credentials: string | null): Promise<void> {
    await this.#loaded
    if (this.#known.has(mailPrograms(account))) await this.subscriptions.removeOf(account, credentials)
  }

  #hear(change: Change): void {
    const key = mailPrograms(change)
    if (change.topic === PUSH_TOPIC) this.#known.add(key)
    const told = statesOf(change)
    if (told === undefined || !this.#known.has(key)) return
    this.#gather(change, told, change.topic === MAIL_TOPIC ? change.number : 0)
  }

  #gather({ tenant, account }: AccountRef, states: States, number: number): void {
    if (this.#closed) return
    const key = mailPrograms({ tenant, account })
    const gathered = this.#gathering.get(key)
    if (gathered !== undefined) {
      for (const [type, state] of states) gathered.states.set(type, state)
      gathered.number = Math.max(gathered.number, number)
      return
    }
    this.#gathering.set(key, { account: { tenant, account }, states: new Map(states), number })
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#guard(this.#spread(key))
    }, this.#times.gatherMs).unref()
    this.#timers.add(timer)
  }

  /** Gives each subscription of the account what it asked for. */
  async #spread(key: string): Promise<void> {
    const gathered = this.#gathering.get(key)
    this.#gathering.delete(key)
    if (gathered === undefined || this.#closed) return
    const upTo = { number: gathered.number, at: this.#config.now() - PUSH_TOLD_MARGIN_MS }
    const all = await this.subscriptions.list(gathered.account)
    if (all.length === 0) this.#known.delete(key)
    for (const { id, types, isVerified } of all) {
      const states = [...gathered.states].filter(([type]) => types === null || types.includes(type))
      if (!isVerified || states.length === 0) continue
      const turn = this.#turnOf(gathered.account, id)
      for (const [type, state] of states) turn.waiting.set(type, state)
      turn.upTo = { number: Math.max(turn.upTo.number, upTo.number), at: upTo.at }
      this.#plan(turn)
    }
  }

  #turnOf(account: AccountRef, id: string): Turn {
    const turn = this.#turns.get(id)
      ?? {
        account, id, waiting: new Map(), upTo: { number: 0, at: 0 }, notBefore: 0, failures: 0, timer: undefined,
        running: false,
      }
    this.#turns.delete(id)
    this.#turns.set(id, turn)
    for (const [first, old] of this.#turns) {
      if (this.#turns.size <= PUSH_TURNS_MAX) break
      clearTimeout(old.timer)
      this.#turns.delete(first)
    }
    return turn
  }

  #plan(turn: Turn): void {
    if (this.#closed || turn.running || turn.timer !== undefined || turn.waiting.size === 0) return
    turn.timer = setTimeout(() => {
      turn.timer = undefined
      if (this.#underWay < PUSHES_AT_ONCE) this.#guard(this.#push(turn))
      else this.#later(turn, this.#times.gatherMs)
    }, Math.max(0, turn.notBefore - performance.now())).unref()
  }

  #later(turn: Turn, ms: number): void {
    turn.notBefore = performance.now() + ms
    this.#plan(turn)
  }

  async #push(turn: Turn): Promise<void> {
    const { account, id, waiting, upTo } = turn
    turn.running = true
    this.#underWay++
    turn.waiting = new Map()
    let posted: Posted = { outcome: 'failed', reason: 'storage', retryAfterMs: 0 }
    try {
      // As it is now: it may be gone, or its session, since the change was heard.
      const subscription = (await this.subscriptions.list(account)).find((one) => one.id === id)
      if (subscription === undefined) return void this.#turns.delete(id)
      const changed = { [accountId(account.account)]: Object.fromEntries(waiting) }
      const message = { '@type': 'StateChange', changed }
      posted = await postPush(subscription, { message, urgency: 'normal', way: this.#config.way })
    } finally {
      turn.running = false
      this.#underWay--
    }
    await this.#after(turn, { sent: waiting, upTo }, posted)
  }

  async #after(
    turn: Turn, { sent, upTo }: { readonly sent: States, readonly upTo: ToldUpTo }, posted: Posted,
  ): Promise<void> {
    if (posted.outcome === 'gone') {
      this.#turns.delete(turn.id)
      await this.subscriptions.remove(turn.account, turn.id)
      return
    }
    if (posted.outcome === 'taken') {
      turn.failures = 0
      this.#later(turn, this.#times.betweenMs)
      return await this.subscriptions.told(turn.account, turn.id, upTo)
    }
    turn.failures++
    this.#config.log.info('push.failed', { reason: posted.reason, failures: turn.failures })
    // Newer states stand.
    if (turn.failures < PUSH_FAILURES_MAX) turn.waiting = new Map([...sent, ...turn.waiting])
    const pause = Math.min(PUSH_RETRY_MS_MAX, this.#times.retryMs * 2 ** (turn.failures - 1))
    this.#later(turn, Math.max(pause, posted.retryAfterMs))
  }

  #guard(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#config.log.error('push', error))
  }
}

/** What a change says of the states; undefined when it is no business of clients. */
function statesOf({ topic, number }: Change): States | undefined {
  switch (topic) {
    case MAIL_TOPIC: return mailStates(stateString(number))
    // The change number comes when the mail is absorbed.
    case SEALED_TOPIC: return mailStates(sealedState())
    case 'queue':
    case 'submission':
    case DOCUMENTS_TOPIC: return submissionStates()
    default: return undefined
  }
}

const mailStates = (state: string): States => new Map([['Mailbox', state], ['Email', state], ['Thread', state]])
const submissionStates = (): States => new Map([['EmailSubmission', `changed-${randomId()}`]])
/** No client holds this state, so it asks. */
const sealedState = (): string => `sealed-${randomId()}`
