/**
 * Clients that act on the same mailboxes of a real service: two mail programs that stay in their mailbox and must be
 * told of everything, or come back after an absence; a third that goes from one mailbox to the other; and a JMAP client
 * that follows changes. After every step each of them must see what the model (`wire-model-state.ts`) says.
 */
import assert from 'node:assert/strict'
import { TestClient } from '../src/imap-server/client.testing.ts'
import type { Person, Service } from './service.ts'
import { Visitor, type MethodResponse } from './web.ts'
import { Follower, listOf } from './wire-model-follower.ts'
import { BOXES, DELETED, FLAGS, imapWords, keywords, Model, WATCHED, type Action, type Entry } from './wire-model-state.ts'
import { Watcher } from './wire-model-watcher.ts'
import { plainMessage } from './wire.ts'

type Step<Do extends Action['do']> = Extract<Action, { readonly do: Do }>

/** All clients on three mailboxes of their own. */
export class Clients {
  readonly #names: string[]
  readonly #watchers: readonly Watcher[]
  readonly #signIn: () => Promise<TestClient>
  #walker: TestClient
  readonly #visitor: Visitor
  readonly #follower: Follower
  readonly #ids: string[]
  readonly #model = new Model()
  /** What is made over IMAP is subscribed, what is made over JMAP as it says. */
  readonly #subscribed: boolean[] = Array.from({ length: BOXES }, () => true)
  /** JMAP id by subject. */
  readonly #emails = new Map<string, string>()
  #subjects = 0
  #renames = 0

  private constructor(parts: {
    readonly names: string[], readonly watchers: readonly Watcher[], readonly walker: TestClient,
    readonly signIn: () => Promise<TestClient>,
    readonly visitor: Visitor, readonly follower: Follower, readonly ids: string[],
  }) {
    this.#names = parts.names
    this.#watchers = parts.watchers
    this.#walker = parts.walker
    this.#signIn = parts.signIn
    this.#visitor = parts.visitor
    this.#follower = parts.follower
    this.#ids = parts.ids
  }

  static async open(service: Service, person: Person, visitor: Visitor, run: number): Promise<Clients> {
    const names = Array.from({ length: BOXES }, (_, index) => `proef${run}-${index}`)
    const signIn = (): Promise<TestClient> => TestClient.signedIn(`127.0.0.1:${service.ports['imaps'] ?? 0}`, { user: person.address, password: person.appPassword })
    const walker = await signIn()
    for (const name of names) await walker.command(`CREATE ${name}`)
    const watchers = Array.from({ length: WATCHED }, () => new Watcher(signIn))
    for (const [index, watcher] of watchers.entries()) await watcher.come(names[index] ?? '')
    const [boxes] = await visitor.jmap(['Mailbox/get', { properties: ['name'] }])
    const listed = listOf<{ id: string, name: string }>(boxes)
    const ids = names.map((name) => listed.find((one) => one.name === name)?.id ?? assert.fail())
    const follower = new Follower(visitor)
    await follower.begin(ids[0] ?? '')
    return new Clients({ names, watchers, walker, signIn, visitor, follower, ids })
  }

