/**
 * Tells a sender outside that a mail is in the mailbox, when he asked for it (NOTIFY=SUCCESS, RFC 3461 §5.2.3).
 *
 * Only the envelope sender that SPF or DKIM proves is told: a notice to a forged address would be sent to somebody who
 * wrote nothing (RFC 5321 §6.1). Mail that went to Junk or a trap is not told of. Failure and delay need no notice here:
 * what is not kept is refused during the conversation, and the server that brought it tells its sender.
 */
import type { Account, Accounts } from '../accounts/types.ts'
import type { Clock } from '../base/clock.ts'
import { day } from '../base/sizes.ts'
import { isSameOrganisation } from '../mail-auth/dmarc.ts'
import type { AuthCheck } from '../mail-auth/types.ts'
import { parseMessage } from '../message/parse.ts'
import { createNotices, type Told } from '../queue/notices.ts'
import { wantsNotice } from '../queue/outcomes.ts'
import type { OutgoingMail } from '../queue/queue.ts'
import type { PreparedOutgoing } from '../queue/scripts.ts'
import type { IncomingMail } from './types.ts'

export interface SuccessNotices {
  /** For those of these accounts whose sender asked; undefined for nobody. `isSecured`: nothing of the mail is repeated. */
  prepare(args: {
    readonly mail: IncomingMail, readonly check: AuthCheck, readonly accounts: readonly Account[],
    readonly isSecured: boolean,
  }): Promise<PreparedOutgoing | undefined>
}

export function createSuccessNotices({ accounts, clock, prepareOutgoing, ...parts }: {
  readonly hostname: string, readonly accounts: Pick<Accounts, 'findRecipient' | 'isLocalDomain'>, readonly clock: Clock,
  readonly prepareOutgoing: (mail: OutgoingMail) => Promise<PreparedOutgoing>,
}): SuccessNotices {
  const notices = createNotices({ ...parts, clock, prepareOutgoing })

  return {
    async prepare({ mail, check, accounts: kept, isSecured }) {
      const { mailFrom, rcptTo, session, raw } = mail
      const envelope = { mailFrom, isNotice: false }
      const asked = rcptTo.filter((recipient) => wantsNotice('delivered', { recipient, envelope }))
      if (asked.length === 0 || !isProved(mailFrom, check)) return undefined
      const at = clock.now()
      const tried: Told[] = []
      for (const recipient of asked) {
        const found = await accounts.findRecipient(recipient.address)
        const account = kept.find((one) => one.tenant === found?.tenant && one.account === found.account)
        if (account === undefined) continue
        tried.push({
          due: {
            tenant: account.tenant, account: account.account, handedInAt: at, expiresAt: at + day,
            recipient: { ...recipient, route: 'internal' },
            envelope: {
              mailFrom, messageId: parseMessage(raw).messageId, isProtected: isSecured, isNotice: false,
              utf8: session.utf8, bodyKey: '', language: account.language,
              ...session.envelopeId === undefined ? {} : { envelopeId: session.envelopeId },
            },
          },
          attempt: {
            outcome: 'delivered', reply: '2.0.0 kept in the mailbox',
            reached: { route: 'internal', protocol: null, cipher: null, verified: false, peer: null },
          },
        })
      }
      const route = await accounts.isLocalDomain(domainOf(mailFrom)) ? 'internal' : 'ordinary'
      // A domain of ours has a key to sign with, which the name of this host has not.
      const from = `postmaster@${domainOf(tried[0]?.due.recipient.address ?? '')}`
      return await notices.prepare({ kind: 'delivered', tried, raw, route, from })
    },
  }
}

/** Whether the envelope sender's domain let that server speak for it, or signed the mail. */
function isProved(mailFrom: string, { spf, alignedDomain }: AuthCheck): boolean {
  const domain = domainOf(mailFrom)
  if (domain === '') return false
  return spf.result === 'pass' && spf.domain?.toLowerCase() === domain
    || alignedDomain !== null && isSameOrganisation(alignedDomain, domain)
}

const domainOf = (address: string): string => address.includes('@') ? address.slice(address.lastIndexOf('@') + 1).toLowerCase() : ''
