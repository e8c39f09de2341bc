import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test, type TestContext } from 'node:test'
import { MiB } from '../base/sizes.ts'
import { silentLog } from '../log/log.ts'
import { createExtractor, type Extractor, type ExtractLimits } from './extract.ts'
import { FrameReader, HEAD_BYTES_MAX, writeFrame } from './frame.ts'
import { readWhole } from './read-file.testing.ts'
import { NESTED_MAX } from './reading.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-extract-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('the text of files', () => {
  let extractor: Extractor
  before(() => {
    extractor = createExtractor({ cacheFolder: folder, log: silentLog })
  })
  after(() => extractor.close())
  const textOf = async (name: string, content: string | Uint8Array, type = 'application/octet-stream') =>
    extractor.extract({ name, type, bytes: typeof content === 'string' ? bytesOf(content) : content })

  const formats: Readonly<Record<string, readonly [name: string, content: string | Uint8Array, expected: unknown]>> = {
    'plain text': ['a.txt', 'Beste Jan', { text: 'Beste Jan' }],
    'CSV': ['a.csv', 'naam;bsn\nJan;111222333', { text: 'naam;bsn\nJan;111222333' }],
    'HTML': ['a.html', '<p>BSN <b>111</b>222333</p><script>x</script>', { text: '\nBSN 111222333\n' }],
    'a table of HTML': ['a.html', '<html><table><tr><th>naam<th>bsn</tr><tr><td>Jan</td><td>1</td></tr></table>', { text: '\n\nnaam\tbsn\n\nJan\t1\n\n' }],
    'HTML that is called text': ['a.txt', '<p>x<script>BSN 111222333</script>', { text: '\nx\n<p>x<script>BSN 111222333</script>' }],
    'JSON with escapes': ['a.json', '{"a":{"bsn":"\\u0031\\u0031"}}', { text: 'bsn: 11' }],
    'XML with attributes': ['a.xml', '<a bsn="111222333">x&amp;y</a>', { text: '111222333\nx&y\n' }],
    'a calendar with folded lines': ['a.ics', 'SUMMARY:BSN 111\r\n 222333\\, Jan', { text: 'SUMMARY:BSN 111222333, Jan' }],
    'a contact card': ['a.vcf', 'BEGIN:VCARD\r\nFN:Jan\\, de Vries', { text: 'BEGIN:VCARD\r\nFN:Jan, de Vries' }],
    'a contact card of 1996': ['a.vcf', 'BEGIN:VCARD\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Jos=C3=A9', { text: 'BEGIN:VCARD\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Jos\u00e9' }],
    'a mail': ['a.eml', 'Subject: Uitslag\r\nTo: Jan <j@x.nl>\r\n\r\nHoi', { text: 'Uitslag\nJan <j@x.nl>\nHoi\n' }],
    'a mail that is called text': ['brief.txt', 'Subject: Uitslag\r\nTo: j@x.nl\r\n\r\nHoi', { text: 'Uitslag\nj@x.nl\nHoi\n' }],
    'many mails in one file': ['a.mbox', 'From a@x.nl Mon\nSubject: een\n\nx\n\nFrom b@x.nl Mon\nSubject: twee\n\ny\n', { text: 'een\nx\n\n\ntwee\ny\n\n' }],
    'UTF-16': ['a.txt', Uint8Array.of(0xff, 0xfe, 0x48, 0, 0x69, 0), { text: 'Hi' }],
    'UTF-16 without its mark': ['a.txt', Buffer.from('Beste Jan', 'utf16le'), { text: 'Beste Jan' }],
    'UTF-32': ['a.txt', Uint8Array.of(0xff, 0xfe, 0, 0, 0x48, 0, 0, 0, 0x69, 0, 0, 0), { text: 'Hi' }],
    'Windows-1252': ['a.txt', Uint8Array.of(0x63, 0x61, 0x66, 0xe9), { text: 'caf\u00e9' }],
    'a charset that XML declares': ['a.xml', Buffer.from('<?xml version="1.0" encoding="iso-8859-7"?><a>\xc1</a>', 'latin1'), { text: '\u0391\n' }],
    'text without a name that says so': ['readme', 'gewoon tekst', { text: 'gewoon tekst' }],
    'text with a NUL': ['a.txt', `${'x'.repeat(200)}\0 111222333`, { text: `${'x'.repeat(200)}\0 111222333` }],
    'a PDF called .txt': ['a.txt', '%PDF-1.7\n', { unread: 'broken' }],
    'a zip that ends at once': ['a.docx', Uint8Array.of(0x50, 0x4b, 3, 4, 0), { unread: 'broken' }],
    'an archive of a kind we cannot open': ['a.rar', 'Rar!\x1a\x07\x01\x00', { unread: 'unknown-format' }],
    'an OpenPGP message': ['a.asc', '-----BEGIN PGP MESSAGE-----\n\nabc', { unread: 'encrypted' }],
    'bytes': ['a.bin', Uint8Array.of(1, 2, 3, 0, 4), { unread: 'unknown-format' }],
    'nothing': ['a.txt', '', { text: '' }],
    'JSON that is none': ['a.json', '{"a": BSN 111222333', { text: '{"a": BSN 111222333' }],
    'entities that grow': ['a.xml', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
      { text: '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">\n&b;\n' }],
    'an entity from outside': ['a.xml', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
      { text: '<!ENTITY a SYSTEM "file:///etc/passwd">\n&a;\n' }],
  }
  for (const [what, [name, content, expected]] of Object.entries(formats)) {
    test(what, async () => assert.deepEqual(await textOf(name, content), expected))
  }

  test('a mail with a file that cannot be read gives its text and says so', async () => {
    const mail = 'Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHoi\r\n--b\r\n'
      + 'Content-Type: application/pdf; name=a.pdf\r\n\r\n%PDF-1.7\r\n--b--\r\n'
    const read = await textOf('a.eml', mail)
    assert.ok('text' in read && /Hoi/.test(read.text) && read.unread === 'broken', JSON.stringify(read))
  })

  test(`files inside files are opened ${NESTED_MAX} deep`, async () => {
    const nest = (levels: number): string => levels === 0
      ? 'Subject: bodem\r\n\r\nBSN 111222333\r\n'
      : `Subject: ${levels}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b${levels}\r\n\r\n--b${levels}\r\n`
        + `Content-Type: message/rfc822\r\n\r\n${nest(levels - 1)}\r\n--b${levels}--\r\n`
    const at = await readWhole({ bytes: bytesOf(nest(NESTED_MAX)) })
    const past = await readWhole({ bytes: bytesOf(nest(NESTED_MAX + 1)) })
    assert.ok(at.text.includes('111222333') && at.unread === undefined)
    assert.ok(past.text.includes('1') && past.unread === 'over-limit')
  })

  test('many files at once are read by the few children there are', async () => {
    const read = await Promise.all(Array.from({ length: 60 }, (_, index) => textOf(`${index}.txt`, `nummer ${index}`)))
    assert.deepEqual(read, Array.from({ length: 60 }, (_, index) => ({ text: `nummer ${index}` })))
  })
})

