import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { xlsx } from '../extract/office.testing.ts'
import { guardScan } from './guard.ts'
import { scanMail } from './guard-scan.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-scan-test-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function mail(name: string, to: string, file: Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, `From: Els <els@zorg.example>\r\nTo: ${to}\r\nSubject: Rooster\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n`
    + `--b\r\n\r\nHierbij het rooster.\r\n--b\r\nContent-Type: image/jpeg; name=foto.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(file).toString('base64')}\r\n--b--\r\n`)
  return path
}

const cell = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`
const hidden = xlsx({ sheets: [{ name: 'Rooster', rows: '' },
  { name: 'Salaris', state: 'veryHidden', rows: `<row>${cell('naam')}${cell('bsn')}</row><row>${cell('Jan de Vries')}<c><v>111222333</v></c></row>` }] })

describe('guard scan', () => {
  test('names the finding, the file and the sheet, also when the sheet is hidden and the name a lie', async () => {
    const { answer, lines, isSecure } = await scanMail({ file: mail('a.eml', 'piet@buiten.example', hidden), internalDomains: [], language: 'nl' })
    assert.ok(isSecure)
    const told = JSON.stringify(answer)
    assert.match(told, /"type":"BSN","value":"111222333"/)
    assert.match(told, /"file":"foto.jpg","place":\{"kind":"sheet","label":"Salaris"\}/)
    assert.ok(lines.some((line) => line.includes('foto.jpg') && line.includes('hidden-sheet')), lines.join('\n'))
    assert.ok(lines.some((line) => line.includes('Het blad ‘Salaris’ in foto.jpg is verborgen. Er staan gevoelige gegevens in.')), lines.join('\n'))
    assert.ok(lines.some((line) => line.includes('(attachment-text, foto.jpg, blad ‘Salaris’)')), lines.join('\n'))
  })
  test('a mail inside the house needs no route', async () => {
    const { isSecure } = await scanMail({ file: mail('b.eml', 'jan@zorg.example', hidden), internalDomains: [], language: 'en' })
    assert.equal(isSecure, false)
  })
  test('a file that cannot be read is named', async () => {
    const { answer, lines } = await scanMail({ file: mail('c.eml', 'piet@buiten.example', Buffer.from('Rar!\x1a\x07\x01\0')), internalDomains: ['zorg.example'], language: 'de' })
    assert.match(JSON.stringify(answer), /"warn":\[[^\]]*"unread-attachment"/)
    assert.ok(lines.some((line) => line.includes('unread: unknown-format')))
  })
  test('the command prints its answer and nothing beside it', () => {
    const main = join(import.meta.dirname, '..', 'main.ts')
    const { stdout, stderr } = spawnSync(process.execPath, [main, 'guard', 'scan', mail('e.eml', 'piet@buiten.example', hidden)], { encoding: 'utf8' })
    assert.match(stdout, /foto\.jpg/)
    assert.equal(stderr, '')
  })
  test('says how it is used', async () => {
    await assert.rejects(guardScan.run([]), /takes one FILE/)
    await assert.rejects(guardScan.run([mail('d.eml', 'a@b.example', hidden), '--language', 'xx']), /is one of/)
    await assert.rejects(guardScan.run([join(folder, 'nowhere.eml')]), /cannot be read/)
  })
})
