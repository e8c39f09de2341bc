/** Tagged envelope senders on the way out, and what comes back to them on the way in. */
import type { Clock } from './base/clock.ts'
import type { Home } from './command-line/home.ts'
import { withBounces } from './delivery/bounces.ts'
import type { Receiving } from './delivery/types.ts'
import type { ServiceKey } from './keys/keys.ts'
import type { Ledger } from './ledger/types.ts'
import type { Log } from './log/log.ts'
import { createBounceTags } from './queue/bounce-tags.ts'
import type { Notices } from './queue/notices.ts'
import type { QueueSecrets } from './queue/secrets.ts'
import type { DueRecipient } from './queue/types.ts'
import type { Store } from './storage/store.ts'
import type { Tenants } from './tenants/tenants.ts'

export interface HouseBounces {
  /** The envelope sender under which a mail leaves. */
  senderOf(due: DueRecipient): string
  /** The way in that knows tags. */
  receives(receiving: Receiving): Receiving
}

/** Without `delivery.bounceTags` senders stay as they are; tags of before are still read. */
export function createHouseBounces({ home: { config }, store, serviceKey, secrets, notices, tenants, ledger, clock,
  log }: {
  readonly home: Home, readonly store: Store, readonly serviceKey: ServiceKey, readonly secrets: QueueSecrets,
    readonly notices: Notices,
  readonly tenants: Tenants, readonly ledger: Ledger, readonly clock: Clock, readonly log: Log,
}): HouseBounces {
  const tags = createBounceTags({ serviceKey, clock })
  const setting = config['delivery.bounceTags']
  return {
    senderOf: (due) => setting === 'off' ? due.envelope.mailFrom : tags.tagged(due),
    receives: (receiving) => withBounces({
      receiving, tags, store, secrets, notices, tenants, ledger, clock, log, untagged: setting === 'off' ? 'accept'
        : setting,
    }),
  }
}
