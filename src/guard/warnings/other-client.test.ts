import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judge, warned, HOUSE, type Written } from './warnings.testing.ts'
import { explain } from '../explain.ts'
import { casePolicy, plainDraft, plainKnowledge, readCase } from '../cases.ts'
import { assess } from '../assess.ts'
import type { SeenNumber } from '../types.ts'

const BOS = 'k.bos@gmail.com'
const PRINS = 'm.prins@ziggo.nl'
const seen = (...people: readonly string[]): { readonly seenNumbers: readonly SeenNumber[] } => ({ seenNumbers: [{ key: '111222333', mails: 2, people }] })
const about = (more: Partial<Written> = {}): Written => ({
  to: [BOS], contacts: [BOS, PRINS], body: 'Beste heer Bos,\n\nUw BSN is 1112.22.333.\n\nGroet, Jan',
  recipients: [{ address: BOS, sentBefore: 4, otherNumbers: 1 }], knowledge: seen(PRINS), ...more,
})

test('a number of one person goes to somebody whose mail is about another', () => {
  const [warning] = judge(about()).warnings.filter(({ id }) => id === 'other-client')
  assert.deepEqual([warning?.level, warning?.recipients, warning?.suggestion, warning?.rules], ['advise', [BOS], PRINS, ['number:bsn', 'mails-about-another']])
})

test('told of a known recipient without numbers too, and in a file with its name', () => {
  assert.ok(warned(about({ recipients: [{ address: BOS, sentBefore: 3, otherNumbers: 0 }] })).includes('other-client'))
  const file = judge(about({ body: 'Bijgaand uw verslag.', attachments: [{ name: 'verslag.txt', text: 'BSN 111222333' }] })).warnings.find(({ id }) => id === 'other-client')
  assert.deepEqual(file?.attachments, ['0'])
})

test('nothing is told where nothing is wrong', () => {
  for (const [why, written] of Object.entries({
    'who was in that mail': about({ knowledge: seen(PRINS, BOS) }),
    'a colleague of who was in that mail': about({ to: ['a@lab.example'], recipients: [{ address: 'a@lab.example', sentBefore: 9, otherNumbers: 1 }], knowledge: seen('b@lab.example') }),
    'somebody new': about({ recipients: [{ address: BOS, sentBefore: 0, otherNumbers: 0 }] }),
    'one who is hardly known': about({ recipients: [{ address: BOS, sentBefore: 2, otherNumbers: 0 }] }),
    'one who gets mail about many': about({ recipients: [{ address: BOS, sentBefore: 40, otherNumbers: 3 }] }),
    'a number that only colleagues saw': about({ knowledge: seen(`j@${HOUSE}`) }),
    'a number nobody saw': about({ knowledge: {} }),
    'another number': about({ body: 'Uw BSN is 123456782.' }),
    'a colleague': about({ to: [`piet@${HOUSE}`], recipients: [{ address: `piet@${HOUSE}`, sentBefore: 9, otherNumbers: 1 }] }),
  })) assert.ok(!warned(written).includes('other-client'), why)
})

test('with its owner among the recipients the other one is still told of, without a suggestion', () => {
  const warning = judge(about({ to: [PRINS, BOS] })).warnings.find(({ id }) => id === 'other-client')
  assert.deepEqual([warning?.recipients, warning?.suggestion], [[BOS], undefined])
})

test('in words of four languages: who it is about, and which address may be meant', () => {
  const draft = plainDraft({ from: `j@${HOUSE}`, body: 'BSN 111222333', recipients: [{ address: BOS, name: null, field: 'to' }] })
  const knowledge = plainKnowledge({ internalDomains: [HOUSE], ...seen(PRINS), recipients: [{
    address: BOS, isInternal: false, ability: { verifiedTls: 'none', nta7516: false, checkedAt: 1 },
    hasPinnedKey: false, hasVerifiedPhone: false, sentBefore: 3, otherNumbers: 2,
  }] })
  const assessment = assess(draft, knowledge, casePolicy)
  for (const language of ['nl', 'en', 'de', 'fr'] as const) {
    const told = explain({ assessment, draft, knowledge, policy: casePolicy, language }).warnings.find(({ warning }) => warning.id === 'other-client')
    assert.ok(told?.heading.includes(BOS) && told.sentence.includes(PRINS), language)
  }
})

test('a case with earlier mails says the same', () => {
  const mails = (number: string): unknown => ({ from: `j@${HOUSE}`, to: [number === '111222333' ? PRINS : BOS], subject: 'intake', text: `Uw BSN is ${number}.` })
  const read = readCase({ id: 'a', from: `j@${HOUSE}`, internalDomains: [HOUSE], to: [BOS], subject: 'uw zaak', body: 'Uw BSN: 111 222 333', history: [mails('111222333'), mails('123456782')] }, 0)
  assert.ok(read !== undefined)
  assert.ok(assess(read.draft, read.knowledge, casePolicy).warnings.some(({ id }) => id === 'other-client'))
})

test('files about different people by their numbers, and a file about another number than the text', () => {
  const files = (one: string, other: string): Written['attachments'] => [{ name: 'a.txt', text: `Patiëntnummer: ${one}` }, { name: 'b.txt', text: `Patiëntnummer: ${other}` }]
  assert.ok(warned({ body: 'Bijgaand de stukken.', attachments: files('0048213', '0049111') ?? [] }).includes('several-clients'))
  assert.ok(!warned({ body: 'Bijgaand de stukken.', attachments: files('0048213', '0048213') ?? [] }).includes('several-clients'))
  assert.ok(!warned({ body: 'Bijgaand de stukken van patiëntnummer 0048213 en patiëntnummer 0049111.', attachments: files('0048213', '0049111') ?? [] }).includes('several-clients'))
  const one = (text: string): Written => ({ subject: 'Dossiernummer 2025-118100', body: 'Bijgaand het verslag over dossiernummer 2025-118100.', attachments: [{ name: 'verslag.txt', text }] })
  assert.ok(warned(one('Dossiernummer: 2025-117200\nVerslag')).includes('attachment-mismatch'))
  assert.ok(!warned(one('Dossiernummer: 2025-118100\nVerslag')).includes('attachment-mismatch'))
  assert.ok(!warned(one('Verslag zonder nummer')).includes('attachment-mismatch'))
})
