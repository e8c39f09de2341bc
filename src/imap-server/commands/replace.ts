import { STAR } from '../../imap/bytes.ts'
import { mailbox } from '../../imap/mailbox-name.ts'
import type { SequenceRange } from '../../imap/sequence-set.ts'
import { command } from '../command.ts'
import { findMailbox } from '../mailboxes.ts'
import { asKept, newMessage } from '../new-message.ts'
import { replacedNoted } from '../noted-use.ts'
import { notKept } from './append.ts'

/**
 * Puts a message in the place of another, which goes, in one step: for drafts. APPENDUID comes before the removal is told.
 * RFC 8508 §3
 */
export const replace = command({
  name: 'REPLACE',
  uid: 'also',
  states: ['selected'],
  rfc: ['RFC 8508 §3.1', 'RFC 8508 §3.2'],
  capabilities: ['REPLACE'],
  takesMessage: true,
  parse(args) {
    args.sp()
    const number: SequenceRange['from'] = args.skip(STAR) ? '*' : args.nzNumber('a message number or "*"')
    args.sp()
    return { number, path: mailbox(args), message: newMessage(args) }
  },
  async run({ number, path, message }, context) {
    const { session, services, out, uid } = context
    const { selected, mail } = session
    const uids = selected.uidsOf({ ranges: [{ from: number, to: number }], saved: false }, { uid })
    if (uids === 'no such message') return { status: 'BAD', text: 'no such message number' }
    if (selected.readOnly) return { status: 'NO', code: 'READ-ONLY', text: 'the mailbox was opened for reading' }
    const [replaced] = uids
    if (replaced === undefined) return { status: 'NO', code: 'NONEXISTENT', text: 'no such message' }
    const target = await findMailbox(mail, path)
    if (!target) return { status: 'NO', code: 'TRYCREATE', text: 'no such mailbox' }
    if (message.raw.length === 0) return { status: 'NO', text: 'an empty message is not kept' }
    const kept = await replacedNoted(context, replaced, () => mail.replace({
      from: selected.view.mailbox, uid: replaced, mailbox: target.id, message: asKept(message, services.clock.now()),
    }))
    if (kept === 'gone') return { status: 'NO', code: 'EXPUNGEISSUED', text: 'that message is gone' }
    if (typeof kept === 'string') return notKept(kept)
    out.line(`* OK [APPENDUID ${kept.uidValidity} ${kept.uids.join(',')}] kept`)
    selected.noteExpunged([replaced])
    return { status: 'OK', text: 'replaced' }
  },
})
