import { mailbox } from '../../imap/mailbox-name.ts'
import { command, SIGNED_IN } from '../command.ts'
import { findMailbox, refusedMailbox } from '../mailboxes.ts'

/** Takes that mark away. RFC 9051 §6.3.8 */
export const unsubscribe = command({
  name: 'UNSUBSCRIBE',
  states: SIGNED_IN,
  rfc: ['RFC 9051 §6.3.8'],
  parse(args) {
    args.sp()
    return mailbox(args)
  },
  async run(path, { session }) {
    const found = await findMailbox(session.mail, path)
    if (!found) return refusedMailbox('no such mailbox')
    await session.mail.subscribeMailbox({ mailbox: found.id, subscribed: false })
    return { status: 'OK', text: 'done' }
  },
})
