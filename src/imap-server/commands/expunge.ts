import { sequenceSet } from '../../imap/sequence-set.ts'
import { highestModseq } from '../vanished.ts'
import { command, nothing, type Context, type Result } from '../command.ts'
import { expungeNoted } from '../noted-use.ts'

/** Removes what is marked \Deleted for good. RFC 9051 §6.4.3 */
export const expunge = command({
  name: 'EXPUNGE',
  states: ['selected'],
  rfc: ['RFC 9051 §6.4.3', 'RFC 7162 §3.2.7'],
  parse: nothing,
  run: async (_args, context) => await remove(undefined, context),
})

/** The same for the named UIDs only. RFC 9051 §6.4.9, RFC 4315 §2.1 */
export const uidExpunge = command({
  name: 'EXPUNGE',
  uid: 'only',
  states: ['selected'],
  rfc: ['RFC 9051 §6.4.9', 'RFC 4315 §2.1'],
  capabilities: ['UIDPLUS'],
  parse(args) {
    args.sp()
    return sequenceSet(args)
  },
  async run(set, context) {
    const uids = context.session.selected.uidsOf(set, { uid: true })
    return await remove(uids === 'no such message' ? [] : uids, context)
  },
})

async function remove(uids: readonly number[] | undefined, context: Context): Promise<Result> {
  const { session } = context
  const { selected } = session
  if (selected.readOnly) return { status: 'NO', code: 'READ-ONLY', text: 'the mailbox was opened for reading' }
  const gone = await expungeNoted(context, uids)
  selected.noteExpunged(gone)
  return { status: 'OK', ...highestModseq(context.session, gone.length), text: 'removed' }
}
