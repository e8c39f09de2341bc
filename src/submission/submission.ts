/**
 * Mail that our own people hand in: checked, judged by the guard, given a way for each recipient, and kept in the queue with
 * its ledger records, our copy in Sent and what the sender must hear, in one transaction.
 *
 * Promises: the answer comes after the commit; the same client-made key again does nothing and gives the first answer;
 * nobody sends in another's name; Bcc stands in no copy but the sender's; every mail is judged here whatever the client
 * showed, and no copy takes a weaker way than was decided; what must be asked is asked before anything leaves.
 * Fails: what is wrong with the mail is said at once (`refused`); a full disk is `try-later` and nothing is half done; a guard
 * that is impaired says so in the ledger and on the health page.
 * Standards: RFC 6409 (submission), RFC 5321 §4.4 (Received), RFC 3461 (DSN parameters).
 */
import type { Account, Accounts } from '../accounts/types.ts'
import type { Clock } from '../base/clock.ts'
import { Temporary } from '../base/errors.ts'
import type { Keyring } from '../keys/keys.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import type { Mailstore } from '../mailstore/mailstore.ts'
import { parseMessage } from '../message/parse.ts'
import type { Queue, QueuedState } from '../queue/queue.ts'
import type { Store } from '../storage/store.ts'
import { assessedEvent } from './assessed-record.ts'
import { createHandingIn } from './handing-in.ts'
import { createHolding } from './holding.ts'
import { SUBMITTED_RECIPIENTS_MAX } from './limits.ts'
import { judgeDraft, judgeMessage, type Judgement, type JudgeParts } from './judge.ts'
import { senderProblem } from './own-addresses.ts'
import { domainOf } from './recipients.ts'
import type { SenderMails } from './sender-mail.ts'
import { problemSentence } from './sentences.ts'
import { stateOf } from './states.ts'
import { senderTexts } from './texts.ts'
import type { ForbiddenToSend, SenderWishes, SendingWatch, Submission, SubmissionState, Submitted, SubmittedMail } from './types.ts'
import { createWithdrawing } from './withdrawing.ts'

export interface SubmissionParts {
  readonly accounts: Pick<Accounts, 'findRecipient' | 'isLocalDomain'>
  readonly store: Store
  readonly queue: Queue
  readonly mailstore: Pick<Mailstore, 'prepare' | 'discard'>
  readonly keyring: Pick<Keyring, 'hold'>
  readonly ledger: Pick<Ledger, 'prepare' | 'record'>
  readonly judging: JudgeParts
  readonly senderMails: SenderMails
  /** Nobody is watched when absent. */
  readonly watch?: SendingWatch | undefined
  readonly hostname: string
  readonly holdMs: Readonly<Record<SubmittedMail['door'], number>>
  /** Keep a copy in Sent for programs on the submission port. */
  readonly keepSentCopy: boolean
  /** Header fields that nobody but this service may write. */
  readonly unwantedFields?: readonly string[]
  readonly clock: Clock
  readonly log: Log
}

