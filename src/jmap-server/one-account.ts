import type { Arguments } from '../jmap/arguments.ts'
import { MethodFailure } from '../jmap/errors.ts'
import { accountId } from '../jmap/ids.ts'
import { readAccount, type Context } from './context.ts'

/** What a copy between accounts comes to: a session has one account, so there is never another to copy from. */
export function noOtherAccount(args: Arguments, context: Context): MethodFailure {
  const from = args.id('fromAccountId')
  readAccount(args, context)
  return from === accountId(context.account.account)
    ? new MethodFailure('invalidArguments', 'fromAccountId and accountId must differ')
    : new MethodFailure('fromAccountNotFound', 'there is no such account')
}
