import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { present } from '../base/assert.ts'
import { createPasswordHash, type PasswordHash } from '../crypto/password-hash.ts'
import { createKeyring, type AccountKeyring } from '../keys/keyring.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import type { ServiceKey } from '../keys/keys.ts'
import type { Ledger } from '../ledger/types.ts'
import { silentLog } from '../log/log.ts'
import { openStore } from '../storage/open.ts'
import type { Store } from '../storage/store.ts'
import { createTenants, type Tenants } from '../tenants/tenants.ts'
import { createThrottle, throttleDefaults, type Throttle, type ThrottleLimits } from '../throttle/throttle.ts'
import { createAccounts } from './accounts.ts'
import type { AccountsConfig } from './parts.ts'
import type { Account, Accounts } from './types.ts'

/** Argon2id as cheap as it goes: tests prove what is done, not how long it takes. */
export const cheapArgon2 = { memoryKiB: 8, passes: 1 }

/** Real parts on a real database in a folder of its own, with a clock that the test turns. */
export interface AccountsHouse {
  readonly clock: { at: number, now(): number }
  readonly folder: string
  readonly store: Store
  readonly serviceKey: ServiceKey
  readonly keyring: AccountKeyring
  readonly tenants: Tenants
  readonly throttle: Throttle
  readonly accounts: Accounts
  readonly tenant: number
  readonly ledger: Ledger | undefined
  /** Counts what sign-in costs. */
  readonly passwordHash: PasswordHash
  /** A person at `zonnehof.test` with the password `correct horse`. */
  person(name: string, more?: Partial<Parameters<Accounts['create']>[0]>):
  Promise<{ readonly account: Account, readonly recoveryCode: string }>
  /** The same database seen by another process. */
  again(config?: Partial<AccountsConfig>): { readonly accounts: Accounts, readonly keyring: AccountKeyring }
  close(): Promise<void>
}

export const password = 'correct horse'

/** What a test may want different. */
export interface AccountsHouseOptions extends Partial<AccountsConfig> {
  readonly url?: string
  readonly limits?: ThrottleLimits
  readonly makeLedger?: (parts: Pick<AccountsHouse, 'store' | 'serviceKey' | 'clock'>) => Ledger
}

export async function openAccountsHouse(options: AccountsHouseOptions = {}): Promise<AccountsHouse> {
  const { url, limits = throttleDefaults, makeLedger, ...config } = options
  const folder = await mkdtemp(join(tmpdir(), 'zegel-accounts-'))
  const clock = { at: Date.UTC(2026, 0, 5, 9), now: () => clock.at }
  const store = await openStore({ url: url ?? `sqlite:${join(folder, 'zegel.db')}`, log: silentLog, clock })
  const serviceKey = temporaryServiceKey()
  const tenants = createTenants({ store, clock })
  const passwordHash = createPasswordHash({ pepper: serviceKey.derive('password-pepper'), cost: cheapArgon2 })
  const throttle = createThrottle({ clock, limits })
  const ledger = makeLedger?.({ store, serviceKey, clock })
  const opened: { accounts: Accounts, keyring: AccountKeyring }[] = []

  function again(more: Partial<AccountsConfig> = {}): { accounts: Accounts, keyring: AccountKeyring } {
    const keyring = createKeyring()
    const accounts = createAccounts({
      store, serviceKey, keyring, tenants, throttle, clock, log: silentLog, passwordHash,
      ...(ledger === undefined ? {} : { ledger }), ...config, ...more,
    })
    opened.push({ accounts, keyring })
    return { accounts, keyring }
  }

  const { accounts, keyring } = again()
  const tenant = (await tenants.create({ name: 'Zonnehof' })).id
  await tenants.addDomain({ tenant, name: 'zonnehof.test' })
  return {
    clock, folder, store, serviceKey, keyring, tenants, throttle, accounts, tenant, ledger, passwordHash, again,
    async person(name, more = {}) {
      const made = await accounts.create({
        tenant, address: `${name}@zonnehof.test`, name, password, roles: ['user'], ...more,
      })
      return present(typeof made === 'string' ? undefined : made, `the account ${name}`)
    },
    async close() {
      for (const one of opened) {
        one.accounts.close()
        one.keyring.close()
      }
      tenants.close()
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
}
