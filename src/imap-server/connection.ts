import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { BadSyntax } from '../imap/cursor.ts'
import {
  Framer, FRAMER_LIMITS_BEFORE_LOGIN, type CommandPiece, type Framed,
} from '../imap/framer.ts'
import { respText } from '../imap/response.ts'
import { Refusal, Temporary } from '../base/errors.ts'
import { channelOf, noChannel, type BindChannel } from '../tls/channel-binding.ts'
import { capabilityWords } from './capabilities.ts'
import type { Command, Context, Result } from './command.ts'
import { CompressedSocket, type Wire } from './compressed-socket.ts'
import { findCommand, readTagAndName, type CommandHead } from './command-table.ts'
import { COMMAND_LITERALS_MAX, COMMAND_LITERALS_SIZE_MAX, COMMAND_TEXT_SIZE_MAX, DROP_SIZE_MIN,
  INPUT_SIZE_MAX } from './limits.ts'
import { handshake } from './handshake.ts'
import { argumentsOf, Literals } from './literals.ts'
import { Output } from './output.ts'
import type { Services } from './services.ts'
import { Session } from './session.ts'
import { admit, signIn, type Seats, type SignInWith } from './sign-in.ts'

/** What the server keeps for all connections together. */
export interface Shared extends Seats {
  readonly services: Services
  /** Octets of APPEND being received. */
  appendBytes: number
}

/**
 * One client. Reads octets, cuts them into commands, runs one at a time in the order they came, writes the answers.
 * Rules: nothing is said twice or early; a literal is never read as a command; plain text behind STARTTLS ends the
 * connection; a client that stops reading stops being served; whatever fails inside a command is answered as such.
 */
export class Connection {
  readonly #shared: Shared
  readonly #session: Session
  readonly #out: Output
  /** As it was accepted: what STARTTLS turns into TLS. */
  readonly #accepted: Socket
  #socket: Wire
  #unlisten: () => void = () => undefined
  #framer = new Framer(FRAMER_LIMITS_BEFORE_LOGIN)
  #wake: ((open: boolean) => void) | null = null
  #closed = false
  #ending = false
  #badCommands = 0
  /** A literal or line was refused just now: what comes next may still be its octets. */
  #wary = false
  readonly #literals: Literals
  #timer: NodeJS.Timeout | null = null
  readonly #releases: (() => void)[] = []
  readonly #loginDeadline: number

