/** A JMAP client that keeps what it knows up to date by changes alone: Emails, Mailboxes, and one list in order. */
import assert from 'node:assert/strict'
import type { MethodResponse, Visitor } from './web.ts'

export interface Box {
  readonly id: string
  readonly name: string
  readonly isSubscribed: boolean
  readonly totalEmails: number
  readonly unreadEmails: number
}

interface Changed extends Readonly<Record<'created' | 'updated' | 'destroyed', string[]>> { readonly newState: string }

const BOX_PROPERTIES = ['name', 'isSubscribed', 'totalEmails', 'unreadEmails']
const BY_DATE = [{ property: 'receivedAt', isAscending: false }]

export function listOf<T>(response: MethodResponse | undefined): readonly T[] {
  return (response?.[1]['list'] ?? []) as readonly T[]
}

function changesIn(response: MethodResponse | undefined): Changed {
  assert.ok(response !== undefined && response[0].endsWith('/changes'), JSON.stringify(response))
  return response[1] as unknown as Changed
}

export class Follower {
  readonly #visitor: Visitor
  readonly emails = new Set<string>()
  readonly #boxes = new Map<string, Box>()
  #list: string[] = []
  #states = { email: '', mailbox: '', query: '' }

  constructor(visitor: Visitor) {
    this.#visitor = visitor
  }

  /** Takes everything once. `inMailbox`: whose list is followed. */
  async begin(inMailbox: string): Promise<void> {
    const [boxes, emails, list] = await this.#visitor.jmap(['Mailbox/get', { properties: BOX_PROPERTIES }], ['Email/get', { ids: [] }],
      ['Email/query', { filter: { inMailbox }, sort: BY_DATE }])
    for (const box of listOf<Box>(boxes)) this.#boxes.set(box.id, box)
    this.#states = { email: String(emails?.[1]['state']), mailbox: String(boxes?.[1]['state']), query: String(list?.[1]['queryState']) }
  }

  /** Follows; what it then knows must be what is answered to somebody who asks for everything. */
  async check(inMailbox: string, after: string): Promise<ReadonlyMap<string, Box>> {
    const query = { filter: { inMailbox }, sort: BY_DATE }
    const [emailChanges, boxChanges, listChanges, boxes, list] = await this.#visitor.jmap(
      ['Email/changes', { sinceState: this.#states.email }], ['Mailbox/changes', { sinceState: this.#states.mailbox }],
      ['Email/queryChanges', { ...query, sinceQueryState: this.#states.query }],
      ['Mailbox/get', { properties: BOX_PROPERTIES }], ['Email/query', query])
    this.#followEmails(changesIn(emailChanges))
    const all = new Map(listOf<Box>(boxes).map((box) => [box.id, box]))
    this.#followBoxes(changesIn(boxChanges), all)
    assert.deepEqual(this.#boxes, all, `Mailbox/changes ${after}`)
    this.#followList(listChanges)
    assert.deepEqual(this.#list, list?.[1]['ids'], `Email/queryChanges ${after}`)
    return all
  }

  #followEmails({ created, updated, destroyed, newState }: Changed): void {
    for (const id of [...created, ...updated]) this.emails.add(id)
    for (const id of destroyed) this.emails.delete(id)
    this.#states.email = newState
  }

  #followBoxes({ created, updated, destroyed, newState }: Changed, all: ReadonlyMap<string, Box>): void {
    for (const id of [...created, ...updated]) {
      const box = all.get(id)
      if (box !== undefined) this.#boxes.set(id, box)
    }
    for (const id of destroyed) this.#boxes.delete(id)
    this.#states.mailbox = newState
  }

  /** Removed first, then added at their places, in order. RFC 8620 §5.6 */
  #followList(response: MethodResponse | undefined): void {
    assert.ok(response !== undefined && response[0] === 'Email/queryChanges', JSON.stringify(response))
    const { removed, added, newQueryState } = response[1] as {
      removed: string[], added: { id: string, index: number }[], newQueryState: string,
    }
    const gone = new Set(removed)
    this.#list = this.#list.filter((id) => !gone.has(id))
    for (const { id, index } of added.toSorted((a, b) => a.index - b.index)) this.#list.splice(index, 0, id)
    this.#states.query = newQueryState
  }
}
