import type { NotifyEvent, NotifyGroup } from '../imap/notify.ts'
import { mailboxName } from '../imap/response.ts'
import type { MailboxFigures } from '../mailstore/types.ts'
import type { Context } from './command.ts'
import { fetchMessages } from './fetch-messages.ts'
import type { Selected } from './selected.ts'
import { attributeOf } from './special-use.ts'
import { statusLine, type StatusItem } from './status-items.ts'

/**
 * What one client asked NOTIFY to tell it. RFC 5465. Changes only mark that there is something to tell; the connection
 * tells it between two commands, so nothing stands inside an answer and numbers keep still. Whatever happens meanwhile is
 * told as one: memory is that of the mailbox list, however many changes there are and however slowly the client reads.
 */
export class Notifications {
  readonly #groups: readonly NotifyGroup[]
  readonly #context: Context
  readonly #stop: () => void
  /** The mailboxes as they were last told, by id. */
  #told: ReadonlyMap<number, MailboxFigures> = new Map()
  #pending = false
  /** Up to which UID what MessageNew asks for was given: IDLE or a command may have told EXISTS before us. */
  #given: { readonly of: Selected | null, readonly upTo: number }

  private constructor(groups: readonly NotifyGroup[], context: Context, wake: () => void) {
    this.#groups = groups
    this.#context = context
    const { session } = context
    this.#given = session.stage === 'selected' ? { of: session.selected, upTo: session.selected.lastUid }
      : { of: null, upTo: 0 }
    this.#stop = context.session.mail.onChange(() => {
      this.#pending = true
      wake()
    })
  }

  /** Begins to listen; with `status` the figures of all mailboxes asked for are told first. */
  static async begin(
    { groups, status }: { readonly groups: readonly NotifyGroup[], readonly status: boolean }, context: Context,
      wake: () => void,
  ): Promise<Notifications> {
    const made = new Notifications(groups, context, wake)
    made.#told = await made.#figures()
    if (status) {
      for (const mailbox of made.#told.values()) {
        if (made.#eventsOf(mailbox)?.has('MessageNew') && !made.#isSelected(mailbox)) await made.#tellStatus(mailbox)
      }
    }
    return made
  }

  close(): void {
    this.#stop()
    this.#pending = false
  }

  /** Is there something to tell? */
  get pending(): boolean {
    return this.#pending
  }

  /** Tells what has happened. Only ever called between two commands, or while IDLE waits. */
  async tell(): Promise<void> {
    this.#pending = false
    await this.#tellSelected()
    const now = await this.#figures()
    const before = this.#told
    this.#told = now
    for (const mailbox of now.values()) {
      await this.#tellMailbox(before.get(mailbox.id), mailbox)
      if (this.#context.out.full && !(await this.#context.out.room())) return
    }
    for (const mailbox of before.values()) {
      if (now.has(mailbox.id) || !this.#eventsOf(mailbox)?.has('MailboxName')) continue
      this.#context.out.line(`* LIST (\\NonExistent) "/" ${mailboxName(mailbox.path, this.#context.session)}`)
    }
    this.#context.out.flush()
  }

  async #figures(): Promise<ReadonlyMap<number, MailboxFigures>> {
    return new Map((await this.#context.session.mail.mailboxFigures()).map((mailbox) => [mailbox.id, mailbox]))
  }

  /** EXISTS, flags and, unless they are to wait for a command, expunges of the selected mailbox. RFC 5465 §6.1 */
  async #tellSelected(): Promise<void> {
    const { session, out } = this.#context
    if (session.stage !== 'selected') return
    const group = this.#groups.find(({ of }) => of.filter === 'SELECTED' || of.filter === 'SELECTED-DELAYED')
    if (!group || !group.events.has('MessageNew')) return
    const { selected, style } = session
    const given = this.#given.of === selected ? this.#given.upTo : selected.lastUidAtOpen
    const how = { ...style, expunge: group.of.filter === 'SELECTED', keepFlags: !group.events.has('FlagChange') }
    while (selected.tell(out, how) && await out.room());
    this.#given = { of: selected, upTo: selected.lastUid }
    if (group.fetch.length > 0 && selected.lastUid > given) {
      const uids = selected.knownUids().filter((uid) => uid > given)
      const isNamed = session.uidOnly || group.fetch.some(({ item }) => item === 'UID')
      const items = isNamed ? group.fetch : [{ item: 'UID' as const }, ...group.fetch]
      await fetchMessages({ uids, items, changedSince: null, marksSeen: false }, this.#context)
    }
    out.flush()
  }

  async #tellMailbox(before: MailboxFigures | undefined, now: MailboxFigures): Promise<void> {
    const { session, out } = this.#context
    if (before && !hasChanged(before, now)) return
    const events = this.#eventsOf(now)
    if (!events) return
    const isRenamed = before !== undefined && before.path !== now.path
    const isNamed = (!before || isRenamed) && events.has('MailboxName')
    if (isNamed || before && before.subscribed !== now.subscribed && events.has('SubscriptionChange')) {
      const attributes = [now.subscribed ? '\\Subscribed' : null, attributeOf(now.role)].filter((one) => one !== null)
      const old = isRenamed ? ` ("OLDNAME" (${mailboxName(before.path, session)}))` : ''
      out.line(`* LIST (${attributes.join(' ')}) "/" ${mailboxName(now.path, session)}${old}`)
    }
    if (before && !this.#isSelected(now) && [...messageEvents(before, now)].some((event) => events.has(event))) {
      await this.#tellStatus(now)
    }
  }

  async #tellStatus(mailbox: MailboxFigures): Promise<void> {
    const { session, services, out } = this.#context
    const items: StatusItem[] = ['MESSAGES', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN']
    if (session.condstore) items.push('HIGHESTMODSEQ')
    out.line(await statusLine(mailbox, items, { session, appendBytesMax: services.limits.appendBytesMax }))
  }

  #isSelected(mailbox: MailboxFigures): boolean {
    const { session } = this.#context
    return session.stage === 'selected' && session.selected.view.mailbox === mailbox.id
  }

  /** Events of the first group that the mailbox belongs to. RFC 5465 §6 */
  #eventsOf(mailbox: MailboxFigures): ReadonlySet<NotifyEvent> | undefined {
    return this.#groups.find(({ of }) => {
      switch (of.filter) {
        case 'SELECTED':
        case 'SELECTED-DELAYED': return false
        case 'PERSONAL': return true
        // Where delivery puts mail by itself.
        case 'INBOXES': return mailbox.role === 'inbox' || mailbox.role === 'junk'
        case 'SUBSCRIBED': return mailbox.subscribed
        case 'MAILBOXES': return of.paths.includes(mailbox.path)
        case 'SUBTREE': return of.paths.some((path) => mailbox.path === path || mailbox.path.startsWith(`${path}/`))
      }
    })?.events
  }
}

function hasChanged(before: MailboxFigures, now: MailboxFigures): boolean {
  return before.highestModseq !== now.highestModseq || before.total !== now.total || before.path !== now.path
    || before.uidNext !== now.uidNext || before.subscribed !== now.subscribed || before.unseen !== now.unseen
}

/** What happened to the messages of a mailbox, as far as its figures tell. */
function* messageEvents(before: MailboxFigures, now: MailboxFigures): Generator<NotifyEvent> {
  const came = now.uidNext - before.uidNext
  if (came > 0) yield 'MessageNew'
  if (now.total < before.total + came) yield 'MessageExpunge'
  if (came === 0 && now.total === before.total && now.highestModseq !== before.highestModseq) yield 'FlagChange'
}