/** The way out for our own people. */
export function createSubmission(parts: SubmissionParts): Submission {
  const { queue, ledger, clock, log, judging } = parts
  const handingIn = createHandingIn(parts)
  const holding = createHolding(parts, handingIn)
  const withdrawing = createWithdrawing({ queue, ledger, clock, guests: judging.knowledge.guests })

  async function submit(mail: SubmittedMail): Promise<Submitted> {
    if (parts.watch?.isStopped(mail.account) === true) return sendingStopped(mail.account)
    const refused = await wrongWith(mail)
    if (refused !== undefined) return refused
    const release = parts.keyring.hold(mail.open)
    try {
      const before = await alreadyIn(mail)
      return before ?? await judgeAndKeep(mail)
    } catch (error) {
      if (!(error instanceof Temporary)) throw error
      return { outcome: 'try-later', reason: error.reason === 'storage-full' ? 'storage-full' : 'temporary' }
    } finally {
      release()
    }
  }

  async function judgeAndKeep(mail: SubmittedMail): Promise<Submitted> {
    const wishes: SenderWishes = mail.wishes ?? {}
    const judgement = await judgeMessage(judging, mail, {
      raw: mail.raw, rcptTo: mail.rcptTo.map(({ address }) => address), from: mail.mailFrom, wishes,
    })
    tellImpaired(judgement)
    const { problem } = judgement.decided
    const isRefused = problem !== null && (mail.wishes !== undefined || (problem === 'blocked' && mail.door === 'jmap'))
    if (isRefused) return forbid(mail, judgement, problem)
    const { recipients } = judgement.judged
    const isThief = await parts.watch?.isThief({ account: mail.account, raw: mail.raw, recipients })
    if (isThief === true) return sendingStopped(mail.account)
    return handingIn.keep(mail, judgement, wishes)
  }

  /** Nothing is kept but that it was refused. */
  async function forbid(mail: SubmittedMail, judgement: Judgement, problem: ForbiddenToSend['problem']): Promise<ForbiddenToSend> {
    await ledger.record(assessedEvent({
      judgement, tenant: mail.account.tenant, at: clock.now(), submission: null, door: mail.door, outcome: 'refused', from: mail.mailFrom,
    }))
    return {
      outcome: 'refused', reason: 'forbidden-to-send', problem, judged: judgement.judged,
      text: problemSentence(problem, mail.account.language),
    }
  }

  function tellImpaired({ judged: { assessment } }: Judgement): void {
    if (assessment.impaired.length > 0) log.warn('guard.impaired', { parts: assessment.impaired.join(' ').slice(0, 200) })
  }

  async function alreadyIn(mail: SubmittedMail): Promise<Submitted | undefined> {
    if (mail.idempotencyKey === undefined) return undefined
    const { tenant, account } = mail.account
    const before = await queue.repeated({ tenant, account, key: mail.idempotencyKey })
    return before === undefined ? undefined : { outcome: 'queued', submission: before.id, leavesAt: before.leavesAt }
  }

  async function wrongWith(mail: SubmittedMail): Promise<Submitted | undefined> {
    if (mail.rcptTo.length === 0) return { outcome: 'refused', reason: 'no-recipient', text: 'there is no recipient' }
    if (mail.rcptTo.length > SUBMITTED_RECIPIENTS_MAX) {
      return { outcome: 'refused', reason: 'too-many-recipients', text: `at most ${SUBMITTED_RECIPIENTS_MAX} recipients` }
    }
    const problem = senderProblem({
      mailFrom: mail.mailFrom, message: parseMessage(mail.raw), raw: mail.raw, own: ownAddresses(mail.account),
    })
    if (problem !== undefined) return { outcome: 'refused', ...problem }
    for (const { address } of mail.rcptTo) {
      const isOurs = await parts.accounts.isLocalDomain(domainOf(address))
      if (isOurs && (await parts.accounts.findRecipient(address)) === undefined) return unknownRecipient(address)
    }
    return undefined
  }

  /** The states as the portal knows the rest of them. */
  async function withGuests(account: Account, states: readonly QueuedState[]): Promise<readonly SubmissionState[]> {
    const byPortal = states.filter(({ recipients }) => recipients.some(({ route, state }) => route === 'portal' && state === 'delivered'))
    const guests = byPortal.length === 0 ? undefined : await judging.knowledge.guests.messages(account,
      byPortal.map(({ id }) => id))
    return states.map((state) => stateOf(state, guests?.get(state.id) ?? []))
  }

  return {
    submit,
    ...holding,
    release: async (args) => parts.watch?.isStopped(args.account) === true
      ? sendingStopped(args.account) : holding.release(args),
    ...withdrawing,
    async judge({ account, open, ip, inReplyTo, draft, factors }) {
      const answers = { messageId: null, inReplyTo, references: [] }
      return (await judgeDraft(judging, { account, open, ip }, { draft, answers, wishes: wishesWith(factors) })).judged
    },
    async judgeMessage({ account, open, ip, raw, rcptTo, factors }) {
      return (await judgeMessage(
        judging, { account, open, ip }, { raw, rcptTo, from: account.address, wishes: wishesWith(factors) },
      )).judged
    },
    async list(account, ids) {
      const states = await queue.list({ tenant: account.tenant, account: account.account, ...(ids === undefined
        ? {} : { ids }) })
      return withGuests(account, states)
    },
    async sentAs(account, messageIds) {
      const wanted = new Set(messageIds)
      const states = await queue.list({ tenant: account.tenant, account: account.account })
      return withGuests(account, states.filter(({ messageId }) => messageId !== null && wanted.has(messageId)))
    },
    protectionOf: (account, messages) => judging.protectedMessages.find(account.tenant, messages),
  }
}

function wishesWith(factors: SenderWishes['guestFactors']): SenderWishes {
  return factors === undefined ? {} : { guestFactors: factors }
}

function ownAddresses(account: Account): ReadonlySet<string> {
  return new Set([account.address, ...account.aliases].map((address) => address.toLowerCase()))
}

/** Said before anything else: whoever stole the account learns nothing more of it. */
function sendingStopped({ language }: Account): Submitted {
  return { outcome: 'refused', reason: 'sending-stopped', text: senderTexts[language].stopped }
}

function unknownRecipient(address: string): Submitted {
  return { outcome: 'refused', reason: 'recipient-unknown', text: `nobody here has the address ${address}` }
}
