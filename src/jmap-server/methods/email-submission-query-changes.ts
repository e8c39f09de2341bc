import { SUBMISSION } from '../../jmap/session.ts'
import { cannotCalculate } from '../changes.ts'
import { readAccount, type Method } from '../context.ts'

export const emailSubmissionQueryChanges: Method = {
  name: 'EmailSubmission/queryChanges',
  capability: SUBMISSION,
  rfc: ['RFC 8621 §7.4'],
  async run(args, context) {
    readAccount(args, context)
    args.string('sinceQueryState')
    throw cannotCalculate()
  },
}
