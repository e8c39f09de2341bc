import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headerAt, ROW_LENGTH_MAX, tablesOf } from './tables.ts'

const under = (text: string, value: string): string | undefined => headerAt(text, tablesOf(text), text.indexOf(value))

test('a value is under its header, whatever parts the cells', () => {
  for (const [text, header] of [
    ['naam;bsn\nJan;111', 'bsn'], ['naam\tbsn\nJan\t111', 'bsn'], ['a,naam,bsn\n1,Jan,111', 'bsn'], ['| naam | bsn |\n|---|---|\n| Jan | 111 |', 'bsn'],
    ['"naam","bsn"\n"Bos, Jan","111"\n"x","y"', 'bsn'], ['Lijst 2025;;\nnaam;bsn;plaats\nJan;111;Ede', 'bsn'], ['Naam        BSN       Plaats\nJan Bos     111       Ede', 'bsn'],
    ['> Naam    BSN\n> Jan     111', 'bsn'], ['Naam              BSN         Tel\nJan van der Berg  222         06\nEva               111', 'bsn'],
  ] as const) assert.equal(under(text, '111'), header, text)
})

test('outside a table, in its header and behind a line too long there is none', () => {
  assert.equal(under('zie 111', '111'), undefined)
  assert.equal(under('naam;111\nJan;222', '111'), undefined)
  assert.equal(under(`naam;bsn\nJan;${'x'.repeat(ROW_LENGTH_MAX)}111`, '111'), undefined)
  assert.equal(under(`naam;bsn\nJan;${'x'.repeat(ROW_LENGTH_MAX - 9)}111\n`, '111'), 'bsn')
})

test('a table goes on in the next block', () => {
  const [table] = tablesOf('naam;bsn\nJan;1\n')
  assert.ok(table !== undefined)
  const next = 'Eva;111\n'
  assert.equal(headerAt(next, tablesOf(next, table), 4), 'bsn')
})
