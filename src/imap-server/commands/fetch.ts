import { fetchAtts, fetchModifiers, setsSeen, type FetchAtt } from '../../imap/fetch.ts'
import { sequenceSet } from '../../imap/sequence-set.ts'
import { command } from '../command.ts'
import { fetchMessages } from '../fetch-messages.ts'

/** Gives what is asked of messages. RFC 9051 §6.4.5; BINARY RFC 3516; MODSEQ, CHANGEDSINCE RFC 7162 §3.1.4 */
export const fetch = command({
  name: 'FETCH',
  uid: 'also',
  keepsNumbers: true,
  states: ['selected'],
  rfc: ['RFC 9051 §6.4.5', 'RFC 3516', 'RFC 7162 §3.1.4', 'RFC 8514', 'RFC 8970', 'RFC 8474'],
  capabilities: ['BINARY', 'SAVEDATE', 'PREVIEW', 'OBJECTID'],
  parse(args) {
    args.sp()
    const set = sequenceSet(args)
    args.sp()
    const atts = fetchAtts(args)
    return { set, atts, ...fetchModifiers(args) }
  },
  async run({ set, atts, changedSince }, context) {
    const { session, uid } = context
    const { selected } = session
    const uids = selected.uidsOf(set, { uid })
    if (uids === 'no such message') return { status: 'BAD', text: 'no such message number' }
    if (changedSince !== null || asks(atts, 'MODSEQ')) session.enabled.add('CONDSTORE')
    const items = [...atts]
    if (uid && !asks(atts, 'UID')) items.unshift({ item: 'UID' })
    if (changedSince !== null && !asks(atts, 'MODSEQ')) items.push({ item: 'MODSEQ' })
    const marksSeen = !selected.readOnly && atts.some(setsSeen)
    const outcome = await fetchMessages({ uids, items, changedSince, marksSeen }, context)
    if (outcome === 'unknown encoding') {
      return { status: 'NO', code: 'UNKNOWN-CTE', text: 'a part has an encoding that cannot be undone' }
    }
    if (outcome === 'some gone' && !uid) return { status: 'NO', code: 'EXPUNGEISSUED', text: 'some messages are gone' }
    return { status: 'OK', text: 'done' }
  },
})

function asks(atts: readonly FetchAtt[], item: FetchAtt['item']): boolean {
  return atts.some((att) => att.item === item)
}
