/**
 * DKIM keys of our domains: made when first needed, kept under the service key, used for everything that leaves. A key
 * whose record is not in the DNS gives way to one whose record is; `dkim-rotation.ts` has their life.
 */
import type { Accounts } from '../accounts/types.ts'
import type { Clock } from '../base/clock.ts'
import type { Place, ServiceKey } from '../keys/keys.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { newDkimKey, type DkimAlgorithm, type DkimKey } from '../mail-auth/dkim-keys.ts'
import { createDkimSigner, type DkimSigner } from '../mail-auth/dkim-sign.ts'
import type { Store } from '../storage/store.ts'
import type { DkimDns } from './dkim-published.ts'
import { keepKeys, keysOf, type DkimKeyRow, type DkimKeyState } from './dkim-scripts.ts'

/** One key as it is shown; nothing secret. */
export interface DkimRecord {
  readonly selector: string
  readonly algorithm: DkimAlgorithm
  readonly state: DkimKeyState
  /** `selector._domainkey.domain`, and the text that has to stand there. */
  readonly name: string
  readonly text: string
  readonly createdAt: number
  readonly changedAt: number
  readonly seenAt: number
}

export interface DkimKeys {
  /** Signs for the domain of the envelope sender; unchanged when it is none of ours or the null sender. */
  sign(mail: {
    readonly tenant: number, readonly mailFrom: string, readonly raw: Uint8Array,
    /** A further field that is signed. */
    readonly also?: string,
  }): Promise<Uint8Array>
  /** What has to be published in DNS for a domain, also of keys to come and of retired ones. */
  records(tenant: number, domain: string): Promise<readonly DkimRecord[]>
  /**
   * Makes the next keys of a domain, one of each algorithm, to be published. Gives nothing when some are announced
   * already.
   */
  announce(of: { readonly tenant: number, readonly domain: string,
    readonly records: readonly PreparedRecord[] }): Promise<boolean>
  /** The keys of a domain changed. */
  forget(tenant: number, domain: string): void
}

/** Domains whose signers are kept in memory, and how long: another node may have changed the keys. */
export const SIGNERS_MAX = 1000
export const SIGNERS_MS = 60_000

const algorithms: readonly { readonly suffix: string, readonly algorithm: DkimAlgorithm }[] = [
  { suffix: '', algorithm: 'rsa-sha256' }, { suffix: 'e', algorithm: 'ed25519-sha256' },
]

interface OwnKey {
  readonly key: DkimKey
  readonly name: string
  readonly text: string
}

/** Keys and signers over this store. */
export function createDkimKeys({ store, serviceKey, accounts, dns, clock }: {
  readonly store: Store, readonly serviceKey: ServiceKey, readonly accounts: Pick<Accounts, 'isLocalDomain'>,
  readonly dns: Pick<DkimDns, 'published'>, readonly clock: Clock,
}): DkimKeys {
  const inUse = new Map<string, { readonly keys: Promise<readonly OwnKey[]>, readonly until: number,
    readonly signers: Map<string, DkimSigner> }>()
  const placeOf = (tenant: number, domain: string, selector: string): Place =>
    ({ tenant, account: 0, kind: 'dkim-key', id: `${selector}._domainkey.${domain}` })

  async function newRows(tenant: number, domain: string, generation: number) {
    return Promise.all(algorithms.map(async ({ suffix, algorithm }) => {
      const selector = `zegel${generation}${suffix}`
      const { record, privateKey } = await newDkimKey({ domain, selector, algorithm })
      return {
        selector, algorithm, record, private_key: serviceKey.encrypt(placeOf(tenant, domain, selector), privateKey),
      }
    }))
  }

  async function rowsOf(tenant: number, domain: string): Promise<readonly DkimKeyRow[]> {
    const known = await store.read(keysOf, { tenant, domain })
    if (known.length > 0) return known
    await store.write(keepKeys, {
      tenant, domain, at: clock.now(), state: 'in-use', rows: await newRows(tenant, domain, 1), records: [],
    })
    return store.read(keysOf, { tenant, domain })
  }

  async function keysInUse(tenant: number, domain: string): Promise<readonly OwnKey[]> {
    return (await rowsOf(tenant, domain)).filter(({ state }) => state === 'in-use').map(({ selector, algorithm,
      record, private_key: box }) => ({
      name: `${selector}._domainkey.${domain}`, text: record,
      key: { domain, selector, algorithm, privateKey: serviceKey.decrypt(placeOf(tenant, domain, selector), box) },
    }))
  }

  async function signerOf(tenant: number, domain: string): Promise<DkimSigner> {
    const id = `${tenant}/${domain}`
    let known = inUse.get(id)
    if (known === undefined || known.until <= clock.now()) {
      if (inUse.size >= SIGNERS_MAX) inUse.clear()
      known = { keys: keysInUse(tenant, domain), until: clock.now() + SIGNERS_MS, signers: new Map() }
      inUse.set(id, known)
      known.keys.catch(() => inUse.delete(id))
    }
    const keys = await known.keys
    const published = await Promise.all(keys.map(({ name, text }) => dns.published(name, text)))
    // A key that the DNS says is not there makes a signature that fails, so another one signs; where there is no other,
    // such a signature counts as none (RFC 6376 §6.1), and holds as soon as the record is published.
    const seen = keys.filter((_, index) => published[index] !== 'no')
    const usable = (seen.length > 0 ? seen : keys).map(({ key }) => key)
    const selectors = usable.map(({ selector }) => selector).join()
    const signer = known.signers.get(selectors) ?? createDkimSigner({ keys: usable })
    known.signers.set(selectors, signer)
    return signer
  }

  return {
    async sign({ tenant, mailFrom, raw, also }) {
      const domain = mailFrom.slice(mailFrom.lastIndexOf('@') + 1).toLowerCase()
      if (domain === '' || !(await accounts.isLocalDomain(domain))) return raw
      return (await signerOf(tenant, domain)).sign(raw, { at: clock.now(), ...(also === undefined ? {} : { also }) })
    },
    async records(tenant, domain) {
      const rows = await rowsOf(tenant, domain)
      return rows.map((row): DkimRecord => ({
        selector: row.selector, algorithm: row.algorithm, state: row.state,
          name: `${row.selector}._domainkey.${domain}`, text: row.record,
        createdAt: row.created_at, changedAt: row.changed_at, seenAt: row.seen_at,
      }))
    },
    async announce({ tenant, domain, records }) {
      const rows = await rowsOf(tenant, domain)
      if (rows.some(({ state }) => state === 'announced' || state === 'published')) return false
      const generation = 1 + Math.max(0, ...rows.map(({ selector }) =>
        Number(/^zegel(\d{1,6})e?$/.exec(selector)?.[1] ?? 0)))
      const kept = await store.write(keepKeys, {
        tenant, domain, at: clock.now(), state: 'announced', rows: await newRows(tenant, domain, generation), records,
      })
      return kept > 0
    },
    forget: (tenant, domain) => { inUse.delete(`${tenant}/${domain}`) },
  }
}
