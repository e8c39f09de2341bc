import { connect } from 'node:tls'
import { password } from '../accounts/accounts.testing.ts'
import { hostAndPort } from './client.testing.ts'
import { letter, openImapHouse } from './server.testing.ts'

/**
 * What mail programs do most, over real TLS on a real database: APPEND, the first listing and the next ones, header
 * fields, whole bodies, SEARCH by scan. `ZEGEL_BENCH_MESSAGES` messages of 4 KiB.
 */
const messages = Number(process.env['ZEGEL_BENCH_MESSAGES'] ?? 2000)
const house = await openImapHouse()
const writer = await house.client('anna')
const text = 'Een regel tekst van gewone lengte over van alles en nog wat.\r\n'.repeat(64)

const began = performance.now()
for (let count = 0; count < messages; count++) await writer.append('INBOX', letter(`bericht ${count}`, text))
report('append, one connection', { messages, ms: performance.now() - began })
writer.close()

const socket = connect({ ...hostAndPort(house.tls), rejectUnauthorized: false })
await new Promise((resolve) => socket.once('secureConnect', resolve))
await timed('login', `LOGIN anna@zonnehof.test "${password}"`)
await timed('select', 'SELECT INBOX')
for (const round of ['first', 'again']) {
  await timed(`envelopes, ${round}`, 'FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)')
}
await timed('flags', 'FETCH 1:* (UID FLAGS)')
await timed('header fields', 'FETCH 1:* (UID BODY.PEEK[HEADER.FIELDS (FROM TO CC SUBJECT DATE MESSAGE-ID REFERENCES)])')
for (const round of ['first', 'again']) await timed(`bodies, ${round}`, 'FETCH 1:* (BODY.PEEK[])')
await timed('search subject', 'SEARCH SUBJECT "bericht 7"')
await timed('sort by subject', 'SORT (SUBJECT REVERSE DATE) UTF-8 ALL')
await timed('thread by references', 'THREAD REFERENCES UTF-8 ALL')
await timed('search text', 'SEARCH TEXT onvindbaar')
socket.destroy()
await house.close()

/** Counts octets and looks only for the tagged answer, so that the client costs next to nothing. */
async function timed(name: string, command: string): Promise<void> {
  const start = performance.now()
  let bytes = 0
  await new Promise<void>((resolve) => {
    const hear = (octets: Buffer): void => {
      bytes += octets.length
      if (!octets.includes('tag OK')) return
      socket.off('data', hear)
      resolve()
    }
    socket.on('data', hear)
    socket.write(`tag ${command}\r\n`)
  })
  report(name, { messages, ms: performance.now() - start, bytes })
}

function report(name: string,
  { ms, messages: count, bytes = 0 }: { readonly ms: number, readonly messages: number,
  readonly bytes?: number }): void {
  const figures = { ms: Math.round(ms), perSecond: Math.round(count / (ms / 1000)),
    mibPerSecond: Math.round(bytes / 1048.576 / ms * 10) / 10 }
  process.stdout.write(`${JSON.stringify({ bench: `imap-server: ${name}`, messages: count, ...figures })}\n`)
}
