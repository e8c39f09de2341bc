/**
 * Notices to our own senders: what became of a mail, in words and for programs (RFC 3464). They travel the same
 * queue.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { randomId } from '../base/ids.ts'
import { buildReport, type NewReport, type RecipientReport } from '../message/report.ts'
import { parseMessage } from '../message/parse.ts'
import { headerFields } from '../message/rewrite.ts'
import { fromXtext } from '../smtp/xtext.ts'
import type { Tried } from './outcomes.ts'
import type { OutgoingMail } from './queue.ts'
import type { PreparedOutgoing } from './scripts.ts'
import { noticeTexts, reasonOf, type NoticeKind, type NoticeTexts } from './texts.ts'

export interface Notices {
  /** A notice about recipients of one mail, ready to be queued; undefined when there is nobody to tell. */
  prepare(args: { readonly kind: NoticeKind, readonly tried: readonly Tried[], readonly raw: Uint8Array }):
  Promise<PreparedOutgoing | undefined>
}

const actions = { failed: 'failed', delayed: 'delayed', relayed: 'relayed', delivered: 'delivered' } as const satisfies
  Record<NoticeKind, RecipientReport['action']>

/** Recipients named in the words of a notice; the part for programs has all of them. */
export const NAMED_IN_NOTICE_MAX = 50
/** Characters of a subject that a notice repeats. */
export const SUBJECT_LENGTH_MAX = 200

/** Notices in the name of this host. Protected mail is told about without its headers. */
export function createNotices({ hostname, clock, prepareOutgoing }: {
  readonly hostname: string, readonly clock: Clock,
  readonly prepareOutgoing: (mail: OutgoingMail) => Promise<PreparedOutgoing>,
}): Notices {
  return {
    async prepare({ kind, tried, raw }) {
      const first = tried[0]?.due
      if (first === undefined || first.envelope.mailFrom === '') return undefined
      const { envelope, tenant, account } = first
      const texts = noticeTexts[envelope.language]
      const report = reportOf({ kind, tried, raw, texts, hostname, now: clock.now() })
      return prepareOutgoing({
        tenant, account, leavesAt: clock.now(), raw: buildReport(report),
        envelope: {
          mailFrom: '', messageId: report.messageId, isProtected: false, isNotice: true, utf8: false,
          language: envelope.language,
        },
        recipients: [{ address: envelope.mailFrom, route: 'internal' }],
      })
    },
  }
}

function reportOf({ kind, tried, raw, texts, hostname, now }: {
  readonly kind: NoticeKind, readonly tried: readonly Tried[], readonly raw: Uint8Array, readonly texts: NoticeTexts,
  readonly hostname: string, readonly now: number,
}): NewReport {
  const [first] = tried
  const due = first?.due
  const envelope = due?.envelope
  const at = { ms: now, offsetMinutes: 0 }
  const lines = tried.slice(0, NAMED_IN_NOTICE_MAX).map((one) => wordsOf(one, texts))
  const more = tried.length - NAMED_IN_NOTICE_MAX
  // Of secured mail nothing is repeated, neither its subject nor its header.
  const isOpen = envelope !== undefined && !envelope.isProtected && envelope.requireTls !== true
  const subject = isOpen ? parseMessage(raw).subject.slice(0, SUBJECT_LENGTH_MAX) : ''
  const closing = [
    texts.what[kind], ...kind === 'delayed' && due !== undefined && envelope !== undefined
      ? [`${texts.until} ${moment(due.expiresAt, envelope.language)}.`] : [],
    ...subject === '' ? [] : [`${texts.about}: ${subject}`],
  ]
  return {
    from: { name: texts.from, email: `mailer-daemon@${hostname}` },
    to: envelope?.mailFrom ?? '', subject: texts.subject[kind], date: at, messageId: `${randomId()}@${hostname}`,
    text: `${[texts.opening[kind], ...lines, ...more > 0 ? [`+ ${more}`] : [], ...closing].join('\n\n')}\n`,
    reportingMta: hostname, boundary: randomBytes(16).toString('hex'),
    arrivalDate: { ms: due?.handedInAt ?? now, offsetMinutes: 0 },
    recipients: tried.map((one) => recipientReport(kind, one, at)),
    ...(envelope?.messageId ? { inReplyTo: envelope.messageId } : {}),
    ...(envelope?.envelopeId === undefined ? {} : { originalEnvelopeId: fromXtext(envelope.envelopeId) }),
    ...(isOpen && raw.length > 0 ? { originalHeader: raw.subarray(0, headerFields(raw).bodyStart) } : {}),
  }
}

/** One recipient in words: who, why as far as it is known, and what the other side said. */
function wordsOf({ due: { recipient }, attempt }: Tried, texts: NoticeTexts): string {
  if (attempt.outcome === 'delivered') return recipient.address
  // Replies of other servers begin with their code; ours do not.
  const isOurs = !/^\d{3} /.test(attempt.reply)
  const reason = reasonOf(attempt.status, isOurs)
  return [recipient.address, ...reason === undefined ? [] : [texts.reasons[reason]],
    ...isOurs && reason !== undefined ? [] : [`${texts.reply}: ${attempt.reply}`]].join('\n')
}

function moment(at: number, language: 'nl' | 'en'): string {
  return new Intl.DateTimeFormat(
    language === 'nl' ? 'nl-NL' : 'en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Amsterdam' },
  ).format(at)
}

function recipientReport(
  kind: NoticeKind, { due, attempt }: Tried, at: { readonly ms: number, readonly offsetMinutes: number },
): RecipientReport {
  const delivered = attempt.outcome === 'delivered'
  return {
    finalRecipient: due.recipient.address, action: actions[kind], status: delivered ? '2.0.0' : attempt.status,
    lastAttempt: at, diagnostic: attempt.reply,
    ...(delivered && attempt.reached.peer !== null ? { remoteMta: attempt.reached.peer } : {}),
    ...(due.recipient.originalRecipient === undefined ? {} : {
      originalRecipient: fromXtext(due.recipient.originalRecipient) }),
    ...(kind === 'delayed' ? { willRetryUntil: { ms: due.expiresAt, offsetMinutes: 0 } } : {}),
  }
}
