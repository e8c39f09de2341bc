import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCrowd, CROWD_GRACE_MS, type Crowd, type Entered, type Member } from './crowd.ts'

interface Guest { readonly network: string, readonly entered: Entered, isEnded: boolean }

function room(limits: { readonly size?: number, readonly perNetwork?: number, readonly perSubnet?: number }) {
  const clock = { at: 0 }
  const { size = 100, perNetwork = 100, perSubnet = 100 } = limits
  const crowd: Crowd = createCrowd({ limits: { size, perNetwork, perSubnet }, now: () => clock.at })
  function come(network: string, more: Partial<Pick<Member, 'worth' | 'exempt' | 'subnet'>> = {}): Guest {
    const guest = { network, isEnded: false, entered: { in: false, full: 'all' } as Entered }
    guest.entered = crowd.enter({ network, subnet: '', exempt: false, worth: () => 0, end: () => { guest.isEnded = true }, ...more })
    return guest
  }
  return { clock, crowd, come }
}

test('so many of one network and one more takes the place of the oldest that brings nothing, once that had its time', () => {
  const { clock, crowd, come } = room({ perNetwork: 2 })
  const [first, second] = [come('a'), come('a')]
  assert.deepEqual(come('a').entered, { in: false, full: 'network' })
  assert.equal(come('b').entered.in, true)
  clock.at += CROWD_GRACE_MS
  assert.equal(come('a').entered.in, true)
  assert.deepEqual([first.isEnded, second.isEnded, crowd.inside], [true, false, 3])
})

test('what is being kept is never pushed out, and what brings more stays longer', () => {
  const { clock, come } = room({ perNetwork: 3 })
  const busy = come('a', { worth: () => Infinity })
  const sender = come('a', { worth: () => 2 })
  const idle = come('a')
  clock.at += CROWD_GRACE_MS
  come('a', { worth: () => Infinity })
  assert.deepEqual([busy.isEnded, sender.isEnded, idle.isEnded], [false, false, true])
  clock.at += CROWD_GRACE_MS
  come('a', { worth: () => Infinity })
  assert.equal(sender.isEnded, true)
  clock.at += CROWD_GRACE_MS
  assert.deepEqual(come('a').entered, { in: false, full: 'network' })
})

test('when all places are taken the largest network gives one up at once to a network that holds fewer', () => {
  const { crowd, come } = room({ size: 6 })
  const flood = [come('a'), come('a'), come('a'), come('a'), come('b'), come('b')]
  assert.equal(come('honest').entered.in, true)
  assert.deepEqual(flood.map(({ isEnded }) => isEnded), [true, false, false, false, false, false])
  assert.equal(crowd.inside, 6)
  assert.deepEqual(come('a').entered, { in: false, full: 'all' }, 'the flood itself waits')
})

test('twenty networks flood: each newcomer of another is let in, whatever the flood does', () => {
  const { crowd, come } = room({ size: 200 })
  for (let round = 0; round < 50; round++) for (let network = 0; network < 20; network++) come(`flood-${network}`)
  const honest = Array.from({ length: 10 }, (_, index) => come(`honest-${index}`))
  for (let round = 0; round < 50; round++) for (let network = 0; network < 20; network++) come(`flood-${network}`)
  assert.ok(honest.every(({ entered, isEnded }) => entered.in && !isEnded))
  assert.equal(crowd.inside, 200)
})

test('neighbours share a limit, and the largest among them makes room', () => {
  const { come } = room({ perSubnet: 4 })
  const neighbours = ['a', 'a', 'a', 'b'].map((network) => come(network, { subnet: 'net' }))
  assert.equal(come('c', { subnet: 'net' }).entered.in, true)
  assert.deepEqual(neighbours.map(({ isEnded }) => isEnded), [true, false, false, false])
  assert.deepEqual(come('a', { subnet: 'net' }).entered, { in: false, full: 'subnet' })
})

test('who is exempt has no share of a network, but full is full', () => {
  const { come } = room({ size: 3, perNetwork: 1 })
  for (let time = 0; time < 3; time++) assert.equal(come('a', { exempt: true }).entered.in, true)
  assert.deepEqual(come('a', { exempt: true }).entered, { in: false, full: 'all' })
})

test('leaving twice counts once, also for one that was pushed out', () => {
  const { clock, crowd, come } = room({ perNetwork: 1 })
  const first = come('a')
  clock.at += CROWD_GRACE_MS
  const second = come('a')
  for (const { entered } of [first, first, second, second]) if (entered.in) entered.leave()
  assert.equal(crowd.inside, 0)
})
