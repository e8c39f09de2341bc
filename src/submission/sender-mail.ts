/**
 * Short mails to our own sender about a mail that was secured, is held, or takes another way. They hold nothing of
 * it.
 */
import { randomBytes } from 'node:crypto'
import type { Account } from '../accounts/types.ts'
import type { Clock } from '../base/clock.ts'
import { randomId } from '../base/ids.ts'
import { buildMessage } from '../message/build.ts'
import type { OutgoingMail } from '../queue/queue.ts'
import type { PreparedOutgoing } from '../queue/scripts.ts'
import type { Route } from '../guard/types.ts'
import type { Held } from '../queue/types.ts'
import { questionSentences, whySentences } from './sentences.ts'
import { senderTexts } from './texts.ts'
import type { Judged } from './types.ts'

/** Recipients that one mail names; the rest is counted. */
export const NAMED_RECIPIENTS_MAX = 20

export interface SenderMails {
  /** After a submission that was secured by itself. */
  secured(args: About & { readonly judged: Judged }): Promise<PreparedOutgoing>
  /** A mail that waits, with the page where it is answered. */
  held(args: About & { readonly judged: Judged, readonly held: Held,
    readonly submission: string }): Promise<PreparedOutgoing>
  /** The way that was decided fell away before anything left; `route` is the one taken now, null when the mail waits. */
  rerouted(args: About & { readonly recipient: string, readonly route: Route | null }): Promise<PreparedOutgoing>
}

interface About {
  readonly account: Pick<Account, 'tenant' | 'account' | 'language'>
  readonly mailFrom: string
  /** Of the mail that this is about. */
  readonly messageId: string | null
}

export function createSenderMails({ hostname, url, clock, prepareOutgoing }: {
  readonly hostname: string
  /** Where the webmail is, without a slash at the end. */
  readonly url: string
  readonly clock: Clock
  readonly prepareOutgoing: (mail: OutgoingMail) => Promise<PreparedOutgoing>
}): SenderMails {
  function prepare({ account, mailFrom, messageId }: About, subject: string,
    paragraphs: readonly string[]): Promise<PreparedOutgoing> {
    const now = clock.now()
    const ownId = `${randomId()}@${hostname}`
    const raw = buildMessage({
      from: [{ name: senderTexts[account.language].from, email: `mailer-daemon@${hostname}` }],
      to: [{ name: null, email: mailFrom }], subject, date: { ms: now, offsetMinutes: 0 }, messageId: ownId,
      ...(messageId === null ? {} : { inReplyTo: [messageId], references: [messageId] }),
      headers: [['Auto-Submitted', 'auto-generated']],
      text: `${paragraphs.filter((one) => one !== '').join('\n\n')}\n`, boundary: randomBytes(16).toString('hex'),
    })
    return prepareOutgoing({
      tenant: account.tenant, account: account.account, leavesAt: now, raw,
      envelope: { mailFrom: '', messageId: ownId, isProtected: false, isNotice: true, utf8: /[^\x20-\x7e]/.test(mailFrom), language: account.language },
      recipients: [{ address: mailFrom, route: 'internal' }],
    })
  }

  return {
    async secured(args) {
      const { judged, account: { language } } = args
      const { secured, routes } = senderTexts[language]
      const ways = judged.recipients.map(({ address, route }) => `- ${address}: ${routes[route]}`)
      return prepare(args, secured.subject, [
        secured.opening, `${secured.why}\n${bullets(whySentences(judged, language))}`, `${secured.how}\n${cut(ways)}`, secured.what,
      ])
    },
    async held(args) {
      const { judged, held, submission, account: { language } } = args
      const texts = senderTexts[language].held
      const about = held.problem === 'question'
        ? bullets(questionSentences(judged, held.questions, language))
        : held.problem === 'blocked'
          ? bullets(whySentences(judged, language))
          : cut((held.problem === 'factor-needed' ? held.factorNeeded : judged.recipients.filter((one) => one.isImpossible).map(({ address }) => address))
            .map((address) => `- ${address}`))
      return prepare(args, texts.subject, [
        `${texts.opening[held.problem]}\n${about}`, `${texts.open}\n${url}/mail/held/${submission}`, texts.until(dayOf(held.until, language)),
      ])
    },
    async rerouted(args) {
      const { rerouted } = senderTexts[args.account.language]
      return prepare(args, rerouted.subject, [rerouted.opening, `${args.route === null ? rerouted.waits : rerouted.portal}\n- ${args.recipient}`])
    },
  }
}

const bullets = (lines: readonly string[]): string => cut(lines.map((line) => `- ${line}`))

function cut(lines: readonly string[]): string {
  const more = lines.length - NAMED_RECIPIENTS_MAX
  return [...lines.slice(0, NAMED_RECIPIENTS_MAX), ...(more > 0 ? [`- + ${more}`] : [])].join('\n')
}

function dayOf(at: number, language: 'nl' | 'en'): string {
  return new Intl.DateTimeFormat(language === 'nl' ? 'nl-NL' : 'en-GB', { dateStyle: 'long', timeZone: 'Europe/Amsterdam' }).format(at)
}
