/**
 * Mail that our own people hand in: checked, made whole, given a route for each recipient, and kept in the queue with its
 * ledger record in one transaction.
 *
 * Promises: the answer comes after the commit; the same client-made key again does nothing and gives the first answer;
 * nobody sends in another's name; Bcc stands in no copy. The guard's place is between `prepareMessage` and the queue:
 * it may change the route of a recipient, never to a weaker one than policy allows.
 * Fails: what is wrong with the mail is said at once (`refused`); a full disk is `try-later` and nothing is half done.
 * Standards: RFC 6409 (submission), RFC 5321 §4.4 (Received), RFC 3461 (DSN parameters).
 */
import { randomId } from '../base/ids.ts'
import { Temporary } from '../base/errors.ts'
import type { Clock } from '../base/clock.ts'
import type { Account, Accounts } from '../accounts/types.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import { addMissing, prependHeaders, removeHeaders } from '../message/rewrite.ts'
import { parseMessage } from '../message/parse.ts'
import type { Queue, QueuedState } from '../queue/queue.ts'
import type { QueuedRecipient, Route } from '../queue/types.ts'
import { senderProblem } from './own-addresses.ts'
import { domainOf } from './recipients.ts'
import type { Submission, SubmissionState, Submitted, SubmittedMail } from './types.ts'

/** Most recipients of one submitted mail. */
export const SUBMITTED_RECIPIENTS_MAX = 1000

export interface SubmissionParts {
  readonly accounts: Pick<Accounts, 'findRecipient' | 'isLocalDomain'>
  readonly queue: Queue
  readonly ledger: Pick<Ledger, 'prepare'>
  /** How mail without a reason to secure it travels to this domain. */
  readonly routeTo: (domain: string) => Route
  readonly hostname: string
  readonly holdMs: Readonly<Record<SubmittedMail['door'], number>>
  readonly clock: Clock
  readonly log: Log
}

/** The way out for our own people. */
export function createSubmission(parts: SubmissionParts): Submission {
  const { queue, ledger, clock, log } = parts

  async function submit(mail: SubmittedMail): Promise<Submitted> {
    if (mail.rcptTo.length === 0) return { outcome: 'refused', reason: 'no-recipient', text: 'there is no recipient' }
    if (mail.rcptTo.length > SUBMITTED_RECIPIENTS_MAX) {
      return { outcome: 'refused', reason: 'too-many-recipients', text: `at most ${SUBMITTED_RECIPIENTS_MAX} recipients` }
    }
    const problem = senderProblem({
      mailFrom: mail.mailFrom, message: parseMessage(mail.raw), own: ownAddresses(mail.account),
    })
    if (problem !== undefined) return { outcome: 'refused', ...problem }
    const recipients: QueuedRecipient[] = []
    for (const recipient of mail.rcptTo) {
      const route = await routeOf(recipient.address)
      if (route === undefined) return unknownRecipient(recipient.address)
      recipients.push({ ...recipient, route })
    }
    return keep(mail, recipients)
  }

  async function keep(mail: SubmittedMail, recipients: readonly QueuedRecipient[]): Promise<Submitted> {
    const now = clock.now()
    const raw = prepareMessage({ raw: mail.raw, hostname: parts.hostname, door: mail.door, now })
    const leavesAt = now + (mail.holdMs ?? parts.holdMs[mail.door])
    const messageId = parseMessage(raw).messageId
    const record = ledger.prepare({
      tenant: mail.account.tenant, at: now, kind: 'mail.submitted',
      facts: {
        door: mail.door, recipients: recipients.length, sizeBytes: raw.length,
        internal: recipients.filter(({ route }) => route === 'internal').length, holdSeconds: (leavesAt - now) / 1000,
      },
      personal: { from: mail.mailFrom, ip: mail.ip },
    })
    try {
      const kept = await queue.enqueue({
        tenant: mail.account.tenant, account: mail.account.account, leavesAt, raw, recipients,
        ...(mail.idempotencyKey === undefined ? {} : { repeatKey: mail.idempotencyKey }),
        envelope: {
          mailFrom: mail.mailFrom, messageId, isProtected: false, isNotice: false, utf8: needsUtf8(mail, recipients),
          language: mail.account.language,
          ...(mail.envelopeId === undefined ? {} : { envelopeId: mail.envelopeId }),
          ...(mail.ret === undefined ? {} : { ret: mail.ret }),
        },
      }, [record])
      log.info('mail.submitted', { outgoing: kept.id, recipients: recipients.length, door: mail.door, repeated: kept.outcome === 'repeated' })
      return { outcome: 'queued', submission: kept.id, leavesAt: kept.leavesAt }
    } catch (error) {
      if (!(error instanceof Temporary)) throw error
      return { outcome: 'try-later', reason: error.reason === 'storage-full' ? 'storage-full' : 'temporary' }
    }
  }

  /** `internal` for our own people, undefined for an unknown address of our own domains. */
  async function routeOf(address: string): Promise<Route | undefined> {
    const domain = domainOf(address)
    if (!(await parts.accounts.isLocalDomain(domain))) return parts.routeTo(domain)
    return (await parts.accounts.findRecipient(address)) === undefined ? undefined : 'internal'
  }

  return {
    submit,
    async recall({ account, submission }) {
      const record = ledger.prepare({
        tenant: account.tenant, at: clock.now(), kind: 'mail.recalled', facts: { submission },
        personal: { by: account.address },
      })
      return queue.recall({ tenant: account.tenant, account: account.account, id: submission, records: [record] })
    },
    async list(account, ids) {
      const states = await queue.list({
        tenant: account.tenant, account: account.account, ...(ids === undefined ? {} : { ids }),
      })
      return states.map((state) => stateOf(state))
    },
  }
}

