import { bench, run } from 'mitata'
import { parseMessage } from './parse.ts'
import { headersForListing, summarise } from './summary.ts'
import { bodyStructureWire, envelopeWire } from './wire.ts'

/** A mail of 50 KiB as offices send it: text, HTML and a file in base64. */
const line = `${'QUJDREVGR0hJSktMTU5P'.repeat(3)}QUJDREVGR0hJSktM\r\n`
const raw = new TextEncoder().encode(
  'From: Jan de Vries <jan@voorbeeld.nl>\r\nTo: "P, Q" <p@voorbeeld.nl>, r@voorbeeld.nl\r\nSubject: =?utf-8?q?Verslag_=C3=A9=C3=A9n?=\r\n'
  + 'Date: Sat, 21 Nov 2026 23:30:10 +0100\r\nMessage-ID: <a@voorbeeld.nl>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'
  + `--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${'Een gewone regel tekst van een brief.\r\n'.repeat(40)}\r\n`
  + '--b\r\nContent-Type: application/pdf; name=verslag.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n'
  + `${line.repeat(600)}\r\n--b--\r\n`,
)

bench('parse 50 KiB', () => parseMessage(raw))
bench('parse and everything a list record needs', () => {
  const parsed = parseMessage(raw)
  return [summarise(parsed, raw), headersForListing(parsed, raw), envelopeWire(parsed), bodyStructureWire(
    parsed.root, { extended: true },
  )]
})

await run()
