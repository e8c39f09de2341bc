import type { Mail } from './mail.svelte.ts'
import type { SentSubmission } from './sent-state.ts'

interface SentStateAnswer {
  readonly list: readonly { readonly emailId: string, readonly submissions: readonly SentSubmission[] }[]
}

/** What became of one sent email; asked again whenever the server says that submissions stand otherwise. */
export class SentStates {
  readonly #mail: Mail
  readonly #email: string
  /** Newest first; undefined until the first answer. */
  submissions = $state.raw<readonly SentSubmission[] | undefined>(undefined)
  failed = $state(false)
  #round = 0

  constructor(mail: Mail, email: string) {
    this.#mail = mail
    this.#email = email
  }

  async read(): Promise<void> {
    this.#round += 1
    const round = this.#round
    try {
      const answer = await this.#mail.jmap.one<SentStateAnswer>('SentState/get', { emailIds: [this.#email] })
      if (round !== this.#round) return
      this.submissions = answer.list[0]?.submissions ?? []
      this.failed = false
    } catch {
      // Offline: what is shown stays, and the next word of the server asks again.
      this.failed = this.submissions === undefined
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
