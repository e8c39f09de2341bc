import type { AccountMail } from '../mailstore/types.ts'
import { withoutOwnDrafts, type MailUse, type User } from './mail-use.ts'

/**
 * Removes a mailbox, with what is in it when `removeEmails`, and notes what of that was received: one line for all of it.
 * What went before a failure in the middle is noted as well.
 */
export async function removeMailboxNoted(
  mail: AccountMail, wish: { readonly mailbox: number, readonly removeEmails: boolean },
  noting: { readonly use: MailUse | undefined, readonly user: User },
): ReturnType<AccountMail['deleteMailbox']> {
  const { use, user } = noting
  const view = use === undefined || !wish.removeEmails ? 'not asked' : await mail.view(wish.mailbox)
  if (use === undefined || typeof view === 'string') return await mail.deleteMailbox(wish)
  const entries = view.entries.slice()
  view.close()
  const received = new Set(await withoutOwnDrafts(mail, entries))
  const ownDrafts = new Set(entries.filter((entry) => !received.has(entry)).map(({ uid }) => uid))
  const gone: number[] = []
  try {
    return await mail.deleteMailbox({ ...wish, removed: (uids) => {
      for (const uid of uids) if (!ownDrafts.has(uid)) gone.push(uid)
    } })
  } finally {
    await use.noteMailboxRemoved(user, { mailbox: wish.mailbox, uids: gone })
  }
}
