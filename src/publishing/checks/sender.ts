/** SPF, DKIM and DMARC of a domain, as others check them. */
import { isSameOrganisation } from '../../mail-auth/dmarc.ts'
import type { Answer, Resolver } from '../../dns/types.ts'
import { good, none, notice, unseen, wrong, type Checked } from './kinds.ts'

/** Lookups that SPF may cost (RFC 7208 §4.6.4). */
export const SPF_LOOKUPS_MAX = 10

const isSilent = ({ kind }: Pick<Answer<unknown>, 'kind'>): boolean => kind === 'servfail' || kind === 'timeout'

export async function senderChecks(resolver: Pick<Resolver, 'txt'>, { domain, isParked }: { readonly domain: string, readonly isParked: boolean }):
Promise<Readonly<Record<'dmarc' | 'dmarc-policy' | 'dkim' | 'spf' | 'spf-policy', Checked>>> {
  const [dmarc, spf, keys] = await Promise.all([resolver.txt(`_dmarc.${domain}`), resolver.txt(domain), resolver.txt(`_domainkey.${domain}`)])
  const dmarcRecords = dmarc.records.filter((text) => text.startsWith('v=DMARC1'))
  const spfRecords = spf.records.filter((text) => /^v=spf1( |$)/i.test(text))
  return {
    'dmarc': isSilent(dmarc) ? unseen('dns-silent') : dmarcRecords.length === 1 ? good(...dmarcRecords) : wrong(...dmarcRecords),
    'dmarc-policy': isSilent(dmarc) ? unseen('dns-silent') : dmarcRecords.length === 1 ? await dmarcPolicy(resolver, domain, dmarcRecords[0] ?? '') : wrong(),
    'dkim': isParked ? none : isSilent(keys) ? unseen('dns-silent') : keys.kind === 'nxdomain' ? wrong() : good(),
    'spf': isSilent(spf) ? unseen('dns-silent') : spfRecords.length === 1 ? good(...spfRecords) : wrong(...spfRecords),
    'spf-policy': isSilent(spf) ? unseen('dns-silent') : spfRecords.length === 1 ? await spfPolicy(resolver, spfRecords[0] ?? '', { isParked }) : wrong(),
  }
}

/** Quarantine or reject in force, and reports only to where they are wanted. */
async function dmarcPolicy(resolver: Pick<Resolver, 'txt'>, domain: string, record: string): Promise<Checked> {
  const tags = new Map(record.split(';', 30).map((part) => {
    const at = part.indexOf('=')
    return [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()] as const
  }))
  const policy = tags.get('p')?.toLowerCase() ?? ''
  const isTest = tags.get('t')?.toLowerCase() === 'y'
  if (policy !== 'reject' && (policy !== 'quarantine' || isTest)) return wrong(`p=${policy}${isTest ? '; t=y' : ''}`)
  for (const uri of [...(tags.get('rua') ?? '').split(',', 10), ...(tags.get('ruf') ?? '').split(',', 10)].map((one) => one.trim()).filter((one) => one !== '')) {
    const host = /^mailto:[^\s@]{1,64}@([a-z0-9.-]{1,253})(![0-9]+[kmgt]?)?$/i.exec(uri)?.[1]?.toLowerCase()
    if (host === undefined) return wrong(uri)
    if (isSameOrganisation(host, domain)) continue
    const agreed = await resolver.txt(`${domain}._report._dmarc.${host}`)
    if (isSilent(agreed)) return unseen('dns-silent', uri)
    if (!agreed.records.some((text) => text.startsWith('v=DMARC1'))) return wrong(uri)
  }
  return good(`p=${policy}`)
}

/** Ends in `~all` or `-all`, in ten lookups, also where others are included. */
async function spfPolicy(resolver: Pick<Resolver, 'txt'>, record: string, { isParked }: { readonly isParked: boolean }): Promise<Checked> {
  const walk = { lookups: 0, isSilent: false, loose: [] as string[] }
  const end = await walkSpf(resolver, record, walk)
  if (walk.lookups > SPF_LOOKUPS_MAX) return wrong(`${walk.lookups} lookups`)
  if (walk.loose.length > 0) return wrong(...walk.loose)
  if (end !== '~all' && end !== '-all') return walk.isSilent ? unseen('dns-silent') : wrong(end === '' ? 'no all' : end)
  if (walk.isSilent) return unseen('dns-silent')
  return isParked && end !== '-all' ? notice(end) : good(end)
}

async function walkSpf(resolver: Pick<Resolver, 'txt'>, record: string, walk: { lookups: number, isSilent: boolean, loose: string[] }): Promise<string> {
  let end = ''
  let redirect: string | undefined
  for (const term of record.toLowerCase().split(/ +/, 100).slice(1)) {
    const named = /^[+?~-]?(include|exists|a|mx|ptr)(?:[:/](.{1,253}))?$/.exec(term)
    const elsewhere = /^redirect=(.{1,253})$/.exec(term)?.[1]
    if (named !== null || elsewhere !== undefined) walk.lookups += 1
    if (walk.lookups > SPF_LOOKUPS_MAX) return end
    if (/^[+?~-]?all$/.test(term)) end = /^[?~-]/.test(term) ? term : '+all'
    else if (elsewhere !== undefined) redirect = elsewhere
    else if (named?.[1] === 'include' && named[2] !== undefined && !named[2].includes('%')) {
      const inner = await walkSpf(resolver, await spfOf(resolver, named[2], walk), walk)
      if (inner === '+all' || inner === '?all') walk.loose.push(`include:${named[2]} ${inner}`)
    }
  }
  return end === '' && redirect !== undefined ? walkSpf(resolver, await spfOf(resolver, redirect, walk), walk) : end
}

async function spfOf(resolver: Pick<Resolver, 'txt'>, name: string, walk: { isSilent: boolean }): Promise<string> {
  const answer = await resolver.txt(name)
  if (isSilent(answer)) walk.isSilent = true
  return answer.records.find((text) => /^v=spf1( |$)/i.test(text)) ?? ''
}
