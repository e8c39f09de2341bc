/** DKIM keys and their rotation over one house. */
import type { Accounts } from './accounts/types.ts'
import type { Clock } from './base/clock.ts'
import type { Home } from './command-line/home.ts'
import type { Resolver } from './dns/types.ts'
import type { ServiceKey } from './keys/keys.ts'
import type { Ledger } from './ledger/types.ts'
import type { Log } from './log/log.ts'
import { createDkimKeys, type DkimKeys } from './queue/dkim-keys.ts'
import { createDkimDns } from './queue/dkim-published.ts'
import { createDkimRotation, type DkimRotation } from './queue/dkim-rotation.ts'
import type { Store } from './storage/store.ts'
import type { Tenants } from './tenants/tenants.ts'

export function createHouseDkim({ home: { config }, store, serviceKey, accounts, tenants, resolver, ledger, clock,
  log }: {
  readonly home: Home, readonly store: Store, readonly serviceKey: ServiceKey, readonly accounts: Accounts,
  readonly tenants: Tenants, readonly resolver: Resolver, readonly ledger: Ledger, readonly clock: Clock,
    readonly log: Log,
}): { readonly dkim: DkimKeys, readonly dkimRotation: DkimRotation } {
  const dns = createDkimDns({ resolver, clock })
  const dkim = createDkimKeys({ store, serviceKey, accounts, dns, clock })
  return {
    dkim,
    dkimRotation: createDkimRotation({ store, dkim, dns, tenants, ledger, clock, log,
      rotateDays: config['dkim.rotateDays'] }),
  }
}
