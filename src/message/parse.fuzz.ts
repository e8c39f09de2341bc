import assert from 'node:assert/strict'
import { bodyParts } from './body-parts.ts'
import { decodedBytes, decodedText } from './body.ts'
import { parseMessage } from './parse.ts'
import { selectFields } from './section.ts'
import { headersForListing, summarise } from './summary.ts'
import { bodyStructureWire, envelopeWire } from './wire.ts'
import type { Part } from './types.ts'

const encoder = new TextEncoder()
const SEEDS = [
  'From: a@x.nl\r\nSubject: =?utf-8?q?h=C3=A9?=\r\nDate: Sat, 21 Nov 2026 23:30:10 +0100\r\n\r\ntext\r\n',
  'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nx\r\n--b--\r\n',
  'Content-Type: multipart/alternative; boundary="a"\n\n--a\nContent-Type: text/html; charset=utf-7\n\n+AGE-\n--a\nContent-Transfer-Encoding: base64\n\nYQ==\n--a--\n',
  "Content-Disposition: attachment; filename*0*=utf-8''%c3; filename*1*=%a9\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na=\r\nb=C3=A9\r\n",
]

/** Whole messages: nothing throws, every offset lies inside, the wire forms have no line end. */
export const fuzz = {
  name: 'message',
  seeds: SEEDS.map((text) => encoder.encode(text)),
  run(input: Uint8Array): void {
    const parsed = parseMessage(input)
    assert.ok(parsed.headerEnd >= 0 && parsed.headerEnd <= input.length)
    for (const { start, end } of parsed.headers) assert.ok(start < end && end <= input.length)
    checkPart(parsed.root, input)
    bodyParts(parsed.root)
    const { preview } = summarise(parsed, input)
    assert.ok(preview.length <= 256)
    headersForListing(parsed, input)
    selectFields(input.subarray(0, parsed.headerEnd), { names: ['subject'], not: false })
    for (const wire of [envelopeWire(parsed), bodyStructureWire(parsed.root, { extended: true })]) {
      assert.ok(!wire.includes(0x0a) && !wire.includes(0x0d) && !wire.includes(0))
    }
  },
}

function checkPart(part: Part, raw: Uint8Array): void {
  assert.ok(part.headerStart <= part.bodyStart && part.bodyStart <= part.bodyEnd && part.bodyEnd <= raw.length)
  decodedBytes(part, raw)
  if (part.type === 'text') decodedText(part, raw, { maxBytes: 100 })
  if (part.type === 'multipart') assert.ok(part.children.length > 0)
  for (const child of part.children) checkPart(child, raw)
  if (part.message !== null) checkPart(part.message.root, raw)
}
