import { mailbox } from '../../imap/mailbox-name.ts'
import { command, SIGNED_IN } from '../command.ts'
import { findMailbox, refusedMailbox, withoutTrailingSeparator } from '../mailboxes.ts'

/** Gives a mailbox, and those below it, another name. The inbox keeps its name. RFC 9051 §6.3.6 */
export const rename = command({
  name: 'RENAME',
  states: SIGNED_IN,
  rfc: ['RFC 9051 §6.3.6'],
  parse(args) {
    args.sp()
    const from = mailbox(args)
    args.sp()
    return { from, to: mailbox(args) }
  },
  async run({ from, to }, { session }) {
    const found = await findMailbox(session.mail, from)
    if (!found) return refusedMailbox('no such mailbox')
    const renamed = await session.mail.renameMailbox({ mailbox: found.id, path: withoutTrailingSeparator(to) })
    return typeof renamed === 'string' ? refusedMailbox(renamed) : { status: 'OK', text: 'renamed' }
  },
})
