import { asciiText } from '../../imap/bytes.ts'
import { command, nothing, SIGNED_IN, type Context } from '../command.ts'
import type { Selected } from '../selected.ts'

/** Tells changes the moment they happen, until DONE. RFC 9051 §6.3.13, RFC 2177 */
export const idle = command({
  name: 'IDLE',
  states: SIGNED_IN,
  rfc: ['RFC 9051 §6.3.13', 'RFC 2177'],
  capabilities: ['IDLE'],
  parse: nothing,
  async run(_args, context) {
    const { session, ask } = context
    const selected = session.stage === 'selected' ? session.selected : null
    const news = selected ? teller(selected, context) : () => undefined
    if (selected) selected.onNews = news
    // What happened before IDLE began belongs behind the `+`.
    queueMicrotask(news)
    const line = await ask('idling')
    if (selected) selected.onNews = null
    if (typeof line === 'string') return { status: 'BAD', text: 'ended', then: 'close' }
    return asciiText(line).toUpperCase() === 'DONE' ? { status: 'OK', text: 'done' }
      : { status: 'BAD', text: 'expected DONE' }
  },
})

/**
 * Tells at once; when the client reads slowly, goes on as soon as it has caught up. It is called by the mailbox's own
 * change, so nothing may be thrown into that.
 */
function teller(selected: Selected, { session, out, services }: Context): () => void {
  const how = { ...session.style, expunge: true }
  let running = false
  const run = async (): Promise<void> => {
    running = true
    try {
      for (let more = true; more && selected.onNews !== null && (!out.full || await out.room());) {
        more = selected.tell(out, how)
        out.flush()
      }
    } finally {
      running = false
    }
  }
  return () => {
    if (!running) run().catch((error: unknown) => services.log.error('imap.idle-failed', error))
  }
}
