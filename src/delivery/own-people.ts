/** Domains and names of an organisation, ready for comparing, remembered for half a minute. */
import type { Accounts } from '../accounts/types.ts'
import type { Clock } from '../base/clock.ts'
import { second } from '../base/sizes.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import type { Tenants } from '../tenants/tenants.ts'
import { ourPeople, type KnownPeople } from './likeness.ts'

/** Organisations that are remembered, and for how long. */
export const ORGANISATIONS_REMEMBERED_MAX = 1000
export const PEOPLE_REMEMBERED_MS = 30 * second

export type OwnPeople = (tenant: number) => Promise<KnownPeople>

export function createOwnPeople({ accounts, tenants, clock }: {
  readonly accounts: Pick<Accounts, 'list'>, readonly tenants: Pick<Tenants, 'domains'>, readonly clock: Clock,
}): OwnPeople {
  const known = new BoundedMap<number, Promise<KnownPeople>>({
    max: ORGANISATIONS_REMEMBERED_MAX, ageMs: PEOPLE_REMEMBERED_MS, now: () => clock.now(),
  })
  async function read(tenant: number): Promise<KnownPeople> {
    const [domains, people] = await Promise.all([tenants.domains(tenant), accounts.list(tenant)])
    return ourPeople({ domains: domains.map(({ name }) => name), names: people.map(({ name }) => name) })
  }
  return (tenant) => {
    const found = known.get(tenant)
    if (found !== undefined) return found
    const asked = read(tenant)
    known.set(tenant, asked)
    // What failed is asked again the next time.
    asked.catch(() => known.delete(tenant))
    return asked
  }
}
