import { formatSet } from '../imap/sequence-set.ts'
import type { SearchProgram, SearchReturn } from '../imap/search.ts'
import { string } from '../imap/response.ts'
import { asciiText, utf8Bytes } from '../imap/bytes.ts'
import type { Context } from './command.ts'
import type { Found } from './search-messages.ts'

/** Says what was found: `* SEARCH` for RFC 3501, `* ESEARCH` for RETURN and for IMAP4rev2. RFC 9051 §7.3.4, RFC 4731 */
export function answerSearch(program: SearchProgram, found: readonly Found[], context: Context): void {
  const { session, out, uid, tag } = context
  const returns = wanted(program.returns)
  if (program.returns?.includes('SAVE')) session.selected.saved = kept(returns, found)
  const numbers = found.map((one) => uid ? one.uid : one.seq)
  const modseq = program.modseqAsked ? highest(returns, found) : 0
  if (program.returns === null && !session.rev2) {
    const all = numbers.length > 0 ? ` ${numbers.join(' ')}` : ''
    out.line(`* SEARCH${all}${modseq > 0 ? ` (MODSEQ ${modseq})` : ''}`)
    return
  }
  if (returns.size === 0) return
  const items = [`(TAG ${asciiText(string(utf8Bytes(tag)))})`]
  if (uid) items.push('UID')
  if (returns.has('MIN') && numbers.length > 0) items.push(`MIN ${numbers[0]}`)
  if (returns.has('MAX') && numbers.length > 0) items.push(`MAX ${numbers.at(-1)}`)
  if (returns.has('COUNT')) items.push(`COUNT ${numbers.length}`)
  if (returns.has('ALL') && numbers.length > 0) items.push(`ALL ${formatSet(numbers)}`)
  if (modseq > 0) items.push(`MODSEQ ${modseq}`)
  out.line(`* ESEARCH ${items.join(' ')}`)
}

/** Without RETURN, and with RETURN (), ALL is meant; SAVE alone asks for no answer. */
function wanted(returns: readonly SearchReturn[] | null): ReadonlySet<SearchReturn> {
  if (returns === null || returns.length === 0) return new Set(['ALL'])
  return new Set(returns.filter((option) => option !== 'SAVE'))
}

/**
 * What `$` names afterwards. With MIN or MAX and neither ALL nor COUNT only those are kept. RFC 5182 §2.1, RFC 9051
 * §6.4.4.4
 */
function kept(returns: ReadonlySet<SearchReturn>, found: readonly Found[]): readonly number[] {
  const uids = found.map((one) => one.uid)
  if (returns.size === 0 || returns.has('ALL') || returns.has('COUNT') || uids.length <= 1) return uids
  return uids.filter((_uid, at) => returns.has('MIN') && at === 0 || returns.has('MAX') && at === uids.length - 1)
}

/** The highest modification sequence of what is told: with MIN or MAX alone, of that message. RFC 7162 §3.1.10 */
function highest(returns: ReadonlySet<SearchReturn>, found: readonly Found[]): number {
  const ends = returns.has('ALL') || returns.has('COUNT') ? found
    : found.filter((_one, at) => returns.has('MIN') && at === 0 || returns.has('MAX') && at === found.length - 1)
  return ends.reduce((most, { modseq }) => Math.max(most, modseq), 0)
}
