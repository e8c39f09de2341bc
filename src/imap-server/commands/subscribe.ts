import { mailbox } from '../../imap/mailbox-name.ts'
import { command, SIGNED_IN } from '../command.ts'
import { findMailbox, refusedMailbox } from '../mailboxes.ts'

/** Marks a mailbox as one the client shows. RFC 9051 §6.3.7 */
export const subscribe = command({
  name: 'SUBSCRIBE',
  states: SIGNED_IN,
  rfc: ['RFC 9051 §6.3.7'],
  parse(args) {
    args.sp()
    return mailbox(args)
  },
  async run(path, { session }) {
    const found = await findMailbox(session.mail, path)
    if (!found) return refusedMailbox('no such mailbox')
    await session.mail.subscribeMailbox({ mailbox: found.id, subscribed: true })
    return { status: 'OK', text: 'done' }
  },
})
