import { ANY_STATE, command } from '../command.ts'

/** Most fields of a client's identification. RFC 2971 §3.3 */
const ID_FIELDS_MAX = 30

/** Says who we are. What the client says of itself is read and forgotten. RFC 2971 */
export const id = command({
  name: 'ID',
  states: ANY_STATE,
  rfc: ['RFC 2971'],
  capabilities: ['ID'],
  parse(args) {
    args.sp()
    if (args.skipWord('NIL')) return null
    args.list(() => {
      args.string('a field name')
      args.sp()
      args.nstring()
    }, { what: 'fields', countMax: ID_FIELDS_MAX, empty: true })
    return null
  },
  run(_args, { out }) {
    out.line('* ID ("name" "Zegel")')
    return { status: 'OK', text: 'done' }
  },
})
