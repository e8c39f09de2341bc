import { command, nothing, SIGNED_IN } from '../command.ts'

/** One personal namespace, nothing shared yet. RFC 9051 §6.3.10, RFC 2342 */
export const namespace = command({
  name: 'NAMESPACE',
  states: SIGNED_IN,
  rfc: ['RFC 9051 §6.3.10', 'RFC 2342'],
  capabilities: ['NAMESPACE'],
  parse: nothing,
  run(_args, { out }) {
    out.line('* NAMESPACE (("" "/")) NIL NIL')
    return { status: 'OK', text: 'done' }
  },
})
