import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatAddress, hasHostileCharacter, isLocalPart, isMailDomain, LOCAL_OCTETS_MAX, normaliseAddress, parseAddress,
    splitAddress,
} from './address.ts'

const correct = [
  'jan@voorbeeld.nl', 'jan.de.vries+lijst@post.voorbeeld.nl', '"jan jansen"@voorbeeld.nl', '"a\\"b"@voorbeeld.nl',
  'jörg@münchen.de', '用户@例え.テスト', 'x@[192.0.2.7]', 'x@[IPv6:2001:db8::7]', "o'neill@voorbeeld.nl", '1@2.nl',
]
const wrong = [
  '', '@', 'jan', 'jan@', '@voorbeeld.nl', 'jan@@voorbeeld.nl', 'jan@a@voorbeeld.nl', '.jan@voorbeeld.nl',
    'jan.@voorbeeld.nl',
  'ja..n@voorbeeld.nl', 'ja n@voorbeeld.nl', 'jan@voor beeld.nl', 'jan@-a.nl', 'jan@a..nl', 'jan@192.0.2.7',
    'jan@[300.1.1.1]',
  'jan@voorbeeld.nl\r\nRCPT TO:<x@y.nl>', 'jan\0@voorbeeld.nl', 'jan\u202e@voorbeeld.nl', 'jan\u200b@voorbeeld.nl',
  '"jan@voorbeeld.nl', '"ja"n"@voorbeeld.nl', '<jan@voorbeeld.nl>', 'jan,piet@voorbeeld.nl', 'jan@voor_beeld.nl',
    'jan@a/b.nl',
]

for (const text of correct) test(`an address: ${text}`, () => assert.ok(parseAddress(text)))
for (const text of wrong) test(`no address: ${JSON.stringify(text)}`, () => assert.equal(parseAddress(text), undefined))

test('the local part may have 64 octets, not 65, counted in UTF-8', () => {
  assert.ok(isLocalPart('a'.repeat(LOCAL_OCTETS_MAX)))
  assert.ok(!isLocalPart('a'.repeat(LOCAL_OCTETS_MAX + 1)))
  assert.ok(isLocalPart('é'.repeat(LOCAL_OCTETS_MAX / 2)))
  assert.ok(!isLocalPart(`é${'a'.repeat(LOCAL_OCTETS_MAX - 1)}`))
})

test('one form for addresses that are the same', () => {
  assert.equal(normaliseAddress(' Jan@VOORBEELD.nl '), 'Jan@voorbeeld.nl')
  assert.equal(normaliseAddress('Jan@VOORBEELD.nl', { foldLocal: true }), 'jan@voorbeeld.nl')
  assert.equal(normaliseAddress('"jan"@voorbeeld.nl'), 'jan@voorbeeld.nl')
  assert.equal(normaliseAddress('"j\\an"@voorbeeld.nl'), 'jan@voorbeeld.nl')
  assert.equal(normaliseAddress('jan@MÜNCHEN.de'), 'jan@xn--mnchen-3ya.de')
  assert.equal(normaliseAddress('jan@voorbeeld.nl.'), 'jan@voorbeeld.nl')
  assert.equal(normaliseAddress('jo\u0308rg@voorbeeld.nl'), 'j\u00f6rg@voorbeeld.nl')
  assert.equal(normaliseAddress('geen adres'), undefined)
})

test('parts at the last @', () => {
  assert.deepEqual(splitAddress('"a@b"@C.nl'), { local: '"a@b"', domain: 'c.nl' })
  assert.equal(splitAddress('@c.nl'), undefined)
})

test('a name is quoted when it would mean something', () => {
  assert.equal(formatAddress({ name: null, email: 'a@b.nl' }), 'a@b.nl')
  assert.equal(formatAddress({ name: 'Jan de Vries', email: 'a@b.nl' }), 'Jan de Vries <a@b.nl>')
  assert.equal(formatAddress({ name: 'Vries, Jan', email: 'a@b.nl' }), '"Vries, Jan" <a@b.nl>')
  assert.equal(formatAddress({ name: 'a@c.nl', email: 'a@b.nl' }), '"a@c.nl" <a@b.nl>')
  assert.equal(formatAddress({ name: 'a "b" \\', email: 'a@b.nl' }), '"a \\"b\\" \\\\" <a@b.nl>')
  assert.equal(formatAddress({ name: 'a\r\nBcc: x', email: 'a@b.nl' }), '"a Bcc: x" <a@b.nl>')
})

test('characters that turn or hide text are told', () => {
  for (const text of ['a\u202eb', 'a\u200bb', 'a\u0007b', 'a\ufeffb', 'a\u2066b']) assert.ok(hasHostileCharacter(text))
  for (const text of ['Jörg', 'ليلى', 'a b']) assert.ok(!hasHostileCharacter(text))
})

test('domains of mail', () => {
  assert.ok(isMailDomain('voorbeeld.nl') && isMailDomain('[192.0.2.1]') && isMailDomain('münchen.de'))
  assert.ok(!isMailDomain('') && !isMailDomain('a b') && !isMailDomain('[x]'))
})
