import { withoutOwnDrafts, type Use, type User } from '../delivery/mail-use.ts'
import { removeMailboxNoted } from '../delivery/removed-mailbox.ts'
import type { FetchAtt } from '../imap/fetch.ts'
import { flagBits, type AccountMail, type Entry } from '../mailstore/types.ts'
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
  const used = entries.map(({ uid, message }) => ({ mailbox, uid, message }))
  await services.use.note(use, userOf(session), session.mail, used)
}

function userOf({ account: { tenant, account, address }, id, ip }: Noting['session']): User {
  return { tenant, account, address, door: 'imap', session: id, ip }
}

/** Removes a mailbox with what is in it, and notes that. */
export async function removeMailbox(
  { session, services }: Noting, mailbox: number,
): ReturnType<AccountMail['deleteMailbox']> {
  const noting = { use: services.use, user: userOf(session) }
  return await removeMailboxNoted(session.mail, { mailbox, removeEmails: true }, noting)
}

/** What takes the place of one message of the selected mailbox, done by `work`; notes that message when it went. */
export async function replacedNoted<Outcome>(
  context: Noting, uid: number, work: () => Promise<Outcome>,
): Promise<Outcome> {
  const { mail, selected: { view } } = context.session
  const entry = context.services.use === undefined ? undefined : view.entry(uid)
  const received = entry === undefined ? [] : await withoutOwnDrafts(mail, [entry])
  const outcome = await work()
  if (typeof outcome !== 'string') await note(context, 'deleted', received)
  return outcome
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
