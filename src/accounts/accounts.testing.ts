import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { present } from '../base/assert.ts'
import { createPasswordHash, type PasswordHash } from '../crypto/password-hash.ts'
import { createKeyring, type AccountKeyring } from '../keys/keyring.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import type { AccountRef, OpenAccount, ServiceKey } from '../keys/keys.ts'
import type { Ledger } from '../ledger/types.ts'
import { silentLog } from '../log/log.ts'
import { openStore } from '../storage/open.ts'
import type { Store } from '../storage/store.ts'
import { createTenants, type Tenants } from '../tenants/tenants.ts'
import { createThrottle, throttleDefaults, type Throttle, type ThrottleLimits } from '../throttle/throttle.ts'
import { createAccounts } from './accounts.ts'
import type { AccountsConfig } from './parts.ts'
import { totpCode, TOTP_STEP_MS } from './totp.ts'
import type { Account, Accounts, Door, SignIn } from './types.ts'

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

/** The network that tries come from when a test does not say. */
export const ip = '192.0.2.1'

/** The open account of an answer that must be one. */
export function opened(answer: SignIn | string): OpenAccount {
  assert.ok(typeof answer !== 'string')
  assert.equal(answer.outcome, 'open')
  return answer.outcome === 'open' ? answer.open : assert.fail()
}

/** A try at a door; shorthand that reads as the sentence it is. */
export function at(house: AccountsHouse, door: Door, address: string, typed = password, from = ip): Promise<SignIn> {
  return house.accounts.signIn({ address, password: typed, door, ip: from })
}

/** Switches the second factor on; gives its secret. The clock stands one step later. */
export async function withFactor(house: AccountsHouse, open: OpenAccount): Promise<Uint8Array> {
  const { secret, uri } = await house.accounts.beginSecondFactor(open)
  assert.match(uri, /^otpauth:\/\/totp\/Zegel:/)
  const bytes = fromBase32(secret)
  const code = totpCode(bytes, Math.floor(house.clock.at / TOTP_STEP_MS))
  assert.equal(await house.accounts.confirmSecondFactor({ open, code }), 'on')
  house.clock.at += TOTP_STEP_MS
  return bytes
}

/** The bytes of the secret that a browser would have read from the QR code. */
export function fromBase32(text: string): Uint8Array {
  let bits = ''
  for (const sign of text) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
}

/** Argon2 runs begun since the house was opened. */
export function begun(house: AccountsHouse): number {
  return house.passwordHash.begun
}

/** An account's two numbers, without the rest of it. */
export function refOf({ tenant, account }: AccountRef): AccountRef {
  return { tenant, account }
}

/** Limits that a test of something else does not meet. */
export function generous(): ThrottleLimits {
  const much = { burst: 10_000, perMinute: 10_000 }
  const { rates } = throttleDefaults
  return {
    ...throttleDefaults,
    rates: { ...rates, 'sign-in-account': much, 'sign-in-network': much, 'second-factor-account': much, 'recovery-account': much },
  }
}
