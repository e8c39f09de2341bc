import { SvelteMap } from 'svelte/reactivity'
import { Problem, problemWord } from '../ui/api.ts'
import { Events } from './events.ts'
import { Jmap, MethodProblem, type ChangesAnswer, type GetAnswer, type SetAnswer } from './jmap.ts'
import { ThreadList } from './list.svelte.ts'
import type { Filter } from './search.ts'
import { headProperties, type EmailBody, type EmailHead, type Mailbox, type Role } from './types.ts'

/** Most heads kept; above it what the open list does not show is forgotten. */
export const headsMax = 6000
/** Most changes asked for in one round; more than that and the list is simply read again. */
export const changesMax = 400

const mailboxProperties = [
  'id', 'name', 'parentId', 'role', 'sortOrder', 'totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads',
]

/**
 * The mail of this account as the screen sees it: mailboxes, one open list, heads and threads that were looked at. It keeps in
 * step with the server: the event stream says that something changed, `Email/changes` says what.
 */
export class Mail {
  readonly jmap: Jmap
  mailboxes = $state.raw<readonly Mailbox[]>([])
  /** The list on screen. Not state: the page decides which list it shows and asks for it here. */
  list: ThreadList | undefined
  readonly heads = new SvelteMap<string, EmailHead>()
  readonly threads = new SvelteMap<string, readonly string[]>()
  /** Bodies that were opened; they never change. */
  readonly bodies = new Map<string, EmailBody>()
  readonly headProperties: readonly string[]
  /** Goes up when sent mail may stand otherwise: delivered, opened, refused, taken back. */
  sendings = $state(0)
  #emailState: string | undefined
  #events: Events | undefined
  #syncing: Promise<void> | undefined
  #again = false

  private constructor(jmap: Jmap) {
    this.jmap = jmap
    this.headProperties = [...headProperties, ...(jmap.hasTruth ? ['senderTruth'] : []), ...(jmap.hasProtection ? ['protection'] : [])]
  }

  /** Connects, reads the mailboxes and begins to listen. */
  static async open(): Promise<Mail> {
    const mail = new Mail(await Jmap.connect())
    await mail.readMailboxes()
    mail.#events = new Events(mail.jmap.eventsUrl(), (types) => { mail.#told(types) })
    return mail
  }

