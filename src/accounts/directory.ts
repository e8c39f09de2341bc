import { present } from '../base/assert.ts'
import { toBase64Url } from '../base/bytes.ts'
import type { Clock } from '../base/clock.ts'
import type { AccountRef, Place, ServiceKey } from '../keys/keys.ts'
import { sql } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import type { Tenants } from '../tenants/tenants.ts'
import { readAddress } from './address.ts'
import {
  ACCOUNTS_LISTED_MAX, RECIPIENTS_REMEMBERED_MAX, REMEMBERED_MS, UNKNOWN_REMEMBERED_MAX, UNKNOWN_REMEMBERED_MS,
} from './limits.ts'
import { preparedName } from './sign-in-name.ts'
import { readAccount, type AccountRows, type AddressRow } from './scripts.ts'
import type { Account, AccountRole } from './types.ts'

/** An account with what only this folder needs of it. */
export interface KnownAccount {
  readonly account: Account
  readonly sealingSecret: Uint8Array
  readonly former: AccountRows['former']
}

/** What is kept of a person besides the addresses, under the service key. */
export interface Profile { readonly name: string, readonly department: string }

/** Names that every domain answers to, whoever works there (RFC 5321 §4.5.1, RFC 2142). */
const ALWAYS_THERE = ['postmaster', 'abuse'] as const

/**
 * Who has which address. Answers from memory on the way in of mail; everything remembered is dropped at any change
 * of an account or domain, and after seconds.
 */
export class Directory {
  readonly #store: Store
  readonly #service: ServiceKey
  readonly #tenants: Tenants
  readonly #found: BoundedMap<string, KnownAccount>
  readonly #unknown: BoundedMap<string, true>
  #changes = 0

  constructor({ store, serviceKey, tenants, clock }: {
    readonly store: Store, readonly serviceKey: ServiceKey, readonly tenants: Tenants, readonly clock: Clock,
  }) {
    this.#store = store
    this.#service = serviceKey
    this.#tenants = tenants
    const now = (): number => clock.now()
    this.#found = new BoundedMap({ max: RECIPIENTS_REMEMBERED_MAX, ageMs: REMEMBERED_MS, now })
    this.#unknown = new BoundedMap({ max: UNKNOWN_REMEMBERED_MAX, ageMs: UNKNOWN_REMEMBERED_MS, now })
  }

  /** Drops what is remembered: something changed. */
  forget(): void {
    this.#changes++
    this.#found.clear()
    this.#unknown.clear()
  }

  /** Who receives mail for this address, in any spelling. */
  async recipient(written: string): Promise<KnownAccount | undefined> {
    const known = this.#found.get(written)
    if (known !== undefined) return known
    if (this.#unknown.get(written) !== undefined) return undefined
    const asked = this.#changes
    const account = await this.#findRecipient(written)
    if (asked === this.#changes) {
      if (account !== undefined) this.#found.set(written, account)
      else this.#unknown.set(written, true)
    }
    return account
  }

  /** Whose sign-in name this is: primary or alias, without `+detail` and without the names that stand for somebody. */
  async signInName(written: string): Promise<KnownAccount | undefined> {
    const prepared = preparedName(written)
    const asWritten = await this.#byName(written)
    // Which names cost a second look hangs on how they are written alone, never on who is there.
    const asPrepared = prepared === written || prepared === undefined ? undefined : await this.#byName(prepared)
    return asWritten ?? asPrepared
  }

  async #byName(name: string): Promise<KnownAccount | undefined> {
    const address = readAddress(name)
    if (address === undefined) return undefined
    const domain = await this.#tenants.byDomain(address.domain)
    return domain === undefined ? undefined : await this.#byToken(domain.tenant, address.local, address.domain)
  }

