import type { Cursor } from '../imap/cursor.ts'
import { LPAREN, RPAREN, SPACE } from '../imap/bytes.ts'
import { mailbox } from '../imap/mailbox-name.ts'
import { resolveRanges, sequenceSet, type SequenceSet } from '../imap/sequence-set.ts'
import { mailboxId } from '../jmap/ids.ts'
import { mailboxName } from '../imap/response.ts'
import type { Context, Result } from './command.ts'
import { hasFlag, isAtom, KNOWN_FLAGS } from './flags.ts'
import { findMailbox } from './mailboxes.ts'
import { createPace } from './pace.ts'
import { flagsLine, Selected } from './selected.ts'
import { tellVanished } from './vanished.ts'

/** What SELECT and EXAMINE are asked. */
export interface SelectWish {
  readonly path: string
  readonly condstore: boolean
  readonly qresync: Resync | null
}

/** What a client that was away remembers. RFC 7162 §3.2.5 */
export interface Resync {
  readonly uidValidity: number
  readonly modseq: number
  readonly known: SequenceSet | null
  /** Message numbers and UIDs that it remembers as pairs. */
  readonly pairs: { readonly seqs: SequenceSet, readonly uids: SequenceSet } | null
}

/** SP mailbox [SP "(" CONDSTORE / QRESYNC ... ")"]. RFC 9051 §9: select, RFC 7162 §3.1.8, §3.2.5 */
export function selectArguments(args: Cursor): SelectWish {
  args.sp()
  const path = mailbox(args)
  let condstore = false
  let qresync: Resync | null = null
  if (!args.atEnd) {
    args.sp()
    args.list(() => {
      const word = args.word('a select parameter')
      if (word === 'CONDSTORE') condstore = true
      else if (word === 'QRESYNC' && qresync === null) qresync = resync(args)
      else args.expected('CONDSTORE or QRESYNC, once, before')
    }, { what: 'select parameters', countMax: 2 })
  }
  return { path, condstore, qresync }
}

/** SP "(" uidvalidity SP mod-sequence [SP known-uids] [SP "(" known-sequence-set SP known-uid-set ")"] ")" */
function resync(args: Cursor): Resync {
  args.sp()
  args.take(LPAREN)
  const uidValidity = args.nzNumber('a UIDVALIDITY')
  args.sp()
  const modseq = args.number64('a modification sequence')
  let known: SequenceSet | null = null
  let pairs: Resync['pairs'] = null
  if (args.peek() === SPACE && args.peek(1) !== LPAREN) {
    args.sp()
    known = plainSet(args)
  }
  if (args.skip(SPACE)) {
    args.take(LPAREN)
    const seqs = plainSet(args)
    args.sp()
    pairs = { seqs, uids: plainSet(args) }
    args.take(RPAREN)
  }
  args.take(RPAREN)
  return { uidValidity, modseq, known, pairs }
}

/** A set without `*` and `$`. RFC 7162 §7: known-uids */
function plainSet(args: Cursor): SequenceSet {
  const set = sequenceSet(args)
  const isPlain = !set.saved && set.ranges.every(({ from, to }) => from !== '*' && to !== '*')
  return isPlain ? set : args.expected('numbers only before')
}

