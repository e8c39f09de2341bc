/** Mails of this room to our own people, ready to be kept in the transaction of what they are about. */
import { randomBytes } from 'node:crypto'
import type { Account } from '../accounts/types.ts'
import type { Clock } from '../base/clock.ts'
import { randomId } from '../base/ids.ts'
import { buildMessage } from '../message/build.ts'
import type { OutgoingMail } from '../queue/queue.ts'
import type { PreparedOutgoing } from '../queue/scripts.ts'
import { reputationTexts, type ReputationTexts } from './texts.ts'

/** People of one organisation who are told of one thing. */
export const TOLD_MAX = 20

export interface NoticeParts {
  readonly hostname: string
  /** Where the webmail is, without a slash at the end. */
  readonly url: string
  readonly prepareOutgoing: (mail: OutgoingMail) => Promise<PreparedOutgoing>
  readonly clock: Clock
}

export type NoticeTo = Pick<Account, 'tenant' | 'account' | 'language' | 'address'>

/** A mail in the language of its reader. */
export function prepareNotice(
  { hostname, clock, prepareOutgoing }: NoticeParts, to: NoticeTo,
  words: (texts: ReputationTexts) => { readonly subject: string, readonly paragraphs: readonly string[] },
): Promise<PreparedOutgoing> {
  const now = clock.now()
  const texts = reputationTexts[to.language]
  const { subject, paragraphs } = words(texts)
  const messageId = `${randomId()}@${hostname}`
  const raw = buildMessage({
    from: [{ name: texts.from, email: `mailer-daemon@${hostname}` }], to: [{ name: null, email: to.address }],
    subject, date: { ms: now, offsetMinutes: 0 }, messageId, headers: [['Auto-Submitted', 'auto-generated']],
    text: `${paragraphs.join('\n\n')}\n`, boundary: randomBytes(16).toString('hex'),
  })
  return prepareOutgoing({
    tenant: to.tenant, account: to.account, leavesAt: now, raw,
    envelope: { mailFrom: '', messageId, isProtected: false, isNotice: true, utf8: /[^\x20-\x7e]/.test(to.address), language: to.language },
    recipients: [{ address: to.address, route: 'internal' }],
  })
}

/** Who must look at it: the officers and administrators of the organisation, but nobody at himself. */
export function whoLooks(accounts: readonly Account[], about: number | undefined): readonly Account[] {
  const roles: ReadonlySet<string> = new Set(['owner', 'administrator', 'privacy-officer'])
  return accounts.filter(({ account, state, roles: own }) => account !== about && state === 'active' && own.some((role) => roles.has(role)))
    .slice(0, TOLD_MAX)
}
