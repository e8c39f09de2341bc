import { leavingMail, type LeavingMail } from '../../src/address/leaving-mail.ts'
import { call } from '../ui/api.ts'
import type { EmailBody, EmailHead } from './types.ts'

/** How a reader can leave the list that a letter came from, and who is asked. */
export type WayOut =
  /** `to`: a host. `mail`: what is sent when that host does not do it. */
  | { readonly way: 'one-click', readonly to: string, readonly mail?: LeavingMail }
  | { readonly way: 'mail', readonly to: string, readonly mail: LeavingMail }

/**
 * The way that the server would take too: one request where a signature covers it (RFC 8058), else a mail to the organisation
 * of a sender who was proved. Undefined where there is none, and for mail that was judged spam: who answers spam gets more
 * of it.
 */
export function wayOut(email: Pick<EmailHead, 'senderTruth'>, body: Pick<EmailBody, 'header:List-Unsubscribe:asURLs'>): WayOut | undefined {
  const truth = email.senderTruth
  const urls = body['header:List-Unsubscribe:asURLs'] ?? []
  if (truth === undefined || truth === null || truth.junk !== undefined || truth.verdict === 'impersonation') return undefined
  const first = urls.map(leavingMail).find((one) => one !== undefined)
  const mail = first !== undefined && truth.verdict === 'verified' && isNear(first.to, truth.domain) ? first : undefined
  const web = urls.find((url) => /^https:\/\//i.test(url) && URL.canParse(url))
  if (truth.oneClick === true && web !== undefined) {
    return { way: 'one-click', to: new URL(web).hostname, ...mail === undefined ? {} : { mail } }
  }
  return mail === undefined ? undefined : { way: 'mail', to: mail.to, mail }
}

/** Offers no mail that our server would not send: it knows public suffixes, here the last two words of a domain must do. */
function isNear(address: string, proved: string | null): boolean {
  const end = (domain: string): string => domain.toLowerCase().split('.').slice(-2).join('.')
  return proved !== null && end(address.slice(address.lastIndexOf('@') + 1)) === end(proved)
}

/** Asks our server to do it, and gives how it did; throws a `Problem`. */
export async function leaveList(email: string): Promise<WayOut['way']> {
  const answer = await call('/api/unsubscribe', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email }) })
  return ((await answer.json()) as { readonly way: WayOut['way'] }).way
}
