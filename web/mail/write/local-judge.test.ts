import assert from 'node:assert/strict'
import { test } from 'node:test'
import { casePolicy, plainDraft, plainKnowledge } from '../../../src/guard/cases.ts'
import { isHeavier, type KnownRecipient } from './judged.ts'
import { judgeLocally } from './local-judge.ts'

const { recipients: _, ...sender } = plainKnowledge({ internalDomains: ['huis.example'] })
const context = { ...sender, policy: casePolicy }
const known = (address: string, more: Partial<KnownRecipient> = {}): KnownRecipient => ({
  address, isInternal: false, ability: { verifiedTls: 'none', nta7516: false, checkedAt: 1 }, hasPinnedKey: false, hasVerifiedPhone: false,
  sentBefore: 1, isInHouse: false, isUnknownHere: false, phoneHint: null, text: '', ...more,
})
const judge = (to: string, people: readonly KnownRecipient[], body = 'Het BSN is 111222333.'): ReturnType<typeof judgeLocally> => judgeLocally({
  draft: plainDraft({ from: 'a@huis.example', body, recipients: [{ address: to, name: null, field: 'to' }] }), context, known: people, now: 1, language: 'nl' })
const warnings = (judged: ReturnType<typeof judge>): readonly string[] => judged.assessment.warnings.map(({ id }) => id)

test('what the organisation knows of a domain counts in the browser, for its other addresses too', () => {
  assert.ok(warnings(judge('b@kwaad.example', [known('b@kwaad.example', { domainStanding: { isListed: true } })])).includes('suspicious-domain'))
  assert.ok(warnings(judge('c@kwaad.example', [known('b@kwaad.example', { domainStanding: { isListed: true } })])).includes('suspicious-domain'))
  assert.ok(warnings(judge('b@nieuw.example', [known('b@nieuw.example', { domainStanding: { metDays: null } })])).includes('suspicious-domain'))
  assert.ok(!warnings(judge('b@oud.example', [known('b@oud.example', { domainStanding: { metDays: 400 } })])).includes('suspicious-domain'))
  assert.ok(!warnings(judge('b@vreemd.example', [])).includes('suspicious-domain'))
})

test('a likely mistake that only the server sees makes its judgement the heavier one', () => {
  const plain = judge('b@oud.example', [known('b@oud.example')])
  const more = judge('b@oud.example', [known('b@oud.example', { domainStanding: { isListed: true } })])
  assert.ok(isHeavier(more, plain) && !isHeavier(plain, more) && !isHeavier(plain, plain))
})
