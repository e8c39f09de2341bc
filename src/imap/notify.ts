import { LPAREN, SPACE } from './bytes.ts'
import type { Cursor } from './cursor.ts'
import { fetchAtts, type FetchAtt } from './fetch.ts'
import { mailbox } from './mailbox-name.ts'

/** What a client wants to be told of without asking. RFC 5465 §8 */

/** Events that we tell; AnnotationChange and the metadata events are not among them. RFC 5465 §5 */
export const NOTIFY_EVENTS = ['MessageNew', 'MessageExpunge', 'FlagChange', 'MailboxName', 'SubscriptionChange'] as const
export type NotifyEvent = typeof NOTIFY_EVENTS[number]

/** Groups in one NOTIFY, mailboxes named in all of them, events of one group. */
export const NOTIFY_GROUPS_MAX = 64
export const NOTIFY_MAILBOXES_MAX = 1000
const NOTIFY_EVENTS_MAX = 16

/** Which mailboxes a group is about. RFC 5465 §6 */
export type NotifyFilter =
  | { readonly filter: 'SELECTED' | 'SELECTED-DELAYED' | 'INBOXES' | 'PERSONAL' | 'SUBSCRIBED' }
  | { readonly filter: 'SUBTREE' | 'MAILBOXES', readonly paths: readonly string[] }

export interface NotifyGroup {
  readonly of: NotifyFilter
  readonly events: ReadonlySet<NotifyEvent>
  /** What is told of each new message in the selected mailbox; empty: nothing. */
  readonly fetch: readonly FetchAtt[]
}

export type NotifyWish =
  | { readonly wish: 'none' }
  | { readonly wish: 'set', readonly status: boolean, readonly groups: readonly NotifyGroup[] }
  /** An event that this server does not know of. RFC 5465 §3.1: BADEVENT */
  | { readonly wish: 'bad event' }

/** `SET` [SP `STATUS`] 1*(SP event-group) / `NONE` */
export function notifyWish(cursor: Cursor): NotifyWish {
  if (cursor.skipWord('NONE')) return { wish: 'none' }
  if (!cursor.skipWord('SET')) cursor.expected('SET or NONE')
  cursor.sp()
  const status = cursor.skipWord('STATUS')
  if (status) cursor.sp()
  const reader = new GroupReader(cursor)
  const groups = [reader.group()]
  while (cursor.skip(SPACE)) {
    if (groups.length >= NOTIFY_GROUPS_MAX) cursor.expected(`at most ${NOTIFY_GROUPS_MAX} groups`)
    groups.push(reader.group())
  }
  return reader.unknownEvent ? { wish: 'bad event' } : { wish: 'set', status, groups }
}

class GroupReader {
  readonly #cursor: Cursor
  #mailboxes = 0
  unknownEvent = false

  constructor(cursor: Cursor) {
    this.#cursor = cursor
  }

  /** `(` filter-mailboxes SP events `)` */
  group(): NotifyGroup {
    const cursor = this.#cursor
    cursor.take(LPAREN)
    const of = this.#filter()
    cursor.sp()
    const isSelected = of.filter === 'SELECTED' || of.filter === 'SELECTED-DELAYED'
    const group = cursor.skipWord('NONE') ? { of, events: new Set<NotifyEvent>(), fetch: [] }
      : { of, ...this.#events(isSelected) }
    cursor.take(41)
    return group
  }

  #filter(): NotifyFilter {
    const word = this.#cursor.word('which mailboxes')
    switch (word) {
      case 'SELECTED':
      case 'SELECTED-DELAYED':
      case 'INBOXES':
      case 'PERSONAL':
      case 'SUBSCRIBED':
        return { filter: word }
      case 'SUBTREE':
      case 'MAILBOXES':
        this.#cursor.sp()
        return { filter: word, paths: this.#paths() }
      default:
        return this.#cursor.expected('SELECTED, SELECTED-DELAYED, INBOXES, PERSONAL, SUBSCRIBED, SUBTREE or MAILBOXES before')
    }
  }

  #paths(): readonly string[] {
    const cursor = this.#cursor
    const one = (): string => {
      if (++this.#mailboxes > NOTIFY_MAILBOXES_MAX) cursor.expected(`at most ${NOTIFY_MAILBOXES_MAX} mailboxes`)
      return mailbox(cursor)
    }
    return cursor.peek() === LPAREN ? cursor.list(one, { what: 'mailboxes', countMax: NOTIFY_MAILBOXES_MAX }) : [one()]
  }

  /**
   * New and gone messages are asked for together, flags only with them; what is fetched, only of the selected mailbox.
   */
  #events(isSelected: boolean): Pick<NotifyGroup, 'events' | 'fetch'> {
    const cursor = this.#cursor
    const events = new Set<NotifyEvent>()
    let fetch: readonly FetchAtt[] = []
    cursor.list(() => {
      const word = cursor.word('an event')
      const known = NOTIFY_EVENTS.find((event) => event.toUpperCase() === word)
      if (!known) {
        this.unknownEvent = true
        return
      }
      events.add(known)
      if (known === 'MessageNew' && cursor.peek() === SPACE && cursor.peek(1) === LPAREN) {
        if (!isSelected) cursor.expected('fetch items only for the selected mailbox, not')
        cursor.sp()
        fetch = fetchAtts(cursor)
      }
    }, { what: 'events', countMax: NOTIFY_EVENTS_MAX })
    const isWhole = events.has('MessageNew') === events.has('MessageExpunge')
    if (!isWhole) cursor.expected('MessageNew and MessageExpunge together before')
    if (events.has('FlagChange') && !events.has('MessageNew')) cursor.expected('FlagChange with MessageNew and MessageExpunge before')
    if (isSelected && (events.has('MailboxName') || events.has('SubscriptionChange'))) cursor.expected('events of messages before')
    return { events, fetch }
  }
}
