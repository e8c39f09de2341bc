import type { Texts } from '../texts/nl.ts'
import type { EmailAddress, EmailHead, Mailbox, Role } from './types.ts'

/** The order of the fixed folders in the cover. */
export const roleOrder: readonly Role[] = ['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash']

/** A folder as the reader knows it: fixed folders have our words, own folders their own name. */
export function mailboxName(mailbox: Mailbox | undefined, texts: Texts): string {
  if (mailbox === undefined) return texts.nav.inbox
  return mailbox.role === null || !roleOrder.includes(mailbox.role) ? mailbox.name : texts.nav[mailbox.role]
}

/** A person in full: the name, else the address. */
export function personName(person: EmailAddress | undefined): string {
  const name = person?.name?.trim() ?? ''
  return name === '' ? person?.email ?? '' : name
}

/** A mail that the service itself wrote, as the server says: nobody outside, and nobody reads an answer to it. */
export const isFromService = ({ senderTruth }: EmailHead): boolean => senderTruth?.verdict === 'own'

export const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** A subject without the marks that answers put in front: the list shows what it is about. At most 10 are taken off. */
export function baseSubject(subject: string | null): string {
  let text = subject?.trim() ?? ''
  for (let taken = 0; taken < 10; taken += 1) {
    const bare = text.replace(/^(?:re|aw|antw|sv|fwd?|doorst|wg)(?:\[\d{1,3}\])?:\s*/i, '')
    if (bare === text) break
    text = bare
  }
  return text
}

/** `Tom Aarts, u`: who wrote in a conversation, each once, in the order in which they began; at most 3. */
export function writers(emails: readonly EmailHead[], own: string, you: string): string {
  const names: string[] = []
  for (const email of emails) {
    const from = email.from?.[0]
    if (from === undefined) continue
    const name = isSame(from.email, own) ? you : personName(from)
    if (!names.includes(name)) names.push(name)
  }
  // Others first: whom it is with matters more than who began.
  if (names.includes(you) && names.length > 1) names.push(...names.splice(names.indexOf(you), 1))
  return names.length > 3 ? [names[0], '…', ...names.slice(-2)].join(', ') : names.join(', ')
}
