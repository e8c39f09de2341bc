import { test } from 'node:test'
import assert from 'node:assert/strict'
import { Temporary } from '../base/errors.ts'
import {
  ARGON2_MEMORY_KIB_MAX, ARGON2_WAITING_MAX, ARGON2_WAITING_PER_LANE_MAX, createPasswordHash,
} from './password-hash.ts'

const cost = { memoryKiB: 8, passes: 1 }
const pepper = new Uint8Array(32).fill(1)
const salt = new Uint8Array(16).fill(2)
const context = new Uint8Array([3])

test('password, salt, context, pepper and cost each make another key; the same make the same', async () => {
  const hash = createPasswordHash({ pepper, cost })
  const other = createPasswordHash({ pepper: new Uint8Array(32), cost })
  const base = { password: 'een wachtwoord', salt, context, lane: 'a' }
  const first = await hash.derive(base)
  assert.equal(first.length, 32)
  assert.deepEqual(await hash.derive(base), first)
  for (const changed of [{ password: 'een wachtwoord ' }, { salt: new Uint8Array(16) }, { context: new Uint8Array() },
    { cost: { memoryKiB: 16, passes: 1 } }, { cost: { memoryKiB: 8, passes: 2 } }]) {
    assert.notDeepEqual(await hash.derive({ ...base, ...changed }), first)
  }
  assert.notDeepEqual(await other.derive(base), first)
  assert.equal(hash.begun, 7)
})

test('lanes take turns: who floods waits behind himself', async () => {
  const hash = createPasswordHash({ pepper, cost, runningMax: 1 })
  const order: string[] = []
  const run = (lane: string): Promise<unknown> =>
    hash.derive({ password: 'x', salt, context, lane }).then(() => order.push(lane))
  const flood = Array.from({ length: 50 }, () => run('flood'))
  await Promise.all([...flood, run('owner')])
  assert.ok(order.indexOf('owner') <= 2, `the owner was number ${order.indexOf('owner') + 1}`)
})

test('the queue takes its maximum, in all and per lane, and one more is told to come back', async () => {
  const hash = createPasswordHash({ pepper, cost, runningMax: 1 })
  const run = (lane: string): Promise<Uint8Array> => hash.derive({ password: 'x', salt, context, lane })
  const busy = (error: unknown): boolean => error instanceof Temporary && error.reason === 'busy'
  const taken = [run('running')]
  for (let i = 0; i < ARGON2_WAITING_PER_LANE_MAX; i++) taken.push(run('one'))
  await assert.rejects(run('one'), busy)
  for (let i = ARGON2_WAITING_PER_LANE_MAX; i < ARGON2_WAITING_MAX; i++) taken.push(run(`lane ${i % 8}`))
  await assert.rejects(run('another'), busy)
  await Promise.all(taken)
  assert.equal(hash.begun, ARGON2_WAITING_MAX + 1)
  await run('one')
})

test('a cost over the limit is never run', async () => {
  const hash = createPasswordHash({ pepper, cost })
  const base = { password: 'x', salt, context, lane: 'a' }
  await assert.rejects(hash.derive({ ...base, cost: { memoryKiB: ARGON2_MEMORY_KIB_MAX + 1, passes: 1 } }), /limit/)
  await assert.rejects(hash.derive({ ...base, cost: { memoryKiB: 8, passes: 11 } }), /limit/)
  assert.equal(hash.begun, 0)
  await hash.derive({ ...base, cost: { memoryKiB: 8, passes: 10 } })
})