  async byRef(ref: AccountRef): Promise<KnownAccount | undefined> {
    const key = `#${ref.tenant}|${ref.account}`
    const known = this.#found.get(key)
    if (known !== undefined) return known
    const asked = this.#changes
    const account = await this.#read(ref)
    if (account !== undefined && asked === this.#changes) this.#found.set(key, account)
    return account
  }

  async list(tenant: number): Promise<readonly Account[]> {
    const rows = await this.#store.all<{ id: number }>(sql`select id from account where tenant = ${tenant}
      order by created_at, id limit ${ACCOUNTS_LISTED_MAX}`)
    const accounts: Account[] = []
    for (const { id } of rows) {
      const known = await this.byRef({ tenant, account: id })
      if (known !== undefined) accounts.push(known.account)
    }
    return accounts
  }

  /** An address as it is stored: found by a keyed digest, kept encrypted. */
  addressRow(ref: AccountRef, { local, domain }: { readonly local: string, readonly domain: string }): AddressRow {
    const address = `${local}@${domain}`
    const token = this.#token(ref.tenant, address)
    return { token, address: this.#service.encrypt(addressPlace(ref, token), new TextEncoder().encode(address)) }
  }

  /** A person's name and department as they are stored. */
  profileBox(ref: AccountRef, profile: Profile): Uint8Array {
    return this.#service.encrypt(profilePlace(ref), new TextEncoder().encode(JSON.stringify(profile)))
  }

  #token(tenant: number, address: string): Uint8Array {
    return this.#service.mac('address', new TextEncoder().encode(`${tenant}|${address}`)).slice(0, 16)
  }

  async #findRecipient(written: string): Promise<KnownAccount | undefined> {
    const at = written.includes('@') ? written : await this.#atDefaultDomain(written)
    const address = at === undefined ? undefined : readAddress(at)
    if (address === undefined) return undefined
    const domain = await this.#tenants.byDomain(address.domain)
    if (domain === undefined) return undefined
    const own = await this.#byToken(domain.tenant, address.base, address.domain)
    // From the moment its keys are gone there is nobody to keep mail for.
    if (own?.account.state === 'closing') return undefined
    if (own !== undefined) return own
    if (!ALWAYS_THERE.some((name) => name === address.base)) return undefined
    // Somebody must read it, also while every owner is blocked.
    return await this.#first(domain.tenant, 'owner') ?? await this.#first(domain.tenant, 'administrator')
  }

  /** A bare `postmaster` is the only name without a domain (RFC 5321 §4.1.1.3). */
  async #atDefaultDomain(local: string): Promise<string | undefined> {
    if (local.toLowerCase() !== 'postmaster') return undefined
    const domain = await this.#tenants.defaultDomain()
    return domain === undefined ? undefined : `${local}@${domain}`
  }

  async #byToken(tenant: number, local: string, domain: string): Promise<KnownAccount | undefined> {
    const row = await this.#store.maybe<{ account: number }>(sql`select account from address
      where tenant = ${tenant} and token = ${this.#token(tenant, `${local}@${domain}`)}`)
    return row === undefined ? undefined : await this.byRef({ tenant, account: row.account })
  }

  async #first(tenant: number, role: AccountRole): Promise<KnownAccount | undefined> {
    const row = await this.#store.maybe<{ id: number }>(sql`select id from account where tenant = ${tenant}
      and state = 'active' and roles like ${`%"${role}"%`} order by created_at, id limit 1`)
    return row === undefined ? undefined : await this.byRef({ tenant, account: row.id })
  }

  async #read(ref: AccountRef): Promise<KnownAccount | undefined> {
    const rows = await this.#store.read(readAccount, { tenant: ref.tenant, account: ref.account })
    if (rows === undefined) return undefined
    const { account: row } = rows
    const addresses = rows.addresses.map(({ token, address }) =>
      decodeText(this.#service.decrypt(addressPlace(ref, token), address)))
    const profile = JSON.parse(decodeText(this.#service.decrypt(profilePlace(ref), row.profile))) as Partial<Profile>
    const account: Account = {
      tenant: row.tenant, account: row.id, address: present(addresses[0], 'primary address'), name: profile.name ?? '',
      department: profile.department ?? '',
      roles: JSON.parse(row.roles) as AccountRole[], language: row.language === 'en' ? 'en' : 'nl',
      aliases: addresses.slice(1), sealingPublic: row.sealing_public, keyVersion: row.key_version,
        secondFactor: rows.secondFactor,
      createdAt: row.created_at, state: row.state as Account['state'],
    }
    return { account, sealingSecret: row.sealing_secret, former: rows.former }
  }
}

function addressPlace({ tenant, account }: AccountRef, token: Uint8Array): Place {
  return { tenant, account, kind: 'address', id: toBase64Url(token) }
}

function profilePlace({ tenant, account }: AccountRef): Place {
  return { tenant, account, kind: 'profile', id: '' }
}

function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
