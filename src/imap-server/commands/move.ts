import { mailbox } from '../../imap/mailbox-name.ts'
import { sequenceSet } from '../../imap/sequence-set.ts'
import { command } from '../command.ts'
import { findMailbox } from '../mailboxes.ts'
import { highestModseq } from '../vanished.ts'
import { copyUid, presentUids } from './copy.ts'

/** Moves messages in one step. COPYUID comes before the EXPUNGEs. RFC 9051 §6.4.8, RFC 6851 */
export const move = command({
  name: 'MOVE',
  uid: 'also',
  states: ['selected'],
  rfc: ['RFC 9051 §6.4.8', 'RFC 6851'],
  capabilities: ['MOVE'],
  parse(args) {
    args.sp()
    const set = sequenceSet(args)
    args.sp()
    return { set, path: mailbox(args) }
  },
  async run({ set, path }, context) {
    const { session, out } = context
    const { selected, mail } = session
    const uids = presentUids(set, context)
    if (uids === 'no such message') return { status: 'BAD', text: 'no such message number' }
    if (selected.readOnly) return { status: 'NO', code: 'READ-ONLY', text: 'the mailbox was opened for reading' }
    const target = await findMailbox(mail, path)
    if (!target) return { status: 'NO', code: 'TRYCREATE', text: 'no such mailbox' }
    if (uids.length === 0 || target.id === selected.view.mailbox) return { status: 'OK', text: 'nothing to move' }
    const moved = await mail.move({ from: selected.view.mailbox, uids, to: target.id })
    if (moved === 'no such mailbox') return { status: 'NO', code: 'TRYCREATE', text: 'no such mailbox' }
    const { code } = copyUid(moved)
    if (code) out.line(`* OK [${code}] moved`)
    selected.noteExpunged(moved.from)
    return { status: 'OK', ...highestModseq(session, moved.from.length), text: 'moved' }
  },
})
