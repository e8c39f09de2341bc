import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assess, RECIPIENTS_MAX } from './assess.ts'
import { casePolicy } from './cases.ts'
import { judgeText, knowledge, mail } from './guard.testing.ts'
import { nearMatches, repeated } from './hostile.testing.ts'
import { FINDINGS_MAX } from './weigh.ts'
import { normalise, REVERSED_MAX } from './normalise.ts'
import { blocks, BLOCK_LENGTH_MAX, scan } from './scan.ts'
import { segments } from './segment.ts'
import { lexicon } from './words.ts'

/** Characters that patterns were shown, and every pattern that was used. */
interface Work { shown: number, readonly patterns: Set<string> }

/** Most characters that a sticky pattern of this folder can look at from one place. */
const STICKY_REACH = 300

/** What patterns have to do for a text: counted, not timed, so that it is the same on every machine. */
function workOf(run: () => unknown): Work {
  const work: Work = { shown: 0, patterns: new Set() }
  const patterns = Reflect.getPrototypeOf(/x/)
  const original = patterns === null ? undefined : Object.getOwnPropertyDescriptor(patterns, 'exec')
  assert.ok(patterns !== null && original !== undefined)
  const exec = original.value as (this: RegExp, text: string) => RegExpExecArray | null
  Reflect.defineProperty(patterns, 'exec', {
    ...original,
    value(this: RegExp, text: string): RegExpExecArray | null {
      const from = this.global || this.sticky ? this.lastIndex : 0
      const rest = String(text).length - from
      const found = exec.call(this, text)
      work.shown += this.sticky || this.source.startsWith('^') ? Math.min(STICKY_REACH, rest) : found === null ? rest : found.index + found[0].length - from
      work.patterns.add(this.source)
      return found
    },
  })
  try { run() } finally { Reflect.defineProperty(patterns, 'exec', original) }
  return work
}

/**
 * Whether a pattern holds a repetition without end inside another one: only those can take more than linear time by
 * that.
 */
function isNested(source: string): boolean {
  const open: { holdsEndless: boolean }[] = [{ holdsEndless: false }]
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at]
    if (sign === '\\') { at += 1; continue }
    if (sign === '[') { while (at < source.length && source[at] !== ']') at += source[at] === '\\' ? 2 : 1; continue }
    if (sign === '(') { open.push({ holdsEndless: false }); continue }
    const quantifier = /^(?:[*+]|\{\d+,\})/.test(source.slice(at, at + 8))
    if (sign === ')') {
      const group = open.pop()
      const behind = /^(?:[*+]|\{\d+,\})/.test(source.slice(at + 1, at + 9))
      if (group?.holdsEndless === true && behind) return true
      const outer = open.at(-1)
      if (outer !== undefined && (behind || group?.holdsEndless === true)) outer.holdsEndless = true
      continue
    }
    const inner = open.at(-1)
    if (quantifier && inner !== undefined) inner.holdsEndless = true
  }
  return false
}

test('a nested repetition is seen as one', () => {
  for (const [source, is] of [['(a+)+', true], ['(?:a*b)*', true], ['(?:ab)+c+', false], ['[+*]+', false], ['(?:a{2,})*', true], ['(?:a{2,5})*', false]] as const) assert.equal(isNested(source), is, source)
})

for (const [name, piece] of Object.entries(nearMatches)) {
  test(`work on ${name} grows with the length only`, () => {
    const small = workOf(() => judgeText(repeated(piece, 12_000)))
    const large = workOf(() => judgeText(repeated(piece, 96_000)))
    // Eight times the text, eight times the work and something for the blocks; quadratic work would be sixty-four times.
    assert.ok(large.shown < small.shown * 10 + 2_000_000, `${small.shown} characters for 12 kB, ${large.shown} for 96 kB`)
    assert.deepEqual([...large.patterns].filter(isNested), [])
  })
}

const bsnOf = (text: string): boolean => judgeText(text).reasons.some(({ reason }) => reason === 'national-id')

test('hidden characters do not hide a number', () => {
  for (const sign of ['\u0000', '\u00ad', '\u034f', '\u061c', '\u115f', '\u180e', '\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u202a', '\u202d', '\u202e', '\u202c', '\u2060', '\u2066', '\u2069', '\ufe0f', '\ufeff']) {
    assert.ok(bsnOf(`BSN 111${sign}222${sign}333`), `U+${sign.charCodeAt(0).toString(16)} in the middle`)
    assert.ok(bsnOf(`B${sign}S${sign}N ${[...'111222333'].join(sign)}`), `U+${sign.charCodeAt(0).toString(16)} everywhere`)
  }
})

test('digits of every script are digits', () => {
  for (const zero of [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
    0xed0, 0xf20, 0x1040, 0x17e0, 0x1810, 0xff10, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6]) {
    assert.ok(bsnOf(`BSN ${[...'111222333'].map((digit) => String.fromCodePoint(zero + Number(digit))).join('')}`), `U+${zero.toString(16)}`)
  }
  assert.ok(bsnOf('ＢＳＮ １１１．２２２．３３３'))
  assert.ok(bsnOf('ВЅN 111222333'))
})

