import { highestModseq } from '../vanished.ts'
import { command, nothing } from '../command.ts'

/** Removes what is marked \Deleted without telling, and leaves the mailbox. RFC 9051 §6.4.1 */
export const close = command({
  name: 'CLOSE',
  states: ['selected'],
  rfc: ['RFC 9051 §6.4.1', 'RFC 7162 §3.2.8'],
  parse: nothing,
  async run(_args, { session }) {
    const { selected, mail } = session
    const gone = selected.readOnly ? [] : await mail.expunge({ mailbox: selected.view.mailbox })
    const code = session.qresync ? highestModseq(session, gone.length) : {}
    session.unselect()
    return { status: 'OK', ...code, text: 'closed' }
  },
})
