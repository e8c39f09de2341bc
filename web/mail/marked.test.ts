import assert from 'node:assert/strict'
import { test } from 'node:test'
import { piecesOf, snippetLengthMax } from './marked.ts'

test('a snippet becomes pieces of text, and nothing in it becomes markup', () => {
  assert.deepEqual(piecesOf('een <mark>dossier</mark> &amp; <mark>meer</mark>'), [
    { text: 'een ', marked: false }, { text: 'dossier', marked: true }, { text: ' & ', marked: false }, { text: 'meer', marked: true },
  ])
  assert.deepEqual(piecesOf('&lt;mark&gt;x&lt;/mark&gt; &amp;lt;'), [{ text: '<mark>x</mark> &lt;', marked: false }])
  assert.deepEqual(piecesOf('<img src=x><mark>a<b>'), [{ text: '<img src=x>', marked: false }, { text: 'a<b>', marked: true }])
  assert.deepEqual(piecesOf(''), [])
  assert.equal(piecesOf('x'.repeat(snippetLengthMax + 1))[0]?.text.length, snippetLengthMax)
})
