import { mailboxId } from '../jmap/ids.ts'
import type { MailboxInfo, Role } from '../mailstore/types.ts'

export const mailboxProperties = [
  'id', 'name', 'parentId', 'role', 'sortOrder', 'totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads',
  'myRights', 'isSubscribed',
] as const

const ORDER: Readonly<Record<Role, number>> = { inbox: 1, drafts: 2, sent: 3, archive: 4, junk: 5, trash: 6 }

/** Mailboxes without a role come after those with one. */
export const SORT_ORDER_OTHER = 10

/** The Mailbox object of RFC 8621 §2. IMAP paths become names with a parent. */
export function mailboxObject(info: MailboxInfo, byPath: ReadonlyMap<string, MailboxInfo>): Record<string, unknown> {
  const { parent, name } = split(info.path, byPath)
  const isInbox = info.role === 'inbox'
  return {
    id: mailboxId(info.id),
    name: isInbox ? 'Inbox' : name,
    parentId: parent === null ? null : mailboxId(parent.id),
    role: info.role,
    sortOrder: info.role === null ? SORT_ORDER_OTHER : ORDER[info.role],
    totalEmails: info.totalEmails, unreadEmails: info.unreadEmails,
    totalThreads: info.totalThreads, unreadThreads: info.unreadThreads,
    myRights: {
      mayReadItems: true, mayAddItems: true, mayRemoveItems: true, maySetSeen: true, maySetKeywords: true,
      mayCreateChild: true, mayRename: !isInbox, mayDelete: !isInbox, maySubmit: true,
    },
    isSubscribed: info.subscribed,
  }
}

/** The nearest mailbox above that exists, and the rest of the path as name. */
function split(path: string, byPath: ReadonlyMap<string, MailboxInfo>): {
  readonly parent: MailboxInfo | null, readonly name: string,
} {
  for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
    const parent = byPath.get(path.slice(0, cut))
    if (parent !== undefined) return { parent, name: path.slice(cut + 1) }
  }
  return { parent: null, name: path }
}

/** All Mailbox objects by id. */
export function mailboxObjects(infos: readonly MailboxInfo[]): ReadonlyMap<string, Record<string, unknown>> {
  const byPath = new Map(infos.map((info) => [info.path, info]))
  return new Map(infos.map((info) => [mailboxId(info.id), mailboxObject(info, byPath)]))
}
