import { assert } from '../base/assert.ts'
import { parseCommand } from './grammar.ts'
import { newSession, step, type Facts } from './session.ts'

const facts: Facts = {
  role: 'mx', lmtp: false, xclient: false, hostname: 'mx.test', tls: false, tlsAvailable: true, canBind: false, sizeBytesMax: 1000, recipientsMax: 2, unknownRecipientsMax: 2,
}
const seed = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Lines of any bytes: parsed to one command, never thrown at, and no address can hold what ends a line or a path. */
export const fuzz = {
  name: 'smtp grammar and session',
  seeds: [
    seed('EHLO a\nMAIL FROM:<a@b.test> SIZE=10 SMTPUTF8\nRCPT TO:<"x y"@b.test> NOTIFY=NEVER\nDATA\n'),
    seed('BDAT 10 LAST\nAUTH PLAIN AGEAYg==\nSTARTTLS\nRCPT TO:<@r.test:zo\u00eb@b.test> ORCPT=rfc822;x\n'),
  ],
  run(input: Uint8Array): void {
    let session = newSession
    let start = 0
    for (let lines = 0; lines < 200 && start < input.length; lines += 1) {
      const lf = input.indexOf(10, start)
      const end = lf < 0 ? input.length : lf
      const command = parseCommand(input.subarray(start, end))
      if (command.verb === 'MAIL') assert(!/[\r\n\0]/.test(command.from.address), 'an address holds a control character')
      if (command.verb === 'RCPT') assert(/^[^\r\n\0]+$/.test(command.to.address), 'an address holds a control character')
      const after = step(session, command, facts)
      assert(after.next.tally.commands === session.tally.commands + 1, 'a command was not counted')
      session = after.next.stage === 'looking-up' ? step(after.next, { verb: 'recipient-known', verdict: 'ok' }, facts).next : after.next
      start = end + 1
    }
  },
}
