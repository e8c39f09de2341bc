import type { Explanation } from '../../../src/guard/explain.ts'
import type { Assessment, Finding, Route } from '../../../src/guard/types.ts'
import { session } from '../../ui/session.svelte.ts'
import type { Jmap } from '../jmap.ts'
import type { DraftFields } from './draft.svelte.ts'

/**
 * The server's judgement of a message while it is written (docs/jmap-protection.md §5). Asked at every pause in typing; the last
 * question counts, an older answer is dropped. When it cannot be had the message can still be sent: the server looks again then.
 */

/** A pause in typing, after which the server is asked. */
export const lookAfterMs = 700
/** Longest time that sending waits for a judgement of the last words. */
export const lookWaitMs = 4_000

/** The server's answer, as far as this page uses it. */
export interface Judged {
  readonly problem?: string
  readonly assessment: Assessment
  readonly explanation: Explanation
  readonly action: 'send' | 'protect' | 'ask' | 'block'
  readonly questions: readonly string[]
  readonly mayOverride: 'with-ground' | 'no' | null
  readonly factorNeeded: readonly string[]
  readonly recipients: readonly {
    readonly address: string
    readonly route: Route
    readonly isImpossible: boolean
    readonly isInternal: boolean
    readonly isUnknownHere: boolean
    readonly phoneHint: string | null
    readonly text: string
  }[]
}

/** Something found, with the words it is about where these stand in the message itself. */
export interface FoundWord {
  readonly type: string
  readonly word: string
  readonly part: Finding['part']
  readonly attachment: string | undefined
  /** Where the word begins in its part. */
  readonly start: number
}

/** What the judgement depends on: the same text of fields is not asked twice. */
function question(fields: DraftFields): { readonly key: string, readonly draft: Record<string, unknown> } {
  const people = (list: DraftFields['to'], field: string): unknown[] =>
    list.filter(({ valid }) => valid).map(({ name, email }) => ({ address: email, name, field }))
  const draft = {
    from: session.account?.address ?? '',
    recipients: [...people(fields.to, 'to'), ...people(fields.cc, 'cc'), ...people(fields.bcc, 'bcc')],
    subject: fields.subject,
    body: fields.text,
    attachments: fields.files.flatMap(({ blobId, name, type }) => blobId === undefined ? [] : { blobId, name, type }),
    inReplyTo: [...fields.inReplyTo, ...fields.references.toReversed()].slice(0, 50),
  }
  return { key: JSON.stringify(draft), draft }
}

export class Guard {
  judged = $state.raw<Judged | undefined>(undefined)
  /** The fields that `judged` is about: offsets of findings belong to its text. */
  about = $state.raw<DraftFields | undefined>(undefined)
  failed = $state(false)
  readonly #jmap: Jmap
  #timer: ReturnType<typeof setTimeout> | undefined
  /** The last question that was put, and the one whose answer is shown. */
  #asked = ''
  #shown = ''
  #asking: Promise<void> | undefined

  constructor(jmap: Jmap) {
    this.#jmap = jmap
  }

  /** Is what is shown about these very fields? */
  knows(fields: DraftFields): boolean {
    return this.#shown === question(fields).key
  }

  /** Asks after a pause. */
  later(fields: DraftFields): void {
    clearTimeout(this.#timer)
    if (!this.#jmap.hasProtection) return
    this.#timer = setTimeout(() => { void this.look(fields) }, lookAfterMs)
  }

  /** Asks now; comes back when the answer is there, failed, or takes too long. */
  async look(fields: DraftFields): Promise<void> {
    clearTimeout(this.#timer)
    if (!this.#jmap.hasProtection) return
    const { key, draft } = question(fields)
    if (key === this.#shown) {
      this.#asked = key
      this.failed = false
      return
    }
    if (key !== this.#asked || this.#asking === undefined) this.#asking = this.#ask(key, draft, fields)
    await Promise.race([this.#asking, new Promise((resolve) => { setTimeout(resolve, lookWaitMs) })])
  }

  async #ask(key: string, draft: Record<string, unknown>, fields: DraftFields): Promise<void> {
    this.#asked = key
    try {
      const judged = await this.#jmap.one<Judged>('ProtectionAssessment/get', { draft })
      if (this.#asked === key) this.#show(key, judged, fields)
    } catch {
      if (this.#asked === key) {
        this.failed = true
        this.#asked = ''
      }
    }
  }

  /** The judgement that came with a refusal to send. */
  refused(protection: unknown, fields: DraftFields): void {
    const judged = protection as Judged | undefined
    if (typeof judged?.assessment !== 'object') return
    clearTimeout(this.#timer)
    const { key } = question(fields)
    this.#asked = key
    this.#show(key, judged, fields)
  }

  #show(key: string, judged: Judged, fields: DraftFields): void {
    this.judged = judged
    this.about = fields
    this.failed = false
    this.#shown = key
  }

  /** Goes this message secured? Never in shadow mode, where the answer is `send`. */
  get isSecure(): boolean {
    return this.judged !== undefined && this.judged.action !== 'send' && this.judged.assessment.secure
  }

  /** What the reasons that count rest on, each word once, in the order of the message. */
  get found(): readonly FoundWord[] {
    const { judged, about } = this
    if (judged === undefined || about === undefined) return []
    const counted = new Set(judged.assessment.reasons.flatMap(({ findings }) => findings))
    const words = new Map<string, FoundWord>()
    for (const index of counted) {
      const finding = judged.assessment.findings[index]
      if (finding === undefined) continue
      const { type, part, attachment, start, end } = finding
      const text = part === 'body' ? about.text : part === 'subject' ? about.subject : ''
      const whole = text.slice(start, end)
      const word = whole.trim()
      const key = `${type} ${attachment ?? part} ${word}`
      if (!words.has(key)) words.set(key, { type, word, part, attachment, start: start + whole.length - whole.trimStart().length })
    }
    return [...words.values()].sort((a, b) => a.part.localeCompare(b.part) || a.start - b.start)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#asked = 'stopped'
  }
}
