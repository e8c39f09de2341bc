import type { Socket } from 'node:net'
import type { Account } from '../accounts/types.ts'
import { canBind } from '../tls/channel-binding.ts'
import { formatReply, reply, type ReplyName } from '../smtp/replies.ts'
import { newSession, step, type Effect, type Event, type Mechanism, type Session } from '../smtp/session.ts'
import { Caller } from './caller.ts'
import { Intake } from './intake.ts'
import { IDLE_COMMANDS_AT_ONCE, IDLE_DELAYS_MAX } from './limits.ts'
import type { Listener } from './listener.ts'
import type { MessageReader } from './message-reader.ts'
import { problemReply } from './outcomes.ts'
import { Patience } from './patience.ts'
import { pause } from './pause.ts'
import { Reading, readsCommand, readsNothing, type Read } from './reading.ts'
import { SignInDialogue, type DialogueStep } from './sign-in-dialogue.ts'
import { Wire } from './wire.ts'

export interface ConnectionParts {
  readonly socket: Socket
  /** Whose connection it is; of a balancer, the client it passes on. */
  readonly ip: string
  readonly listener: Listener
  /** Once, when the connection is gone. */
  readonly onClose: () => void
}

/**
 * One client from connect to close: what was read (`reading.ts`) goes to the pure session, and its effects to who the client is
 * (`caller.ts`), to the message that comes in (`intake.ts`), to the handshake and to the sign-in.
 */
export class Connection {
  readonly #listener: Listener
  readonly #wire: Wire
  readonly #patience: Patience
  readonly #reading: Reading
  readonly #caller: Caller
  readonly #intake: Intake
  readonly #onClose: () => void
  #session: Session = newSession
  #running = false
  #stopping = false
  #finished = false
  #idleCommands = 0

