import { openMailbox, selectArguments } from '../open-mailbox.ts'
import { command, SIGNED_IN } from '../command.ts'

/** Opens a mailbox for reading only. RFC 9051 §6.3.3 */
export const examine = command({
  name: 'EXAMINE',
  states: SIGNED_IN,
  rfc: ['RFC 9051 §6.3.3'],
  parse: selectArguments,
  run: async (wanted, context) => await openMailbox({ ...wanted, readOnly: true }, context),
})
