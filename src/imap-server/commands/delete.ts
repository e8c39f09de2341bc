import { mailbox } from '../../imap/mailbox-name.ts'
import { command, SIGNED_IN } from '../command.ts'
import { findMailbox, refusedMailbox } from '../mailboxes.ts'

/** Removes a mailbox and what is in it. RFC 9051 §6.3.5 */
export const deleteMailbox = command({
  name: 'DELETE',
  states: SIGNED_IN,
  rfc: ['RFC 9051 §6.3.5'],
  parse(args) {
    args.sp()
    return mailbox(args)
  },
  async run(path, { session }) {
    const found = await findMailbox(session.mail, path)
    if (!found) return refusedMailbox('no such mailbox')
    const outcome = await session.mail.deleteMailbox({ mailbox: found.id, removeEmails: true })
    if (outcome !== 'deleted') return refusedMailbox(outcome)
    return { status: 'OK', text: 'deleted' }
  },
})
