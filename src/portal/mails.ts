/** Mails about a guest's message: the notice to the guest, and what its sender must know. Neither holds any of it. */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { randomId } from '../base/ids.ts'
import { buildMessage } from '../message/build.ts'
import type { OutgoingMail } from '../queue/queue.ts'
import type { PreparedOutgoing } from '../queue/scripts.ts'
import { noticeTexts, type NoticeTexts, type NoticeWords } from './guest-texts.ts'
import { senderTexts, type SenderMailKind } from './texts.ts'
import {
  NAME_LENGTH_MAX, type FactorKind, type GuestLanguage, type PortalFacts, type PortalSettings, type SenderLanguage,
  type ServiceContact,
} from './types.ts'

/** What one notice gives its guest; a notice has at least one of both. */
export interface NoticeAccess {
  readonly link: string | null
  /** In groups, as it is shown. */
  readonly shortCode: string | null
}

export interface PortalMails {
  /** The mail that tells a guest: from the sender's own address, without content and without the subject. */
  notice(args: {
    readonly tenant: number, readonly account: number, readonly facts: PortalFacts, readonly factor: FactorKind,
    readonly expiresAt: number,
    readonly access: NoticeAccess, readonly senderLanguage: SenderLanguage,
  }): Promise<PreparedOutgoing>
  /** A mail to the sender; none for a sender whose account is gone is the queue's matter. */
  toSender(args: {
    readonly tenant: number, readonly kind: SenderMailKind, readonly facts: PortalFacts,
    readonly language: SenderLanguage, readonly expiresAt: number,
  }): Promise<PreparedOutgoing>
}

export function createPortalMails({ settings, hostname, clock, prepareOutgoing }: {
  readonly settings: PortalSettings, readonly hostname: string, readonly clock: Clock,
  readonly prepareOutgoing: (mail: OutgoingMail) => Promise<PreparedOutgoing>,
}): PortalMails {
  /** Under no account, so that it shows in nobody's list of what he sent. */
  const queued = (tenant: number, raw: Uint8Array, rest: Pick<OutgoingMail, 'envelope' | 'recipients'>): Promise<PreparedOutgoing> =>
    prepareOutgoing({ tenant, account: 0, leavesAt: clock.now(), raw, ...rest })

  return {
    notice({ tenant, account, facts, factor, expiresAt, access, senderLanguage }) {
      const { sender, recipient } = facts
      return queued(tenant, noticeMessage({ settings, facts, factor, expiresAt, access, now: clock.now() }), {
        // A notice that cannot be delivered comes back to its sender, without any header of the message.
        envelope: {
          mailFrom: sender.address, messageId: facts.messageId, isProtected: true, isNotice: false,
          utf8: [sender.address, recipient.address].some((address) => /[^\x20-\x7e]/.test(address)),
          language: senderLanguage, tells: account,
        },
        recipients: [{ address: recipient.address, route: 'ordinary' }],
      })
    },
    toSender({ tenant, kind, facts, language, expiresAt }) {
      const texts = senderTexts[language]
      const words = {
        recipient: recipientName(facts), sentAt: moment(facts.sentAt, language, settings.timeZone),
        days: settings.unreadDays, until: moment(expiresAt, language, settings.timeZone),
      }
      const messageId = `${randomId()}@${hostname}`
      const raw = buildMessage({
        from: [{ name: texts.from, email: `mailer-daemon@${hostname}` }],
        to: [{ name: shownName(facts.sender.name), email: facts.sender.address }],
        subject: texts.subject[kind](words), date: { ms: clock.now(), offsetMinutes: 0 }, messageId,
        text: `${texts.text[kind](words).join('\n\n')}\n`, boundary: randomBytes(16).toString('hex'),
        headers: [['Auto-Submitted', 'auto-generated']],
        ...(facts.messageId === null ? {} : { inReplyTo: [facts.messageId], references: [facts.messageId] }),
      })
      return queued(tenant, raw, {
        envelope: { mailFrom: '', messageId, isProtected: false, isNotice: true, utf8: false, language },
        recipients: [{ address: facts.sender.address, route: 'internal' }],
      })
    },
  }
}

/** The notice as bytes: plain text, and the same as simple HTML with one button. */
export function noticeMessage({ settings, facts, factor, expiresAt, access, now }: {
  readonly settings: PortalSettings, readonly facts: PortalFacts, readonly factor: FactorKind,
  readonly expiresAt: number,
  readonly access: NoticeAccess, readonly now: number,
}): Uint8Array {
  const texts = noticeTexts[facts.language]
  const sender = shownName(facts.sender.name) ?? facts.sender.address
  const organisation = shownName(facts.organisation) ?? domainOf(facts.sender.address)
  const words: NoticeWords = {
    sender, organisation, name: facts.recipient.name === null ? null : shownName(facts.recipient.name),
    until: moment(expiresAt, facts.language, settings.timeZone), place: `${settings.url.replace(/^https?:\/\//, '')}/p`,
  }
  const parts = partsOf({ settings, facts, factor, access, texts, words })
  return buildMessage({
    from: [{ name: `${sender} (${organisation})`, email: facts.sender.address }],
    to: [{ name: words.name, email: facts.recipient.address }],
    subject: texts.subject(words), date: { ms: now, offsetMinutes: 0 },
    messageId: `${randomId()}@${domainOf(facts.sender.address)}`, boundary: randomBytes(16).toString('hex'),
    headers: [['Auto-Submitted', 'auto-generated']],
    text: parts.map((part) => 'link' in part ? `${part.label}:\n${part.link}` : 'code' in part ? `  ${part.code}` : part.text).join('\n\n') + '\n',
    html: htmlOf(parts, facts.language),
  })
}

