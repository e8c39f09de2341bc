import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DOMAIN_OCTETS_MAX, domainToAscii, domainToUnicode, isHostName, LABEL_OCTETS_MAX } from './domain.ts'

test('international names and their A-labels', () => {
  const pairs = [
    ['münchen.de', 'xn--mnchen-3ya.de'], ['faß.de', 'xn--fa-hia.de'], ['例え.テスト', 'xn--r8jz45g.xn--zckzah'],
      ['bücher.example', 'xn--bcher-kva.example'],
  ] as const
  for (const [unicode, ascii] of pairs) {
    assert.equal(domainToAscii(unicode), ascii)
    assert.equal(domainToUnicode(ascii), unicode)
    assert.equal(domainToAscii(ascii), ascii)
  }
})

test('an A-label that is none is shown as it is', () => {
  for (const label of ['xn--a', 'xn--99999999', 'xn--', 'xn--ls8h=.nl', 'xn--\u00e9']) {
    assert.equal(domainToUnicode(label), label)
  }
})

test('what would not be a host in a URL is no domain', () => {
  for (const text of [
    'a/b.nl', 'a@b.nl', 'a:25', 'a?b', 'a#b', 'a%2eb', 'é/b.nl', 'é:25', 'é@b.nl', 'é%2f.nl', '１.２.３.４', '127.0.0.1',
    'a b', '', '.', 'a..b',
  ]) {
    assert.equal(domainToAscii(text), undefined, text)
  }
})

test('labels of 63 and names of 253 octets, not one more', () => {
  const label = 'a'.repeat(LABEL_OCTETS_MAX)
  assert.ok(isHostName(`${label}.nl`))
  assert.ok(!isHostName(`${label}a.nl`))
  const name = `${`${label}.`.repeat(3)}${'b'.repeat(DOMAIN_OCTETS_MAX - 3 * (LABEL_OCTETS_MAX + 1))}`
  assert.ok(isHostName(name))
  assert.ok(!isHostName(`${name}b`))
})
