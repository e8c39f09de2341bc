/** What the commands about DKIM keys ask of a house. */
import type { House } from '../app.ts'
import { Refusal } from '../base/errors.ts'
import type { DkimRecord } from '../queue/dkim-keys.ts'

export interface DkimOperations {
  /** Keys of one domain, or of all with ''. */
  'dkim.list': {
    readonly args: { readonly domain: string }
    readonly result: readonly { readonly domain: string, readonly keys: readonly DkimRecord[] }[]
  }
  'dkim.rotate': { readonly args: { readonly domain: string }, readonly result: readonly DkimRecord[] }
}

export const dkimOperations: { readonly [K in keyof DkimOperations]:
  (house: House, args: DkimOperations[K]['args']) => Promise<DkimOperations[K]['result']> } = {
  'dkim.list': async ({ tenants, dkim }, { domain }) => {
    const all = (await Promise.all((await tenants.list()).map(({ id }) => tenants.domains(id)))).flat()
    const wanted = all.filter(({ name }) => domain === '' || name === domain.toLowerCase())
    if (wanted.length === 0) throw new Refusal('no such domain', `${domain} is not a domain of this service`)
    return Promise.all(wanted.map(async ({ tenant, name }) => ({
      domain: name, keys: await dkim.records(tenant, name),
    })))
  },
  'dkim.rotate': async ({ tenants, dkim, dkimRotation }, { domain }) => {
    const own = await tenants.byDomain(domain)
    if (own === undefined) throw new Refusal('no such domain', `${domain} is not a domain of this service`)
    const of = { tenant: own.tenant, domain: own.name }
    if (!await dkimRotation.begin({ ...of, by: 'command line' })) throw new Refusal('rotation-runs',
      `${domain} has new keys already; see ./zegel dkim list`)
    return dkim.records(of.tenant, of.domain)
  },
}