/** The processes that this one started and that still are. */
function started(): number[] {
  const pids = readFileSync(`/proc/self/task/${process.pid}/children`, 'latin1').trim().split(/\s+/).filter((pid) => pid !== '')
  return pids.map(Number)
}

describe('limits', () => {
  function pool(t: TestContext, limits: Partial<ExtractLimits>): Extractor {
    const extractor = createExtractor({ cacheFolder: folder, log: silentLog, limits })
    t.after(() => extractor.close())
    return extractor
  }
  const file = (bytes: Uint8Array, name = 'a.txt') => ({ name, type: '', bytes })

  test('a file of the largest size is read, one octet more is not opened', async (t) => {
    const { extract } = pool(t, { fileBytesMax: MiB })
    assert.ok('text' in await extract(file(new Uint8Array(MiB).fill(97))))
    assert.deepEqual(await extract(file(new Uint8Array(MiB + 1).fill(97))), { unread: 'over-limit' })
  })

  test('a file that takes too long is given up, and the next one is read', async (t) => {
    const { extract } = pool(t, { fileMs: 1500, children: 1 })
    const bomb = extract(file(bytesOf('<b>'.repeat(3_000_000)), 'a.html'))
    const next = extract(file(bytesOf('daarna')))
    assert.deepEqual(await bomb, { unread: 'over-limit' })
    assert.deepEqual(await next, { text: 'daarna' })
  })

  test('files that wait are bounded', async (t) => {
    const { extract } = pool(t, { children: 1, waitingMax: 3 })
    const read = await Promise.all(Array.from({ length: 8 }, () => extract(file(bytesOf('x')))))
    assert.equal(read.filter((one) => 'text' in one).length, 4)
    assert.deepEqual(read.at(-1), { unread: 'over-limit' })
  })

  test('more text than may come back is over the limit', async (t) => {
    const { extract } = pool(t, { textBytesMax: 1000 })
    assert.ok('text' in await extract(file(new Uint8Array(1000).fill(97))))
    assert.deepEqual(await extract(file(new Uint8Array(1001).fill(97))), { unread: 'over-limit' })
  })

  test('after closing nothing is read', async (t) => {
    const extractor = pool(t, {})
    extractor.close()
    assert.deepEqual(await extractor.extract(file(bytesOf('x'))), { unread: 'broken' })
  })

  test('a host that ends costs the files it had, and the next file gets a new one', async (t) => {
    const { extract } = pool(t, {})
    const before = started()
    const cut = extract(file(bytesOf('<b>'.repeat(3_000_000)), 'a.html'))
    const ours = started().filter((pid) => !before.includes(pid))
    assert.equal(ours.length, 1)
    for (const pid of ours) process.kill(pid, 'SIGKILL')
    assert.deepEqual(await cut, { unread: 'broken' })
    assert.deepEqual(await extract(file(bytesOf('daarna'))), { text: 'daarna' })
  })

  test('a file of no known kind starts nothing', async (t) => {
    const { extract } = pool(t, {})
    const before = started()
    assert.deepEqual(await extract(file(Uint8Array.of(1, 2, 3, 0, 4), 'a.pdf')), { unread: 'unknown-format' })
    assert.deepEqual(started(), before)
  })

  test('the code is stripped once', () => {
    assert.equal(readdirSync(folder).filter((name) => !name.includes('.')).length, 1)
  })
})

