import { Problem } from '../problem.ts'
import { json, type WebRequest } from '../request.ts'
import { healthReaders, type Route } from '../route.ts'

/**
 * The domains of an organisation as their page shows them. What comes back is plain JSON with words in that language.
 */
export interface OwnDomains {
  list(tenant: number): Promise<readonly string[]>
  /** What must be published and why, and what others reported lately. */
  state(of: { readonly tenant: number, readonly domain: string, readonly language: 'nl' | 'en' }): Promise<object>
  /** The checks, live; takes seconds. */
  check(of: { readonly tenant: number, readonly domain: string, readonly language: 'nl' | 'en' }): Promise<object>
}

/** One of the organisation's own; another's is not found. */
async function ownDomain({ http, parts }: WebRequest, tenant: number): Promise<{ readonly domains: OwnDomains,
  readonly domain: string }> {
  const { domains } = parts
  const domain = (await domains?.list(tenant))?.find((one) => one === http.req.param('domain'))
  if (domains === undefined || domain === undefined) throw new Problem(404, 'not-found')
  return { domains, domain }
}

const languageOf = ({ http }: WebRequest): 'nl' | 'en' => http.req.query('language') === 'en' ? 'en' : 'nl'

export const domainRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/api/domains', access: healthReaders, by: 'cookie',
    answer: async ({ parts }, { account }) => json({ domains: await parts.domains?.list(account.tenant) ?? [] }),
  },
  {
    method: 'GET', path: '/api/domains/:domain', access: healthReaders, by: 'cookie',
    async answer(request, { account: { tenant } }) {
      const { domains, domain } = await ownDomain(request, tenant)
      return json(await domains.state({ tenant, domain, language: languageOf(request) }))
    },
  },
  {
    method: 'POST', path: '/api/domains/:domain/check', access: healthReaders, by: 'cookie',
    async answer(request, { account: { tenant } }) {
      const { domains, domain } = await ownDomain(request, tenant)
      return json(await domains.check({ tenant, domain, language: languageOf(request) }))
    },
  },
]
