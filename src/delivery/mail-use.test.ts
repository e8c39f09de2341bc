import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LedgerEvent } from '../ledger/types.ts'
import { silentLog } from '../log/log.ts'
import type { AccountMail, ListRecord, SenderTruth } from '../mailstore/types.ts'
import { createMailUse, GATHERED_MAX, LINES_WAITING_MAX, WRITTEN_AFTER_MS, type UseScope, type User } from './mail-use.ts'
import { SHARED_RUNS_MAX } from './removals.ts'
import { RUNS_MAX } from './uid-runs.ts'

const user: User = { tenant: 1, account: 2, address: 'noor@zorg.example', door: 'imap', session: 'one', ip: '192.0.2.1' }
const safely: SenderTruth = { verdict: 'verified', domain: 'lab.example', reason: 'dmarc-pass', nta7516: 'nta7516-1' }

/** A mailbox whose messages came with this proof. */
function mailbox(truthOf: (message: number) => SenderTruth | null = () => null): Pick<AccountMail, 'records'> {
  return {
    records: (messages) => Promise.resolve(messages.map((message) =>
      ({ message, summary: { truth: truthOf(message), messageId: `m${message}@lab.example` } }) as ListRecord)),
  }
}

function openUse(scope: UseScope = 'all') {
  let now = 1_000_000
  const lines: LedgerEvent[] = []
  const ledger = { record: (event: LedgerEvent) => { lines.push(event); return Promise.resolve() } }
  const use = createMailUse({ ledger, scope, clock: { now: () => now }, log: silentLog })
  return { use, lines, later: (ms: number) => { now += ms } }
}
const entries = (...uids: readonly number[]) => uids.map((uid) => ({ mailbox: 7, uid, message: uid + 100 }))

test('what one session reads in one mailbox is one line, written after five minutes', async () => {
  const { use, lines, later } = openUse()
  await use.note('read', user, mailbox(), entries(1, 2, 3))
  await use.note('read', user, mailbox(), entries(3, 9))
  await use.note('read', { ...user, session: 'two' }, mailbox(), entries(1))
  await use.write()
  assert.equal(lines.length, 0)
  later(WRITTEN_AFTER_MS)
  await use.write()
  assert.deepEqual(lines.map(({ kind, facts }) => [kind, facts['uids'], facts['messages']]), [['mail.read', '1:3,9', 4], ['mail.read', '1', 1]])
  assert.notEqual(lines[0]?.facts['session'], lines[1]?.facts['session'])
  assert.deepEqual(lines[0]?.personal, { who: 'noor@zorg.example', ip: '192.0.2.1' })
  await use.write({ isLast: true })
  assert.equal(lines.length, 2, 'once')
})

test('mail that came secured has a line of its own at the next writing, once for a session', async () => {
  const { use, lines } = openUse()
  const mail = mailbox((message) => message === 102 ? safely : message === 103 ? { ...safely, verdict: 'guest' } : null)
  await use.note('read', user, mail, entries(1, 2))
  await use.note('read', user, mail, entries(2))
  await use.write()
  assert.deepEqual(lines.map(({ kind, facts, personal }) => [kind, facts['uids'], facts['secured'], personal['message']]),
    [['mail.read', '2', 'nta7516', 'm102@lab.example']])
  await use.write({ isLast: true })
  assert.deepEqual(lines.slice(1).map(({ facts }) => facts['uids']), ['1:2'], 'and it stands in the line of the session')
})

test('the end writes everything', async () => {
  const { use, lines } = openUse()
  await use.note('deleted', user, mailbox(), entries(4))
  await use.note('forwarded', user, mailbox(), entries(5))
  await use.write({ isLast: true })
  assert.deepEqual(lines.map(({ kind }) => kind), ['mail.removed', 'mail.passed-on'])
})

