import { SEARCH_CHARSETS } from '../../imap/search.ts'
import { sortProgram } from '../../imap/sort.ts'
import { command } from '../command.ts'
import { answerSearch, forgetSaved } from '../search-answer.ts'
import { TAG_IN_USE } from '../search-contexts.ts'
import { searchMessages } from '../search-messages.ts'
import { sortMessages } from '../sort-messages.ts'

/**
 * Finds messages and gives them in order. RFC 5256 §3; RETURN RFC 5267 §3; DISPLAYFROM, DISPLAYTO RFC 5957; PARTIAL RFC
 * 9394
 */
export const sort = command({
  name: 'SORT',
  uid: 'also',
  keepsNumbers: true,
  states: ['selected'],
  rfc: ['RFC 5256 §3', 'RFC 5267 §3', 'RFC 5267 §4', 'RFC 5957', 'RFC 9394 §3.1', 'RFC 9585'],
  capabilities: ['SORT', 'ESORT', 'SORT=DISPLAY', 'CONTEXT=SORT', 'INPROGRESS'],
  parse(args) {
    args.sp()
    return sortProgram(args)
  },
  async run(program, context) {
    const { session } = context
    if ('charset' in program) {
      forgetSaved(program, context)
      return { status: 'NO', code: `BADCHARSET (${SEARCH_CHARSETS.join(' ')})`, text: 'that charset is not known here' }
    }
    if (session.uidOnly && program.numbersUsed) return { status: 'BAD', code: 'UIDREQUIRED', text: 'UIDONLY is on' }
    if (program.returns?.includes('UPDATE')) {
      if (session.selected.contexts.has(context.tag)) return TAG_IN_USE
      session.selected.contexts.watch()
    }
    if (program.modseqAsked) session.enabled.add('CONDSTORE')
    const found = await searchMessages(program.keys, context)
    const sorted = found === 'stopped' ? found : await sortMessages(found, program.criteria, context)
    if (typeof sorted === 'string') {
      forgetSaved(program, context)
      return sorted === 'too many' ? { status: 'NO', code: 'LIMIT', text: 'too many messages to sort' }
        : { status: 'NO', text: 'stopped' }
    }
    if (program.returns?.includes('UPDATE')) {
      session.selected.contexts.add({ program, criteria: program.criteria, found: sorted }, context)
    }
    answerSearch('SORT', program, sorted, context)
    return { status: 'OK', text: 'done' }
  },
})
