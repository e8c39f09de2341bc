/**
 * Asks a doubtful sender to come again: programs that only spray never do, real mail servers do. RFC 6647
 *
 * Promises: only who is doubtful by lists, names or past is asked, and never who proved its domain or is a partner under
 * NTA 7516 or with pinned TLS; who came again is remembered for `PASSED_KEPT_MS`, with everybody of that domain behind
 * that network; when too many wait or the database does not answer, mail is taken. It is asked after the text has come
 * (RFC 6647 §4.1 leaves that open), because only then a signature can prove the sender.
 * Kept: keyed digests, the network, and the sender's domain under the service key; never an address.
 */
import type { Clock } from '../base/clock.ts'
import { day } from '../base/sizes.ts'
import type { Place, ServiceKey } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import type { Store } from '../storage/store.ts'
import { forgetGrey, forgetGreyTokens, listGrey, meetGrey, type GreyRow } from './grey-scripts.ts'

/** Within this a sender must come again, or it begins anew. RFC 6647 §4.1 */
export const GREY_WINDOW_MS = 1 * day
/** Who passed is known for so long after the last mail. */
export const PASSED_KEPT_MS = 36 * day
/** Senders of one organisation that wait at the same time; more are let through. */
export const GREY_WAITING_MAX = 20_000
/** Shown to the officer. */
export const GREY_LISTED_MAX = 200

export interface DoubtfulMail {
  /** Organisations that have a recipient. */
  readonly tenants: readonly number[]
  readonly network: string
  /** Envelope sender; '' for the null sender. */
  readonly mailFrom: string
  readonly recipients: readonly string[]
  readonly points: number
}

/** What the officer sees of one. */
export interface GreySender {
  readonly network: string
  readonly domain: string
  readonly points: number
  readonly state: GreyRow['state']
  readonly firstAt: number
  readonly at: number
}

export interface Greylist {
  /** Whether this mail must come again later. */
  mustComeAgain(mail: DoubtfulMail): Promise<boolean>
  list(tenant: number): Promise<readonly GreySender[]>
  /** Forgets who of that network came again or must; gives how many. It stands in sealed facts, so all are opened. */
  forget(tenant: number, network: string): Promise<number>
  tidy(): Promise<void>
}

interface Facts { readonly network: string, readonly domain: string, readonly points: number }

export function createGreylist({ store, serviceKey, delayMs, clock, log, waitingMax = GREY_WAITING_MAX }: {
  readonly store: Store, readonly serviceKey: Pick<ServiceKey, 'mac' | 'encrypt' | 'decrypt'>, readonly delayMs: number,
  readonly clock: Clock, readonly log: Log, readonly waitingMax?: number,
}): Greylist {
  const digest = (parts: readonly string[]): Uint8Array =>
    serviceKey.mac('grey-sender', new TextEncoder().encode(JSON.stringify(parts))).subarray(0, 16)

  async function meet(tenant: number, { network, mailFrom, recipients, points }: DoubtfulMail): Promise<boolean> {
    const domain = domainOf(mailFrom)
    const facts: Facts = { network, domain, points: Math.round(points * 10) / 10 }
    const outcome = await store.write(meetGrey, {
      tenant, attempt: digest(['attempt', network, mailFrom, ...recipients.toSorted()]), pair: digest(['pair', network, domain]),
      now: clock.now(), delayMs, windowMs: GREY_WINDOW_MS, waitingMax,
      facts: serviceKey.encrypt(factsPlace(tenant), new TextEncoder().encode(JSON.stringify(facts))),
    })
    if (outcome === 'full') log.warn('reputation.grey-full', { waiting: waitingMax })
    return outcome === 'waits'
  }

  const factsOf = (tenant: number, row: GreyRow): Facts =>
    JSON.parse(new TextDecoder().decode(serviceKey.decrypt(factsPlace(tenant), row.facts))) as Facts

  return {
    async mustComeAgain(mail) {
      try {
        let waits = false
        for (const tenant of mail.tenants) waits = await meet(tenant, mail) || waits
        return waits
      } catch (error) {
        // Memory that fails must not keep mail out.
        log.warn('reputation.grey-failed', { error: error instanceof Error ? error.message : '' })
        return false
      }
    },
    async list(tenant) {
      return (await store.read(listGrey, { tenant, limit: GREY_LISTED_MAX })).map((row) =>
        ({ ...factsOf(tenant, row), state: row.state, firstAt: row.first_at, at: row.at }))
    },
    async forget(tenant, network) {
      const rows = await store.read(listGrey, { tenant, limit: 2 * waitingMax })
      const tokens = rows.filter((row) => factsOf(tenant, row).network === network).map(({ token }) => token)
      return tokens.length === 0 ? 0 : store.write(forgetGreyTokens, { tenant, tokens })
    },
    async tidy() {
      const now = clock.now()
      await store.write(forgetGrey, { waitingBefore: now - GREY_WINDOW_MS, passedBefore: now - PASSED_KEPT_MS })
    },
  }
}

const factsPlace = (tenant: number): Place => ({ tenant, account: 0, kind: 'grey-sender', id: 'facts' })

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase()
