/**
 * The organisations that share an installation, and their domains.
 *
 * Promises: a domain belongs to one organisation; the answer to "is this one of ours?" comes from memory and is dropped
 * when a domain is added, here or (through the store's changes) on another node.
 * Fails: expected outcomes are return values; a full disk is the store's `Temporary`.
 * Standards: RFC 5891 (domains are compared as A-labels in lower case).
 */
import type { Clock } from '../base/clock.ts'
import { randomKey } from '../base/ids.ts'
import { second } from '../base/sizes.ts'
import { sql } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import { BoundedMap } from './bounded-map.ts'
import { DOMAIN_LENGTH_MAX, readDomain } from './domain.ts'
import { addDomain, createTenant } from './scripts.ts'

export interface Tenant {
  readonly id: number
  readonly name: string
  readonly createdAt: number
}

export interface Domain {
  readonly tenant: number
  readonly name: string
  readonly isDefault: boolean
}

/** Domains remembered, ours and others' alike, for seconds: another process may add one without this one hearing of it. */
export const DOMAINS_REMEMBERED_MAX = 10_000
const REMEMBERED_MS = 2 * second
/** Longest name of an organisation, in characters. */
export const TENANT_NAME_LENGTH_MAX = 200

export interface Tenants {
  create(args: { readonly name: string }): Promise<Tenant>
  /** Adds a domain (the first one becomes the default). */
  addDomain(args: { readonly tenant: number, readonly name: string, readonly isDefault?: boolean }):
  Promise<'added' | 'exists' | 'not a domain'>
  /** Whose domain this is; undefined when it is none of ours. Any spelling. */
  byDomain(name: string): Promise<Domain | undefined>
  domains(tenant: number): Promise<readonly Domain[]>
  /** The domain that an address without one gets: the organisation's default, or that of the oldest organisation. */
  defaultDomain(tenant?: number): Promise<string | undefined>
  list(): Promise<readonly Tenant[]>
  /** Stops listening to the store. */
  close(): void
}

interface DomainRow {
  readonly tenant: number
  readonly name: string
  readonly is_default: number
}

export function createTenants({ store, clock }: { readonly store: Store, readonly clock: Clock }): Tenants {
  const remembered = new BoundedMap<string, Domain | null>({
    max: DOMAINS_REMEMBERED_MAX, ageMs: REMEMBERED_MS, now: () => clock.now(),
  })
  let standard: { readonly name: string, readonly until: number } | undefined
  // An answer that was asked before a change and came after it must not be remembered.
  let changes = 0
  const forget = (): void => {
    changes++
    remembered.clear()
    standard = undefined
  }
  const stop = store.onChange((change) => {
    if (change.topic === 'tenants') forget()
  })

  async function domains(tenant: number): Promise<readonly Domain[]> {
    const rows = await store.all<DomainRow>(
      sql`select tenant, name, is_default from domain where tenant = ${tenant} order by name`)
    return rows.map(toDomain)
  }

  return {
    async create({ name }) {
      const tenant = { id: randomKey(), name: name.slice(0, TENANT_NAME_LENGTH_MAX), at: clock.now() }
      await store.write(createTenant, tenant)
      return { id: tenant.id, name: tenant.name, createdAt: tenant.at }
    },
    async addDomain({ tenant, name, isDefault = false }) {
      const domain = readDomain(name)
      if (domain === undefined) return 'not a domain'
      const outcome = await store.write(addDomain, { tenant, name: domain, isDefault, at: clock.now() })
      forget()
      return outcome
    },
    async byDomain(written) {
      // Almost every question is asked in the one spelling already; only what is not found is spelt anew.
      const known = remembered.get(written)
      if (known !== undefined) return known ?? undefined
      const name = readDomain(written)
      if (name === undefined) return undefined
      const asked = changes
      const row = await store.maybe<DomainRow>(sql`select tenant, name, is_default from domain where name = ${name}`)
      const domain = row === undefined ? null : toDomain(row)
      if (asked === changes && written.length <= DOMAIN_LENGTH_MAX) remembered.set(written, domain)
      return domain ?? undefined
    },
    domains,
    async defaultDomain(tenant) {
      if (tenant !== undefined) return (await domains(tenant)).find((domain) => domain.isDefault)?.name
      if (standard === undefined || standard.until <= clock.now()) {
        const asked = changes
        const row = await store.maybe<{ name: string }>(sql`select domain.name as name from domain
          join tenant on tenant.id = domain.tenant where domain.is_default = 1
          order by tenant.created_at, tenant.id limit 1`)
        if (asked !== changes || row === undefined) return row?.name
        standard = { name: row.name, until: clock.now() + REMEMBERED_MS }
      }
      return standard.name
    },
    async list() {
      const rows = await store.all<{ id: number, name: string, created_at: number }>(
        sql`select id, name, created_at from tenant order by created_at, id`)
      return rows.map((row) => ({ id: row.id, name: row.name, createdAt: row.created_at }))
    },
    close: stop,
  }
}

function toDomain(row: DomainRow): Domain {
  return { tenant: row.tenant, name: row.name, isDefault: row.is_default === 1 }
}
