import type { Cursor } from '../../imap/cursor.ts'
import { listMailbox, LIST_PATTERNS_MAX } from '../../imap/list-pattern.ts'
import { mailbox } from '../../imap/mailbox-name.ts'
import { command, SIGNED_IN } from '../command.ts'
import { listLines, type ListWish } from '../list-lines.ts'
import { statusItems, statusLine, type StatusItem } from '../status-items.ts'

interface ListArgs extends ListWish {
  readonly status: readonly StatusItem[]
}

/**
 * Names mailboxes, with attributes, uses and figures. RFC 9051 §6.3.9; RFC 5258; SPECIAL-USE RFC 6154; STATUS RFC 5819
 */
export const list = command({
  name: 'LIST',
  states: SIGNED_IN,
  rfc: ['RFC 9051 §6.3.9', 'RFC 5258', 'RFC 6154', 'RFC 5819', 'RFC 3348'],
  capabilities: ['LIST-EXTENDED', 'LIST-STATUS', 'SPECIAL-USE', 'CHILDREN'],
  parse: listArguments,
  async run(wish, { session, services, out }) {
    if (wish.patterns.length === 1 && wish.patterns[0] === '' && !wish.extended) {
      out.line('* LIST (\\Noselect) "/" ""')
      return { status: 'OK', text: 'done' }
    }
    if (wish.status.length > 0) await session.mail.absorbed()
    for await (const { line, mailbox: found } of listLines(await session.mail.mailboxFigures(), wish, session)) {
      out.line(`* LIST ${line}`)
      if (found && wish.status.length > 0) {
        out.line(await statusLine(found, wish.status, { session, appendBytesMax: services.limits.appendBytesMax }))
      }
      if (out.full && !(await out.room())) break
    }
    return { status: 'OK', text: 'done' }
  },
})

/** [list-select-opts SP] mailbox SP mbox-or-pat [SP list-return-opts]. RFC 9051 §9 */
function listArguments(args: Cursor): ListArgs {
  args.sp()
  const selection = new Set<string>()
  let extended = false
  if (args.peek() === 40) {
    extended = true
    args.list(() => selection.add(oneOf(args, ['SUBSCRIBED', 'REMOTE', 'RECURSIVEMATCH', 'SPECIAL-USE'])),
      { what: 'selection options', countMax: 16, empty: true })
    const alone = selection.has('RECURSIVEMATCH') && !selection.has('SUBSCRIBED')
    if (alone) args.expected('SUBSCRIBED with RECURSIVEMATCH before')
    args.sp()
  }
  const reference = mailbox(args)
  args.sp()
  const several = args.peek() === 40
  const patterns = several ? args.list(() => listMailbox(args), { what: 'patterns', countMax: LIST_PATTERNS_MAX })
    : [listMailbox(args)]
  const returns = new Set<string>()
  let status: readonly StatusItem[] = []
  if (!args.atEnd) {
    extended = true
    args.sp()
    if (!args.skipWord('RETURN')) args.expected('RETURN')
    args.sp()
    args.list(() => {
      const word = oneOf(args, ['SUBSCRIBED', 'CHILDREN', 'SPECIAL-USE', 'STATUS'])
      returns.add(word)
      if (word !== 'STATUS') return
      args.sp()
      status = statusItems(args)
    }, { what: 'return options', countMax: 16, empty: true })
  }
  return { reference, patterns, selection, returns, status, extended: extended || several }
}

function oneOf(args: Cursor, words: readonly string[]): string {
  const word = args.word('an option')
  return words.includes(word) ? word : args.expected(`${words.join(', ')} before`)
}
