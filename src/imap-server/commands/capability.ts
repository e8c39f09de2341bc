import { ANY_STATE, command, nothing } from '../command.ts'

/** Says what this server can do now. RFC 9051 §6.1.1 */
export const capability = command({
  name: 'CAPABILITY',
  states: ANY_STATE,
  rfc: ['RFC 9051 §6.1.1', 'RFC 3501 §6.1.1'],
  parse: nothing,
  run(_args, { out, capabilities }) {
    out.line(`* CAPABILITY ${capabilities()}`)
    return { status: 'OK', text: 'done' }
  },
})