  constructor(args: {
    readonly socket: Socket, readonly secure: boolean, readonly ip: string, readonly shared: Shared,
    /** Gives back the place among those who have not signed in. */
    readonly known: () => void,
  }) {
    const { services } = args.shared
    this.#shared = args.shared
    this.#accepted = args.socket
    this.#socket = args.socket
    this.#out = new Output(args.socket, services.limits.stallMs)
    const loopback = args.ip === '127.0.0.1' || args.ip === '::1' || args.ip === '::ffff:127.0.0.1'
    this.#session = new Session({
      ip: args.ip, secure: args.secure, plaintextLogin: services.allowPlaintextLogin === 'loopback' && loopback,
    })
    this.#loginDeadline = services.clock.now() + services.limits.loginMs
    this.#literals = new Literals(args.shared, this.#session)
    this.#releases.push(args.known)
    this.#listen(args.socket)
  }

  /** Resolves when the connection is over and everything it held is given back. */
  async serve(): Promise<void> {
    try {
      this.#out.line(`* OK [CAPABILITY ${this.#capabilities()}] ${this.#shared.services.hostname} Zegel ready`)
      while (!this.#ending && !this.#closed) await this.#turn()
    } catch (error) {
      this.#shared.services.log.error('imap.connection-failed', error)
      this.end('internal error')
    } finally {
      this.#giveBack()
      this.#out.flush()
      this.#socket.end()
      // Who does not close its side within a moment is cut off.
      const cut = setTimeout(() => this.#socket.destroy(), CLOSE_MS)
      cut.unref()
      if (this.#closed) this.#socket.destroy()
    }
  }

  /** What would be lost if its place were needed for somebody else (`Member` of the crowd). */
  get worth(): number {
    return this.#session.stage === 'connected' ? 1 : 3
  }

  /** Says BYE and closes, from outside: the server stops, access was taken away. */
  end(why: string): void {
    if (this.#ending) return
    this.#ending = true
    this.#out.line(`* BYE ${respText(why)}`)
    this.#out.finish()
    this.#wake?.(false)
    this.#socket.end()
  }

  /** Others listen to the socket as well (who counts connections), so only our own listeners are taken off again. */
  #listen(socket: Wire): void {
    const came = (octets: Buffer): void => {
      this.#framer.push(octets)
      if (this.#wake) this.#wake(true)
      else if (this.#framer.unread > INPUT_SIZE_MAX) socket.pause()
    }
    const gone = (): void => {
      if (socket !== this.#socket) return
      this.#closed = true
      this.#wake?.(false)
    }
    socket.on('data', came)
    for (const event of ENDINGS) socket.on(event, gone)
    this.#unlisten = () => {
      socket.off('data', came)
      for (const event of ENDINGS) socket.off(event, gone)
    }
  }

  /** Waits for octets; false when none will come. */
  async #more(): Promise<boolean> {
    if (this.#closed || this.#ending) return false
    this.#out.release()
    const waitMs = this.#waitMs()
    this.#timer ??= setTimeout(() => this.#expire(), waitMs)
    this.#socket.resume()
    const open = await new Promise<boolean>((wake) => { this.#wake = wake })
    this.#wake = null
    clearTimeout(this.#timer)
    this.#timer = null
    return open
  }

  #waitMs(): number {
    const { limits, clock } = this.#shared.services
    if (this.#session.stage === 'connected') return Math.max(1, this.#loginDeadline - clock.now())
    return this.#framer.idle ? limits.idleMs : limits.stallMs
  }

  #expire(): void {
    this.end(this.#session.stage === 'connected' ? 'too slow to sign in' : 'idle for too long')
    this.#socket.destroySoon()
  }

  async #turn(): Promise<void> {
    const framed = this.#framer.next((literal) => this.#literals.judge(literal))
    if (!framed) {
      // Between two commands only: half a command may be here, and its end brings an answer of its own.
      if (this.#framer.idle && await this.#tellNews()) return
      if (!(await this.#more())) this.#ending = true
      return
    }
    if (framed.kind === 'continue') this.#out.line('+ go ahead')
    else if (framed.kind === 'refused') this.#refused(framed)
    else await this.#command(framed.pieces)
    if (!(await this.#out.room())) this.#closed = true
  }

  /** Tells what NOTIFY asked for; false when there is nothing. */
  async #tellNews(): Promise<boolean> {
    const { notifications } = this.#session
    if (!notifications?.pending) return await this.#tellContexts()
    try {
      await notifications.tell()
    } catch (error) {
      // The client would believe that nothing happens: it must hear that it is told no more. RFC 5465 §5.8
      this.#session.notify(null)
      this.#out.line('* NO [NOTIFICATIONOVERFLOW] changes are not told any more')
      if (!(error instanceof Temporary)) this.#shared.services.log.error('imap.notify-failed', error)
    }
    if (!(await this.#out.room())) this.#closed = true
    return true
  }

  /** Tells how searches with UPDATE changed (RFC 5267 §4.3); false when there is nothing. */
  async #tellContexts(): Promise<boolean> {
    if (this.#session.stage !== 'selected' || this.#closed) return false
    const { selected, style } = this.#session
    if (!selected.contexts.pending) return false
    try {
      // Results are messages that the client knows of: EXISTS goes first. Numbers keep still.
      while (selected.tell(this.#out, { ...style, expunge: false }) && await this.#out.room());
      await selected.contexts.tell(selected.lastUid)
    } catch (error) {
      selected.contexts.refuseAll(this.#out)
      if (!(error instanceof Temporary)) this.#shared.services.log.error('imap.context-failed', error)
    }
    if (!(await this.#out.room())) this.#closed = true
    return true
  }

  #refused(framed: Framed & { kind: 'refused' }): void {
    this.#literals.free()
    const code = framed.code ? `[${framed.code}] ` : ''
    this.#out.line(`${framed.tag ?? '*'} ${framed.tag ? framed.status : 'BAD'} ${code}${respText(framed.text)}`)
    this.#wary = true
    if (framed.end) this.end('cannot follow any more')
    else this.#countBad()
  }

  async #command(pieces: readonly CommandPiece[]): Promise<void> {
    const head = readTagAndName(pieces[0]?.text ?? new Uint8Array(0))
    if (!head) {
      this.#out.line('* BAD expected a tag and a command')
      return this.#notUnderstood()
    }
    const { tag } = head
    const found = findCommand(head.name, head.uid)
    if (!found || !found.states.includes(this.#session.stage)) {
      this.#answer(tag, { status: 'BAD', text: found ? `${found.name} is not allowed now` : 'unknown command' })
      return this.#notUnderstood()
    }
    this.#wary = false
    const result = await this.#run(found, head, pieces)
    this.#literals.free()
    if (this.#session.stage === 'selected' && !this.#closed) {
      const { selected, style } = this.#session
      const how = { ...style, expunge: !found.keepsNumbers || head.uid }
      while (selected.tell(this.#out, how) && await this.#out.room());
      await this.#tellContexts()
    }
    this.#answer(tag, result)
    if (result.status === 'BAD') this.#countBad()
    if (result.then === 'close') {
      this.#ending = true
      this.#out.flush()
    } else if (result.then === 'start TLS') await this.#startTls()
    else if (result.then === 'start compression') this.#startCompression()
  }

  async #run(found: Command, head: CommandHead, pieces: readonly CommandPiece[]): Promise<Result> {
    // Whoever gave message numbers up gets no answer with them. RFC 9586 §3
    if (this.#session.uidOnly && found.uid === 'also' && !head.uid) return UID_REQUIRED
    try {
      return await found.read(argumentsOf(head, pieces, this.#session))(this.#context(head))
    } catch (error) {
      if (error instanceof BadSyntax) return { status: 'BAD', text: `${found.name}: ${error.message}` }
      if (error instanceof Refusal) return { status: 'NO', code: 'CANNOT', text: `refused: ${error.reason}` }
      if (error instanceof Temporary) {
        this.#shared.services.log.warn('imap.temporary', { command: found.name, reason: error.reason })
        return { status: 'NO', code: 'UNAVAILABLE', text: 'cannot do that now, try again later' }
      }
      this.#shared.services.log.error('imap.command-failed', error, { command: found.name })
      return { status: 'NO', code: 'SERVERBUG', text: 'internal error' }
    }
  }

  #answer(tag: string, result: Result): void {
    const code = result.code ? `[${result.code}] ` : ''
    this.#out.line(`${tag} ${result.status} ${code}${respText(result.text)}`)
  }

  /** Right behind a refused literal this is no slip but the literal itself, from a client that sent it all the same. */
  #notUnderstood(): void {
    if (this.#wary) this.end('cannot follow any more')
    else this.#countBad()
  }

  #countBad(): void {
    const { limits } = this.#shared.services
    const max = this.#session.stage === 'connected' ? limits.badCommandsBeforeLoginMax : limits.badCommandsMax
    if (++this.#badCommands > max) this.end('too many bad commands')
  }

  #capabilities(): string {
    return capabilityWords(this.#session, this.#shared.services.limits, this.#channel()).join(' ')
  }

  #context({ uid, tag }: CommandHead): Context {
    const session = this.#session
    return {
      session, out: this.#out, services: this.#shared.services, uid, tag,
      capabilities: () => this.#capabilities(),
      pipelined: this.#framer.unread > 0,
      ask: (text) => this.#ask(text),
      nextLine: () => this.#nextLine(),
      wake: () => this.#wake?.(true),
      signIn: async (secret) => await signIn(secret, this.#signInWith()),
      admit: async (answer) => await admit(answer, this.#signInWith()),
      channel: this.#channel(),
    }
  }

  #signInWith(): SignInWith {
    return {
      session: this.#session, shared: this.#shared, connection: this,
      onSignedIn: (releases) => this.#signedIn(releases),
    }
  }

  #channel(): BindChannel {
    return this.#socket instanceof TLSSocket ? channelOf(this.#socket) : noChannel
  }

  async #ask(text: string): Promise<Uint8Array | 'closed' | 'too long'> {
    this.#out.line(`+ ${text}`)
    return await this.#nextLine()
  }

  async #nextLine(): Promise<Uint8Array | 'closed' | 'too long'> {
    for (;;) {
      const line = this.#framer.nextLine(ANSWER_SIZE_MAX)
      if (line === 'bad line end') return NOTHING
      if (line === 'too long') {
        this.end('line too long')
        return line
      }
      if (line) return line
      if (await this.#tellNews()) continue
      if (!(await this.#more())) return 'closed'
    }
  }

  #signedIn(releases: readonly (() => void)[]): void {
    for (const release of this.#releases.splice(0)) release()
    this.#releases.push(...releases)
    if (this.#closed || this.#ending) return this.#giveBack()
    this.#badCommands = 0
    this.#framer.limit({
      textSizeMax: COMMAND_TEXT_SIZE_MAX,
      literalCountMax: COMMAND_LITERALS_MAX,
      literalsSizeMax: this.#shared.services.limits.appendBytesMax + COMMAND_LITERALS_SIZE_MAX,
      dropSizeMax: Math.max(DROP_SIZE_MIN, 2 * this.#shared.services.limits.appendBytesMax),
    })
  }

  /** The answer was written; what comes from here on is the handshake. RFC 9051 §6.2.1 */
  async #startTls(): Promise<void> {
    this.#out.release()
    const plain = this.#accepted
    plain.pause()
    if (this.#framer.unread > 0) return this.end('plain text after STARTTLS')
    this.#unlisten()
    plain.on('error', () => undefined)
    const secure = new TLSSocket(plain, { isServer: true, secureContext: this.#shared.services.tls.secureContext() })
    const done = await handshake(secure, this.#shared.services.limits.loginMs)
    this.#socket = secure
    this.#framer = new Framer(FRAMER_LIMITS_BEFORE_LOGIN)
    this.#out.attach(secure)
    this.#listen(secure)
    this.#session.secure = true
    if (!done) this.#closed = true
  }

  /** The answer was written plain; both directions are compressed from here on. RFC 4978 §3 */
  #startCompression(): void {
    this.#out.release()
    const inner = this.#socket
    inner.pause()
    this.#unlisten()
    const compressed = new CompressedSocket(inner)
    this.#socket = compressed
    this.#out.attach(compressed)
    this.#listen(compressed)
    this.#session.compressed = true
  }

  #giveBack(): void {
    this.#literals.free()
    this.#session.notify(null)
    this.#session.unselect()
    for (const release of this.#releases.splice(0)) release()
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }
}

/** Longest line in answer to `+`: a SASL response with a long password fits. */
export const ANSWER_SIZE_MAX = 4096
const UID_REQUIRED: Result = { status: 'BAD', code: 'UIDREQUIRED', text: 'UIDONLY is on' }
const ENDINGS = ['end', 'close', 'error'] as const
const CLOSE_MS = 2000
const NOTHING = new Uint8Array(0)
