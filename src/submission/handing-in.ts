/** From a judged mail to what stands in the queue: the way of each recipient, the wait, and what is written with it. */
import type { QueuedProtection, QueuedRecipient, Held } from '../queue/types.ts'
import { parseMessage } from '../message/parse.ts'
import { underNewestKey } from '../keys/newest-key.ts'
import { sentCopyMark } from '../mailstore/sent-copy.ts'
import { flagBits } from '../mailstore/types.ts'
import type { PreparedOutgoing } from '../queue/scripts.ts'
import { assessedEvent } from './assessed-record.ts'
import { portalEnd } from './decision.ts'
import { DOMAINS_LOOKED_MAX } from './domain-standing.ts'
import { ruleOutcomes } from './guard-outcomes.ts'
import type { Judgement } from './judge.ts'
import { HELD_MS, HOLD_UNTIL_MAX_MS } from './limits.ts'
import { ownCopy, prepareMessage } from './prepare-message.ts'
import type { ProtectedRow } from './protected-messages.ts'
import { domainOf } from './recipients.ts'
import { handIn, type HandIn } from './scripts.ts'
import type { SubmissionParts } from './submission.ts'
import type { SenderWishes, Submitted, SubmittedMail } from './types.ts'

export interface HandingIn {
  keep(mail: SubmittedMail, judgement: Judgement, wishes: SenderWishes): Promise<Submitted>
  recipients(judgement: Judgement, wishes: SenderWishes): readonly QueuedRecipient[]
  protectionOf(judgement: Judgement, held: Held | undefined): QueuedProtection
  /** What makes answers to this mail secured too; null when it is not secured. */
  protectedRow(args: { readonly judgement: Judgement, readonly tenant: number,
    readonly messageId: string | null }): ProtectedRow | null
  /** When a mail of that door leaves, by the risk of it. */
  leavesAt(args: { readonly door: SubmittedMail['door'], readonly judgement: Judgement, readonly holdMs?: number | undefined, readonly holdUntil?: number | undefined }): number
  heldBy(judgement: Judgement): Held | undefined
}

