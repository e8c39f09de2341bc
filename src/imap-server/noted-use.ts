import { withoutOwnDrafts, type Use, type User } from '../delivery/mail-use.ts'
import type { FetchAtt } from '../imap/fetch.ts'
import { flagBits, type Entry } from '../mailstore/types.ts'
import type { Context } from './command.ts'

/** Notes what this connection did with messages of the selected mailbox; own drafts are nobody's received mail. */
export async function noteUse(context: Noting, use: Use, entries: readonly Entry[]): Promise<void> {
  if (context.services.use === undefined || entries.length === 0) return
  await note(context, use, await withoutOwnDrafts(context.session.mail, entries))
}

type Noting = Pick<Context, 'session' | 'services'>

async function note({ session, services }: Noting, use: Use, entries: readonly Entry[]): Promise<void> {
  if (services.use === undefined || entries.length === 0) return
  const { mailbox } = session.selected.view
  const { tenant, account, address } = session.account
  const user: User = { tenant, account, address, door: 'imap', session: session.id, ip: session.ip }
  await services.use.note(use, user, session.mail, entries.map(({ uid, message }) => ({ mailbox, uid, message })))
}

/** Removes for good what is marked \Deleted (of `uids` only, when given), and notes it. Gives the UIDs that went. */
export async function expungeNoted(
  { session, services }: Noting, uids?: readonly number[],
): Promise<readonly number[]> {
  const { mail, selected: { view } } = session
  // The view forgets them in the same moment, and whether they were received cannot be asked any more.
  const marked = (): readonly Entry[] => services.use === undefined ? [] : view.entries.filter(isMarked)
  const asked = marked()
  const received = new Set(await withoutOwnDrafts(mail, asked))
  const ownDrafts = new Set(asked.filter((entry) => !received.has(entry)).map(({ uid }) => uid))
  // Others may have marked more meanwhile.
  const before = marked().filter(({ uid }) => !ownDrafts.has(uid))
  const gone = await mail.expunge({ mailbox: view.mailbox, ...(uids ? { uids } : {}) })
  const went = new Set(gone)
  await note({ session, services }, 'deleted', before.filter(({ uid }) => went.has(uid)))
  return gone
}

const isMarked = ({ flags }: Entry): boolean => (flags.bits & flagBits['\\Deleted']) !== 0

/** Gives this the text of a message, and not only its header, its list record or a size? */
export function givesText(att: FetchAtt): boolean {
  if (att.item === 'BODY[]') return att.section.text === null || att.section.text === 'TEXT'
  return att.item === 'RFC822' || att.item === 'RFC822.TEXT' || att.item === 'BINARY[]'
}
