import { MAIL } from '../../jmap/session.ts'
import type { Method } from '../context.ts'
import { noOtherAccount } from '../one-account.ts'

/** Copies between accounts; a session has one account, so there is never another one to copy from. */
export const emailCopy: Method = {
  name: 'Email/copy',
  capability: MAIL,
  rfc: ['RFC 8621 §4.7', 'RFC 8620 §5.4'],
  async run(args, context) {
    throw noOtherAccount(args, context)
  },
}
