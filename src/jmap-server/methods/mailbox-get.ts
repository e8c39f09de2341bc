import { stateString } from '../../jmap/ids.ts'
import { MAIL } from '../../jmap/session.ts'
import { readAccount, type Method } from '../context.ts'
import { answerGet, readIds, readProperties } from '../get.ts'
import { mailboxObjects, mailboxProperties } from '../mailbox-object.ts'

export const mailboxGet: Method = {
  name: 'Mailbox/get',
  capability: MAIL,
  rfc: ['RFC 8621 §2.1'],
  async run(args, context) {
    const account = readAccount(args, context)
    const ids = readIds(args, context)
    const properties = readProperties(args, mailboxProperties)
    args.end()
    // The state first: what changes between the two reads is then told again, never missed.
    const state = stateString(await context.mail.state())
    return answerGet({ account, state, ids, objects: mailboxObjects(await context.mail.mailboxes()), properties })
  },
}
