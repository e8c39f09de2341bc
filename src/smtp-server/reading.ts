import { AUTH_OCTETS_MAX, COMMAND_OCTETS_MAX } from '../smtp/limits.ts'
import type { Event } from '../smtp/session.ts'
import { commandOf } from './command-of.ts'
import { LineReader } from './line-reader.ts'
import type { MessageReader } from './message-reader.ts'
import type { Patience } from './patience.ts'
import type { SignInDialogue } from './sign-in-dialogue.ts'
import type { Wire } from './wire.ts'

/** What is read now. `nothing` while an answer from inside is awaited: one command at a time, always. */
export type Mode =
  | { readonly reads: 'command' }
  | { readonly reads: 'rest-of-line' }
  | { readonly reads: 'response', readonly dialogue: SignInDialogue }
  | { readonly reads: 'data', readonly message: MessageReader }
  | { readonly reads: 'chunk', readonly message: MessageReader | undefined, left: number, readonly last: boolean }
  | { readonly reads: 'nothing' }

export const readsCommand: Mode = { reads: 'command' }
export const readsNothing: Mode = { reads: 'nothing' }

/** One thing that was read to its end. */
export type Read =
  | { readonly is: 'command', readonly event: Event }
  /** The end of a line that was longer than any may be. */
  | { readonly is: 'end-of-endless' }
  | { readonly is: 'response', readonly line: string, readonly dialogue: SignInDialogue }
  | { readonly is: 'message', readonly message: MessageReader }
  /** Far over the limit and still sending: not worth reading to the end. */
  | { readonly is: 'hopeless', readonly message: MessageReader }
  | { readonly is: 'chunk', readonly message: MessageReader | undefined, readonly last: boolean }

const lineTooLong: Read = { is: 'command', event: { verb: 'malformed', reply: 'line-too-long' } }
const endOfEndless: Read = { is: 'end-of-endless' }

/** Cuts what comes over the wire into commands, responses and text; the client has its time for each. */
export class Reading {
  readonly #wire: Wire
  readonly #lines: LineReader
  readonly #patience: Patience
  #mode: Mode = readsNothing

  constructor(wire: Wire, patience: Patience) {
    this.#wire = wire
    this.#lines = new LineReader(wire)
    this.#patience = patience
  }

  get mode(): Mode['reads'] {
    return this.#mode.reads
  }

  /** From now on the client has its time to send what is read in that mode. */
  await(mode: Mode): void {
    this.#mode = mode
    const { reads } = mode
    this.#patience.await(reads === 'nothing' ? 'nothing' : reads === 'data' || reads === 'chunk' ? 'text' : 'command')
  }

  /** One line, or as much text as there is. Undefined when more input is needed first. */
  next(): Read | undefined {
    const mode = this.#mode
    switch (mode.reads) {
      case 'command': {
        const line = this.#line(COMMAND_OCTETS_MAX)
        if (line === undefined) return undefined
        return line === 'too-long' ? lineTooLong : { is: 'command', event: commandOf(line) }
      }
      case 'response': {
        const line = this.#line(AUTH_OCTETS_MAX)
        if (line === undefined) return undefined
        return { is: 'response', line: line === 'too-long' ? '' : new TextDecoder().decode(line), dialogue: mode.dialogue }
      }
      case 'rest-of-line': {
        if (!this.#lines.skip()) return undefined
        this.await(readsCommand)
        return endOfEndless
      }
      case 'data': return this.#data(mode.message)
      case 'chunk': return this.#chunk(mode)
      case 'nothing': return undefined
    }
  }

  #line(usual: number): Uint8Array | 'too-long' | undefined {
    const line = this.#lines.next(usual)
    if (line !== 'endless') return line
    this.await({ reads: 'rest-of-line' })
    return undefined
  }

  #data(message: MessageReader): Read | undefined {
    const wire = this.#wire
    const end = message.pushData(wire.pending, wire.at)
    wire.at = end < 0 ? wire.pending.length : end
    if (end >= 0) return { is: 'message', message }
    return message.hopeless ? { is: 'hopeless', message } : undefined
  }

  #chunk(mode: Mode & { readonly reads: 'chunk' }): Read | undefined {
    const wire = this.#wire
    const { message, last } = mode
    const end = Math.min(wire.pending.length, wire.at + mode.left)
    message?.pushChunk(wire.pending, wire.at, end)
    mode.left -= end - wire.at
    wire.at = end
    return mode.left > 0 ? undefined : { is: 'chunk', message, last }
  }
}
