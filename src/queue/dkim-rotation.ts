/**
 * The life of DKIM keys (RFC 6376 §3.1, §6): a new key is announced, an administrator publishes its record, it is seen
 * in the DNS, and after everybody can have seen it, it takes over. The old one signs no more from that moment and its
 * secret is destroyed; its record must stand until mail under way has been checked. No step is taken on a guess: a
 * record that cannot be looked up moves nothing.
 */
import type { Clock } from '../base/clock.ts'
import { day, hour } from '../base/sizes.ts'
import type { Ledger, PreparedRecord } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import type { Store } from '../storage/store.ts'
import type { Tenants } from '../tenants/tenants.ts'
import type { DkimKeys, DkimRecord } from './dkim-keys.ts'
import type { DkimDns } from './dkim-published.ts'
import { moveKey, sawKey, type DkimKeyState } from './dkim-scripts.ts'

/** How long a new record must have been seen before its key signs: caches may still say that it is not there. */
export const SEEN_BEFORE_USE_MS = 1 * hour
/** How long the record of a retired key must stand: mail may be checked late, or again. */
export const RETIRED_KEPT_MS = 7 * day

export interface DkimRotation {
  /** Makes the next keys of a domain. False when some are on their way already. */
  begin(of: { readonly tenant: number, readonly domain: string, readonly by: string }): Promise<boolean>
  /** One look at every domain: moves what may be moved. Gives how many keys moved. */
  step(): Promise<number>
}

export function createDkimRotation({ store, dkim, dns, tenants, ledger, clock, log, rotateDays }: {
  readonly store: Store, readonly dkim: Pick<DkimKeys, 'records' | 'announce' | 'forget'>, readonly dns: Pick<DkimDns,
    'look'>,
  readonly tenants: Pick<Tenants, 'list' | 'domains'>, readonly ledger: Pick<Ledger, 'prepare'>, readonly clock: Clock,
  readonly log: Log,
  /** Age at which the next keys are announced by themselves; never with 0. */
  readonly rotateDays: number,
}): DkimRotation {
  const event = (tenant: number, kind: string, facts: Readonly<Record<string, string>>,
    by = 'service'): PreparedRecord =>
    ledger.prepare({ tenant, at: clock.now(), kind, facts, personal: { by } })

  async function begin(
    { tenant, domain, by }: { readonly tenant: number, readonly domain: string, readonly by: string },
  ): Promise<boolean> {
    const begun = await dkim.announce({ tenant, domain, records: [event(tenant, 'dkim.announced', { domain }, by)] })
    dkim.forget(tenant, domain)
    return begun
  }

  async function move(tenant: number, domain: string, { selector, state }: DkimRecord,
    to: DkimKeyState | 'gone'): Promise<number> {
    const records = to === 'published' ? [] : [event(tenant, to === 'announced' ? 'dkim.announced-again'
      : `dkim.${to}`, { domain, selector })]
    const moved = await store.write(moveKey, { tenant, domain, selector, from: state, to, at: clock.now(), records })
    dkim.forget(tenant, domain)
    if (moved) log.info('dkim.moved', { state: to })
    return moved ? 1 : 0
  }

  async function stepKey(tenant: number, domain: string, key: DkimRecord): Promise<number> {
    const now = clock.now()
    if (key.state === 'retired') return now - key.changedAt >= RETIRED_KEPT_MS ? move(tenant, domain, key, 'gone') : 0
    const found = await dns.look(key.name, key.text)
    if (found === 'yes') await store.write(sawKey, { tenant, domain, selector: key.selector, at: now })
    if (key.state === 'announced') return found === 'yes' ? move(tenant, domain, key, 'published') : 0
    if (key.state !== 'published') return 0
    // It was there and is gone: from the start again.
    if (found === 'no') return move(tenant, domain, key, 'announced')
    if (found !== 'yes' || now - key.changedAt < SEEN_BEFORE_USE_MS) return 0
    return move(tenant, domain, key, 'in-use')
  }

  /** Of each algorithm the newest key in use stays, also when a stop of ours came between two steps. */
  async function retireOlder(tenant: number, domain: string): Promise<number> {
    const used = (await dkim.records(tenant, domain)).filter(({ state }) => state === 'in-use').toSorted((a, b) =>
      b.changedAt - a.changedAt)
    let moved = 0
    for (const key of used) {
      const isNewest = used.find(({ algorithm }) => algorithm === key.algorithm) === key
      if (!isNewest) moved += await move(tenant, domain, key, 'retired')
    }
    return moved
  }

  async function stepDomain(tenant: number, domain: string): Promise<number> {
    const keys = await dkim.records(tenant, domain)
    let moved = 0
    for (const key of keys) moved += await stepKey(tenant, domain, key)
    moved += await retireOlder(tenant, domain)
    const newest = Math.max(...keys.map(({ createdAt }) => createdAt))
    if (rotateDays > 0 && clock.now() - newest >= rotateDays * day) await begin({ tenant, domain, by: 'service' })
    return moved
  }

  return {
    begin,
    async step() {
      let moved = 0
      for (const { id } of await tenants.list()) {
        for (const { name } of await tenants.domains(id)) moved += await stepDomain(id, name)
      }
      return moved
    },
  }
}
