import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer } from './answers.ts'
import { checked, checksumOnly } from './comparators/checksum.ts'
import { purviewStyle } from './comparators/purview.ts'
import type { PresendCase } from './compose.ts'
import { decisionTable, humanTable } from './figures.ts'
import { guard } from './guard.ts'
import type { HumanCase } from './human.ts'
import { valuesFound, wrongIdentifiers } from './values.ts'

const mail = (parts: Partial<PresendCase>): PresendCase => ({
  id: 'x', core: 'x', shape: 'short', lang: 'nl', from: 'a@own.example', to: ['b@other.example'], internalDomains: ['own.example'],
  subject: '', body: '', attachments: [], expect: { secure: true, reasons: [], entities: [] }, ...parts,
})
const answer = (parts: Partial<Answer>): Answer => ({ id: 'x', secure: false, reasons: [], entities: [], warn: [], ...parts })

test('a value is found when a mark of its family lies over it, in any place where it stands', () => {
  const one = mail({ subject: 'over 111222333', body: 'BSN 111222333', expect: { secure: true, reasons: [], entities: [{ type: 'BSN', value: '111222333' }] } })
  const marked = (type: string, part: string, start: number): Answer => answer({ entities: [{ type, value: '111222333', part, start, end: start + 9 }] })
  assert.equal(valuesFound(one, marked('BSN', 'body', 4))[0]?.isFound, true)
  assert.equal(valuesFound(one, marked('NATIONAL_ID', 'subject', 5))[0]?.isFound, true)
  assert.equal(valuesFound(one, marked('PHONE', 'body', 4))[0]?.isFound, false)
  assert.equal(valuesFound(one, marked('BSN', 'body', 30))[0]?.isFound, false)
  assert.deepEqual(wrongIdentifiers(one, marked('BSN', 'body', 4)), [])
  assert.equal(wrongIdentifiers(one, marked('BSN', 'body', 30)).length, 1)
})

test('checksum only: what passes its check and goes out, whatever it is', () => {
  assert.deepEqual(checked('order 111222333, IBAN NL91 ABNA 0417 1643 00, kaart 4111 1111 1111 1111').map(({ type }) => type).toSorted(), ['BSN', 'CARD', 'IBAN'])
  assert.deepEqual(checked('order 111222334 en 4111 1111 1111 1112'), [])
  assert.equal(checksumOnly.answer([mail({ body: 'order 111222333' })])[0]?.secure, true)
  assert.equal(checksumOnly.answer([mail({ body: 'order 111222333', to: ['c@own.example'] })])[0]?.secure, false)
})

test('Purview style: a citizen number only with a keyword within 300 characters, an account number always', () => {
  const says = (body: string): boolean | undefined => purviewStyle.answer([mail({ body })])[0]?.secure
  assert.equal(says('nummer 111222333'), false)
  assert.equal(says('bsn 111222333'), true)
  assert.equal(says(`bsn ${'x'.repeat(295)} 111222333`), true)
  assert.equal(says(`bsn ${'x'.repeat(301)} 111222333`), false)
  assert.equal(says('factuur, betaal op NL91ABNA0417164300'), true)
})

test('the tables count what was answered', () => {
  const cases = [mail({ id: 'one', core: 'one' }), mail({ id: 'two', core: 'two', expect: { secure: false, reasons: [], entities: [], why: 'public' } })]
  const answers = new Map([answer({ id: 'one', secure: true }), answer({ id: 'two', secure: true })].map((one) => [one.id, one]))
  const [row] = decisionTable({ ours: { frozen: { cases, answers } } }, []).rows
  assert.deepEqual([row?.[2]?.slice(0, 5), row?.[3]?.slice(0, 5), ...row?.slice(5) ?? []], ['0.500', '1.000', '1', '1', '0', '0'])
  const human: HumanCase = { id: 'h', core: 'h', lang: 'nl', kind: 'greeting-mismatch', from: '', to: [], internalDomains: [], knownContacts: [], subject: '', body: '', attachments: [], expect: { warn: ['greeting-mismatch'] } }
  const rows = humanTable({ frozen: { cases: [human], answers: new Map([['h', answer({ id: 'h', warn: ['first-time-outside'] })]]) } }).rows
  assert.deepEqual(rows[0]?.slice(5), ['0', '0', '1'])
})

test('our guard is run by its own command and answers every case in order', () => {
  const cases = [mail({ id: 'one', body: 'BSN 111222333 van Jan de Wit' }), mail({ id: 'two', body: 'De bus rijdt weer.' })]
  const answers = guard.answer(cases)
  assert.deepEqual(answers.map(({ id, secure }) => [id, secure]), [['one', true], ['two', false]])
  assert.deepEqual(valuesFound({ ...cases[0] ?? mail({}), expect: { secure: true, reasons: [], entities: [{ type: 'BSN', value: '111222333' }] } }, answers[0] ?? answer({})),
    [{ type: 'BSN', value: '111222333', isFound: true }])
})
