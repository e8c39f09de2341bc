import { command, nothing } from '../command.ts'

/**
 * Begins TLS on this connection. Octets that came along in plain text are an attack: the command is refused. RFC 9051
 * §6.2.1, §11.2
 */
export const starttls = command({
  name: 'STARTTLS',
  states: ['connected'],
  rfc: ['RFC 9051 §6.2.1', 'RFC 9051 §11.2'],
  parse: nothing,
  run(_args, { session, out, pipelined }) {
    if (session.secure) return { status: 'BAD', text: 'TLS is on already' }
    if (pipelined) {
      out.line('* BYE plain text after STARTTLS')
      return { status: 'BAD', text: 'nothing may follow STARTTLS', then: 'close' }
    }
    return { status: 'OK', text: 'begin TLS', then: 'start TLS' }
  },
})
