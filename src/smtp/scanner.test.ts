import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ChunkScanner } from './chunk-scanner.ts'
import { DATA_LINE_OCTETS_MAX } from './limits.ts'
import { dataText, textFacts } from './outgoing.ts'
import { countReceived } from './received.ts'
import { DataScanner } from './scanner.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')

interface Scanned { text: string, end: number, problem: string | undefined }

/** Feeds the input in pieces of that size; `end` counts from the start of the input. */
function scan(input: string, pieceSize = input.length, sizeBytesMax = 1e9): Scanned {
  let text = ''
  const scanner = new DataScanner({ sizeBytesMax, keep: (piece, start, end) => { text += Buffer.from(piece.subarray(start, end)).toString('latin1') } })
  for (let at = 0; at < input.length; at += pieceSize) {
    const end = scanner.push(bytes(input.slice(at, at + pieceSize)), 0)
    if (end >= 0) return { text, end: at + end, problem: scanner.problem }
  }
  return { text, end: -1, problem: scanner.problem }
}

const clean: Readonly<Record<string, string>> = {
  '.\r\n': '', 'a\r\n.\r\n': 'a\r\n', '\r\n.\r\n': '\r\n', 'a\r\n..\r\n.\r\n': 'a\r\n.\r\n', '..a\r\n.\r\n': '.a\r\n', '...\r\n.\r\n': '..\r\n',
  '.a\r\n.\r\n': 'a\r\n', 'a.\r\n.b\r\n\r\n.\r\n': 'a.\r\nb\r\n\r\n', 'a\r\n.\r\nMAIL': 'a\r\n', '\0\r\n.\r\n': '\0\r\n',
}
for (const [input, text] of Object.entries(clean)) {
  test(`${JSON.stringify(input)} is ${JSON.stringify(text)}, whatever the pieces`, () => {
    for (let size = 1; size <= input.length; size += 1) {
      assert.deepEqual(scan(input, size), { text, end: input.lastIndexOf('\r\n.\r\n') < 0 ? 3 : input.lastIndexOf('\r\n.\r\n') + 5, problem: undefined }, `pieces of ${size}`)
    }
  })
}

const notAnEnd = [
  '\n.\n', '\n.\r\n', '\r\n.\n', '\r.\r', '\r.\r\n', '\r\n.\r', '\n.\r', '\r.\n', '\r\n.\r\r\n', '\r\n.\0\r\n', '\r\n\0.\r\n', '\r\n. \r\n',
  '\n\n.\r\n', '\r\n.\x0b', '\r\n.\xc2\x85', '\r\n.\x0c\r\n',
]
for (const sequence of notAnEnd) {
  test(`${JSON.stringify(sequence)} does not end the message, whatever the pieces`, () => {
    const input = `outer${sequence}MAIL FROM:<x@y>\r\n.\r\n`
    for (let size = 1; size <= input.length; size += 1) {
      const { end, problem, text } = scan(input, size)
      assert.equal(end, input.length, `pieces of ${size}`)
      const rest = sequence.replaceAll('\r\n', '')
      assert.equal(problem, /[\r\n]/.test(rest) || sequence.endsWith('\r') ? 'bare-line-end' : undefined)
      if (problem === undefined) assert.doesNotMatch(text, /(?<!\r)\n|\r(?!\n)/)
    }
  })
}

test('CR CR LF . CR LF holds a true end, and the message is refused', () => {
  for (let size = 1; size <= 12; size += 1) assert.deepEqual({ ...scan('a\r\r\n.\r\nNOOP', size), text: '' }, { text: '', end: 7, problem: 'bare-line-end' })
})

test('after a bare line end nothing more is kept, and the true end is found', () => {
  const { text, end, problem } = scan(`first\r\n${'secret\nline\r\n'.repeat(1000)}.\r\n`)
  assert.deepEqual([text.includes('secret'), end > 0, problem], [false, true, 'bare-line-end'])
})

test('size, at the limit and one past it, also inside one piece', () => {
  const input = `${'x'.repeat(998)}\r\n`.repeat(200)
  assert.equal(scan(`${input}.\r\n`, undefined, input.length).problem, undefined)
  assert.equal(scan(`${input}.\r\n`, undefined, input.length - 1).problem, 'too-large')
  assert.ok(scan(`${input}.\r\n`, undefined, 70_000).text.length <= 70_000)
})

test('length of a line, at the limit and one past it, over pieces', () => {
  const line = (octets: number): string => `${'x'.repeat(octets - 2)}\r\n.\r\n`
  for (const size of [1000, 65_536, 1_000_000]) {
    assert.equal(scan(line(DATA_LINE_OCTETS_MAX), size).problem, undefined)
    assert.equal(scan(line(DATA_LINE_OCTETS_MAX + 1), size).problem, 'line-too-long')
  }
})

test('BDAT text: bare line ends are found over chunks and at the end', () => {
  const run = (...pieces: readonly string[]): string | undefined => {
    const scanner = new ChunkScanner({ sizeBytesMax: 100 })
    for (const piece of pieces) scanner.push(bytes(`>${piece}<`), 1, piece.length + 1)
    scanner.end()
    return scanner.problem
  }
  assert.equal(run('a\r\n.\r\nb', '\r', '\nc'), undefined)
  for (const pieces of [['a\n'], ['a\r', 'b'], ['a\r'], ['\r\r\n'], ['a\r\n', '\n']]) assert.equal(run(...pieces), 'bare-line-end', JSON.stringify(pieces))
  assert.equal(run('x'.repeat(100)), undefined)
  assert.equal(run('x'.repeat(60), 'x'.repeat(41)), 'too-large')
})

test('what is sent comes back the same from the scanner', () => {
  for (const raw of ['', 'a', 'a\r\n', '.', '.\r\n', '..\r\n.a\r\n', 'a\r\n.\r\nb', '\r\n\r\n.\r\n']) {
    const ended = raw === '' || raw.endsWith('\r\n') ? raw : `${raw}\r\n`
    assert.equal(scan(Buffer.from(dataText(bytes(raw))).toString('latin1')).text, ended)
  }
})

test('facts of a text', () => {
  assert.deepEqual(textFacts(bytes('A: b\r\n\r\nc\r\n')), { bareLineEnd: false, eightBit: false, utf8Header: false })
  assert.deepEqual(textFacts(bytes('A: b\r\n\r\n\xe9')), { bareLineEnd: false, eightBit: true, utf8Header: false })
  assert.deepEqual(textFacts(bytes('A: \xe9\r\n\r\n')), { bareLineEnd: false, eightBit: true, utf8Header: true })
  for (const bad of ['a\n', 'a\rb', 'a\r', '\n', 'a\r\r\n']) assert.equal(textFacts(bytes(bad)).bareLineEnd, true, JSON.stringify(bad))
})

test('Received fields are counted in the header only, up to the limit', () => {
  const header = (count: number): string => 'rEceived: from x\r\n\tby y\r\n'.repeat(count)
  assert.equal(countReceived(bytes(`${header(3)}X-Received: a\r\nreceived-spf: b\r\n\r\nReceived: no\r\n`), 100), 3)
  assert.equal(countReceived(bytes(header(500)), 100), 101)
  assert.equal(countReceived(bytes(''), 100), 0)
})
