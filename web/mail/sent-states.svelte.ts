import { SvelteMap } from 'svelte/reactivity'
import type { Mail } from './mail.svelte.ts'
import type { SentSubmission } from './sent-state.ts'

interface SentStateAnswer {
  readonly list: readonly { readonly emailId: string, readonly submissions: readonly SentSubmission[] }[]
}

/** Emails that one question is about: what was wanted last. */
const askedMax = 200

/** What became of the sent emails of one conversation, or of a list, that are in sight: one question for all of them. */
export class SentStates {
  readonly #mail: Mail
  readonly #wanted = new Set<string>()
  /** By email, newest submission first; absent until the first answer. */
  readonly submissions = new SvelteMap<string, readonly SentSubmission[]>()
  failed = $state(false)
  #asked = false
  #round = 0

  constructor(mail: Mail) {
    this.#mail = mail
  }

  /** From now on this email is asked about too. */
  want(email: string): void {
    this.#wanted.add(email)
    this.again()
  }

  /** Asks soon; several calls in one turn are one question. */
  again(): void {
    if (this.#asked || this.#wanted.size === 0) return
    this.#asked = true
    queueMicrotask(() => {
      this.#asked = false
      void this.read()
    })
  }

  async read(): Promise<void> {
    this.#round += 1
    const round = this.#round
    try {
      const answer = await this.#mail.jmap.one<SentStateAnswer>('SentState/get', { emailIds: [...this.#wanted].slice(-askedMax) })
      if (round !== this.#round) return
      for (const { emailId, submissions } of answer.list) this.submissions.set(emailId, submissions)
      this.failed = false
    } catch {
      // Offline: what is shown stays, and the next word of the server asks again.
      this.failed = true
    }
  }

  /** Takes back what can be; gives the server's honest sentence, or undefined when it could not be asked. */
  async recall(submission: string): Promise<string | undefined> {
    try {
      const answer = await this.#mail.jmap.one<{ readonly recalled: Readonly<Record<string, { readonly sentence: string } | undefined>> }>(
        'EmailSubmission/recall', { ids: [submission] })
      return answer.recalled[submission]?.sentence
    } catch {
      return undefined
    } finally {
      await this.read()
    }
  }
}
