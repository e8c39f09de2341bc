import { assert } from '../base/assert.ts'
import { Refusal } from '../base/errors.ts'
import type { Clock } from '../base/clock.ts'
import { GiB } from '../base/sizes.ts'
import { createPasswordHash, type PasswordHash } from '../crypto/password-hash.ts'
import type { AccountKeyring } from '../keys/keyring.ts'
import type { AccountRef, OpenAccount, ServiceKey } from '../keys/keys.ts'
import { OpenAccountKeys } from '../keys/open-account.ts'
import type { LedgerReceipt } from '../ledger/receipt.ts'
import type { Ledger, LedgerEvent, PreparedRecord } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import type { Store } from '../storage/store.ts'
import type { Tenants } from '../tenants/tenants.ts'
import type { Throttle } from '../throttle/throttle.ts'
import type { ClosingTimes } from './closing.ts'
import { Directory, type KnownAccount } from './directory.ts'
import { KnownNetworks } from './known-networks.ts'
import { PASSWORD_LENGTH_MIN, SEEN_EVERY_MS } from './limits.ts'
import { ScramWays } from './scram.ts'
import { keepScram, touchWrap } from './scripts.ts'
import { SecondFactor } from './second-factor.ts'
import { Sessions, sessionTimes, type SessionTimes } from './sessions.ts'
import { SignInDesk, type SignInDoor } from './sign-in.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import { WaysIn } from './ways-in.ts'

/** What the accounts are made of. Only the first seven are needed. */
export interface AccountsConfig {
  readonly store: Store
  readonly serviceKey: ServiceKey
  readonly keyring: AccountKeyring
  readonly tenants: Tenants
  readonly throttle: Throttle
  readonly clock: Clock
  readonly log: Log
  /** Without it nothing is recorded. */
  readonly ledger?: Pick<Ledger, 'prepare' | 'record'>
  /** The bans, which hear of guessing and of who got in. */
  readonly door?: SignInDoor
  /** Name that authenticator apps show. */
  readonly issuer?: string
  /** Argon2id peppered with the service key; made here when absent. Shared when others hash codes too. */
  readonly passwordHash?: PasswordHash
  readonly sessionTimes?: SessionTimes
  readonly passwordLengthMin?: number
  /** How long an account waits before it closes, and how long its addresses rest then. */
  readonly closingTimes?: ClosingTimes
  /** The receipt of the last record of a kind about an account; none without a ledger. */
  readonly receiptOf?: AccountsParts['receiptOf']
  /** Whether app passwords end too when a new password is set. */
  readonly endAppPasswords?: boolean
  /** Room for mail of a new account. */
  readonly quotaBytes?: number
}

/** The parts that the functions of this folder share. */
export interface AccountsParts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly tenants: Tenants
  readonly throttle: Throttle
  readonly serviceKey: ServiceKey
  readonly keyring: AccountKeyring
  readonly passwordHash: PasswordHash
  readonly directory: Directory
  readonly waysIn: WaysIn
  readonly scramWays: ScramWays
  readonly desk: SignInDesk
  readonly sessions: Sessions
  readonly factor: SecondFactor
  readonly passwordLengthMin: number
  readonly quotaBytes: number
  /** Takes a new key into use, by account, when its rotation is told; see `rotation.ts`. */
  readonly rotating: Map<string, () => void>
  readonly endAppPasswords: boolean
  readonly receiptOf: (tenant: number, kind: string, account: number) => Promise<LedgerReceipt | undefined>
  /** Makes a ledger record ready, to be kept in the transaction of its fact. */
  readonly records: (
    kind: string, account: AccountRef, facts: LedgerEvent['facts'], personal: LedgerEvent['personal'],
  ) => readonly PreparedRecord[]
  /** The account there must be. */
  readonly account: (ref: AccountRef) => Promise<KnownAccount>
}

export const QUOTA_BYTES_DEFAULT = 20 * GiB
/** Ways in whose last use was written a moment ago. */
const USED_REMEMBERED_MAX = 20_000

export function createAccountsParts(config: AccountsConfig): AccountsParts {
  const { store, serviceKey, keyring, tenants, throttle, clock, log, ledger } = config
  const passwordHash = config.passwordHash ?? createPasswordHash({ pepper: serviceKey.derive('password-pepper') })
  const directory = new Directory({ store, serviceKey, tenants, clock })
  const waysIn = new WaysIn({ passwordHash, serviceKey })
  const scramWays = new ScramWays(serviceKey)
  const failed = (error: unknown): void => log.error('accounts.background-write', error)
  const written = new BoundedMap<string, true>({
    max: USED_REMEMBERED_MAX, ageMs: SEEN_EVERY_MS, now: () => clock.now(),
  })

  const records: AccountsParts['records'] = (kind, { tenant, account }, facts, personal) =>
    ledger === undefined
      ? []
      : [ledger.prepare({ kind, at: clock.now(), tenant, facts: { account, ...facts }, personal })]

  const desk = new SignInDesk({
    store, serviceKey, keyring, throttle, clock, directory, waysIn, scramWays, door: config.door,
    knownNetworks: new KnownNetworks({ store, serviceKey, clock, failed }),
    defaultDomain: () => tenants.defaultDomain(),
    used({ tenant, account }, wrap) {
      const key = `${tenant}|${account}|${wrap}`
      if (written.get(key) !== undefined) return
      written.set(key, true)
      const at = clock.now()
      store.write(touchWrap, { tenant, account, id: wrap, at, before: at - SEEN_EVERY_MS }).catch(failed)
    },
    failed,
    keepScram: ({ tenant, account }, { id, box }, row) => store.write(keepScram, { tenant, account, id, box, ...row }),
    refusedFor({ tenant, account }, { door, ip }) {
      const event = { kind: 'sign-in.refused', at: clock.now(), tenant, facts: { account, door }, personal: { ip } }
      ledger?.record(event).catch(failed)
    },
  })
  return {
    store, clock, log, tenants, throttle, serviceKey, keyring, passwordHash, directory, waysIn, scramWays, desk,
    records,
    sessions: new Sessions({
      store, serviceKey, keyring, clock, directory, failed, times: config.sessionTimes ?? sessionTimes,
    }),
    factor: new SecondFactor({ store, throttle, clock, issuer: config.issuer ?? 'Zegel' }),
    passwordLengthMin: config.passwordLengthMin ?? PASSWORD_LENGTH_MIN,
    endAppPasswords: config.endAppPasswords ?? false, receiptOf: config.receiptOf ?? (() => Promise.resolve(undefined)),
    quotaBytes: config.quotaBytes ?? QUOTA_BYTES_DEFAULT, rotating: new Map(),
    async account(ref) {
      const known = await directory.byRef(ref)
      // Whoever is still signed in while it closes hears so in a moment.
      if (known === undefined) throw new Refusal('closed', 'this account is not open any more')
      return known
    },
  }
}

/** An account as the key of a map. */
export function keyOf({ tenant, account }: AccountRef): string {
  return `${tenant}|${account}`
}

/** Our own open account behind the interface, which can make ways in. */
export function ownKeys(open: OpenAccount): OpenAccountKeys {
  assert(open instanceof OpenAccountKeys, 'an account that the accounts opened')
  return open
}
