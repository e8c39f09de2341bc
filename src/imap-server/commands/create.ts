import { mailboxId } from '../../jmap/ids.ts'
import { mailbox } from '../../imap/mailbox-name.ts'
import type { Role } from '../../mailstore/types.ts'
import { command, SIGNED_IN } from '../command.ts'
import { refusedMailbox, withoutTrailingSeparator } from '../mailboxes.ts'
import { roleOf } from '../special-use.ts'

/** Makes a mailbox, also for a special use. RFC 9051 §6.3.4; USE: RFC 6154 §3 */
export const create = command({
  name: 'CREATE',
  states: SIGNED_IN,
  rfc: ['RFC 9051 §6.3.4', 'RFC 6154 §3', 'RFC 8474 §4.1'],
  capabilities: ['CREATE-SPECIAL-USE'],
  parse(args) {
    args.sp()
    const path = mailbox(args)
    let role: Role | 'not known' | null = null
    if (!args.atEnd) {
      args.sp()
      args.list(() => {
        if (!args.skipWord('USE')) args.expected('USE')
        args.sp()
        args.list(() => {
          args.take(92)
          role = roleOf(args.atom('a special use')) ?? 'not known'
        }, { what: 'special uses', countMax: 1 })
      }, { what: 'create parameters', countMax: 1 })
    }
    return { path, role }
  },
  async run({ path, role }, { session }) {
    if (role === 'not known') return { status: 'NO', code: 'USEATTR', text: 'that use is not known here' }
    const made = await session.mail.createMailbox({ path: withoutTrailingSeparator(path), ...(role ? { role } : {}) })
    if (typeof made === 'string') return refusedMailbox(made)
    return { status: 'OK', code: `MAILBOXID (${mailboxId(made.id)})`, text: 'made' }
  },
})
