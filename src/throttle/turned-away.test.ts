import assert from 'node:assert/strict'
import { connect, createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import { test, type TestContext } from 'node:test'
import { createTurnedAway } from './turned-away.ts'

/** So many connections at a door, as the door sees them. */
async function arrivals(t: TestContext, count: number): Promise<{
  readonly inside: Socket[], readonly outside: Socket[],
}> {
  const inside: Socket[] = []
  const server = createServer((socket) => inside.push(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const outside: Socket[] = []
  for (let index = 0; index < count; index++) {
    const came = once(server, 'connection')
    outside.push(connect(address.port, '127.0.0.1'))
    await came
  }
  t.after(() => {
    for (const socket of [...inside, ...outside]) socket.destroy()
    server.close()
  })
  return { inside, outside }
}

test('so many wait for the word that they are not let in, and one more hears it at once', async (t) => {
  const { inside } = await arrivals(t, 3)
  const door = createTurnedAway({ ms: 3_600_000, max: 2 })
  const told: number[] = []
  for (const [index, socket] of inside.entries()) door.keep(socket, () => told.push(index))
  assert.deepEqual(told, [2])
  door.close()
  assert.deepEqual(told, [2, 0, 1], 'at the end everybody hears it')
})

test('who goes away by itself makes room and is not told', async (t) => {
  const { inside, outside } = await arrivals(t, 2)
  const [first, second] = inside
  assert.ok(first !== undefined && second !== undefined)
  const door = createTurnedAway({ ms: 3_600_000, max: 1 })
  const told: string[] = []
  first.resume()
  door.keep(first, () => told.push('first'))
  const gone = once(first, 'close')
  outside[0]?.destroy()
  await gone
  door.keep(second, () => told.push('second'))
  assert.deepEqual(told, [])
  door.close()
  assert.deepEqual(told, ['second'])
})

test('the word comes when the time is over', async (t) => {
  const { inside } = await arrivals(t, 1)
  const [socket] = inside
  assert.ok(socket !== undefined)
  await new Promise<void>((resolve) => createTurnedAway({ ms: 1 }).keep(socket, resolve))
})
