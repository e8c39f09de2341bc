import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerTo, prefixed, quoted, references } from './quote.ts'

const p = (email: string): { name: null, email: string } => ({ name: null, email })
const own = new Set(['ik@huis.nl', 'alias@huis.nl'])

test('one prefix, not two', () => {
  assert.equal(prefixed('Plan', 'Re: '), 'Re: Plan')
  for (const subject of ['re: Plan', 'RE:Plan', 'Antw: Plan', 'AW: Plan', 'Re[2]: Plan']) assert.equal(prefixed(subject, 'Re: '), subject)
  assert.equal(prefixed('Fw: Plan', 'Fwd: '), 'Fw: Plan')
  assert.equal(prefixed('Reis', 'Re: '), 'Re: Reis')
})

test('quoting', () => assert.equal(quoted('a\r\n\r\n> b\n\n'), '> a\n>\n>> b'))

test('an answer goes to the writer, or to Reply-To', () => {
  const email = { from: [p('tom@x.nl')], replyTo: [], to: [p('ik@huis.nl'), p('sanne@huis.nl')], cc: [p('z@x.nl')] }
  assert.deepEqual(answerTo(email, own, false), { to: [p('tom@x.nl')], cc: [] })
  assert.deepEqual(answerTo({ ...email, replyTo: [p('lijst@x.nl')] }, own, false).to, [p('lijst@x.nl')])
})

test('to all: the others in copy, oneself never, nobody twice', () => {
  const email = { from: [p('tom@x.nl')], replyTo: [], to: [p('IK@huis.nl'), p('sanne@huis.nl'), p('Tom@x.nl')], cc: [p('alias@huis.nl'), p('z@x.nl')] }
  assert.deepEqual(answerTo(email, own, true), { to: [p('tom@x.nl')], cc: [p('sanne@huis.nl'), p('z@x.nl')] })
})

test('an answer to my own message goes to its receivers', () => {
  const email = { from: [p('ik@huis.nl')], replyTo: [], to: [p('tom@x.nl')], cc: [p('z@x.nl'), p('ik@huis.nl')] }
  assert.deepEqual(answerTo(email, own, false), { to: [p('tom@x.nl')], cc: [] })
  assert.deepEqual(answerTo(email, own, true), { to: [p('tom@x.nl')], cc: [p('z@x.nl')] })
  assert.deepEqual(answerTo({ ...email, to: [p('ik@huis.nl')], cc: [] }, own, false).to, [p('ik@huis.nl')])
})

test('the chain of references is bounded and keeps its first', () => {
  const many = Array.from({ length: 100 }, (_, i) => `m${i}`)
  const chain = references({ messageId: ['last'], references: many, inReplyTo: null })
  assert.equal(chain.length, 41)
  assert.equal(chain[0], 'm0')
  assert.equal(chain.at(-1), 'last')
  assert.deepEqual(references({ messageId: ['b'], references: null, inReplyTo: ['a'] }), ['a', 'b'])
})
