import { DQUOTE, LPAREN, SPACE } from '../imap/bytes.ts'
import type { Cursor } from '../imap/cursor.ts'
import { dateTime } from '../imap/date-time.ts'
import { flagList } from '../imap/flags.ts'
import type { Flags, NewMail } from '../mailstore/types.ts'
import { toFlags } from './flags.ts'
import { withCrlf } from './line-ends.ts'

/** A message as a client hands it in. */
export interface NewMessage {
  readonly flags: Flags
  /** null: now. */
  readonly receivedAt: number | null
  readonly raw: Uint8Array
}

/** append-message: SP [flag-list SP] [date-time SP] append-data. RFC 9051 §9, RFC 3502 §6.3.11 */
export function newMessage(args: Cursor): NewMessage {
  args.sp()
  let flags: string[] = []
  if (args.peek() === LPAREN) {
    flags = flagList(args)
    args.sp()
  }
  const receivedAt = args.peek() === DQUOTE ? dateTime(args) : null
  if (receivedAt !== null) args.sp()
  return { flags: toFlags(flags), receivedAt, raw: messageLiteral(args) }
}

/** Is another message next? */
export function atMessage(args: Cursor): boolean {
  return args.peek() === SPACE
}

/** literal, literal8, or `UTF8 (` literal8 `)`. RFC 6855 §4 */
function messageLiteral(args: Cursor): Uint8Array {
  if (args.atLiteral) return args.literal({ binary: true })
  if (!args.skipWord('UTF8')) args.expected('a literal')
  args.sp()
  args.take(40)
  const octets = args.literal({ binary: true })
  args.take(41)
  return octets
}

/** As it is kept. */
export function asKept({ raw, flags, receivedAt }: NewMessage, now: number): NewMail {
  return { raw: withCrlf(raw), flags, receivedAt: receivedAt ?? now }
}
