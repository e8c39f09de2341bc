import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { createEntrance } from '../throttle/entrance.ts'
import { createThrottle } from '../throttle/throttle.ts'
import { openImapHouse, type ImapHouse } from './server.testing.ts'

const port = (at: string): number => Number(at.slice(at.lastIndexOf(':') + 1))

/** The first line, or '' when the other side closes without one. */
function firstLine(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.on('error', () => resolve(''))
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1')))
    socket.once('close', () => resolve(''))
  })
}

async function withHouse(
  options: Parameters<typeof openImapHouse>[0], act: (house: ImapHouse) => Promise<void>,
): Promise<void> {
  const house = await openImapHouse(options)
  try {
    await act(house)
    assert.deepEqual(house.errors, [])
  } finally {
    await house.close()
  }
}

test('behind a balancer the client in the PROXY header is the one that is asked about', async () => {
  const asked: string[] = []
  const entrance = createEntrance({
    name: 'imap', limits: { size: 10, perNetwork: 10, perSubnet: 10 }, throttle: createThrottle({ clock: systemClock }), clock: systemClock,
  })
  await withHouse({ isProxy: () => true, entrance: {
    ...entrance,
    arrive(ip) {
      asked.push(ip)
      return ip === '192.0.2.66' ? { in: false, why: 'banned' } : { in: true, leave: () => undefined }
    },
  } }, async (house) => {
    const line = async (header: string): Promise<string> => {
      const socket = connect(port(house.plain), '127.0.0.1')
      socket.write(header)
      const answer = await firstLine(socket)
      socket.destroy()
      return answer
    }
    assert.match(await line('PROXY TCP4 192.0.2.7 198.51.100.1 4711 143\r\n'), /^\* OK /)
    assert.match(await line('PROXY TCP4 192.0.2.66 198.51.100.1 4711 143\r\n'), /^\* BYE /)
    assert.equal(await line('a1 NOOP\r\n'), '')
    assert.deepEqual(asked, ['192.0.2.7', '192.0.2.66'])
  })
})

test('strangers that fill the places before sign-in make room for a newcomer of another network', async () => {
  await withHouse({ limits: { connectionsBeforeLoginMax: 3 } }, async (house) => {
    const open = (localAddress: string): Socket => connect({ port: port(house.plain), host: '127.0.0.1', localAddress })
    const idle = [open('127.0.0.2'), open('127.0.0.2'), open('127.0.0.2')]
    for (const socket of idle) assert.match(await firstLine(socket), /^\* OK /)
    const newcomer = open('127.0.0.3')
    assert.match(await firstLine(newcomer), /^\* OK /)
    const said = await Promise.race(idle.map((socket) => firstLine(socket)))
    assert.match(said, /^\* BYE too many connections/)
    for (const socket of [...idle, newcomer]) socket.destroy()
  })
})
