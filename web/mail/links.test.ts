import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hostDiffers, linkLengthMax, pieces, safeLink } from './links.ts'
import { blocks, plainTextMax, quotedTail } from './plain-text.ts'

test('only http and https can be followed', () => {
  for (const bad of ['javascript:alert(1)', ' java\nscript:alert(1)', 'data:text/html,x', 'file:///etc', 'ftp://a.nl', 'http://', '//a.nl', 'vbscript:x', '']) {
    assert.equal(safeLink(bad), undefined, bad)
  }
  assert.equal(safeLink('HTTPS://A.nl/x')?.host, 'a.nl')
  assert.equal(safeLink(`https://a.nl/${'x'.repeat(linkLengthMax)}`), undefined)
})

test('the real host is shown when the text names another', () => {
  const evil = safeLink('https://evil.example/login')
  assert.ok(evil)
  for (const text of ['https://bank.nl', 'www.bank.nl/inloggen', 'bank.nl', 'https://bank.nl@evil.example', 'http://??']) assert.equal(hostDiffers(text, evil), true, text)
  for (const text of ['Log hier in', 'evil.example', 'https://evil.example/x', 'www.evil.example']) assert.equal(hostDiffers(text, evil), false, text)
})

test('look-alike letters do not hide', () => {
  const link = safeLink('https://bаnk.nl/') // Cyrillic а
  assert.ok(link !== undefined && link.host.startsWith('xn--'))
  assert.equal(hostDiffers('https://bаnk.nl/', link), true)
})

test('a line falls apart into text and links', () => {
  assert.deepEqual(pieces('Zie (https://a.nl/x_(1)), of www.b.nl.'), [
    { kind: 'text', text: 'Zie (' },
    { kind: 'link', text: 'https://a.nl/x_(1)', href: 'https://a.nl/x_(1)', host: undefined },
    { kind: 'text', text: '), of ' },
    { kind: 'link', text: 'www.b.nl', href: 'https://www.b.nl/', host: undefined },
    { kind: 'text', text: '.' },
  ])
  assert.deepEqual(pieces('<a href="javascript:x">'), [{ kind: 'text', text: '<a href="javascript:x">' }])
})

test('text, quotes and signature', () => {
  const found = blocks('Dag,\r\n\r\nTekst\r\nmeer\r\n\r\nOp dinsdag schreef Tom:\r\n> oud\r\n> ouder\r\n')
  assert.deepEqual(found.map((block) => block.kind), ['text', 'text', 'text', 'quote'])
  assert.equal(quotedTail(found), 2)
  assert.deepEqual(blocks('a\n-- \nTom').map((block) => block.kind), ['text', 'signature'])
  assert.equal(quotedTail(blocks('> alleen citaat')), 0)
})

test('hostile text ends quickly', () => {
  const began = performance.now()
  blocks('https://'.repeat(100_000))
  blocks('>'.repeat(plainTextMax + 1))
  blocks('www. '.repeat(100_000))
  blocks('\n'.repeat(plainTextMax))
  pieces(`http://${')'.repeat(1900)}`)
  assert.ok(performance.now() - began < 3000)
})
