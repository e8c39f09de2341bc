import { assert } from '../base/assert.ts'
import { utf8Bytes } from './bytes.ts'
import { BadSyntax, Cursor, type Dialect } from './cursor.ts'
import { dateTime } from './date-time.ts'
import { fetchAtts, fetchModifiers } from './fetch.ts'
import { flagList } from './flags.ts'
import { Framer, type FramerLimits } from './framer.ts'
import { listMailbox, listMatcher } from './list-pattern.ts'
import { encodeMailboxName, decodeMailboxName, mailbox } from './mailbox-name.ts'
import { notifyWish } from './notify.ts'
import { searchProgram } from './search.ts'
import { sortProgram, threadProgram } from './sort.ts'
import { formatSet, resolveRanges, sequenceSet } from './sequence-set.ts'

/**
 * Commands of one input that all rules look at: an input of 64 KiB may be 30,000 empty ones, and what is watched here is
 * the time that one command takes.
 */
const COMMANDS_TRIED_MAX = 64

const LIMITS: FramerLimits = { textSizeMax: 4096, literalsSizeMax: 4096, literalCountMax: 8, dropSizeMax: 8192 }

/** Every rule over every command that the framer cuts out of the input: `BadSyntax` is the only way to fail. */
const RULES: readonly ((cursor: Cursor) => void)[] = [
  (cursor) => void cursor.astringText(),
  (cursor) => void cursor.nstring(),
  (cursor) => void searchProgram(cursor),
  (cursor) => void sortProgram(cursor),
  (cursor) => void threadProgram(cursor),
  (cursor) => void notifyWish(cursor),
  (cursor) => void fetchModifiers(cursor),
  (cursor) => void fetchAtts(cursor),
  (cursor) => void flagList(cursor),
  (cursor) => void dateTime(cursor),
  (cursor) => void listMatcher(listMailbox(cursor))('a/b/c'),
  (cursor) => namesRoundTrip(mailbox(cursor), cursor.dialect),
  (cursor) => setsRoundTrip(cursor),
]

function namesRoundTrip(name: string, dialect: Dialect): void {
  assert(decodeMailboxName(encodeMailboxName(name, dialect), dialect) === name, 'a mailbox name survives the wire')
}

function setsRoundTrip(cursor: Cursor): void {
  let last = -1
  for (const [from, to] of resolveRanges(sequenceSet(cursor), 1000)) {
    assert(from > last && to >= from, 'ranges are ascending and apart')
    last = to + 1
  }
  assert(formatSet([]) === '', 'the empty set is empty')
}

export const fuzz = {
  name: 'imap-grammar',
  seeds: ['a1 LOGIN bob {3+}\r\nabc\r\n', 'a UID SEARCH RETURN (MIN) OR FROM "x" NOT (1:*,3 SENTSINCE 1-Feb-2026)\r\n',
    'a {9000+}\r\nxx\r\n',
    'x (UID BODY.PEEK[1.2.HEADER.FIELDS (FROM "A")]<0.10>)\r\n', '(\\Seen $Junk)\r\n',
      '" 1-Jan-2026 00:00:00 +0100"\r\n', '"&ZeVnLIqe-/%*"\r\n',
    'RETURN (PARTIAL -1:-5) (REVERSE DATE SUBJECT) UTF-8 ALL\r\n', 'REFERENCES UTF-8 1:3 UNSEEN\r\n',
    'SET STATUS (SUBTREE (a "b") (MessageNew MessageExpunge)) (SELECTED NONE)\r\n', ' (PARTIAL 1:2 CHANGEDSINCE 3)\r\n',
    '1:*,3,5:2\r\n', '~{3}\r\na\0b\r\n', 'a\nb\r\n'].map(utf8Bytes),
  run(input: Uint8Array): void {
    const framer = new Framer(LIMITS)
    const cut = (input[0] ?? 0) % 7 + 1
    let pushed = 0
    let tried = 0
    for (let at = 0; at < input.length; at += cut) {
      const portion = input.subarray(at, at + cut)
      framer.push(portion)
      pushed += portion.length
      for (let framed = framer.next(() => undefined); framed; framed = framer.next(() => undefined)) {
        if (framed.kind === 'refused' && framed.end) return
        if (framed.kind === 'command' && ++tried <= COMMANDS_TRIED_MAX) tryRules(framed.pieces)
      }
      assert(framer.unread <= pushed, 'no octet is counted twice')
    }
  },
}

function tryRules(pieces: ConstructorParameters<typeof Cursor>[0]): void {
  for (const utf8 of [false, true]) {
    for (const rule of RULES) {
      const cursor = new Cursor(pieces, { utf8, uid: false })
      try {
        rule(cursor)
        cursor.end()
      } catch (error) {
        if (!(error instanceof BadSyntax)) throw error
      }
    }
  }
}
