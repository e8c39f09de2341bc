import { Problem, problemWord } from '../../ui/api.ts'
import { notices } from '../../ui/notices.svelte.ts'
import { session } from '../../ui/session.svelte.ts'
import { dropDraft, keepDraft, waitingDraftMax } from '../../ui/waiting-draft.ts'
import { MethodProblem, type GetAnswer, type QueryAnswer, type SetAnswer } from '../jmap.ts'
import type { Mail } from '../mail.svelte.ts'
import type { Handed } from './hold.ts'
import { longTextFrom } from './limits.ts'
import { wayOf, type SentSubmission } from '../sent-state.ts'
import { emptyFields, savedPeople, typedIn, type DraftFields, type SendWishes, type WaitingDraft } from './draft-fields.ts'

/** Quiet time after the last keystroke before the draft is saved. */
export const saveAfterMs = 1_500
/** Longest time that typing can put off a save. */
export const saveAtLeastMs = 10_000
/** The same for texts of at least `longTextFrom` characters, which are slow to send. */
export const saveAfterLongMs = 5_000
/** Typing writes to the tab no more often than this. */
export const keepEveryMs = 250
/** Pause before a failed save is tried again; doubles up to a minute. */
export const saveRetryMs = 4_000
const saveRetryMsMax = 60_000
/** A message that was handed in so long ago and is not with the server will not come any more. */
export const settledAfterMs = 3_000
/** Longest time that a new message waits for the one before it to be saved. */
export const leftWaitMs = 2_000

/** Sent, or the word of what is wrong; `protection` is what the server's guard still wants, unread. */
export type SendResult =
  | Handed
  | { readonly problem: string, readonly protection?: unknown }

type HandedIn = Pick<SentSubmission, 'id' | 'protection'> & Partial<SentSubmission>

const handedOf = ({ id, undoStatus, sendAt, protection }: HandedIn, email: string): Handed => ({
  submission: id, email, leavesAt: undoStatus === 'pending' && sendAt !== undefined ? Date.parse(sendAt) : undefined,
  secured: wayOf(Object.values(protection?.recipients ?? {})) === 'secured',
})

/**
 * A message being written. Every change is kept in the tab at once and on the server soon after; saving never runs twice at the
 * same time, and a save that fails is tried again while the tab keeps the text. An email in JMAP cannot change (RFC 8621 §4),
 * so each save makes a new draft, and only once that is there removes the one before it.
 */
export class Draft {
  fields = $state.raw<DraftFields>(emptyFields)
  /** The draft on the server, once it was saved. */
  email = $state<string | undefined>(undefined)
  savedAt = $state<number | undefined>(undefined)
  status = $state<'clean' | 'dirty' | 'saving' | 'failed'>('clean')
  /** Why a save cannot work however often it is tried, as a word of the catalogue; empty when it can. */
  refused = $state('')
  /** Called when the draft on the server got another id. */
  moved: ((email: string) => void) | undefined
  readonly #mail: Mail
  readonly #origin: string
  readonly #key: string
  #timer: ReturnType<typeof setTimeout> | undefined
  #keeping: ReturnType<typeof setTimeout> | undefined
  #dirtySince = 0
  #saving: Promise<boolean> | undefined
  #version = 0
  #savedVersion = 0
  #retryMs = saveRetryMs
  #closed = false
  /** Nobody looks at it any more; it is still being saved. */
  #left = false
  /** Drafts that a newer one took the place of and that still have to go. */
  #replaced: readonly string[] = []
  /** Key of this sending: the same until the answer is known, so that the server sends once however often it is asked. */
  #sendKey: string = crypto.randomUUID()
  /** Handed in without an answer: it may be sent already and must not be removed. */
  #unsure: { readonly email: string, readonly at: number } | undefined

  /** `key` is that of a draft which waited in the tab, when this is the same message. */
  constructor(mail: Mail, origin: string, key: string = crypto.randomUUID()) {
    this.#mail = mail
    this.#origin = origin
    this.#key = key
  }