  /** Leaves nothing behind, so that thousands of runs fit into one account. */
  async close(): Promise<void> {
    for (const watcher of this.#watchers) watcher.close()
    for (const name of this.#names) await this.#walker.command(`DELETE ${name}`)
    this.#walker.close()
  }

  /** Everybody leaves, `work` is done, and everybody comes back with what they knew. */
  async away(work: () => Promise<void>): Promise<void> {
    for (const [index, watcher] of this.#watchers.entries()) await watcher.leave(this.#names[index] ?? '')
    this.#walker.close()
    await work()
    this.#walker = await this.#signIn()
    for (const [index, watcher] of this.#watchers.entries()) await watcher.come(this.#names[index] ?? '')
  }

  async act(step: Action): Promise<void> {
    switch (step.do) {
      case 'append':
        return this.#append(step)
      case 'expunge':
        await this.#inBox(step.box, ['EXPUNGE'])
        return this.#model.expunge(step.box)
      case 'flag-found':
        return this.#flagFound(step)
      case 'rename':
        return this.#rename(step)
      case 'subscribe':
        return this.#subscribe(step)
      case 'remake':
        return this.#remake(step)
      case 'leave':
        return this.#watchers[step.watcher]?.leave(this.#names[step.watcher] ?? '')
      case 'come-back':
        return this.#watchers[step.watcher]?.come(this.#names[step.watcher] ?? '')
      default:
        return this.#onOne(step)
    }
  }

  async check(after: string): Promise<void> {
    for (const [index, watcher] of this.#watchers.entries()) await watcher.check(this.#model.of(index).entries, after)
    const boxes = await this.#follower.check(this.#ids[0] ?? '', after)
    for (const [index, name] of this.#names.entries()) {
      const { untagged } = await this.#walker.command(`STATUS ${name} (MESSAGES UNSEEN UIDNEXT)`)
      const { entries, next } = this.#model.of(index)
      const unseen = [...entries.values()].filter((entry) => (entry.flags & 1) === 0).length
      const line = untagged.find((one) => one.startsWith('* STATUS')) ?? ''
      const figures = ['MESSAGES', 'UNSEEN', 'UIDNEXT'].map((word) => Number(new RegExp(`${word} (\\d+)`).exec(line)?.[1]))
      assert.deepEqual(figures, [entries.size, unseen, next], `STATUS of ${name} ${after}`)
      const box = boxes.get(this.#ids[index] ?? '')
      assert.deepEqual([box?.name, box?.isSubscribed], [name, this.#subscribed[index]], `Mailbox/get of ${name} ${after}`)
      // Copies are one Email, in the same mailbox too, and it is read when all of them are.
      const emails = new Set([...entries.values()].map(({ subject }) => subject))
      const unread = [...emails].filter((subject) =>
        this.#model.everywhere(subject).some(({ entry }) => (entry.flags & 1) === 0))
      assert.deepEqual([box?.totalEmails, box?.unreadEmails], [emails.size, unread.length], `counts of ${name} ${after}`)
    }
    await this.#checkEmails(after)
  }

  async #append({ by, box: index, flags: set }: Step<'append'>): Promise<void> {
    const subject = `s${++this.#subjects}-${this.#names[0]}`
    const raw = plainMessage({ from: 'tom@fysio.example', to: 'marieke@delinde.example', subject, id: `${subject}@client.example` })
    if (by === 'imap') {
      const { tagged } = await this.#walker.append(this.#names[index] ?? '', raw, `(${imapWords(set).join(' ')})`)
      const uid = this.#model.put(index, { subject, flags: set })
      assert.equal(Number(/APPENDUID \d+ (\d+)/.exec(tagged)?.[1]), uid, tagged)
      return
    }
    const mailboxIds = { [this.#ids[index] ?? '']: true }
    const [made] = by === 'jmap'
      ? await this.#visitor.jmap(['Email/set', { create: { m: {
        mailboxIds, keywords: keywords(set), subject, from: [{ email: 'marieke@delinde.example' }],
        textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'Dag.' } },
      } } }])
      : await this.#visitor.jmap(['Email/import', { emails: { m: { mailboxIds, keywords: keywords(set), blobId: await this.#upload(raw) } } }])
    assert.ok((made?.[1]['created'] as { m?: unknown } | null)?.m !== undefined, JSON.stringify(made))
    this.#model.put(index, { subject, flags: set & ~DELETED })
  }

  async #upload(raw: string): Promise<string> {
    const { json, text } = await this.#visitor.request('POST', `/jmap/upload/${this.#visitor.accountId}`, raw, { 'content-type': 'message/rfc822' })
    return (json as { readonly blobId?: string }).blobId ?? assert.fail(text)
  }

  /** What is done to one message. */
  async #onOne(step: Step<'flag' | 'flag-since' | 'copy' | 'move' | 'expunge-one' | 'patch' | 'destroy'>): Promise<void> {
    const { entries } = this.#model.of(step.box)
    const [uid, entry] = [...entries][step.pick % Math.max(1, entries.size)] ?? []
    if (uid === undefined || entry === undefined) return
    switch (step.do) {
      case 'flag': {
        await this.#inBox(step.box, [`UID STORE ${uid} ${step.mode}FLAGS (${imapWords(step.flags).join(' ')})`])
        const next = step.mode === '' ? step.flags : step.mode === '+' ? entry.flags | step.flags : entry.flags & ~step.flags
        return void entries.set(uid, { ...entry, flags: next })
      }
      case 'flag-since':
        return this.#flagSince(step, uid, entry)
      case 'expunge-one':
        await this.#inBox(step.box, [`UID EXPUNGE ${uid}`])
        if ((entry.flags & DELETED) !== 0) entries.delete(uid)
        return
      case 'patch':
      case 'destroy':
        return this.#byJmap(step, entry)
      default:
        await this.#inBox(step.box, [`UID ${step.do.toUpperCase()} ${uid} ${this.#names[step.to]}`])
        // A move to where it is moves nothing.
        if (step.do === 'move' && step.to === step.box) return
        if (step.do === 'move') entries.delete(uid)
        this.#model.put(step.to, entry)
    }
  }

  /** RFC 7162 §3.1.3: changed when nobody was faster, else named as modified and left. */
  async #flagSince({ box, isLate, flags }: Step<'flag-since'>, uid: number, entry: Entry): Promise<void> {
    const [fetched] = await this.#inBox(box, [`UID FETCH ${uid} (MODSEQ)`])
    const modseq = Number(/MODSEQ \((\d+)\)/.exec(fetched ?? '')?.[1])
    const answers = await this.#inBox(box, [`UID STORE ${uid} (UNCHANGEDSINCE ${isLate ? modseq - 1 : modseq}) FLAGS (${imapWords(flags).join(' ')})`])
    assert.equal(answers.at(-1)?.includes(`[MODIFIED ${uid}]`), isLate, answers.join(' | '))
    if (!isLate) this.#model.of(box).entries.set(uid, { ...entry, flags })
  }

