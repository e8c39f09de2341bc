import type { Event, Mechanism } from '../smtp/session.ts'
import type { BindChannel } from '../tls/channel-binding.ts'
import type { SignedIn } from './hand-over.ts'
import type { Listener } from './listener.ts'
import { beginScram, type ScramDialogue } from './scram.ts'
import { askAccounts, loginCredentials, LOGIN_PROMPTS, plainCredentials, type Credentials } from './sign-in.ts'

/** What comes of one response: another question (base64, behind 334), or the end of the dialogue for the session. */
export type DialogueStep =
  | { readonly ask: string }
  | { readonly event: Event }

const badBase64: DialogueStep = { event: { verb: 'sign-in-done', outcome: 'bad-base64' } }

/** One AUTH dialogue from its first response to its outcome. RFC 4954 §4 */
export class SignInDialogue {
  /** Who signed in, once it succeeded. */
  signedIn: SignedIn | undefined
  readonly #listener: Listener
  readonly #mechanism: Mechanism
  readonly #ip: string
  readonly #channel: BindChannel
  #name: string | undefined
  #scram: ScramDialogue | undefined

  constructor(listener: Listener, { mechanism, ip, channel }: {
    readonly mechanism: Mechanism, readonly ip: string, readonly channel: BindChannel,
  }) {
    this.#listener = listener
    this.#mechanism = mechanism
    this.#ip = ip
    this.#channel = channel
  }

  /** What is asked when the client sent no initial response. */
  get prompt(): string {
    return this.#mechanism === 'LOGIN' ? LOGIN_PROMPTS.name : ''
  }

  /** One client response; `*` cancels. */
  respond(line: string): DialogueStep | Promise<DialogueStep> {
    if (line === '*') return { event: { verb: 'sign-in-done', outcome: 'cancelled' } }
    if (this.#mechanism === 'SCRAM-SHA-256' || this.#mechanism === 'SCRAM-SHA-256-PLUS') {
      this.#scram ??= beginScram(this.#listener, { mechanism: this.#mechanism, ip: this.#ip, bind: this.#channel })
      return this.#scrammed(line, this.#scram)
    }
    if (this.#mechanism === 'LOGIN' && this.#name === undefined) {
      this.#name = line
      return { ask: LOGIN_PROMPTS.password }
    }
    const credentials = this.#mechanism === 'PLAIN' ? plainCredentials(line)
      : loginCredentials({ name: this.#name ?? '', password: line })
    return credentials === undefined ? badBase64 : this.#askAccounts(credentials)
  }

  async #scrammed(line: string, dialogue: ScramDialogue): Promise<DialogueStep> {
    const said = await dialogue.say(line)
    if (said.kind === 'ask') return { ask: said.message }
    return said.kind === 'open' ? this.#opened(said.signedIn) : { event: { verb: 'sign-in-done', outcome: said.outcome } }
  }

  async #askAccounts(credentials: Credentials): Promise<DialogueStep> {
    const answer = await askAccounts(this.#listener, { credentials, ip: this.#ip })
    if (answer.outcome !== 'open') return { event: { verb: 'sign-in-done', outcome: answer.outcome } }
    return this.#opened(answer.signedIn)
  }

  #opened(signedIn: SignedIn): DialogueStep {
    this.signedIn = signedIn
    return { event: { verb: 'sign-in-done', outcome: 'open', user: signedIn.account.address } }
  }
}
