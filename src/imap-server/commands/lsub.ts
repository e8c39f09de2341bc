import { listMailbox } from '../../imap/list-pattern.ts'
import { mailbox } from '../../imap/mailbox-name.ts'
import { command, SIGNED_IN } from '../command.ts'
import { listLines } from '../list-lines.ts'

/** Names subscribed mailboxes for clients of RFC 3501. RFC 3501 §6.3.9 */
export const lsub = command({
  name: 'LSUB',
  states: SIGNED_IN,
  rfc: ['RFC 3501 §6.3.9'],
  parse(args) {
    args.sp()
    const reference = mailbox(args)
    args.sp()
    return { reference, patterns: [listMailbox(args)] }
  },
  async run(wish, { session, out }) {
    const subscribed = (await session.mail.mailboxFigures()).filter((one) => one.subscribed)
    const lines = listLines(subscribed, { ...wish, selection: new Set(), returns: new Set(), extended: false }, session)
    for await (const { line } of lines) out.line(`* LSUB ${line.replace('\\NonExistent', '\\Noselect')}`)
    return { status: 'OK', text: 'done' }
  },
})
