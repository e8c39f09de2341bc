import { asciiText } from '../../imap/bytes.ts'
import { command, nothing, SIGNED_IN, type Context } from '../command.ts'

/** Tells changes the moment they happen, until DONE. RFC 9051 §6.3.13, RFC 2177 */
export const idle = command({
  name: 'IDLE',
  states: SIGNED_IN,
  rfc: ['RFC 9051 §6.3.13', 'RFC 2177'],
  capabilities: ['IDLE'],
  parse: nothing,
  async run(_args, context) {
    const { session, out, ask } = context
    const selected = session.stage === 'selected' ? session.selected : null
    const tell = (): void => {
      if (selected && out.open && !out.full) tellNow(context)
    }
    if (selected) {
      selected.onNews = tell
      // What happened before IDLE began belongs behind the `+`.
      queueMicrotask(tell)
    }
    const line = await ask('idling')
    if (selected) selected.onNews = null
    if (typeof line === 'string') return { status: 'BAD', text: 'ended', then: 'close' }
    return asciiText(line).toUpperCase() === 'DONE' ? { status: 'OK', text: 'done' }
      : { status: 'BAD', text: 'expected DONE' }
  },
})

function tellNow({ session, out }: Context): void {
  session.selected.tell(out, { expunge: true, rev2: session.rev2, condstore: session.condstore })
  out.flush()
}
