import type { Socket } from 'node:net'
import type { Account } from '../accounts/types.ts'
import type { ReceivingSession } from '../delivery/types.ts'
import { canBind } from '../tls/channel-binding.ts'
import { networkOf } from '../throttle/network.ts'
import { AUTH_OCTETS_MAX, COMMAND_OCTETS_MAX } from '../smtp/limits.ts'
import { formatReply, reply, type ReplyName } from '../smtp/replies.ts'
import {
  newSession, step, type Effect, type Envelope, type Event, type Facts, type Mechanism, type Session,
} from '../smtp/session.ts'
import { commandOf } from './command-of.ts'
import { askRecipient, handOver, type SignedIn } from './hand-over.ts'
import { IDLE_COMMANDS_AT_ONCE, IDLE_DELAYS_MAX, UNKNOWN_AT_ONCE } from './limits.ts'
import { LineReader } from './line-reader.ts'
import type { Listener } from './listener.ts'
import { problemReply } from './outcomes.ts'
import { MessageReader } from './message-reader.ts'
import { SignInDialogue, type DialogueStep } from './sign-in-dialogue.ts'
import { Wire } from './wire.ts'

/** What the loop reads now. `busy` while an answer from inside is awaited: one command at a time, always. */
type Mode =
  | { readonly reads: 'command' }
  | { readonly reads: 'rest-of-line' }
  | { readonly reads: 'response', readonly dialogue: SignInDialogue }
  | { readonly reads: 'data', readonly message: MessageReader }
  | { readonly reads: 'chunk', readonly message: MessageReader | undefined, left: number, readonly last: boolean }
  | { readonly reads: 'nothing' }

const command: Mode = { reads: 'command' }
const nothing: Mode = { reads: 'nothing' }

export interface ConnectionParts {
  readonly socket: Socket
  readonly listener: Listener
  /** Once, when the connection is gone. */
  readonly onClose: () => void
}

/** One client from connect to close: moves bytes between the wire, the pure session and the flows behind it. */
export class Connection {
  /** When the client must have done what is awaited, in milliseconds of `performance.now()`; Infinity while we are busy. */
  deadline = Infinity
  readonly #listener: Listener
  readonly #wire: Wire
  readonly #lines: LineReader
  readonly #ip: string
  readonly #onClose: () => void
  #session: Session = newSession
  #facts: Facts
  #mode: Mode = nothing
  #message: MessageReader | undefined
  #running = false
  #stopping = false
  #idleCommands = 0
  #signedIn: SignedIn | undefined
  #receiving: ReceivingSession | undefined

