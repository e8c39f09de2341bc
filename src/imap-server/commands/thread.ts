import { SEARCH_CHARSETS } from '../../imap/search.ts'
import { threadProgram } from '../../imap/sort.ts'
import { command } from '../command.ts'
import { searchMessages } from '../search-messages.ts'
import { threadMessages } from '../thread-messages.ts'
import { formatThreads } from '../thread-node.ts'

/** Finds messages and gives them as threads. RFC 5256 §3, §4 */
export const thread = command({
  name: 'THREAD',
  uid: 'also',
  keepsNumbers: true,
  states: ['selected'],
  rfc: ['RFC 5256 §3', 'RFC 9585'],
  capabilities: ['THREAD=ORDEREDSUBJECT', 'THREAD=REFERENCES', 'INPROGRESS'],
  parse(args) {
    args.sp()
    return threadProgram(args)
  },
  async run(program, context) {
    if (program === 'charset not known') {
      return { status: 'NO', code: `BADCHARSET (${SEARCH_CHARSETS.join(' ')})`, text: 'that charset is not known here' }
    }
    if (context.session.uidOnly && program.numbersUsed) return { status: 'BAD', code: 'UIDREQUIRED', text: 'UIDONLY is on' }
    if (program.modseqAsked) context.session.enabled.add('CONDSTORE')
    const found = await searchMessages(program.keys, context)
    const threads = found === 'stopped' ? found : await threadMessages(found, program.algorithm, context)
    if (threads === 'stopped') return { status: 'NO', text: 'stopped' }
    if (threads === 'too many') return { status: 'NO', code: 'LIMIT', text: 'too many messages to thread' }
    context.out.line(`* THREAD${threads.length > 0 ? ` ${formatThreads(threads)}` : ''}`)
    return { status: 'OK', text: 'done' }
  },
})
