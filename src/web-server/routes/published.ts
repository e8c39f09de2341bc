/** Files for other servers and mail programs: MTA-STS policy, settings, security.txt. Public,
  the same for everybody. */
import { autoconfigXml, autodiscoverXml, askedAddress, securityText } from '../../publishing/served.ts'
import { mtaStsPolicyText } from '../../publishing/records.ts'
import { readBody, type WebRequest } from '../request.ts'
import { Problem } from '../problem.ts'
import type { Route } from '../route.ts'

/** Largest request of Outlook that is read, in bytes. */
export const AUTODISCOVER_BYTES_MAX = 8192

/** The host that was asked for, without its port, in lower case. */
function hostOf({ http }: WebRequest): string {
  return (http.req.header('host') ?? '').replace(/:\d{1,5}$/, '').toLowerCase()
}

function text(body: string, type: string): Response {
  return new Response(body, { headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'public, max-age=300' } })
}

/** One of our domains behind this prefix of the host name; a stranger's name is not found, so nobody can borrow this server. */
async function ownDomain(request: WebRequest, prefixes: readonly string[]): Promise<string> {
  const host = hostOf(request)
  const { publishing } = request.parts
  const found = prefixes.find((prefix) => host.startsWith(prefix))
  const domain = found === undefined ? undefined : host.slice(found.length)
  if (publishing === undefined || domain === undefined || !await publishing.isOwn(domain)) throw new Problem(404, 'not-found')
  return domain
}

const settings = async (request: WebRequest): Promise<Response> => {
  const domain = await ownDomain(request, ['autoconfig.', ''])
  return text(autoconfigXml({ domain, hostname: request.parts.publishing?.hostname ?? '' }), 'text/xml')
}

const outlook = async (request: WebRequest): Promise<Response> => {
  const { publishing } = request.parts
  const address = askedAddress(new TextDecoder().decode(await readBody(request, AUTODISCOVER_BYTES_MAX)))
  const domain = address?.slice(address.lastIndexOf('@') + 1).toLowerCase()
  if (publishing === undefined || address === undefined || domain === undefined || !await publishing.isOwn(domain)) throw new Problem(404, 'not-found')
  return text(autodiscoverXml({ address, hostname: publishing.hostname }), 'text/xml')
}

export const publishedRoutes: readonly Route[] = [
  {
    method: 'GET', path: '/.well-known/mta-sts.txt', access: 'anyone',
    async answer(request) {
      await ownDomain(request, ['mta-sts.'])
      const { publishing } = request.parts
      if (publishing === undefined) throw new Problem(404, 'not-found')
      return text(mtaStsPolicyText(publishing), 'text/plain')
    },
  },
  {
    method: 'GET', path: '/.well-known/security.txt', access: 'anyone',
    async answer({ parts: { publishing, clock } }) {
      if (publishing === undefined) throw new Problem(404, 'not-found')
      return text(securityText({ contact: publishing.securityContact, hostname: publishing.hostname, now: clock.now() }), 'text/plain')
    },
  },
  {
    // The place of OpenPGP keys (draft-koch-openpgp-webkey-service): it is there, and holds no keys yet.
    method: 'GET', path: '/.well-known/openpgpkey/:domain/policy', access: 'anyone',
    async answer(request) {
      const domain = await ownDomain(request, ['openpgpkey.', ''])
      if (request.http.req.param('domain') !== domain) throw new Problem(404, 'not-found')
      return text('', 'text/plain')
    },
  },
  { method: 'GET', path: '/mail/config-v1.1.xml', access: 'anyone', answer: settings },
  { method: 'GET', path: '/.well-known/autoconfig/mail/config-v1.1.xml', access: 'anyone', answer: settings },
  { method: 'POST', path: '/autodiscover/autodiscover.xml', access: 'anyone', answer: outlook },
]
