import assert from 'node:assert/strict'
import { filesOf } from './message-files.ts'
import { OLD_FILES_MAX, filesOfBeforeMime } from './files-of-before-mime.ts'
import { SYMBOLS_MAX, verdictOf } from './rspamd.ts'

const encoder = new TextEncoder()

/** Any message has its files and its form, and any answer of Rspamd is a verdict or none; nothing throws. */
export const fuzz = {
  name: 'unclear-form',
  seeds: [
    'Content-Type: multipart/mixed; boundary=b\r\nContent-Type : text/plain\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\nTVqQ==AA\r\n--b--\r\n--b\r\n\r\nx\r\n',
    'Content-Type: message/partial; id=x\r\n\r\nbegin 644 a.exe\r\nMMM\r\nend\r\n', '{"score":1.5,"action":"reject","symbols":{"A":{"score":2}}}',
  ].map((text) => encoder.encode(text)),
  run(input: Uint8Array): void {
    assert.equal(typeof filesOf(input).isUnclear, 'boolean')
    assert.ok(filesOfBeforeMime(input).names.length <= OLD_FILES_MAX)
    assert.ok((verdictOf(new TextDecoder().decode(input))?.symbols.length ?? 0) <= SYMBOLS_MAX)
  },
}
