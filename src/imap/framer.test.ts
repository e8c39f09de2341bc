import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { asciiText, utf8Bytes } from './bytes.ts'
import { frame } from './cursor.testing.ts'
import { Framer, FRAMER_LIMITS, FRAMER_LIMITS_BEFORE_LOGIN, tagOf, type Framed } from './framer.ts'

const SMALL = { textSizeMax: 40, literalsSizeMax: 20, literalCountMax: 2, dropSizeMax: 100 }

function shown(framed: readonly Framed[]): unknown[] {
  return framed.map((one) => one.kind === 'command'
    ? one.pieces.map((piece) => piece.literal ? [asciiText(piece.text), asciiText(piece.literal)]
      : asciiText(piece.text))
    : one.kind === 'continue' ? '+'
      : `${one.tag} ${one.status}${one.code ? ` [${one.code}]` : ''}${one.end ? ' end' : ''}`)
}

test('lines and literals become commands', () => {
  assert.deepEqual(shown(frame(['a NOOP\r\nb NOOP\r\n'])), [['a NOOP'], ['b NOOP']])
  assert.deepEqual(shown(frame(['a LOGIN {3}\r\nbob {2+}\r\npw\r\n'])), ['+', [['a LOGIN ', 'bob'], [' ', 'pw'], '']])
  assert.deepEqual(shown(frame(['a X ~{3+}\r\na\0b\r\n'])), [[['a X ', 'a\0b'], '']])
  assert.deepEqual(shown(frame(['a X {0+}\r\n\r\n'])), [[['a X ', ''], '']])
})

test('the cut of the octets into portions does not matter', () => {
  const wire = utf8Bytes('a LOGIN {3+}\r\nb\r\n x\r\nb2 X ~{4+}\r\n\r\n\r\n y\r\nc {25+}\r\n0123456789012345678901234 {3+}\r\nabc\r\nd NOOP\r\n')
  const whole = shown(frame([wire], SMALL))
  assert.deepEqual(whole.at(-1), ['d NOOP'])
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 }), (sizes) => {
    const portions: Uint8Array[] = []
    for (let at = 0, turn = 0; at < wire.length; turn++) {
      const size = sizes[turn % sizes.length] as number
      portions.push(wire.subarray(at, at + size))
      at += size
    }
    assert.deepEqual(shown(frame(portions, SMALL)), whole)
  }))
})

test('a bare LF ends nothing quietly', () => {
  assert.deepEqual(shown(frame(['a NOOP\nb NOOP\r\n'])), ['a BAD', ['b NOOP']])
  assert.deepEqual(shown(frame(['a LOGIN {1+}\r\nx\nb NOOP\r\n'])), ['a BAD end'])
})

test('text at the limit is taken, one past it is dropped to the line end', () => {
  const at = `a ${'x'.repeat(38)}`
  assert.deepEqual(shown(frame([`${at}\r\n`], SMALL)), [[at]])
  assert.deepEqual(shown(frame([`${at}x\r\nb NOOP\r\n`], SMALL)), ['a BAD', ['b NOOP']])
  assert.deepEqual(shown(frame([`a ${'x'.repeat(200)}\r\n`], SMALL)), ['a BAD end'])
  assert.deepEqual(shown(frame(['((((', '('.repeat(9000)], FRAMER_LIMITS_BEFORE_LOGIN)), ['null BAD end'])
})

test('a long line that announces a literal ends the connection: its octets would follow', () => {
  assert.deepEqual(shown(frame([`a ${'x'.repeat(60)} {9+}\r\nb LOGOUT\r\n`], SMALL)), ['a BAD end'])
  assert.deepEqual(shown(frame([`a ${'x'.repeat(60)} {9+}`, '\r', '\nb LOGOUT\r\n'], SMALL)), ['a BAD end'])
})

test('literals at the limit are taken, past it refused and never read as commands', () => {
  assert.deepEqual(shown(frame([`a X {20+}\r\n${'y'.repeat(20)}\r\n`], SMALL)), [[['a X ', 'y'.repeat(20)], '']])
  assert.deepEqual(shown(frame([`a X {21}\r\n`], SMALL)), ['a NO [TOOBIG]'])
  const evil = 'b CREATE evil\r\nc LOGOUT\r\n'
  assert.deepEqual(shown(frame([`a X {${evil.length}+}\r\n${evil} y\r\nd NOOP\r\n`], SMALL)),
    ['a NO [TOOBIG]', ['d NOOP']])
  assert.deepEqual(shown(frame([`a X {${evil.length}}\r\n${evil}\r\nd NOOP\r\n`], SMALL)), ['a NO [TOOBIG] end'])
  assert.deepEqual(shown(frame(['a X {101+}\r\nb LOGOUT\r\n'], SMALL)), ['a NO [TOOBIG] end'])
  assert.deepEqual(shown(frame(['a X {99999999999999999999999999999+}\r\nb LOGOUT\r\n'], FRAMER_LIMITS)),
    ['a NO [TOOBIG] end'])
  assert.deepEqual(shown(frame(['a X {9000+}\r\nb LOGOUT\r\n'], FRAMER_LIMITS_BEFORE_LOGIN)), ['a NO [TOOBIG] end'])
})

test('literals of a refused command are dropped one after the other', () => {
  const wire = 'a X {21+}\r\nb LOGOUT\r\n0123456789a {11+}\r\nc LOGOUT\r\n0\r\nd NOOP\r\n'
  assert.deepEqual(shown(frame([wire], SMALL)), ['a NO [TOOBIG]', ['d NOOP']])
})

test('literals of one command are counted and summed', () => {
  assert.deepEqual(shown(frame(['a {1+}\r\nx {1+}\r\ny {1+}\r\nz\r\nb NOOP\r\n'], SMALL)), ['a BAD end'])
  assert.deepEqual(shown(frame(['a {15+}\r\n012345678901234 {6}\r\n'], SMALL)), ['a NO [TOOBIG]'])
})

test('braces that are no literal head stay text', () => {
  for (const text of ['a {', 'a {}', 'a {-1}', 'a {5', 'a {+}', 'a {5} ', 'a 5}', 'a {1++}']) {
    assert.deepEqual(shown(frame([`${text}\r\n`])), [[text]])
  }
})

test('a single line for IDLE and AUTHENTICATE', () => {
  const framer = new Framer(FRAMER_LIMITS)
  framer.push(utf8Bytes('DO'))
  assert.equal(framer.nextLine(100), undefined)
  framer.push(utf8Bytes('NE\r\nx\nabcdef\r\n'))
  assert.equal(asciiText(framer.nextLine(100) as Uint8Array), 'DONE')
  assert.equal(framer.nextLine(100), 'bad line end')
  assert.equal(framer.nextLine(5), 'too long')
})

test('tags that can be given back', () => {
  assert.equal(tagOf(utf8Bytes('a1 NOOP')), 'a1')
  for (const line of ['', ' NOOP', '* NOOP', '+ NOOP', 'a+b NOOP', '(x NOOP', '"x" NOOP', '\u00e9 NOOP',
    'x'.repeat(129)]) {
    assert.equal(tagOf(utf8Bytes(line)), null)
  }
})
