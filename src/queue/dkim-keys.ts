/** DKIM keys of our domains: made when first needed, kept under the service key, used for everything that leaves. */
import type { Accounts } from '../accounts/types.ts'
import type { Clock } from '../base/clock.ts'
import type { Place, ServiceKey } from '../keys/keys.ts'
import { newDkimKey, type DkimAlgorithm, type DkimKey } from '../mail-auth/dkim-keys.ts'
import { createDkimSigner, type DkimSigner } from '../mail-auth/dkim-sign.ts'
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'

export interface DkimKeys {
  /** Signs for the domain of the envelope sender; unchanged when it is none of ours or the null sender. */
  sign(mail: {
    readonly tenant: number, readonly mailFrom: string, readonly raw: Uint8Array,
    /** A further field that is signed. */
    readonly also?: string,
  }): Promise<Uint8Array>
  /** What has to be published in DNS for a domain. */
  records(tenant: number, domain: string): Promise<readonly { readonly name: string, readonly text: string }[]>
}

interface KeyRow {
  readonly selector: string
  readonly algorithm: DkimAlgorithm
  readonly private_key: Uint8Array
  readonly record: string
}

/** Domains whose signer is kept in memory. */
export const SIGNERS_MAX = 1000

const keysOf = readScript('dkim.keys', import.meta.url, function* (
  tx, { tenant, domain }: { readonly tenant: number, readonly domain: string },
): Script<KeyRow[]> {
  return yield* tx.all<KeyRow>(sql`select selector, algorithm, private_key, record from dkim_key
    where tenant = ${tenant} and domain = ${domain} order by selector`)
})

interface NewRows {
  readonly tenant: number
  readonly domain: string
  readonly at: number
  readonly rows: readonly KeyRow[]
}

/** Keeps the first keys of a domain; another node may have been first, then nothing happens. */
const keepKeys = writeScript('dkim.keep', import.meta.url, function* (tx, { tenant, domain, at, rows }: NewRows): Script<void> {
  for (const row of rows) {
    yield* tx.run(sql`insert into dkim_key (tenant, domain, selector, algorithm, private_key, record, created_at)
      values (${tenant}, ${domain}, ${row.selector}, ${row.algorithm}, ${row.private_key}, ${row.record}, ${at})
      on conflict do nothing`)
  }
})

const algorithms: readonly { readonly selector: string, readonly algorithm: DkimAlgorithm }[] = [
  { selector: 'zegel1', algorithm: 'rsa-sha256' }, { selector: 'zegel1e', algorithm: 'ed25519-sha256' },
]

/** Keys and signers over this store. */
export function createDkimKeys({ store, serviceKey, accounts, clock }: {
  readonly store: Store, readonly serviceKey: ServiceKey, readonly accounts: Pick<Accounts, 'isLocalDomain'>,
  readonly clock: Clock,
}): DkimKeys {
  const signers = new Map<string, Promise<DkimSigner>>()
  const placeOf = (tenant: number, domain: string, selector: string): Place =>
    ({ tenant, account: 0, kind: 'dkim-key', id: `${selector}._domainkey.${domain}` })

  async function rowsOf(tenant: number, domain: string): Promise<readonly KeyRow[]> {
    const known = await store.read(keysOf, { tenant, domain })
    if (known.length > 0) return known
    const rows: KeyRow[] = []
    for (const { selector, algorithm } of algorithms) {
      const key = await newDkimKey({ domain, selector, algorithm })
      rows.push({ selector, algorithm, record: key.record,
        private_key: serviceKey.encrypt(placeOf(tenant, domain, selector), key.privateKey) })
    }
    await store.write(keepKeys, { tenant, domain, at: clock.now(), rows })
    return store.read(keysOf, { tenant, domain })
  }

  async function signerOf(tenant: number, domain: string): Promise<DkimSigner> {
    const keys = (await rowsOf(tenant, domain)).map((row): DkimKey => ({
      domain, selector: row.selector, algorithm: row.algorithm,
      privateKey: serviceKey.decrypt(placeOf(tenant, domain, row.selector), row.private_key),
    }))
    return createDkimSigner({ keys })
  }

  return {
    async sign({ tenant, mailFrom, raw, also }) {
      const domain = mailFrom.slice(mailFrom.lastIndexOf('@') + 1).toLowerCase()
      if (domain === '' || !(await accounts.isLocalDomain(domain))) return raw
      const key = `${tenant}/${domain}`
      const known = signers.get(key)
      const signer = known ?? signerOf(tenant, domain)
      if (known === undefined) {
        if (signers.size >= SIGNERS_MAX) signers.clear()
        signers.set(key, signer)
        signer.catch(() => signers.delete(key))
      }
      return (await signer).sign(raw, { at: clock.now(), ...(also === undefined ? {} : { also }) })
    },
    async records(tenant, domain) {
      const rows = await rowsOf(tenant, domain)
      return rows.map(({ selector, record }) => ({ name: `${selector}._domainkey.${domain}`, text: record }))
    },
  }
}