test('odd blanks, hyphens and dots part a number as ordinary ones do', () => {
  for (const sign of ['\u00a0', '\u2002', '\u2009', '\u202f', '\u3000', '\u2010', '\u2011', '\u2012', '\u2212']) assert.ok(bsnOf(`BSN 111${sign}222${sign}333`), `U+${sign.charCodeAt(0).toString(16)}`)
})

test('digits raised, lowered, in circles, framed, struck out or turned around are the digits a reader sees', () => {
  const shaped = (digits: string): string => [...'111222333'].map((digit) => [...digits][Number(digit)]).join('')
  for (const digits of ['⁰¹²³⁴⁵⁶⁷⁸⁹', '₀₁₂₃₄₅₆₇₈₉', '⓪①②③④⑤⑥⑦⑧⑨', '⓿❶❷❸❹❺❻❼❽❾', '⓪➊➋➌➍➎➏➐➑➒']) assert.ok(bsnOf(`BSN ${shaped(digits)}`), digits)
  for (const mark of ['\u0332', '\u0336', '\u20e3', '\ufe0f\u20e3', '\u{e0101}', '\u{e0020}', '\u200a']) assert.ok(bsnOf(`BSN ${[...'111222333'].join(mark)}${mark}`), mark)
  for (const zero of [0x1946, 0x19d0, 0xa620, 0xa8d0, 0xaa50, 0xabf0, 0x104a0, 0x11066, 0x16a60, 0x1e950, 0x1fbf0]) {
    assert.ok(bsnOf(`BSN ${[...'111222333'].map((digit) => String.fromCodePoint(zero + Number(digit))).join('')}`), `U+${zero.toString(16)}`)
  }
  assert.ok(bsnOf('Het BSN van Jan is \u202e333222111\u202c, zegt hij.'))
  assert.ok(bsnOf('BSN \u202e333 222 111'))
  assert.ok(bsnOf('BSN 111–222–333') && bsnOf('BSN 111·222·333'))
  assert.ok(bsnOf(`${[...'BSN'].map((letter) => String.fromCodePoint(0x1d400 + letter.charCodeAt(0) - 65)).join('')} 111222333`))
})

test('what is no number stays what it is: footnotes, powers, lists, dashes between words, a long stretch turned around', () => {
  for (const text of ['12 m² per kamer', 'zie noot ¹² op bladzijde 4', '① eerst ② dan ③ klaar', 'nu – of later', '2019 – 2023', 'x·y', '👍🏽 prima 🙂', 'café é́', `\u202e${'a'.repeat(REVERSED_MAX)}`]) {
    assert.equal(normalise(text).text.replaceAll('\u202e', ''), text.replaceAll('\u202e', ''), text)
  }
  assert.equal(normalise(`\u202e${'ab'.repeat(REVERSED_MAX / 2 - 1)}c`).text, `c${'ba'.repeat(REVERSED_MAX / 2 - 1)}`)
  assert.equal(normalise(`\u202e${'ab'.repeat(REVERSED_MAX / 2)}c`).text, `${'ab'.repeat(REVERSED_MAX / 2)}c`)
  assert.ok(!bsnOf('factuur 123456782²'))
  // The stretch that was turned around is marked within itself.
  const written = 'BSN \u202e333222111\u202c.'
  const { text, original } = normalise(written)
  assert.equal(text, 'BSN 111222333.')
  assert.deepEqual([original(4), original(13)], [5, 15])
})

test('lone surrogates and control characters are text like any other', () => {
  for (const sign of ['\ud800', '\udc00', '\ud835', '\udb40', '\u0001', '\u0007', '\u001b', '\u007f', '\ufffd', '\uffff']) {
    assert.ok(bsnOf(`${sign}BSN${sign} 111222333 ${sign}`), `U+${sign.charCodeAt(0).toString(16)}`)
    judgeText(sign.repeat(5000))
  }
})

test('five megabytes on one line', () => {
  const line = 'zo gaat het '.repeat(440_000)
  assert.ok(judgeText(`${line}BSN 111222333`).secure)
})

test('a number behind a megabyte of near-matches is found', () => {
  for (const piece of ['111222334 ', 'NL92ABNA0417164300 ', 'bsn 111222334 ', 'wachtwoord is ', '12-34-', 'a;b;c\n']) assert.ok(bsnOf(`${repeated(piece, 300_000)}\n\nHet BSN is 111222333.`), piece)
})

test('ten thousand recipients get their decision, one more gets none', () => {
  const recipients = Array.from({ length: RECIPIENTS_MAX + 1 }, (_, index) => ({ address: `mens${index}@elders${index % 50}.example`, name: null, field: 'to' as const }))
  const { secure, recipients: decided, findings } = assess(mail('Het BSN van mevrouw Prins is 111222333.', { recipients }), knowledge(), casePolicy)
  assert.ok(secure)
  assert.ok(decided.length <= RECIPIENTS_MAX && decided.length >= RECIPIENTS_MAX - 1)
  assert.ok(findings.length <= FINDINGS_MAX)
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
