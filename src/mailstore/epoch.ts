import type { Clock } from '../base/clock.ts'
import type { Store } from '../storage/store.ts'
import { nextAccounts, turnEpoch } from './scripts/epoch.ts'
import type { Owner } from './scripts/rows.ts'

/** Accounts read at once. */
const ACCOUNTS_AT_ONCE = 200

/**
 * Begins a new epoch in every account, after a database was put back from a copy and before anybody is let in; gives how
 * many accounts. Doing it once more does no harm: clients read once more.
 */
export async function turnEpochs({ store, clock }: { readonly store: Store, readonly clock: Clock }): Promise<number> {
  let turned = 0
  for (let last: Owner = { tenant: 0, account: 0 }, more = true; more;) {
    const accounts = await store.read(nextAccounts, { ...last, limit: ACCOUNTS_AT_ONCE })
    for (const account of accounts) {
      await store.write(turnEpoch, { ...account, nowSeconds: Math.floor(clock.now() / 1000) })
    }
    turned += accounts.length
    last = accounts.at(-1) ?? last
    more = accounts.length === ACCOUNTS_AT_ONCE
  }
  return turned
}
