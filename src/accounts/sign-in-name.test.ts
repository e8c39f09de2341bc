import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ADDRESS_LENGTH_MAX } from './address.ts'
import { countedName, isSameName, preparedName } from './sign-in-name.ts'

test('the examples of RFC 4013 §3', () => {
  assert.equal(preparedName('I\u00adX'), 'IX')
  assert.equal(preparedName('user'), 'user')
  assert.equal(preparedName('USER'), 'USER')
  assert.equal(preparedName('\u00aa'), 'a')
  assert.equal(preparedName('\u2168'), 'IX')
  assert.equal(preparedName('\u0007'), undefined)
})

test('blanks become the one of ASCII; signs that turn the direction, controls and half characters are no name', () => {
  assert.equal(preparedName('a\u00a0b\u3000c'), 'a b c')
  for (const wrong of ['a\u202eb', 'a\0', '\ud800', '\ue000', 'a\u2028b', 'a\ufff9']) assert.equal(preparedName(wrong), undefined)
})

test('a name as long as an address may be is prepared; a longer one is not looked at', () => {
  assert.equal(preparedName('x'.repeat(ADDRESS_LENGTH_MAX))?.length, ADDRESS_LENGTH_MAX)
  assert.equal(preparedName('x'.repeat(ADDRESS_LENGTH_MAX + 1)), undefined)
})

test('the same name in other forms is the same; what is no name is nobody, not even itself', () => {
  assert.ok(isSameName('Anna@zonnehof.test', 'anna@ZONNEHOF.test'))
  assert.ok(isSameName('\uff21nna@x.test', 'anna@x.test'))
  assert.ok(!isSameName('anna@x.test', 'anne@x.test'))
  assert.ok(!isSameName('a\0', 'a\0'))
})

test('all spellings of a name are counted as one, whoever has it', () => {
  for (const name of ['alice', 'dani\u00ebl', 'straat.9', '\u03bf\u03b4\u03cc\u03c2']) {
    const composed = `${name}@zonnehof.test`
    const spellings = [
      composed.toUpperCase(), `${composed}.`,
      `${name}@zonnehof\u3002test`, `${name}@zonnehof\uff0etest`, composed.normalize('NFD'),
      `${name.slice(0, 2)}\u00ad\u00ad${name.slice(2)}@zonnehof.test`, `${name}\u200b@zonne\u2060hof.test`, `${name}@zonnehof\u2064.test`,
      `${name}@\uff5aonnehof.test`, `${name}\uff20zonnehof.test`, `${name}@ZONNEHOF.test.`,
    ]
    const counted = countedName(composed)
    for (const spelling of spellings) assert.equal(countedName(spelling), counted, JSON.stringify(spelling))
  }
  assert.equal(countedName('\uff21lice@Zonnehof.test'), 'alice@zonnehof.test')
})

test('other names are counted apart, and what is no address under itself', () => {
  const others = [
    'alice@zonnehof.test', 'alice+x@zonnehof.test', 'alice@zonnehof.example', 'alic@zonnehof.test', 'alice', '@', '',
  ]
  assert.equal(new Set(others.map(countedName)).size, others.length)
  assert.equal(countedName('Alice'), countedName('al\u00adice'))
  const long = `${'x'.repeat(ADDRESS_LENGTH_MAX)}@zonnehof.test`
  assert.equal(countedName(long), long)
})
