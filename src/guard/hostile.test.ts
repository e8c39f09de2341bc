import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeText } from './guard.testing.ts'
import { normalise } from './normalise.ts'
import { blocks, BLOCK_LENGTH_MAX, scan } from './scan.ts'
import { segments } from './segment.ts'
import { lexicon } from './words.ts'

/** Near-matches of every pattern, a megabyte each. Time may differ by machine; growth may not. */
const nearMatches: Readonly<Record<string, string>> = {
  digits: '1', 'digits and blanks': '1 ', 'digits and dots': '1.', capitals: 'A', 'capitals and digits': 'A1', 'account begins': 'NL91 ', 'mail addresses': 'a@', 'dots and at': 'a.b@c.',
  dates: '01-02-', 'key begins': 'sk_live_', 'json token': 'eyJ', 'private key': '-----BEGIN ', passwords: 'wachtwoord is ', names: 'Jan de ', titles: 'mevrouw ', quotes: '> ', brackets: '<<', semicolons: ';',
  'table rows': 'a;b\n', 'closing words': 'groet\n', blanks: ' ', 'line ends': '\n', phrases: 'niet delen met ', 'street names': 'Kerkstraat ', zeros: '\u200b', 'wide digits': '１',
  'attached': 'hierbij de ', headers: 'Van: ', letters: 'x', riddles: 'wachtwoord is de naam ', 'mrz': 'P<',
}

for (const [name, piece] of Object.entries(nearMatches)) {
  test(`work on ${name} grows with the length only`, () => {
    const time = (length: number): number => {
      const body = piece.repeat(Math.ceil(length / piece.length)).slice(0, length)
      const began = performance.now()
      judgeText(body)
      return performance.now() - began
    }
    time(20_000)
    const small = Math.min(time(60_000), time(60_000))
    const large = Math.min(time(480_000), time(480_000), time(480_000))
    // Eight times the text may take eight times the work; quadratic work would take sixty-four times.
    assert.ok(large < Math.max(250, small * 26), `${small.toFixed(1)} ms for 60 kB, ${large.toFixed(1)} ms for 480 kB`)
  })
}

test('five megabytes on one line', () => {
  const line = 'zo gaat het '.repeat(440_000)
  assert.ok(judgeText(`${line}BSN 111222333`).secure)
})

test('blocks cover the text, are bounded, and part no number', () => {
  for (const text of ['', 'a', '1'.repeat(BLOCK_LENGTH_MAX * 2 + 7), `${'x '.repeat(BLOCK_LENGTH_MAX)}111222333`, `${'x'.repeat(BLOCK_LENGTH_MAX - 4)}111222333`, 'word\n'.repeat(60_000)]) {
    let at = 0
    for (const { start, end } of blocks(text)) {
      assert.equal(start, at)
      assert.ok(end - start <= BLOCK_LENGTH_MAX)
      at = end
    }
    assert.equal(at, text.length)
  }
  const text = `${'x'.repeat(BLOCK_LENGTH_MAX - 4)}111222333`
  assert.ok([...blocks(text)].some(({ start, end }) => text.slice(start, end).includes('111222333')))
})

test('segments cover the text in order', () => {
  for (const text of ['', '\n', 'Hoi\n\nGroet,\nJan\n> a\n> b', 'a\r\nb\r\n-- \r\nc']) {
    let at = 0
    for (const { start, end } of segments(text)) { assert.equal(start, at); at = end }
    assert.equal(at, text.length)
  }
})

test('normalising keeps the way back', () => {
  const written = 'a\u200bb\u00adc\ud835\udfcfd\ud800e'
  const { text, original } = normalise(written)
  assert.equal(text, 'abc1d\ud800e')
  assert.deepEqual([...text].length, 7)
  assert.equal(original(0), 0)
  assert.equal(written.slice(original(1), original(2)).startsWith('b'), true)
  assert.equal(original(text.length), written.length)
})

test('the scanner knows words, stems and phrases', () => {
  const { count, sentences } = scan('Borstkanker. Zij hoorde stemmen! En nu?', lexicon)
  assert.equal(count, 6)
  assert.equal(sentences >= 3, true)
})
