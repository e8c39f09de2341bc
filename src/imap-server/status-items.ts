import type { Cursor } from '../imap/cursor.ts'
import { mailboxId } from '../jmap/ids.ts'
import { mailboxName } from '../imap/response.ts'
import type { MailboxFigures } from '../mailstore/types.ts'
import { hasFlag } from './flags.ts'
import type { Session } from './session.ts'

/**
 * status-att. RFC 9051 §6.3.11; HIGHESTMODSEQ RFC 7162; APPENDLIMIT RFC 7889; MAILBOXID RFC 8474; DELETED RFC 9051;
 * RECENT RFC 3501; DELETED-STORAGE (octets) RFC 9208 §4.1.4
 */
const ITEMS = ['MESSAGES', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN', 'DELETED', 'SIZE', 'HIGHESTMODSEQ', 'APPENDLIMIT',
  'MAILBOXID', 'RECENT', 'DELETED-STORAGE'] as const
export type StatusItem = typeof ITEMS[number]

/** `(` status-att *(SP status-att) `)`. */
export function statusItems(args: Cursor): readonly StatusItem[] {
  return args.list(() => {
    const word = args.word('a status item')
    return ITEMS.find((item) => item === word) ?? args.expected('a known status item before')
  }, { what: 'status items', countMax: 2 * ITEMS.length })
}

/** The line `* STATUS name (...)`. */
export async function statusLine(
  mailbox: MailboxFigures, items: readonly StatusItem[],
    from: { readonly session: Session, readonly appendBytesMax: number },
): Promise<string> {
  const { session } = from
  if (items.includes('HIGHESTMODSEQ')) session.enabled.add('CONDSTORE')
  const values: string[] = []
  for (const item of new Set(items)) values.push(`${item} ${await value(item, mailbox, from)}`)
  return `* STATUS ${mailboxName(mailbox.path, session)} (${values.join(' ')})`
}

async function value(
  item: StatusItem, mailbox: MailboxFigures,
    { session, appendBytesMax }: { readonly session: Session, readonly appendBytesMax: number },
): Promise<number | string> {
  switch (item) {
    case 'MESSAGES': return mailbox.total
    case 'UIDNEXT': return mailbox.uidNext
    case 'UIDVALIDITY': return mailbox.uidValidity
    case 'UNSEEN': return mailbox.unseen
    case 'SIZE': return mailbox.sizeBytes
    case 'HIGHESTMODSEQ': return Math.max(1, mailbox.highestModseq)
    case 'APPENDLIMIT': return appendBytesMax
    case 'MAILBOXID': return `(${mailboxId(mailbox.id)})`
    case 'RECENT': return 0
    case 'DELETED': return (await deleted(mailbox, session)).count
    case 'DELETED-STORAGE': return (await deleted(mailbox, session)).sizeBytes
  }
}

async function deleted(
  mailbox: MailboxFigures, session: Session,
): Promise<{ readonly count: number, readonly sizeBytes: number }> {
  const view = await session.mail.view(mailbox.id)
  if (view === 'no such mailbox') return { count: 0, sizeBytes: 0 }
  try {
    let count = 0
    let sizeBytes = 0
    for (const entry of view.entries) {
      if (!hasFlag(entry.flags, '\\Deleted')) continue
      count++
      sizeBytes += entry.sizeBytes
    }
    return { count, sizeBytes }
  } finally {
    view.close()
  }
}