type NoticePart =
  | { readonly text: string }
  | { readonly link: string, readonly label: string }
  | { readonly code: string }

function partsOf({ settings, facts, factor, access, texts, words }: {
  readonly settings: PortalSettings, readonly facts: PortalFacts, readonly factor: FactorKind,
  readonly access: NoticeAccess,
  readonly texts: NoticeTexts, readonly words: NoticeWords,
}): readonly NoticePart[] {
  const code = access.shortCode === null ? [] : [{ code: access.shortCode.toUpperCase() }]
  const byLink: NoticePart[] = access.link === null ? [] : [{ link: `${settings.url}/p#${access.link}`, label: texts.button }]
  const byCode: NoticePart[] = code.length === 0 ? []
    : access.link === null ? [{ text: texts.typeAddress(words) }, { text: texts.typeCode }, ...code]
      : [{ text: texts.noClick(words) }, ...code]
  return [
    { text: texts.greeting(words) }, { text: texts.opening(words) }, ...byLink, ...(access.link === null ? byCode : []),
    { text: `${texts.need[factor]} ${texts.nothingToInstall}` }, { text: texts.until(words) },
    ...(access.link === null ? [] : byCode),
    { text: `${serviceLine(serviceContactOf(settings, facts), texts)}\n${texts.askContent} ${texts.mailTo(words.sender, facts.sender.address)}` },
    { text: `${texts.answerThere} ${texts.nothingPersonal}` },
  ]
}

function serviceLine({ name, phone, email, hours }: ServiceContact, texts: NoticeTexts): string {
  if (phone === '') return `${texts.askService} ${texts.mailTo(name, email)}`
  return `${texts.askService} ${texts.call(name, phone)}${hours === '' ? '' : ` ${hours}`}`
}

/** Whom to ask about the service; there is always somebody: without another, the postmaster, who is the owner. */
export function serviceContactOf({ serviceContact }: Pick<PortalSettings, 'serviceContact'>, facts: PortalFacts): ServiceContact {
  const { name, phone, email, hours } = serviceContact
  const domain = domainOf(facts.sender.address)
  return {
    name: name === '' ? shownName(facts.organisation) ?? domain : name, phone, hours,
    email: phone === '' && email === '' ? `postmaster@${domain}` : email,
  }
}

/** No pictures, no styles from elsewhere, nothing that is fetched. */
function htmlOf(parts: readonly NoticePart[], language: GuestLanguage): string {
  const body = parts.map((part) => {
    if ('link' in part) {
      return `<p><a href="${escaped(part.link)}" style="display:inline-block;padding:12px 20px;background:#0b5b66;color:#ffffff;`
        + `text-decoration:none;border-radius:6px">${escaped(part.label)}</a></p>`
    }
    if ('code' in part) return `<p style="font-family:monospace;font-size:20px">${escaped(part.code)}</p>`
    return `<p>${escaped(part.text).replaceAll('\n', '<br>')}</p>`
  }).join('\n')
  return `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"></head>\n`
    + `<body style="font-family:sans-serif;font-size:16px;line-height:1.5;color:#1d2b2f">\n${body}\n</body></html>\n`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/**
 * A name for a header and a page: one line, without control and direction characters, no address in it, short. Null
 * when nothing is left.
 */
export function shownName(name: string): string | null {
  const clean = name.slice(0, NAME_LENGTH_MAX * 10).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').replace(/[<>"]/g, '')
    .replace(/\s+/g, ' ').trim().toWellFormed()
  return clean === '' ? null : [...clean].slice(0, NAME_LENGTH_MAX).join('')
}

/** How a sender recognises a recipient: name and address. */
export function recipientName({ recipient }: PortalFacts): string {
  const name = recipient.name === null ? null : shownName(recipient.name)
  return name === null ? recipient.address : `${name} (${recipient.address})`
}

const localeOf: Readonly<Record<GuestLanguage, string>> = { nl: 'nl-NL', en: 'en-GB', de: 'de-DE', fr: 'fr-FR' }

/** `zaterdag 11 juli 2026 om 10:58`. */
export function moment(at: number, language: GuestLanguage, timeZone: string): string {
  return new Intl.DateTimeFormat(localeOf[language], { dateStyle: 'full', timeStyle: 'short', timeZone }).format(at)
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