/** SELECT and EXAMINE. Waits for what was delivered while the account was closed; nothing else. RFC 9051 §6.3.2 */
export async function openMailbox(
  wanted: SelectWish & { readonly readOnly: boolean }, context: Context,
): Promise<Result> {
  const { session, out } = context
  const { qresync } = wanted
  if (qresync && !session.qresync) return { status: 'BAD', text: 'QRESYNC needs ENABLE QRESYNC' }
  if (qresync?.pairs && session.uidOnly) return { status: 'BAD', code: 'UIDREQUIRED', text: 'UIDONLY is on' }
  if (session.unselect()) out.line('* OK [CLOSED] the mailbox before is closed')
  if (wanted.condstore) session.enabled.add('CONDSTORE')
  await session.mail.absorbed()
  const found = await findMailbox(session.mail, wanted.path)
  const view = found ? await session.mail.view(found.id) : 'no such mailbox'
  if (!found || view === 'no such mailbox') return { status: 'NO', code: 'NONEXISTENT', text: 'no such mailbox' }
  const selected = new Selected({ view, path: found.path, readOnly: wanted.readOnly })
  session.select(selected)
  const keywords = new Set<string>()
  let firstUnseen = 0
  for (const [at, entry] of view.entries.entries()) {
    for (const keyword of entry.flags.keywords) if (isAtom(keyword)) keywords.add(keyword)
    if (firstUnseen === 0 && !hasFlag(entry.flags, '\\Seen')) firstUnseen = at + 1
  }
  const flags = [...KNOWN_FLAGS, ...keywords]
  out.line(`* ${selected.exists} EXISTS`)
  if (!session.rev2) {
    out.line('* 0 RECENT')
    if (firstUnseen > 0 && !session.uidOnly) out.line(`* OK [UNSEEN ${firstUnseen}] first unseen`)
  }
  out.line(`* FLAGS (${flags.join(' ')})`)
  const permanent = wanted.readOnly ? '' : [...flags, '\\*'].join(' ')
  out.line(`* OK [PERMANENTFLAGS (${permanent})] ${wanted.readOnly ? 'none may be changed' : 'and new ones are kept'}`)
  out.line(`* OK [UIDVALIDITY ${view.uidValidity}] valid`)
  out.line(`* OK [UIDNEXT ${view.uidNext}] next`)
  out.line(`* OK [HIGHESTMODSEQ ${Math.max(1, view.highestModseq)}] highest`)
  out.line(`* OK [MAILBOXID (${mailboxId(found.id)})] its id`)
  // RFC 9051 §6.3.2 asks for the name as it is in fact; a rev1 client does not expect a LIST here.
  if (session.rev2) out.line(`* LIST () "/" ${mailboxName(found.path, session)}`)
  // A mailbox that was made anew since has nothing in common with what the client remembers.
  if (qresync && qresync.uidValidity === view.uidValidity) await tellResync(qresync, context)
  return { status: 'OK', code: wanted.readOnly ? 'READ-ONLY' : 'READ-WRITE', text: 'selected' }
}

/** What happened while the client was away: first what went, then flags and new messages. RFC 7162 §3.2.5 */
async function tellResync({ modseq, known, pairs }: Resync, context: Context): Promise<void> {
  const { session, out } = context
  const { selected } = session
  await tellVanished({ since: modseq, known, sameUpTo: pairs ? sameUpTo(pairs, selected) : 0 }, context)
  const named = known ? selected.uidsOf(known, { uid: true }) : []
  const isKnown = known && typeof named !== 'string' ? new Set(named) : null
  const pace = createPace()
  for (const [at, entry] of selected.view.entries.slice().entries()) {
    if (entry.modseq <= modseq || isKnown && !isKnown.has(entry.uid)) continue
    out.line(flagsLine({ seq: at + 1, entry }, session.style))
    if (out.full && !(await out.room())) return
    await pace.breathe()
  }
}

/**
 * The highest UID that still has the number the client remembers: nothing went up to it. Both sets are looked at in order,
 * as far as both go. RFC 7162 §3.2.5.2
 */
function sameUpTo({ seqs, uids }: NonNullable<Resync['pairs']>, selected: Selected): number {
  const remembered = numbersOf(uids)
  let same = 0
  let at = 0
  for (const seq of numbersOf(seqs)) {
    const uid = remembered[at++]
    if (uid !== undefined && selected.uidAt(seq) === uid) same = Math.max(same, uid)
  }
  return same
}

/** Pairs of number and UID that are looked at; clients send a handful. */
export const UIDS_REMEMBERED_MAX = 10_000

function numbersOf(set: SequenceSet): readonly number[] {
  const numbers: number[] = []
  for (const [from, to] of resolveRanges(set, 0)) {
    for (let number = from; number <= to; number++) {
      if (numbers.length >= UIDS_REMEMBERED_MAX) return numbers
      numbers.push(number)
    }
  }
  return numbers
}
