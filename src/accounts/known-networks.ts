import { toBase64Url } from '../base/bytes.ts'
import type { Clock } from '../base/clock.ts'
import { day, minute } from '../base/sizes.ts'
import type { AccountRef, ServiceKey } from '../keys/keys.ts'
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import { isLoopback } from '../throttle/network.ts'

/** Networks that are remembered for one account; the one used longest ago goes first. */
export const KNOWN_NETWORKS_MAX = 50
/** A network that was not used for so long is a stranger's again. */
export const KNOWN_NETWORK_MS = 180 * day
/** Answers that are kept in memory, for known and unknown alike. */
const REMEMBERED_MAX = 20_000
const REMEMBERED_MS = 10 * minute

interface Named extends AccountRef {
  readonly token: Uint8Array
}

const findNetwork = readScript('accounts.known-network', import.meta.url, function* (
  tx, { tenant, account, token, after }: Named & { readonly after: number },
): Script<{ readonly last_at: number } | undefined> {
  return yield* tx.maybe<{ last_at: number }>(sql`select last_at from known_network
    where tenant = ${tenant} and account = ${account} and token = ${token} and last_at > ${after}`)
})

const noteNetwork = writeScript('accounts.note-network', import.meta.url, function* (
  tx, { tenant, account, token, at, most }: Named & { readonly at: number, readonly most: number },
): Script<void> {
  yield* tx.run(sql`insert into known_network (tenant, account, token, last_at) values (${tenant}, ${account}, ${token}, ${at})
    on conflict (tenant, account, token) do update set last_at = excluded.last_at`)
  yield* tx.run(sql`delete from known_network where tenant = ${tenant} and account = ${account} and token not in (
    select token from known_network where tenant = ${tenant} and account = ${account} order by last_at desc, token limit ${most})`)
})

/**
 * From which networks somebody opened an account before. Whoever guesses at it from elsewhere uses up what strangers may
 * try; the owner at his own desk does not notice. Only keyed digests are kept. An unknown name costs the same look.
 */
export class KnownNetworks {
  readonly #store: Store
  readonly #service: Pick<ServiceKey, 'mac'>
  readonly #clock: Clock
  readonly #failed: (error: unknown) => void
  readonly #answers: BoundedMap<string, boolean>

  constructor({ store, serviceKey, clock, failed }: {
    readonly store: Store, readonly serviceKey: Pick<ServiceKey, 'mac'>, readonly clock: Clock,
    readonly failed: (error: unknown) => void,
  }) {
    this.#store = store
    this.#service = serviceKey
    this.#clock = clock
    this.#failed = failed
    this.#answers = new BoundedMap({ max: REMEMBERED_MAX, ageMs: REMEMBERED_MS, now: () => clock.now() })
  }

  /** Whether this account was opened from that network lately; never for a name that is none of ours. */
  async has(account: AccountRef | undefined, network: string): Promise<boolean> {
    if (isLoopback(network)) return true
    const ref = account ?? NOBODY
    const token = this.#token(ref, network)
    const name = toBase64Url(token)
    const remembered = this.#answers.get(name)
    if (remembered !== undefined) return remembered
    const after = this.#clock.now() - KNOWN_NETWORK_MS
    const { tenant, account: number } = ref
    const found = await this.#store.read(findNetwork, { tenant, account: number, token, after })
    this.#answers.set(name, found !== undefined)
    return found !== undefined
  }

  /** The account was opened from there. Written behind, at most once in `REMEMBERED_MS` for a network. */
  note({ tenant, account }: AccountRef, network: string): void {
    if (isLoopback(network)) return
    const token = this.#token({ tenant, account }, network)
    const name = toBase64Url(token)
    if (this.#answers.get(name) === true) return
    this.#answers.set(name, true)
    this.#store.write(noteNetwork, { tenant, account, token, at: this.#clock.now(), most: KNOWN_NETWORKS_MAX })
      .catch(this.#failed)
  }

  #token({ tenant, account }: AccountRef, network: string): Uint8Array {
    return this.#service.mac('known-network', new TextEncoder().encode(`${tenant}|${account}|${network}`)).slice(0, 16)
  }
}

const NOBODY: AccountRef = { tenant: 0, account: 0 }
