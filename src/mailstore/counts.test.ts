import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countsContract } from './counts.contract.ts'
import { readTally, tallyText, tallyThread } from './thread-tally.ts'

countsContract('SQLite', () => ({}))

test('what a thread adds: copies count once, a seen copy does not make the other seen, a draft is not unread', () => {
  const trash = 9
  const cases: readonly [Parameters<typeof tallyThread>[0], string][] = [
    [[], ''],
    [[{ message: 1, mailbox: 2, bits: 0 }, { message: 1, mailbox: 2, bits: 0 }], '2,1,1,1'],
    [[{ message: 1, mailbox: 2, bits: 1 }, { message: 1, mailbox: 3, bits: 0 }], '2,1,1,1;3,1,1,1'],
    [[{ message: 1, mailbox: 2, bits: 16 }, { message: 1, mailbox: 3, bits: 0 }], '2,1,0,0;3,1,0,0'],
    [[{ message: 1, mailbox: 2, bits: 1 }, { message: 2, mailbox: 9, bits: 0 }], '2,1,0,0;9,1,1,1'],
    [[{ message: 1, mailbox: 2, bits: 0 }, { message: 2, mailbox: 9, bits: 1 }], '2,1,1,1;9,1,0,0'],
    [[{ message: 1, mailbox: 2, bits: 0 }, { message: 1, mailbox: 9, bits: 0 }], '2,1,1,1;9,1,1,1'],
  ]
  for (const [entries, text] of cases) {
    const tally = tallyThread(entries, trash)
    assert.equal(tallyText(tally), text)
    assert.deepEqual(readTally(text), tally)
  }
})
