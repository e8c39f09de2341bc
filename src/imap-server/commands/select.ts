import { openMailbox, selectArguments } from '../open-mailbox.ts'
import { command, SIGNED_IN } from '../command.ts'

/** Opens a mailbox for reading and writing. RFC 9051 §6.3.2; CONDSTORE, QRESYNC RFC 7162 §3.1.8, §3.2.5 */
export const select = command({
  name: 'SELECT',
  states: SIGNED_IN,
  rfc: ['RFC 9051 §6.3.2', 'RFC 7162 §3.1.8', 'RFC 7162 §3.2.5'],
  parse: selectArguments,
  run: async (wanted, context) => await openMailbox({ ...wanted, readOnly: false }, context),
})
