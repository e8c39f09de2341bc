/**
 * A model of three mailboxes in a few lines, and clients that act on the same mailboxes of a real service: two IMAP
 * sessions that stay in their mailbox and must be told of everything, a third that goes from one to the other, and
 * a JMAP client that follows changes. After every step each of them must see what the model says.
 */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { TestClient } from '../src/imap-server/client.testing.ts'
import type { Person, Service } from './service.ts'
import { Visitor, type MethodResponse } from './web.ts'
import { plainMessage } from './wire.ts'

export type Action =
  | { readonly do: 'append', readonly by: 'imap' | 'jmap', readonly box: number, readonly flags: number }
  | { readonly do: 'flag', readonly box: number, readonly pick: number, readonly mode: '+' | '-' | '', readonly flags: number }
  | { readonly do: 'copy', readonly box: number, readonly to: number, readonly pick: number }
  | { readonly do: 'move', readonly box: number, readonly to: number, readonly pick: number }
  | { readonly do: 'expunge', readonly box: number }
  | { readonly do: 'patch', readonly box: number, readonly to: number, readonly pick: number, readonly flags: number }
  | { readonly do: 'destroy', readonly box: number, readonly pick: number }

/** What a flag is called over IMAP and over JMAP, which has no word for the last one. */
const FLAGS = [['\\Seen', '$seen'], ['\\Answered', '$answered'], ['\\Flagged', '$flagged'], ['\\Deleted', '']] as const
const DELETED = 8
const BOXES = 3

const box = fc.nat({ max: BOXES - 1 })
const pick = fc.nat({ max: 15 })
const flags = fc.nat({ max: 15 })

export const actions: fc.Arbitrary<Action[]> = fc.array(fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('append' as const), by: fc.constantFrom('imap' as const, 'jmap' as const), box, flags }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('flag' as const), box, pick, mode: fc.constantFrom('+' as const, '-' as const, '' as const), flags }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('copy' as const), box, to: box, pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), box, to: box, pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('expunge' as const), box }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('patch' as const), box, to: box, pick, flags }) },
  fc.record({ do: fc.constant('destroy' as const), box, pick }),
), { minLength: 5, maxLength: 25 })

interface Entry { readonly subject: string, readonly flags: number }

/** Entries by UID, in order; the next UID of each mailbox. */
class Model {
  readonly boxes = Array.from({ length: BOXES }, () => ({ entries: new Map<number, Entry>(), next: 1 }))

  of(index: number): { readonly entries: Map<number, Entry>, next: number } {
    return this.boxes[index] ?? assert.fail()
  }

  put(index: number, entry: Entry): number {
    const one = this.of(index)
    one.entries.set(one.next, entry)
    return one.next++
  }

  everywhere(subject: string): { readonly index: number, readonly uid: number, readonly entry: Entry }[] {
    return this.boxes.flatMap(({ entries }, index) => [...entries].filter(([, entry]) => entry.subject === subject)
      .map(([uid, entry]) => ({ index, uid, entry })))
  }
}

const imapWords = (set: number): string[] => FLAGS.filter((_, bit) => (set & (1 << bit)) !== 0).map(([word]) => word)
const keywords = (set: number): Record<string, true> => Object.fromEntries(
  FLAGS.filter(([, word], bit) => word !== '' && (set & (1 << bit)) !== 0).map(([, word]) => [word, true]))

/** The flags in `FLAGS (...)` of a FETCH answer, as bits. */
function bitsIn(answer: string): number | undefined {
  const list = /FLAGS \(([^)]*)\)/.exec(answer)?.[1]?.split(' ')
  if (list === undefined) return undefined
  return FLAGS.reduce((sum, [word], bit) => list.includes(word) ? sum | (1 << bit) : sum, 0)
}

/** A session that stays in one mailbox and believes what it is told. */
class Watcher {
  readonly client: TestClient
  readonly #told: { uid: number | undefined, flags: number | undefined }[] = []

