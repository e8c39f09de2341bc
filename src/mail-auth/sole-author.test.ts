import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headerFields } from '../message/rewrite.ts'
import { FROM_LENGTH_MAX, GAP_BYTES_MAX, soleAuthor } from './sole-author.ts'

const authorOf = (header: string): string | null => {
  const raw = Buffer.from(`${header}\r\nTo: b@b.test\r\n\r\ntext\r\n`, 'latin1')
  const author = soleAuthor(headerFields(raw), raw)
  return author === undefined ? null : `${author.name ?? ''}|${author.email}|${author.domain}`
}

const honest: readonly (readonly [header: string, author: string])[] = [
  ['From: ann@a.test', '|ann@a.test|a.test'],
  ['from:ann@A.Test', '|ann@a.test|a.test'],
  ['From: Ann <ann@a.test>', 'Ann|ann@a.test|a.test'],
  ['From: "Ann, de Vries" <ann@a.test>', 'Ann, de Vries|ann@a.test|a.test'],
  ['From: "Ann \\"B\\" de Vries" <ann@a.test>', 'Ann "B" de Vries|ann@a.test|a.test'],
  ['From: =?utf-8?q?Zo=C3=AB?=\r\n\t<ann@a.test>', 'Zoë|ann@a.test|a.test'],
  ['From: ann@a.test (Ann)', 'Ann|ann@a.test|a.test'],
  ['From: <ann@a.test> (Ann)', 'Ann|ann@a.test|a.test'],
  ['From: "ann vries"@a.test', '|"ann vries"@a.test|a.test'],
  ['From: Ann <"ann vries"@a.test>', 'Ann|"ann vries"@a.test|a.test'],
  ['From: Ann <ann@xn--bcher-kva.test>', 'Ann|ann@xn--bcher-kva.test|xn--bcher-kva.test'],
  ['From: Ann <ann@[192.0.2.1]>', 'Ann|ann@[192.0.2.1]|[192.0.2.1]'],
  ['Subject: x\r\n From: not a field\r\nFrom: ann@a.test', '|ann@a.test|a.test'],
]
for (const [header, author] of honest) test(`an author: ${JSON.stringify(header)}`, () => assert.equal(authorOf(header), author))

/** What makes one reader show another author than the next. */
const tricks: readonly string[] = [
  'From: a@a.test\r\nFrom: b@b.test', 'From: a@a.test\r\nSubject: x\r\nfrom: b@b.test', 'Subject: none',
  'From:', 'From: ', 'From: <>', 'From: Ann', 'From: Ann <>',
  'From: a@a.test, b@b.test', 'From: <a@a.test>,<b@b.test>', 'From: <a@a.test><b@b.test>', 'From: <a@a.test> <b@b.test>',
  'From: a@a.test <b@b.test> c@c.test', 'From: <a@a.test> b@b.test', 'From: a@a.test b@b.test',
  'From: g: a@a.test;', 'From: g: a@a.test, b@b.test;', 'From: undisclosed:;', 'From: a@a.test; b@b.test',
  'From: <@x.test,@y.test:a@a.test>', 'From: <@x.test:a@a.test>',
  'From: a@a.test\0b@b.test', 'From: a@a.test\0', 'From: <a@a.test\0.b.test>', 'From: Ann\x01 <a@a.test>', 'From: a@a.test\x7f',
  'From: a@a.test\rFrom: b@b.test', 'From: a@a.test\nFrom: b@b.test', 'From: Ann <a@a.test>\r <b@b.test>',
  'From: a@(x)a.test', 'From: <a(x)@a.test>', 'From: <a@a.test(>b@b.test)>', 'From: (a (b) c) a@a.test', 'From: (open a@a.test',
  'From: <a@a.test', 'From: a@a.test>', 'From: Ann <<a@a.test>>', 'From: "Ann <a@a.test>',
  'From: =?utf-8?q?a=40a.test?=', 'From: <=?utf-8?b?YUBhLnRlc3Q=?=>', 'From: =?utf-8?q?a?=@a.test', 'From: a@=?utf-8?q?a?=.test',
  'From: "a@a.test"@b.test', 'From: <"a@a.test> <b"@b.test>', 'From: a@b.test@c.test', 'From: "a"@"b".test',
  'From: a @a.test', 'From: <a @a.test>', 'From: <a@a. test>', 'From: a@a.test.', 'From: a@-a.test', 'From: a@a..test',
  'From: a.@a.test', 'From: a@1.2.3.4', 'From: a@[1.2.3.4].test', 'From: a\u200b@a.test',
  'From : a@a.test', 'From\t: a@a.test', 'From \t : a@a.test\r\nFrom: b@b.test',
  'From\0: a@a.test\r\nFrom: b@b.test', 'From\x0b: a@a.test\r\nFrom: b@b.test', '\x01From: a@a.test\r\nFrom: b@b.test',
  ' From: a@a.test\r\nFrom: b@b.test', '\tFrom: a@a.test\r\nFrom: b@b.test', '\xa0From: a@a.test\r\nFrom: b@b.test',
  'F\0rom: a@a.test\r\nFrom: b@b.test', 'no field at all\r\n\x0cFrom: a@a.test\r\nFrom: b@b.test',
]
for (const header of tricks) test(`no author: ${JSON.stringify(header)}`, () => assert.equal(authorOf(header), null))

test('the limits: a From of so many characters, a gap of so many octets, and one more', () => {
  const long = (length: number): string => `From: "${'x'.repeat(length - ' "" <a@a.test>'.length)}" <a@a.test>`
  assert.notEqual(authorOf(long(FROM_LENGTH_MAX)), null)
  assert.equal(authorOf(long(FROM_LENGTH_MAX + 1)), null)
  const gap = (length: number): string => `From: a@a.test\r\n${'-'.repeat(length - 2)}\r\nX: y`
  assert.notEqual(authorOf(gap(GAP_BYTES_MAX)), null)
  assert.equal(authorOf(gap(GAP_BYTES_MAX + 1)), null)
})

test('a second From beyond what a reader is shown counts too', () => {
  assert.equal(authorOf(`From: a@a.test\r\n${'X: y\r\n'.repeat(20_000)}From: b@b.test`), null)
})
