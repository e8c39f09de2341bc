import { mailbox } from '../../imap/mailbox-name.ts'
import { mailboxName } from '../../imap/response.ts'
import { command, SIGNED_IN } from '../command.ts'
import { findMailbox, refusedMailbox } from '../mailboxes.ts'
import { QUOTA_ROOT, quotaLine } from '../quota-lines.ts'

/** The quota that a mailbox counts for. RFC 9208 §4.1.2 */
export const getQuotaRoot = command({
  name: 'GETQUOTAROOT',
  states: SIGNED_IN,
  rfc: ['RFC 9208 §4.1.2'],
  parse(args) {
    args.sp()
    return mailbox(args)
  },
  async run(path, { session, out }) {
    const found = await findMailbox(session.mail, path)
    if (!found) return refusedMailbox('no such mailbox')
    out.line(`* QUOTAROOT ${mailboxName(found.path, session)} "${QUOTA_ROOT}"`)
    out.line(await quotaLine(session.mail))
    return { status: 'OK', text: 'done' }
  },
})
