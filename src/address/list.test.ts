import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ADDRESSES_MAX, ADDRESS_TEXT_MAX, parseAddressList } from './list.ts'

/** `name<email>` of each address, groups as `group[...]`. */
function show(text: string): string {
  return parseAddressList(text).groups.map(({ group, addresses }) => {
    const inside = addresses.map(({ name, email }) => name === null ? email : `${name}<${email}>`).join(' | ')
    return group === null ? inside : `${group}[${inside}]`
  }).join(' / ')
}

const cases: readonly (readonly [written: string, read: string])[] = [
  ['jan@x.nl', 'jan@x.nl'],
  ['Jan de Vries <jan@X.NL>', 'Jan de Vries<jan@x.nl>'],
  ['"Vries, Jan" <jan@x.nl>, piet@y.nl', 'Vries, Jan<jan@x.nl> | piet@y.nl'],
  ['jan@x.nl (Jan de Vries)', 'Jan de Vries<jan@x.nl>'],
  ['jan@x.nl (Jan (de) \\) Vries)', 'Jan (de) ) Vries<jan@x.nl>'],
  ['(vooraf) Jan <jan@x.nl>', 'Jan<jan@x.nl>'],
  ['team: jan@x.nl, Piet <piet@y.nl>;', 'team[jan@x.nl | Piet<piet@y.nl>]'],
  ['undisclosed-recipients:;', 'undisclosed-recipients[]'],
  ['a@x.nl, "Het team": b@x.nl;, c@x.nl', 'a@x.nl / Het team[b@x.nl] / c@x.nl'],
  ['a@x.nl; b@x.nl', 'a@x.nl | b@x.nl'],
  ['<@relay.nl,@ander.nl:jan@x.nl>', 'jan@x.nl'],
  ['jan . de . vries @ x . nl', 'jan.de.vries@x.nl'],
  ['"jan jansen"@x.nl', '"jan jansen"@x.nl'],
  ['Jan jan@x.nl', 'Jan<jan@x.nl>'],
  ['jan@x.nl Jan', 'Jan<jan@x.nl>'],
  ['Jan <jan@x.nl', 'Jan<jan@x.nl>'],
  ['Jan <jan@x.nl, piet@y.nl', 'Jan<jan@x.nl> | piet@y.nl'],
  ['Jan <jan@x.nl>, , ,', 'Jan<jan@x.nl>'],
  ['Jan <>', 'Jan<>'],
  ['<>', ''],
  ['', ''],
  [' \t ', ''],
  ['jan', 'jan'],
  ['geen adres hier', 'geen adres hier<>'],
  ['a@b.nl <jan@x.nl>', 'a@b.nl<jan@x.nl>'],
  ['Jan <jan@x.nl> <kees@x.nl>', 'Jan<jan@x.nl>'],
  ['"Jan <a@b.nl>" <jan@x.nl>', 'Jan <a@b.nl><jan@x.nl>'],
  ['"niet dicht <jan@x.nl>', '"niet dicht <jan@x.nl>'],
  ['=?utf-8?q?J=2C_x?= <jan@x.nl>', '=?utf-8?q?J=2C_x?=<jan@x.nl>'],
  ['Jan:Piet <jan@x.nl>', 'Jan[Piet<jan@x.nl>]'],
  ['<jan@x.nl\r\n >', 'jan@x.nl'],
  ['Jörg <jörg@münchen.de>', 'Jörg<jörg@münchen.de>'],
  ['mailto:jan@x.nl', 'mailto[jan@x.nl]'],
]
for (const [written, read] of cases) test(`reads ${JSON.stringify(written)}`, () => assert.equal(show(written), read))

test('100,000 addresses are kept, one more is told', { timeout: 20_000 }, () => {
  const list = Array.from({ length: ADDRESSES_MAX }, (_, index) => `p${index}@x.nl`).join(', ')
  const whole = parseAddressList(list)
  assert.equal(whole.groups[0]?.addresses.length, ADDRESSES_MAX)
  assert.equal(whole.overLimit, false)
  const more = parseAddressList(`${list}, een@x.nl`)
  assert.equal(more.groups[0]?.addresses.length, ADDRESSES_MAX)
  assert.equal(more.overLimit, true)
})

test('a name is kept up to its maximum', () => {
  const [group] = parseAddressList(`${'x'.repeat(ADDRESS_TEXT_MAX + 1)} y <a@b.nl>`).groups
  assert.equal(group?.addresses[0]?.name?.length, ADDRESS_TEXT_MAX)
})

test('floods of one character end in time', { timeout: 20_000 }, () => {
  for (const flood of [
    '<', '(', '"', ',', ';', ':', '\\', '@', 'a:', '<,', '"a', '(\\', '<"', 'a ', '<@', '.', ' .', '>', '[',
  ]) {
    parseAddressList(flood.repeat(Math.ceil(1_000_000 / flood.length)))
  }
})

test('any text gives a list without line ends in its addresses', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(
    'a', '@', '.', '<', '>', '"', '(', ')', ',', ';', ':', ' ', '\\', '\r\n ', '\0', 'é',
  ), maxLength: 40 }), (text) => {
    for (const { addresses } of parseAddressList(text).groups) {
      for (const { email, name } of addresses) {
        assert.doesNotMatch(email, /[\r\n\0]/)
        assert.notEqual(name, '')
      }
    }
  }))
})
