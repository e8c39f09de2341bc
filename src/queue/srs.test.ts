import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day } from '../base/sizes.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { createSenderRewriting, SRS_DAYS } from './srs.ts'

let now = Date.UTC(2026, 10, 22)
const clock = { now: () => now }
const ours = createSenderRewriting({ serviceKey: temporaryServiceKey(), clock })
const theirs = createSenderRewriting({ serviceKey: temporaryServiceKey(), clock })

test('what comes back to a rewritten sender goes to the first one, however its capitals changed', () => {
  const sent = ours.forwarded('Jan+nieuws@buiten.example', 'zorg.example') ?? ''
  assert.match(sent, /^SRS0=[A-Z2-7]{8}=[A-Z2-7]{2}=buiten\.example=Jan\+nieuws@zorg\.example$/)
  assert.equal(ours.reversed(sent), 'Jan+nieuws@buiten.example')
  assert.equal(ours.reversed(sent.toLowerCase()), 'jan+nieuws@buiten.example')
  assert.equal(ours.forwarded('', 'zorg.example'), '', 'the null sender stays null')
})

test('passed on again and again it stays two steps long, and comes back step by step', () => {
  const first = theirs.forwarded('jan@buiten.example', 'partner.example') ?? ''
  const second = ours.forwarded(first, 'zorg.example') ?? ''
  assert.match(second, /^SRS1=[A-Z2-7]{8}=partner\.example=/)
  const third = theirs.forwarded(second, 'derde.example') ?? ''
  assert.match(third, /^SRS1=[A-Z2-7]{8}=partner\.example=/)
  assert.equal(ours.reversed(second), first)
  assert.equal(theirs.reversed(ours.reversed(second) ?? ''), 'jan@buiten.example')
})

test('made by another, changed, or too old it goes nowhere: no relay for strangers', () => {
  const sent = ours.forwarded('jan@buiten.example', 'zorg.example') ?? ''
  assert.equal(theirs.reversed(sent), undefined)
  for (const forged of [sent.replace('jan', 'piet'), sent.replace('buiten', 'kwaad'),
    'SRS0=AAAAAAAA=AA=kwaad.example=x@zorg.example',
    'SRS1=AAAAAAAA=kwaad.example=AAAA=AA=x=y@zorg.example', 'SRS0=@zorg.example', 'SRS0', '',
      `SRS0=${'='.repeat(5000)}@zorg.example`]) {
    assert.equal(ours.reversed(forged), undefined, forged.slice(0, 60))
  }
  now += SRS_DAYS * day
  assert.equal(ours.reversed(sent), 'jan@buiten.example')
  now += day
  assert.equal(ours.reversed(sent), undefined)
})

test('a sender that no local part can hold is not rewritten', () => {
  assert.equal(ours.forwarded(`${'l'.repeat(40)}@buiten.example`, 'zorg.example'), undefined)
  assert.equal(ours.forwarded('nonsense', 'zorg.example'), undefined)
})
