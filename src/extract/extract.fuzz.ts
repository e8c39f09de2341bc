import assert from 'node:assert/strict'
import { openCompoundFile, type CfbEntry } from './cfb.ts'
import { compoundFile, outlookMail, packRtf } from './cfb.testing.ts'
import { readDoc } from './doc.ts'
import { doc, ppt, xls } from './legacy.testing.ts'
import { kindsOf } from './kind.ts'
import { hasLocation, imageSizeOf } from './picture.ts'
import { drawn, pgm, png } from './picture.testing.ts'
import { readPpt } from './ppt.ts'
import { Reading, Unreadable } from './reading.ts'
import { unpackRtf } from './rtf-compressed.ts'
import { jsonToText, unfoldCard } from './text-forms.ts'
import { readXls } from './xls.ts'
import { attributeOf, attributeValues, readXml } from './xml.ts'

const seeds = [
  '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a b="1" c=\'2\'><d/>e&amp;&#233;&#xe9;<![CDATA[f]]><!-- g --></a>',
  'BEGIN:VCARD\r\nFN;ENCODING=QUOTED-PRINTABLE:Jos=C3=A9\r\nNOTE:a\\nb\r\n c\r\n', '{"a":[1,{"b":"\\u0031"}]}', '%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj',
].map((text) => Buffer.from(text))
const files = [
  compoundFile(outlookMail({ subject: 'Uitslag', body: 'BSN 111222333', rtf: packRtf('{\\rtf1 a}'), recipients: [['Jan', 'j@x.nl']] })),
  doc('een\r', 'twee'), xls(['a', 'b'], [1, 2]), ppt(['een']), packRtf('{\\rtf1 hallo}'), png(drawn(['1'])), pgm(drawn(['1'])).subarray(0, 2000),
]

const nothing = async (): Promise<void> => undefined

/** What a format may throw, and nothing else. */
function tried(run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof Unreadable) && !(error instanceof RangeError)) throw error
  }
}

/** Everything that reads at once: nothing but `Unreadable` is thrown, every reader ends, no text is longer than its file allows. */
export const fuzz = {
  name: 'extract',
  seeds: [...seeds, ...files.map((file) => new Uint8Array(file))],
  run(input: Uint8Array): void {
    kindsOf({ name: '', type: '', bytes: input })
    imageSizeOf(input)
    hasLocation(input)
    const text = Buffer.from(input).toString('latin1')
    tried(() => walkXml(text))
    assert.ok(jsonToText(text).length <= text.length * 20 + 100)
    unfoldCard(text)
    tried(() => assert.ok(unpackRtf(input) instanceof Uint8Array))
    tried(() => walkCompound(openCompoundFile(input).root, 0))
    const reading = new Reading({ sink: { text: () => undefined, picture: () => undefined }, inner: nothing })
    tried(() => readXls(input, reading))
    tried(() => readPpt(input, new Uint8Array(), reading))
    tried(() => readDoc(input, { zero: input, one: input.subarray(Math.min(64, input.length)) }, reading))
  },
}

function walkXml(text: string): void {
  let depth = 0
  readXml(text, {
    open(name, tag) {
      depth += 1
      attributeOf(tag, 'val')
      assert.ok(name.length <= tag.length && attributeValues(tag).join('').length <= tag.length)
    },
    close() {
      depth -= 1
      assert.ok(depth >= 0)
    },
  })
  assert.equal(depth, 0)
}

function walkCompound(entry: CfbEntry, depth: number): void {
  assert.ok(depth <= 25)
  entry.read()
  for (const child of entry.children) walkCompound(child, depth + 1)
}

