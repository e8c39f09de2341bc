import assert from 'node:assert/strict'
import { test } from 'node:test'
import { madeCases } from './recipient/cases.ts'
import { SMALL_CASES_MAX, SMALL_MAILBOXES, smallMailboxes } from './recipient/small-mailboxes.ts'

const boxes = smallMailboxes(3)

test('the same seed makes the same mailboxes, another seed others', () => {
  assert.equal(boxes.size, SMALL_MAILBOXES)
  assert.deepEqual(smallMailboxes(3), boxes)
  assert.notDeepEqual(smallMailboxes(4), boxes)
})

test('every mail goes to somebody who belongs there, and the mailboxes are small', () => {
  for (const mails of boxes.values()) {
    assert.ok(mails.length >= 20 && mails.length <= 400)
    assert.ok(new Set(mails.flatMap(({ recipients }) => recipients)).size <= 60)
    for (const { recipients, belongs } of mails) {
      assert.ok(recipients.length > 0 && recipients.every((address) => belongs?.has(address)))
    }
  }
})

test('a slip that is made takes nobody who belongs in the mail, from the newest mails only', () => {
  const [[sender, mails] = ['', []]] = [...boxes].toSorted(([, one], [, other]) => one.length - other.length)
  const cases = madeCases(new Map([[sender, mails]]), SMALL_CASES_MAX)
  assert.ok(cases.filter(({ kind }) => kind === 'right').length <= SMALL_CASES_MAX)
  const newest = mails.slice(-SMALL_CASES_MAX)
  const slips = cases.filter(({ kind }) => kind === 'slip')
  assert.ok(slips.length > 0)
  for (const { leak, slots } of slips) {
    assert.ok(slots.some(({ address }) => address === leak))
    const others = slots.flatMap(({ address }) => address === leak ? [] : [address])
    assert.ok(newest.some(({ recipients, belongs }) =>
      belongs?.has(leak ?? '') === false && others.every((address) => recipients.includes(address))))
  }
})
