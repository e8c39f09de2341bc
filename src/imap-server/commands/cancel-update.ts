import { asciiText } from '../../imap/bytes.ts'
import { command } from '../command.ts'
import { SEARCH_CONTEXTS_MAX } from '../search-contexts.ts'

/** Ends the updates of searches, named by their tags; one that there is not is none that is told. RFC 5267 §4.3.5 */
export const cancelUpdate = command({
  name: 'CANCELUPDATE',
  states: ['selected'],
  rfc: ['RFC 5267 §4.3.5'],
  parse(args) {
    const tags: string[] = []
    do {
      if (tags.length >= SEARCH_CONTEXTS_MAX) args.expected(`at most ${SEARCH_CONTEXTS_MAX} tags before`)
      args.sp()
      tags.push(asciiText(args.quoted()))
    } while (!args.atEnd)
    return tags
  },
  run(tags, { session }) {
    for (const tag of tags) session.selected.contexts.cancel(tag)
    return { status: 'OK', text: 'no further updates' }
  },
})
