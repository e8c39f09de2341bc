import { SEARCH_CHARSETS, searchProgram } from '../../imap/search.ts'
import { command } from '../command.ts'
import { answerSearch, forgetSaved } from '../search-answer.ts'
import { TAG_IN_USE } from '../search-contexts.ts'
import { searchMessages } from '../search-messages.ts'

/**
 * Finds messages. RFC 9051 §6.4.4; SEARCHRES RFC 5182; MODSEQ RFC 7162 §3.1.5; WITHIN RFC 5032; PARTIAL RFC 9394 §3.1
 */
export const search = command({
  name: 'SEARCH',
  uid: 'also',
  keepsNumbers: true,
  states: ['selected'],
  rfc: ['RFC 9051 §6.4.4', 'RFC 4731', 'RFC 5182', 'RFC 5032', 'RFC 7162 §3.1.5', 'RFC 8514', 'RFC 9394 §3.1', 'RFC 9585',
    'RFC 5267 §4'],
  capabilities: ['ESEARCH', 'SEARCHRES', 'WITHIN', 'INPROGRESS', 'CONTEXT=SEARCH'],
  parse(args) {
    args.sp()
    return searchProgram(args)
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
    if (found === 'stopped') {
      forgetSaved(program, context)
      return { status: 'NO', text: 'stopped' }
    }
    if (program.returns?.includes('UPDATE')) session.selected.contexts.add({ program, criteria: null, found }, context)
    answerSearch('SEARCH', program, found, context)
    return { status: 'OK', text: 'done' }
  },
})