  constructor({ socket, ip, listener, onClose }: ConnectionParts) {
    this.#listener = listener
    this.#patience = new Patience(listener.limits)
    this.#onClose = onClose
    this.#wire = new Wire(socket, {
      onInput: () => this.#run(), onDrain: () => this.#run(),
      onSecure: () => this.#secured(), onClose: () => this.#closed(),
    })
    this.#reading = new Reading(this.#wire, this.#patience)
    this.#caller = new Caller(listener, { ip, wire: this.#wire })
    this.#intake = new Intake(listener)
  }

  /** Greets, or begins the handshake on the door with TLS from the first byte. */
  start(): void {
    if (this.#listener.kind === 'submissions' && this.#listener.tls !== undefined) {
      this.#handshake(this.#listener.tls)
      return
    }
    const { kind, bans, limits, isExempt } = this.#listener
    const { ip } = this.#caller
    if (kind === 'smtp' && !isExempt(ip) && bans.isDoubtful(ip)) this.#greetLater(limits.greetDelayMs)
    else this.#greet()
    this.#wire.start()
  }

  /** The account somebody signed in as here, if any. */
  get account(): Account | undefined {
    return this.#caller.signedIn?.account
  }

  /** Nothing of a message is being received or kept, so it can be ended without anybody losing anything. */
  get idle(): boolean {
    const { mode } = this.#reading
    return (mode === 'command' || mode === 'response' || mode === 'rest-of-line') && this.#intake.message === undefined
  }

  /** What would be lost if its place were needed for somebody else; see `Member`. */
  get worth(): number {
    const { message, received, kept } = this.#intake
    if (message?.handed === true) return Infinity
    if (this.#finished) return 0
    const { mode } = this.#reading
    if (mode === 'data' || mode === 'chunk') return this.#patience.hasGoodPace(received) ? 4 : this.#patience.isTextYoung ? 2 : 1
    if (this.#caller.signedIn !== undefined) return 3
    if (message !== undefined || 'envelope' in this.#session || kept > 0) return 2
    // One that has not even said hello brings least: a slow client stays at that, an honest one for a moment.
    return this.#session.stage === 'greeted' || this.#idleCommands > IDLE_COMMANDS_AT_ONCE ? 0 : 1
  }

  /** Whether the client has been slower than it may be. */
  late(underLoad: boolean): boolean {
    return this.#patience.isOver({ received: this.#intake.received, underLoad })
  }

  /** Ends at the next moment when no message is half way. */
  stop(): void {
    this.#stopping = true
    if (this.idle) this.closeWith('shutting-down')
  }

  /** Too late: says so, or just closes when nobody could read it (in the handshake, or after our last word). */
  expire(): void {
    if (this.#reading.mode === 'nothing') this.#wire.destroy()
    else this.closeWith('timeout')
  }

  /** Says that, then closes. */
  closeWith(name: ReplyName): void {
    if (!this.#caller.facts.tls && this.#listener.kind === 'submissions') return this.#wire.destroy()
    this.#wire.say(formatReply(reply(name)))
    this.#finish()
  }

  destroy(): void {
    this.#wire.destroy()
  }

  #greet(): void {
    this.#sayGreeting()
    this.#wire.flush()
    this.#reading.await(readsCommand)
  }

  #sayGreeting(): void {
    const { hostname, kind } = this.#listener
    this.#wire.say(formatReply(reply('greeting', `${hostname} ${kind === 'lmtp' ? 'LMTP' : 'ESMTP'} Zegel`)))
  }

  /** Who is doubtful waits for our greeting; who does not wait is no mail server (RFC 5321 §4.3.1). */
  #greetLater(ms: number): void {
    this.#reading.await(readsNothing)
    pause(ms).then(() => {
      if (this.#wire.closed || this.#finished) return
      if (this.#wire.unread > 0) return this.#spokeTooEarly()
      this.#greet()
      this.#run()
    }).catch((error: unknown) => this.#broken(error))
  }

  #spokeTooEarly(): void {
    this.#listener.bans.offend(this.#caller.ip, 'early-talker')
    this.closeWith('spoke-too-early')
  }

  /** Uses up the input as far as it goes. Not re-entered: answers from inside come back through `#away`. */
  #run(): void {
    if (this.#running) return
    this.#running = true
    try {
      while (!this.#wire.closed && !this.#wire.blocked && this.#reading.mode !== 'nothing') {
        const read = this.#reading.next()
        if (read === undefined) break
        this.#take(read)
      }
    } catch (error) {
      this.#broken(error)
    } finally {
      this.#running = false
    }
    if (this.#reading.mode === 'nothing') {
      this.#wire.hold()
      return
    }
    this.#wire.flush()
    this.#wire.letGo()
    if (this.#wire.ended && !this.#wire.blocked) return this.#finish()
    if (this.#stopping && this.idle) this.closeWith('shutting-down')
  }

  #take(read: Read): void {
    switch (read.is) {
      case 'command': return this.#command(read.event)
      case 'end-of-endless': return this.#event({ verb: 'malformed', reply: 'line-too-long' })
      case 'response': return this.#response(read.line, read.dialogue)
      case 'message': return this.#finishMessage(read.message)
      case 'hopeless': return this.closeWith(read.message.refusal?.reply ?? problemReply('too-large').reply)
      case 'chunk': {
        if (read.message === undefined) return this.#reading.await(readsCommand)
        if (read.last) return this.#finishMessage(read.message)
        return this.#event({ verb: 'chunk-done', refusal: read.message.refusal })
      }
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
    if (event.verb === 'foreign') this.#listener.bans.offend(this.#caller.ip, 'foreign-protocol')
    if (this.#idleCommands <= IDLE_COMMANDS_AT_ONCE) return this.#event(event)
    // One that fills the pauses between its answers with more commands is never seen waiting for one.
    if (this.#patience.isEmptyHanded()) return this.expire()
    const { idleCommandMs } = this.#listener.limits
    const times = Math.min(IDLE_DELAYS_MAX, this.#idleCommands - IDLE_COMMANDS_AT_ONCE)
    this.#away(pause(idleCommandMs * times).then(() => event))
  }

  /** Lets the session decide, says its reply, runs its effect. */
  #event(event: Event): void {
    const { next, reply: answer, more = [], effect } = step(this.#session, event, this.#caller.facts)
    this.#session = next
    if (event.verb === 'message-done' && event.reply === 'kept') this.#patience.brought()
    if (answer !== undefined) this.#wire.say(formatReply(answer))
    for (const one of more) this.#wire.say(formatReply(one))
    if (next.stage === 'ready' || next.stage === 'greeted') this.#forgetMessage()
    this.#effect(effect)
  }

  #effect(effect: Effect): void {
    if (effect.do !== 'nothing' && effect.do !== 'become') this.#idleCommands = 0
    switch (effect.do) {
      case 'nothing': return this.#reading.await(readsCommand)
      case 'close': return this.#finish()
      case 'start-tls': return this.#startTls()
      case 'sign-in': return this.#signIn(effect.mechanism, effect.initial)
      case 'become': return this.#become(effect)
      case 'look-up': return this.#away(this.#caller.lookUp(effect.address, this.#session))
      case 'read-data': {
        this.#wire.flush()
        const message = this.#intake.begin(effect.envelope)
        this.#patience.beginText()
        return this.#reading.await({ reads: 'data', message })
      }
      case 'read-chunk': return this.#readChunk(effect)
    }
  }

  #readChunk({ octets, last, envelope }: Effect & { readonly do: 'read-chunk' }): void {
    if (envelope !== undefined && this.#intake.message === undefined) {
      this.#intake.begin(envelope)
      this.#patience.beginText()
    }
    if (octets > 2 * this.#caller.facts.sizeBytesMax) return this.closeWith('message-too-large')
    const message = envelope === undefined ? undefined : this.#intake.message
    this.#reading.await({ reads: 'chunk', message, left: octets, last })
  }

  #forgetMessage(): void {
    this.#intake.forget()
    this.#caller.messageOver()
  }

  /** Nothing more is read from the client until the answer is there. */
  #away(answer: Promise<Event>): void {
    this.#reading.await(readsNothing)
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
      this.#listener.bans.offend(this.#caller.ip, 'injection')
      return this.closeWith('data-after-start-tls')
    }
    this.#reading.await(readsNothing)
    this.#wire.say(formatReply(reply('start-tls')))
    this.#handshake(tls)
  }

  /** The costly part begins once the client has begun it, and in fair turns between networks. */
  #handshake(tls: NonNullable<Listener['tls']>): void {
    this.#patience.await('handshake')
    this.#wire.startTls(tls, () => this.#listener.handshakes.take(this.#caller.network))
  }

  #secured(): void {
    this.#caller.secured({ canBind: canBind(this.#wire.channel) })
    if (this.#session.tally.commands === 0 && this.#listener.kind === 'submissions') this.#greet()
    else this.#event({ verb: 'tls-started' })
    this.#run()
  }

  /** From now on judged as the client that a trusted filter passes on; greeted anew (XCLIENT). */
  #become({ client }: Effect & { readonly do: 'become' }): void {
    if (!this.#caller.become(client)) return this.#event({ verb: 'malformed', reply: 'bad-parameter' })
    const { ip } = this.#caller
    if (this.#listener.bans.find(ip) !== undefined) return this.closeWith('banned')
    this.#listener.receiving?.meet?.(ip)
    this.#sayGreeting()
    this.#reading.await(readsCommand)
  }

  #signIn(mechanism: Mechanism, initial: string | undefined): void {
    const dialogue = new SignInDialogue(this.#listener, { mechanism, ip: this.#caller.ip, channel: this.#wire.channel })
    if (initial !== undefined) return this.#response(initial, dialogue)
    this.#ask(dialogue.prompt, dialogue)
  }

  #ask(message: string, dialogue: SignInDialogue): void {
    this.#wire.say(formatReply(reply('send-response', message)))
    this.#reading.await({ reads: 'response', dialogue })
  }

  /** One client response of the dialogue. Nothing more is read until the accounts answered. */
  #response(line: string, dialogue: SignInDialogue): void {
    const said = dialogue.respond(line)
    if (!(said instanceof Promise)) return this.#said(said, dialogue)
    this.#reading.await(readsNothing)
    said.then((later) => {
      if (this.#wire.closed) return
      this.#said(later, dialogue)
      this.#run()
    }).catch((error: unknown) => this.#broken(error))
  }

  #said(said: DialogueStep, dialogue: SignInDialogue): void {
    if ('ask' in said) return this.#ask(said.ask, dialogue)
    this.#caller.signedIn = dialogue.signedIn
    if (dialogue.signedIn !== undefined) this.#patience.brought()
    this.#event(said.event)
  }

  #finishMessage(message: MessageReader): void {
    const { signedIn, network } = this.#caller
    const answer = this.#intake.finish(message, { session: this.#caller.receiving(this.#session), signedIn, network })
    if (answer instanceof Promise) this.#away(answer)
    else this.#event(answer)
  }

  #finish(): void {
    this.#reading.await(readsNothing)
    this.#finished = true
    this.#wire.end()
    this.#patience.await('handshake')
  }

  #broken(error: unknown): void {
    this.#listener.log.error('smtp.connection-failed', error, { listener: this.#listener.kind })
    this.closeWith('our-fault')
  }

  #closed(): void {
    this.#reading.await(readsNothing)
    // What the flow behind holds at this moment is given back when it answers.
    if (this.#intake.message?.handed !== true) this.#forgetMessage()
    this.#caller.signedIn = undefined
    this.#onClose()
  }
}
