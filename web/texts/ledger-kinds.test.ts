import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { en } from './en.ts'
import { nl } from './nl.ts'

const root = join(import.meta.dirname, '..', '..')
/** How code names a record: `kind: 'mail.received'`, `records('account.closed', ...`, `event(tenant, 'dkim.gone', ...`. */
const NAMED = /(?:\bkind: |\b(?:records|recordOf|record|event)\((?:tenant, )?)'([a-z][a-z0-9-]*\.[a-z0-9-]+)'/g

test('every kind of record that is written to the ledger has a word for people', () => {
  const kinds = new Set(globSync('src/**/*.ts', { cwd: root }).filter((name) => !/\.(?:test|testing|fuzz|bench)\.ts$/.test(name))
    .flatMap((name) => [...readFileSync(join(root, name), 'utf8').matchAll(NAMED)].map(([, kind = '']) => kind)))
  assert.ok(kinds.size > 40, 'the pattern finds the records')
  for (const words of [nl, en]) assert.deepEqual([...kinds].filter((kind) => words.ledger.kinds[kind] === undefined), [])
})
