import { isIP, type Socket } from 'node:net'
import type { Account } from '../accounts/types.ts'
import type { ReceivingSession } from '../delivery/types.ts'
import { canBind } from '../tls/channel-binding.ts'
import { networkOf, plainAddress } from '../throttle/network.ts'
import type { XclientFacts } from '../smtp/command.ts'
import { AUTH_OCTETS_MAX, COMMAND_OCTETS_MAX } from '../smtp/limits.ts'
import { formatReply, reply, type ReplyName } from '../smtp/replies.ts'
import {
  newSession, step, type Effect, type Envelope, type Event, type Facts, type Mechanism, type Session,
} from '../smtp/session.ts'
import { commandOf } from './command-of.ts'
import { askRecipient, handOver, type HandOver, type SignedIn } from './hand-over.ts'
import { IDLE_COMMANDS_AT_ONCE, IDLE_DELAYS_MAX, UNKNOWN_AT_ONCE } from './limits.ts'
import { LineReader } from './line-reader.ts'
import type { Listener } from './listener.ts'
import { problemReply } from './outcomes.ts'
import { MessageReader } from './message-reader.ts'
import { Patience } from './patience.ts'
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
  /** Whose connection it is; of a balancer, the client it passes on. */
  readonly ip: string
  readonly listener: Listener
  /** Once, when the connection is gone. */
  readonly onClose: () => void
}

/** One client from connect to close: moves bytes between the wire, the pure session and the flows behind it. */
export class Connection {
  readonly #listener: Listener
  readonly #wire: Wire
  readonly #lines: LineReader
  readonly #patience: Patience
  #ip: string
  readonly #onClose: () => void
  #session: Session = newSession
  #facts: Facts
  #mode: Mode = nothing
  #message: MessageReader | undefined
  #running = false
  #stopping = false
  #idleCommands = 0
  #kept = 0
  #finished = false
  #signedIn: SignedIn | undefined
  #receiving: ReceivingSession | undefined
  /** The name the client gave to the filter in front, when one told. */
  #helo: string | undefined

