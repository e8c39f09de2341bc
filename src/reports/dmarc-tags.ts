/** Tags of a DMARC record and of a TLS-RPT record that say where reports go. RFC 9989 §4.7, RFC 8460 §3 */
import type { DmarcPolicyFound } from './types.ts'

/** Characters of a record that are looked at, and addresses in it that are written to. */
export const RECORD_LENGTH_MAX = 4096
export const DESTINATIONS_MAX = 4

/** Where a report may go. */
export type Destination =
  | { readonly scheme: 'mailto', readonly address: string, readonly domain: string, readonly bytesMax: number | null }
  | { readonly scheme: 'https', readonly url: string }

/** `name=value` pairs in order; of a name that stands twice the first counts. */
export function tagsOf(record: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>()
  for (const part of record.slice(0, RECORD_LENGTH_MAX).split(';')) {
    const at = part.indexOf('=')
    const name = at < 0 ? '' : part.slice(0, at).trim().toLowerCase()
    if (name !== '' && !tags.has(name)) tags.set(name, part.slice(at + 1).trim())
  }
  return tags
}

/** The policy that a record publishes, as a report repeats it. */
export function policyOf(domain: string, record: string): DmarcPolicyFound {
  const tags = tagsOf(record)
  const word = (name: string, of: readonly string[]): string | null => {
    const value = tags.get(name)?.toLowerCase() ?? ''
    return of.includes(value) ? value : null
  }
  const policies = ['none', 'quarantine', 'reject']
  const fo = tags.get('fo') ?? ''
  return {
    domain, p: word('p', policies) ?? 'none', sp: word('sp', policies), np: word('np', policies),
    adkim: word('adkim', ['r', 's']), aspf: word('aspf', ['r', 's']),
    fo: /^[01ds](:[01ds]){0,3}$/i.test(fo) ? fo : null, testing: word('t', ['y']) === 'y',
  }
}

/**
 * The addresses of `rua`, at most `DESTINATIONS_MAX`. A comma, `!` or `;` in an address is percent-encoded there; `!10m`
 * behind an address is the largest report that is wanted (RFC 7489 §6.2). Others than mail (and https, for TLS-RPT) are
 * left out.
 */
export function destinationsOf(record: string): readonly Destination[] {
  const found: Destination[] = []
  for (const uri of (tagsOf(record).get('rua') ?? '').split(',', 20)) {
    const destination = destinationOf(uri.trim())
    if (destination !== undefined && found.length < DESTINATIONS_MAX) found.push(destination)
  }
  return found
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 }

function destinationOf(uri: string): Destination | undefined {
  if (/^https:\/\//i.test(uri)) return uri.length <= 1024 && URL.canParse(uri) ? { scheme: 'https', url: uri } : undefined
  if (!/^mailto:/i.test(uri)) return undefined
  const [whole = '', limit = ''] = uri.slice('mailto:'.length).split('!', 2)
  const address = decoded(whole.split('?', 1)[0] ?? '')
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  if (!/^[^\s<>()[\]\\,;:"@]{1,64}@[A-Za-z0-9.-]{1,253}$/.test(address)) return undefined
  const size = /^(\d{1,9})([kmgt]?)$/i.exec(limit)
  const bytesMax = size === null ? null : Number(size[1]) * (UNITS[(size[2] ?? '').toLowerCase()] ?? 1)
  return { scheme: 'mailto', address, domain, bytesMax }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
