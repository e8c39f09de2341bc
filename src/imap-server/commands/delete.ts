import { mailbox } from '../../imap/mailbox-name.ts'
import { command, SIGNED_IN } from '../command.ts'
import { findMailbox, refusedMailbox } from '../mailboxes.ts'
import { removeMailbox } from '../noted-use.ts'

/** Removes a mailbox and what is in it. RFC 9051 §6.3.5 */
export const deleteMailbox = command({
  name: 'DELETE',
  states: SIGNED_IN,
  rfc: ['RFC 9051 §6.3.5'],
  parse(args) {
    args.sp()
    return mailbox(args)
  },
  async run(path, context) {
    const found = await findMailbox(context.session.mail, path)
    if (!found) return refusedMailbox('no such mailbox')
    const outcome = await removeMailbox(context, found.id)
    if (outcome !== 'deleted') return refusedMailbox(outcome)
    return { status: 'OK', text: 'deleted' }
  },
})
