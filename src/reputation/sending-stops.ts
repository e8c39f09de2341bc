/**
 * Accounts that may not send now, because they mailed as a thief would.
 *
 * Promises: from the moment of the stop nothing of the account leaves, not even what a worker had in hand a moment ago;
 * what waits is kept, not lost; its sessions end at once, on every node; the owner finds a mail in his own mailbox and
 * the webmail says so; those who must look hear of it; both the stop and its end stand in the ledger. Only an officer
 * ends it, or the owner with a code of a second factor that was there for a while before the stop: whoever stole a
 * password has none, and one that he sets up himself does not count.
 * Fails: a full disk is `Temporary`, and then the account is not stopped in the database but stays stopped here, is
 * listed, and `write` tries again until it stands there or somebody lets it go.
 */
import type { Account, Accounts } from '../accounts/types.ts'
import { randomId } from '../base/ids.ts'
import type { AccountRef, Place, ServiceKey } from '../keys/keys.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import type { DueRecipient } from '../queue/types.ts'
import type { Store } from '../storage/store.ts'
import { prepareNotice, whoLooks, type NoticeParts } from './notices.ts'
import type { SentCounts, StopReason } from './outbound.ts'
import { activeStops, keepBack, listStops, releaseSending, stopSending, type StopRow } from './stop-scripts.ts'

/** Stops of one organisation that are listed. */
export const STOPS_LISTED_MAX = 200

export interface SendingStop extends AccountRef {
  readonly id: string
  readonly at: number
  readonly why: StopReason
  readonly state: 'stopped' | 'released'
  readonly releasedAt: number | null
  readonly address: string
  /** What it had sent in the hour before. */
  readonly hour: SentCounts
  /** Who let it go: the address of an officer, or the owner's own. */
  readonly releasedBy: string | null
  readonly factorSince: number | null
}

export interface SendingStops {
  /** Synchronous: asked for every mail. */
  isStopped(account: AccountRef): boolean
  stop(args: { readonly account: Account, readonly why: StopReason, readonly hour: SentCounts }): Promise<void>
  /** The one in force, if any. */
  of(account: AccountRef): Promise<SendingStop | undefined>
  list(tenant: number): Promise<readonly SendingStop[]>
  /** Also ends a stop that could not be written yet. */
  release(args: AccountRef & { readonly by: { readonly address: string, readonly as: 'owner' | 'officer' } }): Promise<'released' | 'not stopped'>
  /** Whether the owner himself may let it go now, by a code of his factor. */
  ownerMayRelease(account: AccountRef): Promise<boolean>
  /** Keeps back recipients that a worker took; their account was stopped meanwhile. */
  keepBack(due: readonly DueRecipient[]): Promise<void>
  /** Reads which are stopped; again now and then where there are several nodes. */
  load(): Promise<void>
  /** Tries again what could not be written; never throws. */
  write(): Promise<void>
  close(): void
}

export interface SendingStopsParts extends NoticeParts {
  readonly store: Pick<Store, 'read' | 'write' | 'onChange'>
  readonly serviceKey: Pick<ServiceKey, 'encrypt' | 'decrypt'>
  readonly accounts: Pick<Accounts, 'byRef' | 'list' | 'secondFactorSince'>
  /** How long a second factor must have been there before the stop. */
  readonly factorAgeMs: number
  readonly ledger: Pick<Ledger, 'prepare' | 'record'>
  /** Its counts begin anew. */
  readonly onReleased: (account: AccountRef) => void
  readonly log: Log
}

interface Facts {
  readonly address: string
  readonly hour: SentCounts
  readonly releasedBy: string | null
  /** When the factor was set up that may end the stop; null when there was none that counts. */
  readonly factorSince: number | null
}

/** A stop that counts here and is not in the database yet. */
interface Unwritten {
  readonly account: Account
  readonly why: StopReason
  readonly hour: SentCounts
  readonly id: string
  readonly at: number
  /** The try that is under way. */
  trying?: Promise<void> | undefined
}