  constructor({ socket, listener, onClose }: ConnectionParts) {
    this.#listener = listener
    this.#ip = socket.remoteAddress ?? 'unknown'
    this.#onClose = onClose
    this.#facts = {
      role: listener.kind === 'smtp' ? 'mx' : 'submission', hostname: listener.hostname, tls: false,
      tlsAvailable: listener.tls !== undefined, canBind: false, sizeBytesMax: listener.limits.sizeBytesMax,
      recipientsMax: listener.limits.recipientsMax, unknownRecipientsMax: listener.limits.unknownRecipientsMax,
    }
    this.#wire = new Wire(socket, {
      onInput: () => this.#run(), onDrain: () => this.#run(),
      onSecure: () => this.#secured(), onClose: () => this.#closed(),
    })
    this.#lines = new LineReader(this.#wire)
  }

  /** Greets, or begins the handshake on the door with TLS from the first byte. */
  start(): void {
    if (this.#listener.kind === 'submissions' && this.#listener.tls !== undefined) {
      this.deadline = performance.now() + this.#listener.limits.handshakeMs
      this.#wire.startTls(this.#listener.tls)
      return
    }
    this.#greet()
    this.#wire.start()
  }

  /** The account somebody signed in as here, if any. */
  get account(): Account | undefined {
    return this.#signedIn?.account
  }

  /** Nothing of a message is being received or kept, so it can be ended without anybody losing anything. */
  get idle(): boolean {
    const { reads } = this.#mode
    return (reads === 'command' || reads === 'response' || reads === 'rest-of-line') && this.#message === undefined
  }

  /** Whether the client has been slower than it may be. */
  late(now: number, underLoad: boolean): boolean {
    const { limits } = this.#listener
    const received = this.#mode.reads === 'data' || this.#mode.reads === 'chunk' ? this.#message?.received ?? 0 : 0
    const allowance = received / limits.bytesPerSecondMin * 1000
    const shorter = underLoad && this.#mode.reads === 'command' ? limits.commandMs - limits.commandUnderLoadMs : 0
    return now > this.deadline + allowance - shorter
  }

  /** Ends at the next moment when no message is half way. */
  stop(): void {
    this.#stopping = true
    if (this.idle) this.closeWith('shutting-down')
  }

  /** Too late: says so, or just closes when nobody could read it (in the handshake, or after our last word). */
  expire(): void {
    if (this.#mode.reads === 'nothing') this.#wire.destroy()
    else this.closeWith('timeout')
  }

  /** Says that, then closes. */
  closeWith(name: ReplyName): void {
    if (!this.#facts.tls && this.#listener.kind === 'submissions') return this.#wire.destroy()
    this.#wire.say(formatReply(reply(name)))
    this.#finish()
  }

  destroy(): void {
    this.#wire.destroy()
  }

  #greet(): void {
    this.#wire.say(formatReply(reply('greeting', `${this.#listener.hostname} ESMTP Zegel`)))
    this.#wire.flush()
    this.#await(command)
  }

  /** From now on the client has its time to send what is read in that mode. */
  #await(mode: Mode): void {
    this.#mode = mode
    if (mode.reads === 'nothing') {
      this.deadline = Infinity
      return
    }
    const { commandMs, dataMs } = this.#listener.limits
    this.deadline = performance.now() + (mode.reads === 'data' || mode.reads === 'chunk' ? dataMs : commandMs)
  }

  /** Uses up the input as far as it goes. Not re-entered: answers from inside come back through `#resume`. */
  #run(): void {
    if (this.#running) return
    this.#running = true
    try {
      while (!this.#wire.closed && !this.#wire.blocked && this.#mode.reads !== 'nothing') {
        if (!this.#readOne()) break
      }
    } catch (error) {
      this.#broken(error)
    } finally {
      this.#running = false
    }
    if (this.#mode.reads === 'nothing') {
      this.#wire.hold()
      return
    }
    this.#wire.flush()
    this.#wire.letGo()
    if (this.#wire.ended && !this.#wire.blocked) return this.#finish()
    if (this.#stopping && this.idle) this.closeWith('shutting-down')
  }

  /** One line, or as much text as there is. False when more input is needed first. */
  #readOne(): boolean {
    const wire = this.#wire
    const mode = this.#mode
    switch (mode.reads) {
      case 'command': {
        const line = this.#lines.next(COMMAND_OCTETS_MAX)
        if (line === undefined) return false
        if (line === 'endless') this.#await({ reads: 'rest-of-line' })
        else this.#command(line === 'too-long' ? { verb: 'malformed', reply: 'line-too-long' } : commandOf(line))
        return line !== 'endless'
      }
      case 'rest-of-line': {
        if (!this.#lines.skip()) return false
        this.#await(command)
        this.#event({ verb: 'malformed', reply: 'line-too-long' })
        return true
      }
      case 'response': {
        const line = this.#lines.next(AUTH_OCTETS_MAX)
        if (line === undefined) return false
        if (line === 'endless') this.#await({ reads: 'rest-of-line' })
        else this.#response(line === 'too-long' ? '' : new TextDecoder().decode(line), mode.dialogue)
        return line !== 'endless'
      }
      case 'data': {
        const end = mode.message.pushData(wire.pending, wire.at)
        wire.at = end < 0 ? wire.pending.length : end
        if (end >= 0) this.#finishMessage(mode.message)
        else if (mode.message.hopeless) this.#tooMuch(mode.message)
        return end >= 0
      }
      case 'chunk': {
        const end = Math.min(wire.pending.length, wire.at + mode.left)
        mode.message?.pushChunk(wire.pending, wire.at, end)
        mode.left -= end - wire.at
        wire.at = end
        if (mode.left > 0) return false
        this.#chunkRead(mode)
        return true
      }
      case 'nothing': return false
    }
  }

  /** A client that brings no mail and goes on talking waits ever longer,
    so that a flood of them costs next to nothing. */
  #command(event: Event): void {
    this.#idleCommands++
    if (this.#idleCommands <= IDLE_COMMANDS_AT_ONCE) return this.#event(event)
    const { idleCommandMs } = this.#listener.limits
    const times = Math.min(IDLE_DELAYS_MAX, this.#idleCommands - IDLE_COMMANDS_AT_ONCE)
    this.#away(pause(idleCommandMs * times).then(() => event))
  }

  /** Lets the session decide, says its reply, runs its effect. */
  #event(event: Event): void {
    const { next, reply: answer, effect } = step(this.#session, event, this.#facts)
    this.#session = next
    if (answer !== undefined) this.#wire.say(formatReply(answer))
    if (next.stage === 'ready' || next.stage === 'greeted') this.#forgetMessage()
    this.#effect(effect)
  }

  #effect(effect: Effect): void {
    if (effect.do !== 'nothing') this.#idleCommands = 0
    switch (effect.do) {
      case 'nothing': return this.#await(command)
      case 'close': return this.#finish()
      case 'start-tls': return this.#startTls()
      case 'sign-in': return this.#signIn(effect.mechanism, effect.initial)
      case 'look-up': return this.#away(this.#lookUp(effect.address))
      case 'read-data': {
        this.#wire.flush()
        this.#message = this.#newMessage(effect.envelope)
        return this.#await({ reads: 'data', message: this.#message })
      }
      case 'read-chunk': {
        if (effect.envelope !== undefined) this.#message ??= this.#newMessage(effect.envelope)
        const message = effect.envelope === undefined ? undefined : this.#message
        if (effect.octets > 2 * this.#facts.sizeBytesMax) return this.closeWith('message-too-large')
        return this.#await({ reads: 'chunk', message, left: effect.octets, last: effect.last })
      }
    }
  }

  #newMessage(envelope: Envelope): MessageReader {
    return new MessageReader({ envelope, sizeBytesMax: this.#facts.sizeBytesMax, memory: this.#listener.memory })
  }

  #forgetMessage(): void {
    this.#message?.release()
    this.#message = undefined
    this.#receiving = undefined
  }

  /** Nothing more is read from the client until the answer is there. */
  #away(answer: Promise<Event>): void {
    this.#await(nothing)
    answer.then((event) => {
      if (this.#wire.closed) return this.#forgetMessage()
      this.#event(event)
      this.#run()
    }).catch((error: unknown) => this.#broken(error))
  }

  #startTls(): void {
    const { tls, limits } = this.#listener
    if (tls === undefined) return this.closeWith('tls-not-available')
    if (this.#wire.unread > 0) {
      this.#listener.log.warn('smtp.start-tls-injection', { listener: this.#listener.kind })
      return this.closeWith('data-after-start-tls')
    }
    this.#await(nothing)
    this.#wire.say(formatReply(reply('start-tls')))
    this.#wire.startTls(tls)
    this.deadline = performance.now() + limits.handshakeMs
  }

  #secured(): void {
    this.#facts = { ...this.#facts, tls: true, canBind: canBind(this.#wire.channel) }
    if (this.#session.tally.commands === 0 && this.#listener.kind === 'submissions') this.#greet()
    else this.#event({ verb: 'tls-started' })
    this.#run()
  }

  #sessionFacts(): ReceivingSession {
    if (this.#receiving !== undefined) return this.#receiving
    const session = this.#session
    const parameters = 'envelope' in session ? session.envelope.parameters : undefined
    const { envelopeId, ret } = parameters ?? {}
    this.#receiving = {
      ip: this.#ip, helo: 'client' in session ? session.client.name : '', hostname: this.#listener.hostname,
      tls: this.#wire.tls, utf8: parameters?.smtputf8 ?? false,
      ...envelopeId === undefined ? {} : { envelopeId }, ...ret === undefined ? {} : { ret },
    }
    return this.#receiving
  }

  async #lookUp(asked: string): Promise<Event> {
    const { throttle, limits } = this.#listener
    const verdict = await askRecipient(this.#listener, { asked, session: this.#sessionFacts() })
    if (verdict === 'unknown' || verdict === 'not-local') {
      const { unknown } = this.#session.tally
      if (!throttle.take('unknown-recipient-network', networkOf(this.#ip)).allowed) {
        this.#facts = { ...this.#facts, unknownRecipientsMax: 0 }
      }
      if (unknown >= UNKNOWN_AT_ONCE) await pause(limits.unknownDelayMs)
    }
    return { verb: 'recipient-known', verdict }
  }

  #signIn(mechanism: Mechanism, initial: string | undefined): void {
    const dialogue = new SignInDialogue(this.#listener, { mechanism, ip: this.#ip, channel: this.#wire.channel })
    if (initial !== undefined) return this.#response(initial, dialogue)
    this.#ask(dialogue.prompt, dialogue)
  }

  #ask(message: string, dialogue: SignInDialogue): void {
    this.#wire.say(formatReply(reply('send-response', message)))
    this.#await({ reads: 'response', dialogue })
  }

  /** One client response of the dialogue. Nothing more is read until the accounts answered. */
  #response(line: string, dialogue: SignInDialogue): void {
    const said = dialogue.respond(line)
    if (!(said instanceof Promise)) return this.#said(said, dialogue)
    this.#await(nothing)
    said.then((later) => {
      if (this.#wire.closed) return
      this.#said(later, dialogue)
      this.#run()
    }).catch((error: unknown) => this.#broken(error))
  }

  #said(said: DialogueStep, dialogue: SignInDialogue): void {
    if ('ask' in said) return this.#ask(said.ask, dialogue)
    this.#signedIn = dialogue.signedIn
    this.#event(said.event)
  }

  #chunkRead({ message, last }: Mode & { readonly reads: 'chunk' }): void {
    if (message === undefined) return this.#await(command)
    if (last) return this.#finishMessage(message)
    const refusal = message.refusal
    this.#event(refusal === undefined ? { verb: 'chunk-done' } : { verb: 'message-done', ...refusal })
  }

  #finishMessage(message: MessageReader): void {
    const refusal = message.end()
    if (refusal !== undefined) return this.#event({ verb: 'message-done', ...refusal })
    const { envelope, raw } = message
    const answer = handOver(this.#listener, { envelope, raw, session: this.#sessionFacts(), signedIn: this.#signedIn })
    this.#away(answer.then((reply): Event => ({ verb: 'message-done', ...reply })))
  }

  /** Far over the limit and still sending: not worth reading to the end. */
  #tooMuch(message: MessageReader): void {
    this.closeWith(message.refusal?.reply ?? problemReply('too-large').reply)
  }

  #finish(): void {
    this.#await(nothing)
    this.#wire.end()
    this.deadline = performance.now() + this.#listener.limits.handshakeMs
  }

  #broken(error: unknown): void {
    this.#listener.log.error('smtp.connection-failed', error, { listener: this.#listener.kind })
    this.closeWith('our-fault')
  }

  #closed(): void {
    this.#await(nothing)
    // What the flow behind holds at this moment is given back when it answers.
    if (this.#message?.handed !== true) this.#forgetMessage()
    this.#signedIn = undefined
    this.#onClose()
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
}
