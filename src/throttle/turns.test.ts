import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns, type Turns } from './turns.ts'

const limits = { atOnce: 2, waitingMax: 1000, waitingPerKeyMax: 1000 }

/** Takes a turn and notes when it came; the turn is ended by hand. */
function line(turns: Turns): { readonly order: string[], readonly ends: (() => void)[], ask(key: string): void } {
  const order: string[] = []
  const ends: (() => void)[] = []
  return {
    order, ends,
    ask(key) {
      const turn = turns.take(key)
      const begin = (end: () => void): void => { order.push(key); ends.push(end) }
      if (turn instanceof Promise) void turn.then(begin)
      else if (turn !== undefined) begin(turn)
    },
  }
}

/** Ends turns until nobody waits. */
async function runOut({ ends }: { readonly ends: (() => void)[] }): Promise<void> {
  while (ends.length > 0) {
    ends.shift()?.()
    await Promise.resolve()
    await Promise.resolve()
  }
}

test('while there is room a turn is there at once, without a promise', () => {
  const turns = createTurns(limits)
  assert.equal(typeof turns.take('a'), 'function')
  assert.equal(typeof turns.take('a'), 'function')
  assert.ok(turns.take('a') instanceof Promise)
  assert.deepEqual([turns.running, turns.waiting], [2, 1])
})

test('a key with a hundred in line delays another by no more than a round', async () => {
  const turns = createTurns(limits)
  const taken = line(turns)
  for (let index = 0; index < 100; index++) taken.ask('flood')
  taken.ask('honest')
  await runOut(taken)
  assert.equal(taken.order.length, 101)
  assert.ok(taken.order.indexOf('honest') <= 4, `came ${taken.order.indexOf('honest')}th`)
  assert.deepEqual([turns.running, turns.waiting], [0, 0])
})

test('many keys are served in rounds, each in its own order', async () => {
  const turns = createTurns({ ...limits, atOnce: 1 })
  const taken = line(turns)
  for (const key of ['x', 'a', 'a', 'a', 'b', 'b', 'c']) taken.ask(key)
  await runOut(taken)
  assert.deepEqual(taken.order, ['x', 'a', 'b', 'c', 'a', 'b', 'a'])
})

test('so many may wait, in all and under one key, and not one more', () => {
  const turns = createTurns({ atOnce: 1, waitingMax: 3, waitingPerKeyMax: 2 })
  turns.take('a')
  assert.ok(turns.take('a') instanceof Promise)
  assert.ok(turns.take('a') instanceof Promise)
  assert.equal(turns.take('a'), undefined)
  assert.ok(turns.take('b') instanceof Promise)
  assert.equal(turns.take('c'), undefined)
})

test('ending a turn twice gives nobody a second one', async () => {
  const turns = createTurns({ ...limits, atOnce: 1 })
  const end = turns.take('a')
  assert.ok(typeof end === 'function')
  const later = [turns.take('b'), turns.take('c')]
  end()
  end()
  await Promise.resolve()
  assert.deepEqual([turns.running, turns.waiting, later.length], [1, 1, 2])
})