export function createSendingStops(parts: SendingStopsParts): SendingStops {
  const { store, serviceKey, accounts, ledger, clock, log } = parts
  const stopped = new Set<string>()
  const unwritten = new Map<string, Unwritten>()
  const stopListening = store.onChange(({ topic, tenant, account, detail }) => {
    if (topic !== 'sending-stop') return
    if ((detail as { readonly isStopped: boolean }).isStopped) stopped.add(keyOf({ tenant, account }))
    else stopped.delete(keyOf({ tenant, account }))
  })

  const seal = (at: AccountRef & { readonly id: string }, facts: Facts): Uint8Array =>
    serviceKey.encrypt(factsPlace(at), new TextEncoder().encode(JSON.stringify(facts)))

  function opened(row: StopRow): SendingStop {
    const facts = JSON.parse(new TextDecoder().decode(serviceKey.decrypt(factsPlace(row), row.facts))) as Facts
    const { tenant, account, id, at, state, released_at: releasedAt } = row
    return { tenant, account, id, at, why: row.why as StopReason, state, releasedAt, ...facts }
  }

  async function written(account: AccountRef): Promise<SendingStop | undefined> {
    const rows = await store.read(activeStops, undefined)
    const row = rows.find((one) => one.tenant === account.tenant && one.account === account.account)
    return row === undefined ? undefined : opened(row)
  }

  async function of(account: AccountRef): Promise<SendingStop | undefined> {
    const kept = unwritten.get(keyOf(account))
    return await written(account) ?? (kept === undefined ? undefined : notWritten(kept))
  }

  /** One try to write it; at the same time there is one only. */
  async function tryToWrite(stop: Unwritten): Promise<void> {
    stop.trying ??= putDown(stop).finally(() => { stop.trying = undefined })
    await stop.trying
  }

  async function putDown({ account, why, hour, id: stopId, at: since }: Unwritten): Promise<void> {
    const { tenant, account: id, address } = account
    const at = { tenant, account: id, id: stopId }
    // Closed meanwhile: nothing of it is left to stop.
    if (await accounts.byRef(account) === undefined) return void unwritten.delete(keyOf(account))
    const factor = await accounts.secondFactorSince(account)
    const factorSince = factor !== undefined && factor <= since - parts.factorAgeMs ? factor : null
    const page = `${parts.url}/#/abuse`
    const notices = [await prepareNotice(parts, account, ({ ownStop, reasons }) => ({
      subject: ownStop.subject,
      paragraphs: [ownStop.opening, `${ownStop.why} ${reasons[why]}`, ownStop.kept, ownStop.todo,
        factorSince !== null ? `${ownStop.withFactor}\n${parts.url}` : ownStop.withoutFactor],
    }))]
    for (const officer of whoLooks(await accounts.list(tenant), id)) {
      notices.push(await prepareNotice(parts, officer, ({ officerStop, reasons }) => ({
        subject: officerStop.subject,
        paragraphs: [`${officerStop.opening}\n${address}`, reasons[why], officerStop.kept, `${officerStop.todo}\n${page}`],
      })))
    }
    const isNew = await store.write(stopSending, {
      ...at, at: since, why, facts: seal(at, { address, hour, releasedBy: null, factorSince }), notices,
      records: [ledger.prepare({ tenant, at: since, kind: 'sending.stopped', facts: { why, ...hour }, personal: { account: address } })],
    })
    unwritten.delete(keyOf(account))
    if (isNew) log.warn('sending.stopped', { why })
  }

  /** Ends a stop that still cannot be written. */
  async function letGo(
    { account, why }: Unwritten, by: { readonly address: string, readonly as: 'owner' | 'officer' },
  ): Promise<'released'> {
    const { tenant, account: id, address } = account
    await ledger.record({
      tenant, at: clock.now(), kind: 'sending.released', facts: { why, by: by.as }, personal: { account: address, by: by.address },
    })
    unwritten.delete(keyOf(account))
    stopped.delete(keyOf(account))
    parts.onReleased({ tenant, account: id })
    return 'released'
  }

  return {
    isStopped: (account) => stopped.has(keyOf(account)),
    async stop({ account, why, hour }) {
      // At once, so that what is handed in meanwhile is refused too.
      stopped.add(keyOf(account))
      const stop = unwritten.get(keyOf(account)) ?? { account, why, hour, id: randomId(), at: clock.now() }
      unwritten.set(keyOf(account), stop)
      await tryToWrite(stop)
    },
    of,
    async list(tenant) {
      const rows = (await store.read(listStops, { tenant, limit: STOPS_LISTED_MAX })).map(opened)
      const known = new Set(rows.map(({ id }) => id))
      const kept = [...unwritten.values()].filter((one) => one.account.tenant === tenant && !known.has(one.id))
      return [...kept.map(notWritten), ...rows].slice(0, STOPS_LISTED_MAX)
    },
    async release({ tenant, account, by }) {
      const kept = unwritten.get(keyOf({ tenant, account }))
      // Its begin stands in the ledger before its end, when that can be.
      if (kept !== undefined) await tryToWrite(kept).catch((error: unknown) => log.error('sending.not-stopped', error))
      const stop = await written({ tenant, account })
      if (stop === undefined) return kept === undefined ? 'not stopped' : letGo(kept, by)
      const { address, hour, id, factorSince } = stop
      const isReleased = await store.write(releaseSending, {
        tenant, account, id, at: clock.now(), facts: seal(stop, { address, hour, releasedBy: by.address, factorSince }),
        records: [ledger.prepare({
          tenant, at: clock.now(), kind: 'sending.released', facts: { why: stop.why, by: by.as }, personal: { account: address, by: by.address },
        })],
      })
      parts.onReleased({ tenant, account })
      return isReleased ? 'released' : 'not stopped'
    },
    async ownerMayRelease(account) {
      const stop = await of(account)
      if (stop === undefined || stop.factorSince === null) return false
      return await accounts.secondFactorSince(account) === stop.factorSince
    },
    async keepBack(due) {
      const [first] = due
      if (first === undefined) return
      const { tenant, outgoing } = first
      const kept = await store.write(keepBack, { tenant, outgoing, numbers: due.map(({ number }) => number) })
      // The rest was taken back by its sender: putting it back ends it.
      if (kept < due.length) throw new Error('a recipient of a stopped account was taken back meanwhile')
    },
    async load() {
      // What is being written now may be missing from what is read now.
      const settled = [...stopped].filter((key) => !unwritten.has(key))
      const now = new Set((await store.read(activeStops, undefined)).map(keyOf))
      for (const key of settled) if (!now.has(key)) stopped.delete(key)
      for (const key of now) stopped.add(key)
    },
    async write() {
      for (const stop of unwritten.values()) {
        await tryToWrite(stop).catch((error: unknown) => log.error('sending.not-stopped', error))
      }
    },
    close: stopListening,
  }
}

const keyOf = ({ tenant, account }: AccountRef): string => `${tenant}/${account}`

const notWritten = ({ account, why, hour, id, at }: Unwritten): SendingStop => ({
  tenant: account.tenant, account: account.account, id, at, why, state: 'stopped', releasedAt: null,
  address: account.address, hour, releasedBy: null, factorSince: null,
})

const factsPlace = ({ tenant, account, id }: AccountRef & { readonly id: string }): Place => ({ tenant, account, kind: 'sending-stop', id })
