import { MAIL } from '../../jmap/session.ts'
import { cannotCalculate } from '../changes.ts'
import { readAccount, type Method } from '../context.ts'

/** Mailboxes are few: clients ask the query again, as `canCalculateChanges: false` told them. */
export const mailboxQueryChanges: Method = {
  name: 'Mailbox/queryChanges',
  capability: MAIL,
  rfc: ['RFC 8621 §2.4'],
  async run(args, context) {
    readAccount(args, context)
    args.string('sinceQueryState')
    throw cannotCalculate()
  },
}
