import { command, nothing } from '../command.ts'

/** A checkpoint: everything acknowledged is on disk already, so this is NOOP. RFC 3501 §6.4.1 (not in RFC 9051) */
export const check = command({
  name: 'CHECK',
  states: ['selected'],
  rfc: ['RFC 3501 §6.4.1'],
  parse: nothing,
  run: () => ({ status: 'OK', text: 'done' }),
})
