/** One message in one mailbox, as far as counting wants to know it. */
export interface CountedEntry {
  readonly message: number
  readonly mailbox: number
  readonly bits: number
}

/** What one thread adds to the counts of one mailbox. */
export interface MailboxTally {
  readonly mailbox: number
  readonly emails: number
  readonly unreadEmails: number
  /** 0 or 1. */
  readonly unreadThreads: number
}

const SEEN = 1
const DRAFT = 16

/**
 * What a thread adds to the counts of the mailboxes that it is in (RFC 8621 §2), ascending by mailbox. An Email counts once
 * in a mailbox however many copies of it lie there; it is unread without $seen and without $draft, and has $seen only when
 * all of its copies have. Mail that is only in the trash makes no thread unread elsewhere, and what is elsewhere none there.
 */
export function tallyThread(entries: readonly CountedEntry[], trash: number | undefined): readonly MailboxTally[] {
  const emails = [...Map.groupBy(entries, ({ message }) => message).values()].map((places) => ({
    mailboxes: new Set(places.map(({ mailbox }) => mailbox)),
    isUnread: places.some(({ bits }) => (bits & SEEN) === 0) && places.every(({ bits }) => (bits & DRAFT) === 0),
  }))
  const unread = emails.filter(({ isUnread }) => isUnread)
  const isUnreadInTrash = trash !== undefined && unread.some(({ mailboxes }) => mailboxes.has(trash))
  const isUnreadElsewhere = unread
    .some(({ mailboxes }) => mailboxes.size > 1 || trash === undefined || !mailboxes.has(trash))
  return [...new Set(entries.map(({ mailbox }) => mailbox))].sort((a, b) => a - b).map((mailbox) => ({
    mailbox,
    emails: emails.filter(({ mailboxes }) => mailboxes.has(mailbox)).length,
    unreadEmails: unread.filter(({ mailboxes }) => mailboxes.has(mailbox)).length,
    unreadThreads: (mailbox === trash ? isUnreadInTrash : isUnreadElsewhere) ? 1 : 0,
  }))
}

/** The same as text: threads that add the same have the same. Empty for a thread that is gone. */
export function tallyText(tally: readonly MailboxTally[]): string {
  return tally.map(({ mailbox, emails, unreadEmails, unreadThreads }) =>
    `${mailbox},${emails},${unreadEmails},${unreadThreads}`).join(';')
}

/** Reads what `tallyText` wrote. */
export function readTally(text: string): readonly MailboxTally[] {
  if (text === '') return []
  return text.split(';').map((one) => {
    const [mailbox = 0, emails = 0, unreadEmails = 0, unreadThreads = 0] = one.split(',').map(Number)
    return { mailbox, emails, unreadEmails, unreadThreads }
  })
}
