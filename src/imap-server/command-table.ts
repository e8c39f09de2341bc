import { SPACE, asciiText } from '../imap/bytes.ts'
import { tagOf } from '../imap/framer.ts'
import type { Command } from './command.ts'
import { commands } from './commands/index.ts'

const TABLE: ReadonlyMap<string, Command> = new Map(commands.flatMap((one) => {
  const names: [string, Command][] = []
  if (one.uid !== 'only') names.push([one.name, one])
  if (one.uid !== 'never') names.push([`UID ${one.name}`, one])
  return names
}))

/** Longest command name. */
const NAME_SIZE_MAX = 32

export function findCommand(name: string, uid: boolean): Command | undefined {
  return TABLE.get(uid ? `UID ${name}` : name)
}

/** How a command line begins. */
export interface CommandHead {
  readonly tag: string
  /** In upper case, without `UID `; '' when there is none. */
  readonly name: string
  readonly uid: boolean
  /** Where the arguments begin. */
  readonly rest: number
}

/** tag SP [`UID` SP] name, or null when the line begins with no tag. RFC 9051 §2.2.1 */
export function readTagAndName(line: Uint8Array): CommandHead | null {
  const tag = tagOf(line)
  if (tag === null) return null
  const first = wordFrom(line, tag.length + 1)
  if (line[tag.length] !== SPACE) return { tag, name: '', uid: false, rest: tag.length }
  if (first.word !== 'UID' || line[first.end] !== SPACE) return { tag, name: first.word, uid: false, rest: first.end }
  const second = wordFrom(line, first.end + 1)
  return { tag, name: second.word, uid: true, rest: second.end }
}

/** Up to the next space, in upper case; '' when it is too long for a name. */
function wordFrom(line: Uint8Array, start: number): { readonly word: string, readonly end: number } {
  const space = line.indexOf(SPACE, start)
  const end = space < 0 ? line.length : space
  return { word: end - start > NAME_SIZE_MAX ? '' : asciiText(line.subarray(start, end)).toUpperCase(), end }
}
