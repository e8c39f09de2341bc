import { sliceOf } from '../imap/partial-range.ts'
import { formatSet } from '../imap/sequence-set.ts'
import type { SearchProgram, SearchReturn } from '../imap/search.ts'
import { string } from '../imap/response.ts'
import { asciiText, utf8Bytes } from '../imap/bytes.ts'
import type { Context } from './command.ts'
import type { Found } from './search-messages.ts'

/**
 * Says what was found: `* SEARCH` or `* SORT` for RFC 3501 and RFC 5256, `* ESEARCH` for RETURN and for SEARCH in
 * IMAP4rev2. RFC 9051 §7.3.4, RFC 4731, RFC 5267 §3, RFC 9394. `found` is in the order of the answer.
 */
export function answerSearch(
  command: 'SEARCH' | 'SORT', program: SearchProgram, found: readonly Found[], context: Context,
): void {
  const { session, out, uid, tag } = context
  const returns = wanted(program.returns)
  const named = namedIn(program, found)
  if (program.returns?.includes('SAVE')) session.selected.saved = named.map((one) => one.uid).sort((a, b) => a - b)
  const number = (one: Found): number => uid ? one.uid : one.seq
  const modseq = program.modseqAsked ? named.reduce((most, one) => Math.max(most, one.modseq), 0) : 0
  if (program.returns === null && (command === 'SORT' || !session.rev2)) {
    const all = found.length > 0 ? ` ${found.map(number).join(' ')}` : ''
    out.line(`* ${command}${all}${modseq > 0 ? ` (MODSEQ ${modseq})` : ''}`)
    return
  }
  if (returns.size === 0) return
  const items = [`(TAG ${asciiText(string(utf8Bytes(tag)))})`]
  if (uid) items.push('UID')
  const [first] = found
  const last = found.at(-1)
  if (returns.has('MIN') && first) items.push(`MIN ${number(first)}`)
  if (returns.has('MAX') && last) items.push(`MAX ${number(last)}`)
  if (returns.has('COUNT')) items.push(`COUNT ${found.length}`)
  if (returns.has('ALL') && found.length > 0) items.push(`ALL ${formatSet(found.map(number))}`)
  if (program.partial) {
    const slice = sliceOf(found, program.partial)
    items.push(`PARTIAL (${program.partial.text} ${slice.length > 0 ? formatSet(slice.map(number)) : 'NIL'})`)
  }
  if (modseq > 0) items.push(`MODSEQ ${modseq}`)
  out.line(`* ESEARCH ${items.join(' ')}`)
}

/** A search that was to be kept as `$` and is answered with NO leaves nothing there. RFC 5182 §2.1 */
export function forgetSaved({ returns }: Pick<SearchProgram, 'returns'>, { session }: Context): void {
  if (returns?.includes('SAVE')) session.selected.saved = []
}

/**
 * Without RETURN, and with RETURN (), ALL is meant; SAVE alone asks for no answer. UPDATE and CONTEXT name no result.
 */
function wanted(returns: readonly SearchReturn[] | null): ReadonlySet<SearchReturn> {
  const results = returns?.filter((option) => option !== 'UPDATE' && option !== 'CONTEXT') ?? []
  if (results.length === 0) return new Set(['ALL'])
  return new Set(results.filter((option) => option !== 'SAVE'))
}

/**
 * The messages that the answer stands for: all, unless only MIN, MAX and PARTIAL were asked. They are what `$` names
 * afterwards (RFC 9051 §6.4.4.4, RFC 9394 §3.3), and the highest of their modification sequences is told (RFC 7162
 * §3.1.10).
 */
function namedIn({ returns, partial }: SearchProgram, found: readonly Found[]): readonly Found[] {
  const asked = wanted(returns)
  if (asked.size === 0 || asked.has('ALL') || asked.has('COUNT')) return found
  const named = new Set(partial ? sliceOf(found, partial) : [])
  const [first] = found
  const last = found.at(-1)
  if (asked.has('MIN') && first) named.add(first)
  if (asked.has('MAX') && last) named.add(last)
  return [...named]
}
