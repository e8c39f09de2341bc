import { ANY_STATE, command, nothing } from '../command.ts'

/** Does nothing, so that changes can be told. RFC 9051 §6.1.2 */
export const noop = command({
  name: 'NOOP',
  states: ANY_STATE,
  rfc: ['RFC 9051 §6.1.2'],
  parse: nothing,
  run: () => ({ status: 'OK', text: 'done' }),
})
