import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { remembered } from './remembered.ts'
import type { Extracted } from './types.ts'

const file = (name: string, owner?: string) => ({ name, type: '', bytes: Buffer.from(name), ...owner === undefined ? {} : { owner } })

describe('files that were read before', () => {
  function counting(limits: { readonly charactersMax: number, readonly filesMax: number, readonly ms: number },
    answer?: Extracted) {
    const clock = { now: 0, reads: 0 }
    const extract = remembered((one) => {
      clock.reads += 1
      return Promise.resolve(answer ?? { text: 'x'.repeat(one.bytes.length) })
    }, () => clock.now, limits)
    return { clock, extract }
  }
  const wide = { charactersMax: 100, filesMax: 10, ms: 1000 }

  test('are read once for one account, also when it asks twice at once', async () => {
    const { clock, extract } = counting(wide)
    const read = await Promise.all([extract(file('a', 'els')), extract(file('a', 'els'))])
    assert.deepEqual(read, [{ text: 'x' }, { text: 'x' }])
    await extract(file('a', 'els'))
    assert.equal(clock.reads, 1)
  })
  test('are read again for another account, another name, and without an account', async () => {
    const { clock, extract } = counting(wide)
    for (const one of [file('a', 'els'), file('a', 'jan'), { ...file('a', 'els'), name: 'b' }, file('a'), file('a')]) await extract(one)
    assert.equal(clock.reads, 5)
  })
  test('are forgotten in time', async () => {
    const { clock, extract } = counting(wide)
    await extract(file('a', 'els'))
    clock.now = 999
    await extract(file('a', 'els'))
    assert.equal(clock.reads, 1)
    clock.now = 1000
    await extract(file('a', 'els'))
    assert.equal(clock.reads, 2)
  })
  test('are kept up to a number of characters and files, the newest', async () => {
    for (const [limits, names] of [[{ ...wide, charactersMax: 4 }, ['aa', 'bb', 'cc']], [{ ...wide, filesMax: 2 }, ['a', 'b', 'c']]] as const) {
      const { clock, extract } = counting(limits)
      for (const name of names) await extract(file(name, 'els'))
      await extract(file(names[2], 'els'))
      await extract(file(names[1], 'els'))
      assert.equal(clock.reads, 3)
      await extract(file(names[0], 'els'))
      assert.equal(clock.reads, 4)
    }
  })
  test('that were not read for lack of room are tried again', async () => {
    const { clock, extract } = counting(wide, { unread: 'over-limit' })
    await extract(file('a', 'els'))
    await extract(file('a', 'els'))
    assert.equal(clock.reads, 2)
  })
})
