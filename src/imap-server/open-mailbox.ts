import type { Cursor } from '../imap/cursor.ts'
import { mailbox } from '../imap/mailbox-name.ts'
import { mailboxId } from '../jmap/ids.ts'
import { mailboxName } from '../imap/response.ts'
import type { Context, Result } from './command.ts'
import { hasFlag, isAtom, KNOWN_FLAGS } from './flags.ts'
import { findMailbox } from './mailboxes.ts'
import { Selected } from './selected.ts'

/** SP mailbox [SP "(" CONDSTORE ")"]. RFC 9051 §9: select, RFC 7162 §3.1.8 */
export function selectArguments(args: Cursor): { readonly path: string, readonly condstore: boolean } {
  args.sp()
  const path = mailbox(args)
  if (args.atEnd) return { path, condstore: false }
  args.sp()
  args.list(() => args.skipWord('CONDSTORE') || args.expected('CONDSTORE'), { what: 'select parameters', countMax: 1 })
  return { path, condstore: true }
}

/** SELECT and EXAMINE. Waits for what was delivered while the account was closed; nothing else. RFC 9051 §6.3.2 */
export async function openMailbox(
  wanted: { readonly path: string, readonly condstore: boolean, readonly readOnly: boolean }, { session, out }: Context,
): Promise<Result> {
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
    if (firstUnseen > 0) out.line(`* OK [UNSEEN ${firstUnseen}] first unseen`)
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
  return { status: 'OK', code: wanted.readOnly ? 'READ-ONLY' : 'READ-WRITE', text: 'selected' }
}