  constructor(client: TestClient) {
    this.client = client
  }

  async ask(text: string): Promise<readonly string[]> {
    const { untagged, tagged } = await this.client.command(text)
    assert.match(tagged, /^OK/, text)
    for (const line of untagged) this.#hear(line)
    return untagged
  }

  /** What it was told by now, against the truth; then everything asked anew. */
  async check(entries: ReadonlyMap<number, Entry>, after: string): Promise<void> {
    await this.ask('NOOP')
    const truth = [...entries]
    assert.equal(this.#told.length, truth.length, `messages told ${after}`)
    for (const [index, { uid, flags: said }] of this.#told.entries()) {
      const [realUid, real] = truth[index] ?? assert.fail()
      if (uid !== undefined) assert.equal(uid, realUid, `UID of ${index + 1} ${after}`)
      if (said !== undefined) assert.equal(said, real.flags, `flags told of UID ${realUid} ${after}`)
    }
    if (truth.length === 0) return
    const seen = await this.ask('FETCH 1:* (UID FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])')
    const shown = seen.filter((line) => line.includes(' FETCH ')).map((line) =>
      [Number(/UID (\d+)/.exec(line)?.[1]), /Subject: (\S+)/.exec(line)?.[1], bitsIn(line)])
    assert.deepEqual(shown, truth.map(([uid, entry]) => [uid, entry.subject, entry.flags]), `FETCH ${after}`)
  }

  #hear(line: string): void {
    const [, number = '', word = ''] = /^\* (\d+) (\w+)/.exec(line) ?? []
    if (word === 'EXISTS') while (this.#told.length < Number(number)) this.#told.push({ uid: undefined, flags: undefined })
    if (word === 'EXPUNGE') this.#told.splice(Number(number) - 1, 1)
    const one = this.#told[Number(number) - 1]
    if (word !== 'FETCH' || one === undefined) return
    one.uid = Number(/UID (\d+)/.exec(line)?.[1] ?? one.uid) || undefined
    one.flags = bitsIn(line) ?? one.flags
  }
}

/** All clients on three mailboxes of their own. */
export class Clients {
  readonly #names: readonly string[]
  readonly #watchers: readonly Watcher[]
  readonly #walker: TestClient
  readonly #visitor: Visitor
  readonly #ids: readonly string[]
  readonly #model = new Model()
  /** JMAP id by subject. */
  readonly #emails = new Map<string, string>()
  readonly #followed = new Set<string>()
  #state: string
  #subjects = 0

  private constructor(parts: {
    readonly names: readonly string[], readonly watchers: readonly Watcher[], readonly walker: TestClient,
    readonly visitor: Visitor, readonly ids: readonly string[], readonly state: string,
  }) {
    this.#names = parts.names
    this.#watchers = parts.watchers
    this.#walker = parts.walker
    this.#visitor = parts.visitor
    this.#ids = parts.ids
    this.#state = parts.state
  }

  static async open(service: Service, person: Person, visitor: Visitor, run: number): Promise<Clients> {
    const names = Array.from({ length: BOXES }, (_, index) => `proef${run}-${index}`)
    const signIn = (): Promise<TestClient> => TestClient.signedIn(`127.0.0.1:${service.ports['imaps'] ?? 0}`, { user: person.address, password: person.appPassword })
    const walker = await signIn()
    for (const name of names) await walker.command(`CREATE ${name}`)
    const watchers = [new Watcher(await signIn()), new Watcher(await signIn())]
    for (const [index, watcher] of watchers.entries()) await watcher.ask(`SELECT ${names[index]}`)
    const [boxes, emails] = await visitor.jmap(['Mailbox/get', { properties: ['name'] }], ['Email/get', { ids: [] }])
    const listed = listOf<{ id: string, name: string }>(boxes)
    const ids = names.map((name) => listed.find((one) => one.name === name)?.id ?? assert.fail())
    return new Clients({ names, watchers, walker, visitor, ids, state: String(emails?.[1]['state']) })
  }

