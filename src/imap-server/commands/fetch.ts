import { fetchAtts, fetchModifiers, setsSeen, type FetchAtt } from '../../imap/fetch.ts'
import { sliceOf } from '../../imap/partial-range.ts'
import { sequenceSet } from '../../imap/sequence-set.ts'
import { command } from '../command.ts'
import { fetchMessages } from '../fetch-messages.ts'
import { tellVanished } from '../vanished.ts'

/**
 * Gives what is asked of messages. RFC 9051 §6.4.5; BINARY RFC 3516; MODSEQ, CHANGEDSINCE RFC 7162 §3.1.4, VANISHED
 * §3.2.6; PARTIAL RFC 9394 §3.2; UIDFETCH RFC 9586 §3.3
 */
export const fetch = command({
  name: 'FETCH',
  uid: 'also',
  keepsNumbers: true,
  states: ['selected'],
  rfc: ['RFC 9051 §6.4.5', 'RFC 3516', 'RFC 7162 §3.1.4', 'RFC 7162 §3.2.6', 'RFC 9394 §3.2', 'RFC 9586 §3.3',
    'RFC 8514', 'RFC 8970', 'RFC 8474'],
  capabilities: ['BINARY', 'SAVEDATE', 'PREVIEW', 'OBJECTID', 'PARTIAL'],
  parse(args) {
    args.sp()
    const set = sequenceSet(args)
    args.sp()
    const atts = fetchAtts(args)
    return { set, atts, ...fetchModifiers(args) }
  },
  async run({ set, atts, changedSince, vanished, partial }, context) {
    const { session, uid } = context
    const { selected } = session
    if (vanished && !session.qresync) return { status: 'BAD', text: 'VANISHED needs ENABLE QRESYNC' }
    const named = selected.uidsOf(set, { uid })
    const uids = partial && named !== 'no such message' ? sliceOf(named, partial) : named
    if (uids === 'no such message') return { status: 'BAD', text: 'no such message number' }
    if (changedSince !== null || asks(atts, 'MODSEQ')) session.enabled.add('CONDSTORE')
    const items = [...atts]
    if (uid && !session.uidOnly && !asks(atts, 'UID')) items.unshift({ item: 'UID' })
    if (changedSince !== null && !asks(atts, 'MODSEQ')) items.push({ item: 'MODSEQ' })
    if (vanished && changedSince !== null) await tellVanished({ since: changedSince, known: set, sameUpTo: 0 }, context)
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
