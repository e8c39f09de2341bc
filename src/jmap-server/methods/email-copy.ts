import { accountId } from '../../jmap/ids.ts'
import { MethodFailure } from '../../jmap/errors.ts'
import { MAIL } from '../../jmap/session.ts'
import { readAccount, type Method } from '../context.ts'

/** Copies between accounts; a session has one account, so there is never another one to copy from. */
export const emailCopy: Method = {
  name: 'Email/copy',
  capability: MAIL,
  rfc: ['RFC 8621 §4.7', 'RFC 8620 §5.4'],
  async run(args, context) {
    const from = args.id('fromAccountId')
    readAccount(args, context)
    if (from === accountId(context.account.account)) {
      throw new MethodFailure('invalidArguments', 'fromAccountId and accountId must differ')
    }
    throw new MethodFailure('fromAccountNotFound', 'there is no such account')
  },
}
