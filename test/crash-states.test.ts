/**
 * What a power cut may leave, in a sample: clients of every kind act on a traced service, and states are derived in
 * which everything that was not synced is kept, lost or torn. Each is opened with the real program: what was
 * acknowledged is there, whole and once, list, index, queue and ledger agree. `npm run test:deep` looks at 2,000
 * states; how they are made stands in `tools/crash/`.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { marksIn } from '../tools/crash/marks.ts'
import { numbersFrom } from '../tools/crash/random.ts'
import { AT_ONCE, checkStates, readRecorded, record, traceMissing, type Failure, type Recorded } from '../tools/crash/run.ts'
import { stateOf, type State } from '../tools/crash/states.ts'

/** A failing run is repeated with its seed; the moments are those of another trace then. */
const seed = Number(process.env['ZEGEL_CRASH_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const STATES = 100
/** Fewer states on a machine that is busy, but never fewer than `STATES_LEAST`. */
const WITHIN_MS = 35_000
const STATES_LEAST = 10
/** States in which a service without some sync must have been given away. */
const STATES_BROKEN = 32
const MESSAGES = 3

const skip = traceMissing() ?? false
const folder = mkdtempSync(join(tmpdir(), 'zegel-crash-'))
let recorded: Recorded
before(async () => {
  if (skip !== false) return
  await record({ folder, seed, messages: MESSAGES })
  recorded = await readRecorded(folder)
})
after(() => rmSync(folder, { recursive: true, force: true }))

async function failuresOf(of: Recorded, states: readonly State[], withinMs: number): Promise<{
  readonly checked: number, readonly failures: readonly Failure[],
}> {
  const failures: Failure[] = []
  const until = performance.now() + withinMs
  let checked = 0
  // A few at a time: a machine that is too busy then leaves out states, not moments near the end.
  const isInTime = (): boolean => checked < STATES_LEAST || performance.now() <= until
  for (let from = 0; from < states.length && isInTime(); from += AT_ONCE * 2) {
    checked += await checkStates({ recorded: of, states: states.slice(from, from + AT_ONCE * 2), onFailure: (failure) =>
      failures.push(failure) })
  }
  return { checked, failures }
}

const statesOf = ({ operations }: Recorded, most: number): State[] =>
  Array.from({ length: most }, (_, number) => stateOf(operations, { seed, number }))

/** The place after the first mark of this kind. */
function momentAfter(say: 'killed' | 'found'): number {
  const at = recorded.operations.findIndex((one) => one.do === 'mark' && marksIn(one.text).some((mark) => mark.say === say))
  assert.ok(at >= 0, say)
  return at + 1
}

test(`states after a power cut, seed ${seed}`, { skip, timeout: 180_000 }, async () => {
  const { checked, failures } = await failuresOf(recorded, statesOf(recorded, STATES), WITHIN_MS)
  assert.ok(checked >= STATES_LEAST)
  assert.deepEqual(failures, [], `ZEGEL_CRASH_SEED=${seed}`)
})

test('what is shown after a kill is on the disk: the log that was left is synced before anybody reads it', { skip, timeout: 120_000 }, async () => {
  const [killed, found] = [momentAfter('killed'), momentAfter('found')]
  const first = recorded.operations.slice(killed, found).find((one) => one.do === 'sync' || (one.do === 'write' && one.path.endsWith('-wal')))
  assert.deepEqual([first?.do, first?.do === 'sync' && first.path.endsWith('-wal')], ['sync', true])
  const state: State = { number: -1, moment: found, fate: 'dropped', below: numbersFrom(seed) }
  assert.deepEqual((await failuresOf(recorded, [state], Infinity)).failures, [], `ZEGEL_CRASH_SEED=${seed}`)
})

/** The measure itself is measured: without these syncs mail is lost, and it must be seen. */
const broken: readonly { readonly what: string, readonly isLeftOut: (path: string) => boolean }[] = [
  { what: 'the log of the database', isLeftOut: (path) => path.endsWith('-wal') },
  { what: 'folders of large bodies', isLeftOut: (path) => /\/blobs\/mail\/.$/.test(path) },
  { what: 'large bodies', isLeftOut: (path) => path.includes('/blobs/mail/unfinished/') },
]
for (const { what, isLeftOut } of broken) {
  test(`a service that does not sync ${what} is found out`, { skip, timeout: 120_000 }, async () => {
    const operations = recorded.operations.filter((one) => one.do !== 'sync' || !isLeftOut(one.path))
    assert.ok(operations.length < recorded.operations.length)
    const without: Recorded = { ...recorded, operations }
    let isFound = false
    for (const state of statesOf(without, STATES_BROKEN)) {
      await checkStates({ recorded: without, states: [state], onFailure: () => { isFound = true } })
      if (isFound) return
    }
    assert.fail('nothing was missing')
  })
}