test('a line with as many runs as fit is followed by a new one; none is lost, also with many full in one moment', async () => {
  for (const [runs, lengths] of [
    [RUNS_MAX, [RUNS_MAX]], [RUNS_MAX + 1, [RUNS_MAX, 1]], [5 * RUNS_MAX, Array.from({ length: 5 }, () => RUNS_MAX)],
  ] as const) {
    const { use, lines } = openUse()
    const uids = Array.from({ length: runs }, (_, at) => at * 2 + 1)
    await use.note('read', user, mailbox(), entries(...uids))
    await use.write({ isLast: true })
    assert.deepEqual(lines.map(({ facts }) => facts['messages']), lengths)
    assert.deepEqual(lines.flatMap(({ facts }) => String(facts['uids']).split(',').map(Number)), uids)
  }
})

test('a mailbox that goes is one line, with its runs or, when they are too many, from first to last', async () => {
  for (const [runs, words] of [
    [RUNS_MAX, /^1(,\d+){63}$/], [RUNS_MAX + 1, /^1:129$/], [10_000, /^1:19999$/],
  ] as const) {
    const { use, lines, later } = openUse()
    const uids = Array.from({ length: runs }, (_, at) => at * 2 + 1)
    await use.noteMailboxRemoved(user, { mailbox: 7, uids })
    await use.write()
    assert.equal(lines.length, 0, 'it waits for more of its session')
    later(WRITTEN_AFTER_MS)
    await use.write()
    const [line] = lines
    assert.equal(lines.length, 1)
    assert.deepEqual([line?.kind, line?.facts['mailbox'], line?.facts['messages'], line?.facts['mailboxRemoved']],
      ['mail.removed', 7, runs, true])
    assert.match(String(line?.facts['uids']), words)
  }
  const { use, lines } = openUse('secured')
  await use.noteMailboxRemoved(user, { mailbox: 7, uids: [1] })
  await openUse().use.noteMailboxRemoved(user, { mailbox: 7, uids: [] })
  await use.write({ isLast: true })
  assert.deepEqual(lines, [])
})

/** Removes so many mailboxes in one session, and gives the lines of it; every fifty a second passes. */
async function removedInALoop(rounds: number, uidsOf: (round: number) => readonly number[], step = 1) {
  const { use, lines, later } = openUse()
  for (let round = 0; round < rounds; round++) {
    await use.noteMailboxRemoved(user, { mailbox: 7 + round * step, uids: uidsOf(round) })
    if (round % 50 === 49) {
      later(1000)
      await use.write()
    }
  }
  await use.write({ isLast: true })
  return lines.map(({ kind, facts, personal }) => {
    assert.deepEqual([kind, facts['mailboxRemoved'], personal['who']], ['mail.removed', true, user.address])
    return facts
  })
}

test('mailboxes made, filled and removed in a loop: 300 rounds are one line that tells of all of them', async () => {
  const [line, ...more] = await removedInALoop(300, () => [1])
  assert.deepEqual(more, [])
  assert.deepEqual([line?.['mailboxes'], line?.['uids'], line?.['messages'], line?.['since']], [300, '7:306/1', 300, 1_000_000])
})

test('also with other UIDs every time, or holes between them: few lines, and nothing is lost', async () => {
  const holes = (round: number): readonly number[] => Array.from({ length: 60 }, (_, at) => at * 2 + 1 + round)
  for (const [uidsOf, step, most] of [
    [() => [1], 2, 5], [(round: number) => [round + 1], 1, 10], [holes, 1, 11],
  ] as const) {
    const lines = await removedInALoop(300, uidsOf, step)
    assert.ok(lines.length <= most, String(lines.length))
    const sum = (name: string): number => lines.reduce((all, facts) => all + Number(facts[name]), 0)
    assert.equal(sum('mailboxes'), 300)
    assert.equal(sum('messages'), Array.from({ length: 300 }, (_, round) => uidsOf(round).length).reduce((a, b) => a + b))
    const named = lines.flatMap(({ uids }) => String(uids).split(' ').flatMap((kind) => {
      return (kind.split('/')[0] ?? '').split(',').flatMap((run) => {
        const [first = 0, last = first] = run.split(':').map(Number)
        return Array.from({ length: last - first + 1 }, (_, at) => first + at)
      })
    }))
    assert.deepEqual(named, Array.from({ length: 300 }, (_, round) => 7 + round * step))
  }
})

