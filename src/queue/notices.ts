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
  /**
   * A notice about recipients of one mail, ready to be queued; undefined when there is nobody to tell. `route`: how it
   * travels, `internal` when its reader is one of our own senders. `from`: who writes it, when that is not this host.
   */
  prepare(args: {
    readonly kind: NoticeKind, readonly tried: readonly Told[], readonly raw: Uint8Array,
    readonly route?: 'internal' | 'ordinary', readonly from?: string,
  }): Promise<PreparedOutgoing | undefined>
}

/** What a notice needs to know of a recipient and its mail. */
export interface Told extends Omit<Tried, 'due'> {
  readonly due: Pick<Tried['due'], 'tenant' | 'account' | 'handedInAt' | 'expiresAt' | 'recipient' | 'envelope'>
}

/** The page is another system, which makes no reports of its own (RFC 3464 §2.3.3). */
const actions = { failed: 'failed', delayed: 'delayed', relayed: 'relayed', page: 'relayed', delivered: 'delivered' } as const satisfies
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
    async prepare({ kind, tried, raw, route = 'internal', from = `mailer-daemon@${hostname}` }) {
      const first = tried[0]?.due
      if (first === undefined || first.envelope.mailFrom === '') return undefined
      const { envelope, tenant, account } = first
      const texts = noticeTexts[envelope.language]
      const report = reportOf({ kind, tried, raw, texts, from, hostname, now: clock.now() })
      return prepareOutgoing({
        tenant, account, leavesAt: clock.now(), raw: buildReport(report),
        envelope: {
          mailFrom: '', messageId: report.messageId, isProtected: false, isNotice: true,
          // Its header or addresses may need it; inside the house nobody asks.
          utf8: route !== 'internal' && !/^[\x00-\x7f]*$/.test(envelope.mailFrom),
          language: envelope.language,
        },
        recipients: [{ address: envelope.mailFrom, route }],
      })
    },
  }
}

function reportOf({ kind, tried, raw, texts, from, hostname, now }: {
  readonly kind: NoticeKind, readonly tried: readonly Told[], readonly raw: Uint8Array, readonly texts: NoticeTexts,
  readonly from: string, readonly hostname: string, readonly now: number,
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
    from: { name: texts.from, email: from },
    to: envelope?.mailFrom ?? '', subject: texts.subject[kind], date: at, messageId: `${randomId()}@${hostname}`,
    text: `${[texts.opening[kind], ...lines, ...more > 0 ? [`+ ${more}`] : [], ...closing].join('\n\n')}\n`,
    reportingMta: hostname, boundary: randomBytes(16).toString('hex'),
    arrivalDate: { ms: due?.handedInAt ?? now, offsetMinutes: 0 },
    recipients: tried.map((one) => recipientReport(kind, one, at)),
    ...(envelope?.messageId ? { inReplyTo: envelope.messageId } : {}),
    ...(envelope?.envelopeId === undefined ? {} : { originalEnvelopeId: fromXtext(envelope.envelopeId) }),
    ...(isOpen && raw.length > 0 ? { originalHeader: raw.subarray(0, headerFields(raw).bodyStart) } : {}),
    // Only of what failed, and only where the sender asked for it (RFC 3461 §4.3).
    ...(isOpen && raw.length > 0 && kind === 'failed' && envelope.ret === 'FULL' ? { original: raw } : {}),
  }
}

/** One recipient in words: who, why as far as it is known, and what the other side said. */
function wordsOf({ due: { recipient }, attempt }: Told, texts: NoticeTexts): string {
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
  kind: NoticeKind, { due, attempt }: Told, at: { readonly ms: number, readonly offsetMinutes: number },
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