  #told(types: ReadonlySet<string> | undefined): void {
    if (types === undefined || types.has('EmailSubmission')) this.sendings += 1
    void this.sync()
  }

  close(): void {
    this.#events?.close()
  }

  async readMailboxes(): Promise<void> {
    const answer = await this.jmap.one<GetAnswer<Mailbox>>('Mailbox/get', { ids: null, properties: mailboxProperties })
    this.mailboxes = answer.list
  }

  byRole(role: Role): Mailbox | undefined {
    return this.mailboxes.find((one) => one.role === role)
  }

  mailbox(id: string | undefined): Mailbox | undefined {
    return this.mailboxes.find((one) => one.id === id)
  }

  /** The list for a key; the same key keeps the list that is there. It reads nothing until somebody looks at it. */
  openList(key: string, filter: Filter): ThreadList {
    if (this.list?.key === key) return this.list
    const list = new ThreadList(this, key, filter)
    this.list = list
    return list
  }

  takeHeads(heads: readonly EmailHead[]): void {
    for (const head of heads) this.heads.set(head.id, head)
    if (this.heads.size > headsMax) this.#forget()
  }

  takeThreads(threads: readonly { readonly id: string, readonly emailIds: readonly string[] }[]): void {
    for (const thread of threads) this.threads.set(thread.id, thread.emailIds)
  }

  #forget(): void {
    const shown = new Set<string>()
    for (const id of this.list?.ids ?? []) {
      const thread = id === undefined ? undefined : this.heads.get(id)?.threadId
      for (const email of thread === undefined ? [] : this.threads.get(thread) ?? []) shown.add(email)
    }
    for (const id of this.heads.keys()) {
      if (this.heads.size <= headsMax / 2) break
      if (!shown.has(id)) this.heads.delete(id)
    }
  }

  /** The first state seen is where changes are counted from. */
  sawState(state: string): void {
    this.#emailState ??= state
  }

  /** Brings everything up to date; calls during a round make one more round. */
  sync(): Promise<void> {
    this.#again = true
    this.#syncing ??= this.#rounds().finally(() => { this.#syncing = undefined })
    return this.#syncing
  }

  async #rounds(): Promise<void> {
    while (this.#again) {
      this.#again = false
      try {
        await this.#round()
      } catch (error) {
        // Offline or signed out: the next event, or the reader, tries again.
        if (!(error instanceof Problem)) throw error
        return
      }
    }
  }

  async #round(): Promise<void> {
    const batch = this.jmap.batch()
    const boxes = batch.add<GetAnswer<Mailbox>>('Mailbox/get', { ids: null, properties: mailboxProperties })
    const since = this.#emailState
    const changes = since === undefined
      ? undefined
      : batch.add<ChangesAnswer>('Email/changes', { sinceState: since, maxChanges: changesMax })
    const updated = changes && batch.add<GetAnswer<EmailHead>>('Email/get', {
      '#ids': changes.ref('/updated'), properties: this.headProperties,
    })
    const answers = await batch.send()
    this.mailboxes = answers.of(boxes).list
    if (changes === undefined || updated === undefined) return
    let told: ChangesAnswer
    try {
      told = answers.of(changes)
      this.takeHeads(answers.of(updated).list)
    } catch (error) {
      if (!(error instanceof MethodProblem)) throw error
      this.#emailState = undefined
      this.heads.clear()
      await this.list?.refresh()
      return
    }
    this.#emailState = told.newState
    for (const id of told.destroyed) this.heads.delete(id)
    if (told.created.length > 0 || told.destroyed.length > 0 || told.updated.length > 0) await this.list?.refresh()
    if (told.hasMoreChanges) this.#again = true
  }

  /**
   * Changes emails on screen at once and on the server; on failure the server's view comes back. Gives what went wrong, or
   * undefined.
   */
  async patch(patches: Readonly<Record<string, Readonly<Record<string, true | null>>>>): Promise<string | undefined> {
    for (const [id, patch] of Object.entries(patches)) {
      const head = this.heads.get(id)
      if (head !== undefined) this.heads.set(id, patched(head, patch))
    }
    try {
      const answer = await this.jmap.one<SetAnswer>('Email/set', { update: patches })
      const refused = Object.values(answer.notUpdated ?? {})[0]
      if (refused !== undefined) {
        void this.#reread(Object.keys(patches))
        return refused.type
      }
      void this.sync()
      return undefined
    } catch (error) {
      void this.#reread(Object.keys(patches))
      return error instanceof MethodProblem ? error.type : problemWord(error)
    }
  }

  async #reread(ids: readonly string[]): Promise<void> {
    try {
      const answer = await this.jmap.one<GetAnswer<EmailHead>>('Email/get', { ids, properties: this.headProperties })
      this.takeHeads(answer.list)
      await this.list?.refresh()
    } catch {
      // Offline: the next round of changes repairs the screen.
    }
  }

  /** Removes emails for good. */
  async destroy(ids: readonly string[]): Promise<string | undefined> {
    try {
      const answer = await this.jmap.one<SetAnswer>('Email/set', { destroy: ids })
      for (const id of answer.destroyed ?? []) this.heads.delete(id)
      void this.sync()
      return Object.values(answer.notDestroyed ?? {})[0]?.type
    } catch (error) {
      return error instanceof MethodProblem ? error.type : problemWord(error)
    }
  }

  /** The known heads of a conversation, oldest first. */
  emailsOf(thread: string): readonly EmailHead[] {
    return (this.threads.get(thread) ?? []).flatMap((id) => this.heads.get(id) ?? [])
  }
}

function patched(head: EmailHead, patch: Readonly<Record<string, true | null>>): EmailHead {
  const keywords = { ...head.keywords }
  const mailboxIds = { ...head.mailboxIds }
  for (const [path, value] of Object.entries(patch)) {
    const [property, key] = path.split('/')
    const target = property === 'keywords' ? keywords : property === 'mailboxIds' ? mailboxIds : undefined
    if (target === undefined || key === undefined) continue
    if (value === true) target[key] = true
    else delete target[key]
  }
  return { ...head, keywords, mailboxIds }
}
