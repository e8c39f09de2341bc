import { problemWord } from '../ui/api.ts'
import type { GetAnswer } from './jmap.ts'
import type { Mail } from './mail.svelte.ts'
import { SentStates } from './sent-states.svelte.ts'
import { bodyProperties, partProperties, type EmailBody, type EmailHead } from './types.ts'

/** Most bytes of one body part that come at once; the rest comes when the reader asks. */
export const bodyBytesMax = 262_144
/** Most messages of a conversation that are shown before the reader asks for the earlier ones. */
export const messagesShownMax = 40

/** One open conversation: its messages, which of them are unfolded, and their bodies. */
export class Conversation {
  readonly id: string
  readonly #mail: Mail
  status = $state<'loading' | 'ready' | 'gone' | 'failed'>('loading')
  problem = $state('')
  /** Ids of unfolded messages. */
  unfolded = $state.raw<ReadonlySet<string>>(new Set())
  bodies = $state.raw<ReadonlyMap<string, EmailBody>>(new Map())
  /** Where reading begins: the first message that was unread, else the newest. */
  begin: string | undefined
  /** Bodies that were asked for and did not come. */
  failed = $state.raw<ReadonlySet<string>>(new Set())
  /** What became of the messages that were sent from here. */
  readonly sent: SentStates
  #read = false
  readonly #sentBox: string | undefined

  /** `sentBox` names the mailbox that somebody came from when it is Sent: there what was sent last stays open below an answer. */
  constructor(mail: Mail, id: string, sentBox?: string) {
    this.#mail = mail
    this.#sentBox = sentBox
    this.sent = new SentStates(mail)
    this.id = id
  }

  /** Messages, oldest first; drafts are left out, they have a place of their own. */
  get emails(): readonly EmailHead[] {
    return this.#mail.emailsOf(this.id)
  }

  /** Reads the conversation and unfolds what is new, or the last message. */
  async load(): Promise<void> {
    const known = this.emails
    if (known.length > 0) await this.#begin(known)
    try {
      const batch = this.#mail.jmap.batch()
      const threads = batch.add<GetAnswer<{ readonly id: string, readonly emailIds: readonly string[] }>>('Thread/get', { ids: [this.id] })
      const heads = batch.add<GetAnswer<EmailHead>>('Email/get', {
        '#ids': threads.ref('/list/*/emailIds'), properties: this.#mail.headProperties,
      })
      const answers = await batch.send()
      this.#mail.takeThreads(answers.of(threads).list)
      this.#mail.takeHeads(answers.of(heads).list)
      if (this.emails.length === 0) this.status = 'gone'
      else await this.#begin(this.emails)
    } catch (error) {
      if (this.status === 'ready') return
      this.problem = problemWord(error)
      this.status = 'failed'
    }
  }

  async #begin(emails: readonly EmailHead[]): Promise<void> {
    this.status = 'ready'
    if (this.#read) return
    this.#read = true
    const messages = emails.filter((email) => email.keywords['$draft'] !== true)
    const last = messages.at(-1)
    const fresh = messages.filter((email) => email.keywords['$seen'] !== true)
    this.begin = (fresh[0] ?? last)?.id
    const box = this.#sentBox
    const sent = box === undefined ? undefined : messages.findLast((email) => email.mailboxIds[box] === true)
    const opened = [...fresh, ...(sent ? [sent] : []), ...(last ? [last] : [])]
    await this.unfold([...new Set(opened)].slice(-messagesShownMax).map((email) => email.id))
  }

  /** Unfolds messages and reads the bodies that are not known yet. */
  async unfold(ids: readonly string[]): Promise<void> {
    this.unfolded = new Set([...this.unfolded, ...ids])
    await this.readBodies(ids)
  }

  fold(id: string): void {
    this.unfolded = new Set([...this.unfolded].filter((one) => one !== id))
  }

  async readBodies(ids: readonly string[], options: { readonly whole?: boolean } = {}): Promise<void> {
    const missing = ids.filter((id) => options.whole === true || !this.#mail.bodies.has(id))
    try {
      if (missing.length > 0) {
        const answer = await this.#mail.jmap.one<GetAnswer<EmailBody>>('Email/get', {
          ids: missing,
          properties: bodyProperties,
          bodyProperties: partProperties,
          fetchTextBodyValues: true,
          fetchHTMLBodyValues: true,
          ...(options.whole === true ? {} : { maxBodyValueBytes: bodyBytesMax }),
        })
        for (const body of answer.list) this.#mail.bodies.set(body.id, body)
      }
      const bodies = new Map(this.bodies)
      for (const id of ids) {
        const body = this.#mail.bodies.get(id)
        if (body !== undefined) bodies.set(id, body)
      }
      this.bodies = bodies
      this.failed = new Set([...this.failed].filter((id) => !ids.includes(id)))
      this.#markRead(ids)
    } catch {
      this.failed = new Set([...this.failed, ...ids])
    }
  }

  #markRead(ids: readonly string[]): void {
    const unread = ids.filter((id) => this.bodies.has(id) && this.#mail.heads.get(id)?.keywords['$seen'] !== true)
    if (unread.length > 0) void this.#mail.patch(Object.fromEntries(unread.map((id) => [id, { 'keywords/$seen': true }])))
  }
}
