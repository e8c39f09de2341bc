import { parseCommand } from '../smtp/grammar.ts'
import type { Event } from '../smtp/session.ts'

/** The command on a line that still has its LF when it lacked its CR: then it is none. */
export function commandOf(line: Uint8Array): Event {
  return line[line.length - 1] === 10 ? { verb: 'malformed', reply: 'bare-line-end' } : parseCommand(line)
}

/** Whether a line begins an AUTH, which may be longer than other commands (RFC 4954 §4). */
export function isAuth(line: Uint8Array): boolean {
  if (line.length <= 4) return false
  return String.fromCharCode(line[0] ?? 0, line[1] ?? 0, line[2] ?? 0, line[3] ?? 0).toUpperCase() === 'AUTH'
}