/** Message-ID and Date when missing, no Bcc, no result fields of somebody else, and one Received field of ours. */
function prepareMessage({ raw, hostname, door, now }: {
  readonly raw: Uint8Array, readonly hostname: string, readonly door: SubmittedMail['door'], readonly now: number,
}): Uint8Array {
  const cleaned = removeHeaders(raw, ['bcc', 'resent-bcc', 'authentication-results', 'return-path'])
  const whole = addMissing(cleaned, { messageId: `<${randomId()}@${hostname}>`, date: now })
  // The client's address is not told to the world (GDPR Art. 25); the ledger has it.
  const protocol = door === 'submission' ? 'ESMTPSA' : 'HTTPS'
  return prependHeaders(whole, [
    ['Received', `by ${hostname} with ${protocol} id ${randomId()};\r\n\t${new Date(now).toUTCString().replace('GMT', '+0000')}`],
  ])
}

function ownAddresses(account: Account): ReadonlySet<string> {
  return new Set([account.address, ...account.aliases].map((address) => address.toLowerCase()))
}

function unknownRecipient(address: string): Submitted {
  return { outcome: 'refused', reason: 'recipient-unknown', text: `nobody here has the address ${address}` }
}

function needsUtf8(mail: SubmittedMail, recipients: readonly QueuedRecipient[]): boolean {
  return [mail.mailFrom, ...recipients.map(({ address }) => address)].some((address) => /[^\x20-\x7e]/.test(address))
}

function stateOf(state: QueuedState): SubmissionState {
  const hasRecalled = state.recipients.some((recipient) => recipient.state === 'recalled')
  const isPending = state.recipients.some((recipient) => recipient.state === 'waiting' && recipient.attempts === 0)
  return {
    id: state.id, handedInAt: state.handedInAt, leavesAt: state.leavesAt,
    undo: hasRecalled ? 'canceled' : isPending ? 'pending' : 'final',
    recipients: state.recipients.map(({ address, state: end, reply }) => ({
      address, reply, delivered: end === 'delivered' ? 'yes' : end === 'failed' ? 'no' : 'queued',
    })),
  }
}
