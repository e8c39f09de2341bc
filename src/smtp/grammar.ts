/**
 * SMTP's command grammar: one line of bytes in, one command out.
 *
 * For the server, the fuzzer and tests. Promises: pure, linear in the length of the line, never throws; what is not
 * exactly a command is `malformed` with the reply that says so. Control characters are refused everywhere: a NUL, CR
 * or TAB in an address means different things to different programs.
 * Standards: RFC 5321 §4.1, RFC 1870 (SIZE), RFC 3030 (BDAT), RFC 3461 (DSN), RFC 4954 (AUTH), RFC 6152 (8BITMIME),
 * RFC 6531 (SMTPUTF8), RFC 3207 (STARTTLS), RFC 2033 (LMTP).
 */
import type { Command } from './command.ts'
import { Cursor, isDigit, isLetter, isUtf8, text } from './cursor.ts'
import { AUTH_OCTETS_MAX, COMMAND_OCTETS_MAX, DOMAIN_OCTETS_MAX } from './limits.ts'
import { mailParameters, recipientParameters } from './parameters.ts'
import { forwardPath, reversePath } from './path.ts'
import type { ReplyName } from './replies.ts'
import { xclient } from './xclient.ts'

const SPACE = 0x20

/** Parses one line without its CRLF. */
export function parseCommand(line: Uint8Array): Command {
  const limit = line.length <= COMMAND_OCTETS_MAX - 2 ? COMMAND_OCTETS_MAX : AUTH_OCTETS_MAX
  if (line.length > limit - 2) return malformed('line-too-long')
  for (const byte of line) if (byte < 0x20 || byte === 0x7f) return malformed('syntax')
  if (!isUtf8(line)) return malformed('syntax')
  const cursor = new Cursor(line)
  const verb = cursor.takeWhile((byte) => isLetter(byte)).toUpperCase()
  if (foreignVerbs.has(verb)) return { verb: 'foreign' }
  if (line.length > COMMAND_OCTETS_MAX - 2 && verb !== 'AUTH') return malformed('line-too-long')
  if (!cursor.ended && cursor.peek() !== SPACE) return malformed('unknown-command')
  return commandOf(verb, cursor)
}

function commandOf(verb: string, cursor: Cursor): Command {
  switch (verb) {
    case 'HELO':
    case 'EHLO':
    case 'LHLO': return hello(verb, cursor)
    case 'XCLIENT': {
      const facts = xclient(cursor)
      return typeof facts === 'string' ? malformed(facts) : { verb, facts }
    }
    case 'MAIL': return mail(cursor)
    case 'RCPT': return rcpt(cursor)
    case 'BDAT': return bdat(cursor)
    case 'AUTH': return auth(cursor)
    case 'DATA':
    case 'RSET':
    case 'QUIT':
    case 'STARTTLS': return atEnd(cursor) ? { verb } : malformed('bad-parameter')
    case 'NOOP':
    case 'HELP': return { verb }
    case 'VRFY':
    case 'EXPN': return atEnd(cursor) ? malformed('syntax') : { verb }
    default: return malformed('unknown-command')
  }
}

/** Trailing spaces are common and harmless (RFC 5321 §4.1.1 asks to tolerate them). */
function atEnd(cursor: Cursor): boolean {
  while (cursor.take(SPACE)) { /* step over */ }
  return cursor.ended
}

/**
 * "HELO" SP Domain; "EHLO" SP ( Domain / address-literal ). Many honest clients send names with underscores, so any
 * word of printable ASCII is taken; RFC 5321 §4.1.4 forbids to refuse mail for a name that does not fit anyway.
 */
function hello(verb: 'HELO' | 'EHLO' | 'LHLO', cursor: Cursor): Command {
  if (!cursor.take(SPACE)) return malformed('syntax')
  const client = cursor.takeWhile((byte) => byte > SPACE && byte < 0x7f && byte !== 0x28 && byte !== 0x29)
  if (client === '' || client.length > DOMAIN_OCTETS_MAX || !atEnd(cursor)) return malformed('syntax')
  return { verb, client }
}

/** "MAIL FROM:" Reverse-path [SP Mail-parameters]. One space after the colon is tolerated: old devices send it. */
function mail(cursor: Cursor): Command {
  if (!cursor.takeWord(' FROM:')) return malformed('syntax')
  cursor.take(SPACE)
  const from = reversePath(cursor)
  if (from === undefined) return malformed('bad-sender-syntax')
  const parameters = mailParameters(cursor)
  return typeof parameters === 'string' ? malformed(parameters) : { verb: 'MAIL', from, parameters }
}

/** "RCPT TO:" Forward-path [SP Rcpt-parameters]. */
function rcpt(cursor: Cursor): Command {
  if (!cursor.takeWord(' TO:')) return malformed('syntax')
  cursor.take(SPACE)
  const to = forwardPath(cursor)
  if (to === undefined) return malformed('bad-recipient-syntax')
  const parameters = recipientParameters(cursor)
  return typeof parameters === 'string' ? malformed(parameters) : { verb: 'RCPT', to, parameters }
}

/** "BDAT" SP chunk-size [SP "LAST"]. RFC 3030 §2 */
function bdat(cursor: Cursor): Command {
  if (!cursor.take(SPACE)) return malformed('syntax')
  const digits = cursor.takeWhile(isDigit)
  if (digits === '' || digits.length > 15) return malformed('syntax')
  const last = cursor.takeWord(' LAST')
  return atEnd(cursor) ? { verb: 'BDAT', octets: Number(digits), last } : malformed('syntax')
}

/** "AUTH" SP mechanism [SP initial-response]. RFC 4954 §4; `=` is an empty initial response. */
function auth(cursor: Cursor): Command {
  if (!cursor.take(SPACE)) return malformed('syntax')
  const mechanism = cursor.takeWhile(isMechanism).toUpperCase()
  if (mechanism === '' || mechanism.length > 20) return malformed('syntax')
  if (atEnd(cursor)) return { verb: 'AUTH', mechanism }
  if (cursor.bytes[cursor.at - 1] !== SPACE) return malformed('syntax')
  const initial = text(cursor.bytes.subarray(cursor.at)).trimEnd()
  return { verb: 'AUTH', mechanism, initial: initial === '=' ? '' : initial }
}

/** sasl-mech of RFC 4422 §3.1, in any case. */
function isMechanism(byte: number): boolean {
  return isLetter(byte) || isDigit(byte) || byte === 0x2d || byte === 0x5f
}

function malformed(reply: ReplyName): Command {
  return { verb: 'malformed', reply }
}

/** Verbs of HTTP and SIP: whoever sends one is not a mail server, and what follows may be somebody else's words. */
const foreignVerbs: ReadonlySet<string> = new Set([
  'GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'CONNECT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'INVITE', 'REGISTER',
])