  /** SEARCHRES: what was found is `$` for as long as the mailbox is selected. RFC 5182 */
  async #flagFound({ box, by, flags }: Step<'flag-found'>): Promise<void> {
    const word = (FLAGS[by]?.[0] ?? '').slice(1).toUpperCase()
    await this.#inBox(box, [`UID SEARCH RETURN (SAVE) ${word}`, `UID STORE $ +FLAGS (${imapWords(flags).join(' ')})`])
    const { entries } = this.#model.of(box)
    for (const [uid, entry] of entries) {
      if ((entry.flags & (1 << by)) !== 0) entries.set(uid, { ...entry, flags: entry.flags | flags })
    }
  }

  async #rename({ by, box }: Step<'rename'>): Promise<void> {
    const next = `${this.#names[box]?.split('=')[0]}=${++this.#renames}`
    if (by === 'imap') {
      const { tagged } = await this.#walker.command(`RENAME ${this.#names[box]} ${next}`)
      assert.match(tagged, /^OK/)
    } else {
      await this.#set('Mailbox/set', 'updated', { update: { [this.#ids[box] ?? '']: { name: next } } }, this.#ids[box] ?? '')
    }
    this.#names[box] = next
  }

  async #subscribe({ by, box, isOn }: Step<'subscribe'>): Promise<void> {
    if (by === 'imap') {
      const { tagged } = await this.#walker.command(`${isOn ? 'SUBSCRIBE' : 'UNSUBSCRIBE'} ${this.#names[box]}`)
      assert.match(tagged, /^OK/)
    } else {
      await this.#set('Mailbox/set', 'updated', { update: { [this.#ids[box] ?? '']: { isSubscribed: isOn } } }, this.#ids[box] ?? '')
    }
    this.#subscribed[box] = isOn
  }

  async #remake({ by }: Step<'remake'>): Promise<void> {
    const last = BOXES - 1
    const [id, name] = [this.#ids[last] ?? '', this.#names[last] ?? '']
    if (by === 'imap') {
      assert.match((await this.#walker.command(`DELETE ${name}`)).tagged, /^OK/)
      assert.match((await this.#walker.command(`CREATE ${name}`)).tagged, /^OK/)
      const [boxes] = await this.#visitor.jmap(['Mailbox/get', { properties: ['name'] }])
      const made = listOf<{ id: string, name: string }>(boxes).find((one) => one.name === name)
      this.#ids[last] = made?.id ?? assert.fail()
    } else {
      const [kept] = await this.#visitor.jmap(['Mailbox/set', { destroy: [id] }])
      const refused = (kept?.[1]['notDestroyed'] as Record<string, { type: string }> | null)?.[id]?.type
      const isEmpty = this.#model.of(last).entries.size === 0
      assert.equal(refused, isEmpty ? undefined : 'mailboxHasEmail', JSON.stringify(kept))
      if (!isEmpty) await this.#set('Mailbox/set', 'destroyed', { destroy: [id], onDestroyRemoveEmails: true }, id)
      const [made] = await this.#visitor.jmap(['Mailbox/set', { create: { m: { name, isSubscribed: false } } }])
      this.#ids[last] = (made?.[1]['created'] as { m?: { id: string } } | null)?.m?.id ?? assert.fail(JSON.stringify(made))
    }
    assert.notEqual(this.#ids[last], id)
    this.#model.remake(last)
    this.#subscribed[last] = by === 'imap'
  }

  /** A `/set` that must do what it is asked for this id. */
  async #set(method: string, what: 'updated' | 'destroyed', args: Record<string, unknown>, id: string): Promise<void> {
    const [done] = await this.#visitor.jmap([method, args])
    const answered = done?.[1][what]
    const ids = Array.isArray(answered) ? answered as unknown[] : Object.keys(answered ?? {})
    assert.ok(ids.includes(id), JSON.stringify(done))
  }

  /** By the session that stays there, or by the one that walks. Gives the last untagged answer of each, and the end. */
  async #inBox(index: number, commands: readonly string[]): Promise<readonly string[]> {
    const watcher = this.#watchers[index]
    const isOwn = watcher?.isThere === true
    if (!isOwn) await this.#walker.command(`SELECT ${this.#names[index]}`)
    const answers: string[] = []
    for (const command of commands) {
      const { untagged, tagged } = isOwn ? await watcher.command(command) : await this.#walker.command(command)
      assert.match(tagged, /^OK/, command)
      answers.push(untagged.at(-1) ?? '', tagged)
    }
    if (!isOwn) await this.#walker.command('UNSELECT')
    return answers
  }

  async #byJmap(step: Step<'patch' | 'destroy'>, { subject }: Entry): Promise<void> {
    const all = this.#model.everywhere(subject)
    // JMAP has no word for \Deleted; what it does to such entries is not the question here.
    if (all.some(({ entry }) => (entry.flags & DELETED) !== 0)) return
    const id = this.#emails.get(subject) ?? assert.fail(`JMAP never saw ${subject}`)
    if (step.do === 'destroy') {
      await this.#set('Email/set', 'destroyed', { destroy: [id] }, id)
      for (const { index, uid } of all) this.#model.of(index).entries.delete(uid)
      return
    }
    const set = step.flags & ~DELETED
    await this.#set('Email/set', 'updated', { update: { [id]: { mailboxIds: { [this.#ids[step.to] ?? '']: true }, keywords: keywords(set) } } }, id)
    for (const { index, uid } of all) {
      if (index === step.to) this.#model.of(index).entries.set(uid, { subject, flags: set })
      else this.#model.of(index).entries.delete(uid)
    }
    if (!all.some(({ index }) => index === step.to)) this.#model.put(step.to, { subject, flags: set })
  }

  async #checkEmails(after: string): Promise<void> {
    const [, got]: readonly MethodResponse[] = await this.#visitor.jmap(
      ['Email/query', { filter: { operator: 'OR', conditions: this.#ids.map((inMailbox) => ({ inMailbox })) } }],
      ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['subject', 'mailboxIds', 'keywords'] }])
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
    assert.deepEqual([...this.#follower.emails].toSorted(), emails.map(({ id }) => id).toSorted(), `Email/changes ${after}`)
  }
}