  /** Starts from fields that need no saving yet. */
  begin(fields: DraftFields, email: string | undefined): void {
    this.fields = fields
    this.email = email
  }

  change(change: Partial<DraftFields>): void {
    this.fields = { ...this.fields, ...change }
    this.#version += 1
    if (this.status !== 'saving') this.status = 'dirty'
    this.#keeping ??= setTimeout(() => this.keep(), keepEveryMs)
    const now = Date.now()
    if (this.#dirtySince === 0) this.#dirtySince = now
    this.#later(Math.max(0, Math.min(this.#pause, this.#dirtySince + saveAtLeastMs - now)))
  }

  get #pause(): number {
    return this.fields.text.length < longTextFrom ? saveAfterMs : saveAfterLongMs
  }

  /** Keeps the text in the tab now. What is too long for that is only kept on the server. */
  keep(): void {
    clearTimeout(this.#keeping)
    this.#keeping = undefined
    if (this.#closed || this.fields.text.length > waitingDraftMax) return
    const waiting: WaitingDraft = {
      key: this.#key,
      account: session.account?.address ?? '',
      origin: this.#origin,
      email: this.email,
      dirty: this.#version !== this.#savedVersion,
      fields: { ...this.fields, files: this.fields.files.filter((file) => file.blobId !== undefined) },
    }
    keepDraft(waiting)
  }

  #later(ms: number): void {
    clearTimeout(this.#timer)
    if (!this.#closed) this.#timer = setTimeout(() => { void this.save() }, ms)
  }

  /** Nothing written, nobody named, no file: not worth keeping. */
  get isEmpty(): boolean {
    const { to, cc, bcc, subject, text, files } = this.fields
    return to.length + cc.length + bcc.length + files.length === 0 && subject.trim() === '' && text.trim() === ''
  }

  get isDirty(): boolean {
    return this.#version !== this.#savedVersion
  }

  /** Saves what is not saved yet; true when the server has everything. */
  async save(): Promise<boolean> {
    clearTimeout(this.#timer)
    while (this.#saving !== undefined) await this.#saving
    if (!this.isDirty) return true
    if (this.isEmpty && this.email === undefined) return true
    this.#saving = this.#saveNow().finally(() => { this.#saving = undefined })
    return this.#saving
  }

  async #saveNow(): Promise<boolean> {
    const version = this.#version
    this.status = 'saving'
    try {
      const answer = await this.#mail.jmap.one<SetAnswer<{ readonly id: string }>>('Email/set', {
        create: { draft: this.#email() },
      })
      const made = answer.created?.['draft']
      if (made === undefined) throw new MethodProblem(answer.notCreated?.['draft']?.type ?? 'serverFail')
      if (this.email !== undefined && this.email !== this.#unsure?.email) this.#replaced = [...this.#replaced, this.email]
      this.email = made.id
      this.#savedVersion = version
      this.savedAt = Date.now()
      this.#dirtySince = 0
      this.#retryMs = saveRetryMs
      this.refused = ''
      this.status = this.isDirty ? 'dirty' : 'clean'
      this.keep()
      this.moved?.(made.id)
      await this.#removeReplaced()
      if (this.isDirty) this.#later(this.#pause)
      else if (this.#left) this.close()
      return !this.isDirty
    } catch (error) {
      this.status = 'failed'
      this.refused = error instanceof MethodProblem && hopeless.has(wordOf(error.type)) ? wordOf(error.type) : ''
      // It is tried again once something in it changed.
      if (this.refused !== '') return false
      // A session that ended: the door takes over; the tab keeps the text.
      if (!(error instanceof Problem) || error.word !== 'signed-out') {
        this.#later(this.#retryMs)
        this.#retryMs = Math.min(this.#retryMs * 2, saveRetryMsMax)
      }
      return false
    }
  }

  /** What cannot be removed now is tried again after the next save; the text is safe either way. */
  async #removeReplaced(): Promise<void> {
    if (this.#replaced.length === 0) return
    const destroy = this.#replaced
    try {
      await this.#mail.jmap.one<SetAnswer>('Email/set', { destroy })
      this.#replaced = this.#replaced.filter((one) => !destroy.includes(one))
    } catch {
      // Left for the next save.
    }
  }

  #email(): Record<string, unknown> {
    const { to, cc, bcc, subject, text, files, inReplyTo, references } = this.fields
    const drafts = this.#mail.byRole('drafts')
    return {
      mailboxIds: { [drafts?.id ?? '']: true },
      keywords: { $draft: true, $seen: true },
      from: [{ name: session.account?.name || null, email: session.account?.address ?? '' }],
      to: savedPeople(to), cc: savedPeople(cc), bcc: savedPeople(bcc), ...typedIn(this.fields),
      subject,
      ...(inReplyTo.length > 0 ? { inReplyTo } : {}),
      ...(references.length > 0 ? { references } : {}),
      bodyValues: { text: { value: text } },
      textBody: [{ partId: 'text', type: 'text/plain' }],
      attachments: files.filter((file) => file.blobId !== undefined).map((file) => ({
        blobId: file.blobId, type: file.type, name: file.name, disposition: 'attachment',
      })),
    }
  }

  /** Hands the message in. Gives when it leaves, or the word of what is wrong; then the draft is still there. */
  async send(wishes: SendWishes = {}): Promise<SendResult> {
    if (!await this.save() || this.email === undefined) return { problem: this.refused || (notices.online ? 'server' : 'offline') }
    const email = this.email
    const { answers } = this.fields
    const drafts = this.#mail.byRole('drafts')?.id ?? ''
    const sent = this.#mail.byRole('sent')?.id ?? ''
    // An edit after a lost answer made another message: it gets a key of its own, or it would count as the one before it.
    if (this.#unsure !== undefined && this.#unsure.email !== email) this.#sendKey = crypto.randomUUID()
    const key = this.#sendKey
    let handedIn = false
    try {
      const batch = this.#mail.jmap.batch()
      const identities = batch.add<{ readonly list: readonly { readonly id: string, readonly email: string }[] }>('Identity/get', { ids: null })
      const list = (await batch.send()).of(identities).list
      const identity = list.find((one) => one.email.toLowerCase() === session.account?.address.toLowerCase()) ?? list[0]
      if (identity === undefined) return { problem: 'from' }
      handedIn = true
      const answer = await this.#mail.jmap.one<SetAnswer<HandedIn>>('EmailSubmission/set', {
        create: { [key]: { identityId: identity.id, emailId: email, ...wishes } },
        onSuccessUpdateEmail: {
          [`#${key}`]: { [`mailboxIds/${drafts}`]: null, [`mailboxIds/${sent}`]: true, 'keywords/$draft': null, 'keywords/$seen': true },
        },
      })
      const made = answer.created?.[key]
      this.#sendKey = crypto.randomUUID()
      this.#unsure = undefined
      if (made === undefined) {
        const refused = answer.notCreated?.[key]
        return { problem: wordOf(refused?.type ?? 'serverFail'), protection: refused?.protection }
      }
      this.close()
      if (answers !== undefined) void this.#mail.patch({ [answers.email]: { [`keywords/${answers.keyword}`]: true } })
      void this.#mail.sync()
      return handedOf(made, email)
    } catch (error) {
      if (error instanceof MethodProblem) return { problem: wordOf(error.type) }
      const word = problemWord(error)
      if (word === 'signed-out') return { problem: 'signed-out' }
      // The line broke after the message went up: it may or may not have been taken in.
      if (handedIn && (word === 'offline' || word === 'server')) {
        this.#unsure = { email, at: Date.now() }
        return { problem: 'unsure' }
      }
      return { problem: word === 'offline' ? 'offline' : 'server' }
    }
  }

  /** Did the answer to sending get lost, and is this another message since? Then it may be sent a second time. */
  get isSecondVersion(): boolean {
    return this.#unsure !== undefined && (this.isDirty || this.email !== this.#unsure.email)
  }

  /** Is what stands here another message than that one? */
  isOtherThan(email: string): boolean {
    return this.isDirty || this.email !== email
  }

  /** Was what was handed in without an answer taken in? `unsure` as long as the server cannot be asked, or may be at it still. */
  async whatBecame(): Promise<Handed | 'not-sent' | 'unsure'> {
    const unsure = this.#unsure
    if (unsure === undefined) return 'not-sent'
    try {
      const batch = this.#mail.jmap.batch()
      const query = batch.add<QueryAnswer>('EmailSubmission/query', { filter: { emailIds: [unsure.email] } })
      const got = batch.add<GetAnswer<HandedIn>>('EmailSubmission/get', {
        '#ids': query.ref('/ids'), properties: ['id', 'sendAt', 'undoStatus', ...this.#mail.jmap.hasProtection ? ['protection'] : []],
      })
      const asked = Date.now()
      const found = (await batch.send()).of(got).list.find(({ undoStatus }) => undoStatus !== 'canceled')
      if (found !== undefined) {
        this.#unsure = undefined
        this.#sendKey = crypto.randomUUID()
        return handedOf(found, unsure.email)
      }
      if (asked - unsure.at < settledAfterMs) return 'unsure'
      if (this.email !== unsure.email) this.#replaced = [...this.#replaced, unsure.email]
      this.#unsure = undefined
      return 'not-sent'
    } catch {
      return 'unsure'
    }
  }

  /** Throws the draft away, here and on the server. */
  async discard(): Promise<void> {
    this.close()
    while (this.#saving !== undefined) await this.#saving
    const all = [...this.#replaced, ...(this.email === undefined || this.email === this.#unsure?.email ? [] : [this.email])]
    if (all.length > 0) await this.#mail.destroy(all)
  }

  /** Stops saving; what waits in the tab is dropped. */
  close(): void {
    this.#stop()
    dropDraft(this.#key)
  }

  #stop(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    clearTimeout(this.#keeping)
    left.delete(this.#key)
  }

  /** Leaves the page: it is saved on, and the tab keeps the text, until that has worked. */
  leave(): void {
    if (this.#closed) return
    this.keep()
    // The place belongs to what is looked at now.
    this.moved = undefined
    this.#left = true
    left.set(this.#key, this)
    void this.save().then((saved) => { if (saved && this.#left) this.close() })
  }

  /** Somebody looks at it again; false when that cannot be done with this one, which then stops. */
  resume(mail: Mail): boolean {
    if (mail !== this.#mail || this.#closed) {
      this.#stop()
      return false
    }
    this.#left = false
    left.delete(this.#key)
    return true
  }
}

/** Drafts that were left and are still being saved, by key. */
const left = new Map<string, Draft>()

/** A draft that was left before the server had all of it, to go on with. */
export const leftDraft = (key: string): Draft | undefined => left.get(key)

/** Comes back when the drafts that were left are saved, or after a moment: what still waits then is gone on with. */
export async function draftsLeft(): Promise<void> {
  // The page is being drawn when this is asked: nothing may change before that is done, and what stood there is left only then.
  await Promise.resolve()
  await Promise.race([
    Promise.all([...left.values()].map((draft) => draft.save())),
    new Promise((resolve) => { setTimeout(resolve, leftWaitMs) }),
  ])
}

/** What no further try mends: the writer has to change something. */
const hopeless: ReadonlySet<string> = new Set(['too-large', 'many'])

/** JMAP's error words (RFC 8621 §7.5, §5.3 of RFC 8620) as ours. */
function wordOf(type: string): string {
  switch (type) {
    case 'tooLarge': case 'requestTooLarge': return 'too-large'
    case 'noRecipients': case 'invalidRecipients': return 'recipients'
    case 'forbiddenFrom': case 'forbiddenMailFrom': case 'forbiddenToSend': return 'from'
    case 'tooManyRecipients': return 'many'
    case 'overQuota': return 'quota'
    case 'invalidProperties': case 'emailNotFound': case 'notFound': return 'gone'
    default: return 'server'
  }
}
