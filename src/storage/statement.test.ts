import assert from 'node:assert/strict'
import { test } from 'node:test'
import { STATEMENT_TEXT_MAX, STATEMENT_VALUES_MAX, VALUE_BYTES_MAX } from './limits.ts'
import { sql, sqlList } from './script.ts'
import { brief, checkStatement } from './statement.ts'

test('text at the limit and one past it', () => {
  checkStatement({ text: 'x'.repeat(STATEMENT_TEXT_MAX), values: [] })
  assert.throws(() => checkStatement({ text: 'x'.repeat(STATEMENT_TEXT_MAX + 1), values: [] }), /longer than/)
})

test('values at the limit and one past it', () => {
  const values = Array.from({ length: STATEMENT_VALUES_MAX }, () => 1)
  assert.equal(checkStatement({ text: '', values }), 8 * STATEMENT_VALUES_MAX)
  assert.throws(() => checkStatement({ text: '', values: [...values, 1] }), /at most/)
})

test('bytes of a value at the limit and one past it', () => {
  assert.equal(checkStatement({ text: '', values: [new Uint8Array(VALUE_BYTES_MAX)] }), VALUE_BYTES_MAX)
  assert.throws(() => checkStatement({ text: '', values: [new Uint8Array(VALUE_BYTES_MAX + 1)] }), /is over/)
})

test('an error names the statement and never a value', () => {
  const statement = sql`select * from   secret_table where word = ${'hunter2\0'}`
  assert.throws(() => checkStatement(statement), (error: Error) => {
    assert.match(error.message, /secret_table/)
    assert.doesNotMatch(error.message, /hunter2/)
    return true
  })
  assert.equal(brief({ text: 'select\n   1', values: [] }), 'select 1')
})

test('values never become text, nested statements keep their order', () => {
  const inner = sql`b = ${2} and c in (${sqlList([3, 4])})`
  assert.deepEqual(sql`a = ${1} and ${inner} and d = ${'x; drop table y'}`, {
    text: 'a = ? and b = ? and c in (?, ?) and d = ?', values: [1, 2, 3, 4, 'x; drop table y'],
  })
})