describe('a hostile child', () => {
  let extractor: Extractor
  before(() => {
    extractor = createExtractor({
      cacheFolder: folder, log: silentLog, entry: join(import.meta.dirname, 'hostile.testing.ts'),
      limits: { fileMs: 5000, textBytesMax: MiB, childCpuSeconds: 1, children: 1 },
    })
  })
  after(() => extractor.close())
  const tries = async (what: string) => extractor.extract({ name: '', type: '', bytes: bytesOf(what) })

  for (const what of ['read', 'write', 'spawn', 'worker']) {
    test(`may not ${what}`, async () => {
      const answer = await tries(what)
      assert.ok('text' in answer && answer.text.startsWith('refused ERR_ACCESS_DENIED'), JSON.stringify(answer))
    })
  }
  test('reaches no network', async (t) => {
    let connections = 0
    const server = createServer((socket) => {
      connections += 1
      socket.destroy()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    t.after(() => server.close())
    const address = server.address()
    const answer = await tries(String(typeof address === 'object' && address !== null ? address.port : 0))
    assert.ok('text' in answer && answer.text.startsWith('refused'), JSON.stringify(answer))
    assert.equal(connections, 0)
  })
  test('has no environment and no WebAssembly', async () => {
    assert.deepEqual([await tries('environment'), await tries('wasm')], [{ text: '' }, { text: 'undefined' }])
    assert.ok(!existsSync('/tmp/zegel-hostile'))
  })
  test('that crashes is broken', async () => assert.deepEqual(await tries('crash'), { unread: 'broken' }))
  test('gets no more memory than it may have', async () => {
    const answer = await tries('memory')
    assert.ok(!('text' in answer) || answer.text.startsWith('refused'), JSON.stringify(answer))
  })
  test('that answers without end is over the limit', async () => assert.deepEqual(await tries('flood'), { unread: 'over-limit' }))
  test('that spins is stopped by the limit of processor time', async () => assert.ok((await tries('spin')).unread !== undefined))
  test('and the next file is read', async () => assert.deepEqual(await tries('environment'), { text: '' }))
})

describe('frames', () => {
  test('come whole out of pieces of any size', () => {
    const whole = Buffer.concat([...writeFrame({ a: 1 }, bytesOf('een')), ...writeFrame({ a: 2 }, bytesOf(''))])
    for (const size of [1, 2, 3, 7, whole.length]) {
      const reader = new FrameReader(10)
      const frames = Array.from(
        { length: Math.ceil(whole.length / size) }, (_, index) => whole.subarray(index * size, (index + 1) * size),
      ).flatMap((piece) => reader.push(piece))
      assert.deepEqual(frames.map(({ head, body }) => [head['a'], new TextDecoder().decode(body)]), [[1, 'een'], [2, '']])
    }
  })
  test('over a limit are refused', () => {
    const long = new Uint8Array(4)
    new DataView(long.buffer).setUint32(0, HEAD_BYTES_MAX + 1)
    assert.throws(() => new FrameReader(10).push(long), RangeError)
    assert.throws(() => new FrameReader(2).push(Buffer.concat([...writeFrame({}, bytesOf('een'))])), RangeError)
  })
})
