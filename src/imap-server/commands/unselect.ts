import { command, nothing } from '../command.ts'

/** Leaves the mailbox and removes nothing. RFC 9051 §6.4.2, RFC 3691 */
export const unselect = command({
  name: 'UNSELECT',
  states: ['selected'],
  rfc: ['RFC 9051 §6.4.2', 'RFC 3691'],
  capabilities: ['UNSELECT'],
  parse: nothing,
  run(_args, { session }) {
    session.unselect()
    return { status: 'OK', text: 'done' }
  },
})
