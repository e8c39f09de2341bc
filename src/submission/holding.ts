/** Mail that waits for its sender: shown, let go with the missing answers, or taken back. */
import { parseMessage } from '../message/parse.ts'
import type { HeldMail } from '../queue/queue.ts'
import type { QueuedRecipient } from '../queue/types.ts'
import { assessedEvent } from './assessed-record.ts'
import type { HandingIn } from './handing-in.ts'
import { judgeMessage } from './judge.ts'
import { ownCopy } from './prepare-message.ts'
import { problemSentence } from './sentences.ts'
import { ruleOutcomes } from './guard-outcomes.ts'
import { letGo } from './scripts.ts'
import type { SubmissionParts } from './submission.ts'
import type { HeldState, ReleaseArgs, Submission, Submitted } from './types.ts'

/** Recipients shown of one held mail. */
export const HELD_RECIPIENTS_SHOWN_MAX = 100

export function createHolding(parts: SubmissionParts, handingIn: HandingIn): Pick<Submission, 'held' | 'release' | 'takeBack'> {
  const { queue, store, ledger, clock, judging } = parts

  async function release({ account, open, ip, submission, wishes }: ReleaseArgs): Promise<Submitted | 'not found'> {
    const { tenant, account: number } = account
    const [mail] = await queue.held({ tenant, account: number, id: submission })
    const raw = await mail?.raw()
    if (mail === undefined || raw === undefined) return 'not found'
    const waiting = mail.recipients.filter(({ isHeld }) => isHeld)
    const judgement = await judgeMessage(judging, { account, open, ip }, {
      raw, rcptTo: waiting.map(({ recipient }) => recipient.address), from: mail.envelope.mailFrom, wishes,
    })
    const { problem } = judgement.decided
    if (problem !== null) {
      const text = problemSentence(problem, account.language)
      return { outcome: 'refused', reason: 'forbidden-to-send', text, problem, judged: judgement.judged }
    }
    const now = clock.now()
    const ways = handingIn.recipients(judgement, wishes)
    const recipients = new Map<number, QueuedRecipient>()
    for (const [index, { number: at, recipient }] of waiting.entries()) {
      const way = ways[index]
      if (way === undefined) continue
      const { notify, originalRecipient, blind } = recipient
      recipients.set(at, {
        ...way, ...(blind === undefined ? {} : { blind }), ...(notify === undefined ? {} : { notify }),
        ...(originalRecipient === undefined ? {} : { originalRecipient }),
      })
    }
    const leavesAt = Math.max(now, wishes.holdUntil ?? 0)
    const released = await store.write(letGo, {
      protectedRow: handingIn.protectedRow({ judgement, tenant, messageId: mail.envelope.messageId }),
      // The page with held mail showed what was found and asked what was open.
      outcomes: {
        tenant, account: number, outgoing: submission, at: now,
        outcomes: ruleOutcomes({ shown: [], judged: judgement.judged, isOverridden: judgement.decided.isOverridden }),
      },
      release: {
        ...queue.prepareRelease({
          tenant, account: number, mail, leavesAt, recipients, protection: handingIn.protectionOf(judgement, undefined),
        }),
        records: [ledger.prepare(assessedEvent({
          judgement, tenant, at: now, submission, door: 'release', outcome: 'released', from: mail.envelope.mailFrom,
          ground: wishes.overrideGround, answered: wishes.answered,
        }))],
      },
    })
    return released ? { outcome: 'queued', submission, leavesAt } : 'not found'
  }

  return {
    release,
    async held(account) {
      const mails = await queue.held({ tenant: account.tenant, account: account.account })
      return Promise.all(mails.map(heldState)).then((states) => states.filter((state) => state !== undefined))
    },
    async takeBack({ account, submission }) {
      const { tenant, account: number } = account
      const [mail] = await queue.held({ tenant, account: number, id: submission })
      const raw = await mail?.raw()
      if (mail === undefined || raw === undefined) return 'not found'
      const record = ledger.prepare({
        tenant, at: clock.now(), kind: 'mail.recalled', facts: { submission, from: 'held' }, personal: { by: account.address },
      })
      const outcome = await queue.recall({ tenant, account: number, id: submission, records: [record] })
      if (outcome !== 'recalled') return 'not found'
      const blind = mail.recipients.filter(({ recipient }) => recipient.blind === true)
      return ownCopy(raw, blind.map(({ recipient }) => recipient.address))
    },
  }
}

async function heldState(mail: HeldMail): Promise<HeldState | undefined> {
  const { protection } = mail.envelope
  if (protection?.held === undefined) return undefined
  const raw = await mail.raw()
  return {
    id: mail.id, held: protection.held, protection, subject: raw === undefined ? '' : parseMessage(raw).subject,
    to: mail.recipients.slice(0, HELD_RECIPIENTS_SHOWN_MAX).map(({ recipient }) => recipient.address),
  }
}
