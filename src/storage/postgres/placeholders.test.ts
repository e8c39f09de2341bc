import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PREPARED_STATEMENTS_MAX } from '../limits.ts'
import { number, Placeholders } from './placeholders.ts'

for (const [text, numbered] of [
  ['select ?', 'select $1'],
  ['? ? ?', '$1 $2 $3'],
  ['', ''],
  ['select \'?\', ?', 'select \'?\', $1'],
  ['select \'it\'\'s ?\', ?', 'select \'it\'\'s ?\', $1'],
  ['select "a?b", ?', 'select "a?b", $1'],
  ['select ? -- why?\n, ?', 'select $1 -- why?\n, $2'],
  ['select /* ? */ ?', 'select /* ? */ $1'],
  ['select ? / ? - ?', 'select $1 / $2 - $3'],
  ['select \'open ?', 'select \'open ?'],
  ['select ? /* open ?', 'select $1 /* open ?'],
] as const) {
  test(`numbers ${JSON.stringify(text)}`, () => assert.equal(number(text), numbered))
}

test('each text has a name of its own, up to a number of texts', () => {
  const placeholders = new Placeholders()
  const names = Array.from({ length: PREPARED_STATEMENTS_MAX }, (_, index) => placeholders.of(`select ${index}`).name)
  assert.equal(new Set(names).size, PREPARED_STATEMENTS_MAX)
  assert.equal(placeholders.of('select 0').name, names[0])
  assert.deepEqual(placeholders.of('one more ?'), { text: 'one more $1' })
})