  /** Leaves nothing behind, so that thousands of runs fit into one account. */
  async close(): Promise<void> {
    for (const { client } of this.#watchers) client.close()
    for (const name of this.#names) await this.#walker.command(`DELETE ${name}`)
    this.#walker.close()
  }

  async act(step: Action): Promise<void> {
    if (step.do === 'append') return this.#append(step)
    if (step.do === 'expunge') return this.#expunge(step.box)
    const { entries } = this.#model.of(step.box)
    const [uid, entry] = [...entries][step.pick % Math.max(1, entries.size)] ?? []
    if (uid === undefined || entry === undefined) return
    if (step.do === 'flag') {
      await this.#inBox(step.box, `UID STORE ${uid} ${step.mode}FLAGS (${imapWords(step.flags).join(' ')})`)
      const next = step.mode === '' ? step.flags : step.mode === '+' ? entry.flags | step.flags : entry.flags & ~step.flags
      entries.set(uid, { ...entry, flags: next })
    } else if (step.do === 'patch' || step.do === 'destroy') {
      await this.#byJmap(step, entry)
    } else {
      await this.#inBox(step.box, `UID ${step.do.toUpperCase()} ${uid} ${this.#names[step.to]}`)
      // A move to where it is moves nothing.
      if (step.do === 'move' && step.to === step.box) return
      if (step.do === 'move') entries.delete(uid)
      this.#model.put(step.to, entry)
    }
  }

  async check(after: string): Promise<void> {
    for (const [index, watcher] of this.#watchers.entries()) await watcher.check(this.#model.of(index).entries, after)
    for (const [index, name] of this.#names.entries()) {
      const { untagged } = await this.#walker.command(`STATUS ${name} (MESSAGES UNSEEN UIDNEXT)`)
      const { entries, next } = this.#model.of(index)
      const unseen = [...entries.values()].filter((entry) => (entry.flags & 1) === 0).length
      const line = untagged.find((one) => one.startsWith('* STATUS')) ?? ''
      const figures = ['MESSAGES', 'UNSEEN', 'UIDNEXT'].map((word) => Number(new RegExp(`${word} (\\d+)`).exec(line)?.[1]))
      assert.deepEqual(figures, [entries.size, unseen, next], `STATUS of ${name} ${after}`)
    }
    await this.#checkJmap(after)
  }

  async #append({ by, box: index, flags: set }: Extract<Action, { readonly do: 'append' }>): Promise<void> {
    const subject = `s${++this.#subjects}-${this.#names[0]}`
    if (by === 'imap') {
      const raw = plainMessage({ from: 'tom@fysio.example', to: 'marieke@delinde.example', subject, id: `${subject}@client.example` })
      const { tagged } = await this.#walker.append(this.#names[index] ?? '', raw, `(${imapWords(set).join(' ')})`)
      const uid = this.#model.put(index, { subject, flags: set })
      assert.equal(Number(/APPENDUID \d+ (\d+)/.exec(tagged)?.[1]), uid, tagged)
      return
    }
    const [made] = await this.#visitor.jmap(['Email/set', { create: { m: {
      mailboxIds: { [this.#ids[index] ?? '']: true }, keywords: keywords(set), subject, from: [{ email: 'marieke@delinde.example' }],
      textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'Dag.' } },
    } } }])
    assert.ok((made?.[1]['created'] as { m?: unknown } | null)?.m !== undefined, JSON.stringify(made))
    this.#model.put(index, { subject, flags: set & ~DELETED })
  }

  async #expunge(index: number): Promise<void> {
    await this.#inBox(index, 'EXPUNGE')
    const { entries } = this.#model.of(index)
    for (const [uid, entry] of entries) if ((entry.flags & DELETED) !== 0) entries.delete(uid)
  }

  /** By the session that stays there, or by the one that walks. */
  async #inBox(index: number, command: string): Promise<void> {
    const watcher = this.#watchers[index]
    if (watcher !== undefined) return void await watcher.ask(command)
    await this.#walker.command(`SELECT ${this.#names[index]}`)
    const { tagged } = await this.#walker.command(command)
    assert.match(tagged, /^OK/, command)
    await this.#walker.command('UNSELECT')
  }

  async #byJmap(step: Extract<Action, { readonly do: 'patch' | 'destroy' }>, { subject }: Entry): Promise<void> {
    const all = this.#model.everywhere(subject)
    // JMAP has no word for \Deleted; what it does to such entries is not the question here.
    if (all.some(({ entry }) => (entry.flags & DELETED) !== 0)) return
    const id = this.#emails.get(subject) ?? assert.fail(`JMAP never saw ${subject}`)
    if (step.do === 'destroy') {
      const [done] = await this.#visitor.jmap(['Email/set', { destroy: [id] }])
      assert.deepEqual(done?.[1]['destroyed'], [id])
      for (const { index, uid } of all) this.#model.of(index).entries.delete(uid)
      return
    }
    const set = step.flags & ~DELETED
    const [done] = await this.#visitor.jmap(['Email/set', { update: { [id]: { mailboxIds: { [this.#ids[step.to] ?? '']: true }, keywords: keywords(set) } } }])
    assert.ok(Object.hasOwn(done?.[1]['updated'] ?? {}, id), JSON.stringify(done))
    for (const { index, uid } of all) {
      if (index === step.to) this.#model.of(index).entries.set(uid, { subject, flags: set })
      else this.#model.of(index).entries.delete(uid)
    }
    if (!all.some(({ index }) => index === step.to)) this.#model.put(step.to, { subject, flags: set })
  }

  async #checkJmap(after: string): Promise<void> {
    const all = await this.#visitor.jmap(['Email/query', { filter: { operator: 'OR', conditions: this.#ids.map((inMailbox) => ({ inMailbox })) } }],
      ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['subject', 'mailboxIds', 'keywords'] }],
      ['Email/changes', { sinceState: this.#state }])
    const [, got, changes] = all
    const emails = listOf<{ id: string, subject: string, mailboxIds: object, keywords: object }>(got)
    for (const { id, subject } of emails) this.#emails.set(subject, id)
    const entriesOfAll = this.#model.boxes.flatMap(({ entries }) => [...entries.values()])
    const subjects = new Set(entriesOfAll.map(({ subject }) => subject))
    assert.deepEqual(emails.map(({ subject }) => subject).toSorted(), [...subjects].toSorted(), `Email/query ${after}`)
    for (const { subject, mailboxIds, keywords: shown } of emails) {
      const entries = this.#model.everywhere(subject)
      const boxes = new Set(entries.map(({ index }) => this.#ids[index] ?? ''))
      assert.deepEqual(Object.keys(mailboxIds).toSorted(), [...boxes].toSorted(), `mailboxes of ${subject} ${after}`)
      const sets = new Set(entries.map(({ entry }) => entry.flags & ~DELETED))
      // Copies with flags of their own are one Email, and which it shows is the server's choice.
      if (sets.size === 1) assert.deepEqual(Object.keys(shown).toSorted(), Object.keys(keywords([...sets][0] ?? 0)).toSorted(), `keywords of ${subject} ${after}`)
    }
    this.#follow(changes)
    assert.deepEqual([...this.#followed].toSorted(), emails.map(({ id }) => id).toSorted(), `Email/changes ${after}`)
  }

  #follow(changes: MethodResponse | undefined): void {
    assert.ok(changes?.[0] === 'Email/changes', JSON.stringify(changes))
    const { created, updated, destroyed, newState } = changes[1] as {
      created: string[], updated: string[], destroyed: string[], newState: string,
    }
    for (const id of [...created, ...updated]) this.#followed.add(id)
    for (const id of destroyed) this.#followed.delete(id)
    this.#state = newState
  }
}

function listOf<T>(response: MethodResponse | undefined): readonly T[] {
  return (response?.[1]['list'] ?? []) as readonly T[]
}
