import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { createExtractor } from '../extract/extract.ts'
import { docx, paragraph } from '../extract/office.testing.ts'
import type { FileToRead } from '../extract/types.ts'
import { assess } from '../guard/assess.ts'
import { plainKnowledge } from '../guard/cases.ts'
import { defaultPolicy } from '../guard/policy.ts'
import { silentLog } from '../log/log.ts'
import { parseMessage } from '../message/parse.ts'
import { DECORATION_BYTES_MAX, draftOf, EXTRACTED_FILES_MAX } from './draft.ts'

const crlf = (text: string): Uint8Array => Buffer.from(text.replaceAll('\n', '\r\n'))

async function draft(text: string, rcptTo: readonly string[] = ['a@x.example']) {
  const raw = crlf(text)
  const asked: FileToRead[] = []
  const extract = (file: FileToRead) => {
    asked.push(file)
    return Promise.resolve({ text: Buffer.from(file.bytes).toString() })
  }
  return { asked, draft: await draftOf({ message: parseMessage(raw), raw, rcptTo, from: 'ik@zorg.example', extract }) }
}

function mixed(parts: readonly string[], kind = 'mixed'): string {
  return `Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/${kind}; boundary=g\n\n${parts.map((part) => `--g\n${part}\n`).join('')}--g--\n`
}

describe('a message as the guard reads it', () => {
  test('who stands in no To or Cc is a Bcc, whatever the case of the address', async () => {
    const { draft: { recipients } } = await draft('To: Jan <A@X.example>, groep: b@x.example;\nCc: c@x.example\n\nhoi\n',
      ['a@x.example', 'b@x.example', 'c@x.example', 'stil@x.example'])
    assert.deepEqual(recipients.map(({ field, name }) => [field, name]), [['to', 'Jan'], ['to', null], ['cc', null], ['bcc', null]])
  })

  test('only HTML is turned into text', async () => {
    const { draft: { body } } = await draft('Subject: x\nContent-Type: text/html\n\n<p>BSN <b>111</b>222333</p>\n')
    assert.match(body, /BSN 111222333/)
  })

  test('what the HTML says more than the plain text is read too', async () => {
    const { draft: { body } } = await draft(mixed([
      'Content-Type: text/plain\n\nTot morgen.', 'Content-Type: text/html\n\n<p>Tot morgen.</p><p>BSN 111222333</p>',
    ], 'alternative'))
    assert.match(body, /Tot morgen\.[^]*BSN 111222333/)
  })

  test('an alternative that says the same is read once', async () => {
    const { draft: { body } } = await draft(mixed([
      'Content-Type: text/plain\n\nTot morgen.', 'Content-Type: text/html\n\n<p>Tot <i>morgen.</i></p>',
    ], 'alternative'))
    assert.equal(body.trim(), 'Tot morgen.')
  })

  test('an attached mail goes to the extractor as it is', async () => {
    const { asked } = await draft(mixed(['\nzie bijlage', 'Content-Type: message/rfc822\n\nSubject: binnen\n\nhoi']))
    assert.deepEqual(asked.map(({ type }) => type), ['message/rfc822'])
    assert.match(Buffer.from(asked[0]?.bytes ?? []).toString(), /^Subject: binnen/)
  })

  test('a small picture inside the text is decoration, a large or attached one is a file', async () => {
    const picture = (size: number, more = 'Content-ID: <p@x>\nContent-Disposition: inline') =>
      `Content-Type: image/png\n${more}\n\n${'A'.repeat(size)}`
    const html = 'Content-Type: text/html\n\n<img src="cid:p@x">'
    const count = async (part: string) => (await draft(mixed([html, part], 'related'))).draft.attachments.length
    assert.equal(await count(picture(DECORATION_BYTES_MAX)), 0)
    assert.equal(await count(picture(DECORATION_BYTES_MAX + 1)), 1)
    assert.equal(await count(picture(10, 'Content-Disposition: attachment; filename=a.png')), 1)
  })

  test(`the text of ${EXTRACTED_FILES_MAX} files is asked for; more are named as unread`, async () => {
    const file = 'Content-Type: text/plain; name=a.txt\nContent-Disposition: attachment; filename=a.txt\n\nx'
    const { draft: { attachments },
      asked } = await draft(mixed(Array.from({ length: EXTRACTED_FILES_MAX + 1 }, () => file)))
    assert.equal(asked.length, EXTRACTED_FILES_MAX)
    assert.deepEqual([attachments.length, attachments.at(-1)?.unread, attachments[0]?.text?.trim()], [EXTRACTED_FILES_MAX + 1, 'over-limit', 'x'])
  })
})

describe('a picture between two texts', () => {
  test('is a file, though a mail program shows it in the text', async () => {
    const { draft: { attachments } } = await draft(mixed(['\nboven', 'Content-Type: image/jpeg\nContent-Disposition: inline\n\nxx', '\nonder']))
    assert.deepEqual(attachments.map(({ type }) => type), ['image/jpeg'])
  })
})

describe('a mail of 40 MB', () => {
  const MAIL_BYTES = 40_000_000
  const bsn = '<w:p><w:r><w:t>Het BSN van Jan de Vries is 111</w:t></w:r><w:r><w:t>222333.</w:t></w:r></w:p>'
  const filler = (bytes: number): string => 'Notulen van het overleg over de nieuwe parkeerplaats. '.repeat(Math.ceil(bytes / 54)).slice(0, bytes)
  const part = (name: string, bytes: Uint8Array): string =>
    `Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=${name}\nContent-Transfer-Encoding: base64\n\n${Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\n')}`
  // The first file is packed as it is, the second holds three million words before the number.
  const body = mixed(['\nHierbij de stukken.', part('groot.txt', Buffer.from(filler(29_600_000))), part('laatste.docx', docx({ body: paragraph(filler(3_000_000)) + bsn }))])

  test('with a number in the last words of its last file is secured', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'zegel-large-'))
    const extractor = createExtractor({ cacheFolder: folder, log: silentLog })
    t.after(() => {
      extractor.close()
      rmSync(folder, { recursive: true, force: true })
    })
    const raw = crlf(body)
    assert.ok(raw.length > MAIL_BYTES, String(raw.length))
    const large = await draftOf({ message: parseMessage(raw), raw, rcptTo: ['a@x.example'], from: 'ik@zorg.example', extract: extractor.extract })
    assert.deepEqual(large.attachments.map(({ unread }) => unread), [undefined, undefined])
    const { secure, findings } = assess(large, plainKnowledge({ internalDomains: ['zorg.example'] }), defaultPolicy)
    const found = findings.find(({ type }) => type === 'BSN')
    assert.ok(secure && found?.attachment === large.attachments[1]?.id && (found?.start ?? 0) > 3_000_000)
  })
})