test('a mailbox that shares its line has so many runs and no more; another session has a line of its own', async () => {
  const runs = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at * 2 + 1)
  const { use, lines } = openUse()
  await use.noteMailboxRemoved(user, { mailbox: 7, uids: [3, 1, 2, 9] })
  await use.noteMailboxRemoved(user, { mailbox: 8, uids: runs(SHARED_RUNS_MAX) })
  await use.noteMailboxRemoved(user, { mailbox: 9, uids: runs(SHARED_RUNS_MAX + 1) })
  await use.noteMailboxRemoved({ ...user, session: 'two' }, { mailbox: 10, uids: [1] })
  await use.write({ isLast: true })
  assert.deepEqual(lines.map(({ facts }) => [facts['mailbox'], facts['mailboxes'], facts['uids'], facts['messages']]), [
    [undefined, 3, '7/1:3,9 8/1,3,5,7,9,11,13,15 9/1:17', 4 + 2 * SHARED_RUNS_MAX + 1], [10, undefined, '1', 1],
  ])
  await use.write({ isLast: true })
  assert.equal(lines.length, 2, 'once')
})

test('where only secured reading is kept, a full line is not written either', async () => {
  const { use, lines } = openUse('secured')
  await use.note('read', user, mailbox(), entries(...Array.from({ length: 2 * RUNS_MAX }, (_, at) => at * 2 + 1)))
  await use.write({ isLast: true })
  assert.deepEqual(lines, [])
})

test('too many sessions, or too many secured mails: written at once, not forgotten', async () => {
  const many = openUse()
  for (let at = 0; at < GATHERED_MAX; at++) await many.use.note('read', { ...user, session: String(at) }, mailbox(), entries(1))
  assert.equal(many.lines.length, 0)
  await many.use.note('read', { ...user, session: 'one more' }, mailbox(), entries(1))
  assert.equal(many.lines.length, GATHERED_MAX + 1)
  const removing = openUse()
  for (let at = 0; at < GATHERED_MAX; at++) {
    await removing.use.noteMailboxRemoved({ ...user, session: String(at) }, { mailbox: at, uids: [1] })
  }
  assert.equal(removing.lines.length, 0)
  await removing.use.note('read', user, mailbox(), entries(1))
  assert.equal(removing.lines.length, GATHERED_MAX + 1)
  const secured = openUse()
  const uids = Array.from({ length: LINES_WAITING_MAX }, (_, at) => at + 1)
  await secured.use.note('read', user, mailbox(() => safely), entries(...uids))
  assert.equal(secured.lines.length, 0)
  await secured.use.note('read', user, mailbox(() => safely), entries(LINES_WAITING_MAX + 1))
  assert.equal(secured.lines.length, LINES_WAITING_MAX + 1)
})

test('only secured mail, or nothing, as the organisation chose', async () => {
  const secured = openUse('secured')
  const mail = mailbox((message) => message === 101 ? safely : null)
  await secured.use.note('read', user, mail, entries(1, 2))
  await secured.use.note('deleted', user, mail, entries(1))
  await secured.use.write({ isLast: true })
  assert.deepEqual(secured.lines.map(({ facts }) => facts['secured']), ['nta7516'])
  const off = openUse('off')
  await off.use.note('read', user, mail, entries(1))
  await off.use.write({ isLast: true })
  assert.deepEqual(off.lines, [])
})

test('a ledger that fails for a moment stops nobody, and what it missed is written after it', async () => {
  let isFailing = true
  const lines: unknown[] = []
  const use = createMailUse({
    ledger: { record: ({ facts }) => isFailing ? Promise.reject(new Error('full')) : (lines.push(facts['uids']), Promise.resolve()) },
    scope: 'all', clock: { now: () => 1 }, log: silentLog,
  })
  await use.note('read', user, mailbox(), entries(1))
  await use.write({ isLast: true })
  isFailing = false
  await use.note('read', user, mailbox(), entries(2))
  await use.write({ isLast: true })
  assert.deepEqual(lines, ['1', '2'])
})