  constructor({ socket, ip, listener, onClose }: ConnectionParts) {
    this.#listener = listener
    this.#ip = ip
    this.#patience = new Patience(listener.limits)
    this.#onClose = onClose
    this.#facts = factsOf(listener, ip)
    this.#wire = new Wire(socket, {
      onInput: () => this.#run(), onDrain: () => this.#run(),
      onSecure: () => this.#secured(), onClose: () => this.#closed(),
    })
    this.#lines = new LineReader(this.#wire)
  }

  /** Greets, or begins the handshake on the door with TLS from the first byte. */
  start(): void {
    if (this.#listener.kind === 'submissions' && this.#listener.tls !== undefined) {
      this.#handshake(this.#listener.tls)
      return
    }
    const { kind, bans, limits } = this.#listener
    if (kind === 'smtp' && bans.isDoubtful(this.#ip)) this.#greetLater(limits.greetDelayMs)
    else this.#greet()
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

  /** What would be lost if its place were needed for somebody else; see `Member`. */
  get worth(): number {
    if (this.#message?.handed === true) return Infinity
    if (this.#finished) return 0
    const { reads } = this.#mode
    if (reads === 'data' || reads === 'chunk') return this.#patience.hasGoodPace(this.#message?.received ?? 0) ? 4 : 1
    if (this.#signedIn !== undefined) return 3
    if (this.#message !== undefined || 'envelope' in this.#session || this.#kept > 0) return 2
    // One that has not even said hello brings least: a slow client stays at that, an honest one for a moment.
    return this.#session.stage === 'greeted' || this.#idleCommands > IDLE_COMMANDS_AT_ONCE ? 0 : 1
  }

  /** Whether the client has been slower than it may be. */
  late(underLoad: boolean): boolean {
    return this.#patience.isOver({ received: this.#message?.received ?? 0, underLoad })
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
    this.#wire.say(formatReply(reply('greeting', `${this.#listener.hostname} ${this.#listener.kind === 'lmtp' ? 'LMTP' : 'ESMTP'} Zegel`)))
    this.#wire.flush()
    this.#await(command)
  }

  /** Who is doubtful waits for our greeting; who does not wait is no mail server (RFC 5321 §4.3.1). */
  #greetLater(ms: number): void {
    this.#await(nothing)
    pause(ms).then(() => {
      if (this.#wire.closed || this.#finished) return
      if (this.#wire.unread > 0) return this.#spokeTooEarly()
      this.#greet()
      this.#run()
    }).catch((error: unknown) => this.#broken(error))
  }

  #spokeTooEarly(): void {
    this.#listener.bans.offend(this.#ip, 'early-talker')
    this.closeWith('spoke-too-early')
  }

  /** From now on the client has its time to send what is read in that mode. */
  #await(mode: Mode): void {
    this.#mode = mode
    const { reads } = mode
    this.#patience.await(reads === 'nothing' ? 'nothing' : reads === 'data' || reads === 'chunk' ? 'text' : 'command')
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
    // Extensions are known only after the answer to EHLO, so nothing may stand behind it yet (RFC 2920 §3.1).
    const isHello = event.verb === 'EHLO' || event.verb === 'HELO' || event.verb === 'LHLO'
    if (isHello && this.#session.stage === 'greeted' && this.#wire.unread > 0 && this.#listener.refusesEarlyTalkers) {
      return this.#spokeTooEarly()
    }
    if (event.verb === 'foreign') this.#listener.bans.offend(this.#ip, 'foreign-protocol')
    if (this.#idleCommands <= IDLE_COMMANDS_AT_ONCE) return this.#event(event)
    // One that fills the pauses between its answers with more commands is never seen waiting for one.
    if (this.#patience.isEmptyHanded()) return this.expire()
    const { idleCommandMs } = this.#listener.limits
    const times = Math.min(IDLE_DELAYS_MAX, this.#idleCommands - IDLE_COMMANDS_AT_ONCE)
    this.#away(pause(idleCommandMs * times).then(() => event))
  }

  /** Lets the session decide, says its reply, runs its effect. */
  #event(event: Event): void {
    const { next, reply: answer, more = [], effect } = step(this.#session, event, this.#facts)
    this.#session = next
    if (answer !== undefined) this.#wire.say(formatReply(answer))
    for (const one of more) this.#wire.say(formatReply(one))
    if (next.stage === 'ready' || next.stage === 'greeted') this.#forgetMessage()
    this.#effect(effect)
  }

  #effect(effect: Effect): void {
    if (effect.do !== 'nothing' && effect.do !== 'become') this.#idleCommands = 0
    switch (effect.do) {
      case 'nothing': return this.#await(command)
      case 'close': return this.#finish()
      case 'start-tls': return this.#startTls()
      case 'sign-in': return this.#signIn(effect.mechanism, effect.initial)
      case 'become': return this.#become(effect.client)
      case 'look-up': return this.#away(this.#lookUp(effect.address))
      case 'read-data': {
        this.#wire.flush()
        this.#message = this.#newMessage(effect.envelope)
        this.#patience.beginText()
        return this.#await({ reads: 'data', message: this.#message })
      }
      case 'read-chunk': {
        if (effect.envelope !== undefined && this.#message === undefined) {
          this.#message = this.#newMessage(effect.envelope)
          this.#patience.beginText()
        }
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
    const { tls } = this.#listener
    if (tls === undefined) return this.closeWith('tls-not-available')
    if (this.#wire.unread > 0) {
      this.#listener.log.warn('smtp.start-tls-injection', { listener: this.#listener.kind })
      this.#listener.bans.offend(this.#ip, 'injection')
      return this.closeWith('data-after-start-tls')
    }
    this.#await(nothing)
    this.#wire.say(formatReply(reply('start-tls')))
    this.#handshake(tls)
  }

  /** The costly part begins once the client has begun it, and in fair turns between networks. */
  #handshake(tls: NonNullable<Listener['tls']>): void {
    this.#patience.await('handshake')
    this.#wire.startTls(tls, () => this.#listener.handshakes.take(networkOf(this.#ip)))
  }

  /** From now on judged as the client that a trusted filter passes on; greeted anew (XCLIENT). */
  #become({ address, helo }: XclientFacts): void {
    const { xclientFrom, bans, kind, hostname } = this.#listener
    if (isIP(address) === 0) return this.#event({ verb: 'malformed', reply: 'bad-parameter' })
    const ip = plainAddress(address)
    this.#ip = ip
    this.#helo = helo
    this.#signedIn = undefined
    const { unknownRecipientsMax } = this.#listener.limits
    this.#facts = { ...this.#facts, xclient: xclientFrom(ip), unknownRecipientsMax }
    if (bans.find(ip) !== undefined) return this.closeWith('banned')
    this.#listener.receiving?.meet?.(ip)
    this.#wire.say(formatReply(reply('greeting', `${hostname} ${kind === 'lmtp' ? 'LMTP' : 'ESMTP'} Zegel`)))
    this.#await(command)
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
      ip: this.#ip, helo: this.#helo ?? ('client' in session ? session.client.name : ''), hostname: this.#listener.hostname,
      tls: this.#wire.tls, utf8: parameters?.smtputf8 ?? false,
      ...envelopeId === undefined ? {} : { envelopeId }, ...ret === undefined ? {} : { ret },
    }
    return this.#receiving
  }

  async #lookUp(asked: string): Promise<Event> {
    const { throttle, limits } = this.#listener
    const verdict = await askRecipient(this.#listener, {
      asked, from: 'envelope' in this.#session ? this.#session.envelope.from : '', session: this.#sessionFacts(),
    })
    if (verdict === 'unknown' || verdict === 'not-local') {
      const { unknown } = this.#session.tally
      if (!throttle.take('unknown-recipient-network', networkOf(this.#ip)).allowed) {
        this.#listener.bans.offend(this.#ip, 'harvesting')
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
    if (this.#signedIn !== undefined) this.#patience.brought()
    this.#event(said.event)
  }

  #chunkRead({ message, last }: Mode & { readonly reads: 'chunk' }): void {
    if (message === undefined) return this.#await(command)
    if (last) return this.#finishMessage(message)
    this.#event({ verb: 'chunk-done', refusal: message.refusal })
  }

  #finishMessage(message: MessageReader): void {
    const refusal = message.end()
    if (refusal !== undefined) return this.#event({ verb: 'message-done', ...refusal })
    const { envelope, raw } = message
    const args = { envelope, raw, session: this.#sessionFacts(), signedIn: this.#signedIn }
    const turn = this.#listener.messages.take(networkOf(this.#ip))
    if (turn === undefined) return this.#event({ verb: 'message-done', reply: 'no-memory' })
    this.#away(turn instanceof Promise ? turn.then((end) => this.#handOver(args, end)) : this.#handOver(args, turn))
  }

  async #handOver(args: HandOver, end: () => void): Promise<Event> {
    try {
      const { each, ...reply } = await handOver(this.#listener, args)
      if (reply.reply === 'kept') {
        this.#kept++
        this.#patience.brought()
      }
      return { verb: 'message-done', ...reply, ...each === undefined ? {} : { each } }
    } finally {
      end()
    }
  }

  /** Far over the limit and still sending: not worth reading to the end. */
  #tooMuch(message: MessageReader): void {
    this.closeWith(message.refusal?.reply ?? problemReply('too-large').reply)
  }

  #finish(): void {
    this.#await(nothing)
    this.#finished = true
    this.#wire.end()
    this.#patience.await('handshake')
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

function factsOf({ kind, hostname, tls, limits, xclientFrom }: Listener, ip: string): Facts {
  const { sizeBytesMax, recipientsMax, unknownRecipientsMax } = limits
  const isMx = kind === 'smtp' || kind === 'lmtp'
  return {
    role: isMx ? 'mx' : 'submission', lmtp: kind === 'lmtp', xclient: isMx && xclientFrom(ip), hostname, tls: false,
    tlsAvailable: tls !== undefined, canBind: false, sizeBytesMax, recipientsMax, unknownRecipientsMax,
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
}
