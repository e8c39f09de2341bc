import { dateTime } from '../../imap/date-time.ts'
import { flagList } from '../../imap/flags.ts'
import { mailbox } from '../../imap/mailbox-name.ts'
import type { Cursor } from '../../imap/cursor.ts'
import { command, SIGNED_IN } from '../command.ts'
import { toFlags } from '../flags.ts'
import { findMailbox } from '../mailboxes.ts'
import { withCrlf } from '../line-ends.ts'

/**
 * Puts a message into a mailbox; the answer comes when it is on disk. Its size was judged before its octets came.
 * RFC 9051 §6.3.12; APPENDUID: RFC 4315 §3; literal8: RFC 3516; UTF8: RFC 6855 §4; APPENDLIMIT: RFC 7889
 */
export const append = command({
  name: 'APPEND',
  states: SIGNED_IN,
  rfc: ['RFC 9051 §6.3.12', 'RFC 4315 §3', 'RFC 3516', 'RFC 6855 §4', 'RFC 7889'],
  capabilities: ['UIDPLUS'],
  parse(args) {
    args.sp()
    const path = mailbox(args)
    args.sp()
    let flags: string[] = []
    if (args.peek() === 40) {
      flags = flagList(args)
      args.sp()
    }
    const receivedAt = args.peek() === 34 ? dateTime(args) : null
    if (receivedAt !== null) args.sp()
    return { path, flags: toFlags(flags), receivedAt, raw: messageLiteral(args) }
  },
  async run({ path, flags, receivedAt, raw }, { session, services }) {
    const target = await findMailbox(session.mail, path)
    if (!target) return { status: 'NO', code: 'TRYCREATE', text: 'no such mailbox' }
    if (raw.length === 0) return { status: 'NO', text: 'an empty message is not kept' }
    const appended = await session.mail.append({
      mailbox: target.id, raw: withCrlf(raw), flags, receivedAt: receivedAt ?? services.clock.now(), truth: null,
    })
    if (appended === 'no such mailbox') return { status: 'NO', code: 'TRYCREATE', text: 'no such mailbox' }
    if (appended === 'over quota') return { status: 'NO', code: 'OVERQUOTA', text: 'the account is full' }
    return { status: 'OK', code: `APPENDUID ${appended.uidValidity} ${appended.uid}`, text: 'kept' }
  },
})

/** literal, literal8, or `UTF8 (` literal8 `)`. RFC 6855 §4 */
function messageLiteral(args: Cursor): Uint8Array {
  if (args.atLiteral) return args.literal({ binary: true })
  if (!args.skipWord('UTF8')) args.expected('a literal')
  args.sp()
  args.take(40)
  const octets = args.literal({ binary: true })
  args.take(41)
  return octets
}
