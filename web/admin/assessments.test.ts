import assert from 'node:assert/strict'
import { test } from 'node:test'
import { officerNl } from '../texts/officer.nl.ts'
import { outcomeOf, RECALL_PAGES_MAX, recalledSince, type Assessment } from './assessments.ts'

const mail: Assessment = {
  at: 5, sequence: 1, id: 'x', door: 'web', level: 'record', action: 'send', outcome: 'queued', problem: null, reasons: [], warnings: [],
  rules: [], routes: { ordinary: 1 }, recipients: 1, guardVersion: '1', policyVersion: '1', mode: 'active', isOverridden: false,
  impaired: [], submission: 'a',
}

test('a mail that was taken back is not told as sent; with several recipients some may have it', () => {
  const recalled = new Set(['a'])
  assert.equal(outcomeOf(mail, recalled, officerNl), 'teruggehaald')
  assert.equal(outcomeOf({ ...mail, recipients: 2 }, recalled, officerNl), 'geheel of deels teruggehaald')
  assert.equal(outcomeOf({ ...mail, submission: 'b' }, recalled, officerNl), 'verstuurd')
  assert.equal(outcomeOf({ ...mail, submission: null, outcome: 'refused' }, recalled, officerNl), 'geweigerd')
})

test('the log is read back as far as the mails that are shown, and no more pages than allowed', async () => {
  const asked: (number | undefined)[] = []
  const pages = (at: (before: number) => number) => async (before: number | undefined) => {
    asked.push(before)
    const number = before ?? 100
    return { entries: [{ at: at(number), facts: { submission: `s${number}` } }], next: number - 1 }
  }
  assert.deepEqual([...await recalledSince(98, pages((before) => before))], ['s100', 's99', 's98', 's97'])
  assert.deepEqual(asked, [undefined, 99, 98, 97])
  asked.length = 0
  await recalledSince(0, pages(() => 1))
  assert.equal(asked.length, RECALL_PAGES_MAX)
  const last = await recalledSince(0, async () => ({ entries: [{ at: 1, facts: {} }], next: null }))
  assert.equal(last.size, 0)
})
