import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SegmentCache } from './segment-cache.ts'

test('a value that grows pushes older ones out, and goes itself when it takes more than there is', async () => {
  const cache = new SegmentCache(100)
  const made: string[] = []
  const get = (key: string, bytes: number): Promise<string> => cache.get(key, async () => {
    made.push(key)
    return { value: key, bytes }
  })
  await get('a', 40)
  await get('b', 10)
  cache.grown('b', 50)
  await get('a', 40)
  await get('b', 60)
  assert.deepEqual(made, ['a', 'b'], 'both fit')
  cache.grown('b', 40)
  await get('b', 100)
  assert.deepEqual(made, ['a', 'b'], 'it fits alone')
  await get('a', 0)
  assert.deepEqual(made, ['a', 'b', 'a'], 'the other had to go')
  cache.grown('b', 1)
  await get('b', 1)
  assert.deepEqual(made, ['a', 'b', 'a', 'b'], 'it does not fit any more')
  cache.grown('never kept', 1)
})
