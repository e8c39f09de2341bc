import { assert } from '../base/assert.ts'
import { BadSyntax, Cursor, literalAwaited } from '../imap/cursor.ts'
import type { AnnouncedLiteral, CommandPiece, LiteralRefusal } from '../imap/framer.ts'
import type { Command } from './command.ts'
import { findCommand, readTagAndName, type CommandHead } from './command-table.ts'
import { COMMAND_LITERALS_SIZE_MAX } from './limits.ts'
import type { Services } from './services.ts'
import type { Session } from './session.ts'

/**
 * So many literals of a command are judged with all that stands before them; reading it again for each of thousands
 * would cost too much.
 */
export const LITERALS_JUDGED_MAX = 8

/**
 * Decides whether a literal is worth receiving, before its octets come: nothing is sent or kept in vain. Counts what
 * APPEND holds, so that all connections together stay below their limit.
 */
export class Literals {
  readonly #shared: { readonly services: Services, appendBytes: number }
  readonly #session: Session
  #appendBytes = 0

  constructor(shared: { readonly services: Services, appendBytes: number }, session: Session) {
    this.#shared = shared
    this.#session = session
  }

  judge(literal: AnnouncedLiteral): LiteralRefusal | undefined {
    const head = readTagAndName(literal.pieces[0]?.text ?? new Uint8Array(0))
    const known = head && findCommand(head.name, head.uid)
    if (!known) return { status: 'BAD', code: null, text: 'unknown command' }
    if (!known.states.includes(this.#session.stage)) return { status: 'BAD', code: null, text: 'not now' }
    const wrong = literal.pieces.length <= LITERALS_JUDGED_MAX ? this.#wrongSoFar(known, head, literal.pieces)
      : undefined
    if (wrong) return { status: 'BAD', code: null, text: wrong }
    if (known.takesMessage) return this.#judgeMessage(literal.sizeBytes)
    if (literal.sizeBytes <= COMMAND_LITERALS_SIZE_MAX) return undefined
    return { status: 'BAD', code: null, text: `literals here may hold ${COMMAND_LITERALS_SIZE_MAX} octets` }
  }

  #judgeMessage(sizeBytes: number): LiteralRefusal | undefined {
    const { limits } = this.#shared.services
    if (sizeBytes > limits.appendBytesMax) {
      return { status: 'NO', code: 'TOOBIG', text: `a message may hold ${limits.appendBytesMax} octets` }
    }
    if (this.#shared.appendBytes + sizeBytes > limits.appendBytesInFlightMax) {
      return { status: 'NO', code: 'LIMIT', text: 'too much is being uploaded now, try again' }
    }
    this.#appendBytes += sizeBytes
    this.#shared.appendBytes += sizeBytes
    return undefined
  }

  /** The command is done: its literals count no more. */
  free(): void {
    this.#shared.appendBytes -= this.#appendBytes
    this.#appendBytes = 0
  }

  /** What is wrong with the command before the literal that is announced, if anything is. */
  #wrongSoFar(known: Command, head: CommandHead, pieces: readonly CommandPiece[]): string | undefined {
    try {
      known.read(argumentsOf(head, pieces, this.#session, { awaiting: true }))
    } catch (error) {
      if (error instanceof BadSyntax) return `${known.name}: ${error.message}`
      if (error === literalAwaited) return undefined
      throw error
    }
    return `${known.name}: no literal was expected`
  }
}

/** A cursor over what follows the name of a command. */
export function argumentsOf(
  { rest, uid }: CommandHead, pieces: readonly CommandPiece[], session: Session, { awaiting = false } = {},
): Cursor {
  const [first, ...more] = pieces
  assert(first, 'a command has a first line')
  const after = [{ ...first, text: first.text.subarray(rest) }, ...more]
  return new Cursor(after, { utf8: session.utf8, uid }, { before: rest, awaiting })
}
