import { flag, flagList, FLAGS_MAX } from '../../imap/flags.ts'
import { formatSet, sequenceSet } from '../../imap/sequence-set.ts'
import type { Cursor } from '../../imap/cursor.ts'
import { flagBits, type Entry, type FlagMode } from '../../mailstore/types.ts'
import { command, type Context } from '../command.ts'
import { formatFlags, toFlags } from '../flags.ts'
import { noteUse } from '../noted-use.ts'

/** Changes flags. RFC 9051 §6.4.6; UNCHANGEDSINCE: RFC 7162 §3.1.3 */
export const store = command({
  name: 'STORE',
  uid: 'also',
  keepsNumbers: true,
  states: ['selected'],
  rfc: ['RFC 9051 §6.4.6', 'RFC 7162 §3.1.3'],
  parse(args) {
    args.sp()
    const set = sequenceSet(args)
    args.sp()
    const unchangedSince = storeModifier(args)
    const { mode, silent } = storeItem(args)
    args.sp()
    const words = args.peek() === 40 ? flagList(args) : flagsWithoutParentheses(args)
    return { set, unchangedSince, mode, silent, flags: toFlags(words) }
  },
  async run({ set, unchangedSince, mode, silent, flags }, context) {
    const { session, uid } = context
    const { selected, mail } = session
    const uids = selected.uidsOf(set, { uid })
    if (uids === 'no such message') return { status: 'BAD', text: 'no such message number' }
    if (selected.readOnly) return { status: 'NO', code: 'READ-ONLY', text: 'the mailbox was opened for reading' }
    if (unchangedSince !== null) session.enabled.add('CONDSTORE')
    const present = uids.filter((one) => selected.view.entry(one) !== undefined)
    if (present.length > 0) {
      const { changed, modified } = await mail.storeFlags({
        mailbox: selected.view.mailbox, uids: present, mode, flags,
        ...(unchangedSince === null ? {} : { unchangedSince }),
      })
      const isForwarded = mode !== 'remove' && (flags.bits & flagBits.$Forwarded) !== 0
      if (isForwarded) await noteUse(context, 'forwarded', changed)
      await answer({ uids: present, changed, modified: new Set(modified), silent }, context)
      if (modified.length > 0) {
        const numbers = uid ? modified : modified.map((one) => selected.seqOf(one))
        const set = formatSet([...numbers].sort((left, right) => left - right))
        return { status: 'OK', code: `MODIFIED ${set}`, text: 'some were changed by another' }
      }
    }
    if (present.length < uids.length && !uid) {
      return { status: 'NO', code: 'EXPUNGEISSUED', text: 'some messages are gone' }
    }
    return { status: 'OK', text: 'stored' }
  },
})

/** What the flags are now; with .SILENT only the new modification sequence where CONDSTORE wants it. RFC 7162 §3.1.3 */
async function answer(
  done: { readonly uids: readonly number[], readonly changed: readonly Entry[], readonly modified: ReadonlySet<number>,
    readonly silent: boolean },
  { session, out }: Context,
): Promise<void> {
  const { selected } = session
  const changed = new Map(done.changed.map((entry) => [entry.uid, entry]))
  for (const uid of done.uids) {
    const entry = changed.get(uid) ?? selected.view.entry(uid)
    if (!entry || done.modified.has(uid)) continue
    selected.noteTold([entry])
    const items = session.uidOnly ? [] : [`UID ${uid}`]
    const least = items.length
    if (!done.silent) items.push(`FLAGS ${formatFlags(entry.flags)}`)
    if (session.condstore) items.push(`MODSEQ (${entry.modseq})`)
    if (items.length === least) continue
    const head = session.uidOnly ? `${uid} UIDFETCH` : `${selected.seqOf(uid)} FETCH`
    out.line(`* ${head} (${items.join(' ')})`)
    if (out.full && !(await out.room())) return
  }
}

/** `(UNCHANGEDSINCE 12) `, or nothing. */
function storeModifier(args: Cursor): number | null {
  if (args.peek() !== 40) return null
  let since = 0
  args.list(() => {
    if (!args.skipWord('UNCHANGEDSINCE')) args.expected('UNCHANGEDSINCE')
    args.sp()
    since = args.number64('a modification sequence')
  }, { what: 'store modifiers', countMax: 1 })
  args.sp()
  return since
}

/** `FLAGS`, `+FLAGS`, `-FLAGS`, each with or without `.SILENT`. */
function storeItem(args: Cursor): { readonly mode: FlagMode, readonly silent: boolean } {
  const mode = args.skip(43) ? 'add' : args.skip(45) ? 'remove' : 'replace'
  const word = args.word('FLAGS')
  if (word !== 'FLAGS' && word !== 'FLAGS.SILENT') args.expected('FLAGS or FLAGS.SILENT before')
  return { mode, silent: word === 'FLAGS.SILENT' }
}

function flagsWithoutParentheses(args: Cursor): string[] {
  const words = [flag(args)]
  while (args.skip(32)) {
    if (words.length >= FLAGS_MAX) args.expected(`at most ${FLAGS_MAX} flags`)
    words.push(flag(args))
  }
  return words
}
