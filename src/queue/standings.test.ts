import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, minute } from '../base/sizes.ts'
import { BULK_TURN } from './lane.ts'
import { createStandings, DESTINATIONS_MAX, PAUSES_MS, WINDOW_START, type DestinationNews,
  type Standings } from './standings.ts'

const own = new Set(['internal'])
const reached: DestinationNews = { kind: 'reached' }
const silent: DestinationNews = { kind: 'unreachable', reply: 'no answer' }

/** Claims for every wish as many jobs as it asks for, out of an endless supply. */
function feed(standings: Standings<string>, now: number, max = 100): number {
  const wishes = standings.wishes(now, max)
  for (const wish of wishes) {
    standings.claimed(wish, Array.from({ length: wish.mails }, (_, index) =>
      `${wish.destination}${wish.lane}${index}`), now)
  }
  return wishes.length
}

/** Begins all that may, as the worker does. */
function beginAll(standings: Standings<string>, now: number): { destination: string, lane: number }[] {
  const begun: { destination: string, lane: number }[] = []
  do {
    for (let one = standings.begin(now); one !== undefined; one = standings.begin(now)) begun.push(one)
  } while (feed(standings, now) > 0)
  return begun
}

test('a destination gets more connections while all goes well, up to the most, and half when it is busy', () => {
  const standings = createStandings<string>({ concurrency: 50, windowMax: 5, own })
  standings.due('a', 1, 0)
  let running = beginAll(standings, 0)
  assert.equal(running.length, WINDOW_START)
  for (const wanted of [3, 4, 5, 5]) {
    const [one, ...rest] = running
    assert.ok(one)
    standings.ended(one, reached, 0)
    running = [...rest, ...beginAll(standings, 0)]
    assert.equal(running.length, wanted)
  }
  const [one, ...rest] = running
  assert.ok(one)
  const busy: DestinationNews = { kind: 'busy', reply: '421 too many connections' }
  const [two, three, four, five] = rest
  assert.ok(two && three && four && five)
  for (const next of [one, two]) assert.equal(standings.ended(next, busy, 0), undefined)
  assert.equal(standings.shown('a')?.window, 1)
  assert.equal(beginAll(standings, 0).length, 0, 'three still run, and one is allowed')
  standings.ended(three, busy, 0)
  standings.ended(four, reached, 0)
  assert.equal(standings.shown('a')?.blockedUntil, 0, 'one that went well ends the pause')
  standings.ended(five, reached, 0)
})

test('a destination that cannot be reached is tried once after each pause, however much waits for it', () => {
  const standings = createStandings<string>({ concurrency: 10, windowMax: 5, own })
  for (const lane of [0, 1, 2]) standings.due('dead', lane, 0)
  let now = 0
  let tries = 0
  for (const [round, pause] of [...PAUSES_MS, PAUSES_MS.at(-1) ?? 0].entries()) {
    const begun = beginAll(standings, now)
    assert.equal(begun.length, round === 0 ? WINDOW_START : 1)
    tries += begun.length
    for (const one of begun) standings.ended(one, silent, now)
    assert.equal(standings.shown('dead')?.failures, round + 1, 'tries side by side are one failure')
    for (const job of standings.takeBack('dead')) assert.match(job, /^dead/)
    for (const lane of [0, 1, 2]) standings.due('dead', lane, now)
    assert.equal(beginAll(standings, now + pause - 1).length, 0)
    now += pause
  }
  assert.equal(tries, WINDOW_START + PAUSES_MS.length)
  const [back] = beginAll(standings, now)
  assert.ok(back)
  assert.deepEqual(standings.ended(back, reached, now), {
    destination: 'dead', running: 0, window: 1, failures: 0, blockedUntil: 0,
  })
  assert.equal(beginAll(standings, now).length, 1)
})

