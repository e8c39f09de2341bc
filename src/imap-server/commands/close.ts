import { highestModseq } from '../vanished.ts'
import { command, nothing } from '../command.ts'
import { expungeNoted } from '../noted-use.ts'

/** Removes what is marked \Deleted without telling, and leaves the mailbox. RFC 9051 §6.4.1 */
export const close = command({
  name: 'CLOSE',
  states: ['selected'],
  rfc: ['RFC 9051 §6.4.1', 'RFC 7162 §3.2.8'],
  parse: nothing,
  async run(_args, context) {
    const { session } = context
    const { selected } = session
    const gone = selected.readOnly ? [] : await expungeNoted(context)
    const code = session.qresync ? highestModseq(session, gone.length) : {}
    session.unselect()
    return { status: 'OK', ...code, text: 'closed' }
  },
})
