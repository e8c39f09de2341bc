import type { JsonObject } from '../../jmap/json.ts'
import { CORE } from '../../jmap/session.ts'
import type { Method } from '../context.ts'

/** Gives back what it was given. */
export const coreEcho: Method = {
  name: 'Core/echo',
  capability: CORE,
  rfc: ['RFC 8620 §4'],
  async run(args) {
    return { response: args.all() satisfies JsonObject }
  },
}
