/**
 * Tells a sender outside that a mail is in the mailbox, when he asked for it (NOTIFY=SUCCESS, RFC 3461 §5.2.3).
 *
 * Only an envelope sender that SPF proves, or that is the author of a mail his domain signed, is told: a notice to a
 * forged address would be sent to somebody who wrote nothing (RFC 5321 §6.1), and a signed mail can be handed in again
 * under the name of another who has his address at the same provider. Nothing of the mail stands in the notice, so that it
 * carries no message of a stranger's, and it says the same of Junk as of the inbox: nobody learns here how his mail was
 * judged. Mail that a trap got too is not told of. How often: `notice-limits.ts`. Failure and delay need no notice here:
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
import { createNoticeLimits } from './notice-limits.ts'
import type { IncomingMail } from './types.ts'

/** A notice that leaves with the mail it tells of. */
export interface SuccessNotice {
  readonly outgoing: PreparedOutgoing
  /** The mail was not kept, and the notice did not leave. */
  giveBack(): void
}

export interface SuccessNotices {
  /** For those of these accounts whose sender asked; undefined for nobody. */
  prepare(args: {
    readonly mail: IncomingMail, readonly check: AuthCheck, readonly accounts: readonly Account[],
  }): Promise<SuccessNotice | undefined>
}

export function createSuccessNotices({ accounts, clock, prepareOutgoing, ...parts }: {
  readonly hostname: string, readonly accounts: Pick<Accounts, 'findRecipient' | 'isLocalDomain'>, readonly clock: Clock,
  readonly prepareOutgoing: (mail: OutgoingMail) => Promise<PreparedOutgoing>,
}): SuccessNotices {
  const notices = createNotices({ ...parts, clock, prepareOutgoing })
  const limits = createNoticeLimits({ clock })

  /** The recipients of these accounts that the sender asked about. */
  async function askedOf(
    { mailFrom, rcptTo, session }: IncomingMail, kept: readonly Account[],
  ): Promise<readonly Told[]> {
    const at = clock.now()
    const asked: Told[] = []
    for (const recipient of rcptTo) {
      if (!wantsNotice('delivered', { recipient, envelope: { mailFrom, isNotice: false } })) continue
      const found = await accounts.findRecipient(recipient.address)
      const account = kept.find((one) => one.tenant === found?.tenant && one.account === found.account)
      if (account === undefined) continue
      asked.push({
        due: {
          tenant: account.tenant, account: account.account, handedInAt: at, expiresAt: at + day,
          recipient: { ...recipient, route: 'internal' },
          envelope: {
            mailFrom, messageId: null, isProtected: true, isNotice: false, utf8: session.utf8, bodyKey: '',
            language: account.language,
            ...session.envelopeId === undefined ? {} : { envelopeId: session.envelopeId },
          },
        },
        attempt: {
          outcome: 'delivered', reply: '2.0.0 kept in the mailbox',
          reached: { route: 'internal', protocol: null, cipher: null, verified: false, peer: null },
        },
      })
    }
    return asked
  }

  return {
    async prepare({ mail, check, accounts: kept }) {
      const { mailFrom, raw } = mail
      if (!isProved(mailFrom, check)) return undefined
      const asked = await askedOf(mail, kept)
      if (asked.length === 0) return undefined
      const leave = limits.take({
        sender: mailFrom, messageId: parseMessage(raw).messageId,
        recipients: asked.map(({ due }) => due.recipient.address),
      })
      if (leave === undefined) return undefined
      try {
        const tried = asked.filter(({ due }) => leave.recipients.has(due.recipient.address))
        const route = await accounts.isLocalDomain(domainOf(mailFrom)) ? 'internal' : 'ordinary'
        // A domain of ours has a key to sign with, which the name of this host has not.
        const from = `postmaster@${domainOf(tried[0]?.due.recipient.address ?? '')}`
        const outgoing = await notices.prepare({ kind: 'delivered', tried, raw: new Uint8Array(), route, from })
        return outgoing === undefined ? undefined : { outgoing, giveBack: leave.giveBack }
      } catch (error) {
        leave.giveBack()
        throw error
      }
    },
  }
}

/** Whether the envelope sender's domain let that server speak for it, or signed the mail as written by him. */
function isProved(mailFrom: string, { author, spf, dkim, alignedDomain }: AuthCheck): boolean {
  const domain = domainOf(mailFrom)
  if (domain === '') return false
  if (spf.result === 'pass' && spf.domain?.toLowerCase() === domain) return true
  return alignedDomain !== null && author?.email.toLowerCase() === mailFrom.toLowerCase()
    && dkim.some((one) => one.result === 'pass' && isSameOrganisation(one.domain, domain))
}

const domainOf = (address: string): string => address.includes('@') ? address.slice(address.lastIndexOf('@') + 1).toLowerCase() : ''
