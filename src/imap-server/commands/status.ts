import { mailbox } from '../../imap/mailbox-name.ts'
import { command, SIGNED_IN } from '../command.ts'
import { findMailbox, refusedMailbox } from '../mailboxes.ts'
import { statusItems, statusLine } from '../status-items.ts'

/** Figures of a mailbox without opening it. RFC 9051 §6.3.11; SIZE: RFC 8438 */
export const status = command({
  name: 'STATUS',
  states: SIGNED_IN,
  rfc: ['RFC 9051 §6.3.11', 'RFC 8438', 'RFC 7889', 'RFC 9208 §4.1.4'],
  capabilities: ['STATUS=SIZE'],
  parse(args) {
    args.sp()
    const path = mailbox(args)
    args.sp()
    return { path, items: statusItems(args) }
  },
  async run({ path, items }, { session, services, out }) {
    await session.mail.absorbed()
    const found = await findMailbox(session.mail, path)
    if (!found) return refusedMailbox('no such mailbox')
    out.line(await statusLine(found, items, { session, appendBytesMax: services.limits.appendBytesMax }))
    return { status: 'OK', text: 'done' }
  },
})
