import { getDomain } from 'tldts'
import { LEAVING_WORD, type LeavingMail } from '../../address/leaving-mail.ts'
import { messageOf } from '../../jmap/ids.ts'
import { formatDate } from '../../message/date.ts'
import { headerFields } from '../../message/rewrite.ts'
import { Problem } from '../problem.ts'
import { json, readJson, textOf, type SignedIn, type WebRequest } from '../request.ts'
import type { Route } from '../route.ts'
import { keyOf } from '../session-key.ts'
import { waysOf } from '../unsubscribe/ways.ts'

/** Lists that one session leaves at the same time. */
export const UNSUBSCRIBE_AT_ONCE_MAX = 2

/**
 * Leaves the list that a letter came from, when its reader asks for it. One POST (RFC 8058) only where a valid DKIM signature
 * covers both fields, so that nobody who put them there on the way makes us call; else a mail through the queue, only to
 * the organisation of a sender who was proved, and with no word of a sentence in it that is not ours.
 */
export const unsubscribeRoutes: readonly Route[] = [
  {
    method: 'POST', path: '/api/unsubscribe', access: 'signed-in', by: 'cookie',
    async answer(request, user) {
      const { parts } = request
      const message = messageOf(textOf(await readJson(request), 'email'))
      if (message === undefined) throw new Problem(404, 'not-found')
      const leave = parts.atOnce.enter(`unsubscribe/${keyOf(user)}`, UNSUBSCRIBE_AT_ONCE_MAX)
      if (leave === undefined) throw new Problem(429, 'busy', { retryAfterSeconds: 1 })
      try {
        const mail = await parts.mailstore.open(user.open)
        const [[record], raw] = await Promise.all([mail.records([message]), mail.body(message)])
        const truth = record?.summary.truth
        if (raw === undefined || truth === undefined || truth === null) throw new Problem(404, 'not-found')
        const ways = waysOf(headerFields(raw).fields)
        if (ways.oneClick !== undefined && truth.oneClick === true) {
          const clicked = await parts.oneClick(ways.oneClick)
          if (clicked.outcome === 'done') return json({ way: 'one-click' })
          parts.log.info('web.unsubscribe-failed', { reason: clicked.reason })
        }
        if (ways.mail === undefined || truth.verdict !== 'verified' || !await isOfSender(request, ways.mail, truth.domain)) {
          throw new Problem(409, 'no-way-out')
        }
        const { outcome } = await parts.jmap.submission.submit({
          account: user.account, open: user.open, mailFrom: user.account.address, door: 'jmap', ip: request.ip,
          rcptTo: [{ address: ways.mail.to }], raw: written(user, ways.mail, parts.clock.now()), holdMs: 0,
          idempotencyKey: `unsubscribe-${message}`,
        })
        if (outcome !== 'queued') throw new Problem(409, 'no-way-out')
        return json({ way: 'mail' })
      } finally {
        leave()
      }
    },
  },
]

/** The proof is about one organisation; a mail to another, or to somebody here, would only be in the reader's name. */
async function isOfSender(
  { parts: { accounts } }: WebRequest, { to }: LeavingMail, proved: string | null,
): Promise<boolean> {
  const domain = to.slice(to.lastIndexOf('@') + 1).toLowerCase()
  if (proved === null || await accounts.isLocalDomain(domain)) return false
  const organisation = getDomain(domain, { allowPrivateDomains: true })
  return organisation !== null && organisation === getDomain(proved, { allowPrivateDomains: true })
}

function written({ account }: SignedIn, { to, subject }: LeavingMail, at: number): Uint8Array {
  return new TextEncoder().encode([
    `From: ${account.address}`, `To: ${to}`, `Subject: ${subject}`, `Date: ${formatDate({ ms: at, offsetMinutes: 0 })}`,
    'MIME-Version: 1.0', 'Content-Type: text/plain; charset=us-ascii', 'Content-Transfer-Encoding: 7bit', '',
    LEAVING_WORD, '',
  ].join('\r\n'))
}
