import { notices } from '../ui/notices.svelte.ts'
import { t } from '../ui/texts.svelte.ts'
import type { ThreadList } from './list.svelte.ts'
import type { Mail } from './mail.svelte.ts'
import { mailboxName } from './names.ts'
import type { EmailHead, Mailbox, Role } from './types.ts'

/** What a reader does with a whole conversation. Every move can be put back from the notice at the bottom. */

type Patch = Readonly<Record<string, Readonly<Record<string, true | null>>>>

/** Which emails of a conversation move: those in the folder on screen; after a search, all that are received mail. */
export function movable(mail: Mail, thread: string, mailbox: Mailbox | undefined): readonly EmailHead[] {
  const emails = mail.emailsOf(thread)
  if (mailbox !== undefined) return emails.filter((email) => email.mailboxIds[mailbox.id] === true)
  const kept = new Set([mail.byRole('sent')?.id, mail.byRole('drafts')?.id])
  return emails.filter((email) => Object.keys(email.mailboxIds).some((id) => !kept.has(id)))
}

type Keywords = Readonly<Record<string, true | null>>

function moves(emails: readonly EmailHead[], target: string, keywords: Keywords = {}): { there: Patch, back: Patch } {
  const there: Record<string, Record<string, true | null>> = {}
  const back: Record<string, Record<string, true | null>> = {}
  for (const email of emails) {
    const go: Record<string, true | null> = { ...prefixed(keywords), [`mailboxIds/${target}`]: true }
    const come: Record<string, true | null> = {}
    if (email.mailboxIds[target] !== true) come[`mailboxIds/${target}`] = null
    for (const id of Object.keys(email.mailboxIds)) {
      if (id === target) continue
      go[`mailboxIds/${id}`] = null
      come[`mailboxIds/${id}`] = true
    }
    for (const name of Object.keys(keywords)) come[`keywords/${name}`] = email.keywords[name] === true ? true : null
    there[email.id] = go
    back[email.id] = come
  }
  return { there, back }
}

function prefixed(keywords: Readonly<Record<string, true | null>>): Record<string, true | null> {
  return Object.fromEntries(Object.entries(keywords).map(([name, value]) => [`keywords/${name}`, value]))
}

interface MoveArgs {
  readonly mail: Mail
  readonly list: ThreadList | undefined
  readonly thread: string
  readonly mailbox: Mailbox | undefined
  readonly target: Mailbox
  readonly said: string
  readonly keywords?: Readonly<Record<string, true | null>>
}

/** Moves a conversation; the row goes at once, the notice offers the way back. */
export async function moveThread({ mail, list, thread, mailbox, target, said, keywords }: MoveArgs): Promise<void> {
  const { there, back } = moves(movable(mail, thread, mailbox), target.id, keywords)
  if (Object.keys(there).length === 0) return
  if (mailbox !== undefined && mailbox.id !== target.id) list?.drop(new Set([thread]))
  const wrong = await mail.patch(there)
  if (wrong !== undefined) {
    notices.say(t().done.failed)
    return
  }
  notices.say(said, { label: t().done.undo, run: () => { void putBack(mail, back) } })
}

async function putBack(mail: Mail, back: Patch): Promise<void> {
  if (await mail.patch(back) !== undefined) notices.say(t().done.failed)
  else await mail.list?.refresh()
}

/** Moves to one of the fixed folders, with the words that go with it. */
export function moveToRole(args: Omit<MoveArgs, 'target' | 'said'>, role: Role): Promise<void> {
  const target = args.mail.byRole(role)
  if (target === undefined) return Promise.resolve()
  const said = {
    archive: t().done.archived, trash: t().done.binned, junk: t().done.junked, inbox: t().done.notJunked,
    sent: t().done.moved(mailboxName(target, t())), drafts: t().done.moved(mailboxName(target, t())),
  }[role]
  const keywords = role === 'junk'
    ? { '$junk': true, '$notjunk': null } as const
    : args.mailbox?.role === 'junk' && role === 'inbox' ? { '$junk': null, '$notjunk': true } as const : {}
  return moveThread({ ...args, target, said, keywords })
}

/** Marks what is shown of a conversation as unread: the last message that was received. */
export async function markUnread(mail: Mail, thread: string): Promise<void> {
  const last = mail.emailsOf(thread).findLast((email) => email.keywords['$draft'] !== true)
  if (last === undefined) return
  const wrong = await mail.patch({ [last.id]: { 'keywords/$seen': null } })
  if (wrong !== undefined) notices.say(t().done.failed)
}

/** Wipes a conversation for good; only what is in the bin or in junk. */
export async function destroyThread(mail: Mail, list: ThreadList | undefined, thread: string, mailbox: Mailbox): Promise<void> {
  const ids = movable(mail, thread, mailbox).map((email) => email.id)
  list?.drop(new Set([thread]))
  notices.say(await mail.destroy(ids) === undefined ? t().done.destroyed : t().done.failed)
}
