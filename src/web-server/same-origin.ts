import { Problem } from './problem.ts'
import type { WebRequest } from './request.ts'

/** The header that a page of another site cannot send without asking first, and we never say yes (CORS). */
export const OWN_HEADER = 'x-zegel'

/**
 * Refuses requests that another site made the browser send. Three nets besides SameSite=Strict: `Sec-Fetch-Site` and
 * `Origin` must name this host where the browser sends them, and whatever changes something carries our own header.
 */
export function requireSameOrigin({ http, origin }: WebRequest, { changes }: { readonly changes: boolean }): void {
  const site = http.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && !(site === 'none' && !changes)) {
    throw new Problem(403, 'cross-site')
  }
  const from = http.req.header('origin')
  if (from !== undefined && hostOf(from) !== hostOf(origin)) throw new Problem(403, 'cross-site')
  if (changes && http.req.header(OWN_HEADER) !== '1') throw new Problem(403, 'header-missing')
}

/** Host and port; the scheme may differ behind a proxy that ends TLS. `null` and nonsense give undefined. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

/** Whether the name is this machine's own, where plain http is no risk: the demonstration. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  return name === 'localhost' || name.endsWith('.localhost') || name === '127.0.0.1' || name === '[::1]'
}
