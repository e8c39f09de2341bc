import { domainOf, type Alarm, type Situation } from './warning.ts'

/** Outside addresses in To and Cc above which everybody sees too many others. */
export const VISIBLE_OUTSIDE_MAX = 10

/** Many outsiders see each other's address. */
export function manyVisible({ draft, setting }: Situation): Alarm[] {
  const outside = new Set(setting.outside)
  const visible = draft.recipients.filter(({ field, address }) => field !== 'bcc' && outside.has(address.toLowerCase()))
  if (visible.length <= VISIBLE_OUTSIDE_MAX) return []
  const domains = new Set(visible.slice(0, 1000).map(({ address }) => domainOf(address)))
  return domains.size === 1 && visible.length < 30 ? [] : [{ id: 'many-external-visible', score: 0.9, recipients: visible.slice(0, 200).map(({ address }) => address), rules: ['visible-outside'] }]
}

/** Somebody outside who never got a mail from here. */
export function firstTime({ knowledge, setting, reasons }: Situation): Alarm[] {
  const known = new Set(knowledge.contacts.map(({ address }) => address.toLowerCase()))
  const sent = new Map(knowledge.recipients.map(({ address, sentBefore }) => [address.toLowerCase(), sentBefore]))
  const fresh = setting.outside.slice(0, 200).filter((address) => sent.get(address) === 0 && !known.has(address))
  return fresh.length === 0 ? [] : [{ id: 'first-time-outside', score: reasons.length > 0 ? 0.7 : 0.3, recipients: fresh, rules: ['never-sent-before'] }]
}

/** An outsider joins a conversation that was protected. */
export function addedToProtected({ draft, setting }: Situation): Alarm[] {
  if (draft.threadProtected !== true) return []
  const before = new Set((draft.threadRecipients ?? []).map((address) => address.toLowerCase()))
  const added = setting.outside.filter((address) => !before.has(address)).slice(0, 200)
  return added.length === 0 ? [] : [{ id: 'outsider-added-to-protected-thread', score: 0.8, recipients: added, rules: ['not-in-thread'] }]
}

/** A file that could not be read goes outside. */
export function unreadAttachment({ draft, setting }: Situation): Alarm[] {
  const unread = draft.attachments.filter(({ unread: why }) => why !== undefined && why !== 'not-yet')
  return setting.outside.length === 0 || unread.length === 0 ? [] : [{ id: 'unread-attachment', score: 0.5, attachments: unread.slice(0, 100).map(({ id }) => id), rules: [...new Set(unread.map(({ unread: why }) => `unread:${why ?? ''}`))] }]
}

/** Sensitive mail from a session without second factor, or from a network nobody knows. */
export function session({ knowledge, reasons }: Situation): Alarm[] {
  if (reasons.length === 0) return []
  return [
    ...knowledge.session.secondFactor ? [] : [{ id: 'no-second-factor' as const, score: 0.6, rules: ['session'] }],
    ...knowledge.session.network === 'known' ? [] : [{ id: 'unknown-network' as const, score: knowledge.session.network === 'public' ? 0.7 : 0.4, rules: [`network:${knowledge.session.network}`] }],
  ]
}