test('our own places are never paused, and have connections of their own', () => {
  const standings = createStandings<string>({ concurrency: 2, windowMax: 5, own })
  standings.due('a', 1, 0)
  assert.equal(beginAll(standings, 0).length, 2)
  standings.due('internal', 1, 0)
  const inside = beginAll(standings, 0)
  assert.deepEqual(inside.map(({ destination }) => destination), ['internal', 'internal'])
  for (const one of inside) assert.equal(standings.ended(one, silent, 0), undefined)
  assert.equal(beginAll(standings, 0).length, 2)
})

test('codes go first, and neither ordinary mail nor bulk waits for ever behind them', () => {
  const standings = createStandings<string>({ concurrency: 1, windowMax: 1, own })
  for (const lane of [2, 1, 0]) standings.due(`lane${lane}`, lane, 0)
  const counts = [0, 0, 0]
  for (let turn = 0; turn < BULK_TURN * 10; turn++) {
    const [one] = beginAll(standings, 0)
    assert.ok(one)
    if (turn === 0) assert.equal(one.lane, 0)
    counts[one.lane] = (counts[one.lane] ?? 0) + 1
    standings.ended(one, reached, 0)
  }
  const [urgent = 0, ordinary = 0, bulk = 0] = counts
  assert.ok(urgent > ordinary + bulk && ordinary >= 9 && bulk >= 9, `${counts.join()}`)
})

test('bulk leaves room: a code that comes in while bulk fills its share begins at once', () => {
  const standings = createStandings<string>({ concurrency: 8, windowMax: 8, own })
  for (let index = 0; index < 20; index++) standings.due(`list${index}`, 2, 0)
  assert.equal(beginAll(standings, 0).length, 4)
  for (let index = 0; index < 20; index++) standings.due(`people${index}`, 1, 0)
  assert.equal(beginAll(standings, 0).length, 2)
  standings.due('guest', 0, 0)
  assert.deepEqual(beginAll(standings, 0).map(({ destination }) => destination), ['guest', 'guest'])
})

test('destinations of one lane take turns', () => {
  const standings = createStandings<string>({ concurrency: 4, windowMax: 4, own })
  for (const name of ['a', 'b', 'c']) standings.due(name, 1, 0)
  const served = new Map<string, number>()
  for (let round = 0; round < 30; round++) {
    for (const one of beginAll(standings, 0)) {
      served.set(one.destination, (served.get(one.destination) ?? 0) + 1)
      standings.ended(one, reached, 0)
    }
  }
  const counts = [...served.values()]
  assert.equal(counts.length, 3)
  assert.ok(Math.min(...counts) * 2 >= Math.max(...counts), `${counts.join()}`)
})

test('what is due later is asked for then, and the next moment is known', () => {
  const standings = createStandings<string>({ concurrency: 4, windowMax: 4, own })
  assert.equal(standings.nextAt(), Infinity)
  standings.due('a', 1, hour)
  standings.due('b', 1, minute)
  assert.equal(standings.nextAt(), minute)
  assert.deepEqual(standings.wishes(minute - 1, 10), [])
  assert.deepEqual(standings.wishes(minute, 10), [{ destination: 'b', lane: 1, mails: WINDOW_START }])
  standings.claimed({ destination: 'b', lane: 1, mails: 2 }, [], null)
  assert.equal(standings.nextAt(), hour)
})

test('what comes in while a claim is under way is not forgotten', () => {
  const standings = createStandings<string>({ concurrency: 4, windowMax: 4, own })
  standings.due('a', 1, 0)
  const [wish] = standings.wishes(0, 10)
  assert.ok(wish)
  standings.due('a', 1, 5)
  standings.claimed(wish, [], null)
  assert.equal(standings.nextAt(), 5)
  assert.equal(standings.wishes(5, 10).length, 1)
})

test('it remembers so many destinations and no more, and finds room among those with nothing', () => {
  const standings = createStandings<string>({ concurrency: 4, windowMax: 4, own })
  for (let index = 0; index < DESTINATIONS_MAX; index++) assert.ok(standings.due(`d${index}`, 1, hour))
  assert.equal(standings.size, DESTINATIONS_MAX)
  assert.equal(standings.due('one more', 1, hour), false)
  assert.equal(standings.due('d5', 0, hour), true)
})
