import { mailbox } from '../../imap/mailbox-name.ts'
import { formatSet, sequenceSet, type SequenceSet } from '../../imap/sequence-set.ts'
import type { Copied } from '../../mailstore/types.ts'
import { command, type Context } from '../command.ts'
import { findMailbox } from '../mailboxes.ts'

/** Copies messages with flags and internal date. RFC 9051 §6.4.7; COPYUID: RFC 4315 §3 */
export const copy = command({
  name: 'COPY',
  uid: 'also',
  states: ['selected'],
  rfc: ['RFC 9051 §6.4.7', 'RFC 4315 §3'],
  capabilities: ['UIDPLUS'],
  parse(args) {
    args.sp()
    const set = sequenceSet(args)
    args.sp()
    return { set, path: mailbox(args) }
  },
  async run({ set, path }, context) {
    const { session } = context
    const uids = presentUids(set, context)
    if (uids === 'no such message') return { status: 'BAD', text: 'no such message number' }
    const target = await findMailbox(session.mail, path)
    if (!target) return { status: 'NO', code: 'TRYCREATE', text: 'no such mailbox' }
    if (uids.length === 0) return { status: 'OK', text: 'nothing to copy' }
    const copied = await session.mail.copy({ from: session.selected.view.mailbox, uids, to: target.id })
    if (copied === 'no such mailbox') return { status: 'NO', code: 'TRYCREATE', text: 'no such mailbox' }
    if (copied === 'over quota') return { status: 'NO', code: 'OVERQUOTA', text: 'the account is full' }
    return { status: 'OK', ...copyUid(copied), text: 'copied' }
  },
})

/** UIDs of the set that are still there. */
export function presentUids(set: SequenceSet, { session, uid }: Context): readonly number[] | 'no such message' {
  const uids = session.selected.uidsOf(set, { uid })
  return uids === 'no such message' ? uids : uids.filter((one) => session.selected.view.entry(one) !== undefined)
}

/** COPYUID, when anything was copied. Pairs stand in the order of the source UIDs. RFC 4315 §3 */
export function copyUid({ uidValidity, from, to }: Copied): { readonly code?: string } {
  return from.length === 0 ? {} : { code: `COPYUID ${uidValidity} ${formatSet(from)} ${formatSet(to)}` }
}
