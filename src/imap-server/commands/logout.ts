import { ANY_STATE, command, nothing } from '../command.ts'

/** Says goodbye and closes. RFC 9051 §6.1.3 */
export const logout = command({
  name: 'LOGOUT',
  states: ANY_STATE,
  rfc: ['RFC 9051 §6.1.3'],
  parse: nothing,
  run(_args, { out, session }) {
    session.unselect()
    out.line('* BYE logging out')
    return { status: 'OK', text: 'done', then: 'close' }
  },
})
