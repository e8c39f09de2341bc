import type { Use, User } from '../delivery/mail-use.ts'
import type { FetchAtt } from '../imap/fetch.ts'
import { flagBits, type Entry } from '../mailstore/types.ts'
import type { Context } from './command.ts'

/** Notes what this connection did with messages of the selected mailbox; drafts are nobody's received mail. */
export async function noteUse(
  { session, services }: Pick<Context, 'session' | 'services'>, use: Use, entries: readonly Entry[],
): Promise<void> {
  const received = entries.filter(({ flags }) => (flags.bits & flagBits['\\Draft']) === 0)
  if (services.use === undefined || received.length === 0) return
  const { mailbox } = session.selected.view
  const { tenant, account, address } = session.account
  const user: User = { tenant, account, address, door: 'imap', session: session.id, ip: session.ip }
  await services.use.note(use, user, session.mail, received.map(({ uid, message }) => ({ mailbox, uid, message })))
}

/** Removes for good what is marked \Deleted (of `uids` only, when given), and notes it. Gives the UIDs that went. */
export async function expungeNoted(
  { session, services }: Pick<Context, 'session' | 'services'>, uids?: readonly number[],
): Promise<readonly number[]> {
  const { mail, selected: { view } } = session
  // The view forgets them in the same moment.
  const before = services.use === undefined ? [] : view.entries.filter(({ flags }) => (flags.bits & flagBits['\\Deleted']) !== 0)
  const gone = await mail.expunge({ mailbox: view.mailbox, ...(uids ? { uids } : {}) })
  const went = new Set(gone)
  await noteUse({ session, services }, 'deleted', before.filter(({ uid }) => went.has(uid)))
  return gone
}

/** Gives this the text of a message, and not only its header, its list record or a size? */
export function givesText(att: FetchAtt): boolean {
  if (att.item === 'BODY[]') return att.section.text === null || att.section.text === 'TEXT'
  return att.item === 'RFC822' || att.item === 'RFC822.TEXT' || att.item === 'BINARY[]'
}
