import type { SignIn } from '../accounts/types.ts'
import type { Cursor } from '../imap/cursor.ts'
import type { BindChannel } from '../tls/channel-binding.ts'
import type { Output } from './output.ts'
import type { Services } from './services.ts'
import type { Session, Stage } from './session.ts'

/** How a command ended: the tagged answer. RFC 9051 §7.1 */
export interface Result {
  readonly status: 'OK' | 'NO' | 'BAD'
  /** Response code without brackets, such as `TRYCREATE` or `APPENDUID 1 2`. */
  readonly code?: string
  readonly text: string
  /** After the answer is written. */
  readonly then?: 'close' | 'start TLS' | 'start compression'
}

/** What a running command can reach. */
export interface Context {
  readonly session: Session
  readonly out: Output
  readonly services: Services
  /** The command came as `UID name`. */
  readonly uid: boolean
  readonly tag: string
  /** The capabilities now. */
  capabilities(): string
  /** Octets of further commands are waiting: STARTTLS must not be followed by plain text. */
  readonly pipelined: boolean
  /** Writes `+ text` and gives the line that the client answers with; 'closed' when there is none. */
  ask(text: string): Promise<Uint8Array | 'closed' | 'too long'>
  /** The same without writing first. */
  nextLine(): Promise<Uint8Array | 'closed' | 'too long'>
  /** Makes the connection look, between commands, whether there is something to tell. */
  readonly wake: () => void
  /** Opens the account for this connection. */
  signIn(args: { readonly address: string, readonly password: string }): Promise<Result>
  /** The same when the accounts were asked already. */
  admit(answer: SignIn): Promise<Result>
  /** What binds a sign-in to this connection. */
  readonly channel: BindChannel
}

export interface CommandDeclaration<Args> {
  readonly name: string
  /** Where it is allowed. */
  readonly states: readonly Stage[]
  /** `UID name` as well, or only. */
  readonly uid?: 'also' | 'only'
  /** Never tell EXPUNGE at the end of this command (its numbers may be in use). RFC 9051 §7.5.1 */
  readonly keepsNumbers?: boolean
  /** Its literals are messages, judged by the size of messages. */
  readonly takesMessage?: boolean
  readonly rfc: readonly string[]
  /** Words for CAPABILITY that this command makes true. */
  readonly capabilities?: readonly string[]
  /** What follows the name, beginning at its space; must take everything. */
  readonly parse: (args: Cursor) => Args
  readonly run: (args: Args, context: Context) => Promise<Result> | Result
}

export interface Command {
  readonly name: string
  readonly states: readonly Stage[]
  readonly uid: 'also' | 'only' | 'never'
  readonly keepsNumbers: boolean
  readonly takesMessage: boolean
  readonly rfc: readonly string[]
  readonly capabilities: readonly string[]
  /** Reads the arguments (throws `BadSyntax`) and gives what runs it. */
  readonly read: (args: Cursor) => (context: Context) => Promise<Result>
}

/**
 * Declares one command of IMAP: its name, where it is allowed, its place in the standards, its grammar and its work.
 */
export function command<Args>(declared: CommandDeclaration<Args>): Command {
  return {
    name: declared.name, states: declared.states, rfc: declared.rfc,
    uid: declared.uid ?? 'never', keepsNumbers: declared.keepsNumbers ?? false,
    takesMessage: declared.takesMessage ?? false, capabilities: declared.capabilities ?? [],
    read(cursor) {
      const args = declared.parse(cursor)
      cursor.end()
      return async (context) => await declared.run(args, context)
    },
  }
}

/** For commands without arguments. */
export function nothing(): null {
  return null
}

export const ANY_STATE = ['connected', 'authenticated', 'selected'] as const
export const SIGNED_IN = ['authenticated', 'selected'] as const
