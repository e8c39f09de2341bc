import { bench, run, summary } from 'mitata'
import { parseCommand } from './grammar.ts'
import { dataText } from './outgoing.ts'
import { DataScanner } from './scanner.ts'
import { newSession, step, type Event, type Facts } from './session.ts'

/** The scanner over 16 MiB of base64-like lines in pieces as a socket gives them, and one transaction of commands. */
const piece = Buffer.from(`${'A'.repeat(76)}\r\n`.repeat(840))
const pieces = 256
const facts: Facts = {
  role: 'mx', lmtp: false, xclient: false, hostname: 'mx.test', tls: false, tlsAvailable: true, canBind: false, sizeBytesMax: 1e9, recipientsMax: 1000, unknownRecipientsMax: 10,
}
const lines = ['EHLO client.test', 'MAIL FROM:<a@b.test> SIZE=4096', 'RCPT TO:<c@d.test>', 'DATA'].map((line) => Buffer.from(line))

summary(() => {
  bench(`scan ${(piece.length * pieces / 1024 / 1024).toFixed(0)} MiB of message text`, () => {
    let kept = 0
    const scanner = new DataScanner({ sizeBytesMax: 1e9, keep: (_piece, start, end) => { kept += end - start } })
    for (let count = 0; count < pieces; count += 1) scanner.push(piece, 0)
    return kept
  })
  bench('one transaction of commands through grammar and session', () => {
    let session = newSession
    const take = (event: Event): void => { session = step(session, event, facts).next }
    for (const line of lines) {
      take(parseCommand(line))
      if (session.stage === 'looking-up') take({ verb: 'recipient-known', verdict: 'ok' })
    }
    return session
  })
  const raw = Buffer.from(`${'A'.repeat(76)}\r\n`.repeat(13_443))
  bench('stuff 1 MiB on its way out', () => dataText(raw))
})

if (import.meta.main) await run()
