import { call } from '../ui/api.ts'
import type { EmailBody, EmailHead } from './types.ts'

/** How a reader can leave the list that a letter came from, and who is asked. */
export interface WayOut {
  readonly way: 'one-click' | 'mail'
  /** A host, or a mail address. */
  readonly to: string
}

/**
 * The way that the server would take too: one request where a signature covers it (RFC 8058), else a mail to a sender who was
 * proved. Undefined where there is none, and for mail that was judged spam: who answers spam gets more of it.
 */
export function wayOut(email: Pick<EmailHead, 'senderTruth'>, body: Pick<EmailBody, 'header:List-Unsubscribe:asURLs'>): WayOut | undefined {
  const truth = email.senderTruth
  const urls = body['header:List-Unsubscribe:asURLs'] ?? []
  if (truth === undefined || truth === null || truth.junk !== undefined || truth.verdict === 'impersonation') return undefined
  const web = urls.find((url) => /^https:\/\//i.test(url) && URL.canParse(url))
  if (truth.oneClick === true && web !== undefined) return { way: 'one-click', to: new URL(web).hostname }
  const mail = urls.find((url) => /^mailto:/i.test(url))
  const to = mail === undefined ? '' : addressOf(mail)
  return truth.verdict === 'verified' && to !== '' ? { way: 'mail', to } : undefined
}

function addressOf(mailto: string): string {
  try {
    return decodeURIComponent(mailto.slice('mailto:'.length).split('?', 1)[0] ?? '')
  } catch {
    return ''
  }
}

/** Asks our server to do it; throws a `Problem`. */
export async function leaveList(email: string): Promise<void> {
  await call('/api/unsubscribe', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email }) })
}