export function createHandingIn(parts: SubmissionParts): HandingIn {
  const { store, queue, mailstore, ledger, clock, log, senderMails, judging } = parts

  async function keep(mail: SubmittedMail, judgement: Judgement, wishes: SenderWishes): Promise<Submitted> {
    const { account } = mail
    const now = clock.now()
    const raw = prepareMessage({
      raw: mail.raw, hostname: parts.hostname, door: mail.door, now, unwanted: parts.unwantedFields ?? [],
    })
    const { messageId } = parseMessage(raw)
    const held = heldBy(judgement)
    const all = recipients(judgement, wishes).map((one, index) => ({ ...mail.rcptTo[index], ...one }))
    const leavesAt = leavesAtOf({ door: mail.door, judgement, holdMs: mail.holdMs, holdUntil: wishes.holdUntil })
    const outgoing = await queue.prepare({
      tenant: account.tenant, account: account.account, leavesAt, raw, recipients: all,
      ...(held === undefined ? {} : { held: heldNumbers(judgement, held) }),
      ...(mail.idempotencyKey === undefined ? {} : { repeatKey: mail.idempotencyKey }),
      envelope: {
        mailFrom: mail.mailFrom, messageId, isProtected: isSecured(judgement), isNotice: false,
        utf8: needsUtf8(mail.mailFrom, all),
        language: account.language, protection: protectionOf(judgement, held),
        ...(mail.envelopeId === undefined ? {} : { envelopeId: mail.envelopeId }),
        ...(mail.ret === undefined ? {} : { ret: mail.ret }),
        ...(mail.requireTls === true ? { requireTls: true } : {}),
      },
    })
    const args: Omit<HandIn, 'sentCopy'> = {
      mail: outgoing, notices: await noticesFor(mail, judgement, { held, messageId, submission: outgoing.id }),
      protectedRow: protectedRow({ judgement, tenant: account.tenant, messageId }),
      records: recordsFor(mail, judgement, { outgoing, all, wishes, held }),
      past: judging.past.row({ tenant: account.tenant, judged: judgement.judged, who: account }),
      outcomes: mail.wishes === undefined || held !== undefined ? null : {
        tenant: account.tenant, account: account.account, outgoing: outgoing.id, at: now,
        outcomes: ruleOutcomes({
          shown: wishes.shown ?? [], judged: judgement.judged, isOverridden: judgement.decided.isOverridden,
        }),
      },
    }
    const submitted = await write(mail, args, { held, sentCopy: () => sentCopyFor(mail, { raw, messageId, all, now }) })
    await noteDomains(account.tenant, all)
    return submitted
  }

  async function write(mail: SubmittedMail, args: Omit<HandIn, 'sentCopy'>, { held, sentCopy }: {
    readonly held: Held | undefined, readonly sentCopy: () => Promise<HandIn['sentCopy']>,
  }): Promise<Submitted> {
    const { mail: outgoing } = args
    const dropped = [outgoing, ...args.notices]
    let result
    try {
      result = await underNewestKey(async () => {
        const copy = await sentCopy()
        const copyDropped = async (): Promise<void> => { if (copy !== null) await mailstore.discard(copy.mail) }
        try {
          const handedIn = await store.write(handIn, { ...args, sentCopy: copy })
          if (!handedIn.copied) await copyDropped()
          return handedIn
        } catch (error) {
          await copyDropped()
          throw error
        }
      })
    } catch (error) {
      for (const one of dropped) await queue.discard(one)
      throw error
    }
    const { enqueued } = result
    if (enqueued.outcome === 'repeated') for (const one of dropped) await queue.discard(one)
    log.info('mail.submitted', {
      outgoing: enqueued.id, recipients: outgoing.recipients.length, door: mail.door, repeated: enqueued.outcome === 'repeated',
      held: held?.problem ?? '',
    })
    const isHeld = held !== undefined && enqueued.outcome === 'queued'
    return { outcome: 'queued', submission: enqueued.id, leavesAt: enqueued.leavesAt, ...(isHeld ? { held: held.problem } : {}) }
  }

  /** Whom the organisation knows from now on. Not part of the promise: a mail that is kept is kept without it. */
  async function noteDomains(tenant: number, people: readonly QueuedRecipient[]): Promise<void> {
    const elsewhere = people.filter(({ route }) => route !== 'internal').map(({ address }) => domainOf(address))
    try {
      await judging.knowledge.standings.met(tenant, elsewhere.slice(0, DOMAINS_LOOKED_MAX))
    } catch (error) {
      log.error('domain-met.not-kept', error)
    }
  }

  function recordsFor(mail: SubmittedMail, judgement: Judgement, { outgoing, all, wishes, held }: {
    readonly outgoing: PreparedOutgoing, readonly all: readonly QueuedRecipient[], readonly wishes: SenderWishes,
    readonly held: Held | undefined,
  }): HandIn['records'] {
    const { tenant } = mail.account
    const at = clock.now()
    return [
      ledger.prepare({
        tenant, at, kind: 'mail.submitted',
        facts: {
          submission: outgoing.id, door: mail.door, recipients: all.length, sizeBytes: outgoing.sizeBytes,
          internal: all.filter(({ route }) => route === 'internal').length, holdSeconds: Math.round((outgoing.leavesAt - at) / 1000),
        },
        personal: { from: mail.mailFrom, ip: mail.ip },
      }),
      ledger.prepare(assessedEvent({
        judgement, tenant, at, submission: outgoing.id, door: mail.door, outcome: held === undefined ? 'queued' : 'held',
        from: mail.mailFrom, ground: wishes.overrideGround, answered: wishes.answered,
      })),
    ]
  }

  /** The sender's program shows nothing of the guard, so the sender hears by mail what was done or is asked. */
  async function noticesFor(mail: SubmittedMail, judgement: Judgement, { held, messageId, submission }: {
    readonly held: Held | undefined, readonly messageId: string | null, readonly submission: string,
  }): Promise<readonly PreparedOutgoing[]> {
    if (mail.mailFrom === '') return []
    const about = { account: mail.account, mailFrom: mail.mailFrom, messageId, judged: judgement.judged }
    if (held !== undefined) return [await senderMails.held({ ...about, held, submission })]
    return mail.door === 'submission' && judgement.judged.action === 'protect' ? [await senderMails.secured(about)] : []
  }

  async function sentCopyFor(mail: SubmittedMail, { raw, messageId, all, now }: {
    readonly raw: Uint8Array, readonly messageId: string | null, readonly all: readonly QueuedRecipient[],
    readonly now: number,
  }): Promise<HandIn['sentCopy']> {
    if (mail.door !== 'submission' || !parts.keepSentCopy || messageId === null) return null
    const blind = all.filter((one) => one.blind === true).map(({ address }) => address)
    return {
      mail: await mailstore.prepare({
        account: mail.account, raw: ownCopy(raw, blind), receivedAt: now, returnPath: mail.mailFrom, truth: null, role: 'sent',
        bits: flagBits['\\Seen'],
      }),
      mark: sentCopyMark(mail.open, messageId, now),
    }
  }

  function recipients({ judged, decided }: Judgement, wishes: SenderWishes): readonly QueuedRecipient[] {
    const expiresAt = portalEnd({ assessment: judged.assessment, now: clock.now(), wished: wishes.portalExpiresAt })
    return decided.recipients.map(({ address, route, fallback, proofs }, index): QueuedRecipient => {
      const { field, name } = judged.draft.recipients[index] ?? { field: 'bcc', name: null }
      const factor = wishes.guestFactors?.get(address.toLowerCase())
      const mayGoByPortal = route === 'portal' || fallback.includes('portal')
      return {
        address, route, ...(field === 'bcc' ? { blind: true } : {}), ...(fallback.length === 0 ? {} : { fallback }),
        ...(proofs === undefined ? {} : { proofs }),
        ...(mayGoByPortal
          ? {
            portal: {
              ...(name === null ? {} : { name }), ...(factor === undefined ? {} : { factor }),
              ...(expiresAt === undefined ? {} : { expiresAt }),
            },
          }
          : {}),
      }
    })
  }

  function heldBy({ decided, judged }: Judgement): Held | undefined {
    const { problem } = decided
    if (problem === null || problem === 'override-not-allowed' || problem === 'ground-needed') return undefined
    const since = clock.now()
    return {
      problem, since, until: since + HELD_MS, questions: decided.questions, factorNeeded: decided.factorNeeded,
      mayOverride: judged.mayOverride,
    }
  }

  function leavesAtOf({ door, judgement, holdMs, holdUntil }: Parameters<HandingIn['leavesAt']>[0]): number {
    const now = clock.now()
    const configured = parts.holdMs[door]
    // Zero turns waiting off; otherwise the risk of this mail may make it longer.
    const wait = holdMs ?? (configured === 0 ? 0 : Math.max(configured, judgement.judged.assessment.holdMs))
    return Math.max(now + wait, Math.min(holdUntil ?? 0, now + HOLD_UNTIL_MAX_MS))
  }

  function protectedRow({ judgement, tenant, messageId }: Parameters<HandingIn['protectedRow']>[0]): ProtectedRow | null {
    if (messageId === null || !isSecured(judgement)) return null
    const { judged: { assessment, recipients: people, draft } } = judgement
    return judging.protectedMessages.row({
      tenant, messageId, at: clock.now(), people: [...new Set([draft.from, ...people.map(({ address }) => address)])],
      routes: Object.fromEntries(people.map(({ address, route }) => [address, route])),
      reasons: assessment.reasons.map(({ reason }) => reason),
    })
  }

  return { keep, recipients, protectionOf, protectedRow, heldBy, leavesAt: leavesAtOf }
}

/** Whether some copy of it really travels secured. */
function isSecured({ judged: { assessment, policy }, decided }: Judgement): boolean {
  return assessment.secure && policy.mode === 'active' && !decided.isOverridden
}

function protectionOf({ judged: { assessment }, decided }: Judgement, held: Held | undefined): QueuedProtection {
  return {
    level: assessment.level, reasons: assessment.reasons.map(({ reason }) => reason),
    warnings: assessment.warnings.map(({ id }) => id),
    isOverridden: decided.isOverridden, ...(held === undefined ? {} : { held }),
  }
}

/** A missing factor keeps back only those who need one; any other question is about the mail as a whole. */
function heldNumbers({ decided }: Judgement, held: Held): readonly number[] {
  const waiting = new Set(held.factorNeeded)
  return decided.recipients.flatMap(({ address }, number) => held.problem !== 'factor-needed' || waiting.has(address) ? [number] : [])
}

function needsUtf8(mailFrom: string, recipients: readonly QueuedRecipient[]): boolean {
  return [mailFrom, ...recipients.map(({ address }) => address)].some((address) => /[^\x20-\x7e]/.test(address))
}
