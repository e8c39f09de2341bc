import { command, nothing } from '../command.ts'

/** Removes what is marked \Deleted without telling, and leaves the mailbox. RFC 9051 §6.4.1 */
export const close = command({
  name: 'CLOSE',
  states: ['selected'],
  rfc: ['RFC 9051 §6.4.1'],
  parse: nothing,
  async run(_args, { session }) {
    const { selected, mail } = session
    if (!selected.readOnly) await mail.expunge({ mailbox: selected.view.mailbox })
    session.unselect()
    return { status: 'OK', text: 'closed' }
  },
})
